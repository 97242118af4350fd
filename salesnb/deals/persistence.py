"""Whether to go on with a deal, to change the lever, or to stop; and what each mistake costs.

Persistence pays as long as what may still be won is more than the effort that it takes. Late wins
are counted in months in which deals were open, by how long they had been and how much had been
done, so that the many that were given up early do not look like failures of patience.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import beta

from salesnb.deals.effects import moved
from salesnb.deals.ground import Ground

MONTHS = (0, 1, 2, 3, 6, 9, 12)  # lower ends of the bands of months open
TOUCHES = (0, 1, 3, 6, 10)  # ... of touches so far
SHARE = 0.9
FEWEST = 20  # months of deals from which a band says anything
GAIN = 1.0  # a change of lever is advised where it brings more than this many hours' cost
LATE = """by band n_months n_deals n_won n_closed hazard hazard_low hazard_high
    won_share"""
ADVICE = ("go_on", "change_lever", "stop", "not_judged")


def late_wins(ground: Ground) -> pd.DataFrame:
    """Return how often deals were won in the month after they had been open so long, and so much
    had been done.

    A row per band, `by` months or touches (`band` is `by` and the lower end): n_months of deals at
    risk, n_won and n_closed in the next one, hazard (n_won / n_months) with its range, won_share of
    those that closed.
    """
    kept = ground.learnt.landmarks
    rows = kept[kept["day"] < ground.end]
    own = ground.history.deals.reindex(rows["opportunity_id"])
    until = (rows["day"] + pd.offsets.MonthEnd(1)).to_numpy()
    closed = own["ended_on"].to_numpy() <= until
    won = closed & (own["outcome"] == "won").to_numpy()
    seen = pd.DataFrame(
        {
            "deal": rows["opportunity_id"].to_numpy(object),
            "months": rows["age"].to_numpy(float),
            "touches": rows["n_touches"].to_numpy(float),
            "told": rows["untold"].to_numpy(float) == 0,
            "closed": closed,
            "won": won,
        }
    )
    parts = [_bands(seen, "months", MONTHS)]
    if seen["told"].any():
        parts.append(_bands(seen[seen["told"]], "touches", TOUCHES))
    return pd.concat(parts, ignore_index=True)[LATE.split()]


def _bands(seen: pd.DataFrame, by: str, ends: tuple[int, ...]) -> pd.DataFrame:
    place = np.searchsorted(np.array(ends, dtype=float), seen[by].to_numpy(float), "right") - 1
    grouped = seen.assign(place=place).groupby("place")
    found = pd.DataFrame(
        {
            "n_months": grouped.size(),
            "n_deals": grouped["deal"].nunique(),
            "n_won": grouped["won"].sum(),
            "n_closed": grouped["closed"].sum(),
        }
    ).astype(int)
    n, won = found["n_months"].to_numpy(float), found["n_won"].to_numpy(float)
    enough = n >= FEWEST
    low, high = (beta.ppf(q, won + 0.5, n - won + 0.5) for q in ((1 - SHARE) / 2, (1 + SHARE) / 2))
    found["hazard"] = np.where(enough, won / n, np.nan)
    found["hazard_low"], found["hazard_high"] = (np.where(enough, x, np.nan) for x in (low, high))
    over = found["n_closed"].to_numpy(float)
    found["won_share"] = np.where(over >= FEWEST, won / np.maximum(over, 1), np.nan)
    found["band"] = [f"{by}_{ends[k]}" for k in found.index]
    return found.assign(by=by).reset_index(drop=True)


def advise(ground: Ground, worth: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Return what to do with each open deal, in the order of `ground.open`.

    advice: `stop` where the effort ahead costs more than the deal may bring, `change_lever` where
    another lever is known to work and would bring more than an hour costs, else `go_on`;
    `not_judged` where margin or effort is not known. better_lever ('' without), lever_gain (of
    expected margin). too_early: what stopping now is expected to forgo; too_late: what going on is
    expected to spend for nothing.
    """
    chance, margin = ground.win_chance, worth["margin"].to_numpy(float)
    effort, net = worth["effort"].to_numpy(float), worth["worth"].to_numpy(float)
    lever, points = _better(effects)
    own = ground.open["lever"].to_numpy(object)
    is_other = (own != lever) & (lever != "") & ~np.isin(own, _working(effects))
    gain = np.where(is_other, (moved(chance, points) - chance) * margin, 0.0)
    least = np.nan_to_num(worth["hour_cost"].to_numpy(float)) * GAIN
    changes = is_other & (gain > least)
    known = np.isfinite(net)
    after = np.where(changes, net + gain, net)
    cases = [~known, after < 0, changes]
    found = ground.open[["opportunity_id"]].assign(
        advice=np.select(cases, ["not_judged", "stop", "change_lever"], "go_on"),
        better_lever=np.where(changes & (after >= 0) & known, lever, ""),
        lever_gain=np.where(changes & (after >= 0) & known, gain, np.nan),
        too_early=np.where(known, np.maximum(net, 0.0), np.nan),
        too_late=np.where(known, (1 - chance) * effort, np.nan),
    )
    return found.reset_index(drop=True)


def _working(effects: pd.DataFrame) -> list[str]:
    """Return the levers that are known to do better than the others on average."""
    own = effects[effects["family"] == "lever"]
    return [str(one) for one in own.loc[own["verdict"] == "works", "item"]]


def _better(effects: pd.DataFrame) -> tuple[str, float]:
    """Return the lever known to work whose effect is surely largest: the lower end of its range."""
    own = effects[(effects["family"] == "lever") & (effects["verdict"] == "works")]
    if own.empty:
        return "", 0.0
    best = own.sort_values("effect_low", ascending=False).iloc[0]
    return str(best["item"]), float(best["effect_low"])
