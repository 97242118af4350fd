"""Rows of a table one after the other, their columns as attributes of any type."""

from __future__ import annotations

from typing import Any

import pandas as pd


def records(table: pd.DataFrame | None) -> Any:
    """Return the rows of a table as named tuples; nothing where there is no table."""
    return () if table is None else table.itertuples(index=False)
