"""What 01_intake says, each sentence on rows made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.i18n import use
from salesnb.pages.intake import FRAMES, changed, sentences

SUMMARY = {
    "scope": "total",
    "n_files": 46,
    "n_tables": 44,
    "n_stale": 0,
    "n_rows": 365475,
    "kept_money": 729e6,
    "first_month": "2020-11",
    "last_month": "2026-10",
    "later_money": 1.4e6,
    "left_out_money": -3.0,
    "difference": 0.0,
    "n_warnings": 0,
    "unowned_money": 0.0,
    "unowned_share": 0.0,
    "without_reps_money": 0.0,
    "uses_reps": True,
}
COVERED = {
    "group": "total",
    "n_tasks": 80,
    "n_managed": 10,
    "n_unserved": 40,
    "n_stale": 5,
    "n_unmanaged": 25,
    "managed_share": 0.125,
    "fresh_share": 0.625,
}


def result_of(name: str, *rows: dict[str, object]) -> Result:
    frame = pd.DataFrame(list(rows), columns=FRAMES[name].columns)
    return result(frame, FRAMES[name], context=Context("CNY"))


def summary(**changed: object) -> Result:
    return result_of("summary", {**SUMMARY, **changed})


def aged(table: str, behind: int, allowed: int) -> dict[str, object]:
    left = allowed - behind
    return {
        "table": table,
        "n_rows": 5,
        "newest_on": pd.Timestamp("2026-09-01"),
        "days_behind": behind,
        "allowed_days": allowed,
        "days_left": left,
        "is_stale": left < 0,
    }


def lacking(table: str, n: int, n_unlocked: int) -> dict[str, object]:
    names = {"table": table, "exported_as": table, "owner": "Marketing"}
    return {**names, "n_tasks": n, "n_unlocked": n_unlocked}


NO_MISSING, NO_AGES = result_of("missing"), result_of("freshness")


@pytest.mark.parametrize(("difference", "status"), [(0.0, "good"), (0.01, "act"), (-0.01, "act")])
def test_money_that_does_not_tie_calls_for_action(difference: float, status: str) -> None:
    said = sentences.ties(summary(difference=difference))
    assert said.status == status
    assert "Sales of ¥729.0M, from Nov 2020 to Oct 2026, tie to the exports" in said.plain()
    assert "(files or sheets: 46; rows used: 365,475). ¥1.4M dated later waits" in said.plain()
    assert f"{difference:.2f} is unexplained".replace("-", "−") in said.plain()


def test_nothing_out_of_date_is_good_without_a_warning_of_the_gate() -> None:
    assert sentences.fresh(summary(), NO_AGES).status == "good"
    warned = sentences.fresh(summary(n_warnings=3), NO_AGES)
    assert warned.status == "watch"
    assert (
        warned.plain() == "No table is out of date (tables with rows: 44). Warnings of the gate: 3."
    )


def test_the_table_furthest_beyond_its_own_allowance_is_named() -> None:
    ages = result_of("freshness", aged("market_sizes", 410, 400), aged("visits", 45, 31))
    said = sentences.fresh(summary(n_stale=2), ages)
    assert said.status == "watch"
    assert '"Visits", 45 days behind the month\'s end where 31 are allowed' in said.plain()
    with use("zh"):
        assert "“拜访”" in said.plain()


@pytest.mark.parametrize(("share", "status"), [(0.0, "good"), (0.1, "watch"), (0.2, "act")])
def test_sales_that_nobody_is_credited_with_are_said_with_their_share(share, status) -> None:
    said = sentences.owned(summary(unowned_share=share, unowned_money=share * 1000))
    assert said.status == status
    expected = f"{share:.1%} of sales (¥{share * 1000:.0f}) is credited to nobody."
    assert said.plain() == (expected if share else "Every sale is credited to a rep.")


def test_what_an_online_shop_sells_asks_for_no_rep() -> None:
    online = {"without_reps_money": 700.0}
    said = sentences.owned(summary(**online))
    assert said.status == "good"
    assert said.plain().startswith("Every sale is credited to a rep but for ¥700 sold online")
    said = sentences.owned(summary(unowned_share=0.3, unowned_money=90.0, **online))
    assert said.status == "act"
    assert said.plain().startswith("30.0% of the sales that a rep could carry (¥90) is credited to")
    said = sentences.owned(summary(uses_reps=False, without_reps_money=1e6))
    assert said.status == "info" and said.plain().startswith("No sale is credited to a rep.")


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"n_managed": 80}, "good"), ({}, "watch"), ({"fresh_share": 0.3}, "act")],
)
def test_coverage_is_as_urgent_as_fresh_data_are_few(changed, status) -> None:
    said = sentences.coverage(result_of("coverage_groups", {**COVERED, **changed}), NO_MISSING)
    assert said.status == status
    assert "old data: 5; no data: 25." in said.plain()


def test_the_missing_table_that_would_help_most_is_the_one_that_unlocks_most() -> None:
    missing = result_of("missing", lacking("visits", 9, 2), lacking("market_sizes", 6, 4))
    said = sentences.coverage(result_of("coverage_groups", COVERED), missing)
    assert 'most is "Market sizes" (tasks of installed workbooks that lack it: 6)' in said.plain()
    with use("zh"):
        assert "“市场规模”" in said.plain()


def test_the_answer_has_a_sentence_for_each_question() -> None:
    page = {
        "summary": summary(),
        "freshness": NO_AGES,
        "coverage_groups": result_of("coverage_groups", COVERED),
        "missing": NO_MISSING,
    }
    found = sentences.answer(Results(page))
    assert [one.key for one in found] == ["ties", "fresh", "owned", "coverage"]
    with use("zh"):
        assert all(not one.plain().isascii() for one in found)


def counted(basis: str, n_changes: int) -> Result:
    field, often = ("credit_limit", n_changes - 1) if n_changes else (None, None)
    counts = {"basis": basis, "n_changes": n_changes, "n_customers": min(n_changes, 2)}
    return result_of("customer_change_counts", {**counts, "field": field, "n_of_field": often})


@pytest.mark.parametrize(
    ("basis", "n_changes", "said"),
    [
        ("compared", 0, "Customers' master data are as they were a month earlier"),
        ("dated", 0, "The table of dated changes of customers has no row of the month."),
        ("dated", 3, 'customers 2, changed values 3, most often "Credit limit" (2)'),
    ],
)
def test_changes_of_customers_are_counted(basis: str, n_changes: int, said: str) -> None:
    (found,) = changed.how_many(counted(basis, n_changes))
    assert said in found.plain()
    with use("zh"):
        assert "Credit" not in found.plain()


def test_changes_that_are_not_judged_are_not_said_to_be_none() -> None:
    assert changed.how_many(counted("not_judged", 0)) == []
