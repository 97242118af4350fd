"""What is planted in the demo company is found again: its firms, its sources, its new segment."""

from __future__ import annotations

from salesnb.demo import Truth
from salesnb.demo.deals import listings as lists
from salesnb.demo.prospects import leads as drawn_leads
from salesnb.prospects.study import study_prospects
from tests.prospects.facts import MONTH, of_truth


def test_sources_calls_and_the_new_segment_are_as_planted() -> None:
    truth = Truth()
    given = of_truth(truth)
    found = study_prospects(given, month=MONTH)
    sources = found["sources"].set_index("lead_source_id")
    true = drawn_leads.drawn(truth).groupby("lead_source_id")["valid_chance"].mean()
    rows = sources.loc[true.index]
    assert ((rows["valid_low"] < true) & (true < rows["valid_high"])).sum() >= len(true) - 1
    basis = found["basis"].iloc[0]
    assert basis["caught_high"] > 0.6 and basis["chance_gap"] < 0.05
    types = found["types"].set_index("segment")
    assert types.index[types["verdict"] == "emerging"].tolist() == [truth.prospects.emerging]
    firms = lists.firms_behind(truth)
    pairs = found["review"].query("kind_a == 'listing' and kind_b == 'listing'")
    assert len(pairs) < 0.05 * firms.size
    assert basis["n_entries"] < basis["n_traces"] and basis["n_listings"] == firms.size
