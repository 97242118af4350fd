"""What 05b_research says of customers slipping away, of enthusiasm and of capability."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Context
from salesnb.findings import Words
from salesnb.pages.research import FRAMES, capability, enthusiasm, retention
from tests.pages.rows import page

NAMES = {"A": Words("One", "一", kind="name"), "B": Words("Two", "二", kind="name")}
CONTEXT = Context("CNY", {"customers": NAMES})
BASIS = {
    "scope": "total",
    "month": "2026-10",
    "ahead": 3,
    "n_judged": 40,
    "n_slipping": 1,
    "n_overdue": 0,
    "year_amount": 500_000.0,
    "at_stake": 400_000.0,
    "stake_low": 300_000.0,
    "stake_high": 500_000.0,
    "stake_share": 0.05,
    "usual_gap_days": 20.0,
    "seen_after_days": 150.0,
    "chance_verdict": "holds",
    "named_verdict": "holds",
    "amount_verdict": "holds",
    "stake_verdict": "holds",
    "n_named_before": 0,
}
GONE = {
    "customer_id": "A",
    "state": "stopped",
    "silent_days": 90.0,
    "usual_gap_days": 10.0,
    "overdue_ratio": 9.0,
    "year_amount": 500_000.0,
    "at_stake": 400_000.0,
    "is_slipping": True,
}
MODEL = {"model": "bg_nbd", "n": 100, "stated_share": 0.7, "came_share": 0.72, "is_chosen": True}
NAN = float("nan")


def of_retention(basis: dict, **frames):
    kept = {name: GONE[name] for name in GONE}
    given = {"slipping": GONE, "customer_retention": kept, "retention_models": MODEL}
    return page(FRAMES, CONTEXT, retention_basis=basis, **{**given, **frames})


def test_money_at_stake_calls_for_action() -> None:
    said = retention.verdict(of_retention(BASIS))
    assert (said.key, said.status) == ("slipping", "act")
    assert "¥400.0k of that is at stake" in said.plain()
    assert "One, bought ¥500.0k a year and has not ordered for 90 days" in said.plain()


def test_little_at_stake_is_watched() -> None:
    assert retention.verdict(of_retention(BASIS | {"stake_share": 0.001})).status == "watch"


def test_money_that_did_not_hold_is_not_said() -> None:
    basis = BASIS | {"at_stake": NAN, "stake_low": NAN, "stake_high": NAN, "stake_share": NAN}
    said = retention.verdict(of_retention(basis, slipping=GONE | {"at_stake": NAN}))
    assert said.key == "slipping_unpriced"
    assert "at stake" not in said.plain()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("too_short", "too short to check"), ("does_not_hold", "did not come true")],
)
def test_where_it_did_not_hold_only_the_order_of_overdue_is_said(verdict: str, words: str) -> None:
    said = retention.verdict(of_retention(BASIS | {"chance_verdict": verdict}))
    assert words in said.plain()
    assert "9.0 times its usual pause" in said.plain()
    assert "stake" not in said.plain()


def test_nobody_slipping_says_what_would_have_been_seen() -> None:
    said = retention.verdict(of_retention(BASIS | {"n_slipping": 0}, slipping=[]))
    assert said.status == "good"
    assert "after 150 days of silence" in said.plain()


def test_without_purchases_it_says_so() -> None:
    empty = page(FRAMES, CONTEXT)
    assert retention.found(empty)[0].key == "slipping_unknown"
    assert enthusiasm.found(empty)[0].key == "engaged"
    assert "not yet assessed" in capability.found(empty)[0].plain()


def test_the_index_says_whether_it_told_who_stays() -> None:
    low = {"third": "low", "stayed_share": 0.8, "growth": 0.3}
    high = {"third": "high", "stayed_share": 0.9, "growth": 0.0}
    basis = {"scope": "total", "n_known": 90, "n_low": 2, "n_terms": 0, "n_earning": 0}
    basis |= {"n_grow": 0, "n_shrink": 0, "n_unclear": 0, "low_amount": 10.0}
    told = page(FRAMES, CONTEXT, enthusiasm_basis=basis, enthusiasm_thirds=[low, high])
    assert "tells who stays" in enthusiasm.found(told)[1].plain()
    turned = [low | {"stayed_share": 0.9}, high]
    told = page(FRAMES, CONTEXT, enthusiasm_basis=basis, enthusiasm_thirds=turned)
    assert enthusiasm.found(told)[1].status == "watch"
    assert "does not tell who stays" in enthusiasm.found(told)[1].plain()


def test_targets_beyond_what_customers_carry() -> None:
    basis = {"scope": "total", "plan_month": "2026-09", "n_customers": 5, "n_judged": 4}
    basis |= {"n_short": 1, "short_amount": 50.0, "short_share": 0.05, "target_year": 1000.0}
    row = {"customer_id": "B", "state": "short", "target_year": 300.0, "short_amount": 50.0}
    row |= {"carried": 240.0, "carried_low": 230.0, "carried_high": 250.0, "shown": 240.0}
    found = capability.found(
        page(
            FRAMES,
            CONTEXT,
            capability_basis=basis | {"n_sell_out": 0},
            capability=row | {"held_by": "cash", "sell_through": NAN, "sell_in": NAN},
        )
    )
    assert [one.status for one in found] == ["act", "watch"]
    assert "Two is asked for ¥300 a year and can carry ¥240" in found[1].plain()
