"""A few companies of each kind with planted cases among innocent twins, and empty ones.

How often cases are found, and how often others are, `python -m benchmarks behaviour` measures.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import pytest

from benchmarks._cases_reported import invented, sandbagging
from benchmarks._cases_sold import CALENDAR, LAST, Case, loading, stuffing
from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import judged
from salesnb.reviews.behaviour.loading import find_loading
from salesnb.reviews.behaviour.sandbagging import find_sandbagging
from salesnb.reviews.behaviour.study import KINDS, RATE, READS, find_behaviour
from salesnb.reviews.behaviour.stuffing import find_stuffing
from salesnb.reviews.behaviour.visits import find_invented

DRAWN: dict[str, Callable[[int], Case]] = {
    "loading": loading,
    "stuffing": stuffing,
    "sandbagging": sandbagging,
    "invented_visits": partial(invented, most=14),
}


def suspects_of(case: Case, kind: str) -> set[str]:
    facts = empty() | case.frames
    found = {
        "loading": lambda: find_loading(facts, month=LAST, calendar=CALENDAR),
        "stuffing": lambda: find_stuffing(facts, month=LAST),
        "sandbagging": lambda: find_sandbagging(facts, month=LAST),
        "invented_visits": lambda: find_invented(facts, month=LAST),
    }[kind]()
    actors = judged(found.actors, RATE)
    return set(actors.loc[actors["state"] == "suspect", "actor_id"])


def test_most_of_the_planted_and_few_others_are_suspects() -> None:
    """Twenty-one planted; cases of one company are alike, so that much fewer may be found."""
    hits, false = 0, 0
    for kind, seed in [(kind, 501) for kind in DRAWN] + [(kind, 502) for kind in KINDS[:3]]:
        case = DRAWN[kind](seed)
        suspects = suspects_of(case, kind)
        assert len(case.planted) == 3
        hits += len(suspects & set(case.planted))
        false += len(suspects - set(case.planted))
    assert hits >= 13 and false <= 5


def test_a_company_without_tables_says_so() -> None:
    found = find_behaviour({}, month=LAST, calendar=CALENDAR)
    assert found["behaviour_flags"].empty and found["behaviour_rows"].empty
    assert found["behaviour_judged"]["n_actors"].tolist() == [0] * 4
    unjudged = found["behaviour_unjudged"]
    assert set(unjudged["kind"]) == set(KINDS) and set(unjudged["reason"]) == {"no_data"}
    assert set(found["behaviour_judged"]["kind"]) == set(KINDS)


def empty() -> dict[str, pd.DataFrame]:
    frames = {name: pd.DataFrame(columns=columns.split()) for name, columns in READS.items()}
    days = {"promotions": ["starts_on", "ends_on"], "product_prices": ["valid_from"]}
    days |= {"absences": ["absent_on"], "customer_reps": ["valid_from", "valid_to"]}
    return {
        name: one.astype(dict.fromkeys(days.get(name, []), "datetime64[s]"))
        for name, one in frames.items()
    }


def test_orders_at_the_end_that_all_have_are_no_loading() -> None:
    """Eight reps, twenty orders a month each, all on the last day but one: terms that all share."""
    months = [str(LAST - n) for n in range(12)]
    days = pd.to_datetime([Month.parse(one).last for one in months]).astype("datetime64[s]")
    rows = [
        (day, f"R{r}-C{c}", f"R{r}", 1, 2, 100.0)
        for day in days
        for r in range(8)
        for c in range(20)
    ]
    columns = ["day", "customer_id", "rep_id", "n_orders", "n_lines", "net_amount"]
    facts = empty() | {"order_days": pd.DataFrame(rows, columns=columns)}
    actors = judged(find_loading(facts, month=LAST, calendar=CALENDAR).actors, 0.1)
    assert set(actors["state"]) == {"clear"}
    assert actors["observed"].tolist() == [1.0] * 8


def dealers(flows: dict[str, tuple[list[float], list[float]]]) -> dict[str, pd.DataFrame]:
    """Return dealers' purchases and sales by month, the last one first known; a unit costs 100."""
    bought, sold = [], []
    for name, (into, out) in flows.items():
        for n, (more, less) in enumerate(zip(into, out, strict=True)):
            month = LAST - (len(into) - 1 - n)
            bought.append((str(month), "P1", name, "R1", more, 100 * more))
            sold.append((name, "P1", pd.Timestamp(month.first), less, np.nan))
    frames = empty()
    columns = ["month", "product_id", "customer_id", "rep_id", "quantity", "net_amount"]
    frames["sales_cube"] = pd.DataFrame(bought, columns=columns)
    frames["sell_out"] = pd.DataFrame(sold, columns=READS["sell_out"].split())
    return frames


def even(n: int, level: float = 10.0) -> tuple[list[float], list[float]]:
    wave = [level + (1 if t % 2 else -1) for t in range(n)]
    return wave, [level] * n


def test_shelves_and_money_are_those_worked_out_by_hand() -> None:
    """Twice the usual ten for six months: 60 units, or six months of sell-out, 6,000 in money."""
    usual = even(24)
    stuffed = (usual[0][:18] + [20.0] * 6, usual[1])
    flows = {f"D{n}": usual for n in range(6)} | {"S": stuffed}
    actors = judged(find_stuffing(dealers(flows), month=LAST).actors, 0.1).set_index("actor_id")
    assert actors.at["S", "state"] == "suspect"
    assert (actors["state"].drop("S") == "clear").all()
    assert actors.at["S", "amount"] == pytest.approx(6000, abs=200)
    assert actors.at["S", "since"] == str(LAST - 5)


def test_a_project_that_is_sold_at_once_is_none() -> None:
    usual = even(24)
    project = (usual[0][:18] + [20.0] * 6, usual[1][:18] + [20.0] * 6)
    flows = {f"D{n}": usual for n in range(6)} | {"P": project}
    actors = judged(find_stuffing(dealers(flows), month=LAST).actors, 0.1)
    assert set(actors["state"]) == {"clear"}


def test_a_season_built_up_and_sold_a_year_before_explains_the_same_again() -> None:
    into, out = 3 * ([0.0] * 6 + [10.0] * 3 + [30.0] * 3), [10.0] * 36
    flows = {f"D{n}": even(36) for n in range(6)} | {"S": (into, out)}
    actors = judged(find_stuffing(dealers(flows), month=LAST).actors, 0.1).set_index("actor_id")
    assert actors.at["S", "explanation"] == "season" and actors.at["S", "p_left"] == 1.0
    assert set(actors["state"].drop("S")) == {"clear"}


def test_a_dealer_that_does_not_report_is_not_judged() -> None:
    usual = even(24)
    frames = dealers({f"D{n}": usual for n in range(6)})
    silent = (frames["sell_out"]["customer_id"] == "D0") & (
        frames["sell_out"]["period_start"] > pd.Timestamp("2026-06-01")
    )
    frames["sell_out"] = frames["sell_out"][~silent]
    actors = judged(find_stuffing(frames, month=LAST).actors, 0.1).set_index("actor_id")
    assert actors.at["D0", "reason"] == "no_report"
    assert actors.at["D0", "state"] == "not_judged"


def commitments(shares: dict[str, float], came: dict[str, float]) -> dict[str, pd.DataFrame]:
    """Return reps whose customers buy 100 a month but for a ripple, and who commit to shares."""
    months = [LAST - n for n in range(36)]
    sold = [
        (str(m), f"{rep}-C", rep, 100.0 * came.get(rep, 1.0) * (1 + 0.05 * ((n + i) % 3 - 1)))
        for i, rep in enumerate(shares)
        for n, m in enumerate(months)
    ]
    stated = [
        (pd.Timestamp((m - 1).last), rep, pd.Timestamp(m.first), 100.0 * s * (1 + 0.04 * (n % 2)))
        for rep, s in shares.items()
        for n, m in enumerate(months[:24])
    ]
    frames = empty()
    frames["order_cube"] = pd.DataFrame(sold, columns=READS["order_cube"].split())
    frames["forecast_submissions"] = pd.DataFrame(
        stated, columns=READS["forecast_submissions"].split()
    )
    return frames


def test_what_is_held_back_is_that_worked_out_by_hand() -> None:
    """Commitments of 0.8: the log of 1.25 below the others; 24 months of 100 less 80 are 480."""
    shares = {f"R{n}": 1.0 for n in range(8)} | {"S": 0.8}
    actors = judged(find_sandbagging(commitments(shares, {}), month=LAST).actors, 0.1)
    own = actors.set_index("actor_id").loc["S"]
    assert own["state"] == "suspect" and own["explanation"] == "cautious"
    assert own["excess"] == pytest.approx(np.log(1.25), abs=0.02)
    assert own["amount"] == pytest.approx(2400 - 0.8 * 2400 * 1.02, abs=10)
    assert (actors.loc[actors["actor_id"] != "S", "state"] == "clear").all()


def test_too_few_others_say_nothing() -> None:
    found = find_sandbagging(commitments({"A": 1.0, "S": 0.5}, {}), month=LAST).actors
    assert set(found["reason"]) == {"no_others"}


def test_a_company_too_large_for_customers_is_judged_by_its_reps() -> None:
    shares = {f"R{n}": 1.0 for n in range(8)} | {"S": 0.8}
    facts = commitments(shares, {})
    facts["order_cube"] = facts["order_cube"].assign(customer_id="")
    actors = judged(find_sandbagging(facts, month=LAST).actors, 0.1)
    assert set(actors.loc[actors["state"] == "suspect", "actor_id"]) == {"S"}


def test_a_territory_that_was_cut_takes_what_was_expected_along() -> None:
    """R0 hands its second customer to R1 in May: both commit to what they then have."""
    facts = commitments({f"R{n}": 1.0 for n in range(8)}, {})
    cube, stated = facts["order_cube"], facts["forecast_submissions"]
    is_handed = cube["rep_id"] == "R0"
    half = cube[is_handed].assign(customer_id="R0-D")
    half.loc[half["month"] >= "2026-05", "rep_id"] = "R1"
    facts["order_cube"] = pd.concat([cube, half], ignore_index=True)
    since = stated["period_start"] >= pd.Timestamp("2026-05-01")
    for rep, is_double in (("R0", ~since), ("R1", since)):
        stated.loc[(stated["rep_id"] == rep) & is_double, "commit_amount"] *= 2
    held: list[tuple[str, str, object, object]] = [
        (f"R{n}-C", f"R{n}", pd.NaT, pd.NaT) for n in range(8)
    ]
    cut = pd.Timestamp("2026-05-01")
    held += [("R0-D", "R0", pd.NaT, cut), ("R0-D", "R1", cut, pd.NaT)]
    owners = pd.DataFrame(held, columns=["customer_id", "rep_id", "valid_from", "valid_to"])
    facts["customer_reps"] = owners.assign(credit_share=1.0, role="owner")
    actors = judged(find_sandbagging(facts, month=LAST).actors, 0.1)
    assert set(actors["state"]) == {"clear"}
    assert actors["excess"].abs().max() < 0.03
