"""What cards and the page say of how targets came about: each sentence on small rows."""

from __future__ import annotations

import pytest

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import targets
from salesnb.pages.targets import cards, evidence
from tests.pages.rows import page, rows

CONTEXT = Context("CNY")
NAN = float("nan")
REP = {"dimension": "rep", "node": "R1", "year": "2027", "target": 1.2e6, "before": 1e6}
STEPS = {"last_year": 9e5, "expected": 5e4, "ambition": 1e5, "growth": 0.2}
PEERS = {
    "dimension": "rep",
    "node": "R1",
    "growth": 0.2,
    "others_growth": 0.1,
    "growth_place": 2,
    "growth_of": 9,
}
REPLY = {"dimension": "rep", "node": "R1", "first": "2027-01", "last": "2027-03", "committed": 5e5}
CHANCE = Frame(
    name="attainability",
    title="Chance",
    key="dimension node period",
    fields=(
        col.code("dimension", "Dimension", evidence.DIMENSION),
        col.member("node", "Node", within="dimension"),
        col.text("period", "Period"),
        col.share("probability", "Probability", shown="chance"),
        col.text("band", "Band"),
        col.text("state", "State"),
    ),
)


def test_a_card_opens_with_the_target_and_what_the_same_customers_bought() -> None:
    (said,) = cards.opening(rows(evidence.EVIDENCE, REP | STEPS, context=CONTEXT))
    assert said.plain() == (
        "The target for 2027 is ¥1.2M, +20.0% on the ¥1.0M that the same customers bought in the"
        " same months a year earlier, or the last such months known."
    )
    (said,) = cards.opening(rows(evidence.EVIDENCE, REP | {"growth": NAN, "before": NAN}))
    assert "gives nothing to compare" in said.plain()
    (said,) = cards.opening_of_customer(rows(evidence.EVIDENCE, REP | STEPS, context=CONTEXT))
    assert "that the customer bought in the same months" in said.plain()


def test_a_rep_is_compared_only_where_others_are_known() -> None:
    (said,) = cards.compared(rows(evidence.EVIDENCE_PEERS, PEERS, context=CONTEXT))
    assert "the middle of the others is +10.0% (place 2 of 9" in said.plain()
    potential = {
        "by_potential": 1e6,
        "of_potential": 1.2,
        "others_of_potential": 0.9,
        "of_potential_place": 1,
        "of_potential_of": 9,
    }
    _, said = cards.compared(rows(evidence.EVIDENCE_PEERS, PEERS | potential, context=CONTEXT))
    assert "¥1.0M; the target is 1.20 times that" in said.plain() and "0.90 (place 1 of 9" in (
        said.plain()
    )
    (said,) = cards.compared(rows(evidence.EVIDENCE_PEERS, PEERS | {"others_growth": NAN}))
    assert said.plain().startswith("Too few others")


@pytest.mark.parametrize(
    ("own", "text"),
    [
        (
            {"target": 6e5, "difference": -1e5},
            "From Jan 2027 to Mar 2027 ¥500.0k was committed to bottom-up; the target for the same"
            " combinations of customer, product group and month is ¥600.0k (committed less target:"
            " −¥100.0k). They carry 40.0% of the whole target for these months.",
        ),
        ({"offered_growth": 0.1}, "+10.0% on the ¥450.0k that the same customers bought of the"),
        ({}, "sales of the same customers and product groups a year earlier give nothing"),
        ({"last": "2027-01", "target": 6e5, "difference": 1.0}, "product group in this month is"),
        ({"last": "2027-01", "offered_growth": 0.1}, "in the same month a year earlier"),
        ({"last": "2027-01"}, "The plan does not hold this month, and sales of the same"),
    ],
)
def test_what_was_committed_to_is_held_against_what_there_is(
    own: dict[str, object], text: str
) -> None:
    known = REPLY | {"before": 4.5e5, "covered_share": 0.4}
    (said,) = cards.replied(rows(evidence.EVIDENCE_REPLIES, known | own, context=CONTEXT))
    assert text in said.plain()


def test_what_was_committed_to_beside_the_plan_is_said_apart() -> None:
    row = REPLY | {"target": 6e5, "difference": -1e5, "covered_share": 0.4, "outside": 2e5}
    _, beside = cards.replied(rows(evidence.EVIDENCE_REPLIES, row, context=CONTEXT))
    assert beside.plain().startswith("For months that this plan does not hold ¥200.0k more")


def test_the_chance_is_that_of_the_year_or_a_band() -> None:
    year = {"dimension": "rep", "node": "R1", "period": "2027", "band": "ambitious"}
    quarter = year | {"period": "2027-Q1", "probability": 0.9}
    (said,) = cards.chance(rows(CHANCE, year | {"probability": 0.55}, quarter))
    assert said.plain() == "The chance that the year's target is reached is 55.0%."
    band, nearer = cards.chance(rows(CHANCE, year, quarter))
    assert band.plain().endswith("reached: ambitious.")
    assert nearer.plain() == "The chance that the target of 2027-Q1 is reached is 90.0%."
    (said,) = cards.chance(rows(CHANCE, year | {"state": "too_sparse"}))
    assert "not judged alone" in said.plain() and said.plain().endswith("reached: ambitious.")


def test_the_page_says_who_is_asked_for_most_and_least() -> None:
    whole = {"dimension": "total", "node": "total", "year": "2027", "target": 2e6, **STEPS}
    two = [REP | STEPS, REP | STEPS | {"node": "R2", "growth": -0.1}, whole]
    found = evidence.found(page(targets.FRAMES, CONTEXT, evidence=two))
    assert [one.key for one in found] == ["steps", "spread"]
    assert "changes it by +¥50.0k" in found[0].plain()
    assert found[1].plain().startswith("R1 is asked for most") and "R2 for least (−10.0%)" in (
        found[1].plain()
    )
    assert evidence.table(page(targets.FRAMES, CONTEXT, evidence=two).evidence).frame[
        "node"
    ].tolist() == [*("R1", "R2")]
    assert evidence.found(page(targets.FRAMES, CONTEXT)) == []


def test_the_sentences_are_there_in_chinese() -> None:
    with use("zh"):
        (said,) = cards.opening(rows(evidence.EVIDENCE, REP | STEPS, context=CONTEXT))
        assert said.plain().startswith("2027 年的目标为 ¥120.0万")
