"""Sales and collections: attainment, growth, potential, collection effectiveness, overdue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.measures import ratio
from salesnb.measures.receivables import collection_effectiveness
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.months import YEAR, Month
from salesnb.reviews.heads.chance import as_part, ratios, together
from salesnb.reviews.heads.ground import NODE, Ground

HEAD = "sales"
TAKINGS = [*NODE, "held", "target", "gap", "attainment", "returns", "verdict", "seen_miss"]
TAKINGS += ["cash", "cash_target", "cash_attainment", "growth", "growth_low", "growth_high"]
TAKINGS += ["before", "potential", "sold", "potential_share", "potential_index", "cei"]
TAKINGS += ["overdue", "receivables", "overdue_share"]


@dataclass(frozen=True)
class Judged:
    """The rows of a head by node, and its parts."""

    rows: pd.DataFrame
    parts: pd.DataFrame


def attainments_of(ground: Ground) -> pd.DataFrame:
    """Return the attainment of the firm's year so far by rep, region and in total.

    As 13_review holds it (its results attained and counted).
    """
    held = [ground.facts[f"13_review_{name}"] for name in ("attained", "counted")]
    every = pd.concat([one for one in held if len(one)] or held[:1], ignore_index=True)
    kept = every["span"].eq("year_to_date") & every["dimension"].isin([TOTAL, "rep", "region"])
    kept &= ~every["node"].isin([*ground.gone, UNASSIGNED])
    return every[kept]


def judge_takings(ground: Ground, attainments: pd.DataFrame) -> Judged:
    """Return sales and collections by node (`TAKINGS`), and the parts of the head.

    `attainments` as `attainments_of` returns them. Growth compares the months judged with the same
    ones a year before; potential_share is sales of what could be sold: of regions by the market
    potential of 03_market, else of customers whose potential is known; potential_index holds it
    against the firm's. cei as registered, over the months judged; overdue at the month's end.
    """
    sold = attainments[attainments["measure"] == "sales"].set_index(NODE)
    cash = attainments[attainments["measure"] == "collections"].set_index(NODE)
    growth, potential = growth_of(ground), potential_of(ground)
    owed = owed_by_customer(ground)
    cei, overdue = _effectiveness(owed), _overdue(owed)
    whole = potential["value"].get((TOTAL, TOTAL), np.nan)
    index = potential.assign(value=potential["value"] / whole, error=potential["error"] / whole)
    parts = [
        _attained(sold, growth, "attainment"),
        _attained(cash, growth, "cash_attainment"),
        as_part(growth, HEAD, "growth", reference=_of_firm(growth)),
        as_part(index, HEAD, "potential"),
        as_part(cei, HEAD, "cei", most=1.0),
        as_part(overdue.assign(value=1 - overdue["value"]), HEAD, "not_overdue", most=1.0),
    ]
    reach = ground.z * growth["error"]
    columns = {
        "cash": cash["held"],
        "cash_target": cash["target"],
        "cash_attainment": cash["attainment"],
        "growth": growth["value"] - 1,
        "growth_low": growth["value"] - 1 - reach,
        "growth_high": growth["value"] - 1 + reach,
        "before": growth["before"],
        "potential": potential["potential"],
        "sold": potential["sold"],
        "potential_share": potential["value"],
        "potential_index": index["value"],
        "cei": cei["value"] * 100,
        "overdue": overdue["overdue"],
        "receivables": overdue["receivables"],
        "overdue_share": overdue["value"],
    }
    rows = sold[["held", "target", "gap", "attainment", "returns", "verdict", "seen_miss"]]
    rows = rows.join(pd.DataFrame(columns), how="outer")
    rows["verdict"] = rows["verdict"].astype("str").fillna("no_target")
    return Judged(rows.reset_index().reindex(columns=TAKINGS), together(parts))


def _of_firm(found: pd.DataFrame) -> float:
    return float(found["value"].get((TOTAL, TOTAL), np.nan))


def _attained(rows: pd.DataFrame, growth: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return attainment as a part; its error by the range issued, else by the spread of months."""
    known = rows[rows["attainment"].notna()]
    error = known["seen_miss"] / known["target"] / ndtri((1 + known["confidence"]) / 2)
    relative = (growth["error"] / growth["value"]).reindex(known.index)
    error = error.fillna(relative * known["attainment"])
    found = pd.DataFrame({"value": known["attainment"], "error": error})
    return as_part(found.assign(n_units=known["n_planned"]), HEAD, part)


def growth_of(ground: Ground) -> pd.DataFrame:
    """Return sales of the months judged over those a year before by node: value, error, before."""
    cube = ground.facts["sales_cube"]
    back = {str(Month.parse(one) - YEAR): one for one in ground.months}
    then = cube[cube["month"].isin(back)]
    if then.empty or min(back) < cube["month"].min():
        return _none("value error n_units before")
    keys = ["month", "rep_id", "region_id"]
    now = ground.sales.groupby(keys)["net_amount"].sum().rename("now")
    old = then.assign(month=then["month"].map(back)).groupby(keys)["net_amount"].sum()
    both = pd.concat([now, old.rename("before")], axis=1).fillna(0.0).reset_index()
    rows = ground.stacked(both)
    found = ratios(rows, "now", "before", unit="month")
    return found.join(rows.groupby(NODE)["before"].sum())


def potential_of(ground: Ground) -> pd.DataFrame:
    """Return the share of its potential that each node sold: value, error, potential, sold."""
    by_customer = _of_customers(ground)
    market = ground.facts.get("market_potential", pd.DataFrame())
    if market.empty:
        return by_customer
    rows = market.groupby("region_id", as_index=False)[["potential", "low", "high", "sales"]].sum()
    rows = ground.stacked(rows.assign(rep_id=""))
    sums = rows.groupby(NODE)[["potential", "low", "high", "sales"]].sum()
    value = ratio(sums["sales"], sums["potential"])
    relative = (sums["high"] - sums["low"]) / sums["potential"] / 2 / float(ndtri(0.975))
    found = pd.DataFrame({"value": value, "error": value * relative, "n_units": np.nan})
    found = found.assign(potential=sums["potential"], sold=sums["sales"]).dropna(subset=["value"])
    reps = by_customer[by_customer.index.get_level_values(0) == "rep"]
    scale = _of_firm(found) / _of_firm(by_customer) if len(by_customer) else np.nan
    reps = reps.assign(value=reps["value"] * scale, error=reps["error"] * scale)
    return pd.concat([found, reps]).dropna(subset=["value"])


def _of_customers(ground: Ground) -> pd.DataFrame:
    customers = ground.facts["customers"]
    known = customers[customers["purchase_potential"].fillna(0) > 0]
    bought = ground.sales.groupby("customer_id")["net_amount"].sum()
    rows = known[["customer_id"]].assign(
        potential=known["purchase_potential"] * len(ground.months) / YEAR,
        sold=known["customer_id"].map(bought).astype(float).fillna(0.0),
    )
    if rows.empty:
        return _none("value error n_units potential sold")
    placed = ground.of_customers(rows, ["potential", "sold"])
    found = ratios(placed, "sold", "potential", unit="customer_id")
    return found.join(placed.groupby(NODE)[["potential", "sold"]].sum())


def owed_by_customer(ground: Ground) -> pd.DataFrame:
    """Return per node and customer: opening, credit sales, closing, overdue of the months judged.

    No rows where no receivables are known.
    """
    rows = ground.facts["receivables"]
    if rows.empty:
        return pd.DataFrame(
            columns=[*NODE, "customer_id", "opening", "sales", "closing", "overdue"]
        )
    rows = rows[rows["month"] <= str(ground.month)].sort_values("month", kind="stable")
    before = rows[rows["month"] < ground.months[0]]
    inside = rows[rows["month"] >= ground.months[0]]
    inside = inside.assign(sales=inside["invoiced"] + inside["credited"])
    late = ground.facts["open_instalments"]
    late = late[late["days_past_due"] > 0]
    columns = {
        "opening": before.groupby("customer_id")["closing"].last(),
        "sales": inside.groupby("customer_id")["sales"].sum(),
        "closing": rows.groupby("customer_id")["closing"].last(),
        "overdue": late.groupby("customer_id")["open_amount"].sum(),
    }
    owed = pd.DataFrame(columns).fillna(0.0).rename_axis("customer_id").reset_index()
    owed["sales"] /= len(ground.months)
    return ground.of_customers(owed, ["opening", "sales", "closing", "overdue"])


def _effectiveness(owed: pd.DataFrame) -> pd.DataFrame:
    """Return the collection effectiveness by node as a share (1: all that was due came in)."""
    if owed.empty:
        return _none("value error n_units")
    due = owed["opening"] + owed["sales"]
    rows = owed.assign(came=due - owed["closing"], due=due - (owed["closing"] - owed["overdue"]))
    found = ratios(rows, "came", "due", unit="customer_id")
    sums = owed.groupby(NODE)[["opening", "sales", "closing", "overdue"]].sum().loc[found.index]
    cei = collection_effectiveness(
        sums["opening"], sums["sales"], sums["closing"], sums["closing"] - sums["overdue"]
    )
    return found.assign(value=cei / 100)


def _overdue(owed: pd.DataFrame) -> pd.DataFrame:
    if owed.empty:
        return _none("value error n_units overdue receivables")
    rows = owed.rename(columns={"closing": "receivables"})
    found = ratios(rows, "overdue", "receivables", unit="customer_id")
    return found.join(rows.groupby(NODE)[["overdue", "receivables"]].sum())


def _none(columns: str) -> pd.DataFrame:
    """Return no nodes, with these columns."""
    index = pd.MultiIndex.from_arrays([[], []], names=NODE)
    return pd.DataFrame(columns=columns.split(), index=index, dtype=float)
