"""What the month before said, beside the facts of this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd


class Saved(Protocol):
    """A saved result: what a workbook calls `Result`."""

    @property
    def frame(self) -> pd.DataFrame: ...


def with_earlier(
    facts: Mapping[str, pd.DataFrame], classes: Saved | None, boundaries: Saved | None
) -> dict[str, pd.DataFrame]:
    """Return facts with the classes and boundaries of the month before, where there are any.

    They stand under `earlier_classes` and `earlier_boundaries`.
    """
    earlier = {"earlier_classes": classes, "earlier_boundaries": boundaries}
    return {**facts, **{name: one.frame for name, one in earlier.items() if one is not None}}
