"""Keeping customers: what is said of rhythm, enthusiasm and capability, in frames as declared."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.customers.capability.carried import study_capability
from salesnb.customers.enthusiasm.study import study_enthusiasm
from salesnb.customers.retention.study import study_retention
from salesnb.members import UNASSIGNED

__all__ = ["keep_in_view", "study_capability", "study_enthusiasm", "study_retention"]

OF_CUSTOMER = "customer_id last_on n_days usual_gap_days silent_days overdue_ratio"
MONEY = "p_orders_next year_amount expected_amount at_stake margin_at_stake is_slipping"
COLUMNS = {
    "customer_retention": f"{OF_CUSTOMER} state {MONEY} engagement capability_ratio",
    "slipping": f"{OF_CUSTOMER} chance_silence state {MONEY}",
    "retention_states": "state n_customers year_amount",
    "retention_basis": (
        "scope month ahead n_customers n_judged n_slipping n_by_chance n_overdue"
        " n_overdue_by_chance year_amount at_stake stake_low stake_high margin_at_stake all_amount"
        " stake_share usual_gap_days seen_after_days chance_verdict amount_verdict named_verdict"
        " stake_verdict n_named_before n_fell_before"
    ),
    "retention_models": (
        "model n n_origins came_share stated_share brier base_brier auc calibration_error"
        " amount_stated amount_came amount_off amount_error is_chosen is_chosen_amount"
    ),
    "retention_bins": "from_share to_share n stated came_true",
    "retention_origins": (
        "month n_customers n_named n_fell fell_others_share stake_stated stake_came"
    ),
    "continued": "customer_id goes_on_as how year_amount",
    "enthusiasm": (
        "customer_id resale_price_index revenue paid rebate profit profit_share listed_share"
        " stock_amount stock_return outlook outlook_basis growth growth_low growth_high sureness"
        " engagement engagement_low engagement_high n_parts rhythm_part growth_part breadth_part"
        " profit_part reports_part complaints_part level year_amount"
    ),
    "rebate_steps": (
        "customer_id per period_start period_end bought expected share_now rebate_now"
        " rebate_expected threshold share_next missing rebate_next gain extra_margin net state"
    ),
    "enthusiasm_thirds": "third n engagement before since growth stayed_share",
    "enthusiasm_basis": (
        "scope n_customers n_known n_low low_amount n_earning n_losing profit revenue profit_share"
        " n_grow n_shrink n_unclear width n_terms rebate_expected n_in_reach n_worth reach_gain"
        " reach_missing reach_net worth_net"
    ),
    "capability": (
        "customer_id target_year n_months before growth_asked shown capacity cash storage team"
        " distribution carried carried_low carried_high held_by capability_ratio ratio_low"
        " ratio_high sell_in sell_out sell_through short_amount state"
    ),
    "capability_basis": (
        "scope plan_month plan_version n_customers target_year n_judged judged_amount n_short"
        " short_target short_amount short_share n_unclear unclear_amount n_sell_out sell_through"
    ),
}


def keep_in_view(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames of the page, `customer_retention` among them: a row per customer.

    `frames`: those of `study_retention`, `study_enthusiasm` and `study_capability`. Values that are
    not known, or that did not hold in the company's own past, are missing.
    """
    table = frames["retention"]
    for name, column in (("enthusiasm", "engagement"), ("capability", "capability_ratio")):
        table = table.assign(**{column: _of_customer(frames[name], column, table)})
    found = {**frames, "customer_retention": table}
    return {name: _declared(found[name], columns.split()) for name, columns in COLUMNS.items()}


def _of_customer(frame: pd.DataFrame, column: str, table: pd.DataFrame) -> np.ndarray:
    if frame.empty or table.empty:
        return np.full(len(table), np.nan)
    return frame.set_index("customer_id")[column].reindex(table["customer_id"]).to_numpy(float)


def _declared(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return a frame with its columns, also where it has no rows; rows of nobody are left out."""
    if frame.empty:
        return pd.DataFrame(columns=columns)
    kept = frame[frame["customer_id"] != UNASSIGNED] if "customer_id" in frame else frame
    return kept[columns].reset_index(drop=True)
