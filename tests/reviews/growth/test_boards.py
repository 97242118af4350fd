"""The six boards: growth that was planted, bases, and boards that are not shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.calendars import festival_exposure
from salesnb.months import Month
from salesnb.reviews.growth import study
from salesnb.reviews.growth.boards import BOARDS, under_agreement
from tests.reviews.growth.companies import LAST, cube, facts, ground

GROWTH = {"C1": 0.2, "C2": 0.0, "C3": -0.1, "C4": 0.4, "C5": 0.1, "C6": 0.05}


def boards(found: dict[str, pd.DataFrame], **more: object) -> dict[str, pd.DataFrame]:
    return study.show_boards(ground(found), {}, **more)  # type: ignore[arg-type]


def members(table: pd.DataFrame, board: str, dimension: str) -> pd.DataFrame:
    kept = table[(table["board"] == board) & (table["dimension"] == dimension)]
    return kept.set_index("node")


@pytest.fixture(scope="module")
def shown() -> dict[str, pd.DataFrame]:
    sales = cube(GROWTH, noise=0.02)
    return boards(facts(sales, order_cube=sales))


def test_growth_that_was_planted_is_found(shown: dict[str, pd.DataFrame]) -> None:
    found = members(shown["growth_rates"], "orders", "customer")
    for name, rate in GROWTH.items():
        row = found.loc[name]
        assert row["like"] == pytest.approx(rate, abs=0.06)
        assert row["shrunk_low"] - 0.02 <= rate <= row["shrunk_high"] + 0.02
    assert found["now"].sum() == pytest.approx(
        members(shown["growth_rates"], "orders", "total")["now"].sum()
    )


@pytest.mark.parametrize("dimension", ["region", "product_group", "customer"])
def test_contributions_add_up_to_the_growth_of_the_whole(
    shown: dict[str, pd.DataFrame], dimension: str
) -> None:
    total = members(shown["growth_rates"], "orders", "total")["like"].iloc[0]
    parts = members(shown["growth_rates"], "orders", dimension)["contribution"].sum()
    assert parts == pytest.approx(total)


def test_boards_without_data_say_what_they_lack(shown: dict[str, pd.DataFrame]) -> None:
    states = shown["boards"].set_index("board")["state"].to_dict()
    assert states == {
        "orders": "shown",
        "margin": "shown",
        "a_customers": "no_classes",
        "reps": "shown",
        "supply": "no_agreements",
        "visits": "no_visits",
    }


def test_invoices_alone_show_no_order_intake() -> None:
    states = boards(facts(cube(GROWTH)))["boards"].set_index("board")["state"]
    assert states["orders"] == "no_orders" and states["margin"] == "shown"


def test_lines_without_cost_or_rep_show_neither_board() -> None:
    bare = cube(GROWTH).assign(costed_amount=0.0, cost_amount=0.0, rep_id="(unassigned)")
    states = boards(facts(bare))["boards"].set_index("board")["state"]
    assert states["margin"] == "no_cost" and states["reps"] == "no_reps"


def test_a_first_year_shows_nothing_and_says_so() -> None:
    found = boards(facts(cube(GROWTH, months=11)))
    assert set(found["boards"]["state"]) <= {"too_short", *_LACKING}
    assert found["growth_rates"].empty and found["held_out"].empty


_LACKING = {"no_orders", "no_classes", "no_agreements", "no_visits"}


def test_a_company_without_a_line_has_no_board() -> None:
    nothing = facts(cube(GROWTH))
    nothing |= {
        "sales_cube": nothing["sales_cube"].iloc[:0],
        "sales_days": pd.DataFrame({"day": []}),
    }
    nothing["sales_days"] = nothing["sales_days"].astype("datetime64[ns]")
    assert list(boards(nothing)["boards"]["state"]) == ["no_lines"] * len(BOARDS)


def test_a_window_longer_than_the_history_is_shortened() -> None:
    short = facts(cube(GROWTH, months=15))
    assert ground(short, window=12).window == 3
    assert ground(short, window=2).window == 2


def test_who_has_no_base_has_no_rate_but_contributes() -> None:
    sales = cube(GROWTH)
    sales = sales[(sales["customer_id"] != "C4") | (sales["month"] > "2026-05")]
    found = boards(facts(sales, order_cube=sales))
    row = members(found["growth_rates"], "orders", "customer").loc["C4"]
    assert row["flag"] == "zero_base" and np.isnan(row["like"]) and row["contribution"] > 0


def test_who_stopped_is_flagged_and_a_rep_who_left_is_said_to_have_left() -> None:
    sales = cube(GROWTH)
    sales = sales[(sales["rep_id"] != "R3") | (sales["month"] < "2026-04")]
    reps = pd.DataFrame(
        {"rep_id": ["R3"], "region_id": ["N0"], "left_on": pd.to_datetime(["2026-03-31"])}
    )
    found = boards(facts(sales, order_cube=sales, reps=reps))["growth_rates"]
    assert members(found, "reps", "rep").loc["R3", "flag"] == "left"
    assert members(found, "orders", "customer").loc["C4", "flag"] == "gone"
    assert members(found, "orders", "customer").loc["C4", "like"] == -1.0


def test_an_unusual_base_is_flagged() -> None:
    sales = cube(dict.fromkeys(GROWTH, 0.0), noise=0.02)
    low = (sales["customer_id"] == "C2") & sales["month"].between("2025-05", "2025-10")
    sales.loc[low, "net_amount"] *= 0.4
    row = members(boards(facts(sales, order_cube=sales))["growth_rates"], "orders", "customer")
    assert row.loc["C2", "flag"] == "low_base"
    assert row.loc["C2", "base_deviation"] == pytest.approx(-0.6, abs=0.1)
    assert row.loc["C1", "flag"] == ""


def test_a_customers_are_those_of_the_base_month() -> None:
    classes = pd.DataFrame({"customer_id": ["C1", "C4"], "customer_class": ["A", "B"]})
    found = study.show_boards(ground(facts(cube(GROWTH))), {"2025-10": classes})
    rows = members(found["growth_rates"], "a_customers", "customer")
    assert list(rows.index) == ["C1"]
    later = study.show_boards(ground(facts(cube(GROWTH))), {"2026-09": classes})["boards"]
    row = later.set_index("board").loc["a_customers"]
    assert (row["state"], row["since"], row["shown_from"]) == ("no_classes", "2026-09", "2027-09")


def test_monthly_supply_counts_customers_in_the_months_of_their_agreement() -> None:
    agreed = pd.DataFrame(
        {
            "customer_id": ["C1", "C1"],
            "product_id": ["P1", "P2"],
            "period_start": pd.to_datetime(["2026-03-01", "2026-03-01"]),
        }
    )
    lines = under_agreement(cube(GROWTH), agreed)
    assert list(lines["month"]) == ["2026-03"] and list(lines["customer_id"]) == ["C1"]


def test_the_move_of_the_festival_is_no_growth() -> None:
    """Festival in late January 2025 after mid-February 2024: as booked months swing, like none."""
    sales = cube(dict.fromkeys(GROWTH, 0.0), months=72, noise=0.01, seed=2)
    sales = sales.assign(month=[str(Month.parse(one) - 20) for one in sales["month"]])
    moved = {one: _festival(one) for one in sales["month"].unique()}
    sales["net_amount"] *= sales["month"].map(moved)
    found = facts(sales, order_cube=sales)
    page = study.show_boards(ground(found, window=1, month=LAST - 20), {})["boards"]
    row = page.set_index("board").loc["orders"]
    assert row["last"] == "2025-02" and row["growth"] > 0.12
    assert abs(row["like"]) < 0.05 and row["low"] < 0 < row["high"]


def _festival(month: str) -> float:
    exposure = festival_exposure(Month.parse(month))
    return float(np.exp(-0.4 * exposure["during"] - 0.1 * exposure["after"]))


def test_shrunk_rates_foretell_noise_better_than_raw_ones() -> None:
    names = {f"C{place}": 0.03 for place in range(30)}
    sales = cube(names, months=60, noise=0.6, seed=8)
    held = boards(facts(sales, order_cube=sales))["held_out"].set_index(["board", "dimension"])
    row = held.loc[("orders", "customer")]
    assert row["gain_low"] > 0 and row["state"] == "better"
    assert row["error_shrunk"] < row["error_raw"]


def test_where_growth_lasts_and_is_known_well_raw_rates_are_nearer_and_that_is_said() -> None:
    names = {f"C{place}": rate for place, rate in enumerate(np.linspace(-0.3, 0.6, 12))}
    sales = cube(names, months=60, noise=0.01, seed=8)
    held = boards(facts(sales, order_cube=sales))["held_out"].set_index(["board", "dimension"])
    row = held.loc[("orders", "customer")]
    assert row["gain"] < 0 and row["error_raw"] < row["error_shrunk"]
    assert row["state"] in ("worse", "even")


def test_a_month_that_is_not_whole_is_not_compared() -> None:
    sales = cube(GROWTH)
    found = facts(sales)
    found["sales_days"] = found["sales_days"][found["sales_days"]["day"] < "2026-10-05"]
    assert replace(ground(found), window=6).last == "2026-09"
