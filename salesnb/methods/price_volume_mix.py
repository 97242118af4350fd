"""What made amounts of one span those of another: customers who came and went, price, volume, mix.

Convention (stated once, used everywhere): for what customers who stayed bought,
price = (P1 - P0) x Q1 per customer and product, and volume = (Q1 - Q0) x average P0 per product, P0
being the firm's; of a product that they did not buy before, all is volume. Mix is what remains: the
same products sold to customers who pay more, or less. Every part is rounded row by row, so that
parts add up exactly over any nodes.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

PAIR = ["customer_id", "product_id"]


def cents(amounts: pd.Series) -> pd.Series:
    """Return currency amounts as whole cents, so that sums are exact."""
    return (amounts.fillna(0) * 100).round().astype("int64")


def buyers(facts: pd.DataFrame) -> pd.Index[str]:
    """Return the customers with a purchase: a line above zero, whatever credit notes take off."""
    bought = facts["n_purchases"].groupby(facts["customer_id"]).sum()
    return bought.index[bought > 0]


def explained_rows(
    before: pd.DataFrame,
    now: pd.DataFrame,
    gone: Mapping[str, pd.Index[str]],
    *,
    priced: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the rows of both spans with what each adds to each part, in whole cents.

    `before` and `now` have customer_id, product_id, quantity and net_amount; `gone` are the
    customers of each part that came or went, whose amounts are that part. `priced` are the rows
    that earlier prices are taken from, where they are not those of `before`: a short span, in which
    few bought the same product in both. Added columns: own, stays, is_priced (of a row of `now`:
    whether there is an earlier price), before, now, the parts of `gone`, price, volume, mix;
    before + all parts = now in every sum of rows.
    """
    before, now, priced = (
        _of_those_who_stay(facts, gone)
        for facts in (before, now, before if priced is None else priced)
    )
    volume = _volume_cents(before, now, priced)
    rows = [
        facts.assign(own=sign * cents(facts["net_amount"]), volume=volume[sign])
        for sign, facts in ((-1, before), (1, now))
    ]
    rows[0]["before"], rows[1]["now"] = -rows[0]["own"], rows[1]["own"]
    old_price = _old_prices(priced, now)
    rows[0]["is_priced"], rows[1]["is_priced"] = False, old_price.notna()
    rows[1]["price"] = _price_cents(old_price, now)
    frame = pd.concat(rows, ignore_index=True)
    whole = frame[["before", "now", "price"]].fillna(0).astype("int64")
    frame = frame.drop(columns=list(whole)).join(whole)
    for part, customers in gone.items():
        frame[part] = frame["own"].where(frame["customer_id"].isin(customers), 0)
    known = frame[[*gone, "price", "volume"]].sum(axis=1)
    return frame.assign(mix=frame["own"] - known)


def _old_prices(priced: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Return what the customer of each row of `now` paid for its product before, cents per piece.

    That is the average over the whole firm: a customer who moves to another region or rep takes his
    old price along. Missing where there is none, or where nothing is left of the product today.
    """
    then, today = (_sums(facts[facts["stays"]], PAIR) for facts in (priced, now))
    is_priced = _has_price(then) & (today["quantity"].reindex(then.index).fillna(0) > 0)
    old_price = (then["cents"] / then["quantity"])[is_priced]
    pair = pd.MultiIndex.from_arrays([now[key] for key in PAIR], names=PAIR)
    return pd.Series(old_price.reindex(pair).to_numpy(), index=now.index)


def _of_those_who_stay(facts: pd.DataFrame, gone: Mapping[str, pd.Index[str]]) -> pd.DataFrame:
    """Return facts with `stays`: whether the customer is none of those who came or went."""
    customers = [one for index in gone.values() for one in index]
    return facts.assign(stays=~facts["customer_id"].isin(customers))


def _price_cents(old_price: pd.Series, now: pd.DataFrame) -> pd.Series:
    """Return (P1 - P0) x Q1 of each row of `now`, in whole cents; 0 where there is no P0.

    Rounded row by row, so that every node adds up its own rows and the nodes add up to the firm.
    """
    at_old_price = old_price.to_numpy() * now["quantity"].fillna(0)
    effect = cents(now["net_amount"]) - at_old_price
    return effect.fillna(0).round().astype("int64")


def _volume_cents(
    before: pd.DataFrame, now: pd.DataFrame, priced: pd.DataFrame
) -> dict[int, pd.Series]:
    """Return what the pieces of each row add to volume, in whole cents, by sign of the span.

    Pieces count at the product's average earlier price among those who stay; where it has none,
    today's amounts are all volume.
    """
    then = _sums(priced[priced["stays"]], ["product_id"])
    price = (then["cents"] / then["quantity"])[_has_price(then)]
    found = {}
    for sign, facts in ((-1, before), (1, now)):
        per_piece = price.reindex(facts["product_id"]).set_axis(facts.index).astype("float64")
        at_price = per_piece * facts["quantity"].fillna(0)
        value = at_price.where(per_piece.notna(), cents(facts["net_amount"]))
        found[sign] = sign * value.where(facts["stays"], 0).round()
    return {sign: one.astype("int64") for sign, one in found.items()}


def _has_price(sums: pd.DataFrame) -> pd.Series:
    return (sums["quantity"] > 0) & (sums["cents"] > 0)


def _sums(facts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"cents": cents(facts["net_amount"]), "quantity": facts["quantity"].fillna(0)}
    )
    return frame.groupby([facts[key] for key in keys]).sum()
