"""The index page: what a director reads in two minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2

from salesnb.artefacts import Saved
from salesnb.contracts.results import Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_, formats, language, t, translate
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pack import against, decisions, headlines, verdict
from salesnb.pack.check import Source
from salesnb.pack.frame import finished, frame, hint, language_tag
from salesnb.pack.labels import labels_of
from salesnb.pack.pages import version_word
from salesnb.paths import resource
from salesnb.raised import INTAKE, Matter, matters, said_by
from salesnb.settings import Settings

EMPTY: Mapping[str, str] = {}
SALES, REVIEW, GROWTH, SUMMARY = "02_sales", "13_review", "14_growth", "15_summary"
ANSWERED = ("taken_up", "outcome", "taken_up_unknown")  # what is said of last month's points
TOLD_OF_REVIEW = ("missed_region", "missed_rep", "danger_", "chance_")
TOLD_OF_GROWTH = ("fleet",)
MISSING = "01_intake_missing"
MOST_MISSING = 5
MISSING_TEXT = N_(
    "{table}: tasks of managing sales that wait for it: {n_tasks}; usually kept by: {owner}."
)


@dataclass(frozen=True)
class Front:
    """What an index page is of: workbooks, how each ended (done, failed, skipped; a note), run.

    `run` is the folder of the pages beside the index; `is_first` says that no closing came before.
    """

    entries: Mapping[str, Entry]
    statuses: Mapping[str, Mapping[str, str]]
    settings: Settings
    month: str
    version: str
    run: str
    scenario: str = ""
    is_first: bool = False


def render_front(
    front: Front,
    saved: Saved,
    *,
    source: Source,
    basis: str,
    pages: Mapping[str, str] = EMPTY,
    untraced: Sequence[str] = (),
    cards: str = "",
    forms: str = "",
) -> str:
    """Return the index page in the language in use.

    `saved` are the month's results, `source` looks one up for the labels of numbers, `basis` is
    what sales are counted on, `pages` are the pages by workbook, for links to their sections,
    `untraced` are numerals that cite no cell, `cards` is the list of cards, `forms` that of
    forms and calendars, '' where there are none.
    """
    said = said_by(saved, front.entries)
    found = matters(said, front.entries, saved)
    raised = decisions.chosen(found, saved.load(decisions.POINTS))
    template = _environment().get_template("front.html.j2")
    shown = template.render(
        **_frame(front, basis),
        cards=cards,
        forms=forms,
        verdict=verdict.headline(saved),
        year=verdict.year_so_far(saved),
        tiles=headlines.tiles(saved),
        plan=headlines.plan_words(saved),
        against=against.table(saved),
        hidden=_plan_said(said, front, pages, but=[one.finding.key for one, _ in raised]),
        nothing=_nothing(found),
        matters=[_matter(one, point, front, pages) for one, point in raised],
        books=[_book(front, entry, said[id]) for id, entry in front.entries.items()],
        answered=_answered(said),
        missing=[*_of_data(said), *_missing(saved), *_untraced(untraced)],
        changed=headlines.changed(saved, is_first=front.is_first),
    )
    return finished(shown, labels_of(shown, source))


def _frame(front: Front, basis: str) -> dict[str, Any]:
    """Return what stands around the page's content."""
    company, month = front.settings.company, formats.month(front.month)
    name = company.name_zh if language() == "zh" and company.name_zh else company.name
    return {
        "lang": language_tag(),
        "frame": frame(),
        "title": f"{name} · {month}",
        "company": name,
        "month": month,
        "version": version_word(front.version, front.scenario),
        "provisional": _provisional(basis),
        "excel": f"{front.run}/pack.xlsx",
        "words": _words(),
    }


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(resource("templates", "report"))
    return jinja2.Environment(
        loader=loader,
        autoescape=jinja2.select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
    )


def _words() -> dict[str, str]:
    return {
        "title": t("Sales report"),
        "skip": t("Skip to the content"),
        "hint": hint(),
        "decide": t("What needs a decision"),
        "why": t("why"),
        "accept": t("How to take it up"),
        "accept_how": t("Add to plan/accepted.toml, or let `salesnb decide` write it:"),
        "against": t("Against plan and last year"),
        "no_comparison": t(
            "Neither a plan nor last year's sales are known, so nothing can be held against them."
        ),
        "landing": t("Where the year will land"),
        "pages": t("Pages"),
        "cards": t("Cards"),
        "cards_how": t(
            "One page for each rep with a part of the plan or sales, and each manager, to"
            " hand over, complete and sign; and each customer."
        ),
        "forms": t("Forms and calendars"),
        "forms_how": t(
            "What reps fill in next month, a file each, and their visits for the calendar."
        ),
        "excel": t("Every table of these pages in full, for further work in a spreadsheet."),
        "missing": t("What is missing"),
        "complete": t("Every table that the pages read came in."),
        "changed": t("What changed since the last closing"),
    }


def _provisional(basis: str) -> str:
    return (
        t("Sales on these pages are booked orders: no invoices came in.")
        if basis == "order"
        else ""
    )


def _nothing(found: Sequence[Matter]) -> str:
    """Return what stands where the month has no point: nothing is raised, or nothing large."""
    if found:
        return t("Nothing that this month raises would bring a hundredth of a month's sales.")
    return t("Nothing needs a decision this month.")


def _matter(
    one: Matter, point: Row | None, front: Front, pages: Mapping[str, str]
) -> dict[str, str]:
    question = translate(front.entries[one.book].question, language())
    return decisions.shown(
        one,
        point,
        folder=front.run,
        page=pages.get(one.book, ""),
        question=question,
        month=Month.parse(front.month),
    )


def _plan_said(
    said: Mapping[str, list[Finding]],
    front: Front,
    pages: Mapping[str, str],
    *,
    but: Sequence[str],
) -> list[dict[str, str]]:
    """Return what totals hide and what is ahead (but for what is raised below), and the landing."""
    reviewed = said.get(REVIEW, [])
    firsts = [[one for one in reviewed if one.key.startswith(key)][:1] for key in TOLD_OF_REVIEW]
    found = [(REVIEW, one) for first in firsts for one in first]
    hidden = () if found else ("hidden_",)
    found += [(GROWTH, one) for one in said.get(GROWTH, []) if one.key in TOLD_OF_GROWTH]
    found += [(SALES, one) for one in said.get(SALES, []) if one.key.startswith((*hidden, "lands"))]
    return [
        {
            "key": one.key,
            "html": one.html(),
            "link": f"{front.run}/{book}.html{decisions.anchor(pages.get(book, ''), one)}",
        }
        for book, one in found
        if one.key not in but
    ]


def _of_data(said: Mapping[str, list[Finding]]) -> list[str]:
    """Return what the gate found of the data; how many tasks are covered is no news."""
    return [
        one.html()
        for one in said.get(INTAKE, [])
        if one.status in {"act", "watch"} and one.key != "coverage"
    ]


def _answered(said: Mapping[str, list[Finding]]) -> list[str]:
    """Return what became of the points that the month before asked for."""
    return [one.html() for one in said.get(SUMMARY, []) if one.key in ANSWERED]


def _book(front: Front, entry: Entry, said: list[Finding]) -> dict[str, Any]:
    status = front.statuses.get(entry.id, {})
    done = status.get("state") == "done"
    words = {"done": t("ready"), "failed": t("failed"), "skipped": t("left out")}
    state = words.get(status.get("state", ""), t("not run"))
    note = status.get("note", "")
    return {
        "question": translate(entry.question, language()),
        "answer": said[0].html() if said else "",
        "link": f"{front.run}/{entry.id}.html" if done else "",
        "state": f"{entry.id} · {state}" + (f": {note}" if note else ""),
    }


def _missing(saved: Saved) -> list[str]:
    """Return the tables that no export brought, the most useful first, in sentences."""
    rows = saved.load(MISSING)
    if rows is None:
        return [t("What is missing cannot be told: 01_intake did not run.")]
    return [
        say("missing", "info", MISSING_TEXT, row).html() for row in rows.take(slice(MOST_MISSING))
    ]


def _untraced(untraced: Sequence[str]) -> list[str]:
    """Return the sentence that warns of numerals that nobody can trace, if there are any."""
    if not untraced:
        return []
    text = N_("These numerals on the pages cite no cell, so nobody has checked them: {which}.")
    which = {"which": Words("; ".join(untraced), kind="text")}
    return [Finding("untraced", "watch", text, which).html()]
