"""Deals as they stood on a day: rebuilt from dated changes, nothing later counts."""

import numpy as np
import pandas as pd

from salesnb.deals import study
from salesnb.deals.history import rebuild
from tests.deals.planted import MARCH, change, deal, drawn, facts

END = pd.Timestamp(MARCH.last)


def on(day: str, name: str, field: str, held) -> str:
    history = rebuild(held, END)
    return str(history.values_on(field, np.array([name], object), np.array([day], "M8[s]"))[0])


def test_a_field_is_what_the_last_change_up_to_the_day_said():
    held = facts(
        [deal("D1", stage="proposal", amount=900.0)],
        [
            change("D1", "2026-02-03", "stage", "prospecting", "qualified"),
            change("D1", "2026-03-05", "stage", "qualified", "proposal"),
            change("D1", "2026-02-20", "amount", "1200.00", "900.00"),
        ],
    )
    assert on("2026-02-02", "D1", "stage", held) == "prospecting"
    assert on("2026-02-03", "D1", "stage", held) == "qualified"
    assert on("2026-03-31", "D1", "stage", held) == "proposal"
    assert float(on("2026-02-19", "D1", "amount", held)) == 1200.0
    assert float(on("2026-02-20", "D1", "amount", held)) == 900.0
    assert on("2026-03-31", "D1", "rep_id", held) == "R1"


def test_a_deal_that_closes_after_the_month_is_open_at_its_end():
    held = facts([deal("D1", stage="won", closed_on="2026-04-02")])
    ground = study.ground_of(held, month=MARCH)
    assert list(ground.open["opportunity_id"]) == ["D1"]
    assert ground.open["stage"].tolist() == [""]


def test_a_closed_deal_without_a_day_takes_that_of_its_change_or_is_left_out_and_counted():
    held = facts(
        [deal("D1", stage="lost"), deal("D2", stage="won")],
        [change("D1", "2026-03-09", "stage", "proposal", "lost")],
    )
    history = rebuild(held, END)
    assert history.deals["ended_on"].tolist() == [pd.Timestamp("2026-03-09")]
    assert history.undated.index.tolist() == ["D2"]


def test_a_stage_that_goes_backwards_is_kept_and_counted():
    held = facts(
        [deal("D1", stage="qualified")],
        [
            change("D1", "2026-01-20", "stage", "qualified", "proposal"),
            change("D1", "2026-03-20", "stage", "proposal", "qualified"),
        ],
    )
    ground = study.ground_of(held, month=MARCH)
    assert ground.open["stage"].tolist() == ["qualified"]
    shown = study.show_pipeline(ground, None)
    assert shown["measured"]["n_back"].tolist() == [1]
    stages = shown["stages"].set_index("stage")
    assert stages.loc["proposal", "n_back"] == 1


def test_the_parts_add_up_to_the_table():
    truth, held = drawn()
    month = truth.months[-4]
    ground = study.ground_of(held, month=month)
    parts = study.show_pipeline(ground, None)["accounted"]
    known = held["opportunities"]
    known = known[known["created_on"] <= pd.Timestamp(month.last)]
    assert np.isclose(parts["amount"].sum(), known["amount"].sum())
    assert parts["n_deals"].sum() == len(known)


def test_nothing_later_than_the_day_counts():
    truth, held = drawn()
    month = truth.months[-10]
    end = pd.Timestamp(month.last)
    deals = held["opportunities"]
    later = held["opportunity_changes"]["changed_on"] > end
    cut = dict(held)
    cut["opportunity_changes"] = held["opportunity_changes"][~later]
    cut["touches"] = held["touches"][held["touches"]["touched_on"] <= end]
    cut["contact_edges"] = held["contact_edges"][held["contact_edges"]["known_since"] <= end]
    cut["opportunities"] = deals[deals["created_on"] <= end]
    whole, known = (study.ground_of(one, month=month) for one in (held, cut))
    pd.testing.assert_frame_equal(whole.open, known.open)
    np.testing.assert_allclose(whole.win_chance, known.win_chance)


def test_rows_of_past_months_do_not_change_when_later_ones_come():
    """Of deals closed by then: all their changes are known, whichever month is closed."""
    truth, held = drawn()
    then, now = (study.ground_of(held, month=truth.months[k]) for k in (-13, -1))
    over = then.learnt.closings["opportunity_id"]
    key = ["opportunity_id", "day"]
    shown = [*key, "stage", "rep_id", "age", "amount", "to_close", "n_slips", "in_stage"]
    parts = [one.learnt.landmarks for one in (then, now)]
    both = [one[one["opportunity_id"].isin(over) & (one["day"] <= then.end)] for one in parts]
    a, b = (one.sort_values(key, ignore_index=True)[[*shown, "n_touches"]] for one in both)
    assert len(a) > 500
    pd.testing.assert_frame_equal(a, b)
