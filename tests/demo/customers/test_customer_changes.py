"""Changes of customers lead to the customers as they are; leave is known before it is taken."""

from __future__ import annotations

from dataclasses import replace

import ibis
import numpy as np
import pandas as pd
import pytest

from salesnb.contracts import TABLES
from salesnb.demo import Truth, draw
from salesnb.demo.customers import masters
from salesnb.demo.customers.credit import customer_reps
from salesnb.demo.customers.customer_changes import rolled_back
from salesnb.demo.field import actions
from salesnb.demo.sales.orders import World, month_lines
from salesnb.snapshot import changes as of_snapshots
from salesnb.snapshot.known import rows_known

TRUTH = Truth()
FIELDS = {  # a column that each kind of change always touches
    "credit_limit": "credit_limit",
    "contact": "contact_name",
    "settlement": "settlement_id",
    "owner": "name",
    "move": "latitude",
    "move_away": "region_id",
}
SMALL = draw(1, n_customers=20, n_reps=4, n_months=36).truth


def changed(truth: Truth) -> tuple[pd.DataFrame, pd.DataFrame]:
    return masters.customers(truth), masters.customer_changes(truth)


@pytest.mark.parametrize("seed", range(1, 6))
def test_changes_told_are_those_between_the_masters_of_two_months(seed: int) -> None:
    """What the comparison of two snapshots finds is what the table lists, value by value."""
    now, listed = changed(Truth(seed=seed))
    month = TRUTH.months[-1]
    last = of_snapshots.in_month(
        listed.assign(changed_on=pd.to_datetime(listed["changed_on"])), month
    )
    before = rolled_back(now, listed[listed["changed_on"] >= month.first.isoformat()])
    columns = ["customer_id", "field", "old_value", "new_value"]
    found = of_snapshots.differing(before, now)[columns]
    expected = last[columns].sort_values(["customer_id", "field"], ignore_index=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


@pytest.mark.parametrize("truth", [TRUTH, SMALL])
def test_every_kind_of_change_occurs_in_the_last_month(truth: Truth) -> None:
    _, listed = changed(truth)
    last = listed[listed["changed_on"] >= truth.months[-1].first.isoformat()]
    assert set(FIELDS.values()) <= set(last["field"])
    assert last["customer_id"].nunique() >= len(FIELDS)
    assert set(listed["field"]) <= {field.name for field in TABLES["customers"].fields}


def test_the_master_before_all_changes_is_consistent() -> None:
    now, listed = changed(TRUTH)
    before = rolled_back(now, listed)
    assert before["customer_id"].equals(now["customer_id"]) and before["name"].is_unique
    assert set(before["settlement_id"]) <= {one.id for one in TRUTH.cash.terms}
    place = masters.regions(TRUTH).set_index("region_id")
    home = place.loc[before["region_id"]].reset_index()
    assert (before["city"] == home["name"]).all()
    for axis in ("latitude", "longitude"):
        assert (before[axis].astype(float) - home[axis]).abs().max() < 1
    assert (before["credit_limit"].dropna() >= 0).all()
    assert not listed.duplicated(["customer_id", "field"]).any()
    assert (listed["recorded_on"] >= listed["changed_on"]).all()
    assert listed["recorded_on"].max() <= TRUTH.months[-1].last.isoformat()


def test_a_firm_that_is_sold_comes_to_a_group_or_leaves_one() -> None:
    truth = replace(TRUTH, changes=replace(TRUTH.changes, owner=0.1))
    now, listed = changed(truth)
    sold = set(listed.loc[listed["field"] == "name", "customer_id"])
    groups = listed[listed["field"] == "group_id"].set_index("customer_id")
    assert set(groups.index) == sold and len(sold) > 30
    assert ((groups["old_value"] == "") != (groups["new_value"] == "")).all()
    is_in_group = now.set_index("customer_id")["group_id"].notna()
    assert (groups["new_value"] != "").equals(is_in_group[groups.index])
    share = TRUTH.changes.grouped_share
    error = np.sqrt(share * (1 - share) / len(now))
    assert is_in_group.mean() == pytest.approx(share, abs=4 * error)


def test_as_many_customers_change_in_a_year_as_stated() -> None:
    shares: dict[str, list[float]] = {kind: [] for kind in FIELDS}
    for seed in range(1, 9):
        now, listed = changed(Truth(seed=seed))
        by_customer = listed.groupby("customer_id")["field"].agg(set)
        numbers = {
            "owner": sum("name" in own for own in by_customer),
            "move_away": sum("region_id" in own for own in by_customer),
            "move": sum(own == {"latitude", "longitude"} for own in by_customer),
            "contact": sum("contact_name" in own and "name" not in own for own in by_customer),
            "settlement": sum("settlement_id" in own for own in by_customer),
            "credit_limit": sum("credit_limit" in own for own in by_customer),
        }
        for kind, number in numbers.items():
            shares[kind].append(number / len(now))
    for kind, found in shares.items():
        stated = getattr(TRUTH.changes, kind)
        error = np.sqrt(stated / TRUTH.n_customers / len(found))
        assert np.mean(found) == pytest.approx(stated, abs=4 * error), kind


def test_orders_are_settled_the_old_way_until_the_month_of_the_change() -> None:
    truth = replace(TRUTH, n_months=36, changes=replace(TRUTH.changes, settlement=0.5))
    world, months = World(truth, 1.0), truth.months
    changes = masters.customer_changes(truth)
    listed = changes[changes["field"] == "settlement_id"].set_index("customer_id")
    n_checked = 0
    for index in (len(months) - 13, len(months) - 6, len(months) - 1):
        lines = month_lines(world, index).merge(listed, on="customer_id")
        is_old = lines["changed_on"] >= months[index].first.isoformat()
        told = lines["old_value"].where(is_old, lines["new_value"])
        assert (lines["settlement_id"] == told).all()
        n_checked += len(lines)
    assert n_checked > 50


def test_who_moved_to_a_region_was_looked_after_in_another_before() -> None:
    truth = replace(TRUTH, changes=replace(TRUTH.changes, move_away=0.05))
    now, listed = changed(truth)
    home = masters.reps(truth).set_index("rep_id")["region_id"]
    credit = customer_reps(truth)
    moves = listed[listed["field"] == "region_id"]
    for customer, old, new, day in moves[
        ["customer_id", "old_value", "new_value", "changed_on"]
    ].itertuples(index=False):
        own = credit[credit["customer_id"] == customer]
        before = own[own["valid_from"] < day]
        assert (before["valid_to"] == day).all()
        assert set(home[before["rep_id"]]) == {old}
        assert set(home[own.loc[own["valid_from"] == day, "rep_id"]]) == {new}
    assert len(moves) >= 10
    assert now["customer_id"].isin(credit["customer_id"]).all()


def test_leave_for_the_coming_month_stands_in_the_last_months_snapshot() -> None:
    away, last = actions.absences(TRUTH), TRUTH.months[-1]
    days = away.assign(**{name: away[name].dt.date for name in ("absent_on", "recorded_on")})
    known = rows_known(ibis.memtable(days), TABLES["absences"], last).to_pandas()
    assert len(known) == len(away)
    ahead = away[away["absent_on"] > str(last.last)]
    assert len(ahead) >= 0.4 * TRUTH.n_reps and "sick" not in set(ahead["reason"])
    assert set(ahead["absent_on"].dt.strftime("%Y-%m")) == {str(last + 1)}
    assert not away.duplicated(["rep_id", "absent_on"]).any()
    sooner = rows_known(ibis.memtable(days), TABLES["absences"], last - 1).to_pandas()
    assert len(sooner) < len(away)


def test_nobody_is_away_before_being_hired_or_after_leaving() -> None:
    away = actions.absences(TRUTH)
    people = masters.reps(TRUTH).set_index("rep_id")
    left = pd.to_datetime(away["rep_id"].map(people["left_on"]))
    assert (left.isna() | (away["absent_on"] < left)).all()
    assert (away["absent_on"] >= pd.to_datetime(away["rep_id"].map(people["hired_on"]))).all()
