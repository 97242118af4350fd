"""In which months the lines or the money of two snapshots differ, and by how much."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from salesnb.months import Month

CHANGES = ["against", "frame", "month", "lines_before", "lines_now", "money_before", "money_now"]
_FRAMES = {  # cube -> its columns of lines and money
    "sales_cube": ("n_lines", "net_amount"),
    "order_cube": ("n_lines", "net_amount"),
    "collections_cube": (None, "amount"),
}
_TYPES = {
    **dict.fromkeys(("against", "frame", "month"), "str"),
    **dict.fromkeys(("lines_before", "lines_now", "money_before", "money_now"), "float64"),
}


def changes(
    now: Path, before: Path | None, previous: Path | None, *, month: Month, digits: int
) -> pd.DataFrame:
    """Return the months whose lines or money differ from an earlier snapshot: `CHANGES`.

    `now`, `before` and `previous` are folders of snapshots: of `month`, of `month` as it was
    closed before, and of the month before it. Money is in currency units.
    """
    rows = []
    for against, folder, last in (
        ("earlier_close", before, month),
        ("previous_month", previous, month - 1),
    ):
        if folder is not None:
            rows.append(difference(now, folder, last, digits=digits).assign(against=against))
    found = [frame for frame in rows if not frame.empty]
    if not found:
        return pd.DataFrame(columns=CHANGES).astype(_TYPES)
    return pd.concat(found, ignore_index=True)


def difference(now: Path, folder: Path, last: Month, *, digits: int) -> pd.DataFrame:
    """Return the months up to `last` that differ, in the frames that both snapshots have."""
    parts = [pd.DataFrame(columns=CHANGES)]
    for frame, (count, money) in _FRAMES.items():
        new, old = (_by_month(path / f"{frame}.parquet", count, money) for path in (now, folder))
        if new is not None and old is not None:
            parts.append(_differing(new, old, last).assign(frame=frame))
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    scale = 10.0**digits
    found = found.assign(
        money_now=found["money_now"] / scale, money_before=found["money_before"] / scale
    )
    return found.reindex(columns=CHANGES).astype(_TYPES)


def _differing(new: pd.DataFrame, old: pd.DataFrame, last: Month) -> pd.DataFrame:
    """Return the months up to `last` in which lines or money by month differ."""
    both = new.merge(
        old, how="outer", left_index=True, right_index=True, suffixes=("_now", "_before")
    ).fillna(0)
    both = both[both.index <= str(last)]
    lines = both["lines_now"] != both["lines_before"]
    money = both["money_now"] != both["money_before"]
    return both[lines | money].rename_axis("month").reset_index()


def _by_month(file: Path, count: str | None, money: str) -> pd.DataFrame | None:
    """Return lines and money in minor units by month, None where there is no such frame."""
    if not file.is_file():
        return None
    columns = ["month", money, *([count] if count else [])]
    table = pq.read_table(file, columns=columns)
    sums = table.group_by("month").aggregate([(c, "sum") for c in columns[1:]]).to_pandas()
    frame = sums.set_index("month").sort_index()
    lines = frame[f"{count}_sum"] if count else 0
    return pd.DataFrame({"lines": lines, "money": frame[f"{money}_sum"]}, index=frame.index)
