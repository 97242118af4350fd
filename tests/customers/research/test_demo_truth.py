"""What was planted in the demo company is what 05b_research finds there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.customers import keeping
from salesnb.customers.research import sections
from salesnb.demo import Truth
from salesnb.demo.customers.readings import true_potential
from salesnb.months import Month
from salesnb.pages import frames_of

MONTH = Month(2026, 10)


@pytest.fixture(scope="module")
def book(closed_demo: Path) -> Any:
    from salesnb.workbook import open_workbook

    return open_workbook("05b_research", company=str(closed_demo), month=str(MONTH), lang="en")


@pytest.fixture(scope="module")
def found(book: Any) -> dict[str, pd.DataFrame]:
    judged = book.decided("judgements", "judgements")
    own = sections.ground_of(book.frames(), judged, month=MONTH, rules=book.settings.rules)
    values, plays = book.decided("value_in_use", "values"), book.decided("plays", "plays")
    sheets = sections.research(own, values, plays)
    behind = sections.stand_behind(own, sheets)
    moved = sections.what_changed(own, book.changes_of_customers())
    return sheets.frames | behind | moved | sections.bring_together(own, sheets, behind)


def test_every_frame_meets_its_contract(book: Any, found: dict[str, pd.DataFrame]) -> None:
    """The page's frames are those of research and those of keeping, as its notebook joins them."""
    facts, start = book.frames(), book.settings.company.fiscal_year_start
    kept = keeping.study_retention(facts, month=MONTH)
    keen = keeping.study_enthusiasm(facts, kept, month=MONTH, year_start=start)
    issued = book.last_issued("targets", "controls")
    able = keeping.study_capability(facts, kept, issued, month=MONTH)
    results = book.results(found | keeping.keep_in_view(kept | keen | able))
    declared = set(frames_of(book.entry.page))
    assert set(dir(results)) == declared >= {*book.entry.writes}


def true_shares(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the sheets of buyers whose share is told, with what they truly buy of our kind."""
    truth = Truth()
    ids = [f"C{i + 1:04d}" for i in range(truth.n_customers)]
    whole = pd.Series(true_potential(truth), index=ids)
    sheets = found["customer_research"].set_index("customer_id")
    told = sheets[(sheets["amount"] > 0) & sheets["our_share"].notna()]
    return told.assign(true=(told["amount"] / whole.reindex(told.index)).clip(upper=0.995))


def test_our_share_lies_within_its_range(found: dict[str, pd.DataFrame]) -> None:
    told = true_shares(found)
    inside = told["true"].between(told["our_share_low"], told["our_share_high"])
    error = np.sqrt(0.95 * 0.05 / len(told))
    assert inside.mean() >= 0.95 - 4 * error
    seen = told["share_basis"].isin(("both", "rivals"))
    assert inside[seen].mean() >= 0.95 - 4 * np.sqrt(0.95 * 0.05 / seen.sum())


def test_rivals_tell_our_share_closer_than_stated_purchases(found: dict[str, pd.DataFrame]) -> None:
    told = true_shares(found)
    off = (np.log(told["our_share"]) - np.log(told["true"])).abs()
    seen = told["share_basis"].isin(("both", "rivals"))
    assert off[seen].median() < 0.5 * off[told["share_basis"] == "potential"].median()


def test_rivals_prices_are_those_planted(found: dict[str, pd.DataFrame]) -> None:
    ratios = found["rivals_there"]["price_ratio"].dropna()
    assert ratios.median() == pytest.approx(Truth().market.rival_price_level, abs=0.01)


def test_who_is_known_by_too_few_is_a_recount(book: Any, found: dict[str, pd.DataFrame]) -> None:
    facts = book.frames()
    reps = facts["reps"]
    there = set(reps.loc[reps["left_on"].isna(), "rep_id"])
    credit, visits = facts["customer_reps"], facts["visits"]
    stated = credit[credit["familiarity"] >= 2.5]
    held = visits[visits["status"].isin(("held", "unplanned"))]
    held = held[(held["visit_date"] >= "2025-11-01") & (held["visit_date"] <= "2026-10-31")]
    often = held.groupby(["customer_id", "rep_id"]).size()
    pairs = set(zip(stated["customer_id"], stated["rep_id"], strict=True))
    pairs |= set(often[often >= 3].index)
    counted = pd.Series([one for one, rep in pairs if rep in there]).value_counts()
    known = found["known"].set_index("customer_id")["n_known_by"]
    own = known[~known.index.isin(facts["customers"]["merged_into"])]
    assert own.eq(counted.reindex(own.index).fillna(0)).all()


def test_the_lost_customer_s_purchases_fell_most(found: dict[str, pd.DataFrame]) -> None:
    fallen = found["volumes"].sort_values("change")
    assert fallen["customer_id"].iloc[0] == Truth().stories.lost_customers[0].customer_id


def test_changes_of_owner_are_those_listed(book: Any, found: dict[str, pd.DataFrame]) -> None:
    listed = book.changes_of_customers()
    owners = listed[listed["field"].isin(("group_id", "name"))]["customer_id"]
    told = found["changes"].query("topic == 'owner'")["customer_id"]
    assert set(told) == set(owners) and len(told)
