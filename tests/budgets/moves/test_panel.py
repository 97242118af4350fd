"""From tables of spending and sales to a panel: what is nothing, what is unknown, what is left."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.moves.panel import read_panel
from salesnb.months import Month
from tests.budgets.moves.spend_facts import MONTHS, NOW, calendar, facts


def test_a_row_per_region_and_month_with_a_column_per_channel() -> None:
    panel = read_panel(facts(), month=NOW, calendar=calendar())
    assert panel.channels == ("A", "B") and panel.regions == ["E", "W"] and panel.lacking == ""
    assert len(panel.rows) == 2 * 36 and panel.n_months == 36
    assert panel.last_year().to_dict() == {"A": {"E": 1200, "W": 1200}, "B": {"E": 600, "W": 600}}
    assert panel.response == "orders" and panel.counted == "margin"
    assert panel.margin.round(9).to_dict() == {"E": 0.4, "W": 0.4}


def test_a_month_without_spending_is_nothing_spent_and_not_dropped() -> None:
    told = facts()
    spend = told["spend"]
    gone = (spend["region_id"] == "E") & (spend["period_start"] == pd.Timestamp("2026-05-01"))
    panel = read_panel({**told, "spend": spend[~gone]}, month=NOW, calendar=calendar())
    row = panel.rows[(panel.rows["region_id"] == "E") & (panel.rows["month"] == "2026-05")]
    assert row[["A", "B"]].to_numpy().tolist() == [[0.0, 0.0]]
    assert panel.yearly().loc[("E", "A")].tolist() == [1100.0, 1200.0]


def test_spending_before_sales_is_history_and_later_months_are_not_known() -> None:
    told = facts()
    for name in ("sales_cube", "order_cube"):
        told[name] = told[name][told[name]["month"] >= "2024-07"]
    panel = read_panel(told, month=Month(2026, 6), calendar=calendar())
    assert panel.rows["month"].min() == "2024-01" and panel.rows["month"].max() == "2026-06"
    assert panel.rows["amount"].isna().sum() == 2 * 6 and panel.n_months == 24


def _without(*names: str) -> dict[str, pd.DataFrame]:
    return {name: frame.iloc[: 0 if name in names else None] for name, frame in facts().items()}


@pytest.mark.parametrize(
    ("told", "lacking"),
    [
        (facts(regions="E"), "no_regions"),
        (facts(months=MONTHS[-20:]), "few_months"),
        (_without("spend"), "no_spend"),
        ({**facts(), "spend": facts()["spend"].assign(amount=0.0)}, "no_spend"),
        (_without("sales_cube", "order_cube"), "no_regions"),
    ],
)
def test_what_is_missing_for_a_fit_is_named(told: dict[str, pd.DataFrame], lacking: str) -> None:
    assert read_panel(told, month=NOW, calendar=calendar()).lacking == lacking


def test_without_costs_sales_count_and_with_few_orders_invoices_respond() -> None:
    told = facts()
    told["sales_cube"] = told["sales_cube"].assign(costed_amount=0.0, cost_amount=0.0)
    told["order_cube"] = told["order_cube"][told["order_cube"]["month"] > "2025"]
    panel = read_panel(told, month=NOW, calendar=calendar())
    assert panel.counted == "sales" and panel.margin.tolist() == [1.0, 1.0]
    assert panel.response == "invoiced" and set(panel.rows["amount"]) == {1000.0}


def test_a_region_without_sales_is_left_out_and_its_spend_counted() -> None:
    told = facts(regions="E W")
    for name in ("sales_cube", "order_cube"):
        told[name] = told[name][told[name]["region_id"] == "E"]
    panel = read_panel(told, month=NOW, calendar=calendar())
    assert panel.regions == ["E"] and panel.beside == 1800.0


def test_earlier_years_count_at_the_level_of_the_last() -> None:
    told = facts()
    place = told["order_cube"]["month"].map({one: i for i, one in enumerate(MONTHS)})
    told["order_cube"] = told["order_cube"].assign(net_amount=100.0 * 2.0 ** (place / 12))
    rows = read_panel(told, month=NOW, calendar=calendar()).rows
    last = 100 * 2.0 ** (np.arange(24, 36) / 12)
    assert rows["amount"].to_numpy() == pytest.approx([last.mean()] * 72, rel=0.03)
