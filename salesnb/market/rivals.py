"""What rivals offer and take: the sections of 03b_rivals, each one call on the month's facts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.market import answers, aspects, evidence, lost_deals, own_prices, prices
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]


def compare_prices(facts: Mapping[str, pd.DataFrame], *, month: Month, currency: str) -> Frames:
    """Return rivals' prices against ours, the steps in them, and what could not be compared.

    `facts` are price_observations, products, product_prices and sales_cube (with product groups).
    Frames: prices, price_changes, price_months, price_aside.
    """
    seen, aside = prices.comparable(facts, month=month, currency=currency)
    steps, since = prices.changes(seen)
    realised = own_prices.realisation(facts["sales_cube"], month=month)
    return {
        "prices": prices.price_panels(seen, since, realised, month=month),
        "price_changes": answers.with_our_sales(steps, facts["sales_cube"], month=month),
        "price_months": prices.price_months(seen),
        "price_aside": aside,
    }


def judge_aspects(facts: Mapping[str, pd.DataFrame], *, month: Month) -> Frames:
    """Return the frame `aspects`: rivals' quality, variety, service and terms against ours."""
    return {"aspects": aspects.aspect_panels(facts["competitor_observations"], month=month)}


def count_lost_deals(facts: Mapping[str, pd.DataFrame], *, month: Month) -> Frames:
    """Return the deals that rivals won from us: lost_reasons and lost_rivals."""
    deals = facts["opportunities"]
    return {
        "lost_reasons": lost_deals.by_reason(deals, month=month),
        "lost_rivals": lost_deals.by_rival(deals, month=month),
    }


def bring_together(
    facts: Mapping[str, pd.DataFrame],
    found: Mapping[str, pd.DataFrame],
    *,
    month: Month,
    currency: str,
) -> Frames:
    """Return what is known of each rival, and what the month added: rivals and news.

    `found` are the frames of the three functions above.
    """
    seen, _ = prices.comparable(facts, month=month, currency=currency)
    judged, taken = found["aspects"], found["lost_rivals"]
    return {
        "rivals": overview(facts["competitors"], seen, judged, taken, month=month),
        "news": news(found["prices"], judged, found["price_changes"], month=month).assign(
            smallest_step=prices.smallest_step(seen)
        ),
    }


def overview(
    competitors: pd.DataFrame,
    seen: pd.DataFrame,
    judged: pd.DataFrame,
    taken: pd.DataFrame,
    *,
    month: Month,
) -> pd.DataFrame:
    """Return one row per rival: what is known of it, how old that is, what it took from us.

    Columns: competitor_id, n_prices, n_aspects (of the last two years), newest_on, age_days,
    n_better, n_worse (aspects), n_lost, amount_lost, state.
    """
    frames = (competitors, seen, judged)
    ids = sorted({id for one in frames for id in one["competitor_id"]})
    frame = pd.DataFrame({"competitor_id": ids}).set_index("competitor_id")
    frame["n_prices"] = evidence.remembered(seen, month).groupby("competitor_id").size()
    frame["n_aspects"] = judged.groupby("competitor_id")["n"].sum()
    for verdict in ("better", "worse"):
        frame[f"n_{verdict}"] = judged[judged["verdict"] == verdict].groupby("competitor_id").size()
    frame["newest_on"] = _newest(seen, judged)
    frame["age_days"] = (pd.Timestamp(month.last) - frame["newest_on"]).dt.days
    by_rival = taken.set_index("competitor_id").astype({"n": float, "amount": float})
    frame["n_lost"], frame["amount_lost"] = by_rival["n"], by_rival["amount"]
    counted = ["n_prices", "n_aspects", "n_better", "n_worse", "n_lost", "amount_lost"]
    frame[counted] = frame[counted].astype(float).fillna(0.0)
    frame["state"] = [evidence.state(n) for n in frame["n_prices"] + frame["n_aspects"]]
    return frame.reset_index()


def _newest(seen: pd.DataFrame, judged: pd.DataFrame) -> pd.Series:
    """Return the day of the newest observation of each rival."""
    days = [(seen, "observed_on"), (judged, "newest_on")]
    newest = [rows.groupby("competitor_id")[day].max() for rows, day in days]
    return pd.to_datetime(pd.concat(newest).groupby(level=0).max())


def news(
    panels: pd.DataFrame, judged: pd.DataFrame, steps: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    """Return one row: what the month added to what is known of rivals.

    Columns: scope, n_new_prices, n_new_aspects, n_panels, n_seen (panels observed this month),
    n_steps (steps of price whose first observation lies in this month), n_gone (panels without
    an observation in twelve months).
    """
    groups = panels[panels["dimension"] == "product_group"]
    both = pd.concat([one[["n_new", "state"]].astype({"n_new": float}) for one in (groups, judged)])
    counts = {
        "n_new_prices": groups["n_new"].sum(),
        "n_new_aspects": judged["n_new"].sum(),
        "n_panels": len(both),
        "n_seen": int((both["n_new"] > 0).sum()),
        "n_steps": int((steps["month"] == str(month)).sum()),
        "n_gone": int((both["state"] == evidence.GONE).sum()),
    }
    return pd.DataFrame([{"scope": "total", **counts}])
