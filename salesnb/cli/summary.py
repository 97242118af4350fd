"""How runs ended, for people: a table, what failed and what to do, where the packs are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from salesnb.cli.printing import OUT
from salesnb.i18n import t
from salesnb.runs.companies import Ended
from salesnb.runs.publishing import PARTIAL
from salesnb.runs.state import DONE, FAILED, SKIPPED, WAITING, Issued, Outcome

MARKS = {DONE: "[green]●[/]", FAILED: "[red]■[/]", SKIPPED: "○", WAITING: "[yellow]▲[/]"}


def print_outcome(outcome: Outcome, *, wanted_issue: bool) -> None:
    """Print one row per workbook and language, what failed and what to do, where the packs are."""
    table = Table(t("workbook"), t("seconds"), t("state"), Column(t("page"), overflow="fold"))
    for name, one in outcome.workbooks.items():
        page = outcome.pages.get(name)
        link = f"[link={page.as_uri()}]{escape(_near(page))}[/link]" if page else ""
        table.add_row(name, f"{one['seconds']:.1f}", _state(one), link)
    OUT.print(table)
    _print_end(outcome)
    if wanted_issue and outcome.issued is None:
        OUT.print(t("Not issued: a workbook failed; the drafts stay drafts."))


def _print_end(outcome: Outcome) -> None:
    """Print what failed and what to do, where the packs are, what was issued."""
    for said in outcome.news:
        OUT.print(f"▸ {escape(said)}")
    for name, one in outcome.workbooks.items():
        if one.get("started_again"):
            OUT.print(t("{name}: its process died and was started again", name=name))
        if one.get("note"):
            fix = f"\n  → {escape(one['fix'])}" if one.get("fix") else ""
            OUT.print(f"{MARKS[one['state']]} {name}: {escape(one['note'])}{fix}")
    for lang, index in outcome.packs.items():
        slots = {"lang": lang, "file": escape(str(index))}
        if index.parent.name == PARTIAL:
            OUT.print(t("Pages without those that failed ({lang}): {file}", **slots))
            if (index.parent.parent / index.name).is_file():
                OUT.print(t("The report pack ({lang}) stays as it was.", lang=lang))
        else:
            OUT.print(t("Report pack ({lang}): {file}", **slots))
    if outcome.fresh_kernels:
        OUT.print(t("Kernels were started fresh: {reason}", reason=escape(outcome.fresh_kernels)))
    if outcome.issued is not None:
        print_issued(outcome.issued)


def print_issued(issued: Issued) -> None:
    """Print the version that stands, and the languages that its packs leave out."""
    if issued.is_new:
        OUT.print(t("issued as {version}", version=issued.version))
    else:
        OUT.print(t("{version} stands: nothing has changed since", version=issued.version))
    for lang in issued.left_out:
        old = t(
            "The pack in {lang} is of an earlier run: run the month with --lang {lang}", lang=lang
        )
        OUT.print(old)


def _state(one: dict[str, object]) -> str:
    """Return the state of a workbook as a mark and a word."""
    words = {
        DONE: t("unchanged") if one.get("unchanged") else t("done"),
        FAILED: t("failed"),
        SKIPPED: t("left out"),
        WAITING: t("waits"),
    }
    state = str(one["state"])
    return f"{MARKS[state]} {words[state]}"


def _near(page: Path) -> str:
    """Return a page's path within the report; the pack's whole path is printed below."""
    return "/".join(page.parts[-3:])


def print_companies(ended: Sequence[Ended]) -> None:
    """Print one row per company, then what failed in each and what to do."""
    table = Table(t("company"), t("seconds"), t("state"), t("done"), t("failed"), t("left out"))
    for one in ended:
        mark = MARKS[DONE] if one.is_done else MARKS[FAILED]
        word = t("done") if one.is_done else t("failed")
        columns = ((DONE,), (FAILED, WAITING), (SKIPPED,))
        counts = [str(_count(one.outcome, *states)) for states in columns]
        table.add_row(escape(one.name), f"{one.seconds:.1f}", f"{mark} {word}", *counts)
    OUT.print(table)
    for one in ended:
        _print_company(one)


def _print_company(one: Ended) -> None:
    """Print what failed in one company and where its packs are."""
    OUT.print(f"[bold]{escape(one.name)}[/]  {escape(one.where)}")
    if one.error is not None:
        OUT.print(f"{MARKS[FAILED]} {escape(one.error.message)}")
        if one.error.fix:
            OUT.print(f"  → {escape(one.error.fix)}")
    if one.outcome is not None:
        _print_end(one.outcome)


def _count(outcome: Outcome | None, *states: str) -> int:
    """Return how many workbooks of an outcome are in one of some states."""
    books = outcome.workbooks.values() if outcome else ()
    return sum(book["state"] in states for book in books)
