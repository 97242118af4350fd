"""Promotions: those of product groups twice a year, and offers at the end of a month."""

from __future__ import annotations

import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.sales import rep_conduct
from salesnb.demo.truths.truth import Truth

COLUMNS = "promotion_id name product_group starts_on ends_on discount_share"


def promotions(truth: Truth) -> pd.DataFrame:
    """Return one row per promotion; an offer at a month's end holds for every product group."""
    rows = _of_groups(truth) + _at_month_ends(truth)
    return pd.DataFrame(rows, columns=COLUMNS.split())


def _of_groups(truth: Truth) -> list[tuple]:
    """Return two promotions a year, each of one product group for a whole month."""
    groups = [group for group, *_ in names.PRODUCT_GROUPS]
    chosen = [m for m in truth.months if m.number in truth.prices.promotion_months]
    rows = []
    for i, month in enumerate(chosen):
        group = groups[i % len(groups)]
        dates = (month.first.isoformat(), month.last.isoformat())
        named = (f"PR{i + 1:02d}", f"{group} {month}", group)
        rows.append((*named, *dates, truth.prices.promotion_discount))
    return rows


def _at_month_ends(truth: Truth) -> list[tuple]:
    """Return the offers that some reps' customers get on the last working days of each month."""
    rows = []
    for month in truth.months:
        first = str(rep_conduct.last_days(month)[0])
        for offer in rep_conduct.offers_of(truth, month):
            named = (rep_conduct.offer_id(offer, month), f"Month-end offer 月底优惠 {month}", None)
            rows.append((*named, first, month.last.isoformat(), offer.discount))
    return rows
