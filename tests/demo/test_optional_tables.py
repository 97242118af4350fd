"""The demo company's rows of optional tables fit the rest of the company."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts import TABLES
from salesnb.demo import Truth, generate
from salesnb.demo.customers import masters, readings
from salesnb.demo.deals import deals, listings
from salesnb.demo.deals.courses import LEVERS
from salesnb.demo.facts import network
from salesnb.demo.field import expenses
from salesnb.demo.field.field_facts import FLAGS
from salesnb.demo.sales.orders import World

SCALE = 0.3
YEAR = pd.Timedelta(days=365)
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module", params=[20261, 3])
def truth(request: pytest.FixtureRequest) -> Truth:
    return Truth(seed=request.param)


@pytest.fixture(scope="module")
def tables(truth: Truth) -> Tables:
    return generate(truth, scale=SCALE)


def test_customers_keep_their_columns_beside_those_that_were_added(
    truth: Truth, tables: Tables
) -> None:
    plain = masters.customers(truth).drop(columns="onboarded_on")
    pd.testing.assert_frame_equal(tables["customers"][list(plain.columns)], plain)


def test_rivals_and_we_supply_no_more_than_a_customer_buys(truth: Truth, tables: Tables) -> None:
    """By what it truly buys: the potential in the master data is a reading of that."""
    rivals, orders = tables["customer_rivals"], tables["order_lines"]
    potential = pd.Series(readings.true_potential(truth), tables["customers"]["customer_id"])
    assert len(rivals) > 50
    for (customer, day), own in rivals.groupby(["customer_id", "observed_on"]):
        is_ours = (orders["customer_id"] == customer) & (orders["order_on"] <= day)
        year = orders[is_ours & (orders["order_on"] > day - YEAR)]
        ours = year["net_amount"].sum() / potential[customer]
        assert own["purchase_share"].sum() + ours <= 1


def test_a_merged_customer_bought_nothing_for_a_year(tables: Tables) -> None:
    merged = tables["customers"].dropna(subset="merged_into")
    assert len(merged) == 3
    orders = tables["order_lines"]
    recent = orders[orders["order_on"] >= "2025-11-01"]
    assert not set(merged["customer_id"]) & set(recent["customer_id"])
    assert not set(merged["customer_id"]) & set(merged["merged_into"])


def test_rebates_rise_with_purchases(tables: Tables) -> None:
    terms = tables["rebate_terms"].sort_values("threshold_amount")
    steps = terms.groupby(["customer_id", "valid_from"])["rebate_share"]
    assert steps.apply(lambda own: own.is_monotonic_increasing).all()


def test_every_milestone_says_how_it_is_graded(tables: Tables) -> None:
    steps = tables["milestones"]
    assert steps[["kind", "measure", "rubric"]].notna().all(axis=None)
    assert steps.loc[steps["grade"].notna(), "evidence"].notna().sum() >= 3


FINAL = {"amount": "{:.2f}".format, "expected_close_on": "{:%Y-%m-%d}".format, "rep_id": str}


def test_changes_lead_to_the_deal_as_it_stands(tables: Tables) -> None:
    dealt = tables["opportunities"].set_index("opportunity_id")
    changes = tables["opportunity_changes"]
    assert set(changes["field"]) == {"stage", *FINAL}
    for field, written in FINAL.items():
        own = changes[changes["field"] == field].sort_values(["opportunity_id", "changed_at"])
        groups = own.groupby("opportunity_id")
        assert len(own) > 50
        present = dealt.loc[groups["new_value"].last().index, field].map(written)
        assert (groups["new_value"].last() == present).all()
        before = groups["new_value"].shift()
        assert (before.isna() | (before == own["old_value"])).all()
        days = pd.to_datetime(own["changed_on"])
        closed = own["opportunity_id"].map(dealt["closed_on"])
        assert (days > own["opportunity_id"].map(dealt["created_on"])).all()
        assert (closed.isna() | (days <= closed)).all()


def test_what_does_not_change_of_a_deal_is_that_of_its_course(truth: Truth, tables: Tables) -> None:
    plain = deals.opportunities(truth)
    same = [name for name in plain.columns if name != "customer_id"]
    pd.testing.assert_frame_equal(tables["opportunities"][same], plain[same])


def test_stages_follow_each_other_to_the_present_one(tables: Tables) -> None:
    changes = tables["opportunity_changes"].query("field == 'stage'")
    changes = changes.sort_values(["opportunity_id", "changed_at"])
    before = changes.groupby("opportunity_id")["new_value"].shift().fillna("prospecting")
    assert (before == changes["old_value"]).all()
    now = changes.groupby("opportunity_id")["new_value"].last()
    stage = tables["opportunities"].set_index("opportunity_id")["stage"]
    assert (now.reindex(stage.index).fillna("prospecting") == stage).all()


def test_only_open_deals_have_a_next_step(tables: Tables) -> None:
    dealt = tables["opportunities"]
    is_open = ~dealt["stage"].isin(["won", "lost"])
    assert dealt["next_step"].notna().equals(is_open)
    assert dealt["next_step_on"].notna().equals(is_open)
    named = dealt["competitor_id"].notna()
    assert named[is_open].any() and named[dealt["stage"] == "won"].any()


def test_levers_move_as_many_deals_as_was_planted(truth: Truth, tables: Tables) -> None:
    found = tables["opportunities"]["lever"].value_counts(normalize=True)
    for lever, share in zip(LEVERS, truth.deals.lever_shares, strict=True):
        assert abs(found[lever] - share) < 0.04


def test_sales_of_a_deal_are_orders_of_its_customer_soon_after_it_was_won(tables: Tables) -> None:
    sold = tables["deal_sales"]
    assert not sold.duplicated(["order_id", "line_id"]).any()
    both = sold.merge(tables["order_lines"], on=["order_id", "line_id"], validate="one_to_one")
    both = both.merge(tables["opportunities"], on="opportunity_id", suffixes=("", "_of_deal"))
    assert len(both) == len(sold) > 30
    assert (both["stage"] == "won").all()
    assert (both["customer_id"] == both["customer_id_of_deal"]).all()
    assert (both["order_on"] - both["closed_on"]).dt.days.between(0, 90).all()


def test_open_orders_were_ordered_and_not_yet_invoiced(tables: Tables) -> None:
    listed = tables["open_orders"]
    assert listed["as_of_on"].nunique() == 12
    billed = tables["invoice_lines"].query("kind == 'invoice'").groupby("order_id")["invoice_on"]
    invoiced = listed["order_id"].map(billed.min())
    assert (listed["order_on"] <= listed["as_of_on"]).all()
    assert (invoiced.isna() | (invoiced > listed["as_of_on"])).all()


def test_deals_are_touched_before_they_close_and_leads_once_they_are_called(tables: Tables) -> None:
    touched = tables["touches"]
    one = touched[["lead_id", "opportunity_id", "organisation_id"]].notna().sum(axis=1)
    assert (one == 1).all()
    dealt = touched.dropna(subset="opportunity_id").merge(
        tables["opportunities"], on="opportunity_id"
    )
    assert (dealt["touched_on"] >= dealt["created_on"]).all()
    assert (dealt["closed_on"].isna() | (dealt["touched_on"] < dealt["closed_on"])).all()
    called = touched.dropna(subset="lead_id").merge(tables["leads"], on="lead_id")
    assert (called["touched_on"] >= called["called_on"]).all()
    known = tables["organisations"]["organisation_id"]
    assert set(touched["organisation_id"].dropna()) <= set(known)


def test_lists_overlap_and_hold_namesakes(truth: Truth, tables: Tables) -> None:
    listed = tables["listings"]
    firm = listed["listing_id"].map(listings.firms_behind(truth))
    assert not listed.assign(firm=firm).duplicated(["firm", "lead_source_id"]).any()
    in_several = listed.groupby(firm)["lead_source_id"].nunique()
    assert (in_several > 1).mean() > 0.3
    plain = listed["name"].str.upper().str.replace(r" CO\.(, LTD\.)?$", "", regex=True)
    firms_of_name = firm.groupby(plain).nunique()
    assert (firms_of_name > 1).sum() >= 5
    assert set(plain) & {name.upper().removesuffix(" CO.") for name in tables["customers"]["name"]}
    assert set(listed["lead_source_id"]) == set(tables["lead_sources"]["lead_source_id"])


def test_ties_of_competitors_are_added_to_those_that_were_there(
    truth: Truth, tables: Tables
) -> None:
    plain = network.contact_edges(World(truth, SCALE))
    ties = tables["contact_edges"]
    first = ties.head(len(plain))
    pd.testing.assert_frame_equal(first[list(plain.columns)], plain, check_dtype=False)
    assert set(ties["from_kind"].iloc[len(plain) :]) == {"competitor"}
    assert not ties.duplicated(["from_id", "to_id", "relation"]).any()
    assert 0 < ties["has_concern"].sum() < len(ties) / 4


def test_a_checklist_is_as_full_as_the_readiness_says(tables: Tables) -> None:
    prepared = tables["visit_objectives"]
    share = prepared[list(FLAGS)].sum(axis=1) / len(FLAGS)
    assert (share - prepared["readiness"]).abs().max() <= 0.1 + 1e-9


def test_reports_of_every_type_have_a_text_once_they_came(tables: Tables) -> None:
    reports = tables["reports"]
    assert set(reports["kind"]) == set(TABLES["reports"].field("kind").choices)
    assert reports["report_text"].notna().equals(reports["received_on"].notna())
    assert reports["report_id"].is_unique


def test_outlets_are_in_one_state_at_a_time_and_now_in_their_own(tables: Tables) -> None:
    states, outlets = tables["outlet_states"], tables["outlets"].set_index("outlet_id")
    now = states[states["valid_to"].isna()].set_index("outlet_id")["status"]
    assert now.sort_index().equals(outlets["status"].sort_index())
    assert (states["valid_to"].isna() | (states["valid_from"] < states["valid_to"])).all()
    carried = tables["outlet_products"].merge(outlets["status"], on="outlet_id")
    share = carried.groupby("status")["is_carried"].mean()
    assert share["customer"] > 0.4 > 0.2 > share["prospect"]


def test_freight_is_added_to_the_expenses_that_were_there(truth: Truth, tables: Tables) -> None:
    plain, spent = expenses.expenses(truth), tables["expenses"]
    pd.testing.assert_frame_equal(spent[list(plain.columns)].head(len(plain)), plain)
    assert not spent.duplicated(["rep_id", "expense_type", "period_start"]).any()
    assert set(spent["expense_type"].tail(len(spent) - len(plain))) == {"freight"}
    assert (spent["driver_quantity"] >= 1).all()
    assert (tables["spend"]["driver_quantity"] >= 1).all()


def test_every_rep_has_a_day_and_speeds(truth: Truth, tables: Tables) -> None:
    people = tables["reps"]
    plain = masters.reps(truth)
    pd.testing.assert_frame_equal(people[list(plain.columns)], plain)
    assert people[["day_hours", "city_speed", "road_speed"]].notna().all(axis=None)
    assert (people["city_speed"] < people["road_speed"]).all()
