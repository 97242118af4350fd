"""What 03b_rivals says of which rows, and with which status."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Context
from salesnb.findings import Finding, Words
from salesnb.pages.rivals import FRAMES, sentences
from tests.pages.rows import page

NAMES = {"K1": Words("One", "一", kind="name"), "K2": Words("Two", "二", kind="name")}
CONTEXT = Context("CNY", {"competitors": NAMES})
NEWS = {
    "scope": "total",
    "n_new_prices": 4,
    "n_new_aspects": 1,
    "n_panels": 4,
    "n_seen": 3,
    "n_gone": 0,
    "near": 0.02,
}


def results_with(**records):
    return page(FRAMES, CONTEXT, **{"news": NEWS, **records})


def price(**given) -> dict[str, object]:
    """Return a price panel of Pumps."""
    row = {
        "dimension": "product_group",
        "competitor_id": "K1",
        "node": "Pumps",
        "n": 8,
        "age_days": 5,
    }
    return {**row, "price_ratio": 0.9, "low": 0.85, "high": 0.95, "state": "fresh", **given}


def of(found: list[Finding], key: str) -> Finding:
    """Return the sentence with this key."""
    return next(one for one in found if one.key == key)


def test_without_any_observation_each_sentence_says_what_is_needed() -> None:
    found = sentences.answer(results_with())
    assert "price_observations" in of(found, "price").plain()
    assert "competitor_observations" in of(found, "advantage").plain()
    assert "opportunities" in of(found, "lost").plain()
    assert {one.status for one in found} == {"info"}
    (said,) = sentences.reasons(results_with())
    assert said.status == "info" and "cannot be compared" in said.plain()


def price_level(*prices: dict[str, object], near: float = 0.02) -> Finding:
    got = results_with(prices=list(prices), news={**NEWS, "near": near})
    return sentences.price_level(got)


def test_a_price_without_an_interval_says_nothing() -> None:
    said = price_level(price(low=float("nan"), high=float("nan"), state="single"))
    assert said.status == "info" and "at least two of one competitor" in said.plain()


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"price_ratio": 1.0, "low": 0.985, "high": 1.02}, "good", "more than 2.0% below our list"),
        ({}, "watch", "One in Pumps: 0.90 of our list price (0.85 to 0.95; 8 prices, the newest"),
        ({"against_net": 1.0}, "watch", "really pay, at 1.00 of that and 0.90 of our list"),
        ({"against_net": 0.94}, "act", "and 0.90 of our list (0.85 to 0.95), by 8 prices"),
    ],
)
def test_the_cheapest_rival_is_held_against_list_and_net(given, status, words) -> None:
    dearer = price(competitor_id="K2", price_ratio=1.2, low=1.1, high=1.3)
    said = price_level(dearer, price(**given))
    assert said.status == status and words in said.plain() and "One in Pumps" in said.plain()


def test_how_near_counts_as_equal_is_the_cell_that_the_sentence_cites() -> None:
    near = price(price_ratio=1.0, low=0.985, high=1.02)
    said = price_level(near, near=0.03)
    assert "more than 3.0% below" in said.plain()
    assert said.slots["near.near"].ref.column == "near"
    assert price_level(near, near=0.01).status == "info", "it may be further below than that"


def test_a_single_price_and_a_wide_range_are_no_good_news() -> None:
    near = price(price_ratio=1.0, low=0.99, high=1.01)
    wide = price(competitor_id="K2", price_ratio=1.02, low=0.8, high=1.3)
    alone = price(competitor_id="K2", price_ratio=0.7, low=float("nan"), high=float("nan"), n=1)
    said = price_level(near, wide)
    assert said.status == "info"
    assert "cannot be told: Two in Pumps, for one, may be anywhere from 0.80" in said.plain()
    said = price_level(near, alone)
    assert said.status == "good" and "whose prices can be judged" in said.plain()


def test_the_cheapest_is_told_by_what_customers_pay_where_that_is_known() -> None:
    pumps = price(price_ratio=0.85, low=0.8, high=0.9, against_net=1.21)
    seals = price(node="Seals", price_ratio=0.88, low=0.84, high=0.92, against_net=0.926)
    said = price_level(pumps, seals)
    assert said.status == "act"
    assert said.plain().startswith("One in Seals is the cheapest against what our customers really")
    said = price_level(pumps, {**seals, "against_net": float("nan")})
    assert said.status == "watch" and said.plain().startswith("One in Pumps is the cheapest")


def test_the_newest_step_is_told_a_cut_as_something_to_act_on() -> None:
    step = {
        "competitor_id": "K1",
        "product_group": "Pumps",
        "earliest": "2026-02",
        "latest": "2026-04",
    }
    cut = {**step, "month": "2026-03", "size": -0.15, "after": 0.8, "n_after": 10, "months_ago": 5}
    rise = {**step, "competitor_id": "K2", "month": "2025-06", "size": 0.05, "months_ago": 14}
    got = results_with(news={"smallest_step": 0.08}, price_changes=[rise, cut])
    said = sentences.steps(got.price_changes, got.news)
    assert said.status == "act" and said.plain().startswith("One moved its price of Pumps")
    words = "−15.0% against our list, most likely in Mar 2026; prices seen from then on (10)"
    assert words in said.plain() and "stand at 0.80 of our list" in said.plain()
    got = results_with(news={"smallest_step": 0.08}, price_changes=rise)
    assert sentences.steps(got.price_changes, got.news).status == "good"


def test_a_cut_that_is_news_comes_before_a_later_rise() -> None:
    cut = {"competitor_id": "K1", "product_group": "Pumps", "month": "2026-03", "size": -0.15}
    rise = {"competitor_id": "K2", "product_group": "Pumps", "month": "2026-06", "size": 0.05}
    for months_ago, first in ((6, "K1"), (7, "K2")):
        steps = [{**cut, "months_ago": months_ago}, {**rise, "months_ago": months_ago - 3}]
        got = results_with(news={"smallest_step": 0.08}, price_changes=steps)
        assert sentences.foremost(got.price_changes).first["competitor_id"] == first
        assert sentences.foremost(results_with().price_changes).is_empty


@pytest.mark.parametrize(("months_ago", "status"), [(6, "act"), (7, "watch")])
def test_an_old_cut_is_watched_and_told_with_what_our_sales_did(months_ago, status) -> None:
    cut = {"competitor_id": "K1", "product_group": "Pumps", "month": "2026-03", "size": -0.1}
    did = {"months_ago": months_ago, "our_growth": -0.02, "other_growth": 0.13}
    got = results_with(news={"smallest_step": 0.08}, price_changes={**cut, **did})
    assert sentences.steps(got.price_changes, got.news).status == status
    (said,) = sentences.since(got.price_changes)
    words = "our sales of Pumps changed by −2.0% on the year before, those of all other groups by"
    assert said.plain().startswith("Since One moved its price") and words in said.plain()
    unknown = results_with(price_changes={**cut, **did, "our_growth": float("nan")})
    assert sentences.since(unknown.price_changes) == sentences.since(results_with().price_changes)
    assert sentences.since(unknown.price_changes) == []


def test_without_a_step_it_is_said_how_small_a_one_would_have_been_found() -> None:
    none = results_with(news={"smallest_step": 0.08})
    assert "one of 8.0% halfway" in sentences.steps(none.price_changes, none.news).plain()
    short = results_with(news={"smallest_step": float("nan")})
    assert "cannot be told" in sentences.steps(short.price_changes, short.news).plain()


def test_an_advantage_is_told_only_where_the_verdict_is_clear() -> None:
    row = {
        "competitor_id": "K1",
        "aspect": "quality",
        "unit": "index",
        "mean": 110.0,
        "low": 105.0,
        "high": 115.0,
        "n": 5,
    }
    said = sentences.advantage(results_with(aspects={**row, "verdict": "better"}).aspects)
    assert said.status == "watch" and "One is clearly better in quality: 110.0" in said.plain()
    said = sentences.advantage(results_with(aspects={**row, "verdict": "unclear"}).aspects)
    assert said.status == "good" and "In none of the watched aspects" in said.plain()


LOST = {
    "competitor_id": "K1",
    "n": 5,
    "amount": 100.0,
    "n_year_before": 4,
    "share": 0.8,
    "main_reason": "price",
    "n_main": 3,
}


@pytest.mark.parametrize(("before", "status"), [(95.0, "watch"), (50.0, "act")])
def test_who_takes_most_is_told_with_the_year_before(before: float, status: str) -> None:
    one = {**LOST, "amount_year_before": before}
    unknown = {**one, "competitor_id": "(not stated)", "amount": 900.0}
    total = {**one, "competitor_id": "total", "amount": 1000.0}
    said = sentences.lost(results_with(lost_rivals=[total, unknown, one]).lost_rivals)
    assert said.status == status and said.plain().startswith("One took the largest amount")
    (why, _) = sentences.reasons(results_with(lost_rivals=[total, unknown, one]))
    words = "for deals that One took from us is price (deals: 3 of 5)."
    assert why.plain() == f"The reason given most often {words}"


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"main_reason": "", "n_main": float("nan")}, "watch", "80.0% of what we lost"),
        ({"n_year_before": 0, "amount_year_before": 0.0}, "watch", "(¥0 in the year before)"),
        ({"amount": 0.0, "share": float("nan")}, "info", "with competitor and amount are needed"),
    ],
)
def test_what_was_not_stated_of_lost_deals_is_not_told(given, status, words) -> None:
    one = {**LOST, "amount_year_before": 95.0, **given}
    said = sentences.lost(results_with(lost_rivals=one).lost_rivals)
    assert said.status == status and words in said.plain()
    assert "–" not in said.plain()
    whys = [f.key for f in sentences.reasons(results_with(lost_rivals=one))]
    assert whys == (["reason"] if "main_reason" in given else ["why", "reason"])


def test_the_table_of_lost_deals_ends_what_it_lists_with_the_total() -> None:
    one = {**LOST, "amount_year_before": 95.0}
    total = {**one, "competitor_id": "total", "amount": 900.0}
    got = results_with(lost_rivals=[total, one]).lost_rivals
    assert [str(row.words("competitor_id")) for row in got] == ["One", "all together"]
    assert got.without_total().frame["competitor_id"].tolist() == ["K1"]


def test_a_reason_that_stands_out_is_named_unless_nobody_knows_whose_it_is() -> None:
    row = {"competitor_id": "K1", "reason": "terms", "n": 30, "share": 0.75, "usual_share": 0.2}
    marked = {**row, "stands_out": True, "chance": 0.001}
    (said,) = sentences.reasons(results_with(lost_reasons=marked))
    assert said.status == "act" and "One wins by terms" in said.plain()
    for given, words in (
        ({"chance": 0.4}, "No competitor wins"),
        ({}, "two with reasons are needed"),
        ({"competitor_id": "(not stated)", "chance": 0.4}, "two with reasons are needed"),
    ):
        (said,) = sentences.reasons(results_with(lost_reasons={**row, **given}))
        assert said.status == "info" and words in said.plain()


def test_the_rival_not_seen_for_longest_is_named_with_its_day() -> None:
    gone = price(competitor_id="K2", state="gone", newest_on="2025-03-05", price_ratio=float("nan"))
    elsewhere = {**gone, "dimension": "region", "competitor_id": "K1", "newest_on": "2025-01-01"}
    later = price(
        competitor_id="K1", state="gone", newest_on="2025-06-01", price_ratio=float("nan")
    )
    found = sentences.month(
        results_with(prices=[later, gone, elsewhere], news={**NEWS, "n_gone": 2, "n_seen": 1})
    )
    assert of(found, "news").status == "watch"  # fewer than half of the panels were seen
    assert "The oldest is of Two, last seen on 2025-03-05" in of(found, "gone").plain()
    assert [one.status for one in sentences.month(results_with())] == ["good"]
    (nothing,) = sentences.month(results_with(news={**NEWS, "n_panels": 0, "n_seen": 0}))
    assert nothing.status == "info" and "has been seen so far" in nothing.plain()


def test_prices_compared_our_own_and_left_out_are_all_prices_seen() -> None:
    def said(left: int) -> Finding:
        counts = {"compared": 7, "ours": 2, "left_out": left, "total": 9 + left}
        rows = [
            {"outcome": name, "n_year": n, "n_regions": n, "n_ever": 10 * n}
            for name, n in counts.items()
        ]
        (one,) = sentences.accounts(results_with(price_rows=rows).price_rows)
        return one

    words = "10 = 7 of competitors, compared with ours + 2 of our own + 1 left out; in all months:"
    assert f"{words} 100 = 70 + 20 + 10." in said(1).plain()
    assert (said(1).status, said(0).status) == ("watch", "good")
    assert sentences.accounts(results_with().price_rows) == []


def test_each_reason_of_a_price_left_out_says_what_to_do_and_the_sums_stand_last() -> None:
    names = ["total", "left_out", "far", "compared", "currency"]
    rows = results_with(price_rows=[{"outcome": one} for one in names]).price_rows
    assert rows.frame["outcome"].tolist() == ["compared", "currency", "far", "left_out", "total"]
    assert "convert them in the mapping" in str(rows.row(outcome="currency").words("outcome"))
    taken = [{"competitor_id": one, "amount_lost": n} for one, n in (("total", 9.0), ("K1", 5.0))]
    listed = [str(row.words("competitor_id")) for row in results_with(rivals=taken).rivals]
    assert listed == ["One", "all named competitors"]


def test_judgements_and_deals_are_told_with_what_was_left_out_where_any_was_seen() -> None:
    judged = {"kind": "judgements", "n_seen": 9, "n_counted": 6, "n_no_value": 2, "n_no_rival": 1}
    deals = {"kind": "deals", "n_seen": 3, "n_counted": 3, "n_no_value": 0, "n_no_rival": 0}
    rows = [{"n_no_day": 0, "n_unnamed": 0, **one} for one in (judged, deals)]
    said = {one.key: one for one in sentences.left_out(results_with(left_out=rows).left_out)}
    words = "Judgements of two years: 9 = 6 that count + 2 without a value + 1 without a competitor"
    assert words in said["seen_judgements"].plain()
    assert (said["seen_judgements"].status, said["seen_deals"].status) == ("watch", "good")
    nobody = [{**rows[1], "n_unnamed": 3}]
    (told,) = sentences.left_out(results_with(left_out=nobody).left_out)
    assert told.status == "watch" and "3 that count, of which 3 name no competitor" in told.plain()
    nothing = [{**one, "n_seen": 0, "n_counted": 0} for one in rows]
    assert sentences.left_out(results_with(left_out=nothing).left_out) == []
