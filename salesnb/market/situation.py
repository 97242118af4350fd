"""Where the market goes and how much of it is ours: the sections of 03_market, each one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.market import effects, outlook, potential, share, sizing, strength
from salesnb.market.cells import Sizes, our_cells, parents_of, usable_sizes
from salesnb.market.years import Years
from salesnb.months import Month

Facts = Mapping[str, pd.DataFrame]
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Market:
    """The market up to a month and our sales in it, cell by cell: what all sections start from.

    `sizes` are the market sizes that can be used, `years` what they say of any twelve months,
    `ours` our sales by month and market cell, `parents` the region above each region.
    """

    month: Month
    sizes: Sizes
    years: Years
    ours: pd.DataFrame
    parents: Mapping[str, str]


def measure_market(facts: Facts, *, month: Month, currency: str) -> Market:
    """Return the market as its sources measure it, with our sales in its cells.

    `facts` are sales_cube (with product groups), market_sizes, regions, customers and products.
    Without market sizes every section is empty but the white space, which then rests on what
    customers are said to buy.
    """
    parents = parents_of(facts["regions"])
    sizes = usable_sizes(
        facts["market_sizes"], known=_known(facts), parents=parents, currency=currency, month=month
    )
    years = Years.of(sizing.sizing(sizes))
    ours = our_cells(facts["sales_cube"], facts["customers"], sizes=sizes, parents=parents)
    return Market(month, sizes, years, ours, parents)


def _known(facts: Facts) -> dict[str, set[str]]:
    """Return the segments and product groups that our own tables use."""
    pairs = (("customers", "segment"), ("products", "product_group"))
    return {column: set(facts[table][column]) - {""} for table, column in pairs}


def size_and_share(market: Market) -> Frames:
    """Return how large the market is and how much is ours: size and coverage."""
    return {
        "size": share.size_and_share(market.years, market.ours),
        "coverage": share.covered(market.ours, market.month),
    }


def compare_sources(market: Market) -> Frames:
    """Return what each source says, and what could not be used of it.

    Frames: basis, sources, source_nodes, set_aside.
    """
    return {
        "basis": basis(market),
        "sources": sizing.source_table(market.years.sizing, month=market.month),
        "source_nodes": sizing.source_nodes(market.years.sizing),
        "set_aside": market.sizes.set_aside,
    }


def basis(market: Market) -> pd.DataFrame:
    """Return one row: how well the market is known, and up to when."""
    years, rows = market.years, market.sizes.rows
    weights = years.sizing.weights
    row = {
        "scope": "total",
        "n_sources": weights["source"].nunique(),
        "n_used": int(weights["is_comparable"].sum()) if len(weights) else 0,
        "n_years": len(years.ends),
        "measured_until": years.ends[-1] if years.ends else "",
        "months_beyond": years.beyond(market.month),
        "period_months": rows["n_months"].min(),
        "between_sd": years.sizing.between_sd,
        "rung": years.rung,
        "collapsed": ", ".join(market.sizes.collapsed),
        "n_aside": market.sizes.set_aside["n_rows"].sum(),
    }
    return pd.DataFrame([row])


def split_growth(market: Market) -> Frames:
    """Return the frame `split`: what the market and what our share of it did to our sales."""
    return {"split": effects.split(market.years, market.ours, month=market.month)}


def look_ahead(market: Market, *, calendar: WorkCalendar) -> Frames:
    """Return where market and share went, and where they go: path, turns, looked_at, outlook."""
    years, ours = market.years, market.ours
    path = share.share_path(years, ours, month=market.month, working_days=calendar.working_days)
    by_month = outlook.monthly_market(market.sizes)
    turned, looked = outlook.turns(path, years, by_month, calendar=calendar)
    ahead = outlook.outlook(years, by_month, ours, month=market.month, calendar=calendar)
    return {"path": path, "turns": turned, "looked_at": looked, "outlook": ahead}


def compare_strength(market: Market, size: pd.DataFrame, facts: Facts) -> Frames:
    """Return the frame `strength`: demand and our sales per unit of each region's potential.

    `size` is a frame of `size_and_share`; `facts` are regions and outlets.
    """
    nodes = size.loc[size["dimension"] == "region", "node"].tolist()
    kind, base = strength.bases(facts["regions"], facts["outlets"], nodes, market.parents)
    return {"strength": strength.strength(size, base_kind=kind, base=base)}


def find_white_space(market: Market, customers: pd.DataFrame) -> Frames:
    """Return what the market could still buy from us: market_potential, openings, white_nodes."""
    white = potential.market_potential(market.years, market.ours, customers, month=market.month)
    return {
        "market_potential": white,
        "openings": potential.openings(white),
        "white_nodes": potential.white_nodes(white),
    }
