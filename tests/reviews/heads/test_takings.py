"""Sales and collections: attainment, growth, potential, effectiveness and what is overdue."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.heads.efficiency import judge_efficiency
from salesnb.reviews.heads.takings import attainments_of, judge_takings
from tests.reviews.heads.companies import REPS, Frames, facts, ground, months, rows, targets, visits


def judged(found: Frames, **how: int) -> pd.DataFrame:
    base = ground(found, **how)  # type: ignore[arg-type]
    return judge_takings(base, attainments_of(base)).rows.set_index("node")


def test_attainment_of_the_year_so_far_by_rep_and_region() -> None:
    found = facts(issued_targets=targets(3000.0))
    rows_ = judged(found)
    cube = found["sales_cube"]
    year = cube[cube["month"] >= "2026-01"].groupby("rep_id")["net_amount"].sum()
    assert rows_.loc["R1", "held"] == pytest.approx(year["R1"])
    assert rows_.loc["R1", "attainment"] == pytest.approx(year["R1"] / 30_000)
    assert rows_.loc["N1", "target"] == pytest.approx(60_000)


def test_growth_compares_the_same_months_and_needs_them() -> None:
    found = facts(24)
    cube = found["sales_cube"]
    now = cube[cube["month"] >= "2025-11"].groupby("rep_id")["net_amount"].sum()
    then = cube[cube["month"] < "2025-11"].groupby("rep_id")["net_amount"].sum()
    rows_ = judged(found)
    assert rows_.loc["R2", "growth"] == pytest.approx(now["R2"] / then["R2"] - 1)
    assert (
        rows_.loc["R2", "growth_low"] < rows_.loc["R2", "growth"] < rows_.loc["R2", "growth_high"]
    )
    assert judged(facts(23))["growth"].isna().all()


def test_the_potential_of_a_region_is_that_of_the_market() -> None:
    market = pd.DataFrame(
        {
            "region_id": ["N1", "N2"],
            "potential": [1000.0, 1000.0],
            "low": [900.0, 900.0],
            "high": [1100.0, 1100.0],
            "sales": [100.0, 300.0],
        }
    )
    rows_ = judged(facts(market_potential=market))
    assert rows_.loc["N1", "potential_share"] == pytest.approx(0.1)
    assert rows_.loc["N1", "potential_index"] == pytest.approx(0.5)
    assert rows_.loc["N2", "potential_index"] == pytest.approx(1.5)


def owing() -> Frames:
    balance = [
        {
            "month": month,
            "customer_id": f"C{rep}0",
            "opening": 100.0,
            "invoiced": 100.0,
            "credited": 0.0,
            "closing": 100.0,
        }
        for rep in REPS
        for month in months(13)
    ]
    late = [{"customer_id": "CR10", "open_amount": 50.0, "days_past_due": 10}]
    late += [{"customer_id": "CR20", "open_amount": 50.0, "days_past_due": -10}]
    split = [
        {"customer_id": "CR10", "rep_id": rep, "credit_share": share}
        for rep, share in (("R1", 0.6), ("R2", 0.4))
    ]
    split += [{"customer_id": f"C{rep}0", "rep_id": rep} for rep in ("R2", "R3", "R4")]
    return facts(
        receivables=rows("receivables", balance),
        open_instalments=rows("open_instalments", late),
        customer_reps=rows("customer_reps", split),
    )


def test_effectiveness_and_overdue_follow_the_customer_to_its_reps() -> None:
    found = judged(owing())
    # the firm: opening 400 and 400 a month, closing 400, of which 50 are overdue
    assert found.loc["total", "cei"] == pytest.approx(100 * 400 / 450)
    assert found.loc["total", "overdue_share"] == pytest.approx(50 / 400)
    assert found.loc["R1", "overdue"] == pytest.approx(30)
    assert found.loc["R2", "overdue_share"] == pytest.approx(20 / 140)
    assert found.loc["N2", "cei"] == pytest.approx(100)


def test_a_rep_who_left_is_not_judged_but_counts_in_the_total() -> None:
    found = facts(issued_targets=targets(3000.0))
    gone = found["reps"].assign(left_on=pd.to_datetime(["2026-03-31", None, None, None]))
    rows_ = judged(found | {"reps": gone})
    assert "R1" not in rows_.index
    assert rows_.loc["total", "held"] == pytest.approx(judged(found).loc["total", "held"])


def test_an_hour_a_visit_and_the_plan() -> None:
    asked = pd.concat([targets(3000.0), targets(2.0, "visits")], ignore_index=True)
    found = facts(visits=visits(), issued_targets=asked)
    base = ground(found)
    rows_ = judge_efficiency(base, attainments_of(base)).set_index("node")
    one, cube = rows_.loc["R1"], found["sales_cube"]
    sold = cube[(cube["rep_id"] == "R1") & (cube["month"] >= "2025-11")]["net_amount"].sum()
    assert one[["n_held", "n_planned", "n_kept"]].tolist() == [36, 48, 36]
    assert one["kept_share"] == pytest.approx(0.75)
    assert one["intensity"] == pytest.approx(36 / (12 * 80))  # hours_per_rep of company.toml
    assert one["margin_per_visit"] == pytest.approx(0.4 * sold / 36)
    assert one["per_hour"] == pytest.approx(0.4 * sold / 36)
    assert one["visits_attained"] == pytest.approx(30 / 20)
    assert one["asked_per_visit"] == pytest.approx(1500)


def test_absences_are_taken_off_the_hours() -> None:
    days = [{"rep_id": "R1", "absent_on": pd.Timestamp("2026-10-12"), "day_part": 0.5}]
    base = ground(facts(visits=visits(), absences=rows("absences", days)), window=1)
    rows_ = judge_efficiency(base, attainments_of(base)).set_index("node")
    days_of_month = base.calendar.working_days(base.month)
    assert rows_.loc["R1", "hours_available"] == pytest.approx(80 * (1 - 0.5 / days_of_month))
    assert rows_.loc["R2", "hours_available"] == pytest.approx(80)


def test_without_visits_there_is_no_efficiency() -> None:
    base = ground(facts())
    assert judge_efficiency(base, attainments_of(base)).empty
