"""Is a deal with somebody behind it won more often, and one with a competitor's tie less often?

Deals that were won or lost, one logistic regression: what spoke for us and what tied a competitor
to the customer on the day on which the deal began, by kind of tie, beside whether the deal came of
a lead, its amount and the main competitor. Standard errors count months of closing, as deals of
one month share its luck; ranges hold for all kinds of tie together (Bonferroni). What is found goes
with winning, which is no proof that it makes win: whoever speaks for us may choose deals that are
going well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, stdtrit

from salesnb.prospects.groundwork.network import LEAST_LEFT, Floats
from salesnb.prospects.groundwork.ties import LEAD, PERSON, REP, RIVAL, Ground

LEAST_DEALS = 20  # with a kind of tie, and without, before its effect is looked for
LEAST_CLOSED = 60
PRIOR_SD = 2.0  # of a coefficient, in logits per unit: keeps rare ties from running away
TAIL = 0.025
SEEN = 0.8416  # standard errors beside those of the range: seen in four cases of five
OURS, THEIRS = "ours", "theirs"
EFFECTS = """
    side relation n_ties n_deals n_won won_with won_without influence effect low high
    smallest per_unit unit_low unit_high verdict
"""


@dataclass(frozen=True)
class Exposed:
    """How strongly a kind of tie stood behind each deal on the day on which it began, 0 to 1."""

    side: str
    relation: str
    n_ties: int
    strength: Floats


def effects(ground: Ground) -> pd.DataFrame:
    """Return a row per side and kind of tie, as `EFFECTS`.

    `effect`: by how much the chance of winning differs from the same deals without the tie;
    `smallest` what would have been seen in four cases of five, `per_unit` the same in logits per
    unit of influence. `verdict`: `more`, `less`, `cannot_tell`,
    or `too_few` (without an effect).
    """
    deals = ground.closed
    exposed = [*_ours(ground, deals), *_theirs(ground, deals)]
    judged = [one for one in exposed if _is_enough(one, deals)]
    found = {id(one): row for one, row in zip(judged, _fitted(deals, judged), strict=True)}
    rows = [_described(one, deals) | found.get(id(one), _UNTOLD) for one in exposed]
    return pd.DataFrame(rows, columns=EFFECTS.split())


_UNTOLD: dict[str, object] = {
    **dict.fromkeys(["effect", "low", "high", "smallest"], np.nan),
    **dict.fromkeys(["per_unit", "unit_low", "unit_high"], np.nan),
    "verdict": "too_few",
}


def _is_enough(one: Exposed, deals: pd.DataFrame) -> bool:
    n = int((one.strength > 0).sum())
    return len(deals) >= LEAST_CLOSED and LEAST_DEALS <= n <= len(deals) - LEAST_DEALS


def _ours(ground: Ground, deals: pd.DataFrame) -> list[Exposed]:
    """Return the ties of people, customers and bodies to whom a deal is with, by relation."""
    ties = ground.ties
    own = ties[~ties["from_kind"].isin([REP, RIVAL, LEAD]) & (ties["from_id"] != ties["to_id"])]
    own = own[own["to_id"].isin(set(deals["target"])) & (own["influence"] > 0)]
    found = []
    for relation, some in own.groupby("relation", sort=True):
        strength = _strength(some.rename(columns={"to_id": "target"}), deals)
        found.append(Exposed(OURS, str(relation), len(some), strength))
    return found


def _theirs(ground: Ground, deals: pd.DataFrame) -> list[Exposed]:
    """Return competitors' ties, by relation, to whom a deal is with or to those who stand there.

    A tie to a person stands behind the deals of those for whom the person works or speaks; one to
    an association behind those of its members.
    """
    ties = ground.ties
    rivals = ties[ties["from_kind"] == RIVAL]
    direct = rivals.rename(columns={"to_id": "target"})
    people = ties[(ties["from_kind"] == PERSON) & ~ties["to_kind"].isin([PERSON, REP, RIVAL])]
    over = people.rename(columns={"from_id": "over", "to_id": "target"})[["over", "target"]]
    members = ties[ties["relation"] == "member_of"]
    members = members[~members["from_kind"].isin([RIVAL, REP])]
    under = members.rename(columns={"to_id": "over", "from_id": "target"})[["over", "target"]]
    onward = pd.concat([over, under]).drop_duplicates()
    indirect = rivals.rename(columns={"to_id": "over"}).merge(onward, on="over")
    every = pd.concat([direct, indirect.drop(columns="over")], ignore_index=True)
    every = every[every["target"].isin(set(deals["target"]))].assign(influence=1.0)
    count = rivals.groupby("relation").size()
    return [
        Exposed(THEIRS, str(relation), int(count[relation]), _strength(some, deals))
        for relation, some in every.groupby("relation", sort=True)
    ]


def _strength(ties: pd.DataFrame, deals: pd.DataFrame) -> Floats:
    """Return 1 - prod(1 - p) of the ties to each deal's target that were known when it began.

    A tie without a day counts as always known.
    """
    begun = deals[["target", "created_on"]].assign(deal=np.arange(len(deals)))
    both = begun.merge(ties[["target", "influence", "known_since"]], on="target")
    known = both[~(both["known_since"] > both["created_on"])]
    chance = known["influence"].clip(0, 1 - LEAST_LEFT).to_numpy(float)
    stay = np.bincount(known["deal"], weights=np.log1p(-chance), minlength=len(deals))
    return -np.expm1(stay)


def _described(one: Exposed, deals: pd.DataFrame) -> dict[str, object]:
    """Return what is counted of a kind of tie, before anything is held alike."""
    has, won = one.strength > 0, deals["is_won"].to_numpy()
    return {
        "side": one.side,
        "relation": one.relation,
        "n_ties": one.n_ties,
        "n_deals": int(has.sum()),
        "n_won": int((has & won).sum()),
        "won_with": float(won[has].mean()) if has.any() else np.nan,
        "won_without": float(won[~has].mean()) if (~has).any() else np.nan,
        "influence": float(one.strength[has].mean()) if has.any() else np.nan,
    }


def _fitted(deals: pd.DataFrame, judged: list[Exposed]) -> list[dict[str, object]]:
    """Return the effect of each kind of tie that has enough deals, from one regression."""
    if not judged:
        return []
    beside = _beside(deals)
    x = np.column_stack([*(one.strength for one in judged), beside])
    free = np.arange(x.shape[1]) == len(judged)  # the level is not drawn to nought
    won = deals["is_won"].to_numpy(float)
    months = _months(deals)
    weight, spread = logistic(x, won, months, free)
    z = float(stdtrit(max(months.max(), 1), 1 - TAIL / len(judged)))
    return [_effect(x, weight, spread, place, z) for place in range(len(judged))]


def _beside(deals: pd.DataFrame) -> Floats:
    """Return what is held alike: the level, of a lead, log amount, main competitor."""
    amount = np.log(deals["amount"].where(deals["amount"] > 0))
    off = (amount - amount.mean()).fillna(0.0).to_numpy(float)
    rivals = [one for one in sorted(deals["rival"].unique()) if one]
    against = [(deals["rival"] == one).to_numpy(float) for one in rivals[:12]]
    return np.column_stack([np.ones(len(deals)), deals["of_lead"].to_numpy(float), off, *against])


def _months(deals: pd.DataFrame) -> np.ndarray:
    """Return the month in which each deal closed, as a number; where unknown that of its begin."""
    when = deals["closed_on"].fillna(deals["created_on"])
    return pd.factorize(when.dt.strftime("%Y-%m"))[0]


def logistic(
    x: Floats, won: Floats, clusters: np.ndarray, free: np.ndarray
) -> tuple[Floats, Floats]:
    """Return coefficients and their covariance, which counts clusters (sandwich).

    Coefficients are drawn to nought by a normal prior of `PRIOR_SD`, but for those that are `free`.
    """
    pull = np.where(free, 1e-8, 1 / PRIOR_SD**2)
    weight = np.zeros(x.shape[1])
    for _ in range(50):
        chance = expit(x @ weight)
        curved = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(pull)
        step = np.linalg.solve(curved, x.T @ (won - chance) - pull * weight)
        weight = weight + step
        if np.abs(step).max() < 1e-9:
            break
    inverse = np.linalg.inv(curved)
    scores = x * (won - expit(x @ weight))[:, None]
    n = int(clusters.max()) + 1
    summed = np.zeros((n, x.shape[1]))
    np.add.at(summed, clusters, scores)
    spread = inverse @ (summed.T @ summed) @ inverse * n / max(n - 1, 1)
    return weight, spread


def _effect(x: Floats, weight: Floats, spread: Floats, place: int, z: float) -> dict[str, object]:
    """Return how the chance of winning differs, over the deals with the tie, and its range."""
    has = x[:, place] > 0
    bare = x[has].copy()
    bare[:, place] = 0.0
    with_it, without = expit(x[has] @ weight), expit(bare @ weight)
    slope = (with_it * (1 - with_it)) @ x[has] - (without * (1 - without)) @ bare
    slope /= has.sum()
    effect, error = float((with_it - without).mean()), float(np.sqrt(slope @ spread @ slope))
    unit, unit_error = float(weight[place]), float(np.sqrt(spread[place, place]))
    low, high = effect - z * error, effect + z * error
    verdict = "more" if low > 0 else "less" if high < 0 else "cannot_tell"
    return {
        "effect": effect,
        "low": low,
        "high": high,
        "smallest": (z + SEEN) * error,
        "per_unit": unit,
        "unit_low": unit - z * unit_error,
        "unit_high": unit + z * unit_error,
        "verdict": verdict,
    }
