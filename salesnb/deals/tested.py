"""Whether statements like today's came true: the same rule, fitted at earlier days, held out.

At the end of earlier half-years the rule is fitted to what was known then; of each deal open at a
month end of the half-year after, it states the chance of being won within six months, and of
closing within them; of three where a company's deals do not reach back so far. All of these are
over by now, so none is left out for being still open.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.deals import odds
from salesnb.deals.odds import Learnt
from salesnb.methods import calibration

WITHIN = (6, 3)  # months; the first that deals reach back far enough for
SPANS = 4  # spans of so many months whose statements are held against what came
FEWEST_CLOSED = 60  # deals closed before a day from which the rule of that day is judged
FEWEST_STATED = 40  # deals about which something was stated
MOST_APART = 0.05  # of what was stated and what came, on average over bins
STATED = ["opportunity_id", "day", "within", "stated", "came_true", "closing", "closed"]
TESTED = """within n_statements n_deals n_months first_on last_on base_score score gain
    gain_error apart apart_by_chance closing_apart verdict"""
BINS = ["low", "high", "n", "stated", "came_true"]


def state_earlier(learnt: Learnt) -> pd.DataFrame:
    """Return what would have been stated of deals open in earlier months, and what came.

    Columns `STATED`: chance of a win within the months of `within` and whether it came, the same of
    any close.
    """
    for within in WITHIN:
        found = _stated(learnt, within)
        if len(found):
            return found
    return pd.DataFrame(columns=STATED)


def _stated(learnt: Learnt, within: int) -> pd.DataFrame:
    parts = []
    end, rows = learnt.history.end, learnt.landmarks
    for back in range(SPANS, 0, -1):
        day = (end - pd.DateOffset(months=within * (back + 1))) + pd.offsets.MonthEnd(0)
        then = as_known(learnt, day)
        if len(then.closings) < FEWEST_CLOSED:
            continue
        until = day + pd.offsets.MonthEnd(within - 1)
        asked = rows[rows["day"].between(day, until)].reset_index(drop=True)
        won, lost = (one.sum(axis=1) for one in odds.fit(then).ahead(asked, months=within))
        found = _outcomes(asked, learnt.history.deals, won, within)
        parts.append(found.assign(closing=won + lost))
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
    """Return the frames tested (a row) and reliability (a row per bin); none without statements.

    verdict: `holds` where stated and true chances lie no further apart than `MOST_APART`, or than
    chance alone would put them, and deals are told apart better than by their plain share beyond
    chance; `no_better` where they are not; `apart` where chances do not hold; `few`.
    """
    if stated.empty:
        return {
            "tested": pd.DataFrame(columns=TESTED.split()),
            "reliability": pd.DataFrame(columns=BINS),
        }
    said, came = stated["stated"].to_numpy(float), stated["came_true"].to_numpy(float)
    base = float(came.mean())
    each = (base - came) ** 2 - (said - came) ** 2
    by_deal = pd.Series(each).groupby(stated["opportunity_id"].to_numpy()).agg(["sum", "size"])
    error = float(np.sqrt(((by_deal["sum"] - each.mean() * by_deal["size"]) ** 2).sum()))
    apart = calibration.calibration_error(said, came)
    chance = _apart_by_chance(stated)
    row = {
        "within": int(stated["within"].iloc[0]),
        "n_statements": len(stated),
        "n_deals": len(by_deal),
        "n_months": stated["day"].nunique(),
        "first_on": stated["day"].min(),
        "last_on": stated["day"].max(),
        "base_score": calibration.base_rate_brier(came),
        "score": calibration.brier(said, came),
        "gain": float(each.mean() / max(base * (1 - base), 1e-12)),
        "gain_error": error / len(stated) / max(base * (1 - base), 1e-12),
        "apart": apart,
        "apart_by_chance": chance,
        "closing_apart": calibration.calibration_error(stated["closing"], stated["closed"]),
    }
    row["verdict"] = _verdict(row)
    bins = calibration.reliability(said, came)[BINS]
    return {"tested": pd.DataFrame([row])[TESTED.split()], "reliability": bins}


def _verdict(row: dict[str, object]) -> str:
    named = ("n_deals", "apart", "apart_by_chance", "gain", "gain_error")
    deals, apart, chance, gain, error = (float(str(row[name])) for name in named)
    if deals < FEWEST_STATED:
        return "few"
    if apart > max(MOST_APART, chance):
        return "apart"
    return "holds" if gain > 1.645 * error else "no_better"


def _apart_by_chance(stated: pd.DataFrame, *, draws: int = 200, seed: int = 11) -> float:
    """Return how far apart chance alone puts what is stated and what comes, nine times in ten.

    A deal that was stated of in several months comes out the same in all of them.
    """
    rng = np.random.default_rng(seed)
    said = stated["stated"].to_numpy(float)
    deal = pd.factorize(stated["opportunity_id"])[0]
    place = np.minimum((said * calibration.N_BINS).astype(int), calibration.N_BINS - 1)
    luck = rng.random((draws, int(deal.max()) + 1))[:, deal]
    gaps = (luck < said) - said
    sums = np.stack([gaps[:, place == k].sum(axis=1) for k in range(calibration.N_BINS)])
    return float(np.quantile(np.abs(sums).sum(axis=0) / len(said), 0.9))
