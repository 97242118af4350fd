"""Facts as areas take them: text is text, days are days, also where nothing came in."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.errors import UsageError
from salesnb.i18n import use
from salesnb.paths import Company
from salesnb.snapshot import typed
from salesnb.snapshot.names import MasterNames
from tests.workbook.small import opened


def test_frames_have_text_keys_days_and_numbers(closed: Company) -> None:
    facts = opened(closed).frames()
    assert facts["sales_cube"]["month"].dtype == "str"
    assert facts["products"]["product_group"].tolist() == ["Pumps", "Valves", ""]
    launched = facts["products"]["launched_on"]
    assert launched.dtype.kind == "M"
    assert launched.isna().tolist() == [False, True, True]
    assert facts["sales_cube"]["net_amount"].sum() == 365.5


def test_a_flag_is_true_false_or_not_known(closed: Company) -> None:
    customers = opened(closed).frames()["customers"]
    active = customers["is_active"]
    assert customers[active]["customer_id"].tolist() == ["C1"]
    assert customers[~active]["customer_id"].tolist() == ["C2"]
    assert active.isna().tolist() == [False, False, True]


def test_lines_carry_the_product_group_and_say_where_none_is_known(closed: Company) -> None:
    cube = opened(closed).frames()["sales_cube"]
    money = cube.groupby("product_group")["net_amount"].sum().to_dict()
    assert money == {"Pumps": 300.0, "Valves": 50.5, "(unassigned)": 15.0}


def test_without_products_lines_have_no_group(closed: Company) -> None:
    assert "product_group" not in opened(closed, "90_explore").frames()["sales_cube"]


def test_a_frame_that_did_not_come_in_has_the_types_that_it_would_have(closed: Company) -> None:
    leads = opened(closed).frames()["leads"]
    assert leads.empty
    kinds = [str(leads[name].dtype).partition("[")[0] for name in leads]
    assert kinds == ["str", "datetime64", "boolean", "float64"]


def test_a_frame_that_is_not_declared_is_told_with_the_nearest_one(closed: Company) -> None:
    with pytest.raises(UsageError, match="did you mean 'regions'"):
        opened(closed).frame("region")


def test_text_that_is_held_as_a_dictionary_is_read_as_text() -> None:
    held = pd.Categorical.from_codes([1, -1, 0], categories=["b", "a"])
    as_text = typed.typed(
        pd.DataFrame({"customer_id": held, "amount": [1.0, 2.0, None]}), "no_table"
    )
    assert as_text["customer_id"].tolist() == ["a", "", "b"]
    assert as_text["customer_id"].dtype == "str"
    assert as_text["amount"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("column", "dtype"),
    [("month", "str"), ("rep_id", "str"), ("day", "M8"), ("seen_on", "M8"), ("size", "float64")],
)
def test_a_column_outside_the_contracts_is_typed_by_its_name(column: str, dtype: str) -> None:
    assert str(typed.empty("no_table", [column])[column].dtype).startswith(
        {"M8": "datetime64"}.get(dtype, dtype)
    )


def test_a_product_that_nobody_knows_has_no_group() -> None:
    lines = pd.DataFrame({"product_id": ["P1", "P9", ""]})
    as_text = typed.with_groups(lines, {"P1": "Pumps", "P2": ""})
    assert as_text["product_group"].tolist() == ["Pumps", "(unassigned)", "(unassigned)"]
    assert list(lines) == ["product_id"]


def test_members_are_called_by_their_names_in_both_languages(closed: Company) -> None:
    regions = opened(closed).context.names["regions"]
    assert (str(regions["R1"]), str(regions["R2"])) == ("Shore", "Hills")
    with use("zh"):
        assert (str(regions["R1"]), str(regions["R2"])) == ("海岸", "Hills")


def test_product_groups_are_called_by_their_chinese_names_where_the_products_have_them(
    closed: Company,
) -> None:
    groups = opened(closed).context.names["product_groups"]
    assert (str(groups["Pumps"]), str(groups["Valves"])) == ("Pumps", "Valves")
    with use("zh"):
        assert (str(groups["Pumps"]), str(groups["Valves"])) == ("泵", "Valves")


def test_a_table_that_did_not_come_in_has_no_names(closed: Company) -> None:
    names = MasterNames(opened(closed).snapshot)
    assert names["competitors"] == {}
    assert {"regions", "competitors", "customers"} <= set(names)
    assert len(names) == len(list(names))


@pytest.mark.parametrize("table", ["no_table", "visits", "order_lines"])
def test_a_table_without_names_is_none(closed: Company, table: str) -> None:
    names = MasterNames(opened(closed).snapshot)
    assert names.get(table) is None
    with pytest.raises(KeyError):
        _ = names[table]
