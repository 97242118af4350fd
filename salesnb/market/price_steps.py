"""When did a rival change its price against ours, and how small a step would have been found?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.market.prices import PANEL
from salesnb.methods.changepoints import Change, is_long_enough, screen
from salesnb.months import Month

FALSE_ALARMS = 0.05  # of a page without any step, all panels together
BEYOND = 1.5  # standard errors beyond the threshold: four of five such steps are found (measured)
AFTER_ALL = "9999-12"  # a month after all others
STEPS = [  # one row per step of a panel
    *PANEL,
    "month",  # the first month after it in which the price was seen
    "earliest",  # from where to where it may lie
    "latest",
    "size",  # 0.1: ten per cent dearer against us than before
    "before",  # the level between the step before and this one
    "after",  # the level from this step to the next
    "n_before",  # observations behind the two
    "n_after",
    "chance",  # of finding so clear a step in a panel without one
]


def find_steps(compared: pd.DataFrame) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """Return the steps of rivals' prices (STEPS), and the month from which each level holds.

    `compared` are prices as of `prices.comparable`. Steps are sought in the means of months, as
    prices of one month are often one price seen several times; all panels share one false-alarm
    rate, and the spans of all steps hold together. Levels without a step hold from the start and
    have no month.
    """
    panels = {(str(a), str(b)): rows for (a, b), rows in compared.groupby(PANEL)}
    means = {
        "\n".join(key): rows.groupby("month")["log_ratio"].mean() for key, rows in panels.items()
    }
    found = screen({n: m.to_numpy(float) for n, m in means.items()}, false_alarms=FALSE_ALARMS)
    steps, since = [], {}
    for key, rows in panels.items():
        changes, months = found["\n".join(key)], means["\n".join(key)].index.tolist()
        steps += _measured(rows, months, changes)
        if changes:
            since[key] = months[changes[-1].place]
    return pd.DataFrame(steps, columns=STEPS), since


def smallest_step(by_month: pd.DataFrame) -> float:
    """Return the smallest step of a price that the middle panel would most likely have shown.

    0.08: a step of eight per cent halfway through its months would be found in four of five cases.
    `by_month` is as of `prices.price_months`. From the noise of its monthly means, held to the
    false-alarm rate that all panels and months share (Bonferroni); missing where no panel is long
    enough.
    """
    means = [np.log(rows["price_ratio"].to_numpy(float)) for _, rows in by_month.groupby(PANEL)]
    long = [one for one in means if is_long_enough(one, kind="level")]
    if not long:
        return float("nan")
    noise = np.array([np.std(np.diff(one)) / np.sqrt(2) for one in long])
    n = np.array([len(one) for one in long])
    strict = ndtri(1 - FALSE_ALARMS / 2 / (len(long) * n)) + BEYOND
    return float(np.median(np.expm1(strict * noise * 2 / np.sqrt(n))))


def _measured(
    rows: pd.DataFrame, months: list[str], changes: list[Change]
) -> list[dict[str, object]]:
    """Return the steps of one panel, each measured between the steps on either side of it.

    `months` are those in which the panel was seen; changes count their places.
    """
    edges = [months[0], *(months[one.place] for one in changes), AFTER_ALL]
    parts = [rows[rows["month"].between(*span, inclusive="left")] for span in pairwise(edges)]
    around = zip(pairwise(parts), changes, strict=True)
    return [_step(*two_parts, months, one) for two_parts, one in around]


def _step(
    earlier: pd.DataFrame, later: pd.DataFrame, months: list[str], change: Change
) -> dict[str, object]:
    """Return one step between the prices before and after it."""
    unseen = Month.parse(months[change.earliest - 1]) + 1  # it may lie in months without a price
    before, after = earlier["log_ratio"].mean(), later["log_ratio"].mean()
    return {
        **dict(zip(PANEL, later[PANEL].iloc[0], strict=True)),
        "month": months[change.place],
        "earliest": str(unseen),
        "latest": months[change.latest],
        "size": np.expm1(after - before),
        "before": np.exp(before),
        "after": np.exp(after),
        "n_before": len(earlier),
        "n_after": len(later),
        "chance": change.p,
    }
