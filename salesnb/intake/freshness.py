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
        *("opportunities.next_step", "opportunities.next_step_on", "opportunities.lever"),
        *("reps.home_days", "reps.half_days", "reports.report_text", "outlet_states.valid_to"),
        *("touches.lead_id", "touches.opportunity_id", "touches.organisation_id"),
        *("organisations.n_members", "contact_edges.has_consent"),
        *("opportunities.competitor_id", "opportunities.loss_reason", "commitments.comment"),
        *("commitments.customer_id", "commitments.product_group"),
        *("milestones.done_on", "milestones.grade", "approvals.decided_on"),
        *("approvals.is_granted", "customers.merged_into", "rebate_terms.valid_to"),
        *("customers.storage_area", "customers.n_sales_staff", "customers.n_outlets"),
        *("customers.resale_price_index", "milestones.target_value", "milestones.evidence"),
        *("issued_targets.rep_id", "issued_targets.region_id", "issued_targets.product_group"),
        *("issued_targets.settlement_id", "issued_targets.sales_method_id"),
        *("issued_targets.customer_id", "issued_targets.product_id", "issued_targets.version"),
    }
)


def judge_freshness(tables: pd.DataFrame, *, allowed_days: Mapping[str, int]) -> pd.DataFrame:
    """Return one row per table: its newest row, days behind the month's end, and whether stale.

    `tables` has one row per canonical table: table, n_rows, newest_on (missing for master data),
    days_behind. A table is stale when it lies further behind than `allowed_days[table]`
    (`allowed_days["default"]` where the company states none); master data never is.

    Columns: table, n_rows, newest_on, days_behind, allowed_days, days_left (before it is stale),
    is_stale.
    """
    judged = tables[["table", "n_rows", "newest_on", "days_behind"]].copy()
    fallback = allowed_days["default"]
    allowed = [allowed_days.get(name, fallback) for name in judged["table"]]
    judged["allowed_days"] = pd.Series(allowed, index=judged.index, dtype="float64")
    judged["days_left"] = judged["allowed_days"] - judged["days_behind"]
    judged["is_stale"] = (judged["days_left"] < 0) & (judged["n_rows"] > 0)
    return judged


def least_complete(completeness: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that came in with gaps.

    `completeness` has one row per table and column: table, column, n_rows, filled_share. Columns
    that are wholly empty count as not exported, and those of `BLANK_SAYS` have no gaps to speak of.
    """
    share = completeness["filled_share"]
    name = completeness["table"] + "." + completeness["column"]
    return completeness[(share > 0) & (share < 1) & ~name.isin(BLANK_SAYS)]
