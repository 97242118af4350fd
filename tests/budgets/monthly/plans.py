"""Cells of plans by month, drawn over the ranges of the study; for tests and benchmarks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

FAMILIES = ("concave", "s", "mixed")


def cells(seed: int, n: int, family: str, *, kinds: tuple[str, ...] = ("hill",)) -> pd.DataFrame:
    """Return n cells: halves and scales lognormal, decays .2 to .8, caps of four halves a month."""
    rng = np.random.default_rng([seed, n, FAMILIES.index(family)])
    half = np.exp(rng.normal(0, 0.6, n)) * 2e5
    steep = rng.uniform(1.5, 4.0, n)
    share = {"concave": 0.0, "s": 1.0, "mixed": 0.5}[family]
    return pd.DataFrame(
        {
            "cell_id": [f"C{place:02d}" for place in range(n)],
            "kind": rng.choice(kinds, n),
            "scale": np.exp(rng.normal(0, 0.6, n)) * 1e6,
            "half": half,
            "shape": np.where(rng.random(n) < share, steep, 1.0),
            "decay": rng.uniform(0.2, 0.8, n),
            "stock": 0.3 * half,
            "upper": 4 * half,
            "group": [f"G{place % 4}" for place in range(n)],
        }
    )


def limits(frame: pd.DataFrame, total: float, *, months: int = 12) -> dict[str, Any]:
    """Return limits of months and of one group, as `allocate_months` takes them."""
    group = pd.DataFrame({"group": ["G0"], "lowest": [0.0], "highest": [0.3 * total]})
    return {
        "months": months,
        "month_lowest": [0.6 * total / months] * months,
        "month_highest": [1.5 * total / months] * months,
        "groups": group,
    }


def total_of(frame: pd.DataFrame, share: float, *, months: int = 12) -> float:
    """Return a total that is a share of all halves, in whole minor units."""
    return round(share * float(frame["half"].sum()) * months, 2)


def in_unit(frame: pd.DataFrame, unit: float) -> pd.DataFrame:
    """Return cells in another unit of money (1,000: thousands)."""
    money = ("scale", "half", "stock", "upper", "lower", "present", "upper_year", "lower_year")
    return frame.assign(**{name: frame[name] / unit for name in money if name in frame})
