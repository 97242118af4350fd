"""From the first plan to what came in: each cause alone by hand, and closing on any panel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.reviews.as_issued import AsIssued
from salesnb.reviews.attainment.study import review_attainment
from salesnb.reviews.causes.movement import PARTS, market_growth, moved_rows
from salesnb.reviews.causes.ranked import EXPECTED
from salesnb.reviews.causes.study import review_causes
from salesnb.reviews.spans import Span
from tests.reviews.planted import (
    CALENDAR,
    MARCH,
    by_rep,
    cube,
    drawn_sales,
    facts,
    forecast,
    sale,
    target,
)

M, LAST = "2026-03", "2025-03"
OLDER = sale("2024-04", "older", 1.0)  # with it the facts reach back over both years
NOUGHT = dict.fromkeys(PARTS, 0.0)


def causes(
    *rows: dict[str, object],
    asked: Iterable[dict[str, object]] = (),
    issued: AsIssued | None = None,
    market: pd.DataFrame | None = None,
    **more: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    given_ = facts(cube(*rows), asked, **more)
    kept = issued or AsIssued()
    held = review_attainment(given_, kept, month=MARCH, calendar=CALENDAR)["attainments"]
    markets = {} if market is None else dict.fromkeys(["month", "quarter", "year_to_date"], market)
    return review_causes(given_, held, kept, month=MARCH, markets=markets)


def bridge(
    found: dict[str, pd.DataFrame], dimension: str = "total", node: str = "total"
) -> dict[str, float]:
    """Return the parts of a node in the month, in their order."""
    rows = found["plan_bridge"]
    mask = (rows["dimension"] == dimension) & (rows["node"] == node) & (rows["span"] == "month")
    own = rows[mask]
    return dict(zip(own["part"], own["amount"], strict=True))


def stays(month: str, amount: float, pieces: float, **more: object) -> dict[str, object]:
    return sale(month, "C1", amount, quantity=pieces, **more)


def moved(*rows: dict[str, object], **how: Any) -> dict[str, float]:
    """Return what moved sales from March of last year to this one."""
    sales = cube(OLDER, *rows).assign(product_group="G1")
    found = moved_rows(sales, Span("month", (M,)), **how)
    assert found is not None
    sums = found[["before", *PARTS, "now"]].sum() / 100
    assert sums.drop("now").sum() == pytest.approx(sums["now"], abs=1e-9)
    return sums[list(PARTS)].to_dict()


def test_from_plan_over_revision_and_forecast_to_what_came_in() -> None:
    """Plan 100, later 90, forecast 95; 80 last year, 110 came, 15 of them by price."""
    asked = [*by_rep(M, A=100.0), target(M, 90.0, rep_id="A", version=2, issued_on="2026-03-20")]
    issued = AsIssued(forecast={"2026-02": forecast(M, ("total", "total", 95.0))})
    found = causes(OLDER, stays(LAST, 80.0, 8), stays(M, 110.0, 9.5), asked=asked, issued=issued)
    assert bridge(found) == {
        "plan_v1": 100,
        "revision": -10,
        "to_forecast": 5,
        "market": 0,
        "price": 15,
        "volume": 0,
        "mix": 0,
        "new": 0,
        "lost": 0,
        "settlement": 0,
        "actual": 110,
    }
    assert bridge(found, "rep", "A") == {  # nothing was forecast of him: from the plan, over 90
        "plan_v1": 100,
        "revision": -10,
        "market": 0,
        "price": 15,
        "volume": 5,
        "mix": 0,
        "new": 0,
        "lost": 0,
        "settlement": 0,
        "actual": 110,
    }


def test_a_node_without_a_plan_starts_from_its_forecast_else_from_last_year() -> None:
    issued = AsIssued(forecast={"2026-02": forecast(M, ("rep", "A", 95.0))})
    found = causes(OLDER, stays(LAST, 80.0, 8), stays(M, 110.0, 11), issued=issued)
    assert bridge(found, "rep", "A") == {"forecast": 95, **NOUGHT, "volume": 15, "actual": 110}
    assert bridge(found) == {"last_year": 80, **NOUGHT, "volume": 30, "actual": 110}


def test_each_cause_alone_is_found_alone() -> None:
    dearer = moved(stays(LAST, 100.0, 10), stays(M, 120.0, 10))
    assert dearer == {**NOUGHT, "price": 20}
    more = moved(stays(LAST, 100.0, 10), stays(M, 130.0, 13))
    assert more == {**NOUGHT, "volume": 30}
    came = moved(stays(LAST, 100.0, 10), stays(M, 100.0, 10), sale(M, "C2", 70.0))
    assert came == {**NOUGHT, "new": 70}
    went = moved(stays(LAST, 100.0, 10), stays(M, 100.0, 10), sale(LAST, "C2", 70.0))
    assert went == {**NOUGHT, "lost": -70}
    richer = moved(
        stays(LAST, 50.0, 5),
        sale(LAST, "C2", 100.0, quantity=5.0),
        stays(M, 20.0, 2),
        sale(M, "C2", 160.0, quantity=8.0),
    )
    assert richer == {**NOUGHT, "mix": 30}


def test_a_customer_who_bought_in_other_months_is_neither_new_nor_lost() -> None:
    found = moved(
        stays("2025-01", 30.0, 3),
        stays(M, 40.0, 4),
        sale(LAST, "C2", 10.0),
        sale("2025-06", "C2", 10.0),
    )
    assert found == {**NOUGHT, "volume": 40 - 10}


def test_settlement_is_what_another_methods_discount_takes_out_of_the_price() -> None:
    """T1 gives nothing, T2 5 %: the list price of 100 is 95 by T2, and has not moved."""
    rows = stays(LAST, 100.0, 10), stays(M, 95.0, 10, settlement_id="T2")
    assert moved(*rows, discounts={"T1": float("nan"), "T2": 0.05}) == {**NOUGHT, "settlement": -5}
    assert moved(*rows) == {**NOUGHT, "price": -5}


def test_the_market_takes_its_growth_out_of_volume() -> None:
    """The market of N1 grew by 4 % since the plan: 4 of the 10 that were sold more are its own."""
    potential = pd.DataFrame({"region_id": ["N1", "N1"], "product_group": "G1"})
    market = market_growth(
        potential.assign(potential=[60.0, 44.0]), potential.assign(potential=[50.0, 50.0])
    )
    found = moved(stays(LAST, 100.0, 10), stays(M, 110.0, 11), market=market)
    assert found == {**NOUGHT, "market": pytest.approx(4), "volume": pytest.approx(6)}


def test_facts_that_do_not_reach_back_explain_nothing_and_close() -> None:
    found = causes(stays(LAST, 80.0, 8), stays(M, 110.0, 11), asked=by_rep(M, A=100.0))
    assert bridge(found) == {"plan_v1": 100, "revision": 0, "unexplained": 10, "actual": 110}
    assert found["cause_rows"].empty and found["causes"]["cause"].tolist() == ["unexplained"] * 3


def test_a_customer_with_credit_notes_alone_is_neither_new_nor_lost() -> None:
    found = moved(stays(LAST, 100.0, 10), stays(M, 100.0, 10), sale(M, "C9", -25.0))
    assert found == {**NOUGHT, "volume": -25}


def test_causes_are_ranked_in_money_with_the_rows_behind_each() -> None:
    found = causes(
        OLDER,
        stays(LAST, 100.0, 10),
        stays(M, 120.0, 10),
        sale(M, "C2", 70.0),
        sale(M, "C3", 5.0, region_id="S1"),
        asked=[target(M, 150.0, region_id="N1"), target(M, 10.0, region_id="S1")],
    )
    own = found["causes"][found["causes"]["span"] == "month"]
    assert own["cause"].tolist() == ["new", "volume", "price"]  # volume: 60 more were planned
    assert own["amount"].tolist() == [75, -60, 20] and own["rank"].tolist() == [1, 2, 3]
    assert own["gap_share"].tolist() == pytest.approx([75 / 35, -60 / 35, 20 / 35])
    assert own["n_rows"].tolist() == [2, 0, 1]
    nodes = found["cause_nodes"]
    nodes = nodes[(nodes["span"] == "month") & (nodes["dimension"] == "region")]
    assert nodes[nodes["cause"] == "new"][["node", "amount"]].values.tolist() == [
        ["N1", 70.0],
        ["S1", 5.0],
    ]
    assert "rep" not in set(found["cause_nodes"]["dimension"])  # none has a plan of theirs
    rows = found["cause_rows"]
    rows = rows[rows["span"] == "month"]
    behind = rows[rows["cause"] == "new"][["customer_id", "amount", "place"]].values.tolist()
    assert behind == [["C2", 70.0, 1], ["C3", 5.0, 2]]
    volume = rows[rows["cause"] == "volume"][["customer_id", "amount"]].values.tolist()
    assert volume == [[EXPECTED, -60.0]]
    price = rows[rows["cause"] == "price"].iloc[0]
    assert price[["before", "now", "quantity_now"]].tolist() == [100, 120, 10]


TERMS = pd.DataFrame({"settlement_id": ["T1", "T2"], "discount_share": [0.0, 0.03]})
GROWTH = pd.DataFrame(
    {"region_id": ["N1", "N2"], "product_group": ["G1", "G2"], "growth": [0.07, -0.11]}
)


@pytest.mark.parametrize("draw", range(3))
def test_every_node_of_a_random_panel_closes_and_parts_add_up_over_nodes(draw: int) -> None:
    rng = np.random.default_rng(draw)
    sales = drawn_sales(rng, ["2024-12", LAST, "2025-09", "2026-01", M], 10 + 20 * draw)
    planned = int(rng.integers(99_999)) / 90
    nodes = [("total", "total", planned), ("region", "N1", planned)]
    earlier = {"2026-02": forecast(M, *nodes)} if draw % 2 else {}
    found = causes(
        OLDER,
        *sales.to_dict("records"),
        asked=by_rep(M, A=float(rng.integers(999))),
        issued=AsIssued(forecast=earlier),
        market=GROWTH,
        settlement_terms=TERMS,
    )
    rows = found["plan_bridge"]
    rows = rows.assign(cents=(rows["amount"] * 100).round().astype("int64"))
    by = ["span", "dimension", "node"]
    steps = rows[rows["part"] != "actual"].groupby(by)["cents"].sum()
    assert steps.equals(rows[rows["part"] == "actual"].set_index(by)["cents"].reindex(steps.index))
    parts = rows[rows["part"].isin([*PARTS, "actual"]) & (rows["part"] != "volume")]
    sums = parts.groupby(["span", "part", "dimension"])["cents"].sum().unstack()
    assert (sums.nunique(axis=1) == 1).all()
    behind = found["cause_rows"].groupby(["span", "cause"])["amount"].sum()
    ranked = found["causes"].set_index(["span", "cause"])["amount"]
    ranked = ranked[ranked.index.get_level_values("cause").isin(PARTS)]
    assert behind.reindex(ranked.index).to_numpy() == pytest.approx(ranked.to_numpy(), abs=1e-6)
