"""What 02_sales says of which rows, and with which status."""

from __future__ import annotations

import math

import pytest

from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages.sales import answer, bridge, customers, limits, position, trend, verdict
from tests.pages.sales.made import END, EXPECTED, GROWN, VERDICT, made, steps
from tests.pages.sales.made import verdict as judged

NAN = math.nan
EXPECTED_ONLY = {name: EXPECTED[name] for name in ("expected", "low", "high")}
AHEAD = (("10", 1e6), ("11", NAN), ("12", NAN))  # months and their sales


def told(found: Finding, status: str, *words: str) -> None:
    """Assert status and words of a sentence."""
    assert found.status == status, found.plain()
    assert not [word for word in words if word not in found.plain()], found.plain()


def headlines(**year: float) -> list[dict[str, object]]:
    value = {"measure": "sales", "span": "month", "value": 1e6}
    return [value, {"measure": "sales", "span": "twelve_months", **year}]


def rhythm(late: int = 0, *, keeping: int = 10, chance: float = 0.5, amount: float = 50.0):
    rows = (("on_rhythm", keeping, 900.0), ("overdue", late, amount), ("cannot_tell", 3, 7.0))
    rows = (*rows, ("total", keeping + late + 3, 1000.0))
    known = [{"state": s, "n_customers": n, "year_amount": a} for s, n, a in rows]
    return [{**row, "by_chance": chance if row["state"] == "overdue" else NAN} for row in known]


SILENT = {"customer_id": "C1", "year_amount": 50.0, "last_month": "2026-04", "silent_months": 6}


@pytest.mark.parametrize(
    ("growth", "status", "words"),
    [
        (0.1, "good", "Invoiced sales in Oct 2026 were ¥1.0M; twelve months make ¥12.0M, +10.0%"),
        (-0.01, "watch", "−1.0%"),
        (-0.2, "act", "−20.0%"),
        (NAN, "info", "twelve months make ¥12.0M. The year before is not known in full."),
    ],
)
def test_the_level_is_judged_by_its_growth(growth: float, status: str, words: str) -> None:
    page = made(headlines=headlines(value=12e6, growth=growth), verdict=VERDICT)
    told(position.level(page.headlines, page.verdict), status, words)


def test_orders_are_called_orders() -> None:
    page = made(headlines=headlines(value=1e6, growth=0.1), verdict={**VERDICT, "basis": "order"})
    told(position.level(page.headlines, page.verdict), "good", "Booked orders in Oct 2026")


def expectation(page) -> Finding:
    return verdict.expectation(page.verdict, page.data_end, page.silent_parts)


@pytest.mark.parametrize(
    ("actual", "status", "words"),
    [
        (1e6, "good", "Oct 2026 is an ordinary month"),
        (8e5, "act", "is no ordinary month"),
        (1.2e6, "watch", "outside ¥900.0k to ¥1.1M"),
    ],
)
def test_a_month_is_held_against_its_interval(actual: float, status: str, words: str) -> None:
    told(expectation(judged(actual=actual)), status, words)


def test_a_short_history_judges_no_month() -> None:
    told(expectation(judged(low=NAN, n_months=2)), "info", "cannot be told from 2 months")


def test_a_month_whose_data_end_early_is_not_judged() -> None:
    known = {"expected_per_day": 6e4, "day_deviation": -0.1667}
    page = made(verdict=VERDICT, data_end={**END, "is_partial": True, **known})
    said = expectation(page)
    told(said, "watch", "end on 2026-10-20, 12 of 18 working days", "−16.7% against the ¥60.0k")
    page = made(verdict=VERDICT, data_end={**END, "is_partial": True})
    told(expectation(page), "info", "Cannot tell yet how Oct 2026 is: its data end on 2026-10-20.")


@pytest.mark.parametrize(("share", "status"), [(0.3, "watch"), (0.05, "act")])
def test_a_large_part_that_is_silent_altogether_is_asked_for_first(share, status) -> None:
    part = {"dimension": "sales_method", "node": "D", "year_amount": 9.0, "year_share": share}
    low = {**VERDICT, **EXPECTED, "actual": 7e5}
    said = expectation(made(verdict=low, data_end=END, silent_parts=part))
    told(said, status)
    assert ("for Direct, which sold every month" in said.plain()) == (status == "watch")


def driver(causes: dict[str, float], change: float) -> Finding:
    page = made(
        bridge=steps(**causes),
        headlines=[{"measure": "sales", "span": "twelve_months", "change": change}],
        monthly={"month": "2025-01"},
    )
    return bridge.driver(page.bridge, page.headlines, page.monthly)


def test_the_driver_is_the_largest_part_and_what_works_most_against_it() -> None:
    said = driver({"volume": 80.0, "price": 30.0, "lost": -15.0}, 95.0)
    told(said, "good", "changed by +¥95", "volume, +¥80", "most against it: lost customers, −¥15")
    said = driver({"volume": -80.0, "price": 30.0}, -50.0)
    told(said, "watch", "volume, −¥80", "most against it: prices, +¥30")


def test_where_all_parts_work_alike_nothing_works_against() -> None:
    told(driver({"volume": 80.0}, 80.0), "good", "nothing works against it")


@pytest.mark.parametrize("rows", [[], steps(before=0.0, new=5.0)])
def test_without_a_year_before_nothing_explains_a_change(rows) -> None:
    page = made(bridge=rows, monthly=[{"month": "2025-03"}, {"month": "2025-04"}])
    said = bridge.driver(page.bridge, page.headlines, page.monthly)
    told(said, "info", "Two whole years", "start in Mar 2025")


def test_margin_orders_and_cash_are_judged_where_they_are_known() -> None:
    year = {"span": "twelve_months", "margin_share": 0.3, "uncosted_share": 0.0}
    year |= {"book_to_bill": 0.9}
    rates = {**year, "collected_share": 1.0, "margin_before": 0.35, "margin_points": -5.0}
    margin, follow = position.behind(made(ratios=rates).ratios)
    told(margin, "act", "30.0%", "after 35.0% a year ago")
    told(follow, "watch", "orders were 0.90 and cash 1.00 times sales")
    half = {**rates, "uncosted_share": 0.4}
    told(position.behind(made(ratios=half).ratios)[0], "watch", "30.0% of those", "40.0% of sales")
    none = {**year, "uncosted_share": 0.9, "margin_share": NAN}
    told(position.behind(made(ratios=none).ratios)[0], "watch", "cannot be told: 90.0%")
    (margin,) = position.behind(made(ratios=year).ratios)
    told(margin, "info", "Margin is 30.0%")
    (nothing,) = position.behind(made().ratios)
    told(nothing, "info", "lacking")


def test_the_last_month_says_what_is_not_exported_with_a_dash() -> None:
    rows = [{"month": "2026-09", "sales": 2.0}, {"month": "2026-10", "sales": 1e6}]
    told(position.last_month(made(monthly=rows).monthly), "info", "Oct 2026: sales ¥1.0M", "–")


@pytest.mark.parametrize(
    ("grown", "status", "words"),
    [
        ((0.12, 0.08, 0.18), "good", "changed by +12.0% within a year (+8.0% to +18.0%)"),
        ((-0.03, -0.05, -0.01), "watch", "changed by −3.0%"),
        ((-0.2, -0.3, -0.1), "act", "changed by −20.0%"),
        ((0.02, -0.05, 0.09), "info", "Whether sales grew"),
        ((NAN, NAN, NAN), "info", "too few"),
    ],
)
def test_the_trend_is_told_where_it_is_beyond_noise(grown, status: str, words: str) -> None:
    told(trend.growing(judged(**dict(zip(GROWN, grown, strict=True))).verdict), status, words)


def test_the_month_to_come_is_the_first_without_sales() -> None:
    rows = [{"month": f"2026-{n}", "actual": a, **EXPECTED_ONLY} for n, a in AHEAD]
    told(trend.next_month(made(trend=rows).trend), "info", "Sales of Nov 2026 are expected")
    told(trend.next_month(made().trend), "info", "Too few months")


@pytest.mark.parametrize(
    ("rung", "words"),
    [("short", "none is taken out"), ("medium", "held near even"), ("full", ""), ("none", "")],
)
def test_a_short_history_says_what_it_leaves_open(rung: str, words: str) -> None:
    found = verdict.history(judged(rung=rung, n_months=14).verdict)
    assert len(found) == bool(words)
    assert all("With 14 months" in one.plain() and words in one.plain() for one in found)


def effects(low: float, high: float, change: float = -0.3) -> list[dict[str, object]]:
    days = {"effect": "working_days", "estimate": 0.5, "low": 0.2, "high": 0.8}
    week = {"effect": "festival_during", "change": change, "change_low": low, "change_high": high}
    return [days, week]


def test_the_calendar_says_festival_and_working_days_each_for_itself() -> None:
    week, days = trend.calendar(made(effects=effects(-0.4, -0.2)).effects)
    told(week, "info", "changes the sales of a month that holds it by −30.0% (−40.0% to −20.0%)")
    told(days, "info", "lifts sales 0.50 per cent (0.20 to 0.80)")
    week, _ = trend.calendar(made(effects=effects(-0.4, 0.1)).effects)
    told(week, "info", "cannot be told from noise")
    assert len(trend.calendar(made(effects=effects(0, 0)[:1]).effects)) == 1
    told(*trend.calendar(made().effects), "info", "Too few months")


@pytest.mark.parametrize(
    ("is_clear", "words"), [(True, "Mar is the strongest month"), (False, "stands out from chance")]
)
def test_the_season_names_the_strongest_and_the_weakest_month(is_clear: bool, words: str) -> None:
    rows = [{"number": n, "change": c, "is_clear": is_clear} for n, c in ((2, -0.2), (3, 0.1))]
    page = made(season=[*rows, {"number": 12, "change": 0.0}])
    told(trend.season(page.season), "info", words, "(+10.0%", "Feb", "(−20.0%)")
    with use("zh"):
        assert "3月" in trend.season(page.season).plain()
    told(trend.season(made().season), "info", "Too few months")


@pytest.mark.parametrize(
    ("state", "low", "status"),
    [("below", 0.01, "watch"), ("below", -0.1, "act"), ("above", -0.1, "watch")],
)
def test_a_region_is_judged_by_its_month_and_its_trend(state, low, status) -> None:
    row = {"node": "S", "state": state, "deviation": -0.4, **EXPECTED_ONLY, **GROWN}
    other = {"node": "(unassigned)", "state": "ordinary", "distance": 9.0}
    page = made(regions=[{**row, "growth_low": low, "distance": 2.0}, other])
    told(verdict.unusual_region(page.regions), status, "sales in South were unusually", "+12.0%")


def test_no_region_is_unusual_or_nobody_can_tell() -> None:
    page = made(regions={"node": "S", "state": "ordinary"})
    told(verdict.unusual_region(page.regions), "good", "No region with enough history")
    told(verdict.unusual_region(made().regions), "info", "Too few months")


@pytest.mark.parametrize(("share", "status"), [(0.3, "good"), (0.6, "watch")])
def test_few_legs_are_watched_and_so_are_customers_who_leave(share: float, status: str) -> None:
    now = {"span": "now", "n_top": 10, "n_customers": 200, "top_share": share}
    kept = {"scope": "total", "kept_customers_share": 1 - share / 2, "net_share": 1.1}
    page = made(concentration=now, retention=kept)
    few, stay = customers.rests_on(page.concentration, page.retention)
    told(few, status, "largest 10 of 200 customers")
    told(stay, status, "110.0%")


def test_without_sales_or_a_year_before_less_is_said_of_customers() -> None:
    page = made(concentration={"span": "now", "n_top": 10}, retention={"scope": "total"})
    told(*customers.rests_on(page.concentration, page.retention), "info", "no sales")
    page = made(concentration={"span": "now", "top_share": 0.1}, retention={"scope": "total"})
    assert len(customers.rests_on(page.concentration, page.retention)) == 1


@pytest.mark.parametrize(
    ("growth", "status", "words"),
    [(0.05, "good", "+5.0%"), (-0.2, "act", "−20.0%"), (NAN, "info", "start in Jan 2026")],
)
def test_what_is_alike_is_judged_per_working_day(growth: float, status: str, words: str) -> None:
    row = {"scope": "total", "growth": growth, "day_growth": growth, "covered_share": 0.7}
    page = made(like_for_like=row, monthly={"month": "2026-01"})
    told(customers.alike(page.like_for_like, page.monthly), status, words)


@pytest.mark.parametrize(
    ("late", "chance", "amount", "status"),
    [(3, 0.5, 50.0, "act"), (3, 5.0, 50.0, "watch"), (3, 0.5, 1.0, "watch")],
)
def test_silence_calls_for_action_where_it_is_large_and_no_chance(late, chance, amount, status):
    page = made(rhythm=rhythm(late, chance=chance, amount=amount), overdue=SILENT)
    said = customers.silence(page.overdue, page.rhythm)
    told(said, status, "3 customers", "First Co.: ¥50", "up to Apr 2026, and 6 months of silence")


def test_nobody_is_silent_or_nobody_can_tell() -> None:
    page = made(rhythm=rhythm())
    told(customers.silence(page.overdue, page.rhythm), "good", "keeps it (10)")
    told(customers.unknown_rhythm(page.rhythm), "info", "judge silence: 3 (¥7)")
    page = made(rhythm=rhythm(keeping=0))
    told(customers.silence(page.overdue, page.rhythm), "info", "cannot be told yet")


@pytest.mark.parametrize(
    ("late", "status"), [(0.1, "good"), (0.2, "watch"), (0.4, "act"), (NAN, "info")]
)
def test_cash_is_judged_by_what_is_late(late: float, status: str) -> None:
    owed = NAN if late != late else 2e6
    row = {"scope": "total", "open_amount": owed, "dso_days": 40.4, "overdue_share": late}
    words = "is unknown" if status == "info" else "Customers owe ¥2.0M (40 days of sales)"
    told(limits.cash(made(limits=row).limits), status, words)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"open_amount": -50.0, "n_matched": 0.0}, ["balance of what customers owe is −¥50"]),
        ({"open_amount": 0.0, "n_matched": 3.0}, ["left open", "3 receipts without", "(¥900)"]),
        (
            {"open_amount": 9e3, "n_matched": 3.0, "overdue_share": 0.1, "dso_days": 4.0},
            ["Customers owe ¥9.0k", "rests on an assumption: 3 receipts"],
        ),
    ],
)
def test_cash_says_what_it_assumes_of_receipts(row: dict[str, float], words: list[str]) -> None:
    found = limits.cash(made(limits={"scope": "total", "matched_amount": 900.0, **row}).limits)
    told(found, "good", *words)


@pytest.mark.parametrize(("n", "status"), [(0, "good"), (2, "watch"), (NAN, "info")])
def test_credit_is_watched_where_customers_are_beyond_their_limit(n: float, status: str) -> None:
    row = {"scope": "total", "headroom_amount": 1e6, "blocked_customers": n}
    told(limits.credit(made(limits=row).limits), status, "credit" if n != n else "more than their")


@pytest.mark.parametrize(
    ("used", "status", "words"),
    [(0.2, "watch", "it is not hours"), (0.5, "good", "50.0% of their 800"), (NAN, "info", "reps")],
)
def test_hours_limit_nothing_where_few_are_spent_with_customers(used, status, words) -> None:
    row = {"scope": "total", "available_hours": 800.0, "used_share": used}
    told(limits.hours(made(limits=row).limits), status, words)


def test_the_answer_ends_on_cash_where_nobody_is_silent() -> None:
    base = {
        "headlines": headlines(value=1e6, growth=0.1, change=5.0),
        "verdict": {**VERDICT, **EXPECTED, "actual": 1e6},
        "data_end": END,
        "bridge": steps(volume=5.0),
        "monthly": {"month": "2024-01"},
        "limits": {"scope": "total", "overdue_share": 0.1},
    }
    keys = ["level", "expectation", "driver"]
    said = answer(made(**base, rhythm=rhythm()))
    assert [one.key for one in said] == [*keys, "cash"]
    said = answer(made(**base, rhythm=rhythm(3), overdue=SILENT))
    assert [one.key for one in said] == [*keys, "silence"]
