"""Reports say how many visits were held in their period; the share stated claims more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.field import reporting, visits
from salesnb.demo.truths.stories import InventedVisits, Stories

SMALL = Truth(n_customers=60, n_reps=12, n_months=48, stories=Stories())
INVENTED = InventedVisits("R05", "2023-11", share=0.5, found_by="2024-10")
MONTHS = {"monthly": 1, "inspection": 1, "registration": 3}


def came_in(truth: Truth) -> pd.DataFrame:
    """Return some of the reports that came in, with the visits that are listed of their period."""
    table = reporting.reports(truth).dropna(subset="received_on").sample(800, random_state=1)
    made = visits.visits(truth)
    made = made[made["status"].isin(["held", "unplanned"])]
    held = []
    for rep, kind, start in table[["rep_id", "kind", "period_start"]].itertuples(index=False):
        days = {"weekly": 7, "daily": 1}.get(kind, 0)
        end = start + pd.DateOffset(days=days, months=MONTHS.get(kind, 0))
        own = made["rep_id"].eq(rep) & made["visit_date"].between(start, end, inclusive="left")
        held.append(int(own.sum()))
    return table.assign(held=held)


def test_reports_say_how_many_visits_were_held_but_for_the_stated_share() -> None:
    table, habit = came_in(SMALL), SMALL.conduct
    more = table["n_visits"] - table["held"]
    is_false = (more != 0).to_numpy(dtype=bool)
    assert (more >= 0).all()
    expected = np.maximum(1, np.round(table["held"] * habit.report_false_more))
    assert (more[is_false] == expected[is_false]).all()
    shares = {
        habit.report_false_share: is_false,
        habit.report_false_found: ~table["is_plausible"].to_numpy(bool)[is_false],
        habit.report_true_doubted: ~table["is_plausible"].to_numpy(bool)[~is_false],
    }
    for stated, found in shares.items():
        error = np.sqrt(stated * (1 - stated) / len(found))
        assert found.mean() == pytest.approx(stated, abs=4 * error)


def test_reports_that_did_not_come_in_say_nothing() -> None:
    table = reporting.reports(SMALL)
    missing = table[table["received_on"].isna()]
    assert len(missing) > 20
    assert missing[["n_visits", "is_plausible", "report_text"]].isna().all(axis=None)


def test_who_invents_visits_reports_them_too() -> None:
    truth = replace(SMALL, stories=Stories(invented_visits=(INVENTED,)))
    known = reporting.conduct(truth)
    known = known[~known["is_false"] & known["received_on"].notna()]
    claimed = known["n_visits"].astype(int) - known["n_real"]
    assert (claimed >= 0).all()
    assert set(known.loc[claimed > 0, "rep_id"]) == {INVENTED.rep_id}
