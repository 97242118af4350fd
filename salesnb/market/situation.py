"""All frames of 03_market from the month's facts, in one call."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.market import effects, outlook, potential, share, sizing, strength
from salesnb.market.cells import Sizes, our_cells, parents_of, usable_sizes
from salesnb.market.years import Years
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]


def situation(
    facts: Mapping[str, pd.DataFrame], *, month: Month, calendar: WorkCalendar, currency: str
) -> Frames:
    """Return the frames that say where the market goes and how much of it is ours.

    `facts` are the snapshot frames sales_cube, market_sizes, regions, customers, products and
    outlets; without market sizes their parts are empty, and the potential rests on what customers
    are said to buy.
    """
    parents = parents_of(facts["regions"])
    sizes = usable_sizes(
        facts["market_sizes"], known=_known(facts), parents=parents, currency=currency, month=month
    )
    years = Years.of(sizing.sizing(sizes))
    ours = our_cells(
        facts["sales_cube"], facts["customers"], facts["products"], sizes=sizes, parents=parents
    )
    found = share.size_and_share(years, ours)
    white = potential.market_potential(years, ours, facts["customers"], month=month)
    return {
        **_sources(years, sizes, month=month),
        "size": found,
        "coverage": share.covered(ours, month),
        **_paths(years, sizes, ours, month=month, calendar=calendar),
        "split": effects.split(years, ours, month=month),
        "strength": _strength(found, facts, parents),
        "market_potential": white,
        "openings": potential.openings(white),
        "white_nodes": potential.white_nodes(white),
    }


def _known(facts: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Return the segments and product groups that our own tables use."""
    pairs = (("customers", "segment"), ("products", "product_group"))
    return {c: facts[t][c].dropna().astype("str").unique().tolist() for t, c in pairs}


def _sources(years: Years, sizes: Sizes, *, month: Month) -> Frames:
    return {
        "sources": sizing.source_table(years.sizing, month=month),
        "source_nodes": sizing.source_nodes(years.sizing),
        "set_aside": sizes.set_aside,
        "basis": basis(years, sizes, month=month),
    }


def basis(years: Years, sizes: Sizes, *, month: Month) -> pd.DataFrame:
    """Return one row: how well the market is known, and up to when."""
    made = years.sizing
    newest = years.ends[-1] if years.ends else ""
    months = sorted(set(sizes.rows["n_months"].astype(int)))
    return pd.DataFrame([{
        "scope": "total", "n_sources": made.weights["source"].nunique(), "n_used": int(made.weights["is_comparable"].sum()) if len(made.weights) else 0,
        "n_years": len(years.ends), "measured_until": newest, "months_beyond": years.beyond(month), "period_months": months[0] if months else float("nan"),
        "between_sd": made.between_sd, "rung": years.rung, "collapsed": ", ".join(sizes.collapsed),
        "n_aside": sizes.set_aside["n_rows"].sum(),
    }])  # fmt: skip


def _paths(
    years: Years, sizes: Sizes, ours: pd.DataFrame, *, month: Month, calendar: WorkCalendar
) -> Frames:
    days, festive = calendar.working_days, calendar.country == "CN"
    path = share.share_path(years, ours, month=month, working_days=days)
    by_month = outlook.monthly_market(sizes, month=month)
    turned, looked = outlook.turns(path, years, by_month, working_days=days, with_festival=festive)
    ahead = outlook.outlook(years, by_month, ours, month=month, working_days=days, with_festival=festive)  # fmt: skip
    return {"path": path, "turns": turned, "looked_at": looked, "outlook": ahead}


def _strength(
    found: pd.DataFrame, facts: Mapping[str, pd.DataFrame], parents: Mapping[str, str]
) -> pd.DataFrame:
    nodes = found.loc[found["dimension"] == "region", "node"].tolist()
    kind, base = strength.bases(facts["regions"], facts["outlets"], nodes, parents)
    return strength.strength(found, base_kind=kind, base=base)
