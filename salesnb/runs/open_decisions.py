"""What a month asks to decide: kept among its results, and taken up in `plan/accepted.toml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from salesnb import artefacts
from salesnb.artefacts import DRAFT, Saved
from salesnb.contracts.results import Context, Row
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import OPEN_DECISIONS
from salesnb.errors import UsageError
from salesnb.findings import Finding, as_record, from_record
from salesnb.i18n import did_you_mean, language, t, translate
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pack.decisions import POINTS, acceptance, chosen
from salesnb.paths import Company
from salesnb.plans.accepting import add_entries
from salesnb.plans.checked import require_sound_plan
from salesnb.plans.frozen import plan_now
from salesnb.plans.reading import entries
from salesnb.raised import Matter, matters, said_by
from salesnb.snapshot.facts import open_snapshot
from salesnb.snapshot.folders import is_whole, whole_folder
from salesnb.snapshot.names import MasterNames


@dataclass(frozen=True)
class Open:
    """A decision that a month asks for, and who took it up ('' while nobody did)."""

    id: str
    finding: Finding
    amount: float  # at stake, missing where the month does not know it
    about: str
    action: str
    owner: str
    due_on: dt.date | None
    taken_up_by: str = ""


def keep_open_decisions(company: Company, month: Month, books: Mapping[str, Entry]) -> None:
    """Save what the month's drafts ask to decide among them, in the order of the front page."""
    folder = company.month(month).artefacts(DRAFT)
    context = Context(company.settings.company.currency)
    saved = Saved(folder, DRAFT, context)
    packed = {name: one for name, one in books.items() if one.pack}
    found = chosen(matters(said_by(saved, packed), packed, saved), saved.load(POINTS))
    rows = [_row(one, point, place) for place, (one, point) in enumerate(found, start=1)]
    frame = pd.DataFrame(rows, columns=OPEN_DECISIONS.columns)
    folder.mkdir(parents=True, exist_ok=True)
    artefacts.save([result(frame, OPEN_DECISIONS, context=context)], folder)


def _row(one: Matter, point: Row | None, place: int) -> dict[str, object]:
    role = one.decision.owner if one.decision else ""
    record = as_record(one.finding, place)
    return {
        "place": place,
        "decision": one.id,
        "status": one.finding.status,
        "amount": abs(one.amount.value) if one.amount else float("nan"),
        "about": one.decision.about if one.decision else "",
        "action": one.decision.action if one.decision else "",
        "owner": point["owner"] if point else role,
        "owner_id": point["owner_id"] if point else "",
        "due_on": point["due_on"] if point else "",
        "subject": point["subject"] if point else "",
        "text": record["text"],
        "slots": record["slots"],
    }


def open_decisions(company: Company, month: Month) -> list[Open]:
    """Return what a month asks to decide, as it was issued last, else of its drafts.

    Raises `UsageError` for a month that has not been run.
    """
    context = _context(company, month)
    kept = artefacts.as_issued(company, OPEN_DECISIONS.name, month, context=context)
    if kept is None:
        raise UsageError(
            t("{month} has no decisions: it has not been run", month=month),
            fix=f"salesnb run {company.root.name} --month {month}",
        )
    accepted = entries(plan_now(company), "accepted", "accepted")
    taken = accepted[accepted["month"] == str(month)]
    owners = dict(zip(taken["decision"], taken["owner"], strict=True))
    return [
        Open(
            str(row["decision"]),
            from_record({**row.values, "key": row["decision"]}, version=kept.version),
            float(row["amount"]),
            translate(str(row["about"]), language()),
            translate(str(row["action"]), language()),
            _owner(row),
            _due_on(row),
            str(owners.get(row["decision"], "")),
        )
        for row in kept
    ]


def _context(company: Company, month: Month) -> Context:
    """Return the company's currency, and the names of its members where the month is closed."""
    currency = company.settings.company.currency
    if not is_whole(whole_folder(company.month(month).snapshot)):
        return Context(currency)
    return Context(currency, MasterNames(open_snapshot(company, month)))


def _owner(row: Row) -> str:
    """Return who is to do it: a rep by name, else what stands for a person or a role."""
    if row.values.get("owner_id"):
        return str(row.words("owner_id"))
    return translate(str(row["owner"]), language()) if row["owner"] else ""


def _due_on(row: Row) -> dt.date | None:
    """Return by when it is due; None in months that stated none."""
    due_on = row.values.get("due_on", "")
    return dt.date.fromisoformat(due_on) if due_on else None


@dataclass(frozen=True)
class Taken:
    """Who takes decisions up: author, owner ('' for the one that the report names), by when."""

    author: str
    owner: str = ""
    due_on: dt.date | None = None
    reason: str = ""


def take_up(company: Company, month: Month, wanted: Sequence[str], by: Taken) -> list[Open]:
    """Write the wanted decisions (numbers in the list, or names) into accepted.toml; return them.

    All of them or none. Raises `UsageError` for one that the month does not ask for, that is
    taken up already, or that nobody answers for.
    """
    require_sound_plan(company)
    found = open_decisions(company, month)
    chosen = list({one.id: one for one in (_chosen(name, found) for name in wanted)}.values())
    if not by.author.strip():
        raise UsageError(t("nobody signs the decision"), fix='--author "Li Wei"')
    new = []
    for one in chosen:
        due_on = by.due_on or one.due_on
        entry = acceptance(month, one.id, by.owner or one.owner, due_on)
        if not entry["owner"]:
            raise UsageError(
                t("{decision}: nobody answers for it", decision=one.id), fix='--owner "Li Wei"'
            )
        new.append({**entry, "author": by.author, "reason": by.reason})
    add_entries(company, "accepted", "accepted", new)
    return chosen


def _chosen(name: str, found: Sequence[Open]) -> Open:
    """Return the decision of a number or name; raise `UsageError` where it is not to be had."""
    known = {one.id: one for one in found}
    known |= {str(place): one for place, one in enumerate(found, start=1)}
    if name not in known:
        listed = ", ".join(one.id for one in found)
        raise UsageError(
            t("the month asks for no decision {name!r}", name=name),
            fix=did_you_mean(name, known, t("there are: {names}", names=listed)),
        )
    one = known[name]
    if one.taken_up_by:
        raise UsageError(
            t("{decision} is taken up already by {owner}", decision=one.id, owner=one.taken_up_by),
            fix=t("change its entry in plan/accepted.toml"),
        )
    return one
