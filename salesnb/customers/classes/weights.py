"""How much each criterion counts: from points, from comparisons in pairs, or all alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes.consistency import ACCEPTED, Compared, compare
from salesnb.customers.criteria.scales import CRITERIA, unknown
from salesnb.errors import CompanyError
from salesnb.i18n import joined, t

Floats = NDArray[np.float64]
LEAST_SD = 0.1  # of the log of a weight: two of these are +-20 %
ALIKE_SD = 0.4  # where nobody judged
STATEMENTS = ["author", "kind", "n", "ratio", "pair", "fitted"]


@dataclass(frozen=True)
class Weights:
    """`value` by criterion (they sum to 1), `sd` of the log of each, `is_judged`.

    `statements`: a row per author and kind (points, pairs) with how many statements (`n`), and of
    pairs the consistency ratio and the pair farthest from the others.
    """

    value: Floats
    sd: Floats
    is_judged: bool
    statements: pd.DataFrame

    def drawn(self, n_draws: int, seed: int) -> Floats:
        """Return drawn weights (n_draws, criteria), each row summing to 1."""
        normal = np.random.default_rng(seed).standard_normal((n_draws, len(self.value)))
        drawn = self.value * np.exp(self.sd * normal)
        return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))

    def moved(self, criterion: int, factor: float) -> Floats:
        """Return the weights with one of them changed by a factor, the sum restored."""
        found = self.value.copy()
        found[criterion] *= factor
        return np.asarray(found / found.sum())


def weigh(points: pd.DataFrame, pairs: pd.DataFrame) -> Weights:
    """Return the weights that people judged, all authors' statements taken together.

    `points`: criterion, weight, author (points for the swing from worst to best); `pairs`:
    criterion, over, ratio, author. Every author's points have a scale of their own; all statements
    are fitted together by least squares of logs. A criterion that somebody gave no points counts
    nothing where nobody compared it; one that nobody spoke of counts like the mean of the others,
    with a wide range. Without statements all count alike. Raises `CompanyError` that lists unknown
    criteria, negative points, and for each author whose comparisons contradict each other (ratio
    above 0.10) the pair farthest from the others.
    """
    _refuse_unknown(points, pairs)
    compared = _by_author(pairs)
    rows = [
        *({"author": a, "kind": "points", "n": len(own)} for a, own in points.groupby("author")),
        *(_statement(author, own, found) for author, own, found in compared),
    ]
    statements = pd.DataFrame(rows, columns=STATEMENTS)
    if not len(rows) or not (len(pairs) or (points["weight"] > 0).any()):
        alike = np.full(len(CRITERIA), 1 / len(CRITERIA))
        return Weights(alike, np.full(len(CRITERIA), ALIKE_SD), False, statements)
    value, sd = _fitted(points, pairs)
    return Weights(value, sd, True, statements)


def _refuse_unknown(points: pd.DataFrame, pairs: pd.DataFrame) -> None:
    named = [*points["criterion"], *pairs["criterion"], *pairs["over"]]
    faults = [unknown(one) for one in dict.fromkeys(map(str, named)) if one not in CRITERIA]
    below = points[~(points["weight"] >= 0)]
    faults += [
        t("{criterion}: {points} points; 0 or more are needed", criterion=name, points=f"{n:g}")
        for name, n in zip(below["criterion"], below["weight"], strict=True)
    ]
    wrong = pairs[~(pairs["ratio"] > 0) | (pairs["criterion"] == pairs["over"])]
    faults += [
        t(
            "{criterion} over {over}: {ratio}; two criteria and a ratio above 0 are needed",
            criterion=row["criterion"],
            over=row["over"],
            ratio=f"{row['ratio']:g}",
        )
        for row in wrong.to_dict("records")
    ]
    if faults:
        raise CompanyError(joined("\n", faults), fix=t("correct plan/weights.toml"))


def _by_author(pairs: pd.DataFrame) -> list[tuple[str, pd.DataFrame, Compared]]:
    """Return each author's comparisons with their consistency; refuse those that contradict."""
    found, faults = [], []
    for author, own in pairs.groupby("author"):
        for part in _connected(own):
            names = sorted({*part["criterion"], *part["over"]}, key=CRITERIA.index)
            columns = zip(part["criterion"], part["over"], part["ratio"], strict=True)
            listed = [(names.index(a), names.index(b), float(ratio)) for a, b, ratio in columns]
            one = compare(len(names), listed)
            found.append((str(author), part, one))
            if one.ratio > ACCEPTED:
                faults.append(_contradiction(str(author), part, one))
    if faults:
        fix = t("compare that pair again under {section} in plan/weights.toml", section="[[pairs]]")
        raise CompanyError(joined("\n", faults), fix=fix)
    return found


def _connected(pairs: pd.DataFrame) -> list[pd.DataFrame]:
    """Return comparisons in groups that share no criterion."""
    group = {name: name for name in {*pairs["criterion"], *pairs["over"]}}
    for first, second in zip(pairs["criterion"], pairs["over"], strict=True):
        old, new = group[second], group[first]
        group = {name: new if own == old else own for name, own in group.items()}
    return [own for _, own in pairs.groupby(pairs["criterion"].map(group))]


def _contradiction(author: str, pairs: pd.DataFrame, found: Compared) -> str:
    row = pairs.iloc[found.worst]
    return t(
        "the comparisons of {author} contradict each other: consistency ratio {consistency}, at"
        " most {most}; farthest from the others is {criterion} over {over}: {ratio}, where the"
        " others say {fitted}",
        author=author,
        consistency=f"{found.ratio:.2f}",
        most=f"{ACCEPTED:.2f}",
        criterion=row["criterion"],
        over=row["over"],
        ratio=f"{row['ratio']:g}",
        fitted=f"{found.fitted:.2g}",
    )


def _statement(author: str, pairs: pd.DataFrame, found: Compared) -> dict[str, object]:
    row = pairs.iloc[found.worst]
    pair = f"{row['criterion']} {row['over']}"
    own = {"ratio": found.ratio, "pair": pair, "fitted": found.fitted}
    return {"author": author, "kind": "pairs", "n": len(pairs), **own}


def _fitted(points: pd.DataFrame, pairs: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return weights and the sd of their logs from all statements together."""
    above = points[points["weight"] > 0]
    authors = {one: i for i, one in enumerate(dict.fromkeys(above["author"]))}
    n, most = len(CRITERIA), len(above) + len(pairs)
    rows, logs = np.zeros((most, n + len(authors))), np.zeros(most)
    place = {name: i for i, name in enumerate(CRITERIA)}
    said = zip(above["criterion"], above["author"], above["weight"], strict=True)
    for i, (name, author, weight) in enumerate(said):
        rows[i, place[name]] = rows[i, n + authors[author]] = 1.0
        logs[i] = np.log(weight)
    both = zip(pairs["criterion"], pairs["over"], pairs["ratio"], strict=True)
    for i, (name, over, ratio) in enumerate(both, start=len(above)):
        rows[i, place[name]], rows[i, place[over]] = 1.0, -1.0
        logs[i] = np.log(ratio)
    fitted = np.linalg.lstsq(rows, logs, rcond=None)[0]
    rest = logs - rows @ fitted
    free = max(most - np.linalg.matrix_rank(rows), 1)
    spread = float(np.sqrt(rest @ rest / free))
    spoken = np.asarray((np.abs(rows[:, :n]) > 0).any(axis=0))
    value = np.where(spoken, np.exp(fitted[:n] - fitted[:n][spoken].max()), np.nan)
    nought = [place[one] for one in points.loc[points["weight"] == 0, "criterion"]]
    value[[one for one in nought if not spoken[one]]] = 0.0
    value = np.where(np.isnan(value), np.nanmean(value), value)
    each = np.where(spoken, np.maximum(spread, LEAST_SD), ALIKE_SD)
    return value / value.sum(), each
