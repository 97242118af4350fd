"""What `salesnb decide` prints: the decisions of a month, and what was taken up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Column, Table

from salesnb.cli import machine
from salesnb.cli.printing import OUT, escape
from salesnb.i18n import t
from salesnb.runs.open_decisions import Open


def print_open(found: Sequence[Open], *, as_json: bool) -> None:
    """Print what a month asks to decide, the first first, and who took it up."""
    if as_json:
        machine.emit({"decisions": [_record(one) for one in found]})
        return
    if not found:
        OUT.print(t("Nothing needs a decision this month."))
        return
    table = Table("", Column(t("decision"), overflow="fold"), t("what to do"), t("taken up by"))
    for place, one in enumerate(found, start=1):
        said = f"{one.finding.plain()} {one.action}".strip()
        table.add_row(str(place), one.id, escape(said), escape(one.taken_up_by))
    OUT.print(table)
    OUT.print(t("Take one up with --accept NUMBER --author NAME."))


def print_taken(taken: Sequence[Open], *, as_json: bool) -> None:
    """Print what was written into the plan."""
    if as_json:
        machine.emit({"accepted": [one.id for one in taken]})
        return
    for one in taken:
        OUT.print(t("plan/accepted.toml: {decision} is taken up", decision=one.id))


def _record(one: Open) -> dict[str, Any]:
    return {
        "decision": one.id,
        "status": one.finding.status,
        "sentence": one.finding.plain(),
        "amount": None if one.amount != one.amount else one.amount,
        "about": one.about,
        "action": one.action,
        "owner": one.owner,
        "due_on": one.due_on and str(one.due_on),
        "taken_up_by": one.taken_up_by,
    }
