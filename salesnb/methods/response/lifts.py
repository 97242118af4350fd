"""Lift tests: what changing spending on purpose was seen to do, as evidence on the curves."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.errors import UsageError
from salesnb.months import Month

if TYPE_CHECKING:
    from salesnb.methods.response.panel import Panel
    from salesnb.methods.response.posterior import Posterior

Array = NDArray[np.float64]
BEFORE = 12  # months before a test whose mean spend the change is added to


@dataclass(frozen=True)
class Lift:
    """A test: a channel, its regions, months, change of the level, change of the response."""

    channel: int
    regions: NDArray[np.intp]
    n_months: int
    before: Array  # level of each region before the test
    change: Array  # of each region's level in each month of the test
    lift: float
    standard_error: float


@dataclass(frozen=True)
class Lifts:
    """All lift tests of a panel."""

    tests: tuple[Lift, ...] = ()

    def logs(self, posterior: Posterior, theta: Array) -> Array:
        """Return the log likelihood of what the tests showed (B,), regions' own effects apart."""
        found = np.zeros(len(theta))
        for test in self.tests:
            expected = self.expected(posterior, theta, test)
            wide = np.hypot(
                test.standard_error, posterior.pool * expected / len(test.regions) ** 0.5
            )
            found -= 0.5 * ((test.lift - expected) / wide) ** 2 + np.log(wide)
        return found

    @staticmethod
    def expected(posterior: Posterior, theta: Array, test: Lift) -> Array:
        """Return by how much a test should have changed the response in its months (B,)."""
        own, _ = posterior.split(theta)
        shapes, size = posterior.shapes, posterior.panel.size[test.regions]
        decay, half, shape, effect = shapes.parts(own)
        usual = shapes.saturation(np.ones_like(half), half, shape)
        reached = 1 - decay[:, test.channel, None] ** np.arange(1, test.n_months + 1)
        levels = np.zeros((len(theta), test.n_months, len(size), shapes.n))
        levels[..., test.channel] = test.before
        raised = levels.copy()
        raised[..., test.channel] += reached[:, :, None] * test.change
        wide = (half[:, None, None], shape[:, None, None])
        more = shapes.saturation(np.maximum(raised, 0), *wide) - shapes.saturation(levels, *wide)
        brought = (more[..., test.channel] * size).sum(axis=(1, 2))
        return np.asarray(brought * (effect / usual)[:, test.channel])


def read_lifts(tests: pd.DataFrame | None, panel: Panel) -> Lifts:
    """Return the tests of a frame with the columns of plan/lift_tests.toml.

    `marketing_channel_id, region_id` (blank: all regions together), `starts_on, ends_on` (dates or
    YYYY-MM), `spend_change, lift, standard_error`: amounts of the whole test, over all its months
    and regions; `lift` as the panel's response. The change is taken as even over the months, on
    top of the mean spend of the twelve before it (a region's part as its size); what it brings
    after the test does not count.

    Raises UsageError for a channel or region that the panel does not have, or an error of nought.
    """
    if tests is None or tests.empty:
        return Lifts()
    return Lifts(tuple(_lift(row, panel) for row in tests.to_dict("records")))


def _lift(row: Mapping[Hashable, Any], panel: Panel) -> Lift:
    channel, region = str(row["marketing_channel_id"]), row.get("region_id")
    if channel not in panel.channels:
        raise UsageError(
            f"a lift test is of channel {channel!r}, which the panel does not have",
            fix=f"its channels are {', '.join(panel.channels)}",
        )
    everywhere = region is None or bool(pd.isna(region)) or str(region) == ""
    if not everywhere and str(region) not in panel.regions:
        raise UsageError(
            f"a lift test is of region {region!r}, which the panel does not have",
            fix="name one of its regions, or leave it blank for all",
        )
    error = float(str(row["standard_error"]))
    if not error > 0:
        raise UsageError(
            f"a lift test of {channel} has the standard error {error}",
            fix="state one above 0",
        )
    at = panel.channels.index(channel)
    regions = np.arange(len(panel.regions))
    own = regions if everywhere else regions[[panel.regions.index(str(region))]]
    first, last = (Month.parse(str(row[name])[:7]) for name in ("starts_on", "ends_on"))
    n_months = max(last.ordinal - first.ordinal + 1, 1)
    each = float(str(row["spend_change"])) / n_months / panel.size[own].sum() / panel.unit[at]
    return Lift(
        channel=at,
        regions=own,
        n_months=n_months,
        before=_before(panel, first)[own, at],
        change=np.full(len(own), each),
        lift=float(str(row["lift"])),
        standard_error=error,
    )


def _before(panel: Panel, first: Month) -> Array:
    """Return the mean levels (R, C) of the months before one; of the last ones where none are."""
    end = int(np.clip(first.ordinal - panel.months[0].ordinal, 0, len(panel.months)))
    end = end or len(panel.months)
    return np.asarray(panel.levels[:, max(end - BEFORE, 0) : end].mean(axis=1))
