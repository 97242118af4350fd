"""The whole page on companies that have little: each part is there, empty, or says why not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.drawing import draw
from salesnb.demo.prospects import leads as drawn_leads
from salesnb.prospects.places.emerging import emerging_types, monthly_types
from salesnb.prospects.study import study_prospects
from salesnb.snapshot.typed import typed
from tests.prospects.facts import MONTH, facts, of_truth


def lead(number: int, **more: object) -> dict:
    return {
        "lead_id": f"L{number}",
        "created_on": f"2026-0{1 + number % 9}-10",
        "company_name": f"Firm {number} Co.",
        "lead_source_id": "S1",
        "segment": "Food",
        "status": "new",
        **more,
    }


CALLED = {"called_on": "2026-10-20", "status": "invalid", "is_valid": False}
BARE = [{"lead_id": f"L{i}", "created_on": "2026-03-01"} for i in range(5)]
DEALS = [
    {
        "opportunity_id": f"D{i}",
        "lead_id": f"L{i}",
        "created_on": "2025-02-01",
        "closed_on": "2025-03-01",
        "stage": "won",
    }
    for i in range(30)
]
FEW = [
    lead(1, **CALLED),
    lead(2, called_on="2026-10-02", status="valid", is_valid=True),
    lead(3, called_on="2026-01-01"),
    lead(4, company_name="Firm 1 Co., Ltd."),
    lead(5),
]
CASES: dict[str, dict[str, list[dict]]] = {
    "nothing": {},
    "five leads": {"leads": [lead(i) for i in range(5)]},
    "five leads of several states": {"leads": FEW},
    "leads with nothing but a day": {"leads": BARE},
    "one listing": {"listings": [{"listing_id": "A", "name": "Firm", "seen_on": "2026-01-01"}]},
    "all invalid": {"leads": [lead(i, **CALLED) for i in range(60)]},
    "no source and no cost": {"leads": [lead(i, lead_source_id="") for i in range(30)]},
    "days to come": {"leads": [lead(i, called_on="2026-12-01") for i in range(9)]},
    "deals and no calls": {
        "leads": [lead(i, status="", created_on="2025-01-10") for i in range(90)],
        "opportunities": DEALS,
    },
}


@pytest.mark.parametrize("case", CASES)
def test_every_company_has_a_page(case: str) -> None:
    given = CASES[case]
    found = study_prospects(facts(**given), month=MONTH)
    basis = found["basis"].iloc[0]
    assert basis["n_leads"] == len(given.get("leads", []))
    assert len(found["prospects"]) == basis["n_entries"] == found["directory"]["n"].sum()
    assert found["calls"].empty
    assert set(found["sources"]["verdict"]) <= {"total", "few", "no_cost", "no_worth"}


def test_without_calls_leads_are_judged_by_won_deals() -> None:
    found = study_prospects(facts(**CASES["deals and no calls"]), month=MONTH)
    assert found["basis"]["judged_by"].item() == "won"
    assert found["funnel"]["step"].tolist() == ["won"]
    states = found["directory"].set_index("state")["n"]
    assert states.to_dict() == {"silent": 60, "won": 30}


def test_a_source_without_cost_is_not_judged_by_its_return() -> None:
    truth = draw(39, n_months=60).truth
    given = of_truth(truth)
    leads = given["leads"]
    free = leads["lead_source_id"] == "L1"
    leads = leads.assign(cost_amount=leads["cost_amount"].where(~free))
    found = study_prospects(given | {"leads": leads}, month=MONTH)["sources"]
    row = found.set_index("lead_source_id").loc["L1"]
    assert row["verdict"] == "no_cost" and pd.isna(row["cost_per_valid"])


def types(truth: Truth) -> pd.DataFrame:
    leads = drawn_leads.drawn(truth)
    leads = leads.loc[leads["created_on"] <= pd.Timestamp(truth.exported_on)]
    by_month = monthly_types(typed(leads[["segment", "created_on"]], "leads"), month=MONTH)
    return emerging_types(by_month, draws=199).set_index("segment")


def test_the_planted_type_is_found_and_none_where_none_is_planted() -> None:
    truth = draw(40, n_customers=400, n_months=60).truth
    found = types(truth)
    assert found.index[found["verdict"] == "emerging"].tolist() == [truth.prospects.emerging]
    none = types(replace(truth, prospects=replace(truth.prospects, emerging_growth=0.0)))
    assert set(none["verdict"]) <= {"none", "few"}


def test_too_few_leads_name_no_type() -> None:
    found = study_prospects(facts(leads=[lead(i) for i in range(5)]), month=MONTH)["types"]
    assert found["verdict"].tolist() == ["few"]
