"""Who else supplies a customer, and with what advantage: a scorecard of rivals per customer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.customers.research import looking_up
from salesnb.months import Month

Facts = Mapping[str, pd.DataFrame]
NEEDS = {
    "customer_rivals": "customer_id competitor_id purchase_share advantage observed_on",
    "opportunities": "customer_id stage closed_on amount competitor_id loss_reason",
    "competitor_observations": "observed_on competitor_id aspect value unit",
    "price_observations": "observed_on competitor_id product_id product_group observed_price",
    "products": "product_id product_group list_price",
    "product_prices": "product_id valid_from valid_to list_price",
}
MEMORY = 24  # months in which a rival that was seen, or took a deal, counts as there
PRICE_MONTHS = 12
ASPECTS = ("quality", "service", "terms")
KEYS = ["customer_id", "competitor_id"]
SCORES = """customer_id competitor_id place purchase_share observed_on advantage advantage_basis
    n_lost amount_lost price_ratio quality service terms"""


def find_rivals(
    facts: Facts, base: pd.DataFrame, mix: pd.DataFrame, *, month: Month
) -> dict[str, pd.DataFrame]:
    """Return the rivals at each customer with what they are better at, and a row per rival.

    Frames: rivals_there (SCORES: a row per customer and rival seen there, or that took a deal from
    it, in `MEMORY` months; place 1 supplies most, then took most; advantage is what was noted
    there, else the reason of most deals lost to it, advantage_basis says which; price_ratio is its
    price over our list in the groups that the customer buys, quality, service and terms are means
    of observations anywhere, ours being 100) and rivals_by (a row per rival: n_customers, amount
    that these buy from us, share of their purchases, main advantage with the customers that it
    holds at, n_lost, amount_lost). Raises `UsageError` for frames that lack a column.
    """
    require_columns(facts, NEEDS)
    seen = _seen(facts["customer_rivals"], month)
    lost = _lost(facts["opportunities"], month)
    scores = seen.merge(lost, on=KEYS, how="outer")
    scores = scores[scores["customer_id"].isin(base.index) & (scores["competitor_id"] != "")]
    noted = scores["advantage"].fillna("")
    scores["advantage"] = noted.where(noted != "", scores["reason"].fillna(""))
    by = np.select([noted != "", scores["advantage"] != ""], ["noted", "lost"], "")
    scores["advantage_basis"] = by
    scores[["n_lost", "amount_lost"]] = scores[["n_lost", "amount_lost"]].fillna(0.0)
    scores = _with_levels(scores, facts, mix, month)
    order = ["customer_id", "purchase_share", "amount_lost", "competitor_id"]
    scores = scores.sort_values(order, ascending=[True, False, False, True], kind="stable")
    scores["place"] = scores.groupby("customer_id").cumcount() + 1
    return {
        "rivals_there": scores[SCORES.split()].reset_index(drop=True),
        "rivals_by": _by(scores, base),
    }


def main_rivals(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the first rival at each customer, and how many there are, indexed by customer_id."""
    first = scores[scores["place"] == 1].set_index("customer_id")
    found = first[["competitor_id", "advantage", "price_ratio"]].rename(
        columns={"competitor_id": "main_rival", "advantage": "rival_advantage"}
    )
    return found.assign(n_rivals=scores.groupby("customer_id").size())


def _seen(rivals: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the rivals of the newest day on which a customer's were noted."""
    first, last = pd.Timestamp((month - (MEMORY - 1)).first), pd.Timestamp(month.last)
    known = rivals[rivals["observed_on"].between(first, last)]
    newest = known.groupby("customer_id")["observed_on"].transform("max")
    columns = [*KEYS, "purchase_share", "advantage", "observed_on"]
    return known.loc[known["observed_on"] == newest, columns].drop_duplicates(KEYS)


def _lost(deals: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the deals that rivals took at customers: n_lost, amount_lost, most frequent reason."""
    first, last = pd.Timestamp((month - (MEMORY - 1)).first), pd.Timestamp(month.last)
    lost = deals[(deals["stage"] == "lost") & deals["closed_on"].between(first, last)]
    lost = lost[(lost["customer_id"] != "") & (lost["competitor_id"] != "")]
    counts = lost.groupby(KEYS).agg(n_lost=("amount", "size"), amount_lost=("amount", "sum"))
    stated = lost[lost["loss_reason"] != ""]
    often = stated.groupby([*KEYS, "loss_reason"]).size().rename("n").reset_index()
    often = often.sort_values(["n", "loss_reason"], ascending=[False, True], kind="stable")
    reason = often.drop_duplicates(KEYS).set_index(KEYS)["loss_reason"].rename("reason")
    return counts.join(reason).reset_index()


def _with_levels(
    scores: pd.DataFrame, facts: Facts, mix: pd.DataFrame, month: Month
) -> pd.DataFrame:
    """Return the scores with price, quality, service and terms of each rival."""
    means = _aspects(facts["competitor_observations"], month)
    scores = scores.merge(means, left_on="competitor_id", right_index=True, how="left")
    ratios = _price_ratios(facts, month)
    groups = ratios.columns.intersection(mix.columns)
    weights = mix.reindex(scores["customer_id"])[groups].to_numpy(float)
    levels = ratios.reindex(scores["competitor_id"])[groups].to_numpy(float)
    counted = np.where(np.isnan(levels) | np.isnan(weights), 0.0, weights)
    sums = counted.sum(axis=1)
    summed = (counted * np.nan_to_num(levels)).sum(axis=1)
    return scores.assign(
        price_ratio=np.where(sums > 0, summed / np.where(sums > 0, sums, 1), np.nan)
    )


def _aspects(observations: pd.DataFrame, month: Month) -> pd.DataFrame:
    first, last = pd.Timestamp((month - (MEMORY - 1)).first), pd.Timestamp(month.last)
    known = observations[
        observations["observed_on"].between(first, last)
        & observations["value"].notna()
        & (observations["unit"] == "index")
    ]
    means = known.groupby(["competitor_id", "aspect"])["value"].mean().unstack()
    return means.reindex(columns=list(ASPECTS)).astype(float)


def _price_ratios(facts: Facts, month: Month) -> pd.DataFrame:
    """Return rivals' prices over our list prices: medians by rival (rows) and product group."""
    first, last = pd.Timestamp((month - (PRICE_MONTHS - 1)).first), pd.Timestamp(month.last)
    seen = facts["price_observations"]
    seen = seen[seen["observed_on"].between(first, last) & (seen["competitor_id"] != "")]
    products = facts["products"].set_index("product_id")
    lists = _lists(seen, products, facts["product_prices"])
    ratio = (seen["observed_price"].to_numpy(float) / np.where(lists > 0, lists, np.nan)).round(6)
    groups = looking_up.texts(seen["product_id"], products["product_group"]).to_numpy(object)
    rows = pd.DataFrame(
        {"competitor_id": seen["competitor_id"].to_numpy(object), "group": groups, "ratio": ratio}
    ).dropna()
    return rows.groupby(["competitor_id", "group"])["ratio"].median().unstack()


def _lists(seen: pd.DataFrame, products: pd.DataFrame, prices: pd.DataFrame) -> np.ndarray:
    """Return our list price of each product seen, as valid on that day, else of today."""
    today = looking_up.numbers(seen["product_id"], products["list_price"])
    rows = seen[["product_id", "observed_on"]].reset_index(names="row")
    both = rows.merge(prices, on="product_id")
    valid = ~(both["valid_from"] > both["observed_on"]) & ~(both["valid_to"] <= both["observed_on"])
    dated = both[valid].drop_duplicates("row").set_index("row")["list_price"].astype(float)
    return dated.reindex(seen.index).fillna(today).to_numpy(float)


def _by(scores: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Return a row per rival: at how many customers, and what it is most often better at."""
    named = scores.assign(amount=looking_up.numbers(scores["customer_id"], base["amount"]))
    by = named.groupby("competitor_id").agg(
        n_customers=("customer_id", "size"),
        amount=("amount", "sum"),
        share=("purchase_share", "mean"),
        n_lost=("n_lost", "sum"),
        amount_lost=("amount_lost", "sum"),
    )
    stated = named[named["advantage"] != ""]
    sizes = stated.groupby(["competitor_id", "advantage"]).size().rename("n_advantage")
    often = sizes.reset_index().sort_values(["n_advantage", "advantage"], ascending=[False, True])
    first = often.drop_duplicates("competitor_id").set_index("competitor_id")
    return by.join(first).reset_index().fillna({"advantage": "", "n_advantage": 0.0})
