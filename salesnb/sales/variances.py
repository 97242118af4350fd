"""The firm, its regions and its reps held against their plan and last year, by month and year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.measures import growth
from salesnb.members import OTHERS, TOTAL, UNASSIGNED
from salesnb.methods import issued_targets as plans
from salesnb.months import Month

REST = OTHERS
LOWEST, HIGHEST = {"region": 5, "rep": 3}, 2  # members that a front page names, of either end
SAME_PLACE = 0.02  # share of sales outside the reps' own regions up to which their plans are theirs
BELOW = 0.9  # attainment from which on downwards a member is counted as far below its plan
KEYS = ["dimension", "node", "span"]
FIGURES = ["actual", "plan", "before", "gap", "gap_share", "change", "growth"]
COLUMNS = ["since", "n_months", "n_planned", "n_members", *FIGURES]
HIDDEN = ["since", "n_nodes", "n_short", "n_far", "shortfall", "surplus", "unplanned", "gap"]
Facts = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class _Span:
    """A span of months, the same a year before, and whether a plan covers all of it."""

    name: str
    months: list[str]
    before: list[str]
    is_planned: bool

    @classmethod
    def of(cls, name: str, first: Month, last: Month, is_planned: bool) -> _Span:
        months = first.until(last)
        return cls(name, [str(m) for m in months], [str(m - 12) for m in months], is_planned)


def variances(facts: Facts, *, month: Month, year_start: int = 1) -> pd.DataFrame:
    """Return sales against plan and last year: one row per dimension, node and span.

    Dimensions: total, region, rep (the latter where there is more than one). Spans: month, and
    year_to_date from calendar month `year_start` on, or from the first month from which on every
    month has a target. Columns: since (the span's first month), n_months, n_planned (months in
    which the node has a target), n_members, actual, plan, before (a year ago), gap = actual - plan,
    gap_share (of the plan), change, growth. Missing: plan and gap where the span has none, before
    and change where the facts do not reach back. `facts` are sales_cube, issued_targets, regions
    and reps. Within a dimension actual, plan and before add up to the total.
    """
    sales = facts["sales_cube"]
    first = month - (month.of_year(year_start) - 1)
    planned = _sales_targets(facts, first, month)
    spans = _spans(set(planned["month"]), first, month)
    reaches = str(sales["month"].min()) if len(sales) else str(month)
    found = []
    parts = {by: _sales_targets(facts, first, month, by=by) for by in ("region_id", "rep_id")}
    for dimension, (sold, plan) in _by_dimension(facts, planned, parts).items():
        for span in spans:
            has_before = reaches <= span.before[0]
            found.append(_held(sold, plan, span, has_before).assign(dimension=dimension))
    return pd.concat(found, ignore_index=True)[[*KEYS, *COLUMNS]]


def _spans(planned: set[str], first: Month, month: Month) -> list[_Span]:
    """Return the month, and the year so far: from where on each of its months has a target."""
    since = month
    while since > first and str(since - 1) in planned:
        since = since - 1
    has_plan = str(month) in planned
    begin = since if has_plan else first
    return [
        _Span.of("month", month, month, has_plan),
        _Span.of("year_to_date", begin, month, has_plan),
    ]


def _sales_targets(facts: Facts, first: Month, month: Month, *, by: str = "") -> pd.DataFrame:
    """Return the sales targets that count from `first` to `month`: of a set that names `by`."""
    found = plans.monthly_targets(facts["issued_targets"], first, month, by=by)
    return found[found["measure"] == "sales"]


def _cut(part: pd.DataFrame, planned: pd.DataFrame) -> pd.DataFrame:
    """Return targets by other dimensions where each month sums to the plan, else the plan."""
    own, whole = (one.groupby("month")["target_value"].sum().round(2) for one in (part, planned))
    return part if own.equals(whole) else planned


def _by_dimension(
    facts: Facts, planned: pd.DataFrame, parts: Mapping[str, pd.DataFrame]
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame | None]]:
    """Return sales (node, month, amount) and plan (the same, or None) of each dimension.

    `parts` are the targets that name a region or a rep: another cut of the plan holds them where
    its sums are the same.
    """
    sales = facts["sales_cube"][["month", "region_id", "rep_id", "net_amount"]]
    sold = sales.rename(columns={"net_amount": "amount"})
    plan, of_regions, of_reps = (
        one.rename(columns={"target_value": "amount"})
        for one in (planned, *(_cut(parts[by], planned) for by in ("region_id", "rep_id")))
    )
    is_stated = (of_regions["region_id"] != "").any()
    by_region = _planned_regions(sold, of_regions if is_stated else of_reps, facts)
    regions = sold if by_region is None else _planned_level(sold, by_region, facts["regions"])
    by_rep = of_reps.assign(node=of_reps["rep_id"]) if (of_reps["rep_id"] != "").any() else None
    found: dict[str, tuple[pd.DataFrame, pd.DataFrame | None]] = {
        "total": (sold.assign(node=TOTAL), plan.assign(node=TOTAL)),
        "region": (regions.assign(node=regions["region_id"]), by_region),
        "rep": (sold.assign(node=sold["rep_id"]), by_rep),
    }
    for dimension, (own, _) in list(found.items())[1:]:
        if own.loc[own["node"] != UNASSIGNED, "node"].nunique() < 2:
            del found[dimension]
    return found


def _planned_regions(sold: pd.DataFrame, plan: pd.DataFrame, facts: Facts) -> pd.DataFrame | None:
    """Return the plan by region: as stated, else that of the reps at home there; None if neither.

    Reps' plans are those of their regions only where they sell in them.
    """
    if (plan["region_id"] != "").any():
        return plan.assign(node=plan["region_id"])
    home = facts["reps"].set_index("rep_id")["region_id"]
    recent = sold[sold["month"].isin(set(plan["month"]))]
    outside = recent["region_id"] != recent["rep_id"].map(home)
    away = recent.loc[outside, "amount"].abs().sum()
    if plan.empty or away > SAME_PLACE * recent["amount"].abs().sum():
        return None
    return plan.assign(node=plan["rep_id"].map(home).fillna(UNASSIGNED))


def _planned_level(sold: pd.DataFrame, plan: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Return sales under the nearest region above them that has a plan, if one has."""
    parents = regions.set_index("region_id")["parent_id"].to_dict()
    planned = set(plan["node"])

    def level(region: str) -> str:
        at, seen = region, {""}
        while at not in planned and at not in seen:
            seen.add(at)
            at = str(parents.get(at, ""))
        return at if at in planned else region

    levels = {region: level(region) for region in sold["region_id"].unique()}
    return sold.assign(region_id=sold["region_id"].map(levels))


def _held(
    sold: pd.DataFrame, plan: pd.DataFrame | None, span: _Span, has_before: bool
) -> pd.DataFrame:
    """Return one span of a dimension, a row per node that sold or should have."""
    rows = pd.DataFrame({"actual": _sums(sold, span.months), "before": _sums(sold, span.before)})
    if plan is None or not span.is_planned:
        own = pd.DataFrame({"plan": pd.Series(dtype=float), "n_planned": pd.Series(dtype=float)})
    else:
        kept = plan[plan["month"].isin(span.months)].groupby("node")
        own = pd.DataFrame({"plan": kept["amount"].sum(), "n_planned": kept["month"].nunique()})
    rows = rows.join(own, how="outer").fillna({"actual": 0.0, "before": 0.0, "n_planned": 0})
    if not has_before:
        rows["before"] = float("nan")
    is_there = (rows[["actual", "before", "plan"]].fillna(0.0) != 0).any(axis=1)
    held = _compared(rows[is_there | (rows.index == TOTAL)]).rename_axis("node").reset_index()
    held = held.assign(span=span.name, since=span.months[0], n_months=len(span.months))
    return held.assign(n_members=1)


def _sums(sold: pd.DataFrame, months: list[str]) -> pd.Series:
    return sold[sold["month"].isin(months)].groupby("node")["amount"].sum().round(2)


def _compared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with what they differ by from plan and last year."""
    return rows.assign(
        gap=rows["actual"] - rows["plan"],
        gap_share=growth(rows["actual"], rows["plan"]),
        change=rows["actual"] - rows["before"],
        growth=growth(rows["actual"], rows["before"]),
    )


def standing(held: pd.DataFrame) -> pd.DataFrame:
    """Return `variances` as a page shows them: the firm, the ends of each dimension, all others.

    The lowest and the highest are those of the year to date, against plan, else against last
    year; what lies between is one row (node `(others)`), so that the rows of a dimension add up to
    the total. A dimension that has neither is left out. Columns as there, and place.
    """
    found = []
    for dimension in held["dimension"].unique():
        own = held[held["dimension"] == dimension]
        if dimension != TOTAL and own[["gap", "change"]].isna().all(axis=None):
            continue
        order = _order(own)
        most = LOWEST.get(dimension, 1)
        named = order if len(order) <= most + HIGHEST + 1 else [*order[:most], *order[-HIGHEST:]]
        places = {node: place for place, node in enumerate(named)}
        between = own[~own["node"].isin(named)]
        rest = _together(between).assign(dimension=dimension, place=most - 0.5)
        shown = own[own["node"].isin(named)]
        found += [shown.assign(place=shown["node"].map(places).astype(float)), rest]
    rows = pd.concat([one for one in found if len(one)], ignore_index=True)
    return rows[[*KEYS, "place", *COLUMNS]]


def _order(own: pd.DataFrame) -> list[str]:
    """Return the nodes of a dimension, the farthest below plan (or last year) first."""
    year = own[own["span"] == "year_to_date"].set_index("node")
    known = next((c for c in ("gap", "change", "actual") if year[c].notna().any()), "actual")
    ordered = year.assign(key=year[known]).rename_axis("node").reset_index()
    ordered = ordered.sort_values(["key", "node"], na_position="last")
    others = sorted(set(own["node"]) - set(ordered["node"]))
    return [*ordered["node"], *others]


def _together(between: pd.DataFrame) -> pd.DataFrame:
    """Return one row per span that sums the members between the ends."""
    by_span = between.groupby("span", sort=False)
    sums = by_span[["actual", "plan", "before", "n_members"]].sum(min_count=1)
    stated = by_span[["since", "n_months", "n_planned"]].first()
    return _compared(sums.join(stated)).assign(node=REST).reset_index()


def shortfalls(held: pd.DataFrame) -> pd.DataFrame:
    """Return what a total hides: one row per dimension (region, rep) and span that has a plan.

    Columns: dimension, span, since, n_nodes (with a plan), n_short (below it), n_far (below nine
    tenths of it), shortfall and surplus (sums of the gaps below and above it), unplanned (sales
    where there is no plan), gap. Shortfall, surplus and unplanned add up to the gap.
    """
    parts = held[held["dimension"] != TOTAL]
    rows = [
        _hidden(own).assign(dimension=str(dimension), span=str(span))
        for (dimension, span), own in parts.groupby(["dimension", "span"], sort=False)
        if own["plan"].notna().any()
    ]
    names = ["dimension", "span", *HIDDEN]
    return pd.concat(rows, ignore_index=True)[names] if rows else pd.DataFrame(columns=names)


def _hidden(own: pd.DataFrame) -> pd.DataFrame:
    gaps = own.loc[own["plan"].notna(), "gap"]
    unplanned = own.loc[own["plan"].isna(), "actual"].sum()
    found = {
        "since": own["since"].iloc[0],
        "n_nodes": len(gaps),
        "n_short": int((gaps < 0).sum()),
        "n_far": int((own["gap_share"] < BELOW - 1).sum()),
        "shortfall": gaps[gaps < 0].sum(),
        "surplus": gaps[gaps > 0].sum(),
        "unplanned": unplanned,
        "gap": gaps.sum() + unplanned,
    }
    return pd.DataFrame([found])
