"""Which sales a rep could carry: not those of a shop online."""

from __future__ import annotations

import pandas as pd

from salesnb.members import UNASSIGNED

WITHOUT_REPS = ("online",)  # kinds of sales methods that sell by themselves


def could_be_carried(
    rows: pd.DataFrame, sales: pd.DataFrame, sales_methods: pd.DataFrame
) -> pd.Series:
    """Return of each row whether a rep could carry it.

    Not what is sold by a sales method of a kind without reps (online), and nothing where no line of
    `sales` is credited to a rep: reps are not in use then. `rows` have sales_method_id, `sales`
    rep_id, `sales_methods` sales_method_id and kind.
    """
    if not are_used(sales):
        return pd.Series(False, index=rows.index)
    alone: set[str] = set()
    if len(sales_methods):
        is_alone = sales_methods["kind"].isin(WITHOUT_REPS)
        alone = set(sales_methods.loc[is_alone, "sales_method_id"].astype("str"))
    found: pd.Series = ~rows["sales_method_id"].isin(alone)
    return found


def are_used(sales: pd.DataFrame) -> bool:
    """Return whether any line is credited to a rep."""
    return bool((~sales["rep_id"].isin([UNASSIGNED, ""])).any())
