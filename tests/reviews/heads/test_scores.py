"""Points, weights, and who is called different: closed forms and the rate of false names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.errors import CompanyError
from salesnb.reviews.heads.chance import PARTS, as_part
from salesnb.reviews.heads.scores import differing, score_cards, score_heads, score_parts
from salesnb.settings import parse_settings
from tests.reviews.heads.companies import expenses, facts, frames_of, reports, targets, visits

WEIGHTS = {"sales": 0.5, "reporting": 0.1, "expenses": 0.1, "compliance": 0.15, "market": 0.15}
NODES = pd.MultiIndex.from_tuples(
    [("total", "total"), ("rep", "R1"), ("rep", "R2")], names=["dimension", "node"]
)


def part(head: str, name: str, values: list[float], error: float = 0.05) -> pd.DataFrame:
    found = pd.DataFrame({"value": values, "error": error, "n_units": 12.0}, index=NODES)
    return as_part(found, head, name)


def test_points_are_the_share_of_what_is_asked_a_fifth_above_it_at_most() -> None:
    scored = score_parts(part("sales", "attainment", [1.0, 0.8, 1.5]), z=2.0)
    assert scored["points"].tolist() == [100, 80, 120]
    assert scored["low"].tolist() == [90, 70, 120]
    assert scored["difference"].tolist() == [0, -20, 20]


def test_a_head_is_the_mean_of_its_parts_with_the_error_of_a_mean() -> None:
    parts = [part("sales", "attainment", [1, 0.8, 1]), part("sales", "growth", [1, 0.6, 1])]
    scored = score_parts(pd.concat(parts), z=2.0)
    heads = score_heads(scored, WEIGHTS, z=2.0).set_index("node")
    assert heads.loc["R1", "points"] == pytest.approx(70)
    assert heads.loc["R1", "error"] == pytest.approx(np.sqrt(2) * 5 / 2)
    assert heads.loc["R1", "weight"] == 1.0 and heads.loc["R1", "n_parts"] == 2


def test_a_part_known_too_badly_does_not_count() -> None:
    parts = [part("sales", "attainment", [1, 0.8, 1]), part("sales", "cei", [1, 0.1, 1], error=0.4)]
    scored = score_parts(pd.concat(parts), z=2.0)
    assert set(scored.loc[scored["part"] == "cei", "verdict"]) == {"too_noisy"}
    heads = score_heads(scored, WEIGHTS, z=2.0).set_index("node")
    assert heads.loc["R1", "points"] == 80 and heads.loc["R1", "n_parts"] == 1


def test_weights_of_heads_that_are_missing_go_to_the_others() -> None:
    parts = [part("sales", "attainment", [1, 0.8, 1]), part("reporting", "reports", [1, 0.5, 1])]
    scored = score_parts(pd.concat(parts), z=2.0)
    cards = score_cards(score_heads(scored, WEIGHTS, z=2.0), WEIGHTS, z=2.0).set_index("node")
    assert cards.loc["R1", "points"] == pytest.approx((0.5 * 80 + 0.1 * 50) / 0.6)
    assert cards.loc["R1", "known_weight"] == pytest.approx(0.6)
    assert cards.loc["R1", "n_heads"] == 2 and np.isnan(cards.loc["R1", "market"])


def test_a_node_is_held_against_the_firm_on_the_parts_that_it_has() -> None:
    lone = part("reporting", "reports", [0.5, 0.5, 0.5])
    parts = [part("sales", "attainment", [1, 1, 1]), lone[lone["node"] != "R2"]]
    scored = score_parts(pd.concat(parts), z=2.0)
    cards = score_cards(score_heads(scored, WEIGHTS, z=2.0), WEIGHTS, z=2.0).set_index("node")
    assert cards.loc[["R1", "R2"], "difference"].tolist() == pytest.approx([0, 0])


def test_no_error_no_verdict() -> None:
    parts = score_parts(part("market", "milestones", [1, 0.5, 1], error=0.0), z=2.0)
    assert set(parts["verdict"]) == {"not_judged"}
    unknown = score_parts(part("market", "milestones", [1, 0.5, 1], error=float("nan")), z=2.0)
    assert set(unknown["verdict"]) == {"not_judged"}
    assert unknown["low"].isna().all()


def test_of_reps_who_do_not_differ_few_lists_name_anybody() -> None:
    rng, named = np.random.default_rng(11), 0
    for _ in range(500):
        error = rng.uniform(2, 8, 40)
        rows = pd.DataFrame({"dimension": "rep", "difference": error * rng.normal(size=40)})
        named += (differing(rows.assign(error=error)) != "in_line").any()
    assert named / 500 <= 0.10 + 2 * np.sqrt(0.1 * 0.9 / 500)


def test_of_those_named_at_most_one_in_ten_does_not_differ() -> None:
    rng, false, total, missed = np.random.default_rng(12), 0, 0, 0
    for _ in range(300):
        truth = np.where(np.arange(40) < 8, -20.0, 0.0)
        rows = pd.DataFrame({"dimension": "rep", "difference": truth + 5 * rng.normal(size=40)})
        found = differing(rows.assign(error=5.0)) != "in_line"
        total += int(found.sum())
        false += int(found[truth == 0].sum())
        missed += int((~found[truth != 0]).sum())
    assert false / total <= 0.10
    assert missed / (300 * 8) <= 0.1


def test_empty_parts_give_empty_cards() -> None:
    scored = score_parts(pd.DataFrame(columns=PARTS), z=2.0)
    heads = score_heads(scored, WEIGHTS, z=2.0)
    assert heads.empty and score_cards(heads, WEIGHTS, z=2.0).empty


def test_the_weights_of_company_toml_are_taken() -> None:
    found = facts(
        reports=reports({"R1": 20, "R2": 20, "R3": 20, "R4": 0}),
        expenses=expenses({"R1": 10, "R2": 10, "R3": 10, "R4": 10}),
        visits=visits(),
        issued_targets=targets(3000.0),
    )
    stated = dict.fromkeys(WEIGHTS, 0.0) | {"reporting": 1.0}
    settings = parse_settings({"company": {"name": "T"}, "scorecard": {"weights": stated}})
    cards = frames_of(found, settings=settings)["scorecards"].set_index("node")
    assert cards.loc["R4", "points"] == pytest.approx(0) and cards.loc["R1", "points"] == 100
    assert cards.loc["R4", "verdict"] == "below"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"weights": {"sales": 1.0}}, "lacks reporting"),
        ({"weights": dict.fromkeys(WEIGHTS, 0.3)}, "add up to 1.5"),
        ({"weights": {"sale": 1.0}}, "sale"),
        ({"severity": {"prices": 1.0}}, "prices"),
        ({"severity": {"price": 0.0}}, "more than 0"),
    ],
)
def test_weights_that_cannot_be_are_refused(stated: dict[str, object], said: str) -> None:
    with pytest.raises(CompanyError, match=said):
        parse_settings({"company": {"name": "T"}, "scorecard": stated})
