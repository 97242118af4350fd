"""Products: new ones, ones sold now and then, ones that replace others; they add up to groups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from salesnb.members import TOTAL
from salesnb.methods.calendar_rule import CalendarRule
from salesnb.methods.reconciliation import reconcile
from salesnb.months import YEAR
from salesnb.targets.ahead.landing import compared
from salesnb.targets.ahead.nodes import from_first_sale
from salesnb.targets.ahead.outlook import Measure, Outlook, variances

Array = NDArray[np.float64]
SELDOM = 0.7  # share of the last two years' months with sales: below, a product sells now and then
PRODUCTS = ["product_id", "product_group", "kind", "replaces", "before", "expected", "growth"]
PRODUCTS += ["change", "n_months", "sold_share", "rung"]


def by_product(outlook: Outlook, facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frame `products`: the months ahead of each product that sold in the last year.

    A product that substitutes another carries on its sales (`replaces` names it, the last one).
    kind: regular, new (less than a year), seldom. before are the last twelve months, change and
    growth compare a year ahead with them; all three are missing where there are fewer. Products of
    a group add up to the group's forecast.
    `facts` are sales_cube and products.
    """
    one = outlook.measures.get("sales")
    if one is None or "product_id" not in facts["sales_cube"]:
        return {"products": pd.DataFrame(columns=PRODUCTS)}
    successor = successors(facts["products"])
    rows, values = _series(facts["sales_cube"], one.series.months, successor)
    if not len(rows):
        return {"products": pd.DataFrame(columns=PRODUCTS)}
    rule = CalendarRule(one.series.months, one.values[0], outlook.calendar)
    base = np.maximum(np.nan_to_num(rule(values, len(one.ahead))), 0.0)
    expected = _as_groups(one, rows["product_group"], base, variances(values))
    expected = expected[:, one.shown]
    replaced = {new: old for old, new in successor.items()}
    return {"products": _frame(rows.assign(replaces=_names(rows, replaced)), values, expected)}


def successors(products: pd.DataFrame) -> dict[str, str]:
    """Return product -> the product that substitutes it in the end."""
    known = set(products["product_id"])
    stated = products[products["substitute_of"].isin(known - {""})]
    next_one = dict(zip(stated["substitute_of"], stated["product_id"], strict=True))
    found = {}
    for old in next_one:
        seen, at = {old}, next_one[old]
        while at in next_one and next_one[at] not in seen:
            seen.add(at)
            at = next_one[at]
        found[old] = at
    return found


def _series(
    sales: pd.DataFrame, months: list[str], successor: Mapping[str, str]
) -> tuple[pd.DataFrame, Array]:
    """Return the products (product_id, product_group) that still sell, and their months."""
    rows = sales[sales["month"].isin(months)]
    product = rows["product_id"].map(lambda one: successor.get(one, one))
    wide = rows["net_amount"].groupby([product, rows["month"]]).sum().unstack()
    wide = wide.reindex(columns=months).fillna(0.0).sort_index()
    wide = wide[(wide.iloc[:, -YEAR:] != 0).any(axis=1)]
    group = dict(zip(rows["product_id"], rows["product_group"], strict=True))
    names = [str(one) for one in wide.index]
    found = pd.DataFrame({"product_id": names, "product_group": [group.get(p, "") for p in names]})
    return found, from_first_sale(wide.to_numpy(float))


def _as_groups(one: Measure, group: pd.Series, base: Array, variance: Array) -> Array:
    """Return the products' forecasts, those of a group as much together as the group's."""
    nodes, found = one.series.nodes, np.zeros_like(base)
    for name in group.unique():
        is_own = (group == name).to_numpy()
        at = nodes["dimension"].eq("product_group") & nodes["node"].eq(name)
        at = at if at.any() else nodes["dimension"].eq(TOTAL) & (group.nunique() == 1)
        if not at.any():
            found[is_own] = base[is_own]
            continue
        whole = one.expected[at.to_numpy()]
        both = np.concatenate([whole, base[is_own]])
        sums = sparse.csr_array(np.ones((1, int(is_own.sum()))))
        sizes = np.concatenate([[0.0], variance[is_own]])
        found[is_own] = reconcile(both, sums, sizes, nonnegative=True)[1:]
    return found


def _names(rows: pd.DataFrame, replaced: Mapping[str, str]) -> list[str]:
    return [replaced.get(one, "") for one in rows["product_id"]]


def _frame(rows: pd.DataFrame, values: Array, expected: Array) -> pd.DataFrame:
    found = pd.concat([rows, compared(values, expected)], axis=1)
    is_new = (found["n_months"] < YEAR) & (found["n_months"] < values.shape[1])
    is_seldom = found["sold_share"] < SELDOM
    found["kind"] = np.where(is_new, "new", np.where(is_seldom, "seldom", "regular"))
    change = found["year"] - found["before"]
    return found.assign(expected=expected.sum(axis=1), change=change)[PRODUCTS]
