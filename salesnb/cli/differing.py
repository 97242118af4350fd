"""What differs between two versions of a month, as `salesnb diff` says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rich.table import Column, Table

from salesnb.cli import machine
from salesnb.cli.printing import OUT, escape
from salesnb.errors import UsageError
from salesnb.i18n import N_, t
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.runs.compare import compare, members
from salesnb.runs.decided_changes import WHO, decided_changes
from salesnb.runs.versions import reason_of

MOST = 25  # rows of one result that are printed
CHANGES = {"added": N_("added"), "dropped": N_("dropped"), "changed": N_("changed")}


@dataclass(frozen=True)
class Differences:
    """What differs: results and files of decisions, entries that people decided, why issued.

    `reasons` by version; `members` are the amounts of one result, where one was asked for.
    """

    versions: tuple[str, str]
    rows: pd.DataFrame
    decided: pd.DataFrame
    reasons: Mapping[str, str]
    of: str = ""
    members: pd.DataFrame | None = None

    def as_json(self) -> dict[str, Any]:
        found = {
            "differences": machine.records(self.rows),
            "decided": machine.records(self.decided),
            "reasons": dict(self.reasons),
        }
        return found if self.members is None else {**found, "of": machine.records(self.members)}


def between(
    company: Company, month: Month, versions: tuple[str, str], *, of: str = "", by: str = ""
) -> Differences:
    """Return what differs between two versions; of one result its amounts, `by` a column of it.

    Raises `UsageError` for a version, result or column that is not there.
    """
    if by and not of:
        raise UsageError(t("--by needs a result"), fix=t("say which, e.g. --of targets"))
    rows = compare(company, month, *versions)
    own = members(company, month, versions, of, by=by) if of else None
    reasons = {one: reason_of(company.month(month), one) for one in versions}
    return Differences(versions, rows, decided_changes(company, month, *versions), reasons, of, own)


def print_differences(found: Differences) -> None:
    """Print what differs, a row each, or that nothing does."""
    old, new = found.versions
    if found.rows.empty:
        OUT.print(t("{old} and {new} are the same", old=old, new=new))
        return
    for version, reason in found.reasons.items():
        if reason:
            OUT.print(f"{version}: {escape(reason)}")
    OUT.print(_members(found.members, found.of) if found.members is not None else _rows(found.rows))
    for row in found.decided.to_dict("records"):
        OUT.print(escape(_decided(row)))


def _rows(rows: pd.DataFrame) -> Table:
    heads = (t("rows"), t("added"), t("removed"), t("changed"), t("money"), t("moved"))
    table = Table(Column(t("result or decision"), overflow="fold"), *heads)
    for row in rows.to_dict("records"):
        counts = [f"{row[name]:,}" for name in ("added", "removed", "changed")]
        sizes = _pair(f"{row['rows_old']:,}", f"{row['rows_new']:,}")
        table.add_row(escape(row["name"]), sizes, *counts, _totals(row), _amount(row["moved"]))
    return table


def _members(rows: pd.DataFrame, name: str) -> Table:
    """Return the amounts of one result that differ, the largest change first."""
    keys = [one for one in rows.columns if one not in {"old", "new", "change"}]
    title = t("{name}: {n} of {all} that differ", name=name, n=min(len(rows), MOST), all=len(rows))
    table = Table(*keys, t("old"), t("new"), t("change"), title=escape(title))
    for row in rows.head(MOST).to_dict("records"):
        amounts = [f"{row['old']:,.2f}", f"{row['new']:,.2f}", f"{row['change']:+,.2f}"]
        table.add_row(*(escape(str(row[key])) for key in keys), *amounts)
    return table


def _decided(row: Mapping[Any, Any]) -> str:
    """Return one decision that differs, as a line."""
    change = (
        _pair(row["old"], row["new"]) if row["change"] == "changed" else row["new"] or row["old"]
    )
    who = ", ".join(row[one] for one in WHO if row[one])
    return f"plan/{row['file']}.toml {t(CHANGES[row['change']])}: {row['entry']}: {change} ({who})"


def _totals(row: Mapping[Any, Any]) -> str:
    """Return the total of both versions, '' where a result has no money."""
    return _pair(_amount(row["total_old"]), _amount(row["total_new"]))


def _amount(value: float) -> str:
    return "" if value != value else f"{value:,.2f}"


def _pair(old: str, new: str) -> str:
    """Return an old and a new number, once where they are the same."""
    return old if old == new else f"{old} → {new}"
