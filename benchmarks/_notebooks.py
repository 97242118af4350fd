"""Notebooks alike for measuring how notebooks are run: about half a second of work in 16 cells."""

from __future__ import annotations

from pathlib import Path

from tests.runs.small import workbooks

IMPORTS = """import io
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from IPython.display import SVG, display
from scipy import optimize, stats
plt.rcParams["svg.hashsalt"] = "bench\""""
FRAME = """rng = np.random.default_rng({seed})
n = 200_000
kinds = {{"region": 12, "product": 60, "month": 72}}
frame = pd.DataFrame({{kind: rng.integers(0, most, n) for kind, most in kinds.items()}})
frame["amount"] = rng.gamma(2.0, 50.0, n)
len(frame)"""
PIVOT = """amounts = {{"index": "month", "values": "amount", "aggfunc": "{how}"}}
by_{key} = frame.pivot_table(columns="{key}", **amounts)
round(float(by_{key}.iloc[0, 0]), 6)"""
CHART = """fig, ax = plt.subplots(figsize=(6, 3))
ax.plot(by_{key}.iloc[:, :6])
_ = ax.set_title("{key} {place}")
drawn = io.StringIO()
fig.savefig(drawn, format="svg", metadata={{"Date": None}})
plt.close(fig)
display(SVG(drawn.getvalue()))"""
FIT = "fit = stats.linregress(np.arange(72), by_product.sum(axis=1))\nround(float(fit.rvalue), 9)"
SLSQP = """weights = by_region.sum().to_numpy()
limits = {"bounds": [(0, 1)] * 12, "constraints": {"type": "eq", "fun": lambda x: x.sum() - 1}}
start = np.full(12, 1 / 12)
found = optimize.minimize(lambda x: -np.sqrt(x * weights).sum(), start, method="SLSQP", **limits)
round(float(found.fun), 3)"""
KEYS = ("region", "product")


def write_notebooks(folder: Path, n: int) -> Path:
    """Write `n` notebooks and their index; return the folder."""
    return workbooks(folder, {f"{place:02d}_alike": _cells(place) for place in range(n)})


def _cells(seed: int) -> list[str]:
    pivots = [PIVOT.format(key=key, how=how) for how in ("sum", "mean") for key in KEYS]
    charts = [CHART.format(key=key, place=place) for place in range(2) for key in KEYS]
    return [IMPORTS, FRAME.format(seed=seed), *pivots, *charts, FIT, SLSQP]
