"""What reps asked for bottom-up, and which decisions a target stands under."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.measures import growth, ratio
from salesnb.months import YEAR, Month
from salesnb.targets.cube.controls import is_stated
from salesnb.targets.plan import deciding
from salesnb.targets.plan.bottom_up import SAME, last_words
from salesnb.targets.plan.dimensions import KEYS
from salesnb.targets.plan.evidence_steps import (
    CENTS,
    SUBJECTS,
    Evidence,
    by_member,
    groups_of,
    restated,
)
from salesnb.targets.plan.fitted import members_of, parents_of
from salesnb.targets.plan.years import PlanYear

REPLIES = [
    *("dimension", "node", "first", "last", "committed", "committed_cash", "outside"),
    *("before", "offered_growth", "target", "difference", "asked_growth", "covered_share"),
]
CELL = ["customer_id", "product_group", "month"]
ABOUT = deciding.NAMED
CONTROLS = [
    *("dimension", "node", "number", "kind", "period", "amount", *ABOUT),
    *("covered", "covered_share", "change", "amount_before", "reason", "author", "decided_on"),
]
UNCHANGED = pd.Series({"change": "", "amount_before": np.nan}, dtype=object)


def replies_of(
    given: Evidence, steps: pd.DataFrame, facts: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return what was committed to bottom-up, against target and last year of the same cells.

    A cell is a customer, product group and month; of several commitments for one the last counts.
    Of each member those of the months planned stand (`first` to `last`), and `outside` is what was
    committed for other months ahead; where none lies in the plan, those others stand, without
    `target` and `difference` (committed less target). `before`: what the same customers bought of
    the same groups a year earlier, by who looks after them when the plan begins; missing where
    not all of these months are known. `covered_share`: the target's part of the whole target of
    these months. Currency units.
    """
    said = _last_said(facts.get("commitments", pd.DataFrame()), given.year)
    if said.empty:
        return pd.DataFrame(columns=REPLIES)
    planned, earlier = _planned(given, said, facts), _a_year_earlier(given, said, facts)
    found = [
        _replies(f"{subject}_id", said, planned, earlier).assign(dimension=subject)
        for subject in SUBJECTS
    ]
    table = pd.concat(found, ignore_index=True)
    own = table.set_index(["dimension", "node"]).index.isin(
        steps.set_index(["dimension", "node"]).index
    )
    table["offered_growth"] = growth(table["committed"], table["before"])
    table["asked_growth"] = growth(table["target"], table["before"])
    table["difference"] = (table["committed"] - table["target"]).round(CENTS)
    return table.loc[own, REPLIES].reset_index(drop=True)


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


def _last_said(commitments: pd.DataFrame, year: PlanYear) -> pd.DataFrame:
    """Return the last word of each rep on each cell ahead ('': on all), and `is_planned`."""
    if commitments.empty:
        return commitments
    month = commitments["period_start"].astype("str").str[:7]
    rows = commitments.assign(month=month)[month > str(year.known)]
    said = last_words(rows[rows["sales_amount"].notna()]).astype({"rep_id": "str"})
    return said.assign(is_planned=said["month"].isin(year.open))


def _replies(
    column: str, said: pd.DataFrame, planned: pd.DataFrame, earlier: pd.DataFrame
) -> pd.DataFrame:
    """Return what was committed by the members of one column, and what stands beside it."""
    inside = said.groupby(column)["is_planned"].transform("any")
    held = said[said["is_planned"] | ~inside]
    rows = held.groupby(column)
    table = pd.DataFrame(
        {
            "first": rows["month"].min(),
            "last": rows["month"].max(),
            "committed": rows["sales_amount"].sum().round(CENTS),
            "committed_cash": rows["cash_amount"].sum(min_count=1).round(CENTS),
        }
    )
    left = said[inside & ~said["is_planned"]].groupby(column)["sales_amount"].sum()
    table["outside"] = left.reindex(table.index).round(CENTS)
    has_target = inside.groupby(said[column]).first().reindex(table.index)
    table["target"] = _of_same(planned, held, column).where(has_target)
    table["before"] = _of_same(earlier, held, column)
    months = held[[column, "month"]].drop_duplicates()
    whole = months.merge(planned.groupby([column, "month"])["amount"].sum().reset_index())
    table["covered_share"] = ratio(table["target"], whole.groupby(column)["amount"].sum())
    return table.rename_axis("node").reset_index()


def _of_same(rows: pd.DataFrame, held: pd.DataFrame, column: str) -> pd.Series:
    """Return the amounts of just the cells that a member committed to; missing if one is."""
    cells = held[list(dict.fromkeys([column, *CELL]))].drop_duplicates()
    named = [cells[name] != "" for name in ("customer_id", "product_group")]
    found = pd.concat([_with_sums(own, rows) for _, own in cells.groupby(named)])
    unknown = found["month"].isin(rows.loc[rows["amount"].isna(), "month"])
    found.loc[unknown, "amount"] = np.nan
    amounts: pd.Series = found.groupby(column)["amount"].sum(skipna=False).round(CENTS)
    return amounts


def _with_sums(cells: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with the amount of all rows that they are about; '' stands for all."""
    names = [name for name in cells if (cells[name] != "").all()]
    sums = rows.groupby(names)["amount"].sum(min_count=1).reset_index()
    found = cells.merge(sums, on=names, how="left", indicator=True)
    found.loc[found["_merge"] == "left_only", "amount"] = 0.0
    return found


def _planned(
    given: Evidence, said: pd.DataFrame, facts: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return the targets of the months committed to: SAME and `amount`."""
    cells = given.cells[given.cells["month"].isin(said["month"].unique())]
    rows = cells[["rep_id", "customer_id", "month", "product_id"]].astype("str")
    return _in_groups(rows.assign(amount=cells["target"].to_numpy(float)), facts)


def _a_year_earlier(
    given: Evidence, said: pd.DataFrame, facts: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return the sales a year before the months committed to: SAME and `amount`.

    `month` is that which was committed to; one whose year before is not known has a row with a
    missing amount.
    """
    sales = facts["sales_cube"]
    months = {str(Month.parse(one) - YEAR): one for one in said["month"].unique()}
    first = str(sales["month"].astype("str").min()) if len(sales) else ""
    known = {a: b for a, b in months.items() if first and first <= a <= str(given.year.known)}
    rows = sales[sales["month"].isin(list(known))]
    kept = rows[[*KEYS, "net_amount"]].astype(dict.fromkeys(KEYS, "str"))
    kept = kept.rename(columns={"net_amount": "amount"})
    kept = kept.assign(month=rows["month"].astype("str").map(known).astype("str"))
    found = _in_groups(restated(kept, facts, given.year), facts)
    unknown = pd.DataFrame({"month": [b for a, b in months.items() if a not in known]})
    return pd.concat([found, unknown.assign(amount=np.nan)], ignore_index=True)


def _in_groups(rows: pd.DataFrame, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    group = rows["product_id"].map(groups_of(facts)).fillna("").astype("str")
    return rows.assign(product_group=group)[[*SAME, "amount"]]


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
