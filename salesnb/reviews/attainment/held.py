"""What came in held against its issued target, span by span and node by node, with a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesnb.measures.attainment import attainment as reached_share
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.months import Month
from salesnb.reviews.attainment.came_in import SCALES
from salesnb.reviews.spans import Span

NODE = ["measure", "dimension", "node"]
KEYS = [*NODE, "span"]
SUMS = ["target", "plan_v1", "later"]
STATED = ["version", "later_version", "is_late"]
HARD, EASY = ("out_of_reach", "very_hard"), ("easy",)
VERDICTS = ("met", "missed_within_noise", "missed", "cannot_tell", "not_asked", "no_target")
BY_MONTHS = ("forecast_errors", "own_past")  # ranges that add up from single months
REASONS = ("partial", "hole", "left", "no_range")  # why it cannot be told
AMOUNTS = ["actual", "returns", "held", "apart", *SUMS, "gap", "attainment"]
COUNTS = ["since", "n_months", "n_planned"]


def hold_spans(came: pd.DataFrame, targets: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return what came in beside its target: one row per measure, dimension, node and span.

    `came` as `came_in` returns it, `targets` as `node_targets`. Columns: `KEYS`, since, n_months,
    n_planned (months of the span in which the node has a target), actual (of the whole span: adds
    up to the total in every dimension), returns, held (of the months with a target: what the target
    is held against), apart (of a total whose target is the sum of reps', regions' ... : what names
    none of them, and so is not held against it), target, plan_v1, later, gap (held - target: below
    0 is missed), attainment (missing for a target of nought), version, later_version, is_late.
    Without a target all from held on are missing. The measures: sales, and those that have a target
    in any span.
    """
    came = came[came["measure"].isin({"sales", *targets["measure"]})]
    months = [(span.name, month) for span in spans for month in span.months]
    inside = came.merge(pd.DataFrame(months, columns=["span", "month"]), on="month")
    sums = inside.groupby(KEYS)[["amount", "returns"]].sum(min_count=1)
    whole = [("sales", TOTAL, TOTAL, span.name) for span in spans]
    sums = sums.reindex(sums.index.union(whole))  # it is said of every span
    asked = _asked(targets, came, spans)
    rows = sums.join(asked, how="outer").reset_index().astype(dict.fromkeys(KEYS, "str"))
    rows = rows.astype(
        dict.fromkeys(["amount", "returns", "held", "apart", *SUMS, "n_planned"], "float64")
    )
    is_there = (rows[["amount", "target"]].fillna(0) != 0).any(axis=1) | rows["node"].eq(TOTAL)
    rows = _in_units(rows[is_there], spans)
    has_target = rows.groupby("measure")["target"].transform("count") > 0
    return rows[has_target | (rows["measure"] == "sales")].reset_index(drop=True)


def _asked(targets: pd.DataFrame, came: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return what is asked of each node in each span, and what came in its months with a target."""
    inside = [
        targets[(targets["first"] >= span.first) & (targets["last"] <= span.last)].assign(
            span=span.name
        )
        for span in spans
    ]
    own = pd.concat(inside, ignore_index=True)
    by = own.groupby(KEYS)
    parts = [by[SUMS].sum(), by[STATED].max()]
    months = _planned_months(own).merge(came, on=[*NODE, "month"], how="left")
    months = months.merge(_of_nobody(came), on=["measure", "carried_by", "month"], how="left")
    met = months.groupby(KEYS)
    apart = met["apart"].sum()
    held = {"held": met["amount"].sum() - apart, "apart": apart, "n_planned": met["month"].size()}
    return pd.concat([*parts, pd.DataFrame(held)], axis=1)


def _of_nobody(came: pd.DataFrame) -> pd.DataFrame:
    """Return what names nobody in each dimension whose targets may add up to a total, by month."""
    nobody = came[came["node"].eq(UNASSIGNED)]
    rows = nobody.rename(columns={"dimension": "carried_by", "amount": "apart"})
    return rows[["measure", "carried_by", "month", "apart"]]


def _in_units(rows: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return rows in the unit of each measure, with gap, attainment and the months of the span."""
    scale = rows["measure"].map(SCALES).astype(float)
    rows = rows.assign(
        actual=rows["amount"].fillna(0) / scale,
        returns=rows["returns"] / scale,
        held=rows["held"] / scale,
        apart=rows["apart"] / scale,
        since=rows["span"].map({span.name: span.first for span in spans}),
        n_months=rows["span"].map({span.name: len(span.months) for span in spans}),
    )
    rows["gap"] = (rows["held"] - rows["target"]).round(6)
    rows["attainment"] = reached_share(rows["held"], rows["target"])
    counts = ["n_planned", *STATED]
    rows[counts] = rows[counts].astype("float64").fillna(0)
    rows["place"] = rows["span"].map({span.name: place for place, span in enumerate(spans)})
    rows = rows.sort_values(["place", *NODE], kind="stable")
    return rows[[*KEYS, *COUNTS, *AMOUNTS, *STATED]].astype({"is_late": "bool"})


def _planned_months(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the months in which each node has a target, span by span."""
    months = {
        (first, last): [str(one) for one in Month.parse(first).until(Month.parse(last))]
        for first, last in set(zip(targets["first"], targets["last"], strict=True))
    }
    listed = [months[ends] for ends in zip(targets["first"], targets["last"], strict=True)]
    rows = targets[[*KEYS, "carried_by"]]
    rows = rows.assign(month=pd.Series(listed, index=targets.index, dtype=object))
    return rows.explode("month").drop_duplicates().astype({"month": "str"})


def judged(
    rows: pd.DataFrame,
    ranges: pd.DataFrame,
    challenge: pd.DataFrame,
    left_on: Mapping[str, pd.Timestamp],
    *,
    doubt: str = "",
) -> pd.DataFrame:
    """Return `hold_spans` with a verdict, the range that justifies it, and the challenge carried.

    `ranges` as `chance_ranges` returns them, `challenge` as `carried_challenge`; `left_on`: the
    last day of reps who left; `doubt`: why the last month cannot be judged (partial, hole), or ''.
    Added: expected, least and most (between them comes, by chance alone, an amount whose
    expectation is its target; also as least_share and most_share of the target), seen_miss (the
    smallest miss that is more than chance), rests_on; verdict: met, missed_within_noise (not below
    least), missed, cannot_tell, not_asked (a target of nought), no_target; reason of cannot_tell:
    partial (the last month's data end early), hole (a part that sold every month before has no line
    in it), left (the rep was gone before the span ended), no_range; probability, band (not_judged
    where unknown), judged_in, challenge_from, and reading: hard_met, hard_missed, easy_met,
    easy_missed, else blank.
    """
    rows = rows.merge(ranges.rename(columns={"below": "seen_miss"}), on=KEYS, how="left")
    rows = _for_months_planned(rows)
    carried = challenge.rename(columns={"rests_on": "challenge_from"}).drop(columns="judged_target")
    rows = rows.merge(carried, on=KEYS, how="left")
    numbers = ["expected", "seen_miss", "above", "probability"]
    rows = rows.astype(dict.fromkeys(numbers, "float64"))
    text = ["rests_on", "challenge_from", "judged_in"]
    rows[text] = rows[text].astype("str").fillna("")
    rows["band"] = rows["band"].astype("str").fillna("not_judged")
    has = rows["target"].gt(0)
    rows["least"] = (rows["target"] - rows["seen_miss"]).where(has)
    rows["most"] = (rows["target"] + rows.pop("above")).where(has)
    for end in ("least", "most"):
        rows[f"{end}_share"] = reached_share(rows[end], rows["target"])
    rows = rows.assign(**_verdict(rows, _is_gone(rows, left_on), doubt))
    return rows.assign(reading=_reading(rows))


def _for_months_planned(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ranges for the months with a target: errors of n are sqrt(n) times those of one."""
    part = (rows["n_planned"] / rows["n_months"]) ** 0.5
    part = part.where(rows["rests_on"].isin(BY_MONTHS), 1.0)
    return rows.assign(**{name: rows[name] * part for name in ("seen_miss", "above")})


def _is_gone(rows: pd.DataFrame, left_on: Mapping[str, pd.Timestamp]) -> pd.Series:
    """Return whether a row is of a rep who left before the span's last month was over."""
    until = pd.to_datetime(rows["node"].map(dict(left_on)).where(rows["dimension"] == "rep"))
    since = pd.PeriodIndex(rows["since"], freq="M") + (rows["n_months"] - 1).to_numpy()
    return until < pd.Series(since.end_time.normalize(), index=rows.index)


def _verdict(rows: pd.DataFrame, is_gone: pd.Series, doubt: str) -> dict[str, np.ndarray]:
    """Return the verdict of each row, and why where none can be given."""
    tests = {
        "no_target": rows["target"].isna() | rows["node"].eq(UNASSIGNED) & ~rows["target"].gt(0),
        "not_asked": rows["target"].eq(0),
        "met": rows["gap"] >= 0,
        doubt: pd.Series(bool(doubt), rows.index),
        "left": is_gone,
        "no_range": rows["seen_miss"].isna(),
        "missed_within_noise": rows["gap"] >= -rows["seen_miss"],
    }
    found = np.select([one.to_numpy(bool) for one in tests.values()], list(tests), "missed")
    is_open = np.isin(found, REASONS)
    return {
        "verdict": np.where(is_open, "cannot_tell", found),
        "reason": np.where(is_open, found, ""),
    }


def _reading(rows: pd.DataFrame) -> np.ndarray:
    """Return whether a hard or an easy target was met or missed; blank for all others."""
    is_hard, is_easy = rows["band"].isin(HARD), rows["band"].isin(EASY)
    is_met = rows["verdict"].eq("met")
    is_missed = rows["verdict"].isin(["missed", "missed_within_noise"])
    tests = {
        "hard_met": is_hard & is_met,
        "hard_missed": is_hard & is_missed,
        "easy_met": is_easy & is_met,
        "easy_missed": is_easy & is_missed,
    }
    return np.select([one.to_numpy(bool) for one in tests.values()], list(tests), "")
