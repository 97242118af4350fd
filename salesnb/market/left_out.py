"""Which judgements and lost deals count on 03b_rivals, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.market import aspects, evidence, lost_deals
from salesnb.months import Month

LEFT_OUT = ["n_no_rival", "n_no_value", "n_no_day"]
COLUMNS = ["kind", "n_seen", "n_counted", "n_no_amount", "n_unnamed", *LEFT_OUT]


def rows_seen(facts: Mapping[str, pd.DataFrame], *, month: Month) -> pd.DataFrame:
    """Return two rows, `judgements` (of two years) and `deals` (lost in twelve months): COLUMNS.

    n_seen = n_counted + n_no_rival + n_no_value + n_no_day; of several reasons the first counts.
    `n_no_amount` and `n_unnamed` are among those counted: such deals count as deals, not in the
    money, or as lost to a competitor that is not stated. A lost deal without a closing day may be
    of any month, and is seen in each.
    """
    both = {
        "judgements": _judgements(facts["competitor_observations"], month),
        "deals": _deals(facts["opportunities"], month),
    }
    rows = pd.DataFrame.from_dict(both, orient="index").rename_axis("kind").reset_index()
    rows = rows.reindex(columns=COLUMNS).fillna(0)
    return rows.assign(n_counted=rows["n_seen"] - rows[LEFT_OUT].sum(axis=1))


def _judgements(observations: pd.DataFrame, month: Month) -> dict[str, int]:
    seen = evidence.remembered(observations, month, months=aspects.MEMORY_MONTHS)
    is_nobody, is_empty = seen["competitor_id"] == "", seen["value"].isna()
    no_value = int((is_empty & ~is_nobody).sum())
    return {"n_seen": len(seen), "n_no_rival": int(is_nobody.sum()), "n_no_value": no_value}


def _deals(opportunities: pd.DataFrame, month: Month) -> dict[str, int]:
    counted = lost_deals.of_year(opportunities, month)
    is_lost = opportunities["stage"] == "lost"
    undated = int((is_lost & opportunities["closed_on"].isna()).sum())
    no_amount = int(counted["amount"].isna().sum())
    return {
        "n_seen": len(counted) + undated,
        "n_no_day": undated,
        "n_no_amount": no_amount,
        "n_unnamed": int(counted["competitor_id"].eq("").sum()),
    }
