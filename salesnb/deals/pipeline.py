"""What is open at the month's end, stage by stage; what slipped; whether it is enough."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import beta

from salesnb.deals.ground import YEAR, Ground
from salesnb.deals.history import CLOSED, OPEN_STAGES, DealHistory, month_ends
from salesnb.deals.seen import look
from salesnb.measures import pipeline as kpis
from salesnb.methods.issued_targets import monthly_targets
from salesnb.months import Month

QUARTER = 3  # months ahead that coverage looks at
FEWEST = 10  # closed deals from which a share is judged
STALE = 0.5  # chance to close within two years, below which a deal is stale
SHARE = 0.9  # of the ranges
WINDOW = 730  # days of which stays in stages are looked at
ACCOUNTED = ["state", "n_deals", "amount", "n_without_amount"]
STAGES = """stage n_deals amount weighted n_passed moved_on moved_low moved_high n_left usual_days
    slow_days n_slow n_back"""
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


def show_stages(ground: Ground) -> pd.DataFrame:
    """Return a row per stage: what is in it, what became of deals that entered it, how long.

    moved_on: share of those that left it in two years for a later stage or a win, with its range,
    which counts months in which more or fewer did than chance makes;
    usual_days is the median stay with stays that still last counted in (product limit), slow_days
    the day by which three in four have left; n_slow are open deals beyond it; n_back moves from it
    to an earlier stage. No rows where no stage is dated.
    """
    if not ground.history.has_stages:
        return pd.DataFrame(columns=STAGES.split())
    stays = stays_of(ground.history)
    rows = ground.open.assign(weighted=ground.open["amount"] * ground.win_chance)
    found = []
    for stage in OPEN_STAGES:
        own, here = stays[stays["stage"] == stage], rows[rows["stage"] == stage]
        left = own[own["is_over"]]
        n, ahead = len(left), int(left["is_ahead"].sum())
        usual, slow = (_stay(own, share) for share in (0.5, 0.25))
        now = own[~own["is_over"]]["days"]
        row = {
            "stage": stage,
            "n_deals": len(here),
            "amount": float(here["amount"].sum()),
            "weighted": float(here["weighted"].sum()),
            "n_passed": int((here["expected_close_on"] < ground.end).sum()),
            "n_left": n,
            "usual_days": usual,
            "slow_days": slow,
            "n_slow": int((now > slow).sum()),
            "n_back": int(own["is_back"].sum()),
        }
        alike = _alike(left["is_ahead"], left["ended"])
        found.append(row | _share("moved", ahead, n, "moved_on", alike=alike))
    table = pd.DataFrame(found, columns=STAGES.split())
    return table[(table["n_deals"] > 0) | (table["n_left"] > 0)].reset_index(drop=True)


def _share(name: str, hits: int, n: int, value: str, *, alike: float) -> dict[str, float]:
    """Return a share with its range, missing of too few; so many deals count as one as `alike`."""
    if n < FEWEST:
        return {value: np.nan, f"{name}_low": np.nan, f"{name}_high": np.nan}
    counts = (hits / alike + 0.5, (n - hits) / alike + 0.5)
    low, high = beta.ppf([(1 - SHARE) / 2, (1 + SHARE) / 2], *counts)
    return {value: hits / n, f"{name}_low": float(low), f"{name}_high": float(high)}


def _alike(hits: pd.Series, days: pd.Series) -> float:
    """Return how many deals count as one, as those of a month share its luck; 1 at least.

    The variance of the months' numbers of hits over that of chance alone.
    """
    n, share = len(hits), float(hits.mean()) if len(hits) else 0.0
    months = pd.to_datetime(days).dt.to_period("M").to_numpy()
    apart = (hits.astype(float) - share).groupby(months).sum()
    if len(apart) < 2 or not 0 < share < 1:
        return 1.0
    spread = float((apart**2).sum()) * len(apart) / (len(apart) - 1)
    return max(spread / (n * share * (1 - share)), 1.0)


def stays_of(history: DealHistory, *, days: int = WINDOW) -> pd.DataFrame:
    """Return every stay of so many days in a stage: stage, days, is_over, is_ahead, is_back."""
    moves = history.changes[history.changes["field"] == "stage"]
    moves = moves[["opportunity_id", "changed_on", "old_value", "new_value"]]
    first = moves.drop_duplicates("opportunity_id")
    ids = history.deals.index
    stage = first.set_index("opportunity_id")["old_value"].reindex(ids)
    begun = pd.DataFrame(
        {
            "opportunity_id": ids.to_numpy(object),
            "changed_on": history.deals["created_on"].to_numpy(),
            "new_value": stage.where(stage.notna(), history.deals["stage"]).to_numpy(object),
        }
    )
    both = pd.concat([begun.assign(order=0), moves.assign(order=1)], ignore_index=True)
    both = both.sort_values(["opportunity_id", "changed_on", "order"], kind="stable")
    by_deal = both.groupby("opportunity_id")
    until, then = by_deal["changed_on"].shift(-1), by_deal["new_value"].shift(-1)
    place = {name: k for k, name in enumerate((*OPEN_STAGES, "won"))}
    here, there = both["new_value"].map(place), then.map(place)
    over = history.deals["ended_on"].reindex(both["opportunity_id"]).to_numpy()
    ended = until.to_numpy()
    ended = np.where(np.isnat(ended), over, ended)
    last = np.where(np.isnat(ended), history.end.to_datetime64(), ended)
    stays = pd.DataFrame(
        {
            "stage": both["new_value"].to_numpy(object),
            "days": (last - both["changed_on"].to_numpy()).astype("timedelta64[D]").astype(float),
            "is_over": ~np.isnat(ended),
            "is_ahead": (there > here).to_numpy(bool),
            "is_back": (there < here).to_numpy(bool),
            "ended": last,
        }
    )
    since = np.datetime64(history.end) - np.timedelta64(days, "D")
    return stays[stays["stage"].isin(OPEN_STAGES) & (stays["ended"] >= since)]


def _stay(stays: pd.DataFrame, share: float) -> float:
    """Return the day by which no more than `share` are still there; missing if never so few."""
    if len(stays) < FEWEST:
        return np.nan
    days = np.sort(stays["days"].unique())
    own, over = stays["days"].to_numpy(float), stays["is_over"].to_numpy(bool)
    at_risk = (own[None, :] >= days[:, None]).sum(axis=1)
    left = ((own[None, :] == days[:, None]) & over[None, :]).sum(axis=1)
    kept = np.cumprod(1 - left / np.maximum(at_risk, 1))
    there = np.flatnonzero(kept <= share)
    return float(days[there[0]]) if len(there) else np.nan


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
    alike = _alike(closed["outcome"] == "won", closed["ended_on"])
    share = _share("win", len(won), len(closed), "win_rate", alike=alike)
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
