"""A company of small exports written by hand, made as a user makes one, and sums of its frames."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from salesnb.newcompany.folder import make_company
from salesnb.paths import Company, open_company


def exported_company(folder: Path, *, mapping: str, exports: Mapping[str, str]) -> Company:
    """Write exports by file name as CSV and make a company of them; none may be missing."""
    tables = folder / "exports"
    tables.mkdir()
    for name, text in exports.items():
        (tables / f"{name}.csv").write_text(text, encoding="utf-8")
    new = make_company(folder / "company", mapping=mapping, tables=tables)
    assert new.missing == ()
    return open_company(new.root)


def sums(frame: pd.DataFrame, by: str, column: str) -> dict[str, float]:
    """Return a column summed by a key, rounded to cents."""
    grouped = frame.groupby(frame[by].astype(str))[column].sum()
    return {str(key): round(float(value), 2) for key, value in grouped.items()}
