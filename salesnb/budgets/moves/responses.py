"""What each marketing channel brought: fitted from the panel, judged where there are no data."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.budgets.moves.decided import Decided
from salesnb.budgets.moves.panel import (
    AMOUNT,
    CHANNEL,
    MONTH,
    REGION,
    WORKING_DAYS,
    Panel,
)
from salesnb.errors import UsageError
from salesnb.methods.response.fit import ResponseFit
from salesnb.methods.response.fitting import fit_response
from salesnb.methods.response.judging import judged_curves
from salesnb.methods.saturation import Curves
from salesnb.months import YEAR

DRAWS = 80  # of a month's run: enough for ranges of four in five, few enough for its time
POINTS = {"zero": "at_none", "half": "at_half", "more": "at_more", "saturated": "at_most"}
TOPIC = "marketing"  # of judgements.toml
NOTHING = Curves(np.array([], dtype=str), *(np.zeros((0, 0)) for _ in range(3)))


@dataclass(frozen=True)
class Responses:
    """Curves by region and channel with their draws, in sales a month; what is known of channels.

    `source`: `data`, `judged` (four points that somebody judged), '' where there is nothing:
    `lacking` then says why (as `Panel.lacking`, or `refused`: the panel cannot be fitted).
    `channels`: by channel `is_known` (it may move), `reason` (a code of
    `methods.response.identifying`, `judged`, or ''), the figures behind it, and how much is carried
    over to the next month with its range.
    """

    curves: pd.DataFrame = field(default_factory=pd.DataFrame)
    drawn: Curves = NOTHING
    channels: pd.DataFrame = field(default_factory=pd.DataFrame)
    source: str = ""
    lacking: str = ""

    @property
    def known(self) -> pd.Series:
        """By channel whether its money may move."""
        return self.channels["is_known"].astype(bool)


def find_responses(panel: Panel, decided: Decided, *, draws: int = DRAWS) -> Responses:
    """Return the responses of a panel: fitted, else judged, else nothing with the reason.

    `decided`: the sections of lift_tests.toml and judgements.toml.
    """
    if panel.lacking in {"no_spend", "no_regions"}:
        return Responses(lacking=panel.lacking)
    if panel.lacking:
        return _judged(panel, decided, panel.lacking)
    tests = decided["lift_tests"]
    try:
        fit = fit_response(
            panel.rows,
            region=REGION,
            month=MONTH,
            sales=AMOUNT,
            spend=panel.channels,
            controls=(WORKING_DAYS,),
            lift_tests=tests[tests[CHANNEL].isin(panel.channels)],
            with_festival=panel.has_festival,
            draws=draws,
        )
    except UsageError:
        return _judged(panel, decided, "refused")
    return _fitted(fit)


def _fitted(fit: ResponseFit) -> Responses:
    """Return what a fit says, channel by channel."""
    found = fit.identified.set_index(CHANNEL)
    shapes = fit.shapes.set_index(CHANNEL)[["decay", "decay_low", "decay_high"]]
    channels = found.join(shapes).rename(columns={"is_identified": "is_known"})
    channels["reason"] = channels["reasons"].str.split().str[0].fillna("")
    return Responses(fit.curves(), fit.drawn(), channels, "data")


def _judged(panel: Panel, decided: Decided, lacking: str) -> Responses:
    """Return curves through what people judged of channels, the same in every region."""
    stated = decided["judgements"]
    own = stated[(stated["topic"] == TOPIC) & stated[CHANNEL].isin(panel.channels)]
    own = own.drop_duplicates(CHANNEL, keep="last").dropna(subset=[*POINTS.values()])
    spent = (panel.last_year() / YEAR).melt(
        var_name=CHANNEL, value_name="present", ignore_index=False
    )
    sold = panel.rows[panel.rows[MONTH].isin(panel.months[-YEAR:])].groupby(REGION)[AMOUNT].mean()
    rows = spent.reset_index().merge(own, on=CHANNEL)
    rows = rows.assign(response=rows[REGION].map(sold)).query("present > 0 and response > 0")
    if rows.empty or set(own[CHANNEL]) != {*panel.channels}:
        return Responses(lacking=lacking)
    rows = rows.rename(columns={column: name for name, column in POINTS.items()})
    try:
        curves = judged_curves(rows.assign(double=_at_double(rows)))
    except UsageError:
        return Responses(lacking=lacking)
    one = (curves[name].to_numpy(float)[None] for name in ("scale", "half", "shape"))
    channels = pd.DataFrame(index=pd.Index([*panel.channels], name=CHANNEL))
    channels = channels.assign(is_known=True, reason="judged")
    return Responses(curves, Curves(curves["kind"].to_numpy("str"), *one), channels, "judged")


def _at_double(rows: pd.DataFrame) -> pd.Series:
    """Return the response at twice the present spend, where people judged half as much again.

    On the Hill curve through the present point and theirs: log odds rise with the log of spend.
    """
    reach = rows["saturated"] - rows["zero"]
    now, more = (1 - rows["zero"]) / reach, (rows["more"] - rows["zero"]) / reach
    odds = [np.log(one / (1 - one)) for one in (now, np.minimum(more, 1 - 1e-6))]
    doubled = odds[0] + (odds[1] - odds[0]) * np.log(2) / np.log(1.5)
    return (rows["zero"] + reach / (1 + np.exp(-doubled))).clip(upper=rows["saturated"])
