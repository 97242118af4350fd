"""Forms at the gate: rows of canonical tables, exports that say otherwise, what is plausible."""

from __future__ import annotations

import datetime as dt

import pytest

from salesnb.forms.inbox import read_inbox
from salesnb.forms.plausible import distance, doubts
from salesnb.forms.rows import rows_of
from salesnb.paths import Company
from salesnb.snapshot import close_month
from tests.forms.filling import HELD, MONTH, TABLES, fill
from tests.sources.gate import said

AT_C1, AT_C3 = (31.20, 121.40), (39.90, 116.40)


def fill_all(one: Company) -> None:
    """Send in every kind of form of one rep."""
    fill(
        one,
        "visit_log",
        {
            0: {**HELD, "started": "9:00", "ended": "9:40", "result": 1},
            1: {**HELD, "started": "10:00", "ended": "10:30"},
        },
    )
    fill(
        one,
        "weekly_plan",
        {0: {"confirmed": "yes"}, 2: {"confirmed": "yes", "visit_date": "2026-11-12"}},
        saved="2026-11-02T01:00:00Z",
    )
    fill(
        one,
        "daily_report",
        {0: {"n_visits": 0, "done": "office"}, 1: {"n_visits": 1, "done": "C1 seen"}},
        saved="2026-11-03T09:00:00Z",
    )
    look = {"inspected_on": "2026-11-05", "outlet_id": "O1", "product_id": "P1"}
    fill(
        one,
        "inspection",
        {
            0: {**look, "aspect": "stock", "value": "12"},
            1: {**look, "aspect": "price", "value": "¥1,200.50"},
            2: {**look, "aspect": "complaint"},
        },
    )
    day = {"registered_on": "2026-11-06"}
    fill(
        one,
        "registration",
        {
            0: {**day, "name": "Brand New Shop", "region_id": "E", "status": "prospect"},
            1: {**day, "name": "Harbour shop.", "region_id": "E", "status": "prospect"},
            2: {**day, "outlet_id": "O1", "status": "closed"},
            3: {**day, "name": "brand new shop", "region_id": "E", "status": "prospect"},
            4: {**day, "name": "Brand New Shop", "region_id": "W", "status": "prospect"},
        },
    )
    fill(one, "commitment", {0: {"sales_amount": "5,000", "cash_amount": 4000}})
    fill(one, "summary", {0: {"comment": "as planned"}})


@pytest.fixture(scope="module")
def gate(made: Company, tmp_path_factory: pytest.TempPathFactory) -> object:
    import shutil
    from dataclasses import replace

    root = tmp_path_factory.mktemp("gate") / "company"
    shutil.copytree(made.root, root)
    one = replace(made, root=root)
    (root / "tables" / "visits.csv").write_text(
        TABLES["visits.csv"].replace(
            "V2,R07,C2,2026-11-04,2026-11-04,,,planned,,2026-10-20",
            "V2,R07,C2,2026-11-04,2026-11-04,,,cancelled,,",
        ),
        encoding="utf-8",
    )
    fill_all(one)
    return one, said(one, month=MONTH)


def test_nothing_but_what_is_wrong_is_said(gate: tuple) -> None:
    lines = [line.split(";")[0] for line in gate[1].sentences if ".xlsx" in line]
    assert lines == [
        "inspection_R07.xlsx!H8 note: is missing for this aspect",
        "registration_R07.xlsx!B7 name = 'Harbour shop.': nearly the name of O1 Harbour Shop",
        "registration_R07.xlsx!B9 name = 'brand new shop': nearly the name of"
        " registration_R07.xlsx!A6 Brand New Shop",
        "visit_log_R07.xlsx!G7 status: the exports say cancelled: they hold",
    ]


def test_visits_take_the_place_of_what_was_planned(gate: tuple) -> None:
    visits = gate[1].tables["visits"].set_index("visit_id")
    assert dict(visits["status"]) == {
        "V0": "held",
        "V1": "held",
        "V2": "cancelled",
        "V3": "planned",
        "V4": "planned",
    }
    assert str(visits.loc["V3", "visit_date"])[:10] == "2026-11-12"
    assert str(visits.loc["V3", "planned_on"])[:10] == "2026-11-04"


def test_aims_and_commitments_are_rows_of_their_tables(gate: tuple) -> None:
    aims = gate[1].tables["visit_objectives"].set_index("visit_id")
    assert (aims.loc["V1", "objective"], float(aims.loc["V1", "result"])) == ("collect", 1)
    (row,) = gate[1].tables["commitments"].to_dict("records")
    assert (row["rep_id"], row["customer_id"], row["product_group"]) == ("R07", "C1", "Pumps")
    assert (str(row["period_start"])[:10], float(row["sales_amount"])) == ("2026-12-01", 5000)


def test_inspections_and_the_census(gate: tuple) -> None:
    seen = gate[1].tables["inspections"]
    assert [float(one) for one in seen["value"]] == [12, 1200.5]
    outlets = gate[1].tables["outlets"]
    assert list(outlets["name"])[2:] == ["Brand New Shop", "Brand New Shop"]
    states = gate[1].tables["outlet_states"]
    own = states[states["outlet_id"] == "O1"].sort_values("valid_from")
    assert list(own["status"]) == ["customer", "closed"]
    assert str(own.iloc[0]["valid_to"])[:10] == "2026-11-06"


def test_reports_that_came_and_that_are_lacking(gate: tuple) -> None:
    reports = gate[1].tables["reports"]
    daily = reports[reports["kind"] == "daily"]
    assert set(daily["rep_id"]) == {"R07", "R08"}
    own = daily[daily["rep_id"] == "R07"].sort_values("period_start")
    assert str(own["received_on"].iloc[0])[:10] == "2026-11-03"
    assert daily["received_on"].notna().sum() == 2
    monthly = reports[(reports["kind"] == "monthly") & reports["received_on"].notna()]
    assert list(monthly["report_text"]) == ["as planned"]
    assert str(monthly["period_start"].iloc[0])[:10] == "2026-10-01"
    weekly = reports[(reports["kind"] == "weekly") & (reports["rep_id"] == "R07")]
    assert weekly["received_on"].notna().sum() == 2


def test_the_snapshot_holds_rows_with_file_and_cell(gate: tuple) -> None:
    one = gate[0]
    first = close_month(one, MONTH)
    bytes_of = {file.name: file.read_bytes() for file in first.folder.iterdir()}
    sources = first.frame("form_rows").astype("str").set_index("key")["source"]
    assert sources["V1"] == "visit_log_R07.xlsx!A6"
    assert sources["R07 C1 Pumps 2026-12-01 2026-11-30"] == "commitment_R07.xlsx!A6"
    forms = first.frame("forms").set_index("form")
    assert dict(forms.loc["registration", ["n_taken", "n_sent_back"]]) == {
        "n_taken": 3,
        "n_sent_back": 2,
    }
    assert list(forms.loc["visit_log", ["n_taken", "n_exported"]]) == [1, 1]
    again = close_month(one, MONTH, to=one.root / "again")
    for file in again.folder.iterdir():
        assert file.read_bytes() == bytes_of[file.name], file.name


VISITS = {
    "twice at once": ((("9:00", "9:40"), ("9:30", "10:00")), "overlap"),
    "too fast": ((("9:00", "9:40"), ("10:00", "10:30"), ("11:00", "11:30")), "too_fast"),
    "two minutes": ((("9:00", "9:02"),), "short_visit"),
    "all night": ((("5:00", "6:00"), ("22:30", "23:30")), "long_day"),
}


@pytest.mark.parametrize("name", VISITS)
def test_what_can_hardly_have_been_is_told(one: Company, name: str) -> None:
    times, rule = VISITS[name]
    customers = ("C1", "C2", "C3") if rule == "too_fast" else ("C1", "C1", "C1")
    rows = {
        -1 - n: {
            **HELD,
            "visit_date": "2026-11-09",
            "customer_id": customers[n],
            "purpose": ("collect", "educate", "information")[n],
            "started": begin,
            "ended": end,
        }
        for n, (begin, end) in enumerate(times)
    }
    if rule != "too_fast":  # each visit of its own: told apart by customer
        for n, row in enumerate(rows.values()):
            row["customer_id"] = f"C{n + 1}"
    fill(one, "visit_log", rows)
    visits = rows_of(read_inbox(one, MONTH, ["R07"]), "Asia/Shanghai").of("visits")
    places = {"C1": AT_C1, "C2": AT_C1, "C3": AT_C3}
    found = doubts(visits, places)
    assert [doubt.rule for doubt in found] == [rule]


def test_the_very_same_times_on_three_days_are_copied(one: Company) -> None:
    rows = {
        -1 - 3 * day - n: {
            **HELD,
            "visit_date": dt.date(2026, 11, 9 + day),
            "customer_id": f"C{n + 1}",
            "started": f"{9 + n}:05",
            "ended": f"{9 + n}:40",
        }
        for day in range(3)
        for n in range(3)
    }
    fill(one, "visit_log", rows)
    visits = rows_of(read_inbox(one, MONTH, ["R07"]), "Asia/Shanghai").of("visits")
    assert [doubt.rule for doubt in doubts(visits, {})] == ["copied_times", "copied_times"]


def test_distances_are_those_on_the_globe() -> None:
    assert distance(AT_C1, AT_C3) == pytest.approx(1070, abs=15)
