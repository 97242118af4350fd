"""What 02_sales says of which rows, and with which status."""

from __future__ import annotations

import math

import pytest

from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import decisions_of
from salesnb.pages.sales import answer, bridge, customers, limits, position, regions, trend, verdict
from tests.pages.sales.rows import END, EXPECTED, GROWN, VERDICT, results_with, steps
from tests.pages.sales.rows import verdict as judged

NAN = math.nan
EXPECTED_ONLY = {name: EXPECTED[name] for name in ("expected", "low", "high")}
AHEAD = (("10", 1e6), ("11", NAN), ("12", NAN))  # months and their sales


def says(found: Finding, status: str, *words: str) -> None:
    """Assert status and words of a sentence."""
    assert found.status == status, found.plain()
    assert not [word for word in words if word not in found.plain()], found.plain()


def headlines(**year: float) -> list[dict[str, object]]:
    value = {"measure": "sales", "span": "month", "value": 1e6}
    return [value, {"measure": "sales", "span": "twelve_months", **year}]


def rhythm(gone: int = 0, late: int = 0, *, keeping: int = 10, amount: float = 50.0):
    rows = (("on_rhythm", keeping, 900.0), ("stopped", gone, amount), ("overdue", late, 20.0))
    rows = (*rows, ("cannot_tell", 3, 7.0), ("total", keeping + gone + late + 3, 1000.0))
    known = [
        {"state": s, "n_customers": n, "year_amount": a, "needed_months": 20} for s, n, a in rows
    ]
    return [{**row, "by_chance": 1.6 if row["state"] == "overdue" else NAN} for row in known]


SILENT = {
    "customer_id": "C1",
    "state": "stopped",
    "year_amount": 50.0,
    "last_month": "2026-04",
    "silent_months": 6,
}


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
    page = results_with(
        headlines=headlines(value=12e6, growth=growth), verdict=VERDICT, data_end=END
    )
    says(position.level(page.headlines, page.verdict, page.data_end), status, words)


def test_orders_are_called_orders() -> None:
    page = results_with(
        headlines=headlines(value=1e6, growth=0.1),
        verdict={**VERDICT, "basis": "order"},
        data_end=END,
    )
    says(
        position.level(page.headlines, page.verdict, page.data_end),
        "good",
        "Booked orders in Oct 2026",
    )


def test_growth_is_not_judged_where_the_last_month_is_not_whole() -> None:
    row = {"scope": "total", "growth": -0.2, "day_growth": -0.2, "covered_share": 0.7}
    page = results_with(
        headlines=headlines(value=12e6, growth=-0.2),
        verdict=VERDICT,
        like_for_like=row,
        data_end={**END, "is_partial": True},
    )
    level = position.level(page.headlines, page.verdict, page.data_end)
    says(level, "info", "The data end on 2026-10-20", "is not judged")
    alike = customers.alike(page.like_for_like, page.monthly, page.data_end)
    says(alike, "info", "not judged", "end on 2026-10-20")


def expectation(page) -> Finding:
    return verdict.expectation(page.verdict, page.data_end, page.silent_parts)


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("ordinary", "good", "came in as expected: ¥1.0M against ¥1.0M (¥900.0k to ¥1.1M)"),
        ("ordinary", "good", "A fall of less than 10.0% could not have been told from chance"),
        ("below", "act", "Oct 2026 was unusually low: ¥1.0M"),
        ("above", "watch", "Oct 2026 was unusually high"),
        ("edge_below", "watch", "is a borderline case"),
        ("edge_above", "watch", "at the edge of ¥900.0k to ¥1.1M"),
    ],
)
def test_a_month_is_held_against_its_interval(state: str, status: str, words: str) -> None:
    says(expectation(judged(actual=1e6, state=state)), status, words)


def test_where_the_range_reaches_to_nothing_no_fall_could_be_seen() -> None:
    says(expectation(judged(low=0.0, seen_fall=NAN)), "good", "no fall could have been told")


def test_a_short_history_judges_no_month() -> None:
    short = {"state": "unjudged", "rung": "none", "low": NAN, "n_months": 12}
    words = "Whole months of history: 12. That is too short to know a rhythm or a season"
    says(expectation(judged(**short)), "info", words, "before there are 18")


def test_a_month_without_a_line_is_asked_for_and_not_judged() -> None:
    silent = {**VERDICT, "state": "unjudged", "rung": "silent", "actual": 0.0}
    said = expectation(
        results_with(verdict=silent, data_end={"scope": "total", "last_on": "2026-04-24"})
    )
    says(said, "act", "No line came in for Oct 2026: the newest is of 2026-04-24")
    says(
        expectation(results_with(verdict=silent, data_end={"scope": "total"})),
        "info",
        "There is no line",
    )


@pytest.mark.parametrize(
    ("growth", "deviation", "words"),
    [
        (0.187, -0.06, "+18.7%, flatters: Oct 2025 was itself −6.0% off"),
        (-0.05, 0.08, "−5.0%, looks worse than it is: Oct 2025 was itself +8.0% above"),
        (0.187, -0.01, ""),
        (-0.05, -0.06, ""),
        (NAN, NAN, ""),
    ],
)
def test_growth_on_an_odd_month_is_said_to_mislead(growth, deviation, words) -> None:
    page = judged(year_month="2025-10", year_growth=growth, year_deviation=deviation)
    said = [one.plain() for one in verdict.year_ago(page.verdict)]
    assert len(said) == bool(words) and all(words in one for one in said), said


def test_a_month_whose_data_end_early_is_not_judged() -> None:
    known = {"expected_per_day": 6e4, "day_deviation": -0.1667}
    page = results_with(verdict=VERDICT, data_end={**END, "is_partial": True, **known})
    said = expectation(page)
    says(said, "watch", "end on 2026-10-20, 12 of 18 working days", "−16.7% against the ¥60.0k")
    page = results_with(verdict=VERDICT, data_end={**END, "is_partial": True})
    says(expectation(page), "info", "Cannot tell yet how Oct 2026 is: its data end on 2026-10-20.")


@pytest.mark.parametrize(("share", "status"), [(0.3, "watch"), (0.05, "act")])
def test_a_large_part_that_is_silent_altogether_is_asked_for_first(share, status) -> None:
    part = {"dimension": "sales_method", "node": "D", "year_amount": 9.0, "year_share": share}
    low = {**VERDICT, **EXPECTED, "actual": 7e5, "state": "below"}
    said = expectation(results_with(verdict=low, data_end=END, silent_parts=part))
    says(said, status)
    assert ("for Direct, which sold every month" in said.plain()) == (status == "watch")


def driver(causes: dict[str, float], change: float) -> Finding:
    page = results_with(
        bridge=steps(**causes),
        headlines=[{"measure": "sales", "span": "twelve_months", "change": change}],
        monthly={"month": "2025-01"},
    )
    return bridge.driver(page.bridge, page.headlines, page.monthly)


def test_the_driver_is_the_largest_part_and_what_works_most_against_it() -> None:
    said = driver({"volume": 80.0, "price": 30.0, "lost": -15.0}, 95.0)
    says(said, "good", "changed by +¥95", "volume, +¥80", "most against it: lost customers, −¥15")
    said = driver({"volume": -80.0, "price": 30.0}, -50.0)
    says(said, "watch", "volume, −¥80", "most against it: prices, +¥30")


def test_where_all_parts_work_alike_nothing_works_against() -> None:
    says(driver({"volume": 80.0}, 80.0), "good", "nothing works against it")


@pytest.mark.parametrize("rows", [[], steps(before=0.0, new=5.0)])
def test_without_a_year_before_nothing_explains_a_change(rows) -> None:
    page = results_with(bridge=rows, monthly=[{"month": "2025-03"}, {"month": "2025-04"}])
    said = bridge.driver(page.bridge, page.headlines, page.monthly)
    says(said, "info", "Two whole years", "start in Mar 2025")


def test_margin_orders_and_cash_are_judged_where_they_are_known() -> None:
    year = {"span": "twelve_months", "margin_share": 0.3, "uncosted_share": 0.0}
    year |= {"book_to_bill": 0.9}
    rates = {**year, "collected_share": 1.0, "margin_before": 0.35, "margin_points": -5.0}
    margin, follow = behind(rates)
    says(margin, "act", "30.0%", "after 35.0% a year ago")
    says(follow, "watch", "orders were 0.90 and cash 1.00 times sales")
    half = {**rates, "uncosted_share": 0.4}
    says(
        behind(half)[0],
        "watch",
        "30.0% of those",
        "40.0% of sales",
    )
    none = {**year, "uncosted_share": 0.9, "margin_share": NAN}
    says(behind(none)[0], "watch", "cannot be told: 90.0%")
    margin, orders = behind(year)
    says(margin, "info", "Margin is 30.0%")
    says(orders, "watch", "orders were 0.90 times sales")
    says(behind({**year, "uncosted_share": NAN})[0], "info", "the costs of twelve months' sales")


def behind(*ratios: dict, sales: float = NAN) -> list[Finding]:
    known = {"measure": "sales", "span": "twelve_months", "value": sales}
    page = results_with(ratios=list(ratios), headlines=known)
    return position.behind(page.ratios, page.headlines)


def test_what_is_lacking_to_judge_margin_and_cash_is_named() -> None:
    says(behind()[0], "info", "twelve months of sales are not there yet")
    says(behind(sales=5.0)[0], "info", "neither costs nor receipts came in")


def test_the_last_month_says_what_is_not_exported_with_a_dash() -> None:
    rows = [{"month": "2026-09", "sales": 2.0}, {"month": "2026-10", "sales": 1e6}]
    says(
        position.last_month(results_with(monthly=rows).monthly),
        "info",
        "Oct 2026: sales ¥1.0M",
        "–",
    )


@pytest.mark.parametrize(
    ("grown", "status", "words"),
    [
        ((0.12, 0.08, 0.18), "good", "changed by +12.0% within a year (+8.0% to +18.0%)"),
        ((-0.03, -0.05, -0.01), "watch", "changed by −3.0%"),
        ((-0.2, -0.3, -0.1), "act", "changed by −20.0%"),
        ((0.02, -0.05, 0.09), "info", "Whether sales grew"),
        ((NAN, NAN, NAN), "info", "too short to know a rhythm or a season"),
    ],
)
def test_the_trend_is_told_where_it_is_beyond_noise(grown, status: str, words: str) -> None:
    says(trend.growing(judged(**dict(zip(GROWN, grown, strict=True))).verdict), status, words)


def test_the_month_to_come_is_the_first_without_sales() -> None:
    rows = [{"month": f"2026-{n}", "actual": a, **EXPECTED_ONLY} for n, a in AHEAD]
    says(trend.next_month(results_with(trend=rows).trend), "info", "Sales of Nov 2026 are expected")
    says(trend.next_month(results_with().trend), "info", "Too few months")
    says(
        trend.next_month(results_with(trend=rows[:1]).trend),
        "info",
        "the last month with sales is Oct",
    )
    silent = judged(rung="silent", state="unjudged")
    says(trend.growing(silent.verdict), "info", "cannot be told: Oct 2026 has no line")


@pytest.mark.parametrize(
    ("rung", "words"), [("medium", "held near even"), ("full", ""), ("none", "")]
)
def test_a_short_history_says_what_it_leaves_open(rung: str, words: str) -> None:
    page = judged(rung=rung, n_months=20)
    found = verdict.history(page.verdict, page.data_end)
    assert len(found) == bool(words)
    assert all("With 20 whole months" in one.plain() and words in one.plain() for one in found)


@pytest.mark.parametrize(
    ("oldest", "last", "words"),
    [
        (
            "2018-05-31",
            "2026-10-30",
            "oldest line is of 2018-05-31. Trend, season and forecast count from Jun",
        ),
        (
            "2018-06-01",
            "2026-11-02",
            "newest line is of 2026-11-02. Trend, season and forecast count up to Oct",
        ),
        ("2018-06-01", "2026-10-30", ""),
    ],
)
def test_months_that_are_left_out_are_said(oldest: str, last: str, words: str) -> None:
    end = {**END, "oldest_on": oldest, "last_on": last}
    page = results_with(
        verdict=VERDICT, data_end={**end, "first_whole": "2018-06", "last_whole": "2026-10"}
    )
    said = [one.plain() for one in verdict.history(page.verdict, page.data_end)]
    assert len(said) == bool(words) and all(words in one for one in said), said


def effects(
    low: float, high: float, change: float = -0.3, **days: object
) -> list[dict[str, object]]:
    days = {"effect": "working_days", "estimate": 0.5, "low": 0.2, "high": 0.8, **days}
    week = {"effect": "festival_during", "change": change, "change_low": low, "change_high": high}
    return [days, week]


def test_the_calendar_says_festival_and_working_days_each_for_itself() -> None:
    week, days = trend.calendar(results_with(effects=effects(-0.4, -0.2)).effects)
    says(week, "info", "changes the sales of a month that holds it by −30.0% (−40.0% to −20.0%)")
    says(days, "info", "lifts sales 0.50 per cent (0.20 to 0.80)")
    week, _ = trend.calendar(results_with(effects=effects(-0.4, 0.1)).effects)
    says(week, "info", "cannot be told from noise")
    assert len(trend.calendar(results_with(effects=effects(0, 0)[:1]).effects)) == 1
    (days,) = trend.calendar(results_with(effects=effects(0, 0, basis="order")[:1]).effects)
    says(days, "info", "lifts orders 0.50 per cent")
    for basis in ("order", "invoice"):
        (row,) = effects(0, 0, basis=basis)[:1]
        (days,) = trend.calendar(results_with(effects={**row, "low": -0.1}).effects)
        word = "orders" if basis == "order" else "sales"
        says(days, "info", f"What working days do to {word} cannot be told from noise (−0.10 to")
    says(*trend.calendar(results_with().effects), "info", "Too few months")


@pytest.mark.parametrize(
    ("clear", "words"),
    [
        (
            [],
            "No month of the year stands out from chance; the farthest from an average one are Mar",
        ),
        ([2], "one month of the year stands out from chance: Feb (−20.0%"),
        ([2, 3], "stand out most from an average one are Mar (+10.0%) and Feb (−20.0%)"),
    ],
)
def test_the_season_names_the_months_that_stand_out(clear: list[int], words: str) -> None:
    rows = [{"number": n, "change": c, "is_clear": n in clear} for n, c in ((2, -0.2), (3, 0.1))]
    page = results_with(season=[*rows, {"number": 12, "change": 0.0}])
    says(trend.season(page.season), "info", words)
    with use("zh"):
        assert "2月" in trend.season(page.season).plain()
    says(trend.season(results_with().season), "info", "Too few months")


COUNTS = {"scope": "total", "n_judged": 2, "n_unjudged": 1}


def of_regions(*rows: dict[str, object]) -> list[Finding]:
    page = results_with(regions=list(rows), judged_regions=COUNTS)
    return regions.unusual_regions(page.regions, page.judged_regions)


@pytest.mark.parametrize(
    ("state", "low", "status"),
    [("below", 0.01, "watch"), ("below", -0.1, "act"), ("above", -0.1, "watch")],
)
def test_a_region_is_judged_by_its_month_and_its_trend(state, low, status) -> None:
    row = {"node": "S", "state": state, "deviation": -0.4, **EXPECTED_ONLY, **GROWN}
    said = of_regions(
        {**row, "growth_low": low, "distance": 2.0}, {"node": "A", "state": "unjudged"}
    )
    words = "to be expected there (¥900.0k to ¥1.1M)"
    says(said[0], status, "sales in South were unusually", words, "+12.0%")


def test_a_region_on_the_edge_is_borderline_and_what_could_be_seen_is_said() -> None:
    row = {"node": "S", "state": "edge_below", **EXPECTED_ONLY, "seen_fall": 0.4}
    ordinary = {"node": "N", "state": "ordinary", **EXPECTED_ONLY, "seen_fall": 0.7}
    none, edge, power, unjudged = of_regions(row, ordinary)
    says(none, "good", "No region's month stands out; 2 were judged.")
    says(edge, "watch", "Borderline, and no reason to act by itself: South", "¥900.0k to ¥1.1M")
    says(power, "info", "in South, the steadiest, that takes a fall of more than 40.0%", "70.0%")
    says(unjudged, "info", "too seldom to be judged: 1.")


def test_without_a_judged_region_nobody_can_tell() -> None:
    page = results_with()
    (said,) = regions.unusual_regions(page.regions, page.judged_regions)
    says(said, "info", "No region's month is judged")


@pytest.mark.parametrize(("share", "status"), [(0.3, "good"), (0.6, "watch")])
def test_few_legs_are_watched_and_so_are_customers_who_leave(share: float, status: str) -> None:
    now = {"span": "now", "n_top": 10, "n_customers": 200, "top_share": share}
    kept = {"scope": "total", "kept_customers_share": 1 - share / 2, "net_share": 1.1}
    page = results_with(concentration=now, retention=kept)
    few, stay = customers.rests_on(page.concentration, page.retention)
    says(few, status, "largest 10 of 200 customers")
    says(stay, status, "110.0%")


def test_where_all_customers_count_as_large_the_largest_is_told() -> None:
    now = {"span": "now", "n_top": 4, "n_customers": 4, "top_share": 1.0, "largest_share": 0.3}
    page = results_with(concentration=now, retention={"scope": "total"})
    says(*customers.rests_on(page.concentration, page.retention), "info", "bought: 4", "30.0%")


def test_without_sales_or_a_year_before_less_is_said_of_customers() -> None:
    page = results_with(concentration={"span": "now", "n_top": 10}, retention={"scope": "total"})
    says(*customers.rests_on(page.concentration, page.retention), "info", "no sales")
    page = results_with(
        concentration={"span": "now", "top_share": 0.1}, retention={"scope": "total"}
    )
    assert len(customers.rests_on(page.concentration, page.retention)) == 1


@pytest.mark.parametrize(
    ("growth", "status", "words"),
    [(0.05, "good", "+5.0%"), (-0.2, "act", "−20.0%"), (NAN, "info", "start in Jan 2026")],
)
def test_what_is_alike_is_judged_per_working_day(growth: float, status: str, words: str) -> None:
    row = {"scope": "total", "growth": growth, "day_growth": growth, "covered_share": 0.7}
    page = results_with(like_for_like=row, monthly={"month": "2026-01"}, data_end=END)
    says(customers.alike(page.like_for_like, page.monthly, page.data_end), status, words)


@pytest.mark.parametrize(
    ("amount", "basis", "status", "words"),
    [
        (50.0, "invoice", "act", "without an invoice since then: 6"),
        (1.0, "invoice", "watch", "stopped buying: 3 (¥1 in their last year)"),
        (50.0, "order", "act", "without an order since then: 6"),
    ],
)
def test_who_has_stopped_is_told_with_what_was_counted(amount, basis, status, words) -> None:
    of = {**VERDICT, "basis": basis}
    page = results_with(rhythm=rhythm(3, amount=amount), overdue=SILENT, verdict=of)
    said = customers.silence(page.overdue, page.rhythm, page.verdict)
    says(said, status, "First Co.,", "¥50 in the twelve months up to Apr 2026", words)


def test_a_silence_that_may_be_chance_is_a_note() -> None:
    page = results_with(
        rhythm=rhythm(late=2), overdue={**SILENT, "state": "overdue"}, verdict=VERDICT
    )
    said = customers.silence(page.overdue, page.rhythm, page.verdict)
    says(said, "info", "may be chance: 2 (¥20", "about 2 would be so by chance alone")
    assert [one.key for one in customers.not_sure(page.rhythm)] == ["perhaps", "rhythm"]


def test_nobody_is_silent_or_nobody_can_tell() -> None:
    page = results_with(rhythm=rhythm(), verdict=VERDICT)
    says(customers.silence(page.overdue, page.rhythm, page.verdict), "good", "keeps it (10)")
    says(*customers.not_sure(page.rhythm), "info", "in too few months to judge silence: 3 (¥7)")
    page = results_with(rhythm=rhythm(keeping=0), verdict=VERDICT)
    said = customers.silence(page.overdue, page.rhythm, page.verdict)
    says(said, "info", "a rhythm takes purchases in 20 months")
    page = results_with(
        rhythm=rhythm(keeping=0), verdict={**VERDICT, "rung": "none", "n_months": 12}
    )
    said = customers.silence(page.overdue, page.rhythm, page.verdict)
    says(said, "info", "too short to know a rhythm or a season")
    assert customers.not_sure(page.rhythm) == []


def test_the_regular_customer_that_fell_most_is_named() -> None:
    falls = {"C1": (-50.0, "fell"), "C2": (-9.0, "lost")}
    rows = [{"customer_id": c, "change": x, "state": s} for c, (x, s) in falls.items()]
    (said,) = bridge.fallen(results_with(fallers=rows).fallers)
    says(said, "watch", "First Co. fell most", "(−¥50); still buys, but less")
    assert bridge.fallen(results_with().fallers) == []


@pytest.mark.parametrize(("late", "status"), [(0.1, "good"), (0.2, "watch"), (0.4, "act")])
def test_cash_is_judged_by_what_is_late(late: float, status: str) -> None:
    row = {"scope": "total", "open_amount": 2e6, "overdue_amount": 1e6, "overdue_share": late}
    words = f"¥1.0M of the ¥2.0M that customers owe is overdue ({late:.1%}); 06_risk has"
    says(limits.cash(results_with(limits=row).limits), status, words)


def test_without_receipts_nothing_is_said_of_debts() -> None:
    says(limits.cash(results_with(limits={"scope": "total"}).limits), "info", "is unknown")


def test_nothing_overdue_is_good() -> None:
    row = {"scope": "total", "open_amount": 2e6, "overdue_amount": 0.0, "overdue_share": 0.0}
    page = results_with(limits={**row, "dso_days": 40.4})
    says(limits.cash(page.limits), "good", "¥2.0M (40 days of sales), none of it")


@pytest.mark.parametrize("owed", [-50.0, 0.0])
def test_without_an_open_instalment_the_balance_is_said(owed: float) -> None:
    page = results_with(limits={"scope": "total", "open_amount": owed})
    says(limits.cash(page.limits), "good", "left open", "−¥50" if owed else "¥0")


def test_hours_in_visits_are_a_note_and_no_verdict() -> None:
    row = {"scope": "total", "available_hours": 800.0, "visit_hours": 160.0, "used_share": 0.2}
    says(
        limits.hours(results_with(limits=row).limits), "info", "160 of 800 selling hours", "(20.0%)"
    )
    says(limits.hours(results_with(limits={"scope": "total"}).limits), "info", "they take reps")


def test_the_answer_ends_on_cash_where_nobody_is_silent() -> None:
    base = {
        "headlines": headlines(value=1e6, growth=0.1, change=5.0),
        "verdict": {**VERDICT, **EXPECTED, "actual": 1e6},
        "data_end": END,
        "bridge": steps(volume=5.0),
        "monthly": {"month": "2024-01"},
        "limits": {"scope": "total", "open_amount": 9.0, "overdue_share": 0.1},
    }
    keys = ["level", "expectation", "driver"]
    said = answer(results_with(**base, rhythm=rhythm()))
    assert [one.key for one in said] == [*keys, "cash"]
    said = answer(results_with(**base, rhythm=rhythm(3), overdue=SILENT))
    assert [one.key for one in said] == [*keys, "silence"]


def test_an_unusually_low_region_is_a_matter_for_the_front_page() -> None:
    """What a page asks to act on must not stand beside "nothing needs a decision"."""
    low = {"node": "S", "state": "below", "distance": 2.0, "expected": 2.0, "growth_low": -0.1}
    counts = {"scope": "total", "n_judged": 2, "n_unjudged": 0}
    page = results_with(regions=[low], judged_regions=counts)
    said = regions.unusual_regions(page.regions, page.judged_regions)
    urgent = [one.key for one in said if one.status == "act"]
    declared = {key for one in decisions_of("salesnb.pages.sales") for key in one.keys.split()}
    assert urgent == ["regions_below"] and declared.issuperset(urgent)
