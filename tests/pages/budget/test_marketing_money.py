"""What 10_budget says of marketing money: each verdict with its range, and what is missing."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import budget
from salesnb.pages.budget import frontier, gain, months, returns, spending
from tests.pages.rows import page

CONTEXT = Context("CNY")
NAN = float("nan")
BASIS = {
    "scope": "total",
    "year": "2027",
    "source": "data",
    "response": "orders",
    "counted": "margin",
    "n_regions": 12,
    "n_channels": 5,
    "n_months": 72,
    "last_year": 6.4e6,
    "total": 6.8e6,
    "total_source": "budget",
    "unspent": 0.0,
    "beside": 0.0,
    "confidence": 0.8,
    "horizon": 24,
    "margin_share": 0.235,
}
GAIN = {
    "scope": "total",
    "total": 6.8e6,
    "brings": 9e6,
    "gain": 4e5,
    "gain_share": 0.044,
    "low": 1e5,
    "high": 7e5,
    "probability": 0.93,
    "confidence": 0.8,
    "least_seen": 2e5,
    "moved": 9e5,
    "verdict": "act",
}
MOVE = {
    "place": 1,
    "from_region": "R-SU",
    "from_channel": "M1",
    "to_region": "R-GZ",
    "to_channel": "M4",
    "amount": 1e5,
    "gain": 9e4,
    "low": 1e4,
    "high": 2e5,
    "probability": 0.9,
}
RETURN = {
    "marketing_channel_id": "M4",
    "present": 1e6,
    "marginal": 1.6,
    "marginal_low": 1.1,
    "marginal_high": 2.4,
    "state": "free",
    "decay": 0.7,
    "decay_low": 0.6,
    "decay_high": 0.8,
}
CHANNEL = {
    "marketing_channel_id": "M4",
    "before": 1e6,
    "same": 1.1e6,
    "best": 1.5e6,
    "proposed": 1.5e6,
    "change": 5e5,
}
BINDS = {"marketing_channel_id": "total", "kind": "total", "amount": 6.8e6, "one_more": 1.2}


def of(**records: Any) -> Results:
    return page(budget.FRAMES, CONTEXT, **records)


@pytest.mark.parametrize(
    ("verdict", "status", "says"),
    [
        ("act", "act", "gains ¥400.0k of gross margin a year"),
        ("stay", "good", "not worth moving money for"),
        ("cannot_tell", "info", "Only a gain of ¥200.0k or more would have been sure."),
        ("judged", "info", "until a test shows it"),
        ("fixed", "info", "No money may move"),
    ],
)
def test_the_verdict_stands_with_its_range(verdict: str, status: str, says: str) -> None:
    (said,) = gain.verdict(of(spend_basis=BASIS, money_gain=GAIN | {"verdict": verdict}))
    assert says in said.plain() and said.status == status
    if verdict in {"act", "stay", "cannot_tell"}:
        assert "¥100.0k to ¥700.0k in four of five cases" in said.plain()


def test_moves_are_named_only_where_money_should_move() -> None:
    four = [MOVE | {"place": n} for n in (1, 2, 3, 4)]
    assert len(gain.moves(of(spend_basis=BASIS, money_gain=GAIN, money_moves=four))) == 3
    stay = GAIN | {"verdict": "stay"}
    assert gain.moves(of(spend_basis=BASIS, money_gain=stay, money_moves=four)) == []


@pytest.mark.parametrize(
    ("lacking", "status", "says"),
    [
        ("no_spend", "info", "It takes the table spend"),
        ("no_regions", "info", "by region and month"),
        ("few_months", "info", "it takes two years"),
        ("refused", "watch", "Nothing is allocated"),
        ("floors", "act", "until one of them gives way"),
    ],
)
def test_a_company_is_told_what_would_switch_the_allocation_on(
    lacking: str, status: str, says: str
) -> None:
    empty = of(spend_basis=BASIS | {"lacking": lacking, "floors": 7e6})
    (said,) = spending.rests_on(empty)
    assert says in said.plain() and said.status == status
    assert budget.answer(empty)[0].plain() == said.plain()
    for section in (gain, frontier, months):
        assert section.found(empty) == []


def test_a_channel_that_is_not_identified_keeps_its_share_and_its_reason_is_said() -> None:
    wide = RETURN | {"marketing_channel_id": "M5", "marginal": 0.4, "state": "unknown"}
    wide |= {"marginal_low": 0.1, "marginal_high": 0.9, "reason": "wide_margin"}
    said = {
        one.key: one for one in returns.found(of(spend_basis=BASIS, channel_returns=[RETURN, wide]))
    }
    assert "the range is too wide" in said["not_identified"].plain()
    assert said["least"].status == "watch" and "does not pay" in said["least"].plain()
    assert said["dearest"].status == "good"


def test_without_costs_nothing_is_said_to_pay_for_itself() -> None:
    basis = BASIS | {"counted": "sales"}
    said = returns.found(of(spend_basis=basis, channel_returns=[RETURN]))
    assert said[0].status == "info" and "no line states its cost" in said[-1].plain()
    (more,) = frontier.found(of(spend_basis=basis, binding=BINDS))
    assert "which is not known" in more.plain()


def test_one_more_unit_is_held_against_one() -> None:
    (pays,) = frontier.found(of(spend_basis=BASIS, binding=BINDS))
    assert "pays for itself" in pays.plain() and pays.status == "info"
    (less,) = frontier.found(of(spend_basis=BASIS, binding=BINDS | {"one_more": 0.7}))
    assert less.status == "watch"


def test_a_lock_says_its_reason_and_what_it_costs() -> None:
    line = {"line_id": "B-2", "marketing_channel_id": "M2", "is_locked": True, "proposed": 2e6}
    (said,) = months.lines(of(money_lines=line | {"reason": "Stands are booked"}))
    assert said.plain().endswith("of plan/budget.toml: Stands are booked.")
    held = BINDS | {"marketing_channel_id": "M2", "kind": "locked", "one_more": 0.5, "beyond": -0.7}
    found = frontier.found(of(spend_basis=BASIS, binding=[BINDS, held]))
    assert [one.key for one in found] == ["one_more", "held_up"]


def test_what_goes_beyond_what_was_seen_is_watched() -> None:
    cell = {"region_id": "R1", "marketing_channel_id": "M4", "is_extrapolated": True}
    found = spending.found(of(spend_basis=BASIS, spend_plan=cell, channel_plan=CHANNEL))
    assert {one.key: one.status for one in found}["extrapolated"] == "watch"


def test_pictures_are_drawn_with_and_without_rows() -> None:
    points = [
        {"marketing_channel_id": "M4", "factor": f, "spend": f * 1e6, "brings": f * 2e6}
        | {"low": f * 1e6, "high": f * 3e6, "is_observed": f < 2}
        for f in (0.0, 1.0, 2.0)
    ]
    totals = [
        {"factor": f, "total": f * 1e6, "brings": f * 2e6, "one_more": 1.1, "is_present": f == 1}
        for f in (0.5, 1.0)
    ]
    known = of(
        spend_basis=BASIS,
        curve_points=points,
        channel_plan=CHANNEL,
        money_gain=GAIN,
        money_moves=MOVE,
        frontier=totals,
        month_totals=[{"month": f"2027-0{n}", "before": 1.0, "proposed": 2.0} for n in (1, 2)],
    )
    for one in (known, of()):
        for section in (returns, spending, gain, frontier, months):
            assert section.draw(one) is not None and section.alt(one).plain()
    plt.close("all")


def test_what_is_decided_stands_in_frames_of_the_page() -> None:
    for decision in budget.DECISIONS:
        frame, _, column = decision.amount.partition(".")
        assert not frame or column in budget.FRAMES[frame].columns


def test_the_sentences_are_there_in_chinese() -> None:
    with use("zh"):
        (said,) = gain.verdict(of(spend_basis=BASIS, money_gain=GAIN))
        assert "毛利" in said.plain()
