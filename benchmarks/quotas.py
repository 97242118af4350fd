"""Real targets scored: the probability stated when a period began against what then happened.

AdventureWorks' quotas by salesperson and quarter, and the reseller set's targets by rep and month.
Targets of managers lie on top of their teams' and are left out, as the mapping marks them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb.methods.calibration import base_rate_brier, brier, calibration_error, reliability
from salesnb.methods.error_shapes import levels, shares_of_level
from salesnb.methods.forecasting import forecast_many
from salesnb.targets.chance import attainability as by

FEWEST_ERRORS = 3  # earlier forecasts of a period, for a probability of the next one
ON_TOP = "Manager|Director"  # in a title: the target is that of a team once more


@dataclass(frozen=True)
class Quotas:
    """Sales and targets (reps, periods), oldest first; missing before a rep's first sale."""

    name: str
    sales: np.ndarray
    targets: np.ndarray
    in_year: int

    @property
    def first(self) -> int:
        """The first period for which a probability can be stated."""
        return self.in_year + FEWEST_ERRORS


def resellers(folder: Path) -> tuple[Quotas, float]:
    """Return the reseller set by month, and how often its rollups would count sales again."""
    sold, asked, people = (
        pd.read_csv(folder / f"{name}.csv.gz") for name in ("Sales", "Targets", "Salesperson")
    )
    asked = asked.merge(people, on="EmployeeID").assign(period=asked["TargetMonth"].str[:7])
    sold = sold.assign(period=sold["OrderDate"].str[:7])
    asked = asked[asked["period"].isin(set(sold["period"]))]
    is_rollup = asked["Title"].str.contains(ON_TOP)
    own = asked[~is_rollup]
    again = float(asked["TargetAmount"].sum() / own["TargetAmount"].sum())
    targets = own.pivot_table("TargetAmount", "EmployeeKey", "period", "sum")
    sales = sold.pivot_table("Sales", "EmployeeKey", "period", "sum")
    return _quotas("reseller targets by rep and month", sales, targets, 12), again


def salespeople(folder: Path) -> Quotas:
    """Return AdventureWorks by the periods of its quotas, some three months each."""
    asked = pd.read_csv(folder / "SalesPersonQuotaHistory.csv.gz", parse_dates=["QuotaDate"])
    orders = pd.read_csv(folder / "SalesOrderHeader.csv.gz", parse_dates=["OrderDate"])
    orders = orders[orders["SalesPersonID"].notna()]
    begins = np.sort(asked["QuotaDate"].unique())
    ends = pd.Timestamp(begins[-1]) + pd.DateOffset(months=3)
    orders = orders[(orders["OrderDate"] >= begins[0]) & (orders["OrderDate"] < ends)]
    place = np.searchsorted(begins, orders["OrderDate"].to_numpy(), side="right") - 1
    by_rep = orders.assign(rep=orders["SalesPersonID"].astype(int), period=begins[place])
    sales = by_rep.pivot_table("SubTotal", "rep", "period", "sum")
    targets = asked.pivot_table("SalesQuota", "BusinessEntityID", "QuotaDate", "sum")
    return _quotas("AdventureWorks' quotas by salesperson and quarter", sales, targets, 4)


def _quotas(name: str, sales: pd.DataFrame, targets: pd.DataFrame, in_year: int) -> Quotas:
    wanted = sales.loc[sales.index.intersection(targets.index)]
    begun = wanted.notna().cummax(axis=1)
    values = wanted.fillna(0.0).where(begun).to_numpy(float)
    return Quotas(name, values, targets.reindex_like(wanted).to_numpy(float), in_year)


def stated(quotas: Quotas) -> pd.DataFrame:
    """Return one row per rep and period, and one of all reps: stated, came_true, period, is_total.

    What is stated of a period knows the periods before it alone. A rep is judged from a year of
    sales on, in periods with a target.
    """
    y, n_periods = quotas.sales, quotas.sales.shape[1]
    origins = range(quotas.in_year, n_periods)
    made = np.stack([forecast_many(y[:, :n], 1, period=quotas.in_year)[:, 0] for n in origins])
    usual = np.stack([y[:, n - quotas.in_year : n].mean(axis=1) for n in origins])
    came = np.stack([y[:, n] for n in origins])
    rows = []
    for k in range(FEWEST_ERRORS, len(made)):
        asked = quotas.targets[:, origins[k]]
        keep = np.isfinite(made[k]) & np.isfinite(usual[k]) & (usual[k] > 0) & (asked > 0)
        errors = shares_of_level(came[:k], made[:k], usual[:k])[:, keep]
        cells = by.joint(made[k, keep], errors, levels(made[k, keep], usual[k, keep]))
        p = by.cell_probabilities(cells, asked[keep])
        total = by.sums(cells).reached([asked[keep].sum()])
        hits = came[k, keep] >= asked[keep]
        whole = came[k, keep].sum() >= asked[keep].sum()
        rows.append(_rows(k, p, hits, is_total=False))
        rows.append(_rows(k, total, np.array([whole]), is_total=True))
    return pd.concat(rows, ignore_index=True)


def _rows(period: int, p: np.ndarray, hits: np.ndarray, *, is_total: bool) -> pd.DataFrame:
    frame = pd.DataFrame({"stated": p, "came_true": hits.astype(float)})
    return frame.assign(period=period, is_total=is_total)


def score(name: str, rows: pd.DataFrame) -> None:
    """Print Brier score, base rate and calibration; standard errors are over periods."""
    p, hits = rows["stated"].to_numpy(), rows["came_true"].to_numpy()
    gained = (hits - hits.mean()) ** 2 - (p - hits) ** 2
    by_period = rows.assign(gained=gained, gap=p - hits).groupby("period")
    n = by_period.ngroups
    better, off = (by_period[one].mean() for one in ("gained", "gap"))
    error = {one.name: one.std(ddof=1) / n**0.5 for one in (better, off)}
    print(
        f"{name}: {len(rows)} targets of {n} periods, {hits.mean():.3f} attained,"
        f" {p.mean():.3f} stated (too high by {off.mean():+.3f}, {error['gap']:.3f})\n"
        f"  Brier {brier(p, hits):.3f}, base rate {base_rate_brier(hits):.3f} (better by"
        f" {better.mean():+.3f}, {error['gained']:.3f}); calibration error"
        f" {calibration_error(p, hits):.3f}"
    )
    table = reliability(p, hits, n_bins=5)
    pairs = zip(table["stated"], table["came_true"], table["n"], strict=True)
    print("  said -> came (n):", ", ".join(f"{a:.2f} -> {b:.2f} ({k})" for a, b, k in pairs))


def main() -> None:
    folder = Path(os.environ.get("SALESNB_DATA", "../shared/data")) / "adventureworks"
    if not folder.exists():
        print("skipped: the data of AdventureWorks are not beside the project")
        return
    reseller, again = resellers(folder / "reseller_2017_2020")
    print(f"with managers' targets on top, reseller targets would come to {again:.2f} times theirs")
    for quotas in (salespeople(folder / "oltp"), reseller):
        rows = stated(quotas)
        score(quotas.name, rows[~rows["is_total"]])
        score("  of all reps in sum", rows[rows["is_total"]])


if __name__ == "__main__":
    main()
