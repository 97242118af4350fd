"""What changed since: late rows show up as a stated difference, month by month."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

COLUMNS = ["against", "frame", "month", "lines_before", "lines_now", "money_before", "money_now"]
_FRAMES = {
    "sales_cube": ("n_lines", "net_amount"),
    "order_cube": ("n_lines", "net_amount"),
    "collections_cube": (None, "amount"),
}


def changes_frame(
    now: Path, before: Path | None, previous: Path | None, *, digits: int
) -> pd.DataFrame:
    """Return the months whose lines or money differ from an earlier snapshot.

    `before` is this month closed earlier, `previous` the month before it; months that the
    earlier one could not know yet are no change. Money in currency units.
    """
    rows = []
    for against, folder in (("earlier_close", before), ("previous_month", previous)):
        if folder is not None:
            rows.append(_difference(now, folder, against, digits))
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


def _difference(now: Path, folder: Path, against: str, digits: int) -> pd.DataFrame:
    parts = []
    for frame, (count, money) in _FRAMES.items():
        new, old = (_by_month(path / f"{frame}.parquet", count, money) for path in (now, folder))
        if new is None or old is None:
            continue
        both = new.join(old, how="outer", suffixes=("_now", "_before")).fillna(0)
        if against == "previous_month" and len(old):
            both = both[both.index <= old.index.max()]
        moved = both[
            (both["lines_now"] != both["lines_before"])
            | (both["money_now"] != both["money_before"])
        ]
        scale = 10.0**digits
        parts.append(
            moved.assign(
                against=against, frame=frame,
                money_now=moved["money_now"] / scale, money_before=moved["money_before"] / scale,
            ).rename_axis("month").reset_index()
        )  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True)[COLUMNS].astype(_TYPES)


def _by_month(file: Path, count: str | None, money: str) -> pd.DataFrame | None:
    if not file.is_file():
        return None
    columns = ["month", money, *([count] if count else [])]
    table = pq.read_table(file, columns=columns)
    sums = table.group_by("month").aggregate([(c, "sum") for c in columns[1:]]).to_pandas()
    frame = sums.set_index("month").sort_index()
    lines = frame[f"{count}_sum"] if count else 0
    return pd.DataFrame({"lines": lines, "money": frame[f"{money}_sum"]}, index=frame.index)
