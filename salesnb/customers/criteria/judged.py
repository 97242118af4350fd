"""What people judge of a customer counts before what data tell: with its author and its day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.criteria.measured import Measured
from salesnb.customers.criteria.scales import CRITERIA, Scale

JUDGED_SHARE = 0.15  # of the scale, either side, of a judgement without bounds
COLUMNS = ["customer_id", "criterion", "value", "low", "high", "author", "judged_on"]


def judgements_of(judged: pd.DataFrame, ids: pd.Index, scales: dict[str, Scale]) -> pd.DataFrame:
    """Return the judgements whose topic is a criterion, one per customer and criterion.

    `judged` is the section `judgements` of plan/judgements.toml. A value stands in the unit of the
    criterion's scale, or, with the unit "score", from 0 (worst) to 1 (best).
    """
    own = judged[judged["topic"].isin(CRITERIA) & judged["value"].notna()]
    own = own[own["customer_id"].isin(ids)]
    if not len(own):
        return pd.DataFrame(columns=COLUMNS)
    rows = [_on_scale(row, scales[str(row["topic"])]) for _, row in own.iterrows()]
    found = pd.DataFrame(rows)[COLUMNS]
    order = found.sort_values("judged_on", kind="stable")
    return order.drop_duplicates(["customer_id", "criterion"], keep="last").reset_index(drop=True)


def _on_scale(row: pd.Series, scale: Scale) -> dict[str, object]:
    """Return a judgement in the unit of its scale, with a range."""
    value, low, high = (float(str(row[name])) for name in ("value", "low", "high"))
    if str(row.get("unit", "")) == "score":
        value, low, high = (float(scale.value(one)) for one in (value, low, high))
    at = float(scale.score(np.array([value]))[0])
    ends = sorted(float(scale.value(at + side * JUDGED_SHARE)) for side in (-1, 1))
    low, high = (
        own if np.isfinite(own) else end for own, end in zip((low, high), ends, strict=True)
    )
    low, high = min(low, high), max(low, high)
    return {
        **{str(k): v for k, v in row.items()},
        "criterion": row["topic"],
        "value": value,
        "low": low,
        "high": high,
    }


def with_judgements(measured: Measured, rows: pd.DataFrame, ids: pd.Index) -> Measured:
    """Return what is measured of a criterion, with judgements in the place of data."""
    place = ids.get_indexer(pd.Index(rows["customer_id"]))
    columns = []
    for name in ("value", "low", "high"):
        values = getattr(measured, name).copy()
        values[place] = rows[name].to_numpy(float)
        columns.append(values)
    return Measured(*columns)
