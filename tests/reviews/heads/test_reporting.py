"""Reports: due, received, in time, plausible; claims held against visits, copies."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.demo.field import reporting as demo
from salesnb.demo.field.visits import calendar
from salesnb.demo.truths.truth import Truth
from salesnb.methods.report_checks import claims_more, is_copy
from salesnb.reviews.heads.reporting import judge_reporting
from tests.reviews.heads.companies import facts, ground, reports, rows, visits

LONG = "The customer asked for a sample and a quote by Friday; stock is low in both of his stores. "


def test_reports_are_counted_by_rep_region_and_in_total() -> None:
    due = reports({"R1": 20, "R2": 10, "R3": 5, "R4": 0})
    found = judge_reporting(ground(facts(reports=due))).rows.set_index(["node", "kind"])
    assert found.loc[("total", "all"), "n_expected"] == 80
    assert found.loc[("total", "all"), "n_good"] == 35
    assert found.loc[("N1", "all"), "good"] == pytest.approx(0.75)
    assert found.loc[("R4", "weekly"), "n_received"] == 0
    assert pd.isna(found.loc[("R4", "all"), "plausible_share"])


def test_a_report_counts_in_the_months_in_which_it_is_due() -> None:
    due = reports({"R1": 20})
    late = due.assign(received_on=due["due_on"] + pd.Timedelta(days=1))
    found = judge_reporting(ground(facts(reports=late), window=6)).rows
    assert found.loc[found["node"] == "R1", "n_expected"].tolist() == [4, 4]  # of May 2026 alone
    assert found["n_on_time"].eq(0).all()


def test_what_comes_after_the_month_has_not_come() -> None:
    due = reports({"R1": 20})
    later = due.assign(received_on=pd.Timestamp("2026-11-02"))
    assert judge_reporting(ground(facts(reports=later))).rows["n_received"].eq(0).all()


@pytest.mark.parametrize(
    ("kind", "start", "n_held"),
    [("daily", "2026-10-05", 1), ("weekly", "2026-10-05", 3), ("monthly", "2026-10-01", 3)],
)
def test_a_report_may_claim_what_was_held_in_its_period(kind: str, start: str, n_held: int) -> None:
    one = {"rep_id": "R1", "kind": kind, "period_start": pd.Timestamp(start)}
    claims = rows("reports", [one | {"n_visits": n_held}, one | {"n_visits": n_held + 1}])
    assert claims_more(claims, visits()).tolist() == [False, True]


def test_a_registration_covers_a_quarter() -> None:
    one = {"rep_id": "R1", "kind": "registration", "period_start": pd.Timestamp("2026-08-01")}
    claims = rows("reports", [one | {"n_visits": 9}, one | {"n_visits": 10}])
    assert claims_more(claims, visits()).tolist() == [False, True]


def test_reps_without_visits_and_reports_without_a_number_are_not_judged() -> None:
    one = {"kind": "weekly", "period_start": pd.Timestamp("2026-10-05")}
    claims = rows("reports", [one | {"rep_id": "R9", "n_visits": 5}, one | {"rep_id": "R1"}])
    assert not claims_more(claims, visits()).any()


def test_only_long_texts_are_copies_and_the_first_is_none() -> None:
    due = reports({"R1": 20}).head(4)
    assert not is_copy(due).any()
    assert is_copy(due.assign(report_text=LONG)).tolist() == [False, True, True, True]
    assert not is_copy(due.assign(report_text=[LONG + str(one) for one in range(4)])).any()


def test_every_false_report_of_the_demo_company_is_found_and_no_true_one() -> None:
    truth = Truth()
    table = demo.conduct(truth)
    came = table[table["received_on"].notna()].reset_index(drop=True)
    found = claims_more(came, calendar(truth))
    in_past = came["period_end"] <= calendar(truth)["visit_date"].max()
    assert came.loc[in_past, "is_false"].sum() > 50
    assert (found == came["is_false"])[in_past].mean() > 0.999


def test_nobody_is_judged_without_reports() -> None:
    found = judge_reporting(ground(facts()))
    assert found.rows.empty and found.parts.empty
