"""Frames of a review by what they are counted in: money, or pieces, customers and visits."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.members import TOTAL

MONEY = ("sales", "margin", "collections")


def by_unit(review: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames of `review_attainment` as a page shows and saves them.

    attained and counted are its attainments of money and of all else, paces and count_paces its
    paces likewise; reached, tied_lines and renamed are as they are. Of a dimension in which nothing
    has a target, nothing is kept: its sums stand in tied_lines.
    """
    rows = review["attainments"]
    asked = rows["target"].notna().groupby([rows["measure"], rows["dimension"]]).transform("any")
    rows = rows[asked | rows["dimension"].eq(TOTAL)]
    paces = review["paces"]
    kept = {name: review[name] for name in ("reached", "tied_lines", "renamed")}
    return {
        "attained": rows[rows["measure"].isin(MONEY)],
        "counted": rows[~rows["measure"].isin(MONEY)],
        "paces": paces[paces["measure"].isin(MONEY)],
        "count_paces": paces[~paces["measure"].isin(MONEY)],
        **kept,
    }
