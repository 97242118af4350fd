"""The key figures of the year against their goals, as far as the company's data say them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd

from salesnb.measures import MEASURES, growth, ratio
from salesnb.measures.attainment import near_share, reached_share
from salesnb.measures.receivables import dso
from salesnb.members import TOTAL
from salesnb.methods.issued_targets import monthly_targets
from salesnb.months import YEAR, Month
from salesnb.reviews.growth.ground import Ground

KPIS = [
    *("kpi_id", "owner", "unit", "goal", "actual", "gap", "goal_days", "actual_days", "gap_days"),
    *("goal_number", "actual_number", "gap_number", "direction", "verdict", "period", "changed"),
    "goal_before",
]
COUNTS = ["scope", "month", "n_kpis", "n_reached", "n_missed", "n_open", "year"]
Sections = Mapping[str, pd.DataFrame]
SUFFIX = {"share": "", "growth": "", "days": "_days"}  # of the columns that hold a unit
DSO_MONTHS = 3


class Issued(Protocol):
    """A version issued before, with the sections of plan/kpis.toml that were in force for it."""

    @property
    def decided(self) -> Sections: ...


def judge_kpis(
    ground: Ground,
    decided: Sections,
    issued: Issued | None = None,
    *,
    year_start: int = 1,
    dso_months: int = DSO_MONTHS,
) -> dict[str, pd.DataFrame]:
    """Return the frames kpis, one row per key figure of plan/kpis.toml, and counts, one row.

    `decided` are the sections frozen and kpis of the plan, `issued` has those of the version issued
    before; they are compared within one year alone. Figures count from the first month of the
    firm's year (`year_start`) up to the last whole one, balances at the month's end. goal, actual
    and gap (above nought: better than the goal) stand in the columns of their unit: shares, days,
    numbers. verdict: reached, missed, no_goal, not_measured, or removed.
    """
    year, entries = Year.of(ground, year_start, dso_months), decided["kpis"]
    before = _before(decided, issued.decided if issued else None)
    rows = [_row(one, year, before) for _, one in entries.iterrows()]
    if before is not None:
        gone = [one for one in before.index if one not in set(entries["kpi_id"])]
        rows += [_removed(one, float(before[one]), year) for one in gone]
    table = pd.DataFrame(rows, columns=KPIS)
    return {"kpis": table, "counts": _counts(table, year, _of_year(decided))}


def _counts(table: pd.DataFrame, year: Year, stated: int) -> pd.DataFrame:
    """Return how many key figures stand how, in one row; none where there are none."""
    n = table["verdict"].value_counts()
    reached, missed = int(n.get("reached", 0)), int(n.get("missed", 0))
    kept = len(table) - int(n.get("removed", 0))
    row = (*("total", year.period), kept, reached, missed, kept - reached - missed, stated)
    return pd.DataFrame([row] if kept else [], columns=COUNTS)


def _before(decided: Sections, issued: Sections | None) -> pd.Series | None:
    """Return the goals issued before for the same year; None where there are none."""
    if issued is None or _of_year(issued) != _of_year(decided) or decided["kpis"].empty:
        return None
    return issued["kpis"].set_index("kpi_id")["goal"]


def _of_year(sections: Sections) -> int:
    stated = sections["frozen"]["year"]
    return int(stated.iloc[0]) if len(stated) else 0


class Year:
    """The months of the firm's year so far, and the facts in them."""

    def __init__(self, ground: Ground, months: list[str], dso_months: int) -> None:
        self.facts, self.month, self.months = ground.facts, ground.month, months
        self.dso_months = dso_months

    @classmethod
    def of(cls, ground: Ground, year_start: int, dso_months: int) -> Year:
        last = Month.parse(ground.last)
        begin = last - (last.number - year_start) % YEAR
        return cls(ground, [str(one) for one in begin.until(last)], dso_months)

    @property
    def period(self) -> str:
        return self.months[-1]

    def within(self, name: str, *, back: int = 0) -> pd.DataFrame:
        """Return the rows of a frame in these months, or so many months earlier."""
        frame = self.facts.get(name, pd.DataFrame())
        if frame.empty:
            return frame
        wanted = [str(Month.parse(one) - back) for one in self.months]
        return frame[_months(frame).isin(wanted)]

    @property
    def sales(self) -> float:
        return float(self.within("sales_cube")["net_amount"].sum())

    def targets(self, by: str = "") -> pd.DataFrame:
        """Return the targets of sales of these months."""
        every = self.facts.get("issued_targets", pd.DataFrame())
        if every.empty:
            return every
        every = every[every["measure"] == "sales"]
        first, last = Month.parse(self.months[0]), Month.parse(self.months[-1])
        return monthly_targets(every, first, last, by=by)


def _months(frame: pd.DataFrame) -> pd.Series:
    """Return the month of each row, by the column that tells it."""
    if "month" in frame:
        return frame["month"].astype("str")
    day = next(name for name in ("period_start", "visit_date") if name in frame)
    return frame[day].dt.strftime("%Y-%m")


def _attainment(year: Year) -> float:
    targets = year.targets()
    return float(ratio(year.sales, targets["target_value"].sum())) if len(targets) else np.nan


def _growth(year: Year) -> float:
    before = year.within("sales_cube", back=YEAR)
    begins = str(_months(year.facts["sales_cube"]).min())
    if before.empty or begins > str(Month.parse(year.months[0]) - YEAR):
        return np.nan
    return float(growth(year.sales, float(before["net_amount"].sum())))


def _quotas(year: Year) -> pd.Series:
    """Return each rep's attainment of the year so far."""
    targets = year.targets("rep_id")
    if targets.empty:
        return pd.Series(dtype=float)
    asked = targets.groupby("rep_id")["target_value"].sum()
    sold = year.within("sales_cube").groupby("rep_id")["net_amount"].sum()
    return pd.Series(ratio(sold.reindex(asked.index).fillna(0.0), asked))


def _price(year: Year) -> float:
    lines = year.within("sales_cube")
    return float(ratio(lines["listed_amount"].sum(), lines["list_amount"].sum()))


def _collected(year: Year) -> float:
    cash = year.within("collections_cube")
    return float(ratio(cash["amount"].sum(), year.sales)) if len(cash) else np.nan


def _owed(year: Year) -> float:
    is_known = len(year.facts.get("receivables", ())) > 0
    return float(year.facts["open_instalments"]["open_amount"].sum()) if is_known else np.nan


def _dso(year: Year) -> float:
    last = Month.parse(year.period)
    recent = (last - (year.dso_months - 1)).until(last)
    sales = year.facts["sales_cube"]
    kept = sales.loc[_months(sales).isin([str(one) for one in recent]), "net_amount"].sum()
    return float(dso(_owed(year), kept, sum(one.n_days for one in recent)))


def _overdue(year: Year) -> float:
    rows = year.facts["open_instalments"]
    late = rows.loc[rows["days_past_due"] > 0, "open_amount"].sum() if len(rows) else 0.0
    return float(ratio(late, _owed(year)))


def _share_of_market(year: Year) -> float:
    """Return the share of the market that 03_market says."""
    rows = year.facts.get("03_market_size", pd.DataFrame())
    whole = rows[rows["dimension"] == TOTAL] if len(rows) else rows
    return float(whole["share"].iloc[0]) if len(whole) else np.nan


def _wape(year: Year) -> float:
    """Return the error of what was expected a month ahead, of the whole, in these months."""
    errors = year.facts.get("forecast_errors", pd.DataFrame())
    if errors.empty:
        return np.nan
    one = errors[(errors["measure"] == "sales") & (errors["dimension"] == TOTAL)]
    one = one[one["step"] == 1]
    ahead = [str(Month.parse(origin) + 1) for origin in one["origin"].astype("str")]
    kept = one[np.isin(ahead, year.months)]
    return (
        float(MEASURES["wape"].compute(kept["expected"], kept["actual"])) if len(kept) else np.nan
    )


def _visits(year: Year) -> float:
    visits = year.within("visits")
    if visits.empty or "planned_on" not in visits:
        return np.nan
    planned = visits[visits["planned_on"].notna() & (visits["status"] != "unplanned")]
    planned = planned[planned["visit_date"] <= pd.Timestamp(year.month.last)]
    return float(ratio((planned["status"] == "held").sum(), len(planned)))


def _expenses(year: Year) -> float:
    rows = year.within("expenses")
    return float(ratio(rows["amount"].sum(), year.sales)) if len(rows) else np.nan


_ACTUAL: Mapping[str, Callable[[Year], float]] = {
    "attainment": _attainment,
    "pace": _attainment,
    "growth": _growth,
    "quota_reached": lambda year: reached_share(_quotas(year)),
    "quota_near": lambda year: near_share(_quotas(year)),
    "market_share": _share_of_market,
    "price_realisation": _price,
    "collection_rate_sales": _collected,
    "dso": _dso,
    "overdue_ratio": _overdue,
    "wape": _wape,
    "visit_compliance": _visits,
    "expense_ratio": _expenses,
}


def _row(entry: pd.Series, year: Year, before: pd.Series | None) -> dict[str, Any]:
    name, goal = str(entry["kpi_id"]), float(entry["goal"])
    measure = MEASURES[name]
    actual = _ACTUAL[name](year) if name in _ACTUAL else np.nan
    sign = -1.0 if measure.direction == "down" else 1.0
    place = SUFFIX.get(measure.unit, "_number")
    changed, old = _changed(name, goal, before)
    return {
        "kpi_id": name,
        "owner": entry["owner"],
        "unit": measure.unit,
        f"goal{place}": goal,
        f"actual{place}": actual,
        f"gap{place}": sign * (actual - goal),
        "direction": measure.direction,
        "verdict": _verdict(actual, goal, measure.direction),
        "period": year.period,
        "changed": changed,
        "goal_before": old,
    }


def _verdict(actual: float, goal: float, direction: str) -> str:
    if np.isnan(actual):
        return "not_measured"
    if np.isnan(goal):
        return "no_goal"
    reached = actual <= goal if direction == "down" else actual >= goal
    return "reached" if reached else "missed"


def _changed(name: str, goal: float, before: pd.Series | None) -> tuple[str, float]:
    """Return how a key figure differs from the version issued before: '', added or goal."""
    if before is None:
        return "", np.nan
    if name not in before.index:
        return "added", np.nan
    old = float(before[name])
    same = old == goal or (np.isnan(old) and np.isnan(goal))
    return ("", np.nan) if same else ("goal", old)


def _removed(name: str, goal: float, year: Year) -> dict[str, Any]:
    row = {"kpi_id": name, "owner": "", "unit": MEASURES[name].unit, "verdict": "removed"}
    return row | {"changed": "removed", "goal_before": goal, "period": year.period}
