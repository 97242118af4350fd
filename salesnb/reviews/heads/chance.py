"""How far a ratio of a node may lie off by chance: by its units, or by its counts. Closed forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from salesnb.measures import ratio
from salesnb.reviews.heads.ground import NODE

MOST = 1.2  # of what is asked: more brings no more points
LEAST_UNITS = 4  # months, or customers, from which on a spread is told
PARTS = ["head", "part", *NODE, "value", "error", "reference", "n_units", "weight", "most"]


def ratios(rows: pd.DataFrame, part: str, whole: str, *, unit: str) -> pd.DataFrame:
    """Return part / whole of each node with its standard error: value, error, n_units by node.

    `rows`: dimension, node, `unit` (a month or a customer) and both amounts. The error is that of a
    ratio of sums over units, sqrt(n / (n - 1) x sum of (part - value x whole) squared) / whole
    (Cochran, Sampling Techniques, 1977, section 6.4); missing below `LEAST_UNITS` units. Value is
    missing where the whole is not above nought.
    """
    units = rows.groupby([*NODE, unit], observed=True)[[part, whole]].sum()
    sums = units.groupby(level=NODE).sum()
    value = ratio(sums[part], sums[whole])
    n = units.groupby(level=NODE).size()
    keys = units.index.to_frame(index=False)[NODE]
    own = value.reindex(pd.MultiIndex.from_frame(keys)).to_numpy()
    left = (units[part] - own * units[whole]) ** 2
    spread = left.groupby(level=NODE).sum()
    error = np.sqrt(spread * n / (n - 1).clip(lower=1)) / sums[whole]
    found = pd.DataFrame({"value": value, "error": error.where(n >= LEAST_UNITS), "n_units": n})
    return found.where(value.notna()).dropna(subset=["value"])


def shares(rows: pd.DataFrame, part: str, whole: str) -> pd.DataFrame:
    """Return part / whole of counts by node with its standard error: value, error, n_units.

    The error is that of Agresti and Coull (The American Statistician 1998): four cases are added,
    two of them good, so that 0 and 100 % of few cases are not taken for certain.
    """
    sums = rows.groupby(NODE, observed=True)[[part, whole]].sum()
    sums = sums[sums[whole] > 0]
    n = sums[whole] + 4
    near = (sums[part] + 2) / n
    value = ratio(sums[part], sums[whole])
    error = np.sqrt(near * (1 - near) / n)
    return pd.DataFrame({"value": value, "error": error, "n_units": sums[whole].astype(float)})


def as_part(
    found: pd.DataFrame,
    head: str,
    part: str,
    *,
    reference: float = 1.0,
    weight: float = 1.0,
    most: float = MOST,
) -> pd.DataFrame:
    """Return values by node as a part of a head (`PARTS`), held against `reference`.

    `most` is the largest value that there can be (a share: 1); more than `MOST` x reference brings
    no more points. No rows where the reference is not above nought.
    """
    if not reference > 0:
        return pd.DataFrame(columns=PARTS)
    bound = min(MOST, most / reference) if most < MOST else MOST
    stated: dict[str, Any] = {
        "head": head,
        "part": part,
        "reference": reference,
        "weight": weight,
        "most": bound,
    }
    return found.reset_index().assign(**stated)[PARTS]


def together(parts: Sequence[pd.DataFrame], columns: list[str] = PARTS) -> pd.DataFrame:
    """Return frames under each other; the columns alone where none has rows."""
    found = [one for one in parts if len(one)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)
