"""A decided total is shared so that all cells are equally likely to reach their part."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from salesnb.methods.correlation import Correlation
from salesnb.methods.error_shapes import Shape
from salesnb.targets.chance.attainability import Joint, cell_probabilities, sums
from salesnb.targets.plan.gap import equally_likely, filled, spread_law, spreads
from tests.targets.past_errors import errors_of


def leaves(n: int = 500, seed: int = 1) -> pd.DataFrame:
    """Return cells of very different sizes."""
    size = np.random.default_rng(seed).lognormal(11, 1.2, n)
    return pd.DataFrame({"customer_id": [f"C{i}" for i in range(n)], "expected": size})


def planted(power: float, *, n_nodes: int = 40, factor: float = 0.8) -> pd.DataFrame:
    """Return errors of nodes whose spread grows with their size by a power."""
    rng = np.random.default_rng(3)
    size = np.logspace(4, 8, n_nodes)
    spread = factor * size**power
    actual = size + spread * rng.normal(size=(24, n_nodes))
    return errors_of(actual, np.tile(size, (24, 1)))


def test_all_leaves_are_equally_likely_and_the_total_has_its_closed_form() -> None:
    cells = leaves()
    law = 0.3 * cells["expected"].sum() / (cells["expected"] ** 0.8).sum()
    size = np.logspace(3, 9, 40)
    errors = errors_of(
        np.vstack([size + law * size**0.8, size - law * size**0.8]), np.tile(size, (2, 1))
    )
    total = 1.06 * cells["expected"].sum()
    found = equally_likely(cells, errors, total, keys=["customer_id"])
    assert found["asked"].sum() == pytest.approx(total, rel=1e-12)
    joint = Joint(
        found["expected"].to_numpy(),
        found["spread"].to_numpy(),
        Shape.normal(),
        Correlation(0.1, {}, np.inf),
    )
    p = cell_probabilities(joint, found["asked"])
    assert p == pytest.approx(np.full(500, ndtr(-0.2)), abs=0.002)
    assert sums(joint).reached([total])[0] == pytest.approx(0.27, abs=0.015)
    alone = Joint(joint.mean, joint.sd, joint.shape, Correlation(0.0, {}, np.inf))
    assert sums(alone).reached([total])[0] < 0.02
    proportional = cell_probabilities(joint, 1.06 * joint.mean)
    assert proportional.max() - proportional.min() > 0.09


@pytest.mark.parametrize("power", [0.55, 0.75, 0.95])
def test_the_law_of_spreads_is_found_again(power: float) -> None:
    law = spread_law(planted(power))
    assert law.power == pytest.approx(power, abs=0.03)
    assert law.at(np.array([1e6]))[0] == pytest.approx(0.8 * 1e6**power, rel=0.25)


def test_nodes_that_are_known_to_be_steady_are_asked_for_less() -> None:
    rng = np.random.default_rng(5)
    relative = np.repeat([0.05, 0.4], 10)
    size = np.full(20, 1e6)
    errors = errors_of(size * (1 + relative * rng.normal(size=(24, 20))), np.tile(size, (24, 1)))
    members = pd.DataFrame({"region_id": [f"N{i}" for i in range(20)]})
    found = spreads(members, size, errors, last=1)
    assert np.median(found[:10]) < 0.4 * np.median(found[10:])
    unknown = spreads(pd.DataFrame({"region_id": ["new"]}), size[:1], errors, last=1)
    assert unknown[0] == pytest.approx(spread_law(errors, last=1).at(size[:1])[0])


def test_a_total_below_what_is_expected_takes_no_cell_below_nought() -> None:
    found = filled(np.array([100.0, 10, 10]), np.array([10.0, 50, 5]), 100)
    assert found.tolist() == pytest.approx([100 - 10 * 10 / 15, 0, 10 - 10 * 5 / 15])
    assert found.min() == 0 and found.sum() == pytest.approx(100)
    assert filled(np.array([100.0, 10]), np.array([10.0, 50]), 0).tolist() == [0, 0]


def test_without_errors_all_are_asked_for_the_same_growth() -> None:
    cells = leaves(5)
    found = equally_likely(
        cells, errors_of(np.zeros((0, 1)), np.zeros((0, 1))), 1e6, keys=["customer_id"]
    )
    grown = found["asked"] / found["expected"]
    assert grown.to_numpy() == pytest.approx(np.full(5, grown.iloc[0]))
    nothing = cells.assign(expected=0.0)
    assert (
        equally_likely(nothing, planted(0.8), 50.0, keys=["customer_id"])["asked"].tolist()
        == [10] * 5
    )


def test_months_of_a_cell_keep_their_proportions_and_empty_cells_stay_empty() -> None:
    rows = [("A", "2027-01", 30.0), ("A", "2027-02", 70.0), ("B", "2027-01", 0.0)]
    rows += [("B", "2027-02", 0.0), ("C", "2027-02", 400.0)]
    cells = pd.DataFrame(rows, columns=["rep_id", "month", "expected"])
    found = equally_likely(cells, planted(0.7), 600.0, keys=["rep_id", "month"])
    asked = found["asked"].tolist()
    assert asked[1] == pytest.approx(asked[0] * 7 / 3) and asked[2:4] == [0, 0]
    assert sum(asked) == pytest.approx(600)


def test_the_order_of_cells_changes_nothing_and_bad_calls_are_refused() -> None:
    cells, errors = leaves(50), planted(0.7)
    total = 1.1 * cells["expected"].sum()
    there = equally_likely(cells, errors, total, keys=["customer_id"])
    back = equally_likely(cells[::-1], errors, total, keys=["customer_id"]).sort_index()
    assert back["asked"].to_numpy() == pytest.approx(there["asked"].to_numpy())
    with pytest.raises(ValueError, match="stand twice by customer_id"):
        equally_likely(pd.concat([cells, cells]), errors, total, keys=["customer_id"])
    with pytest.raises(ValueError, match="cannot be shared by 0 cells"):
        equally_likely(cells.iloc[:0], errors, 1.0, keys=["customer_id"])
    with pytest.raises(ValueError, match="a total of -1"):
        equally_likely(cells, errors, -1.0, keys=["customer_id"])
