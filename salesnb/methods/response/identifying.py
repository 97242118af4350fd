"""Whether the data tell a channel's curve, or only the prior does."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.methods.response.panel import Panel
from salesnb.methods.response.shapes import HELD, PARTS

if TYPE_CHECKING:
    from salesnb.methods.response.posterior import Posterior

Array = NDArray[np.float64]
REASONS = ("wide_margin", "prior_only", "few_data", "steady_spend", "moves_with_season")
WIDE = 4.0  # high over low of the marginal return's 80 % interval: more is not identified
NARROWED = 0.6  # posterior over prior sd of the effect: more is the prior's word
FEWEST = 4.0  # free observations per parameter
STEADY = 0.15  # variation of a month's spend within a region, less its season
SEASONAL = 0.7  # of the variation of spend that months of the year and years explain


@dataclass(frozen=True)
class Limit:
    """Something the data lack: a code, the channel it is about (or blank), and a figure.

    `spend_above_sales` (spend over response), `never_zero` (least level: the total return rests on
    what was never seen), `one_region` (months), `short` (known months of a region).
    """

    code: str
    marketing_channel_id: str
    value: float


def limits_of(panel: Panel) -> tuple[Limit, ...]:
    """Return what the panel lacks, whatever the fit says."""
    found = []
    known = int(panel.known.any(axis=0).sum())
    if len(panel.regions) == 1:
        found.append(Limit("one_region", "", float(known)))
    if known < 24:
        found.append(Limit("short", "", float(known)))
    sales = float(panel.size.sum() * len(panel.months))
    for i, channel in enumerate(panel.channels):
        ratio = float(panel.spend[..., i].sum() / sales)
        if ratio > 1:
            found.append(Limit("spend_above_sales", channel, ratio))
        least = float(panel.levels[..., i].min())
        if least > 0.2:
            found.append(Limit("never_zero", channel, least))
    return tuple(found)


def identify(posterior: Posterior, drawn: Array, margins: pd.DataFrame) -> pd.DataFrame:
    """Return per channel whether it is identified, by which reasons not, and the figures.

    `drawn` (S, C, 4) are the channels' parameters. Columns: `marketing_channel_id, is_identified,
    reasons, margin_ratio` (high over low of the marginal return), `decay_ratio, half_ratio,
    shape_ratio, effect_ratio` (posterior over prior sd; NaN for what the kind does not have),
    `data_per_parameter, spend_variation, season_share, zero_share`.
    """
    panel = posterior.panel
    sd = posterior.shapes.sd
    ratio = drawn.std(axis=0) / sd if len(drawn) > 1 else np.full_like(sd, np.nan)
    ratio = np.where(sd <= HELD, np.nan, ratio)
    variation, seasonal = spend_moves(panel)
    width = margins["marginal_high"].to_numpy(float) / margins["marginal_low"].to_numpy(float)
    found = pd.DataFrame(
        {
            "marketing_channel_id": list(panel.channels),
            "margin_ratio": width,
            **{f"{part}_ratio": ratio[:, i] for i, part in enumerate(PARTS)},
            "data_per_parameter": posterior.linear.n_free / posterior.n_parameters,
            "spend_variation": variation,
            "season_share": seasonal,
            "zero_share": (panel.spend == 0).mean(axis=(0, 1)),
        }
    )
    reasons = [_reasons(row) for row in found.to_dict("records")]
    found.insert(1, "is_identified", [not why for why in reasons])
    found.insert(2, "reasons", [" ".join(why) for why in reasons])
    return found


def _reasons(row: Mapping[Hashable, Any]) -> list[str]:
    """Return why a channel is not identified: a wide margin, or the prior's word, and from what."""
    main = {
        "wide_margin": not row["margin_ratio"] <= WIDE,
        "prior_only": not row["effect_ratio"] <= NARROWED,
        "few_data": row["data_per_parameter"] < FEWEST,
    }
    found = [code for code, holds in main.items() if holds]
    causes = {
        "steady_spend": row["spend_variation"] < STEADY,
        "moves_with_season": row["season_share"] > SEASONAL,
    }
    return found + [code for code, holds in causes.items() if holds and found]


def spend_moves(panel: Panel) -> tuple[Array, Array]:
    """Return per channel how much its spend moves within regions, and what season explains of it.

    The first is the standard deviation of levels less region and season, over the mean level; the
    second the share of the variance within regions that the months in common explain.
    """
    levels = panel.levels
    within = levels - levels.mean(axis=1, keepdims=True)
    number = np.array([month.number for month in panel.months])
    season = np.stack(
        [within[:, number == number[t]].mean(axis=1) for t in range(len(number))], axis=1
    )
    whole = (within**2).mean(axis=(0, 1))
    rest = ((within - season) ** 2).mean(axis=(0, 1))
    common = within.mean(axis=0)
    explained = np.maximum((common**2).mean(axis=0), (season.mean(axis=0) ** 2).mean(axis=0))
    share = np.where(whole > 0, explained / np.where(whole > 0, whole, 1), 0.0)
    if len(panel.regions) == 1:
        share = np.where(whole > 0, 1 - rest / np.where(whole > 0, whole, 1), 0.0)
    return np.sqrt(rest) / levels.mean(axis=(0, 1)), share
