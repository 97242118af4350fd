"""All of 06b_prices on poor companies: no list prices, one product, returns only, no regions."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.customers.prices.study import study_prices
from salesnb.pages import prices
from tests.customers.prices.cells import MONTH, Frames, cells, facts, steady


def page_of(frames: Frames) -> Results:
    found = study_prices(frames, month=MONTH)
    assert set(found) == set(prices.FRAMES)
    context = Context("CNY")
    return Results({k: result(v, prices.FRAMES[k], context=context) for k, v in found.items()})


def said(page: Results) -> str:
    return " ".join(one.plain() for one in prices.answer(page))


def poor(name: str) -> Frames:
    rows = cells(list(steady(30)))
    if name == "nothing":
        return facts(rows.iloc[:0])
    if name == "no list":
        return facts(rows.assign(list_amount=float("nan"), listed_amount=0.0))
    if name == "returns only":
        amounts = ["quantity", "net_amount", "list_amount", "listed_amount"]
        return facts(rows.assign(**{one: -rows[one] for one in amounts}))
    if name == "no regions":
        return facts(rows.assign(region_id="(unassigned)"))
    return facts(rows.assign(customer_id="", rep_id="(unassigned)"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing", "nothing can be said"),
        ("no list", "cannot be told without list prices"),
        ("returns only", "cannot be told"),
        ("no regions", "No rep gives more discount"),
        ("no customers", "reps"),
    ],
)
def test_a_poor_company_gets_a_page_that_says_what_is_missing(name: str, sentence: str) -> None:
    page = page_of(poor(name))
    assert sentence in said(page)
    assert not page.leaks.frame["verdict"].eq("suspect").any()
    assert page.diversions.is_empty
    for section in (prices.kept, prices.leaks, prices.away, prices.apart):
        for one in section.found(page):
            assert one.plain()
        section.draw(page)


def test_breaches_name_cells_of_the_window_once_and_add_up_to_the_floor() -> None:
    rows = cells([{**row, "off": row["off"] + 0.11} for row in steady(24)], floor=0.8)
    page = page_of(facts(rows))
    below = page.price_breaches.where(kind="below_floor").frame
    recent = rows[rows["month"] > str(MONTH - 12)]
    assert below["amount"].sum() == pytest.approx(recent["below_floor_amount"].sum(), abs=0.5)
    assert not below["is_explained"].any()
    assert (below["price"] < below["corridor_low"] + 1e-9).all()


def test_classes_are_those_of_05_customers_where_they_are_there() -> None:
    frames = facts(cells(list(steady(24))))
    assert page_of(frames).basis.first["class_basis"] == "bands"
    own = pd.DataFrame({"customer_id": ["C00"], "customer_class": ["A"]})
    page = page_of(frames | {"customer_classes": own})
    assert page.basis.first["class_basis"] == "classes"
    assert page.buyers.where(customer_id="C00").first["customer_class"] == "A"
