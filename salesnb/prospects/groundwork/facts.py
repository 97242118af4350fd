"""Facts as workbooks get them, read the same way by every section."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Frames = Mapping[str, pd.DataFrame]


def texts(column: pd.Series) -> pd.Series:
    """Return a column of identifiers as plain texts, '' where nothing is stated."""
    return column.astype("object").where(column.notna(), "").astype(str)
