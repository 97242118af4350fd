"""Whether it pays: baselines as usual, a comparison that can be lost, nothing leaks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.classes import held_out
from salesnb.customers.classes.study import Asked, classify_customers
from salesnb.customers.criteria.history import History, history_of
from salesnb.settings import BusinessRules
from tests.customers.facts import LAST, company, cube, decided


def history(monthly: dict[str, float]) -> History:
    return history_of(company(monthly), pd.Index(sorted(monthly)), LAST)


def test_the_share_of_the_first() -> None:
    brought = np.array([5.0, 3.0, 2.0])
    assert held_out.captured(np.array([1.0, 3.0, 2.0]), brought, 1) == pytest.approx(0.3)
    assert held_out.captured(np.array([9.0, 3.0, 2.0]), brought, 2) == pytest.approx(0.8)


def test_rfm_puts_who_buys_recently_often_and_much_first() -> None:
    found = held_out.rfm(history({f"C{i}": 100.0 * (i + 1) for i in range(10)}))
    assert found.argmax() == 9 and found.argmin() == 0


def test_a_worse_score_loses() -> None:
    rng = np.random.default_rng(3)
    brought = rng.lognormal(0, 1, 300)
    noisy = brought * rng.lognormal(0, 1.5, 300)
    scores = {"classes": noisy, "rfm": brought, "revenue": brought}
    rows = held_out.compare_methods(scores, brought, (60, 150)).table.set_index("method")
    assert rows["lead"]["revenue"] < 0 and rows["lead_high"]["revenue"] < 0


def test_what_came_later_changes_no_class_of_a_year_ago() -> None:
    """Twice the sales of the year that is held out: the same customers are the A of before."""
    rng = np.random.default_rng(4)
    monthly = {f"C{i:02d}": float(one) for i, one in enumerate(rng.lognormal(9, 1, 40))}
    lines = cube(monthly)
    later = lines["month"] > str(LAST - 12)
    more = lines.copy()
    for name in ("net_amount", "costed_amount", "cost_amount"):
        more.loc[later, name] *= 2
    found = [
        classify_customers(
            {"sales_cube": one}, decided(), Asked(), month=LAST, rules=BusinessRules()
        ).frames
        for one in (lines, more)
    ]
    bases, tables = ([one[n] for one in found] for n in ("held_out_basis", "held_out"))
    pd.testing.assert_frame_equal(*bases)
    pd.testing.assert_frame_equal(*tables)  # shares of what came stay, as all of it doubled
