"""Whether statements like today's came true: the same rule, fitted at earlier days, held out.

At the end of earlier half-years the rule is fitted to what was known then; of each deal open at a
month end of the half-year after, it states the chance of being won, and of closing, within the
months of `WITHIN`: the two years of the chance that the page shows, the year and the quarter of
what open deals bring. Each is tested as far as deals reach back. All of these months are over by
now, so none is left out for being still open.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.deals import odds, reliable
from salesnb.deals.odds import Learnt
from salesnb.methods import calibration

WITHIN = (odds.AHEAD, 12, 3)  # months within which a win was to come
SPAN = 6  # months of statements of one fit; the shortest of `WITHIN` where deals reach back less
SPANS = 4  # of these, the newest, whose statements are held against what came
FEWEST_CLOSED = 60  # deals closed before a day from which the rule of that day is judged
FEWEST_STATED = 40  # deals about which something was stated
MOST_APART = 0.05  # of what was stated and what came, on average over bins
STATED = ["opportunity_id", "day", "within", "stated", "came_true", "closing", "closed"]
TESTED = """within ahead n_statements n_deals n_months first_on last_on base_score score gain
    gain_error apart apart_by_chance n_off lean lean_chance closing_apart verdict"""


def state_earlier(learnt: Learnt) -> pd.DataFrame:
    """Return what would have been stated of deals open in earlier months, and what came.

    Columns `STATED`: chance of a win within the months of `within` and whether it came, the same of
    any close.
    """
    found = _stated(learnt, WITHIN, SPAN)
    if found.empty:
        shortest = WITHIN[-1]
        return _stated(learnt, (shortest,), shortest)
    return found


def _stated(learnt: Learnt, withins: tuple[int, ...], span: int) -> pd.DataFrame:
    """Return the statements of fits that lie whole numbers of spans back, the oldest first."""
    end, rows, parts = learnt.history.end, learnt.landmarks, []
    newest = {within: -(-(within + span) // span) for within in withins}  # spans back
    for back in range(max(newest.values()) + SPANS - 1, min(newest.values()) - 1, -1):
        asked_of = [one for one in withins if 0 <= back - newest[one] < SPANS]
        day = (end - pd.DateOffset(months=span * back)) + pd.offsets.MonthEnd(0)
        then = as_known(learnt, day)
        if not asked_of or len(then.closings) < FEWEST_CLOSED:
            continue
        until = day + pd.offsets.MonthEnd(span - 1)
        asked = rows[rows["day"].between(day, until)].reset_index(drop=True)
        won, lost = odds.fit(then).ahead(asked, months=max(asked_of))
        for within in asked_of:
            wins, losses = (one[:, :within].sum(axis=1) for one in (won, lost))
            found = _outcomes(asked, learnt.history.deals, wins, within)
            parts.append(found.assign(closing=np.minimum(wins + losses, 1.0)))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=STATED)


def as_known(learnt: Learnt, day: pd.Timestamp) -> Learnt:
    """Return what the rule could be learnt from at the end of an earlier day.

    Rows rest on what was known on their own day, so those up to it are taken as they are; deals
    that closed later were still open.
    """
    deals = learnt.history.deals
    deals = deals[(deals["created_on"] <= day).to_numpy()]
    is_over = (deals["ended_on"] <= day).to_numpy()
    deals = deals.assign(
        ended_on=deals["ended_on"].where(is_over), outcome=deals["outcome"].where(is_over, "")
    )
    closings = learnt.closings
    over = closings["opportunity_id"].isin(deals.index[is_over])
    return Learnt(
        learnt.landmarks[learnt.landmarks["day"] <= day],
        closings[over].reset_index(drop=True),
        replace(learnt.history, deals=deals, end=day),
    )


def _outcomes(
    rows: pd.DataFrame, deals: pd.DataFrame, won: np.ndarray, within: int
) -> pd.DataFrame:
    own = deals.reindex(rows["opportunity_id"])
    until = rows["day"] + pd.offsets.MonthEnd(within)
    closed = (own["ended_on"].to_numpy() <= until.to_numpy()).astype(float)
    came = closed * (own["outcome"] == "won").to_numpy(float)
    found = rows[["opportunity_id", "day"]]
    return found.assign(within=within, stated=won, came_true=came, closed=closed)


def judge(stated: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return `tested` (a row per horizon, the longest first) and `reliability` (a row per bin).

    verdict: `holds` where stated and true chances lie no further apart than `MOST_APART`, or than
    chance alone would put them, no bin of them lies off beyond chance, nor all of them to the
    extremes (`reliable`), and deals are told apart better than by their plain share beyond chance;
    `in_part` where the mean holds alone; `no_better` where deals are not told apart; `apart` where
    chances do not hold; `few`. A bin is `off` or `ok`. No rows without statements.
    """
    found = [_judged(own) for _, own in stated.groupby("within", sort=True)][::-1]
    if not found:
        empty = {"tested": TESTED.split(), "reliability": reliable.BINS.split()}
        return {name: pd.DataFrame(columns=columns) for name, columns in empty.items()}
    rows, bins = zip(*found, strict=True)
    tested = pd.DataFrame(list(rows))[TESTED.split()]
    return {"tested": tested, "reliability": pd.concat(bins, ignore_index=True)}


def _judged(stated: pd.DataFrame) -> tuple[dict[str, object], pd.DataFrame]:
    """Return the row of one horizon and its bins."""
    said, came = stated["stated"].to_numpy(float), stated["came_true"].to_numpy(float)
    base = float(came.mean())
    each = (base - came) ** 2 - (said - came) ** 2
    by_deal = pd.Series(each).groupby(stated["opportunity_id"].to_numpy()).agg(["sum", "size"])
    error = float(np.sqrt(((by_deal["sum"] - each.mean() * by_deal["size"]) ** 2).sum()))
    chance, leans = reliable.by_luck(stated)
    bins, chances = reliable.by_bins(stated)
    leaning, lean_chance = reliable.lean(stated, leans)
    is_off = reliable.off(np.array([*chances, lean_chance]))
    row = {
        "within": int(stated["within"].iloc[0]),
        "ahead": odds.AHEAD,
        "n_statements": len(stated),
        "n_deals": len(by_deal),
        "n_months": stated["day"].nunique(),
        "first_on": stated["day"].min(),
        "last_on": stated["day"].max(),
        "base_score": calibration.base_rate_brier(came),
        "score": calibration.brier(said, came),
        "gain": float(each.mean() / max(base * (1 - base), 1e-12)),
        "gain_error": error / len(stated) / max(base * (1 - base), 1e-12),
        "apart": calibration.calibration_error(said, came),
        "apart_by_chance": chance,
        "n_off": int(is_off[:-1].sum()),
        "lean": leaning,
        "lean_chance": lean_chance,
        "closing_apart": calibration.calibration_error(stated["closing"], stated["closed"]),
    }
    row["verdict"] = _verdict(row, bool(is_off.any()))
    return row, bins.assign(verdict=np.where(is_off[:-1], "off", "ok"))


def _verdict(row: dict[str, object], is_off: bool) -> str:
    named = ("n_deals", "apart", "apart_by_chance", "gain", "gain_error")
    deals, apart, chance, gain, error = (float(str(row[name])) for name in named)
    if deals < FEWEST_STATED:
        return "few"
    if apart > max(MOST_APART, chance):
        return "apart"
    if is_off:
        return "in_part"
    return "holds" if gain > 1.645 * error else "no_better"
