"""Market and price: how large is our part, where is it weak, and what do prices really bring?"""

from __future__ import annotations

import pandas as pd

from salesnb.i18n import N_
from salesnb.measures.definition import Measure
from salesnb.measures.ratios import Numbers, ratio


def market_share(ours: Numbers, market: Numbers) -> Numbers:
    """Return our sales / the market's."""
    return ratio(ours, market)


def relative_share(ours: Numbers, largest_rival: Numbers) -> Numbers:
    """Return our sales / those of the largest rival: above 1 we lead."""
    return ratio(ours, largest_rival)


def penetration(buyers: Numbers, population: Numbers) -> Numbers:
    """Return who buys of us / who could."""
    return ratio(buyers, population)


def development_index(
    group_sales: Numbers, group_base: Numbers, sales: Numbers, base: Numbers
) -> Numbers:
    """Return a group's sales per head against the whole's: BDI of a brand, CDI of a category."""
    return ratio(ratio(group_sales, group_base), ratio(sales, base))


def share_from_parts(
    penetration_share: Numbers, share_of_requirements: Numbers, usage_index: Numbers
) -> Numbers:
    """Return the market share that its three parts make: who buys, how loyally, how much."""
    return penetration_share * share_of_requirements * usage_index


def price_volume_mix(
    quantity_before: pd.Series, sales_before: pd.Series, quantity: pd.Series, sales: pd.Series
) -> pd.DataFrame:
    """Return why sales changed, item by item: price, volume, mix, new, lost; they sum to `change`.

    The four columns have one row per item (same labels; 0 where it was not sold). For items sold
    in both periods price = (P1 - P0) x Q1, volume = Q0 x P0 x the growth of the total quantity,
    and mix = (Q1 - Q0 grown like the total) x P0; over all items volume is therefore the change
    of the total quantity at the average old price. What had a quantity only now (only before)
    is new (lost); a change without any quantity is mix.
    """
    given = (quantity_before, sales_before, quantity, sales)
    q0, a0, q1, a1 = (one.astype(float).fillna(0.0) for one in given)
    change = a1 - a0
    stays, is_new, is_lost = (q0 > 0) & (q1 > 0), (q0 <= 0) & (q1 > 0), (q0 > 0) & (q1 <= 0)
    old_value_of_new_quantity = (a0 / q0.where(stays)) * q1
    before, now = q0[stays].sum(), q1[stays].sum()
    volume = (a0 * (now / before - 1 if before > 0 else 0.0)).where(stays, 0.0)
    price = (a1 - old_value_of_new_quantity).where(stays, 0.0)
    new, lost = change.where(is_new, 0.0), change.where(is_lost, 0.0)
    mix = change - price - volume - new - lost
    parts = {"price": price, "volume": volume, "mix": mix, "new": new, "lost": lost}
    return pd.DataFrame({**parts, "change": change})


def price_realisation(net: Numbers, at_list: Numbers) -> Numbers:
    """Return net sales / the same quantities at list price."""
    return ratio(net, at_list)


def price_compliance(n_compliant: Numbers, n_lines: Numbers) -> Numbers:
    """Return lines at or above the floor price / lines."""
    return ratio(n_compliant, n_lines)


def sell_through(sell_out: Numbers, sell_in: Numbers) -> Numbers:
    """Return what distributors sold on / what they bought: far below 1 the channel is stuffed."""
    return ratio(sell_out, sell_in)


def weeks_of_cover(stock: Numbers, weekly_sell_out: Numbers) -> Numbers:
    """Return for how many weeks the distributors' stock lasts."""
    return ratio(stock, weekly_sell_out)


def stock_gap(opening: Numbers, sell_in: Numbers, sell_out: Numbers, closing: Numbers) -> Numbers:
    """Return opening + sell-in - sell-out - closing: 0 when a distributor's figures hold."""
    return opening + sell_in - sell_out - closing


_FARRIS = "Farris, informit.com/articles/article.aspx?p=463943"
_INDEX = "Farris, slidegur.com/doc/84282"
_PVM = "own definition; accountancyindex.com/price-volume-mix-analysis takes Q0 for price"

MEASURES = (
    Measure("market_share", N_("Market share"), N_("our sales ÷ sales of the market"),
            "share", "up", market_share, _FARRIS),
    Measure("relative_share", N_("Relative market share"),
            N_("our sales ÷ sales of the largest rival"),
            "factor", "up", relative_share, _FARRIS),
    Measure("penetration", N_("Penetration"), N_("buyers ÷ possible buyers"),
            "share", "up", penetration, _FARRIS),
    Measure("bdi", N_("Brand development index"),
            N_("(our sales ÷ base in the group) ÷ (our sales ÷ base in total)"),
            "factor", "up", development_index, _INDEX),
    Measure("cdi", N_("Category development index"),
            N_("(category sales ÷ base in the group) ÷ (category sales ÷ base in total)"),
            "factor", "up", development_index, _INDEX),
    Measure("share_decomposition", N_("Market share from its parts"),
            N_("penetration share × share of requirements × usage index"),
            "share", "up", share_from_parts, _INDEX),
    Measure("price_volume_mix", N_("Price, volume and mix"),
            N_("price = (new price − old price) × new quantity; volume = change of total quantity"
               " × average old price; mix = the remainder; new and lost stand apart"),
            "money", "up", price_volume_mix, _PVM),
    Measure("price_realisation", N_("Price realisation"), N_("net sales ÷ list value"),
            "share", "up", price_realisation),
    Measure("price_compliance", N_("Price compliance"),
            N_("lines at or above the floor price ÷ lines"),
            "share", "up", price_compliance, "practice", (0.9, 1.0)),
    Measure("sell_through", N_("Sell-through"), N_("sell-out ÷ sell-in"),
            "share", "band", sell_through, "zinfi.com/?p=43954"),
    Measure("weeks_of_cover", N_("Weeks of cover"), N_("distributors' stock ÷ weekly sell-out"),
            "weeks", "band", weeks_of_cover, "zinfi.com/?p=43954"),
    Measure("stock_gap", N_("Gap in distributors' stock"),
            N_("opening stock + sell-in − sell-out − closing stock"),
            "quantity", "band", stock_gap),
)  # fmt: skip
