"""How fresh and how complete is each table that came in?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

# Columns whose blank says something by itself: an end that has not come, something that does not
# apply, a remark that nobody made. A gap in them is no fault of an export.
BLANK_SAYS = frozenset(
    {
        *("products.delisted_on", "products.substitute_of", "product_prices.valid_to"),
        *("reps.left_on", "reps.manager_id", "customer_reps.valid_to", "regions.parent_id"),
        *("order_lines.promotion_id", "invoice_lines.promotion_id", "receipts.matures_on"),
        *("outlets.customer_id", "complaints.closed_on", "reports.received_on"),
        *("inspections.competitor_id", "inspections.product_id", "inspections.note"),
        *("leads.called_on", "leads.converted_on", "leads.customer_id"),
        *("opportunities.lead_id", "opportunities.customer_id", "opportunities.closed_on"),
        *("opportunities.competitor_id", "opportunities.loss_reason", "commitments.comment"),
        *("milestones.done_on", "milestones.grade", "approvals.decided_on"),
        "approvals.is_granted",
    }
)


def judge_freshness(tables: pd.DataFrame, *, allowed_days: Mapping[str, int]) -> pd.DataFrame:
    """Return one row per table: its newest row, days behind the month's end, and whether stale.

    `tables` has one row per canonical table: table, n_rows, newest_on (missing for master data),
    days_behind. A table is stale when it lies further behind than `allowed_days[table]`
    (`allowed_days["default"]` where the company states none); master data never is.

    Columns: place, table, n_rows, newest_on, days_behind, allowed_days, is_stale; those furthest
    beyond their allowance first, tables without a day last.
    """
    judged = tables[["table", "n_rows", "newest_on", "days_behind"]].copy()
    fallback = allowed_days["default"]
    judged["allowed_days"] = [allowed_days.get(str(name), fallback) for name in judged["table"]]
    behind = judged["days_behind"].fillna(0)
    judged["is_stale"] = (behind > judged["allowed_days"]) & (judged["n_rows"] > 0)
    beyond = (judged["days_behind"] - judged["allowed_days"]).astype("float64")
    rank = beyond.where(judged["n_rows"] > 0).rank(method="first", ascending=False)
    order = rank.fillna(float("inf")).sort_values(kind="stable").index
    judged = judged.loc[order].reset_index(drop=True)
    judged.insert(0, "place", range(1, len(judged) + 1))
    return judged


def least_complete(completeness: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that came in with gaps, the emptiest first.

    `completeness` has one row per table and column: table, column, n_rows, filled_share. Columns
    that are wholly empty count as not exported, and those of `BLANK_SAYS` have no gaps to speak of.
    """
    share = completeness["filled_share"]
    name = completeness["table"].astype("str") + "." + completeness["column"].astype("str")
    gaps = completeness.loc[(share > 0) & (share < 1) & ~name.isin(BLANK_SAYS)]
    return gaps.sort_values(["filled_share", "table", "column"], ignore_index=True)
