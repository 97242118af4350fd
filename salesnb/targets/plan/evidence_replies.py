"""What reps asked for bottom-up, and which decisions a target stands under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesnb.measures import growth
from salesnb.months import Month
from salesnb.targets.cube.controls import is_stated
from salesnb.targets.plan import deciding
from salesnb.targets.plan.evidence_steps import (
    CENTS,
    SUBJECTS,
    Evidence,
    by_member,
)
from salesnb.targets.plan.fitted import members_of, parents_of

REPLIES = [
    *("dimension", "node", "first", "last", "committed", "committed_cash"),
    *("before", "offered_growth", "target", "difference", "asked_growth"),
]
ABOUT = deciding.NAMED
CONTROLS = [
    *("dimension", "node", "number", "kind", "period", "amount", *ABOUT),
    *("covered", "covered_share", "change", "amount_before", "reason", "author", "decided_on"),
]
YEAR = 12
UNCHANGED = pd.Series({"change": "", "amount_before": np.nan}, dtype=object)


def replies_of(
    given: Evidence, steps: pd.DataFrame, facts: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return what was committed to bottom-up, against last year and against the target.

    The months are those after the report month that anybody committed to; of several commitments
    for the same the last counts. `before`: what the same members sold in the same months a year
    earlier. `target` and `difference` (committed less target) are missing where the plan does not
    hold all of these months.
    """
    said = _last_said(facts.get("commitments", pd.DataFrame()), given.year.known)
    if said.empty:
        return pd.DataFrame(columns=REPLIES)
    months = sorted(said["month"].unique())
    found = []
    for subject in SUBJECTS:
        own = steps[steps["dimension"] == subject].set_index("node")
        sums = said.groupby(f"{subject}_id")[["sales_amount", "cash_amount"]].sum(min_count=1)
        table = sums.reindex(own.index).dropna(subset=["sales_amount"])
        table.columns = pd.Index(["committed", "committed_cash"])
        table["before"] = _a_year_earlier(facts["sales_cube"], f"{subject}_id", months)
        table["target"] = _planned(given, f"{subject}_id", months)
        table["asked_growth"] = own["growth"]
        found.append(table.rename_axis("node").reset_index().assign(dimension=subject))
    table = pd.concat(found, ignore_index=True).assign(first=months[0], last=months[-1])
    offered = growth(table["committed"], table["before"].fillna(0.0))
    table = table.assign(offered_growth=offered, difference=table["committed"] - table["target"])
    return table[REPLIES]


def controls_of(
    given: Evidence,
    steps: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    controls: pd.DataFrame,
    changed: pd.DataFrame,
) -> pd.DataFrame:
    """Return the decisions that hold for a member's cells, those about most of its target first.

    `covered`: how much of the target lies in the cells that the decision is about. `change` and
    `amount_before` say what became of it since the plan was issued; '' where it stands as it was.
    """
    stated = deciding.of_measure(controls)
    if steps.empty or stated.empty:
        return pd.DataFrame(columns=CONTROLS)
    parents = parents_of(facts)
    stated = deciding.judged(stated, given.year, members_of(given.cells, parents))
    stated = stated[stated["state"] == deciding.IN_FORCE]
    changes = {_key(one): one for _, one in changed.iterrows()}
    target = given.cells["target"].to_numpy(float)
    found = []
    for _, control in stated.iterrows():
        inside = deciding.cells_in(control, given.cells, parents, given.year.start)
        change = changes.get(_key(control), UNCHANGED)
        stands = {"number": control["place"], **change[["change", "amount_before"]]}
        for subject in SUBJECTS:
            held = by_member(given.cells, f"{subject}_id", np.where(inside, target, 0.0))
            own = steps[steps["dimension"] == subject][["dimension", "node", "target"]]
            own = own.assign(covered=own["node"].map(held).fillna(0.0).round(CENTS))
            found.append(own[own["covered"] > 0].assign(**stands, **_stated(control)))
    if not found:
        return pd.DataFrame(columns=CONTROLS)
    rows = pd.concat(found, ignore_index=True)
    share = (rows["covered"] / rows["target"]).clip(upper=1.0)
    return rows.assign(covered_share=share)[CONTROLS]


def _last_said(commitments: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the last word of each rep on each customer, product group and month ahead."""
    if commitments.empty:
        return commitments
    said = commitments.assign(month=commitments["period_start"].astype("str").str[:7])
    said = said[said["month"] > str(month)].sort_values("committed_on", kind="stable")
    return said.drop_duplicates(["rep_id", "customer_id", "product_group", "month"], keep="last")


def _a_year_earlier(sales: pd.DataFrame, column: str, months: Sequence[str]) -> pd.Series:
    earlier = [str(Month.parse(one) - YEAR) for one in months]
    rows = sales[sales["month"].isin(earlier)]
    return rows.astype({column: "str"}).groupby(column)["net_amount"].sum().round(CENTS)


def _planned(given: Evidence, column: str, months: Sequence[str]) -> pd.Series | float:
    """Return the targets of these months; missing where the plan does not hold all of them."""
    if not set(months) <= set(given.year.open):
        return np.nan
    chosen = given.cells["month"].isin(months).to_numpy()
    target = np.where(chosen, given.cells["target"].to_numpy(float), 0.0)
    return by_member(given.cells, column, target).round(CENTS)


def _key(control: pd.Series) -> tuple[str, ...]:
    names = ["kind", "period", *ABOUT]
    return tuple(str(control[n]) if is_stated(control.get(n)) else "" for n in names)


def _stated(control: pd.Series) -> dict[str, str | float]:
    """Return what a control says, '' where it says nothing."""
    texts = ["kind", "period", *ABOUT, "reason", "author", "decided_on"]
    found = {n: str(control[n]) if is_stated(control.get(n)) else "" for n in texts}
    amount = control.get("amount")
    number = float(amount) if amount is not None else float("nan")
    return found | {"amount": number}
