"""What rivals offer and take: the sections of 03b_rivals, each one call on the month's facts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.market import (
    answers,
    aspects,
    evidence,
    left_out,
    lost_deals,
    own_prices,
    price_steps,
    prices,
)
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]
NEEDS_SALES = {"sales_cube": "month product_group net_amount listed_amount list_amount"}
NEEDS_JUDGEMENTS = {
    "competitor_observations": "observed_on competitor_id aspect unit value source confidence"
}
NEEDS_DEALS = {"opportunities": "stage closed_on competitor_id loss_reason amount"}
NO_RIVAL = [lost_deals.UNKNOWN, lost_deals.TOTAL]


def compare_prices(facts: Mapping[str, pd.DataFrame], *, month: Month, currency: str) -> Frames:
    """Return rivals' prices against ours, the steps in them, and what became of every price seen.

    `facts` are price_observations, products, product_prices and sales_cube (with product groups);
    raises `UsageError` for one that lacks a column of `prices.NEEDS` or NEEDS_SALES.
    Frames: prices, price_changes, price_months, price_rows. A level of a month ago is worked out
    from the prices known then, with the steps that could be seen in them, so that it is what the
    page of that month said.
    """
    require_columns(facts, NEEDS_SALES)
    sales = facts["sales_cube"]
    compared, accounted = prices.comparable(facts, month=month, currency=currency)
    earlier, _ = prices.comparable(facts, month=month - 1, currency=currency)
    steps, since = price_steps.find_steps(compared)
    _, since_earlier = price_steps.find_steps(earlier)
    realised = own_prices.realisation(sales, month=month)
    panels = prices.price_panels(compared, since, realised, month=month)
    month_ago = prices.price_panels(earlier, since_earlier, {}, month=month - 1)
    return {
        "prices": prices.with_month_ago(panels, month_ago),
        "price_changes": answers.with_our_sales(steps, sales, month=month),
        "price_months": prices.price_months(compared),
        "price_rows": accounted,
    }


def judge_aspects(facts: Mapping[str, pd.DataFrame], *, month: Month) -> Frames:
    """Return the frame `aspects`: rivals' quality, variety, service and terms against ours.

    Raises `UsageError` for a frame that lacks a column of NEEDS_JUDGEMENTS; so do the functions
    below for theirs. Which judgements count, `bring_together` says.
    """
    require_columns(facts, NEEDS_JUDGEMENTS)
    return {"aspects": aspects.aspect_panels(facts["competitor_observations"], month=month)}


def count_lost_deals(facts: Mapping[str, pd.DataFrame], *, month: Month) -> Frames:
    """Return the deals that rivals won from us: lost_reasons and lost_rivals."""
    require_columns(facts, NEEDS_DEALS)
    deals = facts["opportunities"]
    return {
        "lost_reasons": lost_deals.by_reason(deals, month=month),
        "lost_rivals": lost_deals.by_rival(deals, month=month),
    }


def bring_together(
    facts: Mapping[str, pd.DataFrame], found: Mapping[str, pd.DataFrame], *, month: Month
) -> Frames:
    """Return the frames rivals, left_out (which rows count) and news (what the month added).

    `facts` are the competitors, competitor_observations and opportunities, `found` the frames of
    the three functions above.
    """
    require_columns(facts, {"competitors": "competitor_id", **NEEDS_JUDGEMENTS, **NEEDS_DEALS})
    return {
        "rivals": overview(facts["competitors"], found, month=month),
        "left_out": left_out.rows_seen(facts, month=month),
        "news": news(found, month=month),
    }


def overview(
    competitors: pd.DataFrame, found: Mapping[str, pd.DataFrame], *, month: Month
) -> pd.DataFrame:
    """Return one row per rival, and their total: what is known of it, and what it took from us.

    Columns: competitor_id, n_prices, n_aspects (of the last two years), newest_on, age_days,
    n_better, n_worse (aspects), n_lost, amount_lost, state. Rivals are those that any table names,
    so that deals lost to nobody named are not in the total, which has no state.
    """
    groups, judged = _of_groups(found["prices"]), found["aspects"]
    taken = found["lost_rivals"].set_index("competitor_id").drop(index=NO_RIVAL, errors="ignore")
    named = (competitors["competitor_id"], groups["competitor_id"], judged["competitor_id"])
    ids = sorted({id for some in (*named, taken.index) for id in some})
    frame = pd.DataFrame({"competitor_id": ids}).set_index("competitor_id")
    frame["n_prices"] = _n_prices(found["price_months"], month)
    frame["n_aspects"] = judged.groupby("competitor_id")["n"].sum()
    for verdict in ("better", "worse"):
        frame[f"n_{verdict}"] = judged[judged["verdict"] == verdict].groupby("competitor_id").size()
    frame["newest_on"] = _newest(groups, judged)
    frame["age_days"] = (pd.Timestamp(month.last) - frame["newest_on"]).dt.days
    frame["n_lost"], frame["amount_lost"] = taken["n"], taken["amount"]
    counted = ["n_prices", "n_aspects", "n_better", "n_worse", "n_lost", "amount_lost"]
    frame[counted] = frame[counted].astype(float).fillna(0.0)
    frame["state"] = [evidence.state(n) for n in frame["n_prices"] + frame["n_aspects"]]
    return _with_total(frame, counted).reset_index()


def _with_total(rivals: pd.DataFrame, counted: list[str]) -> pd.DataFrame:
    """Return rivals with the sums of their counted columns, the newest day of all beside them."""
    if rivals.empty:
        return rivals
    newest = rivals.loc[[rivals["age_days"].fillna(float("inf")).idxmin()]]
    total = newest.assign(**rivals[counted].sum(), state="").set_axis([lost_deals.TOTAL])
    return pd.concat([rivals, total.rename_axis("competitor_id")])


def _of_groups(panels: pd.DataFrame) -> pd.DataFrame:
    """Return the price panels of product groups: each price stands in one of them."""
    return panels[panels["dimension"] == "product_group"]


def _n_prices(by_month: pd.DataFrame, month: Month) -> pd.Series:
    """Return the prices of each rival that are young enough to count."""
    counting = [str(one) for one in (month - (evidence.MEMORY_MONTHS - 1)).until(month)]
    return by_month[by_month["month"].isin(counting)].groupby("competitor_id")["n"].sum()


def _newest(groups: pd.DataFrame, judged: pd.DataFrame) -> pd.Series:
    """Return the day of the newest observation of each rival."""
    newest = [panels.groupby("competitor_id")["newest_on"].max() for panels in (groups, judged)]
    return pd.to_datetime(pd.concat(newest).groupby(level=0).max())


def news(found: Mapping[str, pd.DataFrame], *, month: Month) -> pd.DataFrame:
    """Return one row: what the month added to what is known of rivals.

    Columns: scope, n_new_prices, n_new_aspects, n_panels (a rival in a product group or aspect),
    n_seen (panels observed this month), n_steps (steps of price whose first observation lies in
    this month), n_gone (panels without an observation as long as one counts), smallest_step, near
    (how far below ours a price counts as about equal).
    """
    groups, judged = _of_groups(found["prices"]), found["aspects"]
    both = pd.concat([one[["n_new", "state"]].astype({"n_new": float}) for one in (groups, judged)])
    counts = {
        "n_new_prices": groups["n_new"].sum(),
        "n_new_aspects": judged["n_new"].sum(),
        "n_panels": len(both),
        "n_seen": int((both["n_new"] > 0).sum()),
        "n_steps": int((found["price_changes"]["month"] == str(month)).sum()),
        "n_gone": int((both["state"] == evidence.GONE).sum()),
        "smallest_step": price_steps.smallest_step(found["price_months"]),
        "near": prices.NEAR,
    }
    return pd.DataFrame([{"scope": "total", **counts}])
