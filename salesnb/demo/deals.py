"""Spend, the leads that it brings, and the deals that come of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.demand import month_factors
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

DAY = "timedelta64[D]"
STAGES = ("prospecting", "qualified", "proposal", "negotiation")
LEAD_SOURCE_SHARES = (0.2, 0.15, 0.25, 0.3, 0.1)
LOSS_REASONS = ("price", "quality", "terms", "no budget")
LOSS_REASON_SHARES = (0.5, 0.2, 0.15, 0.15)
DAYS_TO_CONVERT = 30  # from the call to the deal
COMPANY_NUMBER = 3000  # of the first lead's firm: names of customers and leads differ
LEADS = """
    lead_id created_on lead_source_id marketing_channel_id company_name segment region_id status
    is_valid called_on converted_on potential_amount cost_amount
"""


def spend(truth: Truth) -> pd.DataFrame:
    """Return marketing spend per channel, region and month; exhibitions come in bursts."""
    rng = stream(truth.seed, "spend")
    months = [m.first.isoformat() for m in truth.months]
    parts = []
    for channel, *_, monthly, _, _, _ in truth.response.channels:
        for region in masters.leaf_regions():
            pulse = rng.choice([0.3, 1.0, 2.2], truth.n_months, p=[0.4, 0.4, 0.2])
            amount = (monthly * pulse * rng.lognormal(0, 0.25, truth.n_months)).round(2)
            part = pd.DataFrame({"period_start": months, "amount": amount})
            parts.append(part.assign(marketing_channel_id=channel, region_id=region))
    return pd.concat(parts, ignore_index=True).assign(budget_line="marketing")


def expected_leads(truth: Truth, spent: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return expected leads per channel (and `base`): region rows, month columns.

    Spend carries over geometrically and saturates: most * stock / (stock + half).
    """
    leaves = masters.leaf_regions()
    found = {"base": np.full((len(leaves), truth.n_months), truth.response.lead_base)}
    for channel, *_, carry, half, most in truth.response.channels:
        own = spent[spent["marketing_channel_id"] == channel]
        wide = own.pivot(index="region_id", columns="period_start", values="amount")
        amounts = wide.loc[leaves].to_numpy()
        stock = np.zeros_like(amounts)
        for i in range(amounts.shape[1]):
            stock[:, i] = amounts[:, i] + (carry * stock[:, i - 1] if i else 0)
        found[channel] = most * stock / (stock + half)
    return found


def leads(truth: Truth, spent: pd.DataFrame) -> pd.DataFrame:
    """Return leads with their source, channel, validity and stage times."""
    rng = stream(truth.seed, "leads")
    table = _arrivals(rng, truth, spent)
    n = len(table)
    called = table["created_on"].to_numpy() + rng.geometric(0.25, n).astype(DAY)
    is_valid = rng.random(n) < truth.response.lead_valid_share
    is_converted = is_valid & (rng.random(n) < truth.deals.lead_converted_share)
    end = np.datetime64(truth.exported_on)
    converted = pd.Series(called + np.array(DAYS_TO_CONVERT, DAY)).where(is_converted)
    is_known = converted <= end
    table["called_on"] = pd.Series(called).where(called <= end)
    table["converted_on"] = converted.where(is_known)
    table["is_valid"] = is_valid
    table["status"] = np.where(is_known, "converted", np.where(is_valid, "valid", "invalid"))
    table["lead_id"] = [f"L{i + 1:05d}" for i in range(n)]
    table["company_name"] = _company_names(table["region_id"])
    sources = [source for source, *_ in names.LEAD_SOURCES]
    table["lead_source_id"] = rng.choice(sources, n, p=LEAD_SOURCE_SHARES)
    table["segment"] = rng.choice(masters.SEGMENTS, n)
    table["potential_amount"] = rng.lognormal(11, 0.8, n).round(-3)
    table["cost_amount"] = rng.uniform(80, 400, n).round(2)
    return table[LEADS.split()]


def _arrivals(rng: np.random.Generator, truth: Truth, spent: pd.DataFrame) -> pd.DataFrame:
    """Return one row per lead in order of time: marketing_channel_id, region_id, created_on."""
    parts = []
    for channel, expected in expected_leads(truth, spent).items():
        region, month = _repeated(rng.poisson(expected))
        part = pd.DataFrame({"region": region, "month": month})
        parts.append(part.assign(marketing_channel_id=None if channel == "base" else channel))
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["month", "region"], kind="stable", ignore_index=True)
    table["region_id"] = np.array(masters.leaf_regions())[table.pop("region")]
    table["created_on"] = _days(rng, truth, table.pop("month").to_numpy())
    return table


def _repeated(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return row and column of each cell of a matrix of counts, as often as it counts."""
    row, column = np.nonzero(counts)
    n = counts[row, column]
    return np.repeat(row, n), np.repeat(column, n)


def _days(rng: np.random.Generator, truth: Truth, months: np.ndarray) -> np.ndarray:
    """Return a random day in each of some months, given by their places in the truth."""
    first = np.array([m.first for m in truth.months], dtype="datetime64[D]")
    return first[months] + rng.integers(0, 28, len(months)).astype(DAY)


def _company_names(regions: pd.Series) -> list[str]:
    """Return a name for the firm of each lead, in its region."""
    place = {row[0]: row for row in names.REGIONS}
    return [names.company(COMPANY_NUMBER + i, place[r])[0] for i, r in enumerate(regions)]


def opportunities(truth: Truth, found: pd.DataFrame) -> pd.DataFrame:
    """Return deals: from converted leads, and from existing customers."""
    rng = stream(truth.seed, "opportunities")
    existing = _of_customers(rng, truth)
    new = found.dropna(subset="converted_on")
    fresh = new[["region_id", "lead_id"]].assign(created_on=new["converted_on"], customer_id=None)
    table = pd.concat([existing, fresh]).sort_values("created_on", kind="stable", ignore_index=True)
    return _decided(rng, truth, table)


def _of_customers(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return one row per deal with a customer that we have, without how it went."""
    own = rng.poisson(np.outer(month_factors(truth), np.full(12, truth.deals.existing_per_region)))
    month, region = _repeated(own)
    regions = np.array(masters.leaf_regions())[region]
    created = _days(rng, truth, month)
    pools = masters.customers(truth).groupby("region_id")["customer_id"].agg(list)
    table = pd.DataFrame({"created_on": created, "region_id": regions, "lead_id": None})
    return table.assign(customer_id=_drawn(rng, pools, regions, 10_000))


def _drawn(rng: np.random.Generator, pools: pd.Series, regions: np.ndarray, most: int) -> list[str]:
    """Return one member of the pool of each region."""
    numbers = rng.integers(0, most, len(regions))
    return [pools[r][k % len(pools[r])] for r, k in zip(regions, numbers, strict=True)]


def _decided(rng: np.random.Generator, truth: Truth, table: pd.DataFrame) -> pd.DataFrame:
    """Return deals with who works on them, how far they came and how they ended."""
    table, n, deals = table.copy(), len(table), truth.deals
    days = np.round(rng.gamma(deals.cycle_shape, deals.cycle_scale, n)).astype("int64")
    closed = table["created_on"] + (days + deals.cycle_least).astype(DAY)
    is_won = rng.random(n) < truth.response.win_share
    is_open = (closed > np.datetime64(truth.exported_on)).to_numpy()
    stage = np.where(is_open, rng.choice(STAGES, n), np.where(is_won, "won", "lost"))
    table["opportunity_id"] = [f"D{i + 1:05d}" for i in range(n)]
    table["rep_id"] = _drawn(rng, _staff(truth), table["region_id"].to_numpy(), 1000)
    table["amount"] = rng.lognormal(deals.amount_log_mean, deals.amount_log_sd, n).round(-2)
    rival = rng.choice([competitor for competitor, *_ in names.COMPETITORS], n)
    table["sales_method_id"] = rng.choice(["S1", "S3"], n)
    table["product_group"] = rng.choice([group for group, *_ in names.PRODUCT_GROUPS], n)
    table["expected_close_on"] = closed + rng.integers(-20, 10, n).astype(DAY)
    table["closed_on"] = closed.where(~is_open)
    table["stage"] = stage
    table["margin_amount"] = (table["amount"] * deals.margin_share).round(2)
    chance = rng.normal(truth.response.win_share, 0.12, n)
    table["win_share"] = np.round(np.clip(chance, 0.02, 0.95), 2)
    reason = rng.choice(LOSS_REASONS, n, p=LOSS_REASON_SHARES)
    table["competitor_id"] = pd.Series(rival).where(stage == "lost", None)
    table["loss_reason"] = pd.Series(reason).where(stage == "lost", None)
    return table


def _staff(truth: Truth) -> pd.Series:
    """Return the reps who are still there, by region."""
    people = masters.reps(truth)
    return people[people["left_on"].isna()].groupby("region_id")["rep_id"].agg(list)


def opportunity_changes(truth: Truth, deals: pd.DataFrame) -> pd.DataFrame:
    """Return one change of stage per step that a deal has passed."""
    steps = {stage: i for i, stage in enumerate(STAGES)} | {"won": 4, "lost": 4}
    reached = deals["stage"].map(steps).to_numpy()
    again = deals.loc[np.repeat(deals.index.to_numpy(), reached)].reset_index(drop=True)
    step = again.groupby("opportunity_id", sort=False).cumcount().to_numpy() + 1
    changed = _days_of_steps(truth, again, step, np.repeat(reached, reached))
    path = np.array([*STAGES, "?"])
    is_last = (step == 4) & again["stage"].isin(["won", "lost"])
    hour = " 1" + pd.Series(step).astype(str) + ":00:00"
    return pd.DataFrame(
        {
            "opportunity_id": again["opportunity_id"],
            "changed_at": changed.dt.strftime("%Y-%m-%d") + hour,
            "changed_on": changed,
            "field": "stage",
            "old_value": path[step - 1],
            "new_value": np.where(is_last, again["stage"], path[np.minimum(step, 3)]),
            "rep_id": again["rep_id"],
        }
    )


def _days_of_steps(
    truth: Truth, deals: pd.DataFrame, step: np.ndarray, n_steps: np.ndarray
) -> pd.Series:
    """Return the day of each step: evenly from a deal's creation to its close, or the export."""
    end = pd.Series(np.datetime64(truth.exported_on), index=deals.index)
    last = deals["closed_on"].fillna(end)
    length = (last - deals["created_on"]).dt.days.to_numpy()
    return deals["created_on"] + (length * step // n_steps).astype("int64").astype(DAY)
