"""What a month asks to decide: kept among its results, and taken up in `plan/accepted.toml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from salesnb import artefacts
from salesnb.artefacts import DRAFT, Saved
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import OPEN_DECISIONS
from salesnb.errors import UsageError
from salesnb.findings import Finding, as_record, from_record
from salesnb.i18n import did_you_mean, language, t, translate
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pack.decisions import MOST, acceptance
from salesnb.paths import Company
from salesnb.plans.accepting import add_entries
from salesnb.plans.checked import require_sound_plan
from salesnb.plans.frozen import plan_now
from salesnb.plans.reading import entries
from salesnb.raised import Matter, matters, said_by


@dataclass(frozen=True)
class Open:
    """A decision that a month asks for, and who took it up ('' while nobody did)."""

    id: str
    finding: Finding
    amount: float  # at stake, missing where the month does not know it
    about: str
    action: str
    owner: str
    taken_up_by: str = ""


def keep_open_decisions(company: Company, month: Month, books: Mapping[str, Entry]) -> None:
    """Save what the month's drafts ask to decide among them, in the order of the front page."""
    folder = company.month(month).artefacts(DRAFT)
    context = Context(company.settings.company.currency)
    saved = Saved(folder, DRAFT, context)
    packed = {name: one for name, one in books.items() if one.pack}
    found = matters(said_by(saved, packed), packed, saved)[:MOST]
    rows = [_row(one, place) for place, one in enumerate(found, start=1)]
    frame = pd.DataFrame(rows, columns=OPEN_DECISIONS.columns)
    folder.mkdir(parents=True, exist_ok=True)
    artefacts.save([result(frame, OPEN_DECISIONS, context=context)], folder)


def _row(one: Matter, place: int) -> dict[str, object]:
    record = as_record(one.finding, place)
    return {
        "place": place,
        "decision": one.id,
        "status": one.finding.status,
        "amount": one.amount.value if one.amount else float("nan"),
        "about": one.decision.about if one.decision else "",
        "action": one.decision.action if one.decision else "",
        "owner": one.decision.owner if one.decision else "",
        "text": record["text"],
        "slots": record["slots"],
    }


def open_decisions(company: Company, month: Month) -> list[Open]:
    """Return what a month asks to decide, as it was issued last, else of its drafts.

    Raises `UsageError` for a month that has not been run.
    """
    kept = artefacts.as_issued(company, OPEN_DECISIONS.name, month)
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
            from_record(row | {"key": row["decision"]}, version=kept.version),
            float(row["amount"]),
            translate(str(row["about"]), language()),
            translate(str(row["action"]), language()),
            translate(str(row["owner"]), language()),
            str(owners.get(row["decision"], "")),
        )
        for row in (dict(one.values) for one in kept)
    ]


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
        entry = acceptance(one.id, by.owner or one.owner, month)
        if not entry["owner"]:
            raise UsageError(
                t("{decision}: nobody answers for it", decision=one.id), fix='--owner "Li Wei"'
            )
        due_on = by.due_on or entry["due_on"]
        new.append({**entry, "due_on": due_on, "author": by.author, "reason": by.reason})
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
