"""What was foretold of each node and month, and what came: one row per call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from salesnb.members import TOTAL
from salesnb.months import YEAR, Month
from salesnb.reviews.as_issued import AsIssued, forecast_of
from salesnb.reviews.attainment.quantiles import Quantiles
from salesnb.reviews.places import by_node, find_places

NODE = ["dimension", "node"]
CALLS = ["forecaster", *NODE, "month", "expected", "low", "high", "actual", "naive"]
AMOUNTS = ["expected", "low", "high", "actual", "naive"]
STATED = 0.95  # of the ranges of issued forecasts
LEVELS = (TOTAL, "level_1", "region", "product_group", "rep")
CENTS = 100


def calls_of(
    facts: Mapping[str, pd.DataFrame], issued: AsIssued, months: Sequence[str]
) -> pd.DataFrame:
    """Return what was foretold of `months` before they began: one row per forecaster and node.

    `facts`: sales_cube, products, regions and, where there are any, forecast_submissions and the
    artefact forecast_errors; `months` are whole ones, oldest first. forecaster: issued (the newest
    forecast that was issued before the month), tested (what the forecast's rule would have said a
    month before), commit (the rep's newest submission before the month began, and the total of
    those who submitted one). Columns: `CALLS`: low and high are the range of 95 % of issued
    forecasts, the commit and the best case of reps; actual is what came in, naive the same month a
    year before (missing where the facts do not reach back). Amounts in currency units.
    """
    foretold = pd.concat(
        [
            *(_issued(issued, one) for one in months),
            _tested(facts, months),
            _submitted(facts, months),
        ],
        ignore_index=True,
    )
    if foretold.empty:
        return pd.DataFrame(columns=CALLS).astype(dict.fromkeys(AMOUNTS, "float64"))
    sales = _sales(facts, months)
    keys = [*NODE, "month"]
    rows = foretold.merge(sales, on=keys, how="left").fillna({"actual": 0.0})
    begins = str(facts["sales_cube"]["month"].min())
    ago = rows["month"].map({one: str(Month.parse(one) - YEAR) for one in months})
    earlier = sales.rename(columns={"actual": "naive", "month": "ago"})
    rows = rows.assign(ago=ago).merge(earlier, on=[*NODE, "ago"], how="left")
    rows["naive"] = rows["naive"].fillna(0.0).where(rows["ago"] >= begins)
    return _with_totals(rows)[CALLS].astype(dict.fromkeys(AMOUNTS, "float64"))


def _issued(issued: AsIssued, month: str) -> pd.DataFrame:
    """Return what was forecast of a month by the newest forecast before it."""
    rows = forecast_of(issued, month)
    known = Quantiles.of(rows[rows["dimension"].isin(LEVELS)])
    low, high = (known.at((1 + side * STATED) / 2) for side in (-1, 1))
    return known.nodes.assign(month=month, low=low, high=high, forecaster="issued")


def _tested(facts: Mapping[str, pd.DataFrame], months: Sequence[str]) -> pd.DataFrame:
    """Return what the rule of 07_forecast would have said of each month a month before."""
    columns = ["forecaster", *NODE, "month", "expected", "low", "high"]
    errors = facts.get("forecast_errors", pd.DataFrame())
    if errors.empty:
        return pd.DataFrame(columns=columns)
    rows = errors[errors["measure"].eq("sales") & errors["step"].eq(1)]
    following = {one: str(Month.parse(one) + 1) for one in rows["origin"].unique()}
    rows = rows.assign(month=rows["origin"].map(following), forecaster="tested")
    rows = rows[rows["month"].isin(months) & rows["dimension"].isin(LEVELS)]
    return rows.reindex(columns=columns)


def _submitted(facts: Mapping[str, pd.DataFrame], months: Sequence[str]) -> pd.DataFrame:
    """Return the newest submission of each rep before each month began."""
    rows = facts.get("forecast_submissions", pd.DataFrame())
    columns = ["forecaster", *NODE, "month", "expected", "low", "high"]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    starts = pd.to_datetime(rows["period_start"])
    month = starts.dt.strftime("%Y-%m")
    in_time = (pd.to_datetime(rows["submitted_on"]) < starts) & month.isin(months)
    own = rows.assign(month=month)[in_time & rows["commit_amount"].notna()]
    newest = own.sort_values("submitted_on").drop_duplicates(["rep_id", "month"], keep="last")
    return pd.DataFrame(
        {
            "forecaster": "commit",
            "dimension": "rep",
            "node": newest["rep_id"].astype("str"),
            "month": newest["month"],
            "expected": newest["commit_amount"].astype(float),
            "low": newest["commit_amount"].astype(float),
            "high": newest["best_amount"].astype(float),
        }
    )[columns]


def _sales(facts: Mapping[str, pd.DataFrame], months: Sequence[str]) -> pd.DataFrame:
    """Return sales by node and month, of `months` and a year before them."""
    wanted = {*months, *(str(Month.parse(one) - YEAR) for one in months)}
    cube = facts["sales_cube"]
    rows = cube[cube["month"].isin(wanted)]
    rows = rows.assign(actual=(rows["net_amount"].fillna(0) * CENTS).round())
    sums = by_node(rows, find_places(facts, months), ["actual"])
    sums = sums[sums["dimension"].isin(LEVELS)]
    return sums.assign(actual=sums["actual"] / CENTS)


def _with_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the total of all reps who submitted a commitment, month by month."""
    own = rows[rows["forecaster"] == "commit"]
    if own.empty:
        return rows
    sums = own.groupby("month")[AMOUNTS].sum(min_count=1).reset_index()
    total = sums.assign(forecaster="commit", dimension=TOTAL, node=TOTAL)
    return pd.concat([rows, total], ignore_index=True)
