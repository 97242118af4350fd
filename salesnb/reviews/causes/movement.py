"""What moved sales of a span against the same span a year ago, row by row, in whole cents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from salesnb.methods.price_volume_mix import buyers, cents, explained_rows
from salesnb.months import YEAR, Month
from salesnb.reviews.spans import Span

PARTS = ("market", "price", "volume", "mix", "new", "lost", "settlement")


def moved_rows(
    sales: pd.DataFrame,
    span: Span,
    *,
    discounts: Mapping[str, float] | None = None,
    market: pd.DataFrame | None = None,
) -> pd.DataFrame | None:
    """Return the rows of both spans with before, now and what each adds to each of `PARTS`.

    `sales` is the sales cube. New (lost) is who bought nothing at all in the earlier (later) one of
    the two years that end with the span's last month and a year before it; prices and quantities of
    the others are compared with that earlier year (`methods.price_volume_mix`), because in one
    month few buy the same product again. Settlement is the part of price that comes of the
    settlement method: the row's amount at the discounts that its customer had before, less its
    amount (`discounts`: by settlement_id). Market is last year's row times the growth of the market
    (`market`: region_id, product_group, growth), taken out of volume. before + `PARTS` = now, in
    every sum of rows. None where the facts do not reach back over both years.
    """
    last = Month.parse(span.last)
    years = [_months(last - YEAR, YEAR), _months(last, YEAR)]
    if not len(sales) or str(sales["month"].min()) > years[0][0]:
        return None
    earlier, later = (sales[sales["month"].isin(months)] for months in years)
    gone = _came_and_went(earlier, later)
    n = len(span.months)
    before = sales[sales["month"].isin(_months(last - YEAR, n))]
    now = sales[sales["month"].isin(span.months)]
    rows = explained_rows(before, now, gone, priced=earlier)
    rows["settlement"] = _settlement_cents(rows, earlier, discounts or {})
    rows["price"] = rows["price"] - rows["settlement"]
    rows["market"] = _market_cents(rows, market)
    rows["volume"] = rows["volume"] - rows["market"]
    return rows


def _months(last: Month, n: int) -> list[str]:
    return [str(one) for one in (last - (n - 1)).until(last)]


def _came_and_went(earlier: pd.DataFrame, later: pd.DataFrame) -> dict[str, pd.Index[str]]:
    bought, buys = buyers(earlier), buyers(later)
    return {"lost": bought.difference(buys), "new": buys.difference(bought)}


def _settlement_cents(
    rows: pd.DataFrame, earlier: pd.DataFrame, discounts: Mapping[str, float]
) -> pd.Series:
    """Return what other settlement methods than before add to each row, in whole cents."""
    share = {name: 0.0 if pd.isna(one) else float(one) for name, one in discounts.items()}
    weight = cents(earlier["net_amount"]).clip(lower=0)
    given = weight * earlier["settlement_id"].map(share).astype(float).fillna(0.0)
    customer = earlier["customer_id"]
    usual = given.groupby(customer).sum() / weight.groupby(customer).sum().where(lambda x: x > 0)
    then = rows["customer_id"].map(usual)
    today = rows["settlement_id"].map(share).astype(float).fillna(0.0)
    effect = rows["now"] * (then - today) / (1 - today)
    counts = rows["stays"] & rows["is_priced"].astype("bool")
    return effect.where(counts, 0).fillna(0).round().astype("int64")


def _market_cents(rows: pd.DataFrame, market: pd.DataFrame | None) -> pd.Series:
    """Return what the growth of the market adds to each row of a year ago, in whole cents."""
    if market is None or not len(market):
        return pd.Series(0, rows.index, dtype="int64")
    keys: Sequence[str] = ["region_id", "product_group"]
    rates = market.set_index(list(keys))["growth"]
    at = pd.MultiIndex.from_arrays([rows[key].astype("str") for key in keys])
    growth = pd.Series(rates.reindex(at).to_numpy(float), rows.index)
    effect = (rows["before"] * growth).where(rows["stays"], 0)
    return effect.fillna(0).round().astype("int64")


def market_growth(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Return how much the market grew between two artefacts `market_potential` of 03_market.

    Columns: region_id, product_group, growth (0.12: +12 %). What either does not know is left out.
    """
    keys = ["region_id", "product_group"]
    sums = [one.groupby(keys)["potential"].sum() for one in (now, then)]
    growth = sums[0] / sums[1].where(sums[1] > 0) - 1
    return growth.dropna().rename("growth").reset_index()
