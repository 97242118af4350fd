"""What a plan is near to: history, potential and forecast, weighed; and cells of new customers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.members import NEW_CUSTOMER


def blended(
    sources: Mapping[str, pd.DataFrame], weights: Mapping[str, float], *, level: str
) -> pd.DataFrame:
    """Return the reference of a plan: a row per cell that any source has, with `reference`.

    Each source has a column per dimension (the same in all) and `amount`. Its shares of its own sum
    count with its weight (weights need not add up to 1; a source without one does not count); the
    sum is that of the source `level`. So a potential that is ten times the forecast moves the
    shape, not the size. Amounts below 0 count as 0. Beside `reference` stand the part of each
    source, `from_<source>`, which add up to it, and `cut`: what was below 0, over all sources.
    Raises `UsageError` where a source has other dimensions, nothing above 0, or no weight is above
    0.
    """
    used = [name for name in sources if weights.get(name, 0.0) > 0]
    if not used or level not in sources or set(weights) - set(sources):
        known = ", ".join(sources)
        raise UsageError(
            t("weights and level must name sources: {known}", known=known),
            fix=t("give at least one of them a weight above 0"),
        )
    size = float(_shaped(sources, level)["amount"].clip(lower=0).sum())
    whole = sum(weights[name] for name in used)
    parts = [_part(sources, name, weights[name] / whole * size) for name in used]
    keys = list(parts[0].columns[:-2])
    table = pd.concat(parts, ignore_index=True)
    found = table.groupby(keys, observed=True, sort=True).sum().reset_index()
    amounts = [f"from_{name}" for name in used]
    return found.assign(reference=found[amounts].sum(axis=1))[[*keys, "reference", *amounts, "cut"]]


def with_new_customers(
    reference: pd.DataFrame, expected: pd.DataFrame, *, dimension: str = "customer_id"
) -> pd.DataFrame:
    """Return a reference with cells for customers that nobody knows yet.

    `expected` has the columns of the reference but the customer, and `reference`: what new ones are
    expected to bring. The cells stand under `NEW_CUSTOMER`, so that controls can name them. Raises
    `UsageError` for other columns, or where such cells are there already.
    """
    wanted = [name for name in reference.columns if name != dimension]
    own = [name for name in wanted if name in expected.columns]
    dimensions = [name for name in wanted if not name.startswith("from_") and name != "cut"]
    if dimension not in reference or set(dimensions) - set(own):
        text = t("cells of new customers need the columns {columns}", columns=", ".join(dimensions))
        raise UsageError(text)
    if (reference[dimension].astype("str") == NEW_CUSTOMER).any():
        raise UsageError(t("there are cells of new customers already"))
    added = expected[own].assign(**{dimension: NEW_CUSTOMER})
    plain = reference.assign(**{dimension: reference[dimension].astype("str")})
    return pd.concat([plain, added], ignore_index=True)[list(reference.columns)]


def _shaped(sources: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Return a source whose dimensions are those of the first one, as text."""
    keys = [one for one in next(iter(sources.values())).columns if one != "amount"]
    frame = sources[name]
    if set(frame.columns) != {*keys, "amount"}:
        text = t("{source} has other columns than {columns}", source=name, columns=", ".join(keys))
        raise UsageError(text)
    return frame[[*keys, "amount"]].astype(dict.fromkeys(keys, "str"))


def _part(sources: Mapping[str, pd.DataFrame], name: str, size: float) -> pd.DataFrame:
    """Return the cells of a source with their part of `size`, and what was cut."""
    frame = _shaped(sources, name)
    amount = frame["amount"].to_numpy(dtype=float)
    above = np.clip(amount, 0, None)
    if not np.isfinite(amount).all() or above.sum() <= 0:
        raise UsageError(t("{source} has no amount above 0, or one that is missing", source=name))
    part = above / above.sum() * size
    return frame.drop(columns="amount").assign(**{f"from_{name}": part, "cut": amount - above})
