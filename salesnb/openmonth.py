"""One company-month as a workbook takes it: settings, calendar, typed frames."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.contracts.results import Context
from salesnb.errors import UsageError, closest
from salesnb.i18n import t
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder
from salesnb.plans.frozen import calendar_of, plan_in_force
from salesnb.plans.reading import entries, sections_of
from salesnb.settings import Settings
from salesnb.snapshot import changes, typed
from salesnb.snapshot.facts import Snapshot, open_snapshot
from salesnb.snapshot.folders import is_intact, whole_folder
from salesnb.snapshot.names import MasterNames

CUSTOMER_CHANGES = ("customer_id", "field", "old_value", "new_value", "changed_on")


@dataclass
class OpenMonth:
    """What is known of one company-month, as the workbook `entry` declares it."""

    entry: Entry
    company: Company
    month: Month
    snapshot: Snapshot

    @property
    def settings(self) -> Settings:
        return self.company.settings

    @property
    def currency(self) -> str:
        return self.settings.company.currency

    @property
    def basis(self) -> str:
        """`invoice`, `order`, or '' without lines: what sales are counted on."""
        return str(self.snapshot.manifest["sales_basis"])

    @property
    def totals(self) -> dict[str, dict[str, object]]:
        """What the closing counted, per table with money."""
        return dict(self.snapshot.manifest["totals"])

    @property
    def folder(self) -> MonthFolder:
        return self.company.month(self.month)

    @property
    def calendar(self) -> WorkCalendar:
        """The company's working days."""
        return calendar_of(self.settings, self.month)

    @cached_property
    def context(self) -> Context:
        """The currency of all amounts, and what members of master tables are called."""
        return Context(self.currency, MasterNames(self.snapshot))

    def decided(self, file: str, section: str) -> pd.DataFrame:
        """Return what people decided in a section of a plan file, as frozen with the month's run.

        A row per entry; empty where the company has none. Live, before the first run, it is read
        from plan/. Raises `UsageError` for a file or section that no plan has.
        """
        return entries(plan_in_force(self.company, self.month), file, section)

    def all_decided(self, file: str) -> dict[str, pd.DataFrame]:
        """Return what `decided` returns of every section of a plan file, by section."""
        return {one.name: self.decided(file, one.name) for one in sections_of(file)}

    def has(self, name: str) -> bool:
        """Return whether the month has rows of a frame."""
        return self.snapshot.has(name)

    def frame(self, name: str, grain: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the columns of a frame that `index.toml` declares: text keys, days as datetimes.

        It is empty where the month has none. Raises `UsageError` for a frame that this workbook
        does not declare, `SalesnbError` for one that a month closed long ago does not hold.
        """
        require_declared(self.entry, name, tuple(self.entry.loads), "loads")
        return _frame(self.snapshot, name, list(self.entry.loads[name]), grain)

    def weighed(self, name: str) -> pd.DataFrame:
        """Return the money of a declared frame, or the first column where it has none: all rows."""
        columns = list(self.entry.loads[name])
        money = self.snapshot.money_column(name)
        return _frame(self.snapshot, name, [money if money in columns else columns[0]])

    def grain(self, name: str) -> tuple[str, ...]:
        """Return by which columns the cells of `order_days` or `price_cells` are held.

        A column that is not among them has no values: there would have been too many cells. Where
        the frame is not there it is ().
        """
        return self.snapshot.grain(name) if name in self.snapshot.manifest["frames"] else ()

    def frame_before(self, name: str) -> pd.DataFrame | None:
        """Return a declared frame as it was known a month earlier; None where that is not known.

        A master table holds no days: what changed on a customer is told by the month before. None
        where that month was not closed, its snapshot is damaged, or it has no such frame. A
        workbook of the pack names the frame under `before` too, so that a run knows of it.
        """
        require_declared(self.entry, name, tuple(self.entry.loads), "loads")
        if self.entry.pack:
            require_declared(self.entry, name, self.entry.before, "before")
        earlier = earlier_snapshot(self.company, self.month - 1)
        if earlier is None or name not in earlier.manifest["frames"]:
            return None
        return _frame(earlier, name, list(self.entry.loads[name]))

    @property
    def dates_changes(self) -> bool:
        """Whether a table of dated changes of customers came in, with rows of the month or not."""
        return "customer_changes" in self.snapshot.manifest["frames"]

    def changes_of_customers(self) -> pd.DataFrame | None:
        """Return what changed on customers in the month; None where it cannot be judged.

        Columns: customer_id, field, old_value, new_value (text, '' where there is none),
        changed_on (missing where it is not known). That is what `customer_changes` dates, or else
        how the month before differs in the columns of customers that this workbook declares.
        """
        if self.dates_changes:
            listed = _frame(self.snapshot, "customer_changes", list(CUSTOMER_CHANGES))
            return changes.in_month(listed, self.month)
        before = self.frame_before("customers")
        return None if before is None else changes.differing(before, self.frame("customers"))

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return all frames that this workbook declares, by name; empty where not there.

        Lines that name a product carry its product group, where the workbook loads both.
        """
        found = {name: self.frame(name) for name in self.entry.loads}
        products = found.get("products", pd.DataFrame())
        if "product_group" not in products:
            return found
        groups = dict(zip(products["product_id"], products["product_group"], strict=True))
        lacking = [n for n, f in found.items() if "product_id" in f and "product_group" not in f]
        return {**found, **{n: typed.with_groups(found[n], groups) for n in lacking}}


def _frame(
    snapshot: Snapshot, name: str, wanted: list[str], grain: Sequence[str] | None = None
) -> pd.DataFrame:
    if name not in snapshot.manifest["frames"] and not snapshot.lacks(name):
        return typed.empty(name, wanted)
    return typed.typed(snapshot.frame(name, wanted, grain), name)


def earlier_snapshot(company: Company, month: Month) -> Snapshot | None:
    """Return the snapshot of an earlier month; None where it was not closed or is damaged."""
    folder = whole_folder(company.month(month).snapshot)
    return open_snapshot(company, month) if is_intact(folder) else None


def require_declared(entry: Entry, name: str, declared: Sequence[str], under: str) -> None:
    """Raise for what the workbook's order and digest would not know of."""
    if name in declared:
        return
    near = closest(name, declared)
    raise UsageError(
        t("{book} does not declare {name} under {under}", book=entry.id, name=name, under=under),
        fix=t("did you mean {near!r}?", near=near) if near else t("declare it in index.toml"),
    )


def snapshot_of(company: Company, month: Month) -> Snapshot:
    """Return the snapshot of a month; live, one that is not closed yet is closed in scratch."""
    folder = company.month(month)
    if (folder.snapshot / "manifest.json").is_file() or os.environ.get("SALESNB_BATCH"):
        return open_snapshot(company, month)
    from salesnb.snapshot.close import close_month

    return close_month(company, month, to=folder.root / "scratch" / "snapshot")
