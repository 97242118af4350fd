"""What was known of open deals on days: a row per deal and day, nothing of it later than the day.

Amount and expected close tell chances apart only where their changes are dated: else they may have
been written at the close. Columns whose changes are never dated (the lever, the main competitor)
are read as they stand; where closed deals have them filled far more often than open ones they were
written in at the close, and are not used.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.deals.history import CLOSED, OPEN_STAGES, UNKNOWN, DealHistory, Facts

KINDS = ("call", "visit", "message", "meeting", "seminar", "sample", "offer", "other")
MONTH_DAYS = 30.4
ENOUGH = 3.0  # touches of a kind
LATE_AFTER = 3.0  # months
FURTHEST = 180.0  # days, in which an expected close counts
UNDATED = ("lever", "competitor_id", "sales_method_id")
MOST_APART = 0.15  # difference of the shares filled in open, won and lost deals
NUMBERS = """age age_late log_amount no_amount to_close is_passed no_close slips in_stage of_lead
    influence touched untold"""
LEVELS = ("stage", "lever", "competitor_id", "rep_id", "lead_source_id", "sales_method_id")
SPEAKS = "recommends"  # relation of those who speak for us


def touch_columns() -> list[str]:
    """Return the columns that count touches by kind."""
    return [f"touches_{kind}" for kind in KINDS]


def look(history: DealHistory, facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` (opportunity_id, day) with what was known of each deal on its day.

    Columns: `NUMBERS` (months, logs, counts; `to_close` in months), numbers of touches by kind and
    hours of them so far, and `LEVELS` as text, '' where nothing was known.
    """
    ids, days = rows["opportunity_id"].to_numpy(object), rows["day"].to_numpy("datetime64[s]")
    own = history.deals.reindex(ids)
    seen = rows.reset_index(drop=True)
    created = own["created_on"].to_numpy("datetime64[s]")
    seen["age"] = _months(days - created)
    seen["age_late"] = np.maximum(seen["age"] - LATE_AFTER, 0.0)
    seen = _amounts(history, seen, ids, days)
    seen = _closes(history, seen, ids, days)
    seen["stage"] = _stages(history, ids, days)
    seen["rep_id"] = history.values_on("rep_id", ids, days)
    since = _last_change(history, ids, days, created)
    seen["in_stage"] = _months(days - since) if history.has_stages else 0.0
    for stage in OPEN_STAGES if history.has_stages else ():
        seen[f"age_{stage}"] = np.log1p(seen["age"]) * (seen["stage"] == stage)
    seen["behind"] = _behind(seen)
    seen["of_lead"] = (own["lead_id"] != "").to_numpy(float)
    seen["influence"] = _influence(facts.get("contact_edges"), own, days)
    seen["lead_source_id"] = _sources(facts.get("leads"), own["lead_id"])
    kept = usable(history)
    for column in UNDATED:
        seen[column] = own[column].to_numpy(object) if column in kept else ""
    return _touched(facts.get("touches"), seen, ids, created)


def _stages(history: DealHistory, ids: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the stage of each deal; where the table only says how it ended since, the first one.

    Without any dated stage it is not known of past days, and '' is said of all.
    """
    if not history.has_stages:
        return np.full(len(ids), UNKNOWN, dtype=object)
    stage = history.values_on("stage", ids, days)
    return np.where(pd.Index(stage).isin(CLOSED), OPEN_STAGES[0], stage)


def _behind(seen: pd.DataFrame) -> np.ndarray:
    """Return the share of stages that still lie before each deal; nought where it is unknown."""
    left = 1 - stage_order(seen["stage"]) / (len(OPEN_STAGES) - 1)
    return np.where(seen["stage"] == UNKNOWN, 0.0, left)


def usable(history: DealHistory) -> list[str]:
    """Return the undated columns that are filled alike in open, won and lost deals.

    A column that people fill in as they close a deal would tell chances what only the close knows.
    """
    deals = history.deals
    parts = [(deals["outcome"] == one).to_numpy() for one in ("", *CLOSED)]
    found = []
    for column in UNDATED:
        filled = (deals[column] != "").to_numpy()
        shares = [filled[part].mean() for part in parts if part.any()]
        if filled.any() and max(shares) - min(shares) <= MOST_APART:
            found.append(column)
    return found


def counts_up_to(
    ids: np.ndarray, days: np.ndarray, event_ids: np.ndarray, event_days: np.ndarray
) -> np.ndarray:
    """Return how many events of each deal had happened by each day, that day included."""
    code = pd.Index(pd.unique(np.asarray(ids, dtype=object)))
    place = code.get_indexer(pd.Index(np.asarray(event_ids, dtype=object)))
    known = place >= 0
    key = np.sort(_keys(place[known], np.asarray(event_days)[known]))
    own = code.get_indexer(pd.Index(np.asarray(ids, dtype=object)))
    upto = np.searchsorted(key, _keys(own, days), side="right")
    before = np.searchsorted(key, own.astype("int64") * SPAN, side="left")
    return np.asarray(upto - before, dtype=float)


SPAN = 1_000_000  # days between the keys of two deals


def _keys(place: np.ndarray, days: np.ndarray) -> np.ndarray:
    number = np.asarray(days, "datetime64[D]").astype("int64") + SPAN // 2
    return np.asarray(place.astype("int64") * SPAN + number)


def _months(span: np.ndarray) -> np.ndarray:
    return np.asarray(span.astype("timedelta64[D]").astype(float) / MONTH_DAYS)


def _amounts(
    history: DealHistory, seen: pd.DataFrame, ids: np.ndarray, days: np.ndarray
) -> pd.DataFrame:
    said = pd.Series(history.values_on("amount", ids, days))
    amount = pd.to_numeric(said.where(said != ""), errors="coerce").to_numpy(float)
    with np.errstate(divide="ignore"):
        log = np.log(np.where(amount > 0, amount, np.nan))
    known = np.isfinite(log)
    usual = np.nanmedian(log) if known.any() else 0.0
    is_used = history.is_dated("amount")
    return seen.assign(
        amount=amount,
        log_amount=np.where(known & is_used, log, usual),
        no_amount=(~known & is_used).astype(float),
    )


def _closes(
    history: DealHistory, seen: pd.DataFrame, ids: np.ndarray, days: np.ndarray
) -> pd.DataFrame:
    """Return rows with how far off the expected close was, and how often it had been put off."""
    said = pd.Series(history.values_on("expected_close_on", ids, days))
    when = pd.to_datetime(said.where(said != ""), errors="coerce").to_numpy("datetime64[s]")
    known = ~np.isnat(when)
    is_used = history.is_dated("expected_close_on")
    gap = np.where(known & is_used, (when - days).astype("timedelta64[D]").astype(float), 0.0)
    moved = history.changes[history.changes["field"] == "expected_close_on"]
    dates = [pd.to_datetime(moved[c].where(moved[c] != "")) for c in ("old_value", "new_value")]
    later = moved[(dates[1] > dates[0]).to_numpy(bool)]
    events = (later["opportunity_id"].to_numpy(object), later["changed_on"].to_numpy())
    slips = counts_up_to(ids, days, *events)
    return seen.assign(
        expected_close_on=when,
        to_close=np.clip(gap, -FURTHEST, FURTHEST) / MONTH_DAYS,
        is_passed=(gap < 0).astype(float),
        no_close=(~known & is_used).astype(float),
        slips=np.log1p(slips),
        n_slips=slips,
    )


def _last_change(
    history: DealHistory, ids: np.ndarray, days: np.ndarray, created: np.ndarray
) -> np.ndarray:
    """Return since which day each deal had been in its stage: its creation before any change."""
    moved = history.changes[history.changes["field"] == "stage"]
    if moved.empty:
        return created
    code = pd.Index(pd.unique(ids))
    place = code.get_indexer(pd.Index(moved["opportunity_id"].to_numpy(object)))
    key = _keys(place[place >= 0], moved["changed_on"].to_numpy()[place >= 0])
    key.sort()
    own = code.get_indexer(pd.Index(ids)).astype("int64")
    at = np.searchsorted(key, _keys(own, days), side="right") - 1
    found = key[np.maximum(at, 0)] if len(key) else np.zeros(len(ids), dtype="int64")
    is_own = (at >= 0) & (found // SPAN == own)
    number = (found - own * SPAN - SPAN // 2).astype("timedelta64[D]")
    day = (np.datetime64("1970-01-01", "D") + number).astype("datetime64[s]")
    return np.where(is_own, day, created)


def _influence(edges: pd.DataFrame | None, own: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """Return the influence of those who spoke for us there by the day: the strongest of them.

    A deal of a lead is looked up by its lead: its customer is known only once it was won.
    """
    whom = own["lead_id"].where(own["lead_id"] != "", own["customer_id"]).to_numpy(object)
    found = np.zeros(len(own))
    if edges is None or edges.empty:
        return found
    tied = edges[(edges["relation"] == SPEAKS) & (edges["from_kind"] != "competitor")]
    asked = pd.DataFrame({"to_id": whom, "day": days, "place": np.arange(len(own))})
    both = asked[asked["to_id"] != ""].merge(tied, on="to_id")
    both = both[both["known_since"] <= both["day"]]
    best = both.groupby("place")["influence"].max()
    found[best.index.to_numpy()] = best.to_numpy(float)
    return np.nan_to_num(found)


def _sources(leads: pd.DataFrame | None, ids: pd.Series) -> np.ndarray:
    if leads is None or leads.empty:
        return np.full(len(ids), "", dtype=object)
    named = leads.set_index("lead_id")["lead_source_id"]
    return ids.map(named[~named.index.duplicated()]).fillna("").to_numpy(object)


def _touched(
    touches: pd.DataFrame | None, seen: pd.DataFrame, ids: np.ndarray, created: np.ndarray
) -> pd.DataFrame:
    """Return rows with the numbers of touches by kind up to the day.

    `untold` is 1 for deals begun before the first touch that was exported: what was done in them is
    not known, and nought stands for it. `touched` is the saturating sum of all kinds.
    """
    days = seen["day"].to_numpy("datetime64[s]")
    counts = {column: np.zeros(len(seen)) for column in touch_columns()}
    untold = np.ones(len(seen))
    own = touches[touches["opportunity_id"] != ""] if touches is not None else None
    if own is not None and len(own):
        untold = (created < own["touched_on"].min().to_datetime64()).astype(float)
        for kind in KINDS:
            some = own[own["kind"] == kind]
            args = (some["opportunity_id"].to_numpy(object), some["touched_on"].to_numpy())
            counts[f"touches_{kind}"] = counts_up_to(ids, days, *args) * (1 - untold)
    total = sum(counts.values(), np.zeros(len(seen)))
    return seen.assign(**counts, n_touches=total, touched=saturated(total), untold=untold)


def saturated(counts: np.ndarray) -> np.ndarray:
    """Return what numbers of touches count for: each further one less, three as a whole at most."""
    return np.asarray(ENOUGH * (1 - np.exp(-counts / ENOUGH)))


def stage_order(stages: pd.Series) -> np.ndarray:
    """Return the place of each stage in the order of stages; -1 where it is unknown."""
    return np.asarray(pd.Index(OPEN_STAGES).get_indexer(pd.Index(stages)))


def days_before(deals: pd.DataFrame, n_days: int) -> np.ndarray:
    """Return the day so many days before each deal ended, its creation at the earliest."""
    day = deals["ended_on"].to_numpy("datetime64[s]") - np.timedelta64(n_days, "D")
    return np.asarray(np.maximum(day, deals["created_on"].to_numpy("datetime64[s]")))
