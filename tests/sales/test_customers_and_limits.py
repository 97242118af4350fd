"""Concentration, retention, like for like, hours and receivables against closed forms."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.sales import capacity, customers, position
from salesnb.sales.windows import Windows
from tests.sales.facts import OLDER, facts

MONTH = Month(2026, 10)
YEAR = Windows(MONTH, 12)
OLD, NEW = "2025-05", "2026-05"


def sold(*amounts: float) -> pd.DataFrame:
    return facts(*[(NEW, f"C{i}", "P1", "N", 1, a) for i, a in enumerate(amounts)])


def now(sales: pd.DataFrame, top: int = 2) -> pd.Series:
    return customers.concentration(sales, windows=YEAR, top=top).set_index("span").loc["now"]


def test_a_credit_note_above_all_purchases_leaves_a_customer_a_customer() -> None:
    credit = facts((OLD, "C2", "P1", "N", -9, -900.0), (NEW, "C1", "P1", "N", -9, -900.0))
    both = [(m, c, "P1", "N", 1, 100.0) for m in (OLD, NEW) for c in ("C1", "C2")]
    sales = pd.concat([facts(OLDER, *both), credit], ignore_index=True)
    states = customers.movement(sales, windows=YEAR).set_index("state")
    assert states["n_customers"].to_dict() == {"kept": 2, "total": 2}
    alike = customers.like_for_like(sales, windows=YEAR, days_now=250, days_before=250).iloc[0]
    assert (alike["before"], alike["now"]) == (-700, -700)
    assert now(sales)["n_customers"] == 2 and now(sales)["largest_share"] == 1


def regular(customer: str, *amounts: float) -> list[tuple]:
    """Return purchases of a year before and of the latest in months from December on."""
    months = [f"{year}-{m:02d}" for year in (2025, 2026) for m in range(1, len(amounts) // 2 + 1)]
    return [(m, customer, "P1", "N", 1, a) for m, a in zip(months, amounts, strict=True)]


def test_regular_customers_who_buy_less_are_named_whatever_credit_notes_say() -> None:
    rows = [*regular("steady", *[10.0] * 12), *regular("seldom", *[10.0] * 4, *[1.0] * 4)]
    rows += [*regular("falls", *[10.0] * 6, *[4.0] * 6), *regular("stops", *[9.0] * 6, *[1.0] * 6)]
    rows += [one for one in regular("left", *[10.0] * 12) if one[0] < "2026"]
    sales = facts(OLDER, *rows, (NEW, "steady", "P1", "N", -5, -50.0))
    rows = customers.fallers(sales, windows=YEAR, stopped=["stops"]).set_index("customer_id")
    assert rows["change"].to_dict() == {"falls": -36, "left": -60, "stops": -48}
    assert rows["state"].to_dict() == {"falls": "fell", "left": "lost", "stops": "stopped"}
    assert customers.fallers(sales.iloc[1:], windows=YEAR).empty


def test_equal_customers_are_not_concentrated() -> None:
    row = now(sold(25.0, 25.0, 25.0, 25.0))
    assert row["hhi"] == pytest.approx(0.25) and row["effective_customers"] == pytest.approx(4)
    assert row["gini"] == pytest.approx(0) and row["top_share"] == pytest.approx(0.5)


def test_one_customer_is_all_there_is() -> None:
    row = now(sold(10.0))
    assert (row["hhi"], row["largest_share"], row["gini"]) == (1, 1, 0)


def test_gini_of_one_and_three_quarters() -> None:
    assert now(sold(25.0, 75.0))["gini"] == pytest.approx(0.25)


def test_without_sales_concentration_is_missing_not_zero() -> None:
    assert pd.isna(now(facts())["hhi"])


def moved() -> pd.DataFrame:
    sales = facts(
        ("2024-01", "back", "P1", "N", 1, 5.0),
        (OLD, "kept", "P1", "N", 1, 100.0),
        (OLD, "lost", "P1", "N", 1, 50.0),
        (NEW, "kept", "P1", "N", 1, 120.0),
        (NEW, "new", "P1", "N", 1, 30.0),
        (NEW, "back", "P1", "N", 1, 10.0),
    )
    return customers.movement(sales, windows=YEAR)


def test_customers_in_and_out() -> None:
    rows = moved().set_index("state")
    assert rows["n_customers"].to_dict() == {
        "kept": 1,
        "lost": 1,
        "new": 1,
        "returned": 1,
        "total": 4,
    }
    assert rows.loc["total", "before"] == 150 and rows.loc["total", "now"] == 160


def test_retention_counts_customers_and_their_sales() -> None:
    row = customers.retention(moved()).iloc[0]
    assert row["kept_customers_share"] == 0.5
    assert row["gross_share"] == pytest.approx(100 / 150)
    assert row["net_share"] == pytest.approx(120 / 150)
    assert row["lost_amount"] == 50


def test_like_for_like_leaves_out_what_was_not_bought_twice_and_counts_days() -> None:
    sales = facts(
        OLDER,
        (OLD, "C1", "P1", "N", 1, 100.0),
        (NEW, "C1", "P1", "N", 1, 110.0),
        (NEW, "C1", "P2", "N", 1, 90.0),
    )
    row = customers.like_for_like(sales, windows=YEAR, days_now=250, days_before=248).iloc[0]
    assert row["growth"] == pytest.approx(0.1)
    assert row["day_growth"] == pytest.approx(1.1 * 248 / 250 - 1)
    assert row["covered_share"] == pytest.approx(0.55)


def test_absences_and_leavers_take_hours_away() -> None:
    reps = pd.DataFrame(
        {
            "rep_id": ["R1", "R2", "R3"],
            "hired_on": pd.to_datetime(["2020-01-01", "2026-11-01", "2020-01-01"]),
            "left_on": pd.to_datetime([None, None, "2026-09-30"]),
            "hours_per_month": [100.0, 100.0, 100.0],
        }
    )
    absences = pd.DataFrame({"rep_id": ["R1"], "absent_on": ["2026-10-12"], "day_part": [0.5]})
    absences = absences.astype({"absent_on": "datetime64[ns]"})
    visits = pd.DataFrame(
        {
            "rep_id": ["R1", "R1", "R1"],
            "visit_date": pd.to_datetime(["2026-10-12", "2026-10-13", "2026-09-30"]),
            "status": ["held", "cancelled", "held"],
            "visit_hours": [2.5, 9.0, 9.0],
        }
    )
    how = {"month": MONTH, "working_days": 20, "hours_per_visit": 2}
    (row,) = capacity.rep_hours(reps, absences, visits, **how).to_dict("records")
    used = pytest.approx(2.5 / 97.5)
    assert (row["rep_id"], row["available_hours"], row["used_share"]) == ("R1", 97.5, used)
    assert (row["n_visits"], row["visit_hours"]) == (1, 2.5)
    assert capacity.rep_hours(reps, absences, visits.iloc[:0], **how).empty


def owed() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["C1", "C1", "C2"],
            "due_on": ["2026-11-10", "2026-10-01", "2026-06-01"],
            "open_amount": [50.0, 30.0, 20.0],
            "days_past_due": [-10, 30, 152],
        }
    )


def test_limits_of_cash() -> None:
    by_month = pd.DataFrame({"month": ["2026-09", "2026-10"], "sales": [100.0, 100.0]})
    hours = pd.DataFrame({"available_hours": [], "visit_hours": []})
    row = capacity.limits(owed(), by_month, hours, dso_months=2, is_known=True).iloc[0]
    assert row["overdue_share"] == 0.5
    assert row["dso_days"] == pytest.approx(100 / 200 * 61)
    assert pd.isna(row["used_share"])


def test_a_measure_without_its_table_is_missing_not_zero() -> None:
    sales = sold(10.0).assign(cost_amount=float("nan"))
    nothing = pd.DataFrame({"month": [], "net_amount": [], "amount": []})
    rows = position.monthly(sales, nothing, nothing, month=MONTH)
    assert rows["month"].tolist() == [str(m) for m in Month(2026, 5).until(MONTH)]
    assert rows["sales"].tolist() == [10, 0, 0, 0, 0, 0]
    assert rows[["margin", "order_intake", "collections"]].isna().all().all()
    spans = position.headlines(rows, month=MONTH)
    assert set(spans["measure"]) == {"sales"} and spans["growth"].isna().all()


def test_a_margin_is_that_of_the_lines_with_a_cost() -> None:
    sales = sold(100.0, 60.0, 20.0).assign(costed_amount=[100.0, 0.0, 20.0])
    sales["cost_amount"] = [60.0, float("nan"), 12.0]
    nothing = pd.DataFrame({"month": [], "net_amount": [], "amount": []})
    by_month = position.monthly(sales, nothing, nothing, month=Month(2026, 5))
    assert by_month["margin"].isna().all()
    figures = position.headlines(by_month, month=Month(2026, 5)).set_index(["measure", "span"])
    row = figures.loc[("margin_share", "month")]
    assert row["share"] == pytest.approx(0.4) and row["uncosted_share"] == pytest.approx(1 / 3)
    shares = customers.top_customers(sales, windows=Windows(Month(2026, 5), 1), top=3)
    by_customer = shares.set_index("customer_id")["margin_share"]
    assert by_customer["C0"] == pytest.approx(0.4) and pd.isna(by_customer["C1"])


def test_too_few_costs_tell_no_margin() -> None:
    sales = sold(100.0, 40.0).assign(costed_amount=[0.0, 40.0])
    sales["cost_amount"] = [float("nan"), 24.0]
    nothing = pd.DataFrame({"month": [], "net_amount": [], "amount": []})
    by_month = position.monthly(sales, nothing, nothing, month=Month(2026, 5))
    behind = position.ratios(position.headlines(by_month, month=Month(2026, 5)))
    row = behind.set_index("span").loc["month"]
    assert pd.isna(row["margin_share"]) and row["uncosted_share"] == pytest.approx(100 / 140)


def test_the_year_so_far_begins_with_the_firm_s_own_year() -> None:
    months = [str(m) for m in Month(2024, 1).until(Month(2026, 5))]
    facts = pd.DataFrame(
        {"month": months, "sales": range(1, len(months) + 1), "margin": float("nan")}
    )
    unknown = ("order_intake", "collections", "costed_sales", "costed_margin")
    facts = facts.assign(**dict.fromkeys(unknown, float("nan")))
    for start, n in ((1, 5), (4, 2), (5, 1), (6, 12)):
        figures = position.headlines(facts, month=Month(2026, 5), year_start=start)
        row = figures[figures["span"] == "year_to_date"].iloc[0]
        assert row["value"] == sum(range(30 - n, 30)), start
        assert row["before"] == sum(range(18 - n, 18)), start


def test_what_stands_behind_sales_is_missing_where_its_measure_is() -> None:
    sales = sold(10.0)
    nothing = pd.DataFrame({"month": [], "net_amount": [], "amount": []})
    orders = pd.DataFrame({"month": [NEW], "net_amount": [12.0]})
    by_month = position.monthly(sales, orders, nothing, month=Month(2026, 5))
    figures = position.headlines(by_month, month=Month(2026, 5))
    behind = position.ratios(figures).set_index("span").loc["month"]
    assert behind["margin_share"] == pytest.approx(0.4)
    assert behind["book_to_bill"] == pytest.approx(1.2)
    assert pd.isna(behind["collected_share"]) and pd.isna(behind["margin_points"])
    wide = position.overview(figures).set_index("measure")
    assert wide.index.tolist() == ["sales", "margin", "order_intake"]
    assert wide.loc["order_intake", "month"] == 12 and pd.isna(wide.loc["sales", "month_growth"])
