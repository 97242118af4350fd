"""Attainment of a month: all frames of it, from the facts and what earlier months issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods.whole_months import whole_months
from salesnb.months import YEAR, Month
from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.attainment.came_in import came_in
from salesnb.reviews.attainment.carried import carried_challenge
from salesnb.reviews.attainment.chance import chance_ranges
from salesnb.reviews.attainment.held import KEYS, hold_spans, judged
from salesnb.reviews.attainment.node_targets import node_targets
from salesnb.reviews.attainment.own_past import past_ranges
from salesnb.reviews.attainment.pace import required_pace
from salesnb.reviews.attainment.reached import reached_by_dimension
from salesnb.reviews.attainment.ties import tied_lines
from salesnb.reviews.places import find_places
from salesnb.reviews.spans import Span, review_spans, year_of

CONFIDENCE = 0.95
LARGE = 0.10  # of a year's sales: what a part must have brought for its silence to raise a doubt


def review_attainment(
    facts: Mapping[str, pd.DataFrame],
    issued: AsIssued,
    *,
    month: Month,
    calendar: WorkCalendar,
    year_start: int = 1,
    confidence: float = CONFIDENCE,
) -> dict[str, pd.DataFrame]:
    """Return attainments, reached, paces, tied_lines and renamed of a month.

    `facts`: sales_cube, issued_targets, and where there are any sales_days, collections_cube,
    visits, customers, products, regions, reps, and 02_sales_verdict and 02_sales_silent_parts of
    the month. attainments is `held.judged` with the
    confidence of its ranges, reached
    `reached.reached_by_dimension`, paces `pace.required_pace`, tied_lines `ties.tied_lines`;
    renamed: old_id, new_id of regions that go on under another name,
    whose targets and sales stand under the new one. Raises ValueError for a confidence outside 0
    to 1.
    """
    spans = review_spans(month, year_start)
    months = year_of(month, year_start)
    places = find_places(facts, [one for one in months if one <= str(month)])
    every = came_in(facts, places, _months_known(facts, month))
    came = every[every["month"].isin(spans[-1].months)]
    targets = node_targets(
        facts["issued_targets"], issued.targets, places, months, month=str(month)
    )
    rows = hold_spans(came, targets, spans)
    asked = rows.loc[rows["target"].notna(), [*KEYS, "target"]]
    challenge = carried_challenge(issued, asked, spans, year_start=year_start)
    ranges = _ranges(issued, every, asked, spans, confidence)
    doubt = "" if _is_whole(facts, month, calendar) else "partial"
    doubt = doubt or ("hole" if lacks_a_part(facts) else "")
    attained = judged(rows, ranges, challenge, _left(facts), doubt=doubt)
    attained["confidence"] = confidence
    return {
        "attainments": attained,
        "reached": reached_by_dimension(attained, confidence),
        "paces": required_pace(
            rows, targets, months, month=month, calendar=calendar, is_whole=doubt != "partial"
        ),
        "tied_lines": tied_lines(rows),
        "renamed": pd.DataFrame(places.renamed.items(), columns=["old_id", "new_id"]),
    }


def _months_known(facts: Mapping[str, pd.DataFrame], month: Month) -> list[str]:
    """Return all months of the facts, and those of the year so far that have none."""
    first = str(
        facts["sales_cube"]["month"].astype("str").min() if len(facts["sales_cube"]) else month
    )
    begins = min(Month.parse(first), month - (YEAR - 1))
    return [str(one) for one in begins.until(month)]


def _ranges(
    issued: AsIssued,
    came: pd.DataFrame,
    asked: pd.DataFrame,
    spans: Sequence[Span],
    confidence: float,
) -> pd.DataFrame:
    """Return the ranges by what was issued, and by a node's own past where nothing was."""
    found = chance_ranges(issued, asked, spans, confidence)
    lacking = asked.merge(found[KEYS], on=KEYS, how="left", indicator="known")
    lacking = lacking[lacking["known"].eq("left_only") & lacking["target"].gt(0)]
    own = past_ranges(came, lacking, spans, confidence)
    return pd.concat([one for one in (found, own) if len(one)] or [found], ignore_index=True)


def _is_whole(facts: Mapping[str, pd.DataFrame], month: Month, calendar: WorkCalendar) -> bool:
    """Return whether the lines of the month go to its end; true where no days are told."""
    if "sales_days" not in facts:
        return True
    return str(month) in whole_months(facts["sales_days"], month=month, calendar=calendar)


def lacks_a_part(facts: Mapping[str, pd.DataFrame]) -> bool:
    """Return whether the month is below what was to be expected, and a large part has no line.

    02_sales says so: then its export is in doubt before its sales are.
    """
    verdict, silent = (facts.get(f"02_sales_{one}") for one in ("verdict", "silent_parts"))
    if verdict is None or silent is None:
        return False
    return bool(verdict["state"].eq("below").any() and (silent["year_share"] >= LARGE).any())


def _left(facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.Timestamp]:
    reps = facts.get("reps", pd.DataFrame())
    if "left_on" not in reps:
        return {}
    gone = reps.dropna(subset=["left_on"])
    return dict(zip(gone["rep_id"], pd.to_datetime(gone["left_on"]), strict=True))
