"""Which reps give more discount than their customers used to get, since when, and what explains it.

The month of a change is the one with the largest statistic in the scan of `discount_changes`; what
must be exceeded is shared out over reps and months (Bonferroni). A change is judged twice: on the
lines that nothing explains, and on all lines with promotions and granted price exceptions. What
stands out in all lines alone is explained.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.customers.prices.discount_changes import (
    SCAN,
    USUAL,
    Array,
    Change,
    Spread,
    clearest,
    lines_of,
    members_of,
    scan,
    spread_of,
    starts_of,
    usual_discounts,
)
from salesnb.customers.prices.ground import Ground
from salesnb.members import OTHERS
from salesnb.months import Month

GRANTED = 0.35  # of the extra discount: where as much was granted, the rest is an open question


def find_leakage(ground: Ground, *, confidence: float = 0.95, least: float = 0.02) -> pd.DataFrame:
    """Return one row per rep whose prices can be judged, what calls for a question first.

    Columns: rep_id, since (the month of the change, '' without one), n_lines, n_customers,
    list_amount, extra (discount beyond the usual on lines that nothing explains), low, high,
    least_seen (the smallest extra discount that would have been seen), promotion_amount,
    approved_amount, amount (of the unexplained lines) and amount_year (of the last twelve months),
    approved_share (of approved and unexplained together), verdict: `suspect`, `approved`,
    `promotion`, `unchanged`, `too_few`. A `suspect` gives at least `least` more than usual, more
    than chance would at all reps together with `confidence`, and had less than `GRANTED` granted.
    """
    cells = ground.cells[ground.cells["at"] < SCAN + USUAL]
    plain = lines_of(cells, "plain")
    if not len(plain.at):
        return pd.DataFrame(columns=COLUMNS)
    reps, customers = members_of(cells)
    spread = spread_of(plain, len(customers))
    starts = starts_of(plain)
    asked = float(-ndtri((1 - confidence) / max(len(reps) * len(starts), 1)))
    open_, gross = (
        scan(one, starts, spread, (len(reps), len(customers)))
        for one in (plain, lines_of(cells, "all"))
    )
    coded = cells.assign(who=np.searchsorted(customers, cells["customer_id"].to_numpy(str)))
    by_rep = {str(rep): own for rep, own in coded.groupby("rep_id")}
    judged = _Judged(by_rep, reps, asked, least)
    rows = [judged.row(place, open_, gross) for place in range(len(reps))]
    found = pd.DataFrame(rows, columns=COLUMNS)
    found["since"] = [_named(ground, one) for one in found["since"]]
    return found.sort_values(["amount", "rep_id"], ascending=[False, True], ignore_index=True)


COLUMNS = [
    *("rep_id", "since", "n_lines", "n_customers", "list_amount", "extra", "low", "high"),
    *("least_seen", "promotion_amount", "approved_amount", "amount", "amount_year"),
    *("approved_share", "verdict"),
]


def _named(ground: Ground, at: float) -> str:
    return "" if np.isnan(at) else str(ground.month - int(at))


@dataclass(frozen=True)
class _Judged:
    """What a rep's row is made of."""

    cells: dict[str, pd.DataFrame]  # of each rep, with the place of the customer in `who`
    reps: list[str]
    asked: float
    least: float

    def row(self, place: int, plain: dict[int, Change], gross: dict[int, Change]) -> tuple:
        start, z = clearest(plain, place)
        start_all, z_all = clearest(gross, place)
        if start is None or start_all is None:
            return (self.reps[place], np.nan, *[0.0] * 3, *[np.nan] * 4, *[0.0] * 4, np.nan, FEW)
        is_open = z >= self.asked and plain[start].extra[place] >= self.least
        is_gross = z_all >= self.asked and gross[start_all].extra[place] >= self.least
        since = start if is_open else start_all if is_gross else _year(plain)
        change = plain[since]
        money = self._money(place, since, change.usual)
        verdict = self._verdict(is_open=is_open, is_gross=is_gross, money=money)
        half = self.asked * change.error[place]
        told = np.nan if verdict == "unchanged" else float(since)
        extra = float(change.extra[place])
        share = _share(money)
        return (
            *(self.reps[place], told, float(money["n"]), float(money["customers"]), money["list"]),
            *(extra, extra - half, extra + half, max(half, self.least)),
            *(money["promotion"], money["approved"], money["open"], money["year"], share, verdict),
        )

    def _verdict(self, *, is_open: bool, is_gross: bool, money: dict[str, float]) -> str:
        share = _share(money)
        if is_open:
            return "approved" if share >= GRANTED else "suspect"
        if is_gross:
            return "approved" if money["approved"] >= money["promotion"] else "promotion"
        return "unchanged"

    def _money(self, place: int, since: int, usual: Array) -> dict[str, float]:
        """Return what was given beyond the usual since: promoted, approved, and open."""
        own = self.cells[self.reps[place]]
        own = own[own["at"] <= since]
        off = usual[own["who"].to_numpy()]
        given = {
            name: own[f"{part}_list"] * (1 - off) - own[f"{part}_net"]
            for name, part in (("promotion", "promotion"), ("approved", "approved"))
        }
        open_ = (own["plain_list"] * (1 - off) - own["plain_net"]).where(own["discount"].notna(), 0)
        return {
            "promotion": float(given["promotion"].sum()),
            "approved": float(given["approved"].sum()),
            "open": float(open_.sum()),
            "year": float(open_[own["at"] < 12].sum()),
            "n": float(own["n_lines"].sum()),
            "customers": float(own["customer_id"].nunique()),
            "list": float(own["list_amount"].sum()),
        }


FEW = "too_few"


def _share(money: dict[str, float]) -> float:
    """Return which share of the extra discount was granted; missing where none was given."""
    granted, rest = max(money["approved"], 0.0), max(money["open"], 0.0)
    return granted / (granted + rest) if granted + rest > 0 else float("nan")


def _year(changes: dict[int, Change]) -> int:
    """Return the start that is nearest to a year: what is told of reps without a change."""
    return min(changes, key=lambda start: (abs(start - 11), start))


def extra_by_cell(ground: Ground, leaks: pd.DataFrame) -> pd.DataFrame:
    """Return the cells since the month of change of all reps whose prices changed.

    Columns: those of the ground, and `usual` (the customer's usual discount) and `extra_amount`
    (what was given beyond it on all lines of the cell).
    """
    cells = ground.cells[ground.cells["at"] < SCAN + USUAL]
    plain, (_, customers) = lines_of(cells, "plain"), members_of(cells)
    found = [cells.iloc[:0].assign(usual=0.0, extra_amount=0.0)]
    changed = leaks[leaks["since"] != ""] if len(leaks) else leaks
    spread = spread_of(plain, len(customers)) if len(changed) else Spread(1.0, 1.0, 0.0)
    for rep, since in changed[["rep_id", "since"]].itertuples(index=False, name=None):
        start = ground.month.ordinal - Month.parse(since).ordinal
        off, _ = usual_discounts(plain, start, spread, len(customers))
        own = cells[(cells["rep_id"] == rep) & (cells["at"] <= start)]
        usual = off[np.searchsorted(customers, own["customer_id"].to_numpy(str))]
        given = (own["list_amount"] * (1 - usual) - own["listed_amount"]).fillna(0.0)
        found.append(own.assign(usual=usual, extra_amount=given))
    return pd.concat(found, ignore_index=True)


def by_month(ground: Ground, leaks: pd.DataFrame) -> pd.DataFrame:
    """Return month by month what reps whose prices changed took off the list, beside all others.

    Columns: rep_id, month, discount (of lines that nothing explains), explained (of the rep's lines
    with promotions and approvals), others (lines of reps without a change that nothing explains),
    list_amount; of the last `USUAL` months.
    """
    cells = ground.cells[(ground.cells["at"] < USUAL) & (ground.cells["list_amount"] > 0)]
    changed = set(leaks.loc[leaks["since"] != "", "rep_id"]) if len(leaks) else set()
    if not changed:
        return pd.DataFrame(columns=MONTHS)
    who = cells["rep_id"].where(cells["rep_id"].isin(list(changed)), OTHERS)
    names = ["list_amount", "listed_amount", "plain_list", "plain_net"]
    sums = cells.groupby([who, "month"])[names].sum()
    plain = 1 - sums["plain_net"] / sums["plain_list"].where(sums["plain_list"] > 0)
    every = 1 - sums["listed_amount"] / sums["list_amount"]
    known = sums.assign(discount=plain, explained=every).reset_index()
    is_rest = known["rep_id"] == OTHERS
    rest = known[is_rest].set_index("month")["discount"]
    return known[~is_rest].assign(others=known["month"].map(rest))[MONTHS]


MONTHS = ["rep_id", "month", "discount", "explained", "others", "list_amount"]
