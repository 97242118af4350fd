"""What 04_prospects says of new types: of a segment that could be new, and only what is known."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import prospects as room
from salesnb.pages.prospects import types
from tests.pages.rows import page as page_of

RARE = {
    "segment": "Food",
    "n_leads": 60,
    "was_small": True,
    "share_before": 0.04,
    "share_now": 0.05,
    "visible": 0.12,
    "verdict": "none",
}
LARGE = {**RARE, "segment": "Textiles", "n_leads": 40, "was_small": False, "visible": 0.3}
FEW = {**RARE, "verdict": "few", "visible": float("nan")}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([RARE, LARGE], "Food, the rarest that can be judged"),
        ([RARE, LARGE], "12.0% would be seen in four cases of five"),
        ([LARGE], "so small at first that it could be new"),
        ([{**RARE, "visible": float("nan")}, LARGE], "too few for any rise"),
        ([FEW], "cannot be told"),
    ],
)
def test_what_could_have_been_seen_is_said_of_what_could_be_new(rows: list, words: str) -> None:
    found = types.answer(page_of(room.FRAMES, Context("CNY"), types=rows))[0]
    assert words in found.plain()
    with use("zh"):
        assert "{" not in found.plain()
