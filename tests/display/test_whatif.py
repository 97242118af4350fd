"""What-if: three cases in a batch run, sliders when live."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from salesnb.display.whatif import whatif
from salesnb.i18n import use
from tests.display.cells import Shown


def twice(price: float) -> pd.DataFrame:
    return pd.DataFrame({"sales": [2 * price]})


def test_a_batch_run_shows_low_base_and_high(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESNB_BATCH", "1")
    with use("zh"):
        whatif(twice, price=(1.0, 2.0, 3.0))
    values = [line.split() for line in shown.plain[0].splitlines()]
    assert [row[1:] for row in values[1:]] == [["1.0", "2.0"], ["2.0", "4.0"], ["3.0", "6.0"]]
    assert all(re.search(r"[\u4e00-\u9fff]", row[0]) for row in values[1:])


def test_live_there_is_a_slider_for_each_input(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr("IPython.display.display", seen.append)
    whatif(twice, price=(1.0, 2.0, 3.0))
    slider = next(one for one in seen if hasattr(one, "children")).children[0]
    assert (slider.min, slider.value, slider.max) == (1.0, 2.0, 3.0)
    assert slider.description == "price"
