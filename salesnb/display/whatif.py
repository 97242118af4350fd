"""How a result moves with its inputs: sliders when live, low, base and high in a batch run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import pandas as pd

from salesnb.contracts.results import Result
from salesnb.display.show import emit, show
from salesnb.i18n import t

Range = tuple[float, float, float]  # low, base, high
Function = Callable[..., pd.DataFrame]  # returns one row
STEPS = 20  # of a slider from low to high


def whatif(function: Function, table: Result | None = None, **ranges: Range) -> None:
    """Show how a result moves with its inputs: sliders when live, low, base, high in a batch.

    Each range is (low, base, high); `function` returns one row. A batch run shows `table` in the
    place of its own: a page of the pack needs a result, whose numbers can be cited. A range without
    width has no slider.
    """
    wide = {name: ends for name, ends in ranges.items() if ends[0] < ends[2]}
    if table is not None and (os.environ.get("SALESNB_BATCH") or not wide):
        show(table)
    elif not os.environ.get("SALESNB_BATCH"):
        _sliders(function, wide)
    else:
        rows = [_case(function, ranges, i) for i in range(3)]
        frame = pd.DataFrame(rows, index=[t("low"), t("base"), t("high")])
        emit(frame.to_html(border=0, classes="whatif"), frame.to_string())


def try_total(tried: object, table: Result) -> None:
    """Show how the plan moves with its total: `whatif` of an object with `answer` and `range`.

    In a batch run, or where there is nothing to try with, it is the table.
    """
    if os.environ.get("SALESNB_BATCH") or tried is None:
        show(table)
    else:
        whatif(tried.answer, table, total=tried.range)  # type: ignore[attr-defined]


def try_inputs(tried: object, table: Result) -> None:
    """Show how a result moves with several inputs: of an object with `answer` and `ranges`.

    In a batch run, or where there is nothing to try with, it is the table.
    """
    if os.environ.get("SALESNB_BATCH") or tried is None:
        show(table)
    else:
        whatif(tried.answer, table, **tried.ranges)  # type: ignore[attr-defined]


def _case(function: Function, ranges: Mapping[str, Range], i: int) -> dict[str, object]:
    inputs = {name: values[i] for name, values in ranges.items()}
    answer = function(**inputs).iloc[0]
    return {**inputs, **{str(name): value for name, value in answer.items()}}


def _sliders(function: Function, ranges: Mapping[str, Range]) -> None:
    import ipywidgets
    from IPython.display import display

    sliders = {
        name: ipywidgets.FloatSlider(
            base,
            min=low,
            max=high,
            step=(high - low) / STEPS,
            description=name,
            continuous_update=False,
        )
        for name, (low, base, high) in ranges.items()
    }
    out = ipywidgets.interactive_output(lambda **inputs: display(function(**inputs)), sliders)
    display(ipywidgets.VBox([*sliders.values(), out]))
