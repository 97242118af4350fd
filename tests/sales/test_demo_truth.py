"""What was planted in the demo company is what 02_sales finds there."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb import calendars
from salesnb.findings import sales_calendar as findings
from salesnb.methods.seasonality import decompose
from salesnb.months import Month
from salesnb.sales.bridge import bridge
from salesnb.sales.standing import standing
from salesnb.sales.windows import Windows, cents

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
MONTH = Month(2026, 10)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return tomllib.loads((DEMO / "truth.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from salesnb.paths import open_company
    from salesnb.snapshot import close_month
    from salesnb.workbook import open_workbook

    root = tmp_path_factory.mktemp("company") / "demo"
    shutil.copytree(DEMO, root, ignore=shutil.ignore_patterns("months"))
    close_month(open_company(root), MONTH)
    return open_workbook("02_sales", company=str(root), month=str(MONTH), lang="en")


@pytest.fixture(scope="module")
def made(book: Any) -> dict[str, pd.DataFrame]:
    return standing(book.frames(), month=MONTH, calendar=book.calendar, rules=book.settings.rules)


def test_every_frame_meets_its_contract(book: Any, made: dict[str, pd.DataFrame]) -> None:
    results = book.results(made)
    assert set(results) == set(book.entry.results) - {"went_in"}


def test_the_calendar_of_orders_is_recovered(book: Any, truth: dict[str, Any]) -> None:
    orders = book.frame("order_cube")
    monthly = orders["net_amount"].groupby(orders["month"].astype("str")).sum()
    effects = decompose(
        monthly.index.tolist(), monthly.to_numpy(), working_days=book.calendar.working_days
    ).effects.set_index("effect")
    rhythm = truth["rhythm"]
    planted = {
        "festival_before": rhythm["festival_before"],
        "festival_during": rhythm["festival_during"],
        "festival_after": rhythm["festival_after"],
        "working_days": rhythm["working_day_elasticity"],
    }
    for name, value in planted.items():
        row = effects.loc[name]
        half = (row["high"] - row["low"]) / 2 * 2.49 / 1.96  # four effects at once: 95 % together
        assert abs(value - row["estimate"]) <= half, name


def test_the_lost_customer_is_lost_with_all_he_bought(book: Any, truth: dict[str, Any]) -> None:
    stories = truth["stories"]
    customer, first = stories["lost_customer"], Month.parse(stories["lost_from"])
    since = Windows(MONTH, MONTH.ordinal - first.ordinal - 1)  # invoices trail orders by weeks
    sales = book.frame("sales_cube")
    before, now = since.split(sales)
    of_him = [cents(x.loc[x["customer_id"].astype("str") == customer, "net_amount"]).sum() for x in (before, now)]  # fmt: skip
    assert of_him[0] > 0 and of_him[1] <= 0
    lost = bridge(sales, windows=since, by={"customer": "customer_id"})
    row = lost[(lost["node"] == customer) & (lost["part"] == "lost")]
    assert round(row["amount"].item() * 100) == of_him[1] - of_him[0]


def test_the_price_rise_stands_in_the_price_part(made: dict[str, pd.DataFrame], truth: dict[str, Any]) -> None:  # fmt: skip
    total = made["bridge"].query("dimension == 'total'").set_index("part")["amount"]
    (rise,) = [r for month, r in truth["prices"]["rises"] if "2025-11" <= month <= str(MONTH)]
    months_dear = 10 / 12  # from January to October of the twelve months
    alike = total["now"] - total["new"]
    assert 0.5 * rise * months_dear < total["price"] / alike < 1.2 * rise * months_dear


def test_the_bridge_closes_to_the_cent_in_every_dimension(made: dict[str, pd.DataFrame]) -> None:
    steps = made["bridge"].assign(c=lambda f: (f["amount"] * 100).round().astype("int64"))
    wide = steps.pivot(index=["dimension", "node"], columns="part", values="c")
    middle = wide[["before", "lost", "new", "price", "volume", "mix"]].sum(axis=1)
    assert (middle == wide["now"]).all()
    sums = wide.groupby("dimension")[["before", "lost", "new", "price", "now"]].sum()
    assert (sums == sums.loc["total"]).all().all()


def test_an_ordinary_month_raises_no_alarm(made: dict[str, pd.DataFrame]) -> None:
    verdict = made["verdict"].iloc[0]
    assert verdict["low"] <= verdict["actual"] <= verdict["high"]
    assert verdict["rung"] == "full"


def test_a_company_without_the_festival_has_no_effect_of_it(book: Any) -> None:
    abroad = calendars.build(country="US", first_year=2019, last_year=2027)
    made = standing(book.frames(), month=MONTH, calendar=abroad, rules=book.settings.rules)
    assert made["effects"]["effect"].tolist() == ["working_days"]
    said = findings.calendar(book.results(made)["effects"]).plain()
    assert "working days" in said and "Festival" not in said


def test_a_company_with_orders_alone_still_has_its_page(book: Any) -> None:
    facts = book.frames()
    for name in ("collections_cube", "open_instalments", "reps", "absences", "visits"):
        facts[name] = facts[name].iloc[:0]
    facts["sales_cube"] = facts["sales_cube"].assign(cost_amount=np.nan)
    made = standing(facts, month=MONTH, calendar=book.calendar, rules=book.settings.rules)
    results = book.results(made)
    assert results["hours"].is_empty
    assert made["limits"]["open_amount"].isna().all()
    assert set(made["headlines"]["measure"]) == {"sales", "order_intake"}
