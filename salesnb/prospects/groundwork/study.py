"""What is built for the years ahead, section by section: what 04b_groundwork asks for.

Frames are those that the room `pages.groundwork` declares, by name.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.buildup import build_up
from salesnb.prospects.groundwork.cooperation import cultivate_people, rivals_ways
from salesnb.prospects.groundwork.needs import look_ahead, read_needs, register
from salesnb.prospects.groundwork.reserves import RATE, value_reserves
from salesnb.prospects.groundwork.stages import read_stages, rule_of
from salesnb.prospects.groundwork.ties import Ground
from salesnb.prospects.groundwork.winning import effects

Frames = Mapping[str, pd.DataFrame]
Decided = Mapping[str, pd.DataFrame]


def rate_of(budget: Decided) -> float:
    """Return the yearly cost of money: credit_rate of plan/budget.toml, else `RATE`."""
    stated = budget["budget"]
    if stated.empty or "credit_rate" not in stated:
        return RATE
    rate = float(pd.to_numeric(stated["credit_rate"], errors="coerce").iloc[-1])
    return RATE if np.isnan(rate) else rate


def long_run(
    facts: Frames, judgements: pd.DataFrame, budget: Decided, *, month: Month, years: int
) -> dict[str, pd.DataFrame]:
    """Return what long work builds up and what stopping it would cost.

    `judgements` are entries of plan/judgements.toml, `budget` the sections of plan/budget.toml.
    """
    lines, rate = budget["lines"], rate_of(budget)
    return build_up(facts, judgements, lines, month=month, horizon=years * YEAR, rate=rate)


def market_stages(
    facts: Frames, market: Decided, budget: Decided, *, month: Month
) -> dict[str, pd.DataFrame]:
    """Return the stages of regions and segments over years, and what reserves are worth."""
    reserves = value_reserves(budget["reserves"], market["options"], rate_of(budget), month)
    return read_stages(facts, rule_of(market["stages"]), month) | {"reserves": reserves}


def who_influences(facts: Frames, *, month: Month, people: int) -> dict[str, pd.DataFrame]:
    """Return the network, whom to cultivate, whether ties go with winning, competitors' ways."""
    ground = Ground(facts, month)
    found = effects(ground)
    known = cultivate_people(ground, people)
    return known | {"effects": found, "rivals_ways": rivals_ways(ground, found)}


def needs_and_tenders(facts: Frames, *, month: Month, horizon: int) -> dict[str, pd.DataFrame]:
    """Return the needs log, tenders of the next `horizon` months, and the register of bodies."""
    noted = read_needs(facts, month)
    bodies = register(facts, noted, month, horizon)
    return look_ahead(noted, month, horizon) | {"bodies": bodies}
