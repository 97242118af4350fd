"""Pursue, nurture or drop: what each would leave a year, and what a wrong choice would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.customers.research import looking_up
from salesnb.months import Month

Facts = Mapping[str, pd.DataFrame]
NEEDS = {
    "opportunities": "opportunity_id customer_id stage closed_on amount lever",
    "visits": "customer_id visit_date status visit_hours",
    "reps": "cost_per_hour",
}
MEMORY = 24  # months of closed deals that count
LIKE_DEALS = 10.0  # deals of the segment that stand beside a customer's own, and of the firm's
REACH = 0.25  # of what it buys elsewhere that one year of pursuing can be about
MOST_DEALS = 4.0  # usual deals that one year of pursuing a customer can be about
KEPT = 0.7  # of its purchases that stay a year without any effort, until judged
KEPT_SPREAD = 0.15
DRAWS, SEED = 400, 20_000
ADVICE = ("pursue", "nurture", "drop")
OF_PLAY = {"profit": "benefit", "help": "assistance", "service": "service", "other": "other"}
NOT_HELD = ("planned", "cancelled")
UNTIL_SOLD = ("before", "during")  # phases of plays that are effort to win
CHOICES = """win_chance n_deals chance_basis worth effort_hours more_hours cost_per_hour lever
    play play_zh pursue nurture drop advice regret"""


class Effort(NamedTuple):
    """Hours of a year by customer, what one year of pursuing it is about, and money an hour.

    `hours` keep it as today, `more` are spent beside them to win from it, `about` is the amount a
    year that is offered for.
    """

    hours: pd.Series
    more: pd.Series
    about: pd.Series
    cost: float


def win_chances(facts: Facts, base: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return how likely a deal with each customer is won: win_chance, n_deals, chance_basis.

    Its own closed deals of `MEMORY` months beside `LIKE_DEALS` of its segment, the segment's beside
    as many of the firm's. Where this month's `deal_forecast` has deals of a customer, the mean of
    their chances weighted by amount. chance_basis: deals, own, segment, firm or none.
    """
    require_columns(facts, NEEDS)
    deals = facts["opportunities"]
    first, last = pd.Timestamp((month - (MEMORY - 1)).first), pd.Timestamp(month.last)
    closed = deals[deals["stage"].isin(("won", "lost")) & deals["closed_on"].between(first, last)]
    closed = closed.assign(won=(closed["stage"] == "won").astype(float))
    firm = float(closed["won"].mean()) if len(closed) else np.nan
    named = closed.assign(segment=looking_up.texts(closed["customer_id"], base["segment"]))
    by_segment = named[named["segment"] != ""].groupby("segment")["won"].agg(["sum", "size"])
    shared = (by_segment["sum"] + LIKE_DEALS * firm) / (by_segment["size"] + LIKE_DEALS)
    own = closed.groupby("customer_id")["won"].agg(["sum", "size"]).reindex(base.index).fillna(0.0)
    of_segment = looking_up.numbers(base["segment"], shared)
    prior = of_segment.fillna(firm)
    found = pd.DataFrame(index=base.index)
    found["win_chance"] = (own["sum"] + LIKE_DEALS * prior) / (own["size"] + LIKE_DEALS)
    found["n_deals"] = own["size"].astype(int)
    known = [own["size"] > 0, of_segment.notna(), prior.notna()]
    found["chance_basis"] = np.select(known, ["own", "segment", "firm"], "none")
    return _forecast(found, facts.get("deal_forecast"), deals)


def _forecast(
    found: pd.DataFrame, forecast: pd.DataFrame | None, deals: pd.DataFrame
) -> pd.DataFrame:
    """Return the chances, those of 11_deals in the place of ours where it judged open deals."""
    if forecast is None or not {"opportunity_id", "win_chance"} <= {*forecast}:
        return found
    own = deals.set_index("opportunity_id")
    judged = forecast[["opportunity_id", "win_chance"]].assign(
        customer_id=looking_up.texts(forecast["opportunity_id"], own["customer_id"]),
        amount=looking_up.numbers(forecast["opportunity_id"], own["amount"]),
    )
    judged = judged[judged["customer_id"].isin(found.index) & judged["amount"].gt(0)].dropna()
    parts = (judged["win_chance"] * judged["amount"]).groupby(judged["customer_id"]).sum()
    means = parts / judged.groupby("customer_id")["amount"].sum()
    found.loc[means.index, "win_chance"] = means
    found.loc[means.index, "chance_basis"] = "deals"
    return found


def efforts(
    facts: Facts,
    base: pd.DataFrame,
    gap: pd.Series,
    play_hours: pd.Series,
    *,
    month: Month,
    usual_hours: float,
) -> Effort:
    """Return the hours that customers take, and what pursuing them is about.

    hours: visits held in twelve months at the hours of `usual_hours` each, the median of its class
    where nobody was there. about: `REACH` of what it buys elsewhere (`gap`), `MOST_DEALS` usual
    deals at most (the median amount of deals won in `MEMORY` months). more: `play_hours` (half the
    hours of today where no play states any) for each usual deal that it is about, for one at least.
    cost: mean cost of an hour of our reps.
    """
    require_columns(facts, NEEDS)
    visits, first, last = facts["visits"], (month - 11).first, month.last
    there = visits["visit_date"].between(pd.Timestamp(first), pd.Timestamp(last))
    held = visits[~visits["status"].isin(NOT_HELD) & there]
    own = held.groupby("customer_id").size().reindex(base.index) * usual_hours
    alike = own.groupby(base["customer_class"]).transform("median")
    hours = own.fillna(alike).fillna(own.median())
    usual = _usual_deal(facts["opportunities"], month)
    about = (REACH * gap).clip(upper=MOST_DEALS * usual if usual > 0 else None)
    deals = (about / usual).clip(lower=1.0).fillna(1.0) if usual > 0 else 1.0
    each = play_hours.reindex(base.index).astype(float).fillna(0.5 * hours)
    return Effort(hours, each * deals, about, float(facts["reps"]["cost_per_hour"].mean()))


def _usual_deal(deals: pd.DataFrame, month: Month) -> float:
    first, last = pd.Timestamp((month - (MEMORY - 1)).first), pd.Timestamp(month.last)
    won = deals[(deals["stage"] == "won") & deals["closed_on"].between(first, last)]
    return float(won["amount"].median()) if len(won) else float("nan")


def choose_levers(
    facts: Facts, base: pd.DataFrame, plays: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    """Return the lever that won most often with customers alike: lever, play, play_zh, play_hours.

    Shares won by lever of the segment's closed deals beside `LIKE_DEALS` of the firm's. `plays` are
    those of plays.toml: play_hours sums those of the lever up to the sale, play is the longest.
    """
    deals = facts["opportunities"]
    first, last = pd.Timestamp((month - (MEMORY - 1)).first), pd.Timestamp(month.last)
    closed = deals[deals["stage"].isin(("won", "lost")) & deals["closed_on"].between(first, last)]
    closed = closed[closed["lever"] != ""]
    won = (closed["stage"] == "won").astype(float)
    segment = looking_up.texts(closed["customer_id"], base["segment"])
    firm = won.groupby(closed["lever"]).mean()
    by = won.groupby([segment.rename("segment"), closed["lever"]]).agg(["sum", "size"])
    usual = firm.reindex(by.index.get_level_values(1)).to_numpy(float)
    rates = (by["sum"] + LIKE_DEALS * usual) / (by["size"] + LIKE_DEALS)
    best = rates.unstack().idxmax(axis=1) if len(rates) else pd.Series(dtype="object")
    usual_lever = str(firm.idxmax()) if len(firm) else ""
    lever = looking_up.texts(base["segment"], best, usual_lever)
    known = _plays(plays)
    chosen = {one: looking_up.texts(lever, known[one]) for one in ("play", "play_zh")}
    hours = looking_up.numbers(lever, known["play_hours"])
    return pd.DataFrame({"lever": lever, **chosen, "play_hours": hours})


def _plays(plays: pd.DataFrame) -> pd.DataFrame:
    """Return by lever of deals the longest play up to the sale, and the hours of all of them."""
    wanted = plays[plays["phase"].isin(UNTIL_SOLD)]
    rows = {}
    for lever, theirs in OF_PLAY.items():
        own = wanted[wanted["lever"] == theirs].sort_values("hours", ascending=False, kind="stable")
        if len(own):
            hours = float(own["hours"].astype(float).sum())
            rows[lever] = (str(own["name"].iloc[0]), str(own["name_zh"].iloc[0]), hours)
    found = pd.DataFrame.from_dict(
        rows, orient="index", columns=["play", "play_zh", "play_hours"], dtype=object
    )
    return found.astype({"play_hours": float}).rename_axis("lever")


def advise(
    base: pd.DataFrame,
    shares: pd.DataFrame,
    chances: pd.DataFrame,
    effort: Effort,
    *,
    kept: pd.Series,
    hours_growth: float = 0.0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what to do with each customer and the expected regret; and one row on the hours.

    Of a year's margin, with margin m, purchases b and those elsewhere g:
    pursue = m (b + chance x about) for the hours of today and more (about: `REACH` x g, a few usual
    deals at most, as of `efforts`), nurture = m b for those of today, drop = m x kept x b for none.
    `kept` is the share that stays without effort (NaN: `KEPT` with a spread of `KEPT_SPREAD`). The
    advice is what leaves most after every hour is charged what it would bring elsewhere: the price
    at which all customers together take the hours of today, times 1 + `hours_growth`, and no less
    than an hour costs (a multiple-choice knapsack, solved by its Lagrange multiplier). Draws of
    what is bought elsewhere (log), of the chance (beta) and of kept make regret: the mean of what
    the best of the three would leave more than the advice. Where purchases elsewhere are not known,
    pursue is not judged; without a margin or any hours, nothing is.
    Columns: worth (m x chance x about), pursue, nurture, drop (after the price of hours),
    advice, regret; the second frame: hours, hours_asked, hours_growth, hour_cost, hour_price.
    """
    margins = _margins(base, shares, chances, effort, kept)
    known = effort.hours.notna().to_numpy()
    hours, more = (one.fillna(0.0).to_numpy(float) for one in (effort.hours, effort.more))
    taken = np.stack([hours + more, hours, np.zeros(len(base))])
    means = np.nan_to_num(margins.mean(axis=1), nan=-np.inf)
    judged = np.isfinite(means[1]) & known
    means[2] = np.where(judged, means[2], 0.0)
    budget = float(hours[judged].sum()) * (1 + hours_growth)
    least = 0.0 if np.isnan(effort.cost) else effort.cost
    price = _price(means[:, judged], taken[:, judged], budget, least)
    net = means - price * taken
    best = net.argmax(axis=0)
    after = margins - price * taken[:, None, :]
    most = np.where(np.isnan(after), -np.inf, after).max(axis=0).mean(axis=0)
    found = pd.DataFrame(dict(zip(ADVICE, net, strict=True)), index=base.index)
    found = found.where(np.isfinite(found))
    found["worth"] = (margins[0] - margins[1]).mean(axis=0)
    found["advice"] = np.where(judged, np.array(ADVICE, dtype=object)[best], "")
    found["regret"] = np.where(judged, most - net[best, np.arange(len(base))], np.nan)
    asked = float(taken[best, np.arange(len(base))][judged].sum())
    whole = (float(hours[judged].sum()), asked, hours_growth, effort.cost, price)
    names = ["hours", "hours_asked", "hours_growth", "hour_cost", "hour_price"]
    return found, pd.DataFrame([whole], columns=names)


def _price(means: np.ndarray, taken: np.ndarray, budget: float, least: float) -> float:
    """Return the lowest price of an hour, from `least` on, at which the hours suffice."""

    def asked(price: float) -> float:
        best = (means - price * taken).argmax(axis=0)
        return float(taken[best, np.arange(means.shape[1])].sum())

    if not means.size or asked(least) <= budget:
        return least
    low, high = least, max(1.0, 2 * least)
    while asked(high) > budget:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if asked(middle) > budget else (low, middle)
    return high


def _margins(
    base: pd.DataFrame,
    shares: pd.DataFrame,
    chances: pd.DataFrame,
    effort: Effort,
    kept: pd.Series,
) -> np.ndarray:
    """Return draws of a year's margin when pursued, nurtured and dropped (3, draws, customers)."""
    rng = np.random.default_rng(SEED)
    margin, bought = base["margin_share"].to_numpy(float), base["amount"].clip(lower=0).to_numpy()
    error = shares["buys_error"].to_numpy(float) * rng.normal(size=(DRAWS, len(base)))
    gap = np.maximum(shares["buys"].to_numpy(float) * np.exp(error) - bought, 0.0)
    most = (effort.about / (REACH * shares["gap_amount"])).fillna(1.0).to_numpy(float)
    about = np.minimum(REACH * gap, np.where(most < 1, effort.about.to_numpy(float), np.inf))
    stays = np.clip(kept.fillna(KEPT).to_numpy() + KEPT_SPREAD * rng.normal(size=(DRAWS, 1)), 0, 1)
    nurture = np.broadcast_to(margin * bought, about.shape)
    return np.stack([nurture + margin * _chances(chances, rng) * about, nurture, stays * nurture])


def _chances(chances: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return draws of the chance of winning (draws, customers)."""
    mean = chances["win_chance"].clip(0.01, 0.99).fillna(0.5).to_numpy(float)
    weight = chances["n_deals"].to_numpy(float) + LIKE_DEALS
    drawn = rng.beta(mean * weight, (1 - mean) * weight, size=(DRAWS, len(chances)))
    return np.where(chances["win_chance"].isna().to_numpy(), np.nan, drawn)
