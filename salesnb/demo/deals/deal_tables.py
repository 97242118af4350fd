"""The tables `opportunities` and `opportunity_changes` as the export knows them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY
from salesnb.demo.deals.courses import logits, touch_counts
from salesnb.demo.deals.deal_histories import STAGES, Histories, histories
from salesnb.demo.deals.deals import all_deals, opportunities
from salesnb.demo.truths.truth import Truth

CHANGES = "opportunity_id changed_at changed_on field old_value new_value rep_id"
FIELDS = "stage amount expected_close_on rep_id"
NEXT_STEPS = {
    "prospecting": ("Find out who decides 了解决策人", "First meeting 首次拜访"),
    "qualified": ("Send samples 寄送样品", "Visit with an engineer 与工程师同访"),
    "proposal": ("Answer on terms 答复付款条件", "Present the savings 讲解节省测算"),
    "negotiation": ("Final price talk 最终价格谈判", "Review of the contract 合同评审"),
}


@lru_cache(maxsize=8)
def _histories(truth: Truth) -> Histories:
    return histories(truth, all_deals(truth))


def opportunity_changes(truth: Truth) -> pd.DataFrame:
    """Return every change of stage, amount, expected close and owner up to the export."""
    course, known = all_deals(truth), _histories(truth)
    table = known.changes
    table = table[table["day"] <= pd.Timestamp(truth.exported_on)]
    table = table.sort_values(["deal", "day", "hour", "field"], ignore_index=True)
    deal = table["deal"].to_numpy()
    before = table.groupby(["deal", "field"])["value"].shift()
    begun = known.first.to_numpy("object")
    column = known.first.columns.get_indexer(pd.Index(table["field"]))
    table["old_value"] = before.where(before.notna(), begun[deal, column])
    hour = table["hour"].map("{:02d}:00:00".format)
    table["changed_at"] = table["day"].dt.strftime("%Y-%m-%d ") + hour
    table["opportunity_id"] = course.deals["opportunity_id"].to_numpy()[deal]
    table["rep_id"] = owners_on(truth, deal, table["day"])
    table = table.rename(columns={"day": "changed_on", "value": "new_value"})
    return table.loc[table["old_value"] != table["new_value"], CHANGES.split()]


def owners_on(truth: Truth, deal: np.ndarray, day: pd.Series) -> np.ndarray:
    """Return who owned each deal on a day."""
    known, last = _histories(truth), all_deals(truth).deals["rep_id"].to_numpy("object")
    handed = known.changes[known.changes["field"] == "rep_id"].set_index("deal")["day"]
    on = handed.reindex(deal)
    is_first = (on > day.to_numpy()).to_numpy()
    return np.where(is_first, known.first["rep_id"].to_numpy("object")[deal], last[deal])


def opportunities_known(truth: Truth) -> pd.DataFrame:
    """Return the table `opportunities`: every deal as it stands at the export."""
    table = opportunities(truth)
    now = _present(truth).loc[table.index]
    table["stage"], table["rep_id"] = now["stage"], now["rep_id"]
    table["amount"] = now["amount"].astype(float)
    table["expected_close_on"] = pd.to_datetime(now["expected_close_on"]).astype("datetime64[s]")
    table["margin_amount"] = (table["amount"] * truth.deals.margin_share).round(2)
    table["win_share"] = _stated_chances(truth)[table.index]
    is_unknown = table["lead_id"].notna() & (table["stage"] != "won")
    table["customer_id"] = table["customer_id"].where(~is_unknown, None)
    return _with_next_step(truth, table).reset_index(drop=True)


def _present(truth: Truth) -> pd.DataFrame:
    """Return the fields of each deal after its last entry up to the export."""
    known = _histories(truth)
    past = known.changes[known.changes["day"] <= pd.Timestamp(truth.exported_on)]
    past = past.sort_values(["deal", "day", "hour"]).drop_duplicates(["deal", "field"], keep="last")
    now = known.first.copy()
    for field in FIELDS.split():
        own = past[past["field"] == field].set_index("deal")["value"]
        now.loc[own.index, field] = own
    return now


def _stated_chances(truth: Truth) -> np.ndarray:
    """Return the chance that the rep states: what the facts of the day say, and hope.

    The day is that of the close, or of the export. The outcome, the month and the rep's own skill
    are not known to the rep.
    """
    rng = stream(truth.seed, "stated chances")
    course = all_deals(truth)
    end = np.datetime64(truth.exported_on)
    seen = np.minimum(course.deals["closed_on"].to_numpy().astype("datetime64[D]"), end)
    touched = course.touches[course.touches["day"] <= pd.Timestamp(truth.exported_on)]
    counts = touch_counts(touched, len(course.deals))
    noise = rng.normal(truth.belief.optimism, truth.belief.chance_sd, len(seen))
    logit = logits(truth, course.deals, counts, seen) + noise
    chance = np.round(20 / (1 + np.exp(-logit))) / 20
    return np.clip(chance, 0.05, 0.95).round(2)


def _with_next_step(truth: Truth, table: pd.DataFrame) -> pd.DataFrame:
    """Return deals, open ones with their next step and its day, which may have passed."""
    rng = stream(truth.seed, "next steps")
    n, end = len(table), np.datetime64(truth.exported_on)
    place = rng.integers(0, 2, n)
    pairs = zip(table["stage"], place, strict=True)
    table["next_step"] = [NEXT_STEPS[s][k] if s in NEXT_STEPS else None for s, k in pairs]
    day = end + rng.integers(-10, 30, n).astype(DAY)
    planned = np.maximum(day, table["created_on"].to_numpy().astype("datetime64[D]"))
    planned = pd.Series(planned.astype("datetime64[s]"), table.index)
    table["next_step_on"] = planned.where(table["stage"].isin(STAGES))
    return table
