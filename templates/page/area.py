"""How it is computed: plain frames in, plain frames out, one function per section of the page."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.measures.ratios import ratio
from salesnb.months import Month


def sales_by_region(facts: Mapping[str, pd.DataFrame], *, month: Month) -> dict[str, pd.DataFrame]:
    """Return the frame `regions`: net sales of the month by region.

    Columns: region_id, amount, share (of all sales of the month).
    """
    rows = facts["sales_cube"]
    sums = rows[rows["month"] == str(month)].groupby("region_id")["net_amount"].sum()
    by_region = sums.rename("amount").reset_index()
    return {
        "regions": by_region.assign(
            share=ratio(by_region["amount"], float(by_region["amount"].sum()))
        )
    }
