"""What the pages of a month said, and what of it the firm must decide: one matter per subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from salesnb.artefacts import Saved
from salesnb.citations import Cited
from salesnb.findings import Decision, Finding, as_record, from_record
from salesnb.index import Entry
from salesnb.pages import decisions_of

TOLD_ABOVE = {"level", "expectation", "lands"}  # the front page says these by itself
INTAKE = "01_intake"  # what it finds is of the data, not of the business
Said = Mapping[str, Sequence[Finding]]  # findings by workbook
MEMBERS = {  # columns of members that a sentence may speak of, and the dimension that names them
    "customer_id": "customer",
    "rep_id": "rep",
    "region_id": "region",
    "product_group": "product_group",
}
RAISED = [
    "decision",
    "keys",
    "book",
    "status",
    "amount",
    "about",
    "action",
    "owner",
    "lever",
    "asks",
]
RAISED += [*MEMBERS, "text", "slots"]


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

    @property
    def cited(self) -> dict[str, str]:
        """The members that its sentence speaks of, by column: those of all cells that it cites."""
        return _cited(self.finding)


def said_by(saved: Saved, books: Iterable[str]) -> dict[str, list[Finding]]:
    """Return what each workbook found in a month: its answer, then its sections, each once."""
    return {book: _findings(saved, book) for book in books}


def _findings(saved: Saved, book: str) -> list[Finding]:
    found: dict[str, Finding] = {}
    for row in saved.said(book):
        one = from_record(row.values, version=saved.version)
        found.setdefault(one.key, one)
    return list(found.values())


def matters(said: Said, entries: Mapping[str, Entry], saved: Saved) -> list[Matter]:
    """Return what is to be decided, by `Matter.rank`.

    A declared subject is raised where one of its findings is to be acted on or watched; any other
    finding only where it is to be acted on. Pages that sum up others raise nothing by themselves.
    """
    found: list[Matter] = []
    for book, findings in said.items():
        if book != INTAKE and not entries[book].sums_up:
            found += _of_book(entries[book], findings, saved)
    raised = {one.id for one in found}
    found = [
        one
        for one in found
        if one.decision is None or raised.isdisjoint(one.decision.unless.split())
    ]
    return sorted(found, key=lambda one: one.rank)


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
    cited = _cited(finding)
    where = {key: decision.only.get(key, cited.get(key)) for key in rows.contract.keys}
    found = rows.where(**where).known(column)
    return None if found.is_empty or not found.first[column] else found.first.cite(column, "money")


def _cited(finding: Finding) -> dict[str, str]:
    return {
        name: value
        for slot in finding.slots.values()
        if isinstance(slot, Cited)
        for name, value in slot.ref.where
    }


def as_frame(found: Sequence[Matter]) -> pd.DataFrame:
    """Return matters as rows (`RAISED`): texts as msgids, blank members where none is spoken of.

    amount is missing where the month does not know it, else without its sign; keys are all names
    under which the same may be raised in another month; a sentence stands as `findings.as_record`
    keeps it.
    """
    return pd.DataFrame([_row(one) for one in found], columns=RAISED)


def _row(one: Matter) -> dict[str, object]:
    declared = one.decision or Decision(keys=one.finding.key, action="")
    record = as_record(one.finding, 0)
    return {
        "decision": one.id,
        "keys": " ".join(f"{one.book}.{key}" for key in declared.keys.split()),
        "book": one.book,
        "status": one.finding.status,
        "amount": abs(one.amount.value) if one.amount else float("nan"),
        "about": declared.about,
        "action": declared.action,
        "owner": declared.owner,
        "lever": declared.lever,
        "asks": declared.asks,
        **_members(one.cited),
        "text": record["text"],
        "slots": record["slots"],
    }


def _members(cited: Mapping[str, str]) -> dict[str, str]:
    """Return whom a sentence speaks of, by column: named by itself or as a node of a dimension."""
    node = {cited.get("dimension", ""): cited.get("node", "")}
    return {name: cited.get(name) or node.get(one, "") for name, one in MEMBERS.items()}
