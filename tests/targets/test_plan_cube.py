"""The plan cube: the vendors' examples, refusals, and random cubes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from salesnb.contracts.decided import PLAN_FILES
from salesnb.errors import ConflictError, UsageError
from salesnb.i18n import use
from salesnb.plans.reading import entries
from salesnb.targets.cube.fitting import Plan, fit_plan
from tests.targets.cubes import CLASHES, Cube, is_irreducible, misses, random_cube

JANUARY, FEBRUARY, MARCH = "2027-01", "2027-02", "2027-03"


def quarter(*amounts: float) -> pd.DataFrame:
    return pd.DataFrame({"month": [JANUARY, FEBRUARY, MARCH], "reference": list(amounts)})


def square(*amounts: float) -> pd.DataFrame:
    """Return regions a and b by products x and y."""
    return pd.DataFrame({"region": list("aabb"), "product": list("xyxy"), "reference": amounts})


def control(kind: str, amount: float | None = None, **about: str) -> dict[str, object]:
    return {"kind": kind, "amount": amount, **about}


def controls(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{"reason": "why", "author": "who", **row} for row in rows])


def targets(reference: pd.DataFrame, *rows: dict[str, object], digits: int = 2) -> list[float]:
    return fit_plan(reference, controls(*rows), digits=digits).cells["target"].tolist()


def refused(reference: pd.DataFrame, *rows: dict[str, object]) -> ConflictError:
    with pytest.raises(ConflictError) as caught:
        fit_plan(reference, controls(*rows))
    return caught.value


def test_a_held_month_stays_while_the_quarter_is_spread_over_the_others() -> None:
    found = targets(
        quarter(10, 20, 30),
        control("total", 100, period="2027-Q1"),
        control("hold", period=FEBRUARY),
    )
    assert found == [20, 20, 60]


def test_under_a_held_quarter_a_new_january_is_taken_from_the_other_months() -> None:
    found = targets(
        quarter(10, 20, 30), control("hold", period="2027-Q1"), control("total", 20, period=JANUARY)
    )
    assert found == [20, 16, 24]


def test_under_a_held_total_a_raised_month_lowers_the_others_in_proportion() -> None:
    raised = control("total", 700, period=MARCH)
    held = control("hold", 1000, period="2027-Q1")
    assert targets(quarter(200, 300, 500), held, raised) == [120, 180, 700]
    also = control("hold", period=JANUARY)
    assert targets(quarter(200, 300, 500), held, raised, also) == [200, 100, 700]


def test_what_a_cap_keeps_out_is_spread_over_the_rest() -> None:
    reference = pd.DataFrame({"region": list("abc"), "reference": [1000.0, 600, 400]})
    found = targets(reference, control("total", 3000), control("cap", 500, region="c"))
    assert found == [1562.5, 937.5, 500]


def test_whole_pieces_add_up_where_no_amount_has_decimals() -> None:
    reference = pd.DataFrame({"region": list("abc"), "reference": [1.0, 1, 1]})
    found = targets(reference, control("total", 100), digits=0)
    assert sorted(found) == [33, 33, 34]


def test_a_region_above_others_and_a_group_above_products_can_be_controlled() -> None:
    reference = square(1, 2, 3, 4).assign(group=["g", "h", "g", "h"])
    rows = controls(
        control("total", 60, region="all"),
        control("floor", 30, group="g"),
        control("hold", 12, region="a"),
    )
    plan = fit_plan(reference, rows, parents={"region": {"a": "all", "b": "all"}})
    cells = plan.cells
    assert plan.is_exact
    assert cells["target"].sum() == pytest.approx(60)
    assert cells.loc[cells["region"] == "a", "target"].sum() == pytest.approx(12)
    assert 30 <= cells.loc[cells["group"] == "g", "target"].sum() < 30.02


def test_bounds_of_single_cells_hold() -> None:
    reference = quarter(10, 20, 30).assign(lowest=[0, 25, np.nan], highest=[12, 25, np.nan])
    plan = fit_plan(reference, controls(control("total", 100, period="2027-Q1")))
    assert plan.cells["target"].tolist() == [12, 25, 63]


def test_a_plan_that_is_fitted_again_stays_as_it_is() -> None:
    rows = controls(
        control("total", 1000.01, region="a"),
        control("total", 777.77, product="x"),
        control("cap", 300, region="b", product="y"),
    )
    first = fit_plan(square(1, 2, 3, 4), rows)
    again = fit_plan(square(*first.cells["target"]), rows)
    assert again.cells["target"].tolist() == first.cells["target"].tolist()


def test_the_order_of_rows_and_of_columns_does_not_matter() -> None:
    cube = random_cube(3, most=1_500)
    plan = fit_plan(cube.reference, cube.controls, parents=cube.parents)
    shuffled = cube.reference.sample(frac=1, random_state=1)[[*cube.reference.columns[::-1]]]
    mixed = cube.controls.sample(frac=1, random_state=2)
    other = fit_plan(shuffled, mixed, parents=cube.parents).cells.set_axis(shuffled.index)
    assert other["target"].reindex(cube.reference.index).tolist() == plan.cells["target"].tolist()


def test_what_each_control_did_is_stated() -> None:
    plan = fit_plan(
        quarter(10, 20, 30),
        controls(control("total", 120, period="2027-Q1"), control("floor", 1, period=MARCH)),
    )
    assert plan.controls["reached"].tolist() == [120, 60]
    assert plan.controls["stretch"].tolist() == [2, 1]
    assert plan.controls["residual"].tolist() == [0, 0]


def test_totals_of_15_and_16_are_refused_with_both_margins() -> None:
    error = refused(
        square(1, 2, 3, 4),
        control("total", 7, region="a"),
        control("total", 8, region="b"),
        control("total", 8, product="x"),
        control("total", 8, product="y"),
    )
    assert error.controls == [0, 1, 2, 3]
    assert "by 1.00" in error.message


def test_a_cent_between_large_totals_is_refused() -> None:
    error = refused(
        square(1, 2, 3, 4),
        control("total", 4_000_000_000.00, region="a"),
        control("total", 4_000_000_000.00, region="b"),
        control("total", 8_000_000_000.01),
    )
    assert error.controls == [0, 1, 2]
    assert "by 0.01" in error.message


def test_empty_cells_that_leave_no_way_are_refused_with_the_sums_that_lie_on_them() -> None:
    error = refused(
        square(0, 1, 1, 1),
        control("total", 5, region="a"),
        control("total", 5, region="b"),
        control("total", 8, product="x"),
        control("total", 2, product="y"),
    )
    assert error.controls == [1, 2]
    assert "a total of 8.00 for product = x (who, why)" in error.message


def test_a_total_below_what_is_held_names_the_holds_that_are_needed() -> None:
    error = refused(
        square(1, 2, 3, 4),
        control("total", 9, region="a"),
        control("hold", 8, region="a", product="x"),
        control("hold", 7, region="a", product="y"),
        control("hold", 8, region="b", product="y"),
    )
    assert error.controls == [0, 1, 2]
    assert "by 6.00" in error.message


def test_a_floor_above_a_cap_is_refused_in_both_languages() -> None:
    rows = control("floor", 9, region="a"), control("cap", 8, region="a")
    assert "at least 9.00 for region = a" in refused(square(1, 2, 3, 4), *rows).message
    with use("zh"):
        assert "不低于 9.00" in refused(square(1, 2, 3, 4), *rows).message


def test_a_control_on_cells_without_a_reference_is_refused_alone() -> None:
    error = refused(square(0, 0, 1, 1), control("total", 9, region="a"))
    assert error.controls == [0]


def test_every_fault_of_the_controls_is_listed_at_once() -> None:
    rows = controls(
        control("total", 1, region="A"),
        control("totals", 1),
        control("floor"),
        control("cap", -1, product="x"),
        control("total", 1, colour="red"),
        control("total", "ten"),
    )
    with pytest.raises(UsageError) as caught:
        fit_plan(square(1, 2, 3, 4), rows)
    lines = caught.value.message.splitlines()
    assert len(lines) == 6
    assert "no cell has region = A" in lines[0]
    assert "totals is no kind of control" in lines[1]
    assert "the amount is missing" in lines[2]
    assert "-1" in lines[3]
    assert "the cells have no colour" in lines[4]
    assert "ten is no amount" in lines[5]
    for name in ("kind", "amount"):
        with pytest.raises(UsageError, match=f"no column {name}"):
            fit_plan(square(1, 2, 3, 4), rows.drop(columns=name))


def test_entries_of_a_plan_file_are_controls_as_they_are_read() -> None:
    plan = {"controls": tomllib.loads(PLAN_FILES["controls"].example)}
    months = [f"2027-{n:02d}" for n in range(1, 13)]
    keys = [(group, month) for group in ("Seals", "Pumps") for month in months]
    reference = pd.DataFrame(keys, columns=["product_group", "month"]).assign(reference=1.0)
    found = fit_plan(reference, entries(plan, "controls", "controls"))
    assert found.controls["reached"].tolist() == [180_000_000, 4_200_000]
    assert found.is_exact


def test_a_year_of_which_months_lack_is_refused() -> None:
    with pytest.raises(UsageError, match="the cells lack 2027-04, "):
        fit_plan(quarter(1, 2, 3), controls(control("total", 9, period="2027")))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda f: f.assign(reference=-1.0), "below 0"),
        (lambda f: f.assign(reference=np.nan), "missing or not finite"),
        (lambda f: f.assign(reference="x"), "missing or not finite"),
        (lambda f: f.assign(reference=1e300), "too large"),
        (lambda f: f.assign(lowest=np.inf), "too large"),
        (lambda f: f.assign(highest="x"), "between the bounds"),
        (lambda f: pd.concat([f, f]), "stands twice: month = 2027-01"),
        (lambda f: f.assign(month=["2027-01", None, "2027-03"]), "month is missing in 1 cells"),
        (lambda f: f.assign(lowest=5.0, highest=4.0), "between the bounds"),
        (lambda f: f.drop(columns="reference"), "the column reference"),
    ],
)
def test_a_reference_that_cannot_be_used_is_refused(
    change: Callable[[pd.DataFrame], pd.DataFrame], text: str
) -> None:
    with pytest.raises(UsageError, match=text):
        fit_plan(change(quarter(1, 2, 3)), controls(control("total", 9)))


def test_cells_that_the_sums_leave_nothing_for_end_at_nought() -> None:
    n = 12
    rows, columns = np.triu_indices(n)
    reference = pd.DataFrame(
        {
            "row": [f"r{i:02d}" for i in rows],
            "column": [f"c{i:02d}" for i in columns],
            "reference": np.random.default_rng(1).uniform(1, 9, len(rows)),
        }
    )
    sums = [control("total", 100.01, row=f"r{i:02d}") for i in range(n)]
    sums += [control("total", 100.01, column=f"c{i:02d}") for i in range(n)]
    plan = fit_plan(reference, controls(*sums))  # only the diagonal meets them
    assert plan.is_exact
    assert plan.cells["target"].tolist() == np.where(rows == columns, 100.01, 0).tolist()


def check_fits(cube: Cube) -> Plan:
    plan = fit_plan(cube.reference, cube.controls, parents=cube.parents)
    assert misses(cube, plan, most=60) == (0, 0)
    return plan


@pytest.mark.parametrize("seed", range(14))
def test_random_cubes_meet_every_control_to_the_cent(seed: int) -> None:
    check_fits(random_cube(seed, least=300, most=2_000))


@pytest.mark.parametrize("clash", CLASHES)
def test_planted_contradictions_are_refused_with_an_irreducible_set(clash: str) -> None:
    cube = random_cube(2, least=200, most=800, clash=clash)
    with pytest.raises((ConflictError, UsageError)) as caught:
        fit_plan(cube.reference, cube.controls, parents=cube.parents)
    if isinstance(caught.value, ConflictError):
        assert is_irreducible(cube, caught.value.controls)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 160))
def test_larger_random_cubes_meet_every_control_to_the_cent(seed: int) -> None:
    check_fits(random_cube(seed, least=2_000, most=50_000))
