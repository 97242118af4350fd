"""Weights: closed forms, consistency, and errors that name the pair."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.classes.consistency import compare
from salesnb.customers.classes.weights import weigh
from salesnb.customers.criteria.scales import CRITERIA
from salesnb.errors import CompanyError
from salesnb.i18n import told_in
from tests.customers.facts import pairs, points

NO_POINTS = pd.DataFrame(columns=["criterion", "weight", "author"])
NO_PAIRS = pairs()
CIRCLE = (("credit", "loyalty", 5.0), ("loyalty", "distance", 5.0), ("distance", "credit", 5.0))


def test_three_compared_have_the_known_weights() -> None:
    found = compare(3, [(0, 1, 3.0), (0, 2, 5.0), (1, 2, 3.0)])
    assert found.weights == pytest.approx([0.6370, 0.2583, 0.1047], abs=5e-5)
    assert found.eigenvalue == pytest.approx(3.0385, abs=5e-5)
    assert found.ratio == pytest.approx(0.0332, abs=5e-5)


def test_consistent_comparisons_have_no_ratio_and_lacking_pairs_are_filled() -> None:
    found = compare(4, [(0, 1, 2.0), (1, 2, 2.0), (2, 3, 2.0), (0, 3, 8.0)])
    assert found.weights == pytest.approx(np.array([8, 4, 2, 1]) / 15)
    assert found.ratio == pytest.approx(0.0, abs=1e-9)
    assert compare(3, [(0, 1, 2.0), (1, 2, 5.0)]).ratio == 0.0  # nothing to contradict
    with pytest.raises(ValueError, match="connect"):
        compare(3, [(0, 1, 2.0)])


def test_points_are_shares_of_their_sum() -> None:
    each = dict(zip(CRITERIA, (80, 60, 45, 35, 100, 25, 15), strict=True))
    found = weigh(points(**each), NO_PAIRS)
    assert found.value == pytest.approx(np.array(list(each.values())) / 360)
    assert found.is_judged and found.value.sum() == pytest.approx(1.0)


def test_points_of_another_author_may_have_another_scale() -> None:
    first = points(credit=100, loyalty=50)
    other = points(credit=10, loyalty=5).assign(author="Wu")
    found = weigh(pd.concat([first, other]), NO_PAIRS)
    assert found.value[0] / found.value[1] == pytest.approx(2.0)


def test_without_judgements_all_count_alike_and_less_surely() -> None:
    found = weigh(NO_POINTS, NO_PAIRS)
    assert found.value == pytest.approx(np.full(7, 1 / 7))
    assert not found.is_judged
    judged = weigh(points(**dict.fromkeys(CRITERIA, 10)), NO_PAIRS)
    assert (found.sd > judged.sd).all()


def test_a_criterion_without_points_counts_nothing() -> None:
    each = dict.fromkeys(CRITERIA, 10) | {"distance": 0}
    assert weigh(points(**each), NO_PAIRS).value[CRITERIA.index("distance")] == 0


def test_contradictory_pairs_are_refused_by_author_and_pair() -> None:
    with pytest.raises(CompanyError) as caught:
        weigh(NO_POINTS, pairs(*CIRCLE, author="Zhao Lei"))
    text = str(caught.value)
    assert "Zhao Lei" in text and "consistency ratio" in text and "0.10" in text
    assert " over " in text and "the others say" in text


def test_the_most_inconsistent_pair_is_named_with_what_the_others_say() -> None:
    names = ("credit", "loyalty", "ease", "distance")
    true = dict(zip(names, (8.0, 4.0, 2.0, 1.0), strict=True))
    each = [(a, b, true[a] / true[b]) for i, a in enumerate(names) for b in names[i + 1 :]]
    each[2] = ("credit", "distance", 1 / 9)
    with pytest.raises(CompanyError, match=r"credit over distance: 0\.11.*others say 8"):
        weigh(NO_POINTS, pairs(*each))


def test_unknown_criteria_and_negative_points_are_refused_together() -> None:
    with pytest.raises(CompanyError) as caught:
        weigh(points(credits=10, loyalty=-1), pairs(("credit", "charm", 2.0)))
    text = str(caught.value)
    assert "'credits'" in text and "did you mean 'credit'?" in text
    assert "'charm'" in text and "loyalty: -1 points" in text


def test_draws_sum_to_one_and_lie_around_the_weights() -> None:
    found = weigh(points(**dict.fromkeys(CRITERIA, 10)), NO_PAIRS)
    drawn = found.drawn(4000, 1)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(4000))
    error = drawn.std(axis=0) / np.sqrt(4000)
    assert (np.abs(drawn.mean(axis=0) - found.value) < 5 * error + 1e-3).all()
    assert found.moved(0, 1.2).sum() == pytest.approx(1.0)


def test_refusals_are_told_in_chinese_as_well() -> None:
    with pytest.raises(CompanyError) as caught:
        weigh(points(credits=10, loyalty=-1), NO_PAIRS)
    with pytest.raises(CompanyError) as contradicted:
        weigh(NO_POINTS, pairs(*CIRCLE))
    unknown, few = told_in(caught.value.message, "zh").split("\n")
    assert unknown == "'credits'不是评判标准（您是否想写 'credit'？）"
    assert few == "loyalty：-1分；分数应为0或以上"
    assert "两两比较相互矛盾" in told_in(contradicted.value.message, "zh")
    assert told_in(contradicted.value.fix, "zh").endswith("[[pairs]] 下重新比较这一对标准")
