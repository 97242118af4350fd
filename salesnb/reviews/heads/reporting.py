"""Reporting discipline: which reports were due, came, came in time, and agree with the visits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesnb.methods.report_checks import claims_more, is_copy
from salesnb.reviews.heads.chance import as_part, shares, together
from salesnb.reviews.heads.ground import NODE, Ground, in_months, named_by
from salesnb.reviews.heads.takings import Judged

HEAD = "reporting"
ALL = "all"
FAULTS = ["n_doubted", "n_claimed", "n_copied"]
COUNTS = ["n_expected", "n_received", "n_on_time", "n_plausible", "n_good", *FAULTS]
REPORTING = [*NODE, "kind", *COUNTS, "received_share", "on_time_share", "plausible_share", "good"]
REPORTING += ["good_low", "good_high"]


def judge_reporting(ground: Ground) -> Judged:
    """Return reports by node and kind (`REPORTING`; kind `all` is the sum), and the head's part.

    Due are the reports whose day of delivery lies in the months judged. Plausible are those that
    came and are not doubted where they were checked (is_plausible), claim no more visits than the
    visits of their period held (n_claimed are those that do, where the rep's visits are known),
    and do not repeat a long text of another period word by word (n_copied). good: on time and
    plausible, of those due (`reporting_discipline`), with its range.
    """
    due = in_months(ground.facts["reports"], "due_on", ground)
    if due.empty:
        return Judged(pd.DataFrame(columns=REPORTING), together([]))
    checked = _checked(due, ground)
    checked["region_id"] = named_by(checked["rep_id"], ground.region_of_rep)
    rows = ground.stacked(checked)
    each = pd.concat([rows, rows.assign(kind=ALL)], ignore_index=True)
    sums = each.groupby([*NODE, "kind"])[COUNTS].sum().reset_index()
    found = shares(sums[sums["kind"] == ALL], "n_good", "n_expected")
    return Judged(_shown(sums, ground.z), as_part(found, HEAD, "reports", most=1.0))


def _checked(due: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return reports with what is to be said of each, as 0 or 1 (`COUNTS`)."""
    came = due["received_on"].notna() & (due["received_on"] <= ground.last)
    in_time = came & (due["received_on"] <= due["due_on"])
    doubted = came & due["is_plausible"].eq(False).fillna(False)
    claimed = came & claims_more(due, ground.facts["visits"])
    copied = came & is_copy(due)
    plausible = came & ~(doubted | claimed | copied)
    flags: dict[str, Any] = {
        "n_expected": True,
        "n_received": came,
        "n_on_time": in_time,
        "n_plausible": plausible,
        "n_good": in_time & plausible,
        "n_doubted": doubted,
        "n_claimed": claimed,
        "n_copied": copied,
    }
    rows = due[["rep_id", "kind"]].assign(**flags)
    return rows.astype(dict.fromkeys(COUNTS, "int64"))


def _shown(sums: pd.DataFrame, z: float) -> pd.DataFrame:
    """Return counts with their shares; those of what came of what came."""
    n = sums["n_expected"]
    near = (sums["n_good"] + 2) / (n + 4)
    reach = z * np.sqrt(near * (1 - near) / (n + 4))
    came = sums["n_received"].where(sums["n_received"] > 0)
    found = sums.assign(
        received_share=sums["n_received"] / n,
        on_time_share=sums["n_on_time"] / n,
        plausible_share=sums["n_plausible"] / came,
        good=sums["n_good"] / n,
        good_low=(near - reach).clip(lower=0),
        good_high=(near + reach).clip(upper=1),
    )
    return found[REPORTING]
