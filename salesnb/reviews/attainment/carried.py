"""The challenge that each target carried when it was issued."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesnb.methods.challenge_bands import band
from salesnb.months import Month
from salesnb.reviews.as_issued import AsIssued, forecast_of, when_forecast
from salesnb.reviews.attainment.quantiles import Quantiles
from salesnb.reviews.spans import QUARTER, Span

KEYS = ["measure", "dimension", "node", "span"]
COLUMNS = [*KEYS, "probability", "band", "judged_in", "judged_target", "rests_on"]
SAME = 0.01  # share of a target by which another version may differ and count as the same


def carried_challenge(
    issued: AsIssued, targets: pd.DataFrame, spans: Sequence[Span], *, year_start: int = 1
) -> pd.DataFrame:
    """Return the challenge of each target of `targets` (`KEYS`, target) as it was issued.

    That is what 09_challenge said of it before the span began (of the year to date: of the year's
    target; where it was first judged within the year, then): its band, and the probability where
    its own past bore one. Of a month that 09 never judged, or whose target it judged was another,
    it is the chance to reach the target by the forecast issued before the month; outside the
    forecast's quantiles that is the outermost one. Columns: `KEYS`, probability, band, judged_in
    (the month that issued it), judged_target, rests_on (attainability, forecast). What neither
    tells is left out.
    """
    found = [_judged(issued, targets, one, year_start) for one in spans]
    judged = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)
    month = next((one for one in spans if one.name == "month"), None)
    asked = targets.merge(judged[KEYS], on=KEYS, how="left", indicator=True)
    rest = asked[(asked["_merge"] == "left_only") & (asked["span"] == "month")]
    by_forecast = [] if month is None else [_by_forecast(issued, rest, month)]
    every = [one for one in (judged, *by_forecast) if len(one)]
    return pd.concat(every, ignore_index=True) if every else pd.DataFrame(columns=COLUMNS)


def period_of(span: Span, year_start: int) -> str:
    """Return the name under which 09_challenge judges a span: month, quarter, or the year."""
    last = Month.parse(span.last)
    year = (last - (last.of_year(year_start) - 1)).year
    quarter = (last.of_year(year_start) - 1) // QUARTER + 1
    return {"month": span.last, "quarter": f"{year}-Q{quarter}"}.get(span.name, str(year))


def _judged(issued: AsIssued, targets: pd.DataFrame, span: Span, year_start: int) -> pd.DataFrame:
    """Return what 09_challenge said of the targets of a span before it began."""
    period = period_of(span, year_start)
    said: dict[str, pd.DataFrame] = {}
    for when in sorted(issued.attainability):
        rows = issued.attainability[when]
        rows = rows[(rows["period"] == period) & (rows["target"] > 0)]
        rows = rows[rows["band"] != "not_judged"]
        if len(rows) and when < span.last and (when < span.first or not said):
            said[when] = rows
    if not said:
        return pd.DataFrame(columns=COLUMNS)
    when = max(said)
    rows = said[when].assign(measure="sales", span=span.name, judged_in=when)
    rows = rows.rename(columns={"target": "judged_target"}).assign(rests_on="attainability")
    both = rows[COLUMNS].merge(targets[[*KEYS, "target"]], on=KEYS)
    is_same = (both["judged_target"] - both["target"]).abs() <= SAME * both["target"].abs()
    return both[is_same | (span.name == "year_to_date")][COLUMNS]


def _by_forecast(issued: AsIssued, targets: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the chance of a month's targets by the forecast that was issued before it."""
    found = []
    for measure, own in targets[targets["target"] > 0].groupby("measure"):
        known = Quantiles.of(forecast_of(issued, span.last, str(measure)))
        nodes = known.nodes.merge(own, on=["dimension", "node"], how="left")
        target = nodes["target"].to_numpy(float)
        when = when_forecast(issued, span.last, str(measure))
        rows = nodes[["dimension", "node"]].assign(
            measure=measure,
            span=span.name,
            probability=known.chance_of(target),
            judged_in=when,
            judged_target=target,
        )
        found.append(rows[np.isfinite(target)])
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    return rows.assign(band=band(rows["probability"]), rests_on="forecast")[COLUMNS]
