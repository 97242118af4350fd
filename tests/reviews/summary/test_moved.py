"""How much of what was at stake was gone a month later, where it was taken up and where not."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.summary.moved import moved_by_lever
from tests.reviews.summary.raised import matter, raised

LEVERAGE = {"collect": 0.5, "win_back": 0.1}
NONE = pd.DataFrame(columns=["month", "decision"])


def test_gone_is_the_share_of_the_amount_that_is_no_longer_at_stake() -> None:
    months = {
        "2026-08": raised(
            matter("06_risk.call", 100.0, lever="collect"),
            matter("06_risk.over", -200.0, lever="collect"),
            matter("02_sales.lost", 50.0, lever="win_back"),
        ),
        "2026-09": raised(
            matter("06_risk.call", 25.0, lever="collect"),
            matter("06_risk.over", -300.0, lever="collect"),
        ),
    }
    spoke = {"2026-09": {"06_risk", "02_sales"}}
    accepted = pd.DataFrame({"month": ["2026-08"], "decision": ["06_risk.call"]})
    found = moved_by_lever(months, spoke, accepted, LEVERAGE).set_index("lever")
    collect = found.loc["collect"]
    assert (collect["n_taken"], collect["gone_taken"]) == (1, 0.75)
    assert (collect["n_left"], collect["gone_left"]) == (1, 0)  # more is at stake: none is gone
    assert found.loc["win_back", "gone_left"] == 1  # it is no longer raised
    assert found["share"].to_dict() == LEVERAGE


@pytest.mark.parametrize(
    ("before", "after", "spoke"),
    [
        ("2026-07", "2026-09", {"06_risk"}),  # no months beside each other
        ("2026-08", "2026-09", set()),  # the workbook said nothing in the second one
    ],
)
def test_months_that_cannot_be_compared_give_no_case(
    before: str, after: str, spoke: set[str]
) -> None:
    months = {
        before: raised(matter("06_risk.call", 100.0, lever="collect")),
        after: raised(matter("06_risk.call", 50.0, lever="collect")),
    }
    assert moved_by_lever(months, {after: spoke}, NONE, LEVERAGE).empty


def test_what_has_no_amount_is_no_case() -> None:
    one = raised(matter("06_risk.call", float("nan"), lever="collect"))
    both = {"2026-08": one, "2026-09": raised(matter("06_risk.call", 5.0, lever="collect"))}
    assert moved_by_lever(both, {"2026-09": {"06_risk"}}, NONE, LEVERAGE).empty
    both = {"2026-08": both["2026-09"], "2026-09": one}
    assert moved_by_lever(both, {"2026-09": {"06_risk"}}, NONE, LEVERAGE).empty
