"""One firm is one entry, however lists write it; namesakes stay apart."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest

from salesnb.demo.deals import listings as lists
from salesnb.demo.drawing import draw
from salesnb.prospects.directory import texts
from salesnb.prospects.directory.entries import directory, review
from salesnb.prospects.directory.resolve import Resolved, resolve
from salesnb.prospects.sources.journeys import journeys
from tests.prospects.facts import MONTH, facts, of_truth

REGIONS = [
    {"region_id": "R-SH", "name": "Shanghai", "name_zh": "上海"},
    {"region_id": "R-XA", "name": "Xi'an", "name_zh": "西安"},
]
PLACES = texts.place_words([("R-SH", "Shanghai", "上海"), ("R-XA", "Xi'an", "西安")])


def listing(number: int, name: str, **more: object) -> dict:
    return {"listing_id": f"A{number}", "name": name, "seen_on": "2026-01-05", **more}


def firms(rows: Iterable[dict]) -> list[int]:
    """Return the firm of each listing, numbered in the order in which they are first seen."""
    found = resolve(facts(listings=rows, regions=REGIONS)).records["firm"]
    return pd.factorize(found)[0].tolist()


@pytest.mark.parametrize(
    "written",
    [
        "上海宝利重工有限公司",
        "上海市宝利重工（集团）股份有限公司",
        "宝利重工",
        "上海宝利重工　有限责任公司",
    ],
)
def test_forms_and_places_are_no_part_of_a_chinese_name(written: str) -> None:
    assert texts.read_name(written, PLACES).core == "宝利重工"


@pytest.mark.parametrize(
    ("written", "core", "branch"),
    [
        ("SHANGHAI BAOLI HEAVY INDUSTRY CO., LTD.", "baoli heavy industry", ""),
        ("Xi'an Baoli Heavy Industry No. 2 Co.", "baoli heavy industry", "2"),
        ("Ｂａｏｌｉ Heavy Industry Co.", "baoli heavy industry", ""),
        ("上海宝利重工第２分公司", "宝利重工", "2"),
        ("上海公司", "上海", ""),
        ("Co. Ltd.", "co. ltd.", ""),
    ],
)
def test_names_are_read(written: str, core: str, branch: str) -> None:
    name = texts.read_name(written, PLACES)
    assert (name.core, name.branch) == (core, branch)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("139-5630-6749", "56306749"),
        ("１３９５６３０６７４９", "56306749"),
        ("+86 139 5630 6749", "56306749"),
        ("021-56306749转12", "56306749"),
        ("123", ""),
        ("00000000", ""),
        ("12345678", ""),
        ("", ""),
    ],
)
def test_telephones_are_read(written: str, digits: str) -> None:
    assert texts.read_phone(written) == digits


@pytest.mark.parametrize("written", ["139 Keji Road", "科技路139号", "科技路１３９号"])
def test_the_number_of_an_address_is_read(written: str) -> None:
    assert texts.read_address(written, PLACES).number == "139"


def test_one_firm_in_two_scripts_is_joined_by_its_telephone() -> None:
    rows = [
        listing(1, "Shanghai Baoli Heavy Industry Co., Ltd.", phone="139-5630-6749"),
        listing(2, "上海宝利重工有限公司", phone="１３９５６３０６７４９"),
        listing(3, "Xi'an Senyuan Water Co.", phone="13918358721"),
    ]
    assert firms(rows) == [0, 0, 1]


def test_a_row_that_says_little_does_not_chain_two_namesakes() -> None:
    """Telephone and address tell two firms of one name apart; a third row joins only one."""
    name = {"name": "Shanghai Baoli Heavy Industry Co.", "region_id": "R-SH"}
    rows = [
        listing(1, **name, phone="13956306749", address="139 Keji Road"),
        listing(2, **name, phone="17812345987", address="8 Binhe Road"),
        listing(3, **name),
    ]
    found = firms(rows)
    assert found[0] != found[1] and found[2] in found[:2]


def test_branches_of_different_numbers_are_two_firms() -> None:
    rows = [
        listing(1, "上海宝利重工第1分公司", region_id="R-SH"),
        listing(2, "上海宝利重工第2分公司", region_id="R-SH"),
    ]
    assert firms(rows) == [0, 1]


def test_a_telephone_of_many_firms_joins_none_of_them() -> None:
    names = ["Baoli Industry", "Senyuan Water", "Haitian Power", "Jiahe Food", "Lida Trading"]
    rows = [listing(i, one, phone="02156306749") for i, one in enumerate(names)]
    assert firms(rows) == [0, 1, 2, 3, 4]


def test_a_lead_is_of_the_customer_that_it_says_it_became() -> None:
    given = facts(
        customers=[{"customer_id": "C1", "name": "Baoli", "onboarded_on": "2025-01-01"}],
        leads=[
            {
                "lead_id": "L1",
                "company_name": "Other name",
                "customer_id": "C1",
                "created_on": "2025-03-03",
            }
        ],
    )
    found = resolve(given)
    entries = directory(found, journeys(given, month=MONTH), month=MONTH)
    assert entries[["kind", "prospect_id", "state", "reason"]].to_numpy().tolist() == [
        ["customer", "C1", "customer", "number"]
    ]


def test_who_never_bought_is_no_customer_though_he_stands_among_them() -> None:
    rows = [
        {"customer_id": "C1", "name": "Baoli", "kind": "prospect"},
        {"customer_id": "C2", "name": "Senyuan", "kind": "end_user"},
    ]
    given = facts(customers=rows)
    entries = directory(resolve(given), journeys(given, month=MONTH), month=MONTH)
    assert dict(zip(entries["prospect_id"], entries["state"], strict=True)) == {
        "C1": "noted",
        "C2": "customer",
    }


def f1(truth: pd.Series, found: Resolved) -> float:
    """Return F1 over pairs of listings: pairs of one firm in truth against pairs joined."""
    own = found.records[found.records["kind"] == "listing"].set_index("id")["firm"]
    both = pd.DataFrame({"truth": truth, "found": own.reindex(truth.index)})
    pairs = [(n * (n - 1) / 2).sum() for n in map(both.value_counts, (["truth", "found"],))]
    of = [
        (n * (n - 1) / 2).sum()
        for n in (both["truth"].value_counts(), both["found"].value_counts())
    ]
    return float(2 * pairs[0] / sum(of))


@pytest.mark.parametrize("seed", [31, 32, 33])
def test_planted_firms_are_found_in_drawn_companies(seed: int) -> None:
    truth = draw(seed, n_months=36).truth
    assert f1(lists.firms_behind(truth), resolve(of_truth(truth))) >= 0.97


def test_what_is_unsure_is_listed_with_its_evidence() -> None:
    name = {"name": "Shanghai Baoli Heavy Industry Co.", "region_id": "R-SH"}
    rows = [listing(1, **name, phone="13956306749"), listing(2, **name, phone="17812345987")]
    given = facts(listings=rows, regions=REGIONS)
    found = resolve(given)
    entries = directory(found, journeys(given, month=MONTH), month=MONTH)
    pairs = review(found, entries)
    assert pairs[["id_a", "id_b"]].to_numpy().tolist() == [["A1", "A2"]]
    assert 0.1 < pairs["chance"].item() < 0.9 and pairs["phone"].item() == "differs"


def test_another_order_of_rows_changes_no_firm() -> None:
    given = of_truth(draw(34, n_months=36).truth)
    turned = given | {"listings": given["listings"].iloc[::-1].reset_index(drop=True)}
    one, other = (
        resolve(each).records.set_index(["kind", "id"])["firm"] for each in (given, turned)
    )
    both = pd.DataFrame({"one": one, "other": other.reindex(one.index)})
    assert both.drop_duplicates().shape[0] == both["one"].nunique() == both["other"].nunique()
