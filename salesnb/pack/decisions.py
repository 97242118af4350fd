"""What the month asks the firm to decide: one matter per subject, the most money first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from salesnb.artefacts import Saved
from salesnb.citations import Cited
from salesnb.contracts.decided.written import as_lines
from salesnb.findings import SYMBOLS, Decision, Finding, data_element
from salesnb.i18n import formats, language, t, translate
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pages import decisions_of

MOST = 6
TOLD_ABOVE = {"level", "expectation", "lands"}  # the front page says these by itself
INTAKE = "01_intake"  # what it finds is of the data, not of the business
_SECTION = re.compile(r'<section id="(\w+)".*?</section>', re.S)


@dataclass(frozen=True)
class Matter:
    """One matter to decide: its sentence, and where it is declared what is at stake."""

    book: str
    finding: Finding
    decision: Decision | None
    amount: Cited | None

    @property
    def id(self) -> str:
        """How plan files name it: workbook and finding."""
        return f"{self.book}.{self.finding.key}"

    @property
    def rank(self) -> tuple[bool, float]:
        """What is urgent before what is to be watched; of these the largest amount first."""
        return self.finding.status != "act", -abs(self.amount.value) if self.amount else 0.0


def matters(
    said: Mapping[str, Sequence[Finding]], entries: Mapping[str, Entry], saved: Saved
) -> list[Matter]:
    """Return what is to be decided, the largest amount first, `MOST` at most.

    `said` are the findings by workbook. A declared subject is raised where one of its findings is
    to be acted on or watched; any other finding only where it is to be acted on.
    """
    found: list[Matter] = []
    for book, findings in said.items():
        if book != INTAKE:
            found += _of_book(entries[book], findings, saved)
    raised = {one.id for one in found}
    found = [one for one in found if not (one.decision and one.decision.unless in raised)]
    return sorted(found, key=lambda one: one.rank)[:MOST]


def _of_book(entry: Entry, findings: Sequence[Finding], saved: Saved) -> Iterator[Matter]:
    urgent = {one.key: one for one in findings if one.status in {"act", "watch"}}
    declared: set[str] = set(TOLD_ABOVE)
    for decision in decisions_of(entry.page):
        keys = decision.keys.split()
        declared.update(keys)
        there = sorted((urgent[k] for k in keys if k in urgent), key=lambda f: f.status != "act")
        if there:
            amount = _amount(decision, there[0], entry, saved)
            yield Matter(entry.id, there[0], decision, amount)
    for key, one in urgent.items():
        if key not in declared and one.status == "act":
            yield Matter(entry.id, one, None, None)


def _amount(decision: Decision, finding: Finding, entry: Entry, saved: Saved) -> Cited | None:
    """Return what is at stake, None where the month does not know it."""
    frame, _, column = decision.amount.partition(".")
    rows = saved.load(entry.result_name(frame)) if frame else None
    if rows is None:
        return None
    cited = {
        name: value
        for slot in finding.slots.values()
        if isinstance(slot, Cited)
        for name, value in slot.ref.where
    }
    where = {key: decision.only.get(key, cited.get(key)) for key in rows.contract.keys}
    found = rows.where(**where).known(column)
    return None if found.is_empty or not found.first[column] else found.first.cite(column, "money")


def acceptance(decision: str, owner: str, month: Month) -> dict[str, object]:
    """Return the entry of accepted.toml that takes a decision up, due at the next month's end."""
    return {
        "month": str(month),
        "decision": decision,
        "owner": owner,
        "due_on": (month + 1).last,
        "author": "",
    }


def plan_line(matter: Matter, month: Month) -> str:
    """Return the lines of accepted.toml that take a matter up; who signs them is left open."""
    owner = translate(matter.decision.owner, language()) if matter.decision else ""
    entry = {**acceptance(matter.id, owner, month), "author": "?"}
    return as_lines("accepted", {**entry, "owner": owner or "?"})


def shown(matter: Matter, *, folder: str, page: str, question: str, month: Month) -> dict[str, str]:
    """Return what a template needs of a matter; `page` is the page that its link leads to."""
    decision = matter.decision
    finding, status = matter.finding, matter.finding.status
    return {
        "status": status,
        "mark": f"{SYMBOLS[status]} {formats.status_word(status)}",
        "amount": data_element(matter.amount) if matter.amount else "",
        "about": translate(decision.about, language()) if decision and matter.amount else "",
        "html": finding.html(),
        "action": translate(decision.action, language()) if decision else "",
        "owner": _owner(decision),
        "link": f"{folder}/{matter.book}.html{anchor(page, finding)}",
        "book": question,
        "id": matter.id,
        "line": plan_line(matter, month),
    }


def _owner(decision: Decision | None) -> str:
    if decision is None or not decision.owner:
        return ""
    return t("Who: {owner}", owner=translate(decision.owner, language()))


def anchor(page: str, finding: Finding) -> str:
    """Return `#section` of the last section of a page that says a finding, '' where none does.

    The first section of a page is its answer; the last that says it shows why.
    """
    said = finding.html()
    holding = [one[1] for one in _SECTION.finditer(page) if said in one[0]]
    return f"#{holding[-1]}" if holding else ""
