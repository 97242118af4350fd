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


def spend(truth: Truth) -> pd.DataFrame:
    """Return marketing spend per channel, region and month; exhibitions come in bursts."""
    rng = stream(truth.seed, "spend")
    rows = []
    for channel, *_, monthly, _, _, _ in truth.response.channels:
        for region in masters.leaf_regions():
            pulse = rng.choice([0.3, 1.0, 2.2], truth.n_months, p=[0.4, 0.4, 0.2])
            amount = (monthly * pulse * rng.lognormal(0, 0.25, truth.n_months)).round(2)
            rows.append(pd.DataFrame({
                "marketing_channel_id": channel, "region_id": region,
                "period_start": [m.first.isoformat() for m in truth.months], "amount": amount, "budget_line": "marketing",
            }))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def expected_leads(truth: Truth, spent: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return expected leads per channel (and `base`): region rows, month columns.

    Spend carries over geometrically and saturates: most * stock / (stock + half).
    """
    leaves = masters.leaf_regions()
    found = {"base": np.full((len(leaves), truth.n_months), truth.response.lead_base)}
    for channel, *_, carry, half, most in truth.response.channels:
        own = spent[spent["marketing_channel_id"] == channel]
        wide = (
            own.pivot(index="region_id", columns="period_start", values="amount")
            .loc[leaves]
            .to_numpy()
        )
        stock = np.zeros_like(wide)
        for i in range(wide.shape[1]):
            stock[:, i] = wide[:, i] + (carry * stock[:, i - 1] if i else 0)
        found[channel] = most * stock / (stock + half)
    return found


def leads(truth: Truth, spent: pd.DataFrame) -> pd.DataFrame:
    """Return leads with their source, channel, validity and stage times."""
    rng = stream(truth.seed, "leads")
    parts = []
    for channel, expected in expected_leads(truth, spent).items():
        counts = rng.poisson(expected)
        region, month = np.nonzero(counts)
        repeat = counts[region, month]
        parts.append(pd.DataFrame({"marketing_channel_id": None if channel == "base" else channel, "r": np.repeat(region, repeat), "m": np.repeat(month, repeat)}))  # fmt: skip
    table = pd.concat(parts, ignore_index=True).sort_values(
        ["m", "r"], kind="stable", ignore_index=True
    )
    n = len(table)
    first = np.array([m.first for m in truth.months], dtype="datetime64[D]")
    created = first[table["m"]] + rng.integers(0, 28, n).astype(DAY)
    called = created + rng.geometric(0.25, n).astype(DAY)
    valid = rng.random(n) < truth.response.lead_valid_share
    converted = valid & (rng.random(n) < truth.deals.lead_converted_share)
    leaves = masters.leaf_regions()
    place = {row[0]: row for row in names.REGIONS}
    companies = [names.company(3000 + i, place[leaves[r]])[0] for i, r in enumerate(table["r"])]
    end = np.datetime64(truth.exported_on)
    later = pd.Series(called + np.array(30, DAY)).where(converted)
    known = later <= end
    return pd.DataFrame({
        "lead_id": [f"L{i + 1:05d}" for i in range(n)], "created_on": created,
        "lead_source_id": rng.choice([x[0] for x in names.LEAD_SOURCES], n, p=[0.2, 0.15, 0.25, 0.3, 0.1]),
        "marketing_channel_id": table["marketing_channel_id"], "company_name": companies,
        "segment": rng.choice(masters.SEGMENTS, n), "region_id": [leaves[r] for r in table["r"]],
        "status": np.where(known, "converted", np.where(valid, "valid", "invalid")), "is_valid": valid,
        "called_on": pd.Series(called).where(called <= end), "converted_on": later.where(known),
        "potential_amount": rng.lognormal(11, 0.8, n).round(-3), "cost_amount": rng.uniform(80, 400, n).round(2),
    })  # fmt: skip


def opportunities(truth: Truth, found: pd.DataFrame) -> pd.DataFrame:
    """Return deals: from converted leads, and from existing customers."""
    rng = stream(truth.seed, "opportunities")
    own = rng.poisson(np.outer(month_factors(truth), np.full(12, truth.deals.existing_per_region)))
    month, region = np.nonzero(own)
    repeat = own[month, region]
    first = np.array([m.first for m in truth.months], dtype="datetime64[D]")
    buyers = masters.customers(truth)
    pools = {
        r: buyers.loc[buyers["region_id"] == r, "customer_id"].to_numpy()
        for r in masters.leaf_regions()
    }
    leaves = np.array(masters.leaf_regions())[np.repeat(region, repeat)]
    existing = pd.DataFrame({
        "created_on": first[np.repeat(month, repeat)] + rng.integers(0, 28, int(repeat.sum())).astype(DAY),
        "region_id": leaves, "lead_id": None, "customer_id": [pools[r][k % len(pools[r])] for r, k in zip(leaves, rng.integers(0, 10_000, len(leaves)), strict=True)],
    })  # fmt: skip
    new = found.dropna(subset="converted_on")
    fresh = pd.DataFrame(
        {
            "created_on": new["converted_on"],
            "region_id": new["region_id"],
            "lead_id": new["lead_id"],
            "customer_id": None,
        }
    )
    table = pd.concat([existing, fresh]).sort_values("created_on", kind="stable", ignore_index=True)
    return _decided(rng, truth, table)


def _decided(rng: np.random.Generator, truth: Truth, table: pd.DataFrame) -> pd.DataFrame:
    n = len(table)
    end = np.datetime64(truth.exported_on)
    shape = truth.deals
    cycle = np.round(rng.gamma(shape.cycle_shape, shape.cycle_scale, n)).astype("int64")
    closed = table["created_on"] + (cycle + shape.cycle_least).astype(DAY)
    won = rng.random(n) < truth.response.win_share
    is_open = (closed > end).to_numpy()
    stage = np.where(is_open, rng.choice(STAGES, n), np.where(won, "won", "lost"))
    people = masters.reps(truth)
    staff = {
        r: people.loc[(people["region_id"] == r) & people["left_on"].isna(), "rep_id"].to_numpy()
        for r in masters.leaf_regions()
    }
    reps = [
        staff[r][k % len(staff[r])]
        for r, k in zip(table["region_id"], rng.integers(0, 1000, n), strict=True)
    ]
    amount = rng.lognormal(shape.amount_log_mean, shape.amount_log_sd, n).round(-2)
    rival = rng.choice([x[0] for x in names.COMPETITORS], n)
    lost = stage == "lost"
    return pd.DataFrame({
        "opportunity_id": [f"D{i + 1:05d}" for i in range(n)], "customer_id": table["customer_id"], "lead_id": table["lead_id"],
        "rep_id": reps, "region_id": table["region_id"], "sales_method_id": rng.choice(["S1", "S3"], n),
        "product_group": rng.choice([g[0] for g in names.PRODUCT_GROUPS], n), "created_on": table["created_on"],
        "expected_close_on": closed + rng.integers(-20, 10, n).astype(DAY), "closed_on": closed.where(~is_open),
        "stage": stage, "amount": amount, "margin_amount": (amount * shape.margin_share).round(2),
        "win_share": np.round(np.clip(rng.normal(truth.response.win_share, 0.12, n), 0.02, 0.95), 2),
        "competitor_id": pd.Series(rival).where(lost, None),
        "loss_reason": pd.Series(rng.choice(["price", "quality", "terms", "no budget"], n, p=[0.5, 0.2, 0.15, 0.15])).where(lost, None),
    })  # fmt: skip


def opportunity_changes(truth: Truth, deals: pd.DataFrame) -> pd.DataFrame:
    """Return one change of stage per step that a deal has passed."""
    steps = {stage: i for i, stage in enumerate(STAGES)} | {"won": 4, "lost": 4}
    reached = deals["stage"].map(steps).to_numpy()
    again = deals.loc[np.repeat(deals.index.to_numpy(), reached)].reset_index(drop=True)
    step = again.groupby("opportunity_id", sort=False).cumcount().to_numpy() + 1
    n = np.repeat(reached, reached)
    end = pd.Series(np.datetime64(truth.exported_on), index=again.index)
    last = again["closed_on"].fillna(end)
    days = ((last - again["created_on"]).dt.days.to_numpy() * step // n).astype("int64")
    changed = again["created_on"] + days.astype(DAY)
    path = np.array([*STAGES, "?"])
    new = np.where(
        (step == 4) & again["stage"].isin(["won", "lost"]),
        again["stage"],
        path[np.minimum(step, 3)],
    )
    return pd.DataFrame({
        "opportunity_id": again["opportunity_id"], "changed_at": changed.dt.strftime("%Y-%m-%d") + " 1" + pd.Series(step).astype(str) + ":00:00",
        "changed_on": changed, "field": "stage", "old_value": path[step - 1], "new_value": new, "rep_id": again["rep_id"],
    })  # fmt: skip
