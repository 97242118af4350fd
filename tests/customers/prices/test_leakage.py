"""Extra discounts of reps: found with month and money, not where something explains them."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.customers.prices.ground import ground_of
from salesnb.customers.prices.leakage import by_month, extra_by_cell, find_leakage
from tests.customers.prices.cells import MONTH, Frames, cells, facts, steady

SINCE = str(MONTH - 5)


def judged(frames: Frames, **asked: float) -> pd.DataFrame:
    return find_leakage(ground_of(frames, month=MONTH), **asked).set_index("rep_id")


def raised(by: float, *reps: str) -> list[dict]:
    """Return steady lines in which some reps give more since `SINCE`."""
    return [
        {**row, "off": row["off"] + by} if row["rep"] in reps and row["month"] >= SINCE else row
        for row in steady()
    ]


def excepted(rows: list[dict], rep: str, *, is_approved: bool) -> pd.DataFrame:
    own = cells([row for row in rows if row["rep"] == rep and row["month"] >= SINCE])
    return own.assign(is_approved=pd.Series(is_approved, own.index, dtype="boolean"))


def test_an_extra_discount_is_found_with_its_month_and_its_money() -> None:
    found = judged(facts(cells(raised(0.05, "R1"))))
    row = found.loc["R1"]
    assert (row["verdict"], row["since"], row["n_lines"]) == ("suspect", SINCE, 24)
    assert row["extra"] == pytest.approx(0.05, abs=0.006)
    assert row["low"] < 0.05 < row["high"]
    assert row["amount"] == pytest.approx(24 * 100 * 0.05, rel=0.15)
    assert set(found["verdict"].drop("R1")) == {"unchanged"}


def test_what_was_granted_or_promoted_explains_it() -> None:
    rows = raised(0.05, "R1")
    for is_approved, verdict in ((True, "approved"), (False, "promotion")):
        found = judged(facts(cells(rows), excepted(rows, "R1", is_approved=is_approved))).loc["R1"]
        column = "approved_amount" if is_approved else "promotion_amount"
        assert found["verdict"] == verdict
        assert found[column] == pytest.approx(120, rel=0.2) and found["amount"] == 0


def test_a_firm_that_lowers_its_prices_accuses_nobody() -> None:
    found = judged(facts(cells(raised(0.05, "R0", "R1", "R2", "R3"))))
    assert set(found["verdict"]) == {"unchanged"}


def test_less_than_is_asked_about_is_no_suspicion() -> None:
    frames = facts(cells(raised(0.05, "R1")))
    assert judged(frames, least=0.08).loc["R1", "verdict"] == "unchanged"


def test_the_rep_with_most_of_the_customer_answers_for_a_shared_line() -> None:
    rows = raised(0.05, "R1")
    deputy = [{**row, "rep": "R3", "list": 40.0} for row in rows if row["rep"] == "R1"]
    found = judged(facts(cells([*rows, *deputy])))
    assert found.loc["R1", "verdict"] == "suspect" and found.loc["R3", "verdict"] == "unchanged"


def test_gifts_and_typing_errors_are_no_leakage() -> None:
    rows = list(steady())
    rows[3] = {**rows[3], "rep": "R1", "customer": "C10", "off": 1.0}
    assert set(judged(facts(cells(rows)))["verdict"]) == {"unchanged"}


def test_too_few_lines_or_no_list_value_are_not_judged() -> None:
    rows = [*raised(0.05, "R1"), {"month": SINCE, "customer": "C9", "rep": "R9", "off": 0.4}]
    assert judged(facts(cells(rows))).loc["R9", "verdict"] == "too_few"
    bare = cells(rows).assign(list_amount=0.0, listed_amount=0.0)
    assert judged(facts(bare)).empty


def test_cells_and_months_behind_a_suspicion_are_those_since() -> None:
    ground = ground_of(facts(cells(raised(0.05, "R1"))), month=MONTH)
    leaks = find_leakage(ground)
    extra = extra_by_cell(ground, leaks)
    row = leaks.set_index("rep_id").loc["R1"]
    assert extra["extra_amount"].sum() == pytest.approx(row["amount"])
    assert set(extra["rep_id"]) == {"R1"} and extra["month"].min() == SINCE
    months = by_month(ground, leaks).set_index("month")
    gap = (months["discount"] - months["others"]).loc[SINCE:]
    assert gap.mean() == pytest.approx(0.05, abs=0.006) and len(months) == 36
