"""What 04_prospects says of consent: nothing of others where there are none."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import prospects as room
from salesnb.pages.prospects import listed
from tests.pages.rows import page as page_of


@pytest.mark.parametrize(("n_open", "words"), [(5, "It is known of all"), (9, "Of the others")])
def test_of_the_others_is_said_where_there_are_others(n_open: int, words: str) -> None:
    row = {"scope": "total", "n_traces": 20, "n_named": 20, "n_open": n_open}
    row |= {"n_stale": 0, "n_no_phone": 0, "n_given": 3, "n_refused": 2}
    found = next(
        one
        for one in listed.lacking(page_of(room.FRAMES, Context("CNY"), basis=row))
        if one.key == "consent"
    )
    assert words in found.plain() and ("others" in found.plain()) == (n_open == 9)
    with use("zh"):
        assert "{" not in found.plain()
