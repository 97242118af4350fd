"""What was planted in the demo company is what 04b_groundwork finds there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.prospects import marketing
from salesnb.months import Month
from salesnb.pages import frames_of
from salesnb.prospects.groundwork import study

MONTH = Month(2026, 10)


@pytest.fixture(scope="module")
def book(closed_demo: Path) -> Any:
    from salesnb.workbook import open_workbook

    return open_workbook("04b_groundwork", company=str(closed_demo), month=str(MONTH), lang="en")


@pytest.fixture(scope="module")
def found(book: Any) -> dict[str, pd.DataFrame]:
    facts, budget = book.frames(), book.all_decided("budget")
    judged = book.decided("judgements", "judgements")
    frames = study.long_run(facts, judged, budget, month=MONTH, years=3)
    frames |= study.market_stages(facts, book.all_decided("market"), budget, month=MONTH)
    frames |= study.who_influences(facts, month=MONTH, people=8)
    return frames | study.needs_and_tenders(facts, month=MONTH, horizon=6)


def test_every_frame_meets_its_contract(book: Any, found: dict[str, pd.DataFrame]) -> None:
    assert set(dir(book.results(found))) == set(frames_of(book.entry.page))


def test_half_lives_lie_in_their_ranges(found: dict[str, pd.DataFrame]) -> None:
    """Ranges of 95 % of five channels: one may miss."""
    rows = found["channels"].set_index("marketing_channel_id")
    assert (rows["basis"] == "told").all()
    true = {one[0]: -np.log(2) / np.log(one[4]) for one in Truth().response.channels}
    held = [rows.loc[one, "low"] <= life <= rows.loc[one, "high"] for one, life in true.items()]
    assert sum(held) >= len(held) - 1
    association = rows.loc[Truth().prospects.association]
    assert association["low"] <= true[Truth().prospects.association] <= association["high"]


def test_what_stopping_association_work_loses_lies_in_its_range(
    found: dict[str, pd.DataFrame],
) -> None:
    truth = Truth()
    channel = truth.prospects.association
    spent = marketing.amounts(truth, marketing.spend(truth), channel)
    usual = np.repeat(spent[:, -12:].mean(axis=1)[:, None], 36, axis=1)
    rest = np.zeros((len(spent), 60))
    kept, stopped = (
        marketing.works(truth, channel, np.hstack([spent, more * usual, rest])) for more in (1, 0)
    )
    most = next(one[-1] for one in truth.response.channels if one[0] == channel)
    size = marketing.scales(truth)[:, None]
    lost = float((most * size * (kept - stopped)[:, spent.shape[1] :]).sum())
    row = found["stopping"].set_index("marketing_channel_id").loc[channel]
    assert row["leads_low"] <= lost <= row["leads_high"] and row["verdict"] == "keep"


def test_the_effect_of_who_speaks_for_us_lies_in_its_range(found: dict[str, pd.DataFrame]) -> None:
    rows = found["effects"].set_index(["side", "relation"])
    row = rows.loc[("ours", "recommends")]
    assert row["unit_low"] <= Truth().winning.by_influence <= row["unit_high"]
    others = rows.drop(index=("ours", "recommends"))
    assert set(others["verdict"]) <= {"cannot_tell", "too_few"}


def test_tenders_nobody_works_on_have_no_deal(found: dict[str, pd.DataFrame]) -> None:
    tenders = found["tenders"]
    idle = tenders[tenders["state"] == "unworked"]
    assert len(idle) and (idle["opportunity_id"] == "").all()
    assert (tenders["decides_on"] > pd.Timestamp(MONTH.last)).all()
