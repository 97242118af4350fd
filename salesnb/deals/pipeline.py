"""What is open at the month's end, what slipped, and whether it is enough."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.deals.ground import YEAR, Ground
from salesnb.deals.history import CLOSED, month_ends
from salesnb.deals.seen import look
from salesnb.deals.stages import FEWEST, alike, share_of, stays_of
from salesnb.measures import pipeline as kpis
from salesnb.methods.issued_targets import monthly_targets
from salesnb.months import Month

QUARTER = 3  # months ahead that coverage looks at
STALE = 0.5  # chance to close within two years, below which a deal is stale
ACCOUNTED = ["state", "n_deals", "amount", "n_without_amount"]
MEASURED = """n_open amount weighted n_slipped slipped_amount n_stale stale_amount n_new
    new_amount n_won won_amount n_lost lost_amount n_closed win_rate win_low win_high
    win_amount_rate cycle_days average velocity slipping n_due due_amount deal_share needed
    target coverage required n_no_close n_no_amount n_undated has_stages has_touches n_back"""


def account(ground: Ground) -> pd.DataFrame:
    """Return how all rows of the table split: a row per state, with the amounts that it has now.

    States: open, won, lost, undated (closed without a day); `revised` is what open deals' amounts
    at the month's end differ from the table, so that the parts add up to the table's sum.
    """
    history = ground.history
    deals = history.deals
    parts = {
        "open": deals[(deals["outcome"] == "").to_numpy()],
        **{one: deals[(deals["outcome"] == one).to_numpy()] for one in CLOSED},
        "undated": history.undated,
    }
    rows = [_state(name, part["amount_now"].astype(float)) for name, part in parts.items()]
    there = float(ground.open["amount"].sum())
    revised = float(parts["open"]["amount_now"].sum()) - there
    rows[0] = _state("open", ground.open["amount"])
    rows.append({"state": "revised", "n_deals": 0, "amount": revised, "n_without_amount": 0})
    return pd.DataFrame(rows, columns=ACCOUNTED)


def _state(name: str, amounts: pd.Series) -> dict[str, object]:
    lacking = int(amounts.isna().sum())
    return {
        "state": name,
        "n_deals": len(amounts),
        "amount": float(amounts.sum()),
        "n_without_amount": lacking,
    }


def slipped(ground: Ground) -> np.ndarray:
    """Return how each open deal slipped: passed, moved (put off in this month) or ''."""
    rows = ground.open
    is_passed = rows["expected_close_on"].notna() & (rows["expected_close_on"] < ground.end)
    moves = ground.history.changes
    start = pd.Timestamp(ground.month.first)
    moves = moves[(moves["field"] == "expected_close_on") & (moves["changed_on"] >= start)]
    dates = [pd.to_datetime(moves[c].where(moves[c] != "")) for c in ("old_value", "new_value")]
    later = moves.loc[(dates[1] > dates[0]).to_numpy(bool), "opportunity_id"]
    is_moved = rows["opportunity_id"].isin(later)
    return np.select([is_passed, is_moved], ["passed", "moved"], "")


def measure(ground: Ground, targets: Mapping[str, float]) -> pd.DataFrame:
    """Return one row of figures on the pipeline, and whether it covers what deals must bring.

    `targets`: sales planned by month (YYYY-MM), as last issued. needed is the sum of the next
    `QUARTER` months x deal_share: the share that deals won in twelve months are of its sales.
    Missing where a part is not known.
    """
    rows, closed = ground.open, ground.closed
    weighted = kpis.weighted_pipeline(rows["amount"], ground.win_chance)
    how, stale = slipped(ground), ground.close_chance < STALE
    won = closed[closed["outcome"] == "won"]
    days = (won["ended_on"] - won["created_on"]).dt.days
    amounts = closed["amount"].astype(float)
    by_amount = float(won["amount"].sum()) / float(amounts.sum()) if amounts.sum() > 0 else np.nan
    of_month = alike(closed["outcome"] == "won", closed["ended_on"])
    share = share_of("win", len(won), len(closed), "win_rate", alike=of_month)
    cycle = float(days.mean()) if len(won) >= FEWEST else np.nan
    average = float(rows["amount"].mean()) if rows["amount"].notna().any() else np.nan
    row = {
        "n_open": len(rows),
        "amount": float(rows["amount"].sum()),
        "weighted": weighted,
        "n_slipped": int((how != "").sum()),
        "slipped_amount": float(rows["amount"][how != ""].sum()),
        "n_stale": int(stale.sum()),
        "stale_amount": float(rows["amount"][stale].sum()),
        "n_closed": len(closed),
        "win_amount_rate": by_amount if len(closed) >= FEWEST else np.nan,
        "cycle_days": cycle,
        "average": average,
        "velocity": kpis.sales_velocity(len(rows), average, share["win_rate"], cycle),
        "n_no_close": int(rows["expected_close_on"].isna().sum()),
        "n_no_amount": int((~rows["amount"].gt(0)).sum()),
        "n_undated": len(ground.history.undated),
        "has_stages": ground.history.has_stages,
        "has_touches": bool((ground.facts["touches"]["opportunity_id"] != "").any()),
        "n_back": int(stays_of(ground.history)["is_back"].sum())
        if ground.history.has_stages
        else 0,
    }
    row |= share | _moved(ground) | _covered(ground, targets, share["win_rate"])
    return pd.DataFrame([row], columns=MEASURED.split())


def _moved(ground: Ground) -> dict[str, float]:
    """Return what came in and what closed in the month itself."""
    deals, start = ground.history.deals, pd.Timestamp(ground.month.first)
    new = deals[(deals["created_on"] >= start).to_numpy()]
    over = deals[(deals["ended_on"] >= start).to_numpy()]
    found: dict[str, float] = {"n_new": len(new), "new_amount": _stated(new["amount"])}
    for one in CLOSED:
        own = over[(over["outcome"] == one).to_numpy()]
        found |= {f"n_{one}": len(own), f"{one}_amount": _stated(own["amount"])}
    return found


def _stated(amounts: pd.Series) -> float:
    """Return the sum of what is stated; missing where there are deals and none has an amount."""
    return float(amounts.sum(min_count=1)) if len(amounts) else 0.0


def _covered(ground: Ground, targets: Mapping[str, float], win_rate: float) -> dict[str, float]:
    """Return open deals due in the quarter ahead against what deals must bring in it."""
    rows = ground.open
    until = ground.end + pd.offsets.MonthEnd(QUARTER)
    due = rows[(rows["expected_close_on"] <= until).to_numpy()]
    wanted = [str(ground.month + k) for k in range(1, QUARTER + 1)]
    target = sum(targets[one] for one in wanted) if all(m in targets for m in wanted) else np.nan
    share = _deal_share(ground)
    needed = target * share
    slipping = _slipping(ground)
    known = np.isfinite(slipping)
    return {
        "n_due": len(due),
        "due_amount": float(due["amount"].sum()),
        "target": target,
        "deal_share": share,
        "needed": needed,
        "slipping": slipping,
        "coverage": float(due["amount"].sum()) / needed if needed > 0 else np.nan,
        "required": float(kpis.required_coverage(win_rate, slipping)) if known else np.nan,
    }


def _deal_share(ground: Ground) -> float:
    """Return what deals won in twelve months are of the sales of these months."""
    cube = ground.facts["sales_cube"]
    sold = float(
        cube.loc[cube["month"].astype("str") > str(ground.month - YEAR), "net_amount"].sum()
    )
    won = ground.closed
    amount = float(won.loc[won["outcome"] == "won", "amount"].sum())
    return min(amount / sold, 1.0) if sold > 0 and amount > 0 else np.nan


def _slipping(ground: Ground) -> float:
    """Return the share of deals due within a quarter, at month ends of a year, that did not close.

    Month ends a quarter ago and earlier, so that the quarter is over.
    """
    last = ground.end - pd.offsets.MonthEnd(QUARTER)
    days = month_ends(last - pd.DateOffset(months=YEAR - 1), last)
    rows = look(ground.history, ground.facts, ground.history.open_on(days))
    until = rows["day"] + pd.offsets.MonthEnd(QUARTER)
    due = rows[(rows["expected_close_on"] <= until).to_numpy()]
    if len(due) < FEWEST:
        return np.nan
    ended = ground.history.deals["ended_on"].reindex(due["opportunity_id"]).to_numpy()
    limit = (due["day"] + pd.offsets.MonthEnd(QUARTER)).to_numpy()
    return float(1 - np.mean(ended <= limit))


def targets_ahead(
    issued: pd.DataFrame | None, stated: pd.DataFrame, month: Month
) -> dict[str, float]:
    """Return sales planned by month after `month`: as we issued it last, else as stated outside.

    `issued` is the artefact `targets` of an earlier month (None without), `stated` the table
    `issued_targets` as known.
    """
    ahead = {str(month + k) for k in range(1, YEAR + 1)}
    found: dict[str, float] = {}
    if len(stated):
        own = monthly_targets(stated, month + 1, month + YEAR)
        sums = own[own["measure"] == "sales"].groupby("month")["target_value"].sum()
        found |= {str(k): float(v) for k, v in sums.items()}
    if issued is not None and len(issued):
        sums = issued.groupby(issued["month"].astype("str"))["sales"].sum()
        found |= {str(k): float(v) for k, v in sums.items()}
    return {one: value for one, value in found.items() if one in ahead}
