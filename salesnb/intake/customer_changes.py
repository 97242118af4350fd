"""What changed on customers' master data in the month: who, which column, from what to what."""

from __future__ import annotations

import pandas as pd

COORDINATES = ("latitude", "longitude")  # region, city and address tell a reader of a move
COLUMNS = ["customer_id", "field", "old_value", "new_value", "changed_on"]


def what_changed_on_customers(
    changed: pd.DataFrame | None, *, is_dated: bool
) -> dict[str, pd.DataFrame]:
    """Return the changes of the month and how many there are.

    `changed` has a row per customer and column (customer_id, field, old_value, new_value,
    changed_on, which is missing where only two months were compared); None where nothing can be
    judged: no table of dated changes came in, and the month before was not closed. `is_dated`
    says that such a table came in, which may have no row of the month.

    Frames: customer_changes (those rows without coordinates, `nth` counting the changes of one
    value in the month) and customer_change_counts (basis `dated`, `compared` or `not_judged`,
    n_changes, n_customers, the column that changed most and how often; one row, numbers missing
    where they are not known).
    """
    rows = pd.DataFrame(columns=COLUMNS) if changed is None else changed[COLUMNS]
    rows = rows[~rows["field"].isin(COORDINATES)]
    rows = rows.assign(nth=rows.groupby(["customer_id", "field"]).cumcount() + 1)
    often = rows["field"].value_counts(sort=False).sort_index().sort_values(kind="stable")
    counts = {
        "basis": "not_judged" if changed is None else "dated" if is_dated else "compared",
        "n_changes": None if changed is None else len(rows),
        "n_customers": None if changed is None else rows["customer_id"].nunique(),
        "field": often.index[-1] if len(often) else None,
        "n_of_field": int(often.iloc[-1]) if len(often) else None,
    }
    return {"customer_changes": rows, "customer_change_counts": pd.DataFrame([counts])}
