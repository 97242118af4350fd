"""All frames of 09_challenge are as its room declares them, and its sentences hold."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.findings import once
from salesnb.i18n import use
from salesnb.pages import challenge
from salesnb.pages.challenge import bets, exceptions, fair, hard, reasonable, trust
from salesnb.targets.chance.asked import compare_asked
from salesnb.targets.chance.bets import count_bets
from salesnb.targets.chance.finer import judge_cells
from salesnb.targets.chance.looked_at import list_exceptions
from salesnb.targets.chance.plan_nodes import read_plan
from salesnb.targets.chance.plan_tested import judge_plan
from salesnb.targets.chance.quotas import judge_quotas
from salesnb.targets.chance.quotas_in_force import judge_in_force
from tests.targets import plans
from tests.targets.plans import CALENDAR, MONTH

HOW = {
    "visits_per_month": {"A": 4.0, "B": 1.0, "C": 0.5},
    "class_shares": {"A": 0.5, "B": 0.8, "C": 1.0},
    "hours_per_visit": 2.5,
}
Frames = dict[str, pd.DataFrame]


def without(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:0]


def firm(kind: str) -> tuple[Frames, Frames]:
    """Return facts and artefacts of a firm that has little of something."""
    sold = plans.sales(1 if kind == "one customer" else plans.N_REPS)
    if kind == "negative months":
        sold.loc[::5, "net_amount"] *= -1.5
    facts, known = plans.facts(sold), plans.artefacts(sold, over=1.1)
    if kind == "no plan":
        known["targets"] = without(known["targets"])
    if kind == "first month":
        facts["sales_cube"] = sold[sold["month"] == str(MONTH)]
        facts["sales_days"] = facts["sales_days"].tail(1)
        known |= {name: without(known[name]) for name in ("forecast", "forecast_errors")}
    if kind == "no reps":
        facts["sales_cube"] = sold.assign(rep_id="(unassigned)")
        known["targets"] = known["targets"].assign(rep_id="(unassigned)")
        facts["reps"] = without(facts["reps"])
    if kind == "a new rep":
        new = known["targets"].query("rep_id == 'R0'").assign(rep_id="R99", customer_id="C99")
        known["targets"] = pd.concat([known["targets"], new], ignore_index=True)
    if kind == "new customers":
        new = known["targets"].query("rep_id == 'R0'").assign(customer_id="(new customer)")
        known["targets"] = pd.concat([known["targets"], new], ignore_index=True)
    return facts, known


def page_of(kind: str) -> Results:
    """Return the results of the page, each validated against what its room declares."""
    facts, known = firm(kind)
    tested = judge_plan(read_plan(facts, known, month=MONTH))
    against = compare_asked(tested, facts, known, calendar=CALENDAR, **HOW)
    quota = judge_quotas(tested, facts, known["targets"])
    quota |= judge_in_force(facts, month=MONTH)
    frames = {
        **tested.frames,
        **judge_cells(tested, facts, known["targets"], calendar=CALENDAR),
        **count_bets(tested),
        **against,
        **quota,
        **list_exceptions(tested, against, quota),
    }
    assert set(frames) == set(challenge.FRAMES)
    context = Context("CNY")
    return Results(
        {name: result(one, challenge.FRAMES[name], context=context) for name, one in frames.items()}
    )


KINDS = ["usual", "one customer", "no plan", "first month", "no reps", "negative months"]
KINDS += ["a new rep", "new customers"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_firm_has_a_page(kind: str) -> None:
    page = page_of(kind)
    answer = [one.plain() for one in once(challenge.answer(page))]
    assert answer and all("–" not in one for one in answer), answer
    said = [
        *reasonable.hardest(page),
        *reasonable.unjudged(page),
        *reasonable.finer(page),
        *trust.found(page),
        *[*hard.bands(page), *hard.best(page), *hard.room(page), *hard.hours(page)],
        *fair.spread(page),
        *exceptions.lines(page),
    ]
    with use("zh"):
        assert all(one.plain() for one in said)
    assert all("{" not in one.plain() for one in said)
    for draw in (reasonable.draw, bets.draw, hard.draw, fair.draw):
        assert draw(page) is not None
    plt.close("all")


def test_a_rep_without_a_past_is_named_and_not_judged() -> None:
    (said,) = reasonable.unjudged(page_of("a new rep"))
    assert said.plain().startswith("R99 (rep) has a target")


def test_a_first_month_says_that_nothing_is_expected() -> None:
    first = challenge.answer(page_of("first month"))[0]
    assert first.status == "info" and "cannot be told" in first.plain()
