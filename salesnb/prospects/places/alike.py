"""Who is like the customers that were won: firms that stand in lists and were never a lead."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.prospects.screening.known import Known
from salesnb.prospects.screening.logistic import fit
from salesnb.prospects.screening.tested import LEAST_GOOD, held_out, measured
from salesnb.prospects.sources.worth import MONTH_DAYS

GROUPS = ("lead_source_id", "segment", "region_id")
COLUMNS = [
    *("kind", "prospect_id", "region_id", "segment", "lead_source_id", "n_sources"),
    *("likeness", "consent", "seen_on", "is_stale", "complete_share"),
]


def became(leads: pd.DataFrame, *, month: Month, horizon: int) -> pd.DataFrame:
    """Return the leads of which it is known whether they were won within the horizon.

    Columns: row, on (day on which it was known), is_good. Those turned down earlier are known then.
    """
    wait = pd.Timedelta(days=round(horizon * MONTH_DAYS))
    over = leads["created_on"] + wait
    is_won = leads["is_won"] & (leads["closed_on"] <= over)
    out = leads["decided_on"].where(leads["stage"] == "invalid")
    on = leads["closed_on"].where(is_won).fillna(out).fillna(over)
    known = on <= pd.Timestamp(month.last)
    found = {"row": leads.index[known], "on": on[known], "is_good": is_won[known].to_numpy(bool)}
    return pd.DataFrame(found).sort_values(["on", "row"], kind="stable", ignore_index=True)


def alike(
    leads: pd.DataFrame, entries: pd.DataFrame, traces: pd.DataFrame, decided: pd.DataFrame
) -> pd.DataFrame:
    """Return firms that are listed alone, those most like won leads first.

    likeness is the chance of a lead from the same source, segment and region of being won, over
    that of all leads: which list entry to turn into a lead first, not its chance.
    """
    own = entries[entries["state"] == "listed"]
    if own.empty or int(decided["is_good"].sum()) < LEAST_GOOD:
        return pd.DataFrame(columns=COLUMNS)
    rule = fit(leads.loc[decided["row"]], decided["is_good"], GROUPS, ())
    rows = traces[traces["firm"].isin(own["firm"]) & (traces["kind"] == "listing")]
    rows = rows.assign(chance=rule.chances(rows))
    best = rows.sort_values(["firm", "chance"], ascending=[True, False], kind="stable")
    best = best.drop_duplicates("firm").set_index("firm")
    usual = float(decided["is_good"].mean())
    table = own.set_index("firm")
    table["lead_source_id"] = best["lead_source_id"]
    table["likeness"] = best["chance"] / usual
    order = table.sort_values(["likeness", "prospect_id"], ascending=[False, True])
    return order.reset_index()[COLUMNS]


def tested_likeness(
    leads: pd.DataFrame, decided: pd.DataFrame, *, month: Month
) -> dict[str, float]:
    """Return how well the same rule told later winners: auc with its interval, n_good."""
    known = Known(leads, GROUPS, (), (), True)
    found = measured(held_out(known, decided, month=month))
    names = ("auc", "auc_low", "auc_high", "n_good")
    return {f"alike_{one}": found.get(one, np.nan) for one in names}
