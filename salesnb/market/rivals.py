"""All frames of 03b_rivals from the month's facts, in one call."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.market import aspects, evidence, lost_deals, own_prices, prices
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]


def rivals(facts: Mapping[str, pd.DataFrame], *, month: Month, currency: str) -> Frames:
    """Return the frames that say what rivals offer, and with what they take our deals.

    `facts` are the snapshot frames competitors, price_observations, competitor_observations,
    opportunities, products, product_prices and sales_cube; empty ones leave their part out.
    """
    seen, aside = prices.comparable(facts, month=month, currency=currency)
    steps, since = prices.changes(seen)
    groups = dict(zip(facts["products"]["product_id"].astype(str), facts["products"]["product_group"].astype("object"), strict=True))  # fmt: skip
    realised = own_prices.realisation(facts["sales_cube"], groups, month=month)
    panels = prices.price_panels(seen, since, realised, month=month)
    judged = aspects.aspect_panels(facts["competitor_observations"], month=month)
    by_rival = lost_deals.by_rival(facts["opportunities"], month=month)
    return {
        "prices": panels,
        "price_changes": steps,
        "price_months": prices.price_months(seen),
        "price_aside": aside,
        "aspects": judged,
        "lost_reasons": lost_deals.by_reason(facts["opportunities"], month=month),
        "lost_rivals": by_rival,
        "rivals": overview(facts["competitors"], seen, judged, by_rival, month=month),
        "news": news(panels, judged, steps, month=month),
    }


def overview(
    competitors: pd.DataFrame,
    seen: pd.DataFrame,
    judged: pd.DataFrame,
    by_rival: pd.DataFrame,
    *,
    month: Month,
) -> pd.DataFrame:
    """Return one row per rival: what is known of it, how old that is, what it took from us.

    Columns: competitor_id, place, n_prices, n_aspects (of the last twelve months), newest_on,
    age_days, n_better, n_worse (aspects), n_lost, amount_lost, state.
    """
    ids = sorted({*competitors["competitor_id"].astype(str), *seen["competitor_id"], *judged["competitor_id"]})  # fmt: skip
    frame = pd.DataFrame({"competitor_id": ids}).set_index("competitor_id")
    recent = evidence.remembered(seen, month)
    frame["n_prices"] = recent.groupby("competitor_id").size()
    frame["n_aspects"] = judged.groupby("competitor_id")["n"].sum()
    for verdict in ("better", "worse"):
        frame[f"n_{verdict}"] = judged[judged["verdict"] == verdict].groupby("competitor_id").size()
    days = pd.concat([seen.groupby("competitor_id")["observed_on"].max(), judged.groupby("competitor_id")["newest_on"].max()])  # fmt: skip
    frame["newest_on"] = pd.to_datetime(days.groupby(level=0).max())
    frame["age_days"] = (pd.Timestamp(month.last) - frame["newest_on"]).dt.days
    taken = by_rival.set_index("competitor_id")
    frame["n_lost"], frame["amount_lost"] = taken["n"].astype(float), taken["amount"].astype(float)
    counted = ["n_prices", "n_aspects", "n_better", "n_worse", "n_lost", "amount_lost"]
    frame[counted] = frame[counted].astype(float).fillna(0.0)
    frame["state"] = [evidence.state(n) for n in frame["n_prices"] + frame["n_aspects"]]
    frame = frame.reset_index().sort_values(["amount_lost", "competitor_id"], ascending=[False, True])  # fmt: skip
    return frame.assign(place=range(1, len(frame) + 1))


def news(
    panels: pd.DataFrame, judged: pd.DataFrame, steps: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    """Return one row: what the month added to what is known of rivals.

    Columns: scope, n_new_prices, n_new_aspects, n_panels, n_seen (panels observed this month),
    n_steps (steps of price whose first observation lies in this month), n_gone (panels without
    an observation in twelve months).
    """
    groups = panels[panels["dimension"] == "product_group"]
    return pd.DataFrame([{
        "scope": "total", "n_new_prices": groups["n_new"].sum(), "n_new_aspects": judged["n_new"].sum(),
        "n_panels": len(groups) + len(judged), "n_seen": int((groups["n_new"] > 0).sum() + (judged["n_new"] > 0).sum()),
        "n_steps": int((steps["month"] == str(month)).sum()), "n_gone": int((groups["state"] == evidence.GONE).sum() + (judged["state"] == evidence.GONE).sum()),
    }])  # fmt: skip
