"""Deals as they stood on a day: rebuilt from dated changes, nothing later counts."""

import numpy as np
import pandas as pd

from salesnb.deals import effects, persistence, study, worth
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


def everything(held, month):
    """Return all that is known of deals on a day: rows, chances, what was learnt, what is made."""
    ground = study.ground_of(held, month=month)
    shown = study.show_pipeline(ground, None)
    shown["accounted"] = shown["accounted"].query("state != 'revised'")
    shown |= study.try_rule(ground) | study.bring_together(ground, None, confidence=0.8)
    return shown | {
        "open": ground.open,
        "landmarks": ground.learnt.landmarks,
        "closings": ground.learnt.closings,
        "chances": pd.DataFrame(np.hstack([ground.won, ground.lost])),
        "worth": worth.value_deals(ground),
        "late": persistence.late_wins(ground),
        "effects": effects.study_effects(ground.history, ground.facts),
    }


def assert_same(whole, known):
    assert len(whole["open"]) > 20 and len(whole["landmarks"]) > 1000
    for name, frame in known.items():
        pd.testing.assert_frame_equal(whole[name], frame, obj=name)


def test_whatever_comes_after_the_day_changes_nothing_known_on_it():
    """Later stages, closings, amounts, owners are made others, each deal's last state with them;
    later deals, touches and ties are left out."""
    truth, held = drawn()
    month = truth.months[-10]
    other, ids = turned(held, pd.Timestamp(month.last))
    open_ones = set(study.ground_of(held, month=month).open["opportunity_id"])
    assert all(len(ids[one] & open_ones) >= 4 for one in ("stage", "amount", "expected_close_on"))
    assert_same(everything(other, month), everything(held, month))


def test_a_field_first_changed_after_the_month_is_as_it_was_before():
    held = facts(
        [deal("D1", stage="won", closed_on="2026-05-20", amount=900.0, rep_id="R2")],
        [
            change("D1", "2026-05-02", "amount", "1500.00", "900.00"),
            change("D1", "2026-05-04", "amount", "900.00", "950.00"),
            change("D1", "2026-05-03", "rep_id", "R1", "R2"),
            change("D1", "2026-05-05", "stage", "qualified", "won"),
        ],
    )
    assert float(on("2026-03-31", "D1", "amount", held)) == 1500.0
    assert on("2026-03-31", "D1", "rep_id", held) == "R1"
    assert on("2026-03-31", "D1", "stage", held) == "qualified"
    measured = study.show_pipeline(study.ground_of(held, month=MARCH), None)["measured"]
    assert measured["amount"].tolist() == [1500.0]


def turned(held, end):
    """Return a company in which all that happened after a day went otherwise, and which deals."""
    changes, deals = held["opportunity_changes"], held["opportunities"]
    later = changes[changes["changed_on"] > end].drop_duplicates(["opportunity_id", "field"])
    new = {"stage": "lost", "amount": "777.00", "expected_close_on": "2031-01-31", "rep_id": "R9"}
    first = later.assign(new_value=later["field"].map(new).astype(later["new_value"].dtype))
    ids, share = deals["opportunity_id"], deals["margin_amount"] / deals["amount"]
    moved = {str(name): set(own["opportunity_id"]) for name, own in later.groupby("field")}
    has = {name: ids.isin(own) for name, own in moved.items()}
    amount = deals["amount"].mask(has["amount"], 777.0)
    changed = deals.assign(
        stage=deals["stage"].mask(has["stage"], "lost"),
        closed_on=deals["closed_on"].mask(has["stage"], end + pd.Timedelta(days=3)),
        amount=amount,
        margin_amount=deals["margin_amount"].mask(has["amount"], share * amount),
        expected_close_on=deals["expected_close_on"].mask(
            has["expected_close_on"], pd.Timestamp("2031-01-31")
        ),
        rep_id=deals["rep_id"].mask(has["rep_id"], "R9"),
    )
    known = changes[changes["changed_on"] <= end]
    other = held | {
        "opportunities": changed[changed["created_on"] <= end],
        "opportunity_changes": pd.concat([known, first], ignore_index=True),
        "touches": held["touches"][held["touches"]["touched_on"] <= end],
        "contact_edges": held["contact_edges"][held["contact_edges"]["known_since"] <= end],
    }
    return other, moved


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
