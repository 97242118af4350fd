"""Parts of a result: rows that are chosen, in which order, and each number with its address."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.citations import Citation
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.contracts.validated import result
from salesnb.errors import CitationError, SalesnbError
from salesnb.i18n import use
from salesnb.i18n.words import Words
from tests.contracts.small import CONTEXT, nodes


def names(by_node: Result) -> list[str]:
    return by_node.frame["node"].tolist()


def test_where_keeps_rows_in_order_and_leaves_the_whole_alone() -> None:
    by_node = nodes()
    part = by_node.where(dimension="region")
    assert names(part) == ["total", "1", "2"]
    assert part.frame.index.tolist() == [0, 1, 2]
    assert names(part.where(state="high")) == ["1"]
    assert by_node.where(dimension="rep").is_empty
    assert len(by_node.frame) == 4


def test_known_keeps_rows_that_have_all_values() -> None:
    assert names(nodes().known("growth")) == ["total", "1", "low"]
    assert names(nodes().known("growth age_days")) == ["total", "low"]
    assert names(nodes().known("month growth")) == ["1", "low"]


def test_rows_are_kept_by_a_mask_and_taken_by_their_places() -> None:
    by_node = nodes()
    assert names(by_node.keep(by_node.frame["amount"] < 250)) == ["2", "low"]
    assert names(by_node.take([2, 0])) == ["2", "total"]
    assert names(by_node.take(slice(1))) == ["total"]


def test_the_row_of_sums_can_be_left_out() -> None:
    assert names(nodes().without_total()) == ["1", "2", "low"]


def test_members_are_the_rows_that_name_one_not_those_under_a_word_of_the_column() -> None:
    assert "total" in nodes().frame["node"].tolist()
    assert nodes().members("node").frame["node"].tolist() == ["1", "2", "low"]
    with pytest.raises(CitationError, match="no column 'nodes'"):
        nodes().members("nodes")


def test_the_first_row_is_that_of_the_order_and_an_empty_result_has_none() -> None:
    by_node = nodes()
    assert by_node.first["node"] == "total"
    with pytest.raises(CitationError, match="02_small_nodes has no rows"):
        _ = by_node.where(dimension="rep").first


def test_every_row_is_met_in_order() -> None:
    assert [row["node"] for row in nodes()] == names(nodes())


def test_a_row_is_what_names_it_or_refused_with_its_key() -> None:
    assert nodes().row(dimension="region", node="1")["amount"] == 300.0
    with pytest.raises(CitationError, match=r"3 rows, not one.*its key is .'dimension', 'node'"):
        nodes().row(dimension="region")


@pytest.mark.parametrize(
    "asked",
    [
        lambda by_node: by_node.where(amont=1),
        lambda by_node: by_node.known("amont"),
        lambda by_node: by_node.rows(amont=1),
        lambda by_node: by_node.by("-amont"),
        lambda by_node: by_node.by("-|amont|"),
        lambda by_node: by_node.first["amont"],
        lambda by_node: by_node.first.cite("amont"),
        lambda by_node: by_node.first.slot("amont"),
        lambda by_node: by_node.cite("amont"),
        lambda by_node: by_node.heading("amont"),
        lambda by_node: by_node.table("amont"),
    ],
)
def test_an_unknown_column_is_told_with_the_nearest_one(asked) -> None:
    with pytest.raises(SalesnbError, match="did you mean 'amount'"):
        asked(nodes())


def test_a_number_carries_its_address_its_currency_and_how_it_is_written() -> None:
    amount = nodes().cite("amount", dimension="region", node="1")
    where = (("dimension", "region"), ("node", "1"))
    assert amount.ref == Citation("02_small_nodes", "draft", "amount", where)
    assert (amount.value, amount.fmt, amount.unit) == (300.0, "money", "CNY")
    growth = nodes().row(node="1").cite("growth")
    assert (growth.fmt, growth.unit) == ("growth", "")
    assert nodes().row(node="1").cite("growth", "points").fmt == "points"


KEYED = Frame(
    name="99_keyed",
    title="Keyed",
    grain="one row per age, kind and name",
    key="age is_new name",
    fields=(
        col.whole("age", "Age"),
        col.flag("is_new", "New"),
        col.key("name", "Name"),
        col.money("amount", "Amount"),
    ),
)


def keyed() -> Result:
    rows = [(1, True, "1", 10.0), (1, False, "1", 20.0), (2, True, "a&b=c", 30.0)]
    return result(pd.DataFrame(rows, columns=KEYED.columns), KEYED, context=CONTEXT)


def test_each_number_is_found_again_by_its_address_as_text() -> None:
    """Numbers and flags are part of a key as much as text is."""
    for row in keyed():
        address = Citation.parse(str(row.cite("amount").ref))
        assert keyed().cited(address)["amount"] == row["amount"]


@pytest.mark.parametrize("key", ["age=one", "age=1.0", "age=3.0", "aeg=1.0", ""])
def test_an_address_that_is_not_one_row_is_refused(key: str) -> None:
    with pytest.raises(CitationError):
        keyed().cited(Citation.parse(f"99_keyed@draft/amount?{key}"))


def test_a_part_of_a_result_has_the_addresses_of_the_whole() -> None:
    part = nodes().where(dimension="region").by("amount").take([0])
    assert part.first.cite("amount") == nodes().cite("amount", dimension="region", node="2")


def test_a_slot_of_a_sentence_is_a_cited_number_or_words() -> None:
    row = nodes().row(node="1")
    assert row.slot("amount") == row.cite("amount")
    assert row.slot("amount", "money_full").fmt == "money_full"  # type: ignore[union-attr]
    assert row.slot("state") == Words("good")
    assert str(row.slot("month", "month_name")) == "Oct"


def test_a_value_is_known_unless_a_number_or_a_text_is_missing() -> None:
    one, two, total = (nodes().row(node=name) for name in ("1", "2", "total"))
    assert not one.is_known("age_days") and one.is_known("note")
    assert not two.is_known("growth") and not two.is_known("note")
    assert not total.is_known("month") and total.is_known("is_new")


def test_a_title_says_what_was_chosen_of_the_whole() -> None:
    by_node = nodes()
    part = by_node.where(dimension="region").where(node="1")
    assert by_node.title == "Where do we stand?"
    assert part.title == "Where do we stand? (Region, Shore)"
    assert part.keep([True]).title == part.title
    with use("zh"):
        assert part.title.endswith("（区域、海岸）")


def test_a_title_leaves_out_that_the_whole_was_chosen() -> None:
    whole = nodes().where(node="total")
    assert whole.title == "Where do we stand?"
    assert whole.where(state="").where(month="").title == "Where do we stand?"


def test_a_title_names_the_column_of_a_number_or_flag() -> None:
    assert keyed().where(is_new=True, age=1).title == "Keyed (New: yes, Age: 1)"
    with use("zh"):
        assert keyed().where(is_new=False).title == "Keyed（New：否）"


def test_a_heading_has_its_unit_and_a_large_first_letter() -> None:
    by_node = nodes()
    assert by_node.heading("amount") == "Net sales (CNY)"
    assert by_node.heading("amount", with_unit=False) == "Net sales"
    assert by_node.heading("age_days") == "Age (days)"
    assert by_node.heading("competitor_id") == "Competitor"
    assert by_node.heading("state") == "State"


def test_members_of_one_dimension_are_headed_by_it() -> None:
    by_node = nodes()
    assert by_node.heading("node") == "Node"
    assert by_node.where(dimension="region").heading("node") == "Region"
    with use("zh"):
        assert by_node.where(dimension="product_group").heading("node") == "产品组"


def test_a_table_shows_the_declared_columns_or_others() -> None:
    by_node = nodes()
    assert by_node.table().columns == by_node.contract.shown
    other = by_node.table("node amount", rows=2, folded=True)
    assert (other.columns, other.rows, other.folded) == (["node", "amount"], 2, True)
    assert by_node.table().rows == by_node.contract.rows


def test_a_result_knows_its_context_in_every_part() -> None:
    assert nodes().where(node="1").by("amount").context is CONTEXT
