"""What a title says of the rows that its picture does not draw."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.contracts.results import Result
from salesnb.i18n import use
from salesnb.plots.titles import with_omissions
from tests.plots.small import monthly, prices, regions


def said(of: Result, drawn: Result, columns: str = "amount") -> str:
    return with_omissions("Title", drawn, of, columns.split())


def changed(**amounts: float) -> Result:
    """Return the regions with other amounts, in the order in which they stand."""
    found = regions()
    found.frame["amount"] = list(amounts.values())
    return found


def test_a_title_says_nothing_where_all_is_drawn() -> None:
    assert said(regions(), regions()) == "Title"
    assert with_omissions("Title", regions(), None, ["amount"]) == "Title"


@pytest.mark.parametrize(
    ("of", "text"),
    [
        (regions(), "only the largest by Amount are drawn"),
        (regions().by("amount"), "only the smallest by Amount are drawn"),
        (
            changed(N=5, S=-9, W=1).by("-|amount|"),
            "only the largest by Amount, whatever their sign,",
        ),
        (monthly(), "only the first by Month are drawn"),
        (changed(N=5, S=9, W=7), "only the first rows are drawn"),
    ],
)
def test_a_list_that_is_cut_says_by_what_order(of: Result, text: str) -> None:
    assert said(of, of.keep(slice(2))).split("\n")[1].startswith(text)


def test_rows_without_a_value_are_named() -> None:
    assert said(prices(), prices().known("index"), "index") == "Title\nno value: South / One"
    alone = prices().where(region_id="S")
    assert said(alone, alone.known("index"), "index") == "Title\nno value: One"


def test_of_many_rows_without_a_value_the_first_are_named() -> None:
    of = monthly()
    of.frame.loc[2:6, "amount"] = np.nan
    known = of.known("amount")
    assert said(of, known) == "Title\nno value: Mar 2026, Apr 2026, May 2026 and others"
    with use("zh"):
        assert said(of, known) == "Title\n无数值：2026年3月、2026年4月、2026年5月等"


def test_a_list_may_be_cut_and_lack_values_at_once() -> None:
    of = regions()
    of.frame.loc[2, "amount"] = np.nan
    drawn = of.known("amount").keep(slice(1))
    assert said(of, drawn) == "Title\nonly the largest by Amount are drawn; no value: West"
