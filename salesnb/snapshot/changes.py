"""What changed since: late rows show up as a stated difference, month by month."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from salesnb.months import Month

COLUMNS = ["against", "frame", "month", "lines_before", "lines_now", "money_before", "money_now"]
_FRAMES = {
    "sales_cube": ("n_lines", "net_amount"),
    "order_cube": ("n_lines", "net_amount"),
    "collections_cube": (None, "amount"),
}


def changes_frame(
    now: Path, before: Path | None, previous: Path | None, *, month: Month, digits: int
) -> pd.DataFrame:
    """Return the months whose lines or money differ from an earlier snapshot.

    `before` is this `month` closed earlier, `previous` the month before it, which could not know
    of `month` yet. Money in currency units.
    """
    rows = []
    for against, folder, last in (
        ("earlier_close", before, month),
        ("previous_month", previous, month - 1),
    ):
        if folder is not None:
            rows.append(_difference(now, folder, last, digits).assign(against=against))
    found = [frame for frame in rows if not frame.empty]
    return (
        pd.concat(found, ignore_index=True)
        if found
        else pd.DataFrame(columns=COLUMNS).astype(_TYPES)
    )


_TYPES = {
    **dict.fromkeys(("against", "frame", "month"), "str"),
    **dict.fromkeys(("lines_before", "lines_now", "money_before", "money_now"), "float64"),
}


def _difference(now: Path, folder: Path, last: Month, digits: int) -> pd.DataFrame:
    """Return the months up to `last` that moved; frames that only one snapshot has are left out."""
    parts = [pd.DataFrame(columns=COLUMNS)]
    for frame, (count, money) in _FRAMES.items():
        new, old = (_by_month(path / f"{frame}.parquet", count, money) for path in (now, folder))
        if new is not None and old is not None:
            parts.append(_moved(new, old, last).assign(frame=frame))
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    scale = 10.0**digits
    found = found.assign(
        money_now=found["money_now"] / scale, money_before=found["money_before"] / scale
    )
    return found.reindex(columns=COLUMNS).astype(_TYPES)


def _moved(new: pd.DataFrame, old: pd.DataFrame, last: Month) -> pd.DataFrame:
    both = new.merge(
        old, how="outer", left_index=True, right_index=True, suffixes=("_now", "_before")
    ).fillna(0)
    both = both[both.index <= str(last)]
    lines = both["lines_now"] != both["lines_before"]
    money = both["money_now"] != both["money_before"]
    return both[lines | money].rename_axis("month").reset_index()


def _by_month(file: Path, count: str | None, money: str) -> pd.DataFrame | None:
    if not file.is_file():
        return None
    columns = ["month", money, *([count] if count else [])]
    table = pq.read_table(file, columns=columns)
    sums = table.group_by("month").aggregate([(c, "sum") for c in columns[1:]]).to_pandas()
    frame = sums.set_index("month").sort_index()
    lines = frame[f"{count}_sum"] if count else 0
    return pd.DataFrame({"lines": lines, "money": frame[f"{money}_sum"]}, index=frame.index)
