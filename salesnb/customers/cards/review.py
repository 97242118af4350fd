"""How a customer's month went: a figure per criterion of the rubric, and its grade."""

from __future__ import annotations

import pandas as pd

from salesnb.customers.cards.figures import FIGURES, QUARTER, against_year_ago
from salesnb.customers.cards.ground import Ground
from salesnb.customers.cards.rubric import FAIR, GOOD, GRADED, RUBRIC, grades


def grade_months(ground: Ground) -> dict[str, pd.DataFrame]:
    """Return `review` (customers with a card), `all_grades` (everybody) and `steadiness`.

    `review`: a row per customer and criterion: figure, basis (what it is measured against), n (what
    it rests on), grade, good_from, weak_from. `all_grades` has the grades by column.
    `steadiness`: a row per criterion that is told from months alone: customers graded now and three
    months earlier, the share with the same grade, and what chance would give.
    """
    review = _graded(ground)
    wide = review.pivot(index="customer_id", columns="criterion", values="grade")
    grades = wide.reindex(index=ground.customers, columns=list(RUBRIC))
    return {
        "review": review[review["customer_id"].isin(ground.carded)],
        "all_grades": grades.add_suffix("_grade").rename_axis("customer_id").reset_index(),
        "steadiness": steadiness(ground),
    }


def _graded(ground: Ground) -> pd.DataFrame:
    parts = [_of_criterion(ground, name) for name in RUBRIC]
    return pd.concat(parts, ignore_index=True)


def _of_criterion(ground: Ground, criterion: str) -> pd.DataFrame:
    """Return figure and grade of every customer by one criterion."""
    rule = RUBRIC[criterion]
    found = FIGURES[criterion](ground).reindex(ground.customers)
    grade = grades(found["figure"], found["n"], rule)
    if criterion == "price":
        grade = grade.mask((found["basis"] == "breach") & (grade == GOOD), FAIR)
    return (
        found.assign(
            basis=found["basis"].fillna("").to_numpy(),
            criterion=criterion,
            grade=grade,
            good_from=rule.good,
            weak_from=rule.weak,
        )
        .rename_axis("customer_id")
        .reset_index()
    )


def steadiness(ground: Ground) -> pd.DataFrame:
    """Return how often a grade of three months ago still holds, and how often by chance.

    A row per criterion that is told from months alone (growth, price, sales against a year ago):
    criterion, n, same_share, chance_share.
    """
    rows = []
    for criterion in ("sales", "price", "growth"):
        now, before = (
            _grade_alone(g, criterion) for g in (ground, ground.at(ground.month - QUARTER))
        )
        both = pd.DataFrame({"now": now, "before": before}).dropna()
        shares = [both[one].value_counts(normalize=True) for one in both]
        by_chance = float((shares[0] * shares[1]).sum())
        same = float((both["now"] == both["before"]).mean())
        rows.append((criterion, float(len(both)), same, by_chance))
    columns = ["criterion", "n", "same_share", "chance_share"]
    found = pd.DataFrame(rows, columns=columns)
    return found[found["n"] > 0].reset_index(drop=True)


def _grade_alone(ground: Ground, criterion: str) -> pd.Series:
    figures = against_year_ago if criterion == "sales" else FIGURES[criterion]
    found = figures(ground).reindex(ground.customers)
    grade = grades(found["figure"], found["n"], RUBRIC[criterion])
    return grade.where(grade.isin(GRADED))
