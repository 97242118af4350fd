"""Which aims a visit has: few, the most worthwhile first, each checked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.sheets.ground import Ground
from salesnb.actions.sheets.reach import FEWEST, LEAST, NO, UNTOLD, YES
from salesnb.actions.sheets.selling import AIM

CREDIT_RATE = 0.05  # a year, that money owed costs
DAYS = 30  # by which money is taken to come sooner
YEAR_DAYS = 365
SALES_AIMS = ("more_orders", "unbought_items", "new_products", "new_business", "educate")
FIRST, BY_WORTH, LAST = 0, 1, 2
SHEETS = """visit_key rep_id customer_id visit_date slot place customer_class objective
    product_group product_id baseline target unit amount worth n_before chance is_clear is_exact
    is_measurable reach why"""


def rank(ground: Ground, aims: pd.DataFrame, first: pd.DataFrame, margin: float) -> pd.DataFrame:
    """Return aims of customers with worth and rank (1: the most worthwhile).

    `first`: customer_id and objective of aims that come before all others. Sales aims are worth
    their amount times the margin (or the amount alone, where no cost is known) times how often such
    aims were met; money owed what a month's delay costs. Information comes last.
    """
    share = margin if np.isfinite(margin) else 1.0
    chance = aims["chance"].fillna(ground.reach.overall())
    sells = aims["objective"].isin(SALES_AIMS)
    owed = aims["amount"] * CREDIT_RATE * DAYS / YEAR_DAYS
    worth = np.where(sells, aims["amount"] * share * chance, owed)
    keys = pd.MultiIndex.from_frame(aims[["customer_id", "objective"]])
    is_first = keys.isin(pd.MultiIndex.from_frame(first[["customer_id", "objective"]]))
    order = np.select([is_first, aims["objective"] == "information"], [FIRST, LAST], BY_WORTH)
    found = aims.assign(worth=worth, order=order)
    by = ["customer_id", "order", "worth", "objective"]
    found = found.sort_values(by, ascending=[True, True, False, True], ignore_index=True)
    return found.assign(rank=found.groupby("customer_id").cumcount() + 1)


def spread(ground: Ground, ranked: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the aims of each visit (`SHEETS`), at most `most`.

    A customer's first visit of the month has its most worthwhile aims, the next visit the next
    ones; once none is left, a visit follows up the aims of the first.
    """
    visits = ground.visits
    n = ranked.groupby("customer_id").size()
    groups = np.ceil(visits["customer_id"].map(n).fillna(0).to_numpy(float) / most)
    at = ((visits["slot"].to_numpy(int) - 1) % np.maximum(groups, 1)).astype(int)
    slots = visits.assign(part=at)
    own = ranked.assign(part=(ranked["rank"] - 1) // most, place=(ranked["rank"] - 1) % most + 1)
    both = slots.merge(own, on=["customer_id", "part"])
    both = checked(both.assign(customer_class=both["customer_id"].map(ground.class_of)))
    order = ["rep_id", "visit_date", "visit_key", "place"]
    return both.sort_values(order, ignore_index=True)[SHEETS.split()]


def checked(rows: pd.DataFrame) -> pd.DataFrame:
    """Return aims with what was checked: clear, exact, measurable, and within reach.

    Clear: it names what it is about; exact: from what to what; measurable: the target differs from
    the baseline in a unit that a table holds; reach: as often met before as `reach.LEAST`.
    """
    named = (rows["product_group"] != "") | (rows["product_id"] != "")
    clear = named | ~rows["objective"].isin(["unbought_items", "new_products", "educate"])
    exact = rows["baseline"].notna() & rows["target"].notna()
    told = rows["chance"].notna() & (rows["n_before"] >= FEWEST)
    return rows.assign(
        is_clear=clear,
        is_exact=exact,
        is_measurable=exact & (rows["baseline"] != rows["target"]) & (rows["unit"] != ""),
        reach=np.select([~told, rows["chance"] >= LEAST], [UNTOLD, YES], NO),
    )


def together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the aims of all kinds, a row per customer and objective."""
    kept = [one[AIM.split()] for one in parts if len(one)]
    if not kept:
        return pd.DataFrame(columns=AIM.split())
    both = pd.concat(kept, ignore_index=True)
    return both.drop_duplicates(["customer_id", "objective"], ignore_index=True)
