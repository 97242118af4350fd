"""What is planted in the demo company is found in October, and its innocent twins are explained."""

from __future__ import annotations

from pathlib import Path

from salesnb.customers.prices.study import study_prices
from salesnb.demo.truths.stories import PLANTED
from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.snapshot import open_snapshot
from salesnb.snapshot.typed import typed
from tests.customers.prices.cells import TEXT

MONTH = Month(2026, 10)


def test_planted_leakage_and_diversion_are_found_and_their_twins_explained(
    closed_demo: Path,
) -> None:
    snapshot = open_snapshot(open_company(closed_demo), MONTH)
    names = [*TEXT, "price_cells", "price_exceptions"]
    facts = {name: typed(snapshot.frame(name), name) for name in names}
    found = study_prices(facts, month=MONTH)
    leaks = found["leaks"].set_index("rep_id")
    (leak,), (granted,), (offer,) = (
        PLANTED.leakage,
        PLANTED.approved_discounts,
        PLANTED.month_end_offers,
    )
    assert leaks.index[leaks["verdict"] == "suspect"].tolist() == [leak.rep_id]
    row = leaks.loc[leak.rep_id]
    assert row["low"] < leak.discount < row["high"] and row["since"] == leak.start
    assert leaks.loc[granted.rep_id, "verdict"] == "approved"
    assert leaks.loc[offer.rep_id, "verdict"] == "promotion"
    away = found["diversions"].set_index("customer_id")
    verdicts = away["verdict"].to_dict()
    (diverted,), (leave,), (sites,) = (
        PLANTED.diversion,
        PLANTED.approved_territories,
        PLANTED.two_sites,
    )
    assert [one for one, said in verdicts.items() if said == "suspect"] == [diverted.customer_id]
    assert away.loc[leave.customer_id, "explanation"] == "territory"
    assert away.loc[sites.customer_id, "explanation"] == "second_site"
