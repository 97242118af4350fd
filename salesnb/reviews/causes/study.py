"""Causes of a month and of the year so far: all frames of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from salesnb.months import Month
from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.causes.movement import moved_rows
from salesnb.reviews.causes.plan_bridge import plan_bridge
from salesnb.reviews.causes.ranked import cause_nodes, cause_rows, moved_pairs, ranked_causes
from salesnb.reviews.places import find_places
from salesnb.reviews.spans import review_spans, year_of


def review_causes(
    facts: Mapping[str, pd.DataFrame],
    held: pd.DataFrame,
    issued: AsIssued,
    *,
    month: Month,
    year_start: int = 1,
    markets: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, pd.DataFrame]:
    """Return plan_bridge, causes, cause_nodes and cause_rows of the spans of a review.

    `facts`: sales_cube, products, regions and, where there are any, settlement_terms; `held` is
    what `review_attainment` returns as attainments; `markets` the growth of the market since
    the reference of a span was issued (`movement.market_growth`), by span; None where 03_market
    does not tell it. Single customers and products have a bridge where any of them has a target;
    else they stand in cause_rows.
    """
    months = [one for one in year_of(month, year_start) if one <= str(month)]
    places = replace(find_places(facts, months), left_out=_without_targets(held))
    shown = held[~held["dimension"].isin(places.left_out)]
    sales, discounts = facts["sales_cube"], _discounts(facts)
    if "product_group" not in sales:
        sales = sales.assign(product_group=sales["product_id"].map(places.group_of).fillna(""))
    found: dict[str, list[pd.DataFrame]] = {
        name: [] for name in ("plan_bridge", "causes", "cause_nodes", "cause_rows")
    }
    for span in review_spans(month, year_start):
        market = (markets or {}).get(span.name)
        rows = moved_rows(sales, span, discounts=discounts, market=market)
        pairs = moved_pairs(rows)
        bridge = plan_bridge(rows, shown, issued, span, places)
        found["plan_bridge"].append(bridge)
        found["causes"].append(ranked_causes(bridge, pairs))
        found["cause_nodes"].append(cause_nodes(bridge))
        found["cause_rows"].append(cause_rows(bridge, pairs))
    return {name: pd.concat(frames, ignore_index=True) for name, frames in found.items()}


def _without_targets(held: pd.DataFrame) -> frozenset[str]:
    """Return which of the dimensions of many nodes have no target of sales at all."""
    asked = held.loc[held["measure"].eq("sales") & held["target"].notna(), "dimension"]
    return frozenset({"customer", "product"} - set(asked))


def _discounts(facts: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Return the discount of each settlement method; none where the terms do not state any."""
    terms = facts.get("settlement_terms", pd.DataFrame())
    if "discount_share" not in terms:
        return {}
    return dict(zip(terms["settlement_id"], terms["discount_share"], strict=True))
