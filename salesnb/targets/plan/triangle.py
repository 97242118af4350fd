"""What the ways to a total come to, side by side: amounts, gaps, and a ladder of chances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from salesnb.measures import growth, ratio
from salesnb.methods.challenge_bands import band
from salesnb.targets.chance.plan_tested import CONFIDENCE
from salesnb.targets.plan.odds import Odds
from salesnb.targets.plan.ways import NAN, NO_AIM, Aim, Found, find_ways

MARKET, FORECAST, BOTTOM_UP, ISSUED = "market", "forecast", "bottom_up", "issued"
DECIDED, AIM = "decided", "aim"
BRINGS = {  # a way that is not there -> the table that would bring it
    MARKET: "market_sizes",
    FORECAST: "invoice_lines",
    BOTTOM_UP: "commitments",
}
MORE = 0.10  # on last year, on the ladder
CHANCES = (0.9, 0.8, 0.65, 0.5, 0.35, 0.2)
WAYS = ["way", "amount", "low", "high", "growth", "gap", "gap_share", "own", "at_forecast"]
WAYS += ["covered_share"]
GAPS = ["way", "against", "amount", "against_amount", "gap", "gap_share"]
LADDER = ["step", "amount", "probability", "band", "growth", "over_forecast"]
OF_MARKET = ["scope", "market", "low", "high", "growth", "n_growths", "share", "needed_share"]
OF_MARKET += ["outside_share", "n_cells", "until"]
OF_REPS = ["scope", "committed", "usual", "over_forecast", "uncovered", "covered_share"]
OF_REPS += ["n_commitments", "n_months", "n_open", "n_customers", "n_active", "n_reps"]
OF_REPS += ["n_selling", "newest"]


def show_ways(
    facts: Mapping[str, pd.DataFrame],
    decided: Mapping[str, pd.DataFrame],
    odds: Odds,
    *,
    aim: Aim = NO_AIM,
    currency: str = "",
) -> dict[str, pd.DataFrame]:
    """Return the frames of the ways to the total of a year: see `find_ways` and `side_by_side`."""
    return side_by_side(find_ways(facts, decided, odds, aim=aim, currency=currency))


def side_by_side(found: Found) -> dict[str, pd.DataFrame]:
    """Return the frames ways, gaps, ladder, odds, market_way, reps_way and absent.

    ways: way, amount, low and high (80 of 100 cases), growth on the year before, gap (the total
    less the way), own (what the way itself says), at_forecast (what it takes from the forecast for
    the rest), covered_share (own of both). gaps: each way against each before it. ladder: amounts
    from the lowest up, with their probability where one may be shown. odds, market_way, reps_way:
    a row each of what they rest on. absent: ways without data, and the table that brings each.
    """
    ways = _ways(found)
    return {
        "ways": ways,
        "gaps": _gaps(ways),
        "ladder": _ladder(found, ways),
        "odds": _odds(found),
        "market_way": _market(found),
        "reps_way": _reps(found),
        "absent": _absent(ways),
    }


def _ways(found: Found) -> pd.DataFrame:
    rows = pd.DataFrame(list(_rows(found)), columns=WAYS)
    rows = rows.astype({name: float for name in WAYS if name != "way"})
    rows = rows[rows["amount"].notna()].reset_index(drop=True)
    gap = found.total - rows["amount"]
    grown = growth(rows["amount"], pd.Series(found.odds.last_year, index=rows.index))
    return rows.assign(growth=grown, gap=gap, gap_share=ratio(gap, rows["amount"]))


def _rows(found: Found) -> Iterator[dict[str, object]]:
    """Yield each way that there is."""
    odds, market, reps = found.odds, found.market, found.reps
    if market is not None and market.inside > 0:
        low, high = (
            odds.so_far + found.in_market * end / market.inside + found.beside_market
            for end in (market.low, market.high)
        )
        own = odds.so_far + found.in_market
        yield _row(MARKET, own, found.beside_market, low, high)
    yield _row(FORECAST, odds.expected, 0.0, *odds.range)
    if reps is not None:
        row = _row(BOTTOM_UP, odds.so_far + reps.committed, reps.uncovered)
        yield row | {"covered_share": reps.covered_share}
    yield _row(ISSUED, found.issued)
    yield _row(DECIDED if found.is_decided else AIM, found.total)


def _row(
    way: str, own: float, at_forecast: float = 0.0, low: float = NAN, high: float = NAN
) -> dict[str, object]:
    amount = own + at_forecast
    covered = ratio(own, amount)
    found = {"way": way, "amount": amount, "low": low, "high": high, "own": own}
    return {**found, "at_forecast": at_forecast, "covered_share": covered}


def _gaps(ways: pd.DataFrame) -> pd.DataFrame:
    names, amounts = ways["way"].tolist(), ways["amount"].tolist()
    pairs = [(i, j) for j in range(len(names)) for i in range(j)]
    rows = [(names[j], names[i], amounts[j], amounts[i], amounts[j] - amounts[i]) for i, j in pairs]
    table = pd.DataFrame(rows, columns=GAPS[:-1])
    table = table.astype(dict.fromkeys(["amount", "against_amount", "gap"], float))
    return table.assign(gap_share=ratio(table["gap"], table["against_amount"]))


def _ladder(found: Found, ways: pd.DataFrame) -> pd.DataFrame:
    odds, last_year = found.odds, found.odds.last_year
    steps = dict(zip(ways["way"], ways["amount"].astype(float), strict=True))
    steps |= {"last_year": last_year, "last_year_more": last_year * (1 + MORE)}
    rows = [(name, amount, odds.chance(amount)) for name, amount in steps.items()]
    rows += [(f"p{round(100 * p)}", odds.amount(p), p) for p in CHANCES]
    table = pd.DataFrame(rows, columns=["step", "amount", "probability"])
    table = table.astype({"amount": float, "probability": float})
    table = table[table["amount"].notna()].sort_values(["amount", "step"], ignore_index=True)
    amount = table["amount"]
    return table.assign(
        band=band(table["probability"]),
        growth=growth(amount, pd.Series(last_year, index=table.index)),
        over_forecast=growth(amount, pd.Series(odds.expected, index=table.index)),
    )[LADDER]


def _odds(found: Found) -> pd.DataFrame:
    """Return one row: the total, its chance, and what that rests on."""
    odds, year = found.odds, found.year
    low, high = odds.range
    row = {
        "scope": "total",
        "first": year.months[0],
        "last": year.months[-1],
        "total": found.total,
        "is_decided": found.is_decided,
        "ambition": found.ambition,
        "probability": odds.chance(found.total),
        "so_far": odds.so_far,
        "expected": odds.expected,
        "low": low,
        "high": high,
        "confidence": CONFIDENCE,
        "middle": odds.middle,
        "forecast_probability": odds.chance(odds.expected),
        "last_year": odds.last_year,
        "growth": growth(found.total, odds.last_year),
        "over_forecast": growth(found.total, odds.expected),
        "gap": found.total - odds.expected,
        "to_even": odds.middle - found.total,
        "bias": odds.bias.share,
        "n_origins": odds.bias.n_origins,
        "state": odds.state,
        "tested_months": odds.tested.length,
        "n_tested": odds.tested.n_origins,
        "error": odds.tested.error,
        "by_chance": odds.tested.by_chance,
        "n_open": len(year.open),
    }
    return pd.DataFrame([row])


def _market(found: Found) -> pd.DataFrame:
    """Return one row of what the market's way rests on, or none."""
    market = found.market
    if market is None:
        return pd.DataFrame(columns=OF_MARKET)
    asked = found.total - found.odds.so_far - found.beside_market
    row = {
        "scope": "total",
        "market": market.market,
        "low": market.market_low,
        "high": market.market_high,
        "growth": market.growth,
        "n_growths": market.n_growths,
        "share": market.share,
        "needed_share": ratio(asked, market.market * found.open_part),
        "outside_share": ratio(market.outside, market.sales),
        "n_cells": market.n_cells,
        "until": market.until,
    }
    return pd.DataFrame([row])


def _reps(found: Found) -> pd.DataFrame:
    """Return one row of what reps commit to, or none."""
    reps = found.reps
    if reps is None:
        return pd.DataFrame(columns=OF_REPS)
    row = {
        "scope": "total",
        "committed": reps.committed,
        "usual": reps.usual,
        "over_forecast": growth(reps.committed, reps.usual),
        "uncovered": reps.uncovered,
        "covered_share": reps.covered_share,
        "n_commitments": reps.n_commitments,
        "n_months": reps.n_months,
        "n_open": len(found.year.open),
        "n_customers": reps.n_customers,
        "n_active": reps.n_active,
        "n_reps": reps.n_reps,
        "n_selling": reps.n_selling,
        "newest": reps.newest,
    }
    return pd.DataFrame([row])


def _absent(ways: pd.DataFrame) -> pd.DataFrame:
    there = set(ways["way"])
    rows = [(way, table) for way, table in BRINGS.items() if way not in there]
    return pd.DataFrame(rows, columns=["way", "table"])
