"""Cells to allocate to: a region's marketing channel, its curve, its bounds and its groups."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesnb.budgets.moves.panel import CHANNEL, REGION, Panel
from salesnb.methods.saturation import Curves
from salesnb.months import YEAR

BELOW, ABOVE = 0.5, 1.5  # of the least and the most ever spent in a year, how far a plan may go
CURVE = ("kind", "scale", "half", "shape")
CELLS = (
    *(REGION, CHANNEL, *CURVE, "decay", "present", "lower", "upper", "group", "state"),
    *("observed_low", "observed_high", "line_id"),
)


@dataclass(frozen=True)
class Cells:
    """Cells and their draws, all in money a year; the response is counted as the panel says.

    `rows`: `CELLS`; `state` is `free`, `locked` (by a line), `unknown` (its channel could not be
    told from the data) or `idle` (never anything spent): all but `free` keep last year's share.
    `groups`: `group, lowest, highest` of the channels. `draws`: parameters (S, n) in the order of
    the rows.
    """

    rows: pd.DataFrame
    groups: pd.DataFrame
    draws: Curves

    @property
    def is_free(self) -> np.ndarray:
        """Which cells may move."""
        return (self.rows["state"] == "free").to_numpy()

    def floored(self, factor: float) -> Cells:
        """Return the same cells, floors of channels that are not locked times `factor`."""
        low, high = self.groups["lowest"], self.groups["highest"]
        moved = np.where(low < high, np.minimum(low * factor, high), low)
        return replace(self, groups=self.groups.assign(lowest=moved))


def make_cells(
    panel: Panel, curves: pd.DataFrame, draws: Curves, *, lines: pd.DataFrame, known: pd.Series
) -> Cells:
    """Return the cells of a panel.

    `curves`: a row per region and channel as `fit_response` has them, in money a month; `draws` in
    the order of its rows. `known`: by channel whether it could be told from the data. Lines of a
    channel bound its sum, lines of a region and channel their cell. A cell may go to half of the
    least and half as much again as the most ever spent there in a year, and further where a line
    asks for it.
    """
    margin = panel.margin.reindex(curves[REGION]).to_numpy(float)
    rows = curves.assign(group=curves[CHANNEL], line_id="")
    in_years = ["half", "observed_low", "observed_high"]
    rows[in_years] *= YEAR
    rows["scale"] *= YEAR * margin
    spent = panel.last_year().stack().rename_axis([REGION, CHANNEL])
    at = pd.MultiIndex.from_frame(rows[[REGION, CHANNEL]])
    rows["present"] = spent.reindex(at).fillna(0.0).to_numpy(float)
    years = panel.yearly().reindex(at)
    rows["lower"], rows["upper"] = years["lowest"].to_numpy() * BELOW, years["highest"].to_numpy()
    rows["upper"] *= ABOVE
    rows["state"] = np.where(known.reindex(rows[CHANNEL]).fillna(False), "free", "unknown")
    rows.loc[rows["upper"] <= 0, "state"] = "idle"
    rows, groups = _with_lines(rows, lines)
    return Cells(
        rows[[*CELLS]].reset_index(drop=True),
        groups,
        Curves(draws.kind, draws.scale * YEAR * margin, draws.half * YEAR, draws.shape),
    )


def _with_lines(rows: pd.DataFrame, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return cells and channels under the lines of the budget."""
    for _, line in lines[lines[REGION] != ""].iterrows():
        own = (rows[REGION] == line[REGION]) & (rows[CHANNEL] == line[CHANNEL])
        rows = _bounded(rows, own, line)
    by = lines[lines[REGION] == ""].groupby(CHANNEL)
    of_channels = by[["floor", "cap"]].sum(min_count=1).join(by[["is_locked", "line_id"]].first())
    groups = pd.DataFrame({"group": rows["group"].unique()})
    stated = of_channels.reindex(groups["group"])
    groups["lowest"] = stated["floor"].fillna(0.0).to_numpy(float)
    groups["highest"] = stated["cap"].fillna(np.inf).to_numpy(float)
    for group, low, high in groups.itertuples(index=False):
        rows = _reaching(rows, (rows["group"] == group).to_numpy(), low, high)
    for channel, line in of_channels.iterrows():
        own = (rows[CHANNEL] == channel) & (rows["line_id"] == "")
        rows.loc[own, "line_id"] = line["line_id"]
        rows.loc[own & line["is_locked"] & (rows["state"] != "idle"), "state"] = "locked"
    return rows, groups


def _bounded(rows: pd.DataFrame, own: pd.Series, line: pd.Series) -> pd.DataFrame:
    """Return cells of which one has the bounds of a line."""
    low, high = line["floor"], line["cap"]
    rows = rows.copy()
    rows.loc[own, "lower"] = low if low == low else np.minimum(rows.loc[own, "lower"], high)
    rows.loc[own, "upper"] = high if high == high else np.maximum(rows.loc[own, "upper"], low)
    rows.loc[own, "line_id"] = line["line_id"]
    if line["is_locked"]:
        rows.loc[own, "state"] = "locked"
    return rows


def _reaching(rows: pd.DataFrame, own: np.ndarray, low: float, high: float) -> pd.DataFrame:
    """Return cells whose bounds let their channel reach its floor and keep to its cap."""
    rows, upper, lower = rows.copy(), rows.loc[own, "upper"], rows.loc[own, "lower"]
    if 0 < upper.sum() < low:
        rows.loc[own, "upper"] = upper * (low / upper.sum())
    if lower.sum() > high:
        rows.loc[own, "lower"] = lower * (high / lower.sum())
    return rows
