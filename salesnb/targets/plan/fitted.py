"""The plan of a year's sales: the cells nearest to the reference that meet what is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.errors import ConflictError
from salesnb.methods.whole_months import whole_months, with_lines
from salesnb.targets.cube.fitting import Plan, fit_plan
from salesnb.targets.plan import deciding, summing
from salesnb.targets.plan.closed import closed_cells
from salesnb.targets.plan.dimensions import DIMENSIONS, KEYS
from salesnb.targets.plan.gap import equally_likely
from salesnb.targets.plan.history import History, history_of
from salesnb.targets.plan.laid import laid, with_all
from salesnb.targets.plan.landing import landed
from salesnb.targets.plan.reference import Reference, by_potential, refer
from salesnb.targets.plan.settling import within_caps
from salesnb.targets.plan.years import PlanYear

Array = NDArray[np.float64]
Facts = Mapping[str, pd.DataFrame]
SHARED_BY = ["region_id", "product_group", "rep_id"]  # the cells that carry the gap alike
PLANNED, CONFLICT, EMPTY, NO_SALES = "planned", "conflict", "empty", "no_sales"
NOBODY = ""  # the author of a total that follows from the ambition


@dataclass(frozen=True)
class Planned:
    """The year's plan of sales.

    `cells`: a row per leaf cell (DIMENSIONS, as categories) with what is `expected` of it by the
    forecast (missing without one), what it is near to (`reference`, the sum of `from_history`,
    `from_forecast`, `from_potential`), the plan before rounding (`fitted`) and the `target`, in
    currency units; no rows where nothing can be targeted. `frames`: the result frames by name.
    `reference`, `controls` and `options` are what `fit_plan` was handed, `unsettled` the cells
    before caps on settlement methods moved any: for trying other controls.
    """

    year: PlanYear
    cells: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]
    reference: pd.DataFrame = field(default_factory=pd.DataFrame)
    controls: pd.DataFrame = field(default_factory=pd.DataFrame)
    options: Mapping[str, object] = field(default_factory=dict)
    unsettled: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def is_planned(self) -> bool:
        return bool(len(self.cells))

    @property
    def total(self) -> float:
        """What the plan asks in all, in currency units; missing where nothing is targeted."""
        return float(self.frames["basis"]["target"].iloc[0])


@dataclass
class Draft:
    """What is known before the controls are met.

    `expected` (rows, open months) is None without a forecast; `closed` are the cells of the months
    that are over. `n_sold` counts the months with sales, whole or not, `last_on` is their last day.
    """

    year: PlanYear
    history: History
    expected: Array | None
    closed: pd.DataFrame
    controls: pd.DataFrame
    total: float
    is_decided: bool
    reference: Reference | None = None
    below: float = 0.0
    resettled: float = 0.0
    n_sold: int = 0
    last_on: str = ""

    @property
    def expected_total(self) -> float:
        """What the year brings if nothing changes: reached so far, and the forecast."""
        ahead = np.nan if self.expected is None else float(self.expected.sum())
        return float(self.closed["amount"].sum()) + ahead


def make_plan(
    facts: Facts,
    decided: Mapping[str, pd.DataFrame],
    year: PlanYear,
    *,
    calendar: WorkCalendar,
    ambition: float = 0.0,
    digits: int = 2,
) -> Planned:
    """Return the plan of `year`: see `Planned`.

    `facts` are sales_cube, sales_days, products, customers, reps, regions and customer_reps, and of
    other workbooks forecast, forecast_errors and market_potential where there are any. `decided`
    has the `controls` of controls.toml. Where these do not state the year's total it is what is
    expected and `ambition`, a share, above it. Controls that cannot hold together, or that name
    what has no sales, leave nothing targeted: the frame `controls` says which.
    """
    draft = _draft(facts, decided["controls"], year, calendar, ambition)
    parents = parents_of(facts)
    options = {"parents": parents, "digits": digits, "year_start": year.start}
    if draft.reference is None and draft.closed.empty:
        return _nothing(draft, facts, NO_SALES)
    cells = with_all(laid(draft.expected, draft.reference, draft.closed, year.open), year.months)
    draft.controls = deciding.judged(draft.controls, year, members_of(cells, parents))
    if (draft.controls["state"] == deciding.EMPTY).any():
        return _nothing(draft, facts, EMPTY)
    before = cells
    cells, draft.resettled = within_caps(cells, draft.controls, parents, year.start)
    reference = cells[[*DIMENSIONS, "reference", "lowest", "highest"]]
    try:
        plan, demands = _fit(reference, draft, options)
    except ConflictError as conflict:
        return _nothing(_marked(draft, conflict), facts, CONFLICT)
    cells = cells.drop(columns=["lowest", "highest"]).assign(
        fitted=plan.cells["fitted"], target=plan.cells["target"]
    )
    near = summing.near(draft.controls, before, parents, year.start)
    controls = summing.reached(near, plan.controls)
    frames = summing.frames(draft, facts, cells, controls, state=PLANNED)
    return Planned(year, cells, frames, reference, demands, options, before)


def parents_of(facts: Facts) -> dict[str, dict[str, str]]:
    """Return the areas above regions, and the product groups above products."""
    regions, products = facts["regions"], facts["products"]
    areas = zip(regions["region_id"], regions["parent_id"], strict=True)
    groups = zip(products["product_id"], products["product_group"], strict=True)
    return {
        "region_id": {one: above for one, above in areas if above and above != one},
        "product_id": {one: above for one, above in groups if above and above != one},
    }


def members_of(
    cells: pd.DataFrame, parents: Mapping[str, Mapping[str, str]]
) -> dict[str, set[str]]:
    """Return the members of each dimension that have cells, with those above them."""
    found = {}
    for name in KEYS:
        there = {str(one) for one in cells[name].cat.categories}
        above = parents.get(name, {})
        new = there
        while new := {above[one] for one in new if one in above} - there:
            there |= new
        found[name] = there
    return {**found, "product_group": found["product_id"]}


def _draft(
    facts: Facts,
    controls: pd.DataFrame,
    year: PlanYear,
    calendar: WorkCalendar,
    ambition: float,
) -> Draft:
    """Return what is known before the controls are met."""
    whole = whole_months(facts["sales_days"], month=year.known, calendar=calendar)
    history = history_of(facts, year, whole)
    closed, below = closed_cells(facts["sales_cube"], year.closed)
    stated = deciding.of_measure(controls).assign(state="")
    groups = facts["products"].set_index("product_id")["product_group"]
    expected = None
    if len(facts.get("forecast", ())) and year.open:
        expected = landed(history, groups, facts["forecast"], year.open)
    total = deciding.decided_total(stated, year)
    draft = Draft(year, history, expected, closed, stated, total or 0.0, total is not None)
    draft.below = below
    draft.n_sold, draft.last_on = with_lines(facts["sales_days"], month=year.known)
    reached = float(closed["amount"].sum())
    ahead = _ahead(draft)
    if total is None:
        draft.total = round(reached + ahead * (1 + ambition), 2)
    if len(history.rows) and ahead > 0:
        level = draft.total - reached if draft.total > reached else ahead
        draft.reference = _refer(draft, facts, groups, level)
    return draft


def _ahead(draft: Draft) -> float:
    """Return what the open months bring if nothing changes; without a forecast, as last year."""
    if draft.expected is not None:
        return float(draft.expected.sum())
    return (
        float((draft.history.rows["amount"].to_numpy()[:, None] * draft.history.goes_on).sum()) / 12
    )


def _refer(draft: Draft, facts: Facts, groups: pd.Series, level: float) -> Reference:
    expected, history = draft.expected, draft.history
    if expected is None:
        return refer(history, None, None, level)
    factor = by_potential(history, expected, facts)
    rows = history.rows.assign(
        product_group=history.rows["product_id"].map(groups).fillna(""),
        expected=expected.sum(axis=1),
    )
    errors = facts.get("forecast_errors", pd.DataFrame())
    asked = expected * (level / expected.sum())
    if len(errors):
        cells = rows.groupby(SHARED_BY, sort=False)["expected"].sum().reset_index()
        parts = equally_likely(cells, errors, level, keys=SHARED_BY, last=len(draft.year.open))
        parts["factor"] = parts["asked"] / parts["expected"].where(parts["expected"] > 0)
        factors = rows.merge(parts[[*SHARED_BY, "factor"]], on=SHARED_BY, how="left")["factor"]
        asked = expected * factors.fillna(0.0).to_numpy()[:, None]
    return refer(history, asked, factor, level)


def _fit(
    reference: pd.DataFrame, draft: Draft, options: Mapping[str, object]
) -> tuple[Plan, pd.DataFrame]:
    """Return the plan and the controls that it meets, the year's total among them.

    A total that nobody decided gives way where what was decided leaves no room for it.
    """
    in_force = draft.controls[draft.controls["state"] == deciding.IN_FORCE]
    demands = deciding.as_demands(in_force)
    if draft.is_decided:
        return fit_plan(reference, demands, **options), demands  # type: ignore[arg-type]
    own = {"kind": "total", "period": draft.year.label, "amount": draft.total, "author": NOBODY}
    with_total = pd.concat([demands, pd.DataFrame([own])], ignore_index=True)
    with_total = with_total.fillna(dict.fromkeys([*deciding.CELL, "reason", "author"], ""))
    try:
        return fit_plan(reference, with_total, **options), with_total  # type: ignore[arg-type]
    except ConflictError as conflict:
        if len(demands) not in conflict.controls:
            raise
        return fit_plan(reference, demands, **options), demands  # type: ignore[arg-type]


def _marked(draft: Draft, conflict: ConflictError) -> Draft:
    """Mark the controls that contradict each other."""
    at = draft.controls.index[draft.controls["state"] == deciding.IN_FORCE]
    draft.controls.loc[at[conflict.controls], "state"] = deciding.CONFLICT
    return draft


def _nothing(draft: Draft, facts: Facts, state: str) -> Planned:
    """Return a plan without targets, and why."""
    controls = draft.controls.assign(reached=np.nan, residual=np.nan, stretch=np.nan)
    controls = controls.assign(reference=np.nan)
    if state == NO_SALES:
        controls = deciding.judged(controls, draft.year, {})
    none = pd.DataFrame(columns=summing.CELLS)
    frames = summing.frames(draft, facts, none, controls, state=state)
    return Planned(draft.year, none, frames)
