"""Rivals' prices against ours: per rival and product group, dated, with n, age and interval."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.market import evidence, own_prices
from salesnb.methods.changepoints import Change, is_long_enough, screen
from salesnb.methods.shrinkage import group_means
from salesnb.months import Month

FALSE_ALARMS = 0.05  # of a page without any change, all panels together
BEYOND = 1.5  # standard errors beyond the threshold: four of five such steps are found (measured)
FARTHEST = 3.0  # a price beyond this factor of ours is another unit, product or currency
PANEL = ["competitor_id", "product_group"]
OBSERVED = ["observation_id", "observed_on", "month", *PANEL, "region_id", "source"]
SEEN = [*OBSERVED, "ratio", "basis", "mix"]
COLUMNS = [
    "dimension",
    "competitor_id",
    "node",
    "n",
    "n_sources",
    "newest_on",
    "age_days",
    "index",
    "low",
    "high",
    "against_net",
    "before",
    "moved",
    "n_new",
    "since",
    "basis",
    "state",
    "grade",
]


def comparable(
    facts: Mapping[str, pd.DataFrame], *, month: Month, currency: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rivals' prices that can be compared with ours, and what was set aside.

    Prices: observation_id, observed_on, month, competitor_id, product_group, region_id, source,
    ratio (log of theirs over ours), basis, mix (`own_prices.reference`). Set aside, of theirs in
    the twelve months up to `month`, as the levels are: reason (currency, no_price: nought or none,
    no_group: neither product nor group, no_reference: no price of ours to compare with, far: beyond
    FARTHEST), n_rows.
    """
    rows = _with_group(facts["price_observations"], facts["products"])
    foreign = ~rows["currency"].isin(["", currency])
    is_price, is_theirs = rows["observed_price"] > 0, rows["competitor_id"] != ""
    usable = ~foreign & is_price
    theirs, ours = rows[usable & is_theirs], rows[usable & ~is_theirs]
    months = sorted(theirs["month"].unique())
    listed = own_prices.list_prices(facts["products"], facts["product_prices"], months)
    compared = theirs.join(own_prices.reference(theirs, ours, listed))
    compared["ratio"] = np.log(
        compared["observed_price"] / compared["our_price"].where(compared["our_price"] > 0)
    )
    far = compared["ratio"].abs() > np.log(FARTHEST)
    has_none, has_group = compared["ratio"].isna(), compared["product_group"] != ""
    why = {
        "currency": rows[is_theirs & foreign],
        "no_price": rows[is_theirs & ~foreign & ~is_price],
        "no_group": compared[has_none & ~has_group],
        "no_reference": compared[has_none & has_group],
        "far": compared[far],
    }
    counts = {reason: len(evidence.remembered(own, month)) for reason, own in why.items()}
    aside = pd.DataFrame([(k, n) for k, n in counts.items() if n], columns=["reason", "n_rows"])
    kept = compared.loc[compared["ratio"].notna() & ~far, SEEN]
    return kept.sort_values(["observed_on", "observation_id"], ignore_index=True), aside


def _with_group(seen: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Return observations with their month, and the product's group where none is stated."""
    groups = dict(zip(products["product_id"], products["product_group"], strict=True))
    known = seen["product_id"].map(groups).astype("object").fillna("").astype("str")
    stated = seen["product_group"]
    return seen.assign(
        product_group=stated.where(stated != "", known),
        month=seen["observed_on"].dt.strftime("%Y-%m"),
    )


def changes(seen: pd.DataFrame) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """Return the steps of rivals' prices, and the month from which each panel's level holds.

    Sought in the means of months, as prices of one month are often one price seen several times;
    all panels share one false-alarm rate, and the spans of all steps hold together. Columns:
    competitor_id, product_group, month, earliest, latest (the first month after the step, and
    where it may lie), size (0.1: ten per cent dearer than before), before, after (index),
    n_before, n_after (observations), chance.
    """
    panels = {(str(a), str(b)): own for (a, b), own in seen.groupby(PANEL)}
    months = {" / ".join(key): own.groupby("month")["ratio"].mean() for key, own in panels.items()}
    found = screen({n: m.to_numpy(float) for n, m in months.items()}, false_alarms=FALSE_ALARMS)
    rows, since = [], {}
    for key, own in panels.items():
        steps, every = found[" / ".join(key)], months[" / ".join(key)].index.tolist()
        rows += [_step(key, own, every, steps, i) for i in range(len(steps))]
        if steps:
            since[key] = every[steps[-1].place]
    columns = [
        *PANEL,
        "month",
        "earliest",
        "latest",
        "size",
        "before",
        "after",
        "n_before",
        "n_after",
        "chance",
    ]
    return pd.DataFrame(rows, columns=columns), since


def smallest_step(seen: pd.DataFrame) -> float:
    """Return the smallest step of a price that the middle panel would most likely have shown.

    0.08: a step of eight per cent halfway through its months would be found in four of five cases.
    From the noise of its monthly means, held to the false-alarm rate that all panels and months
    share (Bonferroni); missing where no panel is long enough.
    """
    means = [own.groupby("month")["ratio"].mean().to_numpy(float) for _, own in seen.groupby(PANEL)]
    long = [one for one in means if is_long_enough(one, kind="level")]
    if not long:
        return float("nan")
    noise = np.array([np.std(np.diff(one)) / np.sqrt(2) for one in long])
    n = np.array([len(one) for one in long])
    strict = ndtri(1 - FALSE_ALARMS / 2 / (len(long) * n)) + BEYOND
    return float(np.median(np.expm1(strict * noise * 2 / np.sqrt(n))))


def _step(
    key: tuple[str, str], own: pd.DataFrame, months: list[str], steps: list[Change], i: int
) -> dict[str, object]:
    """Return one step, measured between the steps on either side of it."""
    edges = [months[0], *(months[one.place] for one in steps), "9999-12"]
    parts = [(own["month"] >= edges[i + j]) & (own["month"] < edges[i + j + 1]) for j in (0, 1)]
    earlier, later = (own.loc[part, "ratio"] for part in parts)
    one = steps[i]
    unseen = Month.parse(months[one.earliest - 1]) + 1  # it may lie in months without a price
    return {
        "competitor_id": key[0],
        "product_group": key[1],
        "month": months[one.place],
        "earliest": str(unseen),
        "latest": months[one.latest],
        "size": np.expm1(later.mean() - earlier.mean()),
        "before": np.exp(earlier.mean()),
        "after": np.exp(later.mean()),
        "n_before": len(earlier),
        "n_after": len(later),
        "chance": one.p,
    }


def price_panels(
    seen: pd.DataFrame,
    since: Mapping[tuple[str, str], str],
    realised: Mapping[str, float],
    *,
    month: Month,
) -> pd.DataFrame:
    """Return one row per rival and product group, and per rival and region.

    `index` is the geometric mean of their price over ours (1 = equal) since the panel's last
    step, of the last twelve months; low and high count in that an observation without a product
    is held against its group (`own_prices.mix`); `against_net` compares with what customers really
    pay us; `before` is the index as it was a month ago, `moved` the difference, `n_new` the month's
    observations. A rival not seen for twelve months has no index, but the day of the last one.
    """
    begun = [since.get(pair, "") for pair in zip(*(seen[k] for k in PANEL), strict=True)]
    held = seen[seen["month"] >= pd.Series(begun, index=seen.index, dtype="str")]
    parts = [
        _panels(seen, held, column, month).assign(dimension=name)
        for name, column in (("product_group", "product_group"), ("region", "region_id"))
    ]
    frame = pd.concat(parts, ignore_index=True)
    net = frame["node"].map(realised).where(frame["dimension"] == "product_group")
    frame["against_net"] = frame["index"] / net.astype(float)
    begun = [
        since.get(pair, "") for pair in zip(frame["competitor_id"], frame["node"], strict=True)
    ]
    frame["since"] = pd.Series(begun, index=frame.index, dtype="str").where(
        frame["dimension"] == "product_group", ""
    )
    return frame[COLUMNS]


def _panels(seen: pd.DataFrame, held: pd.DataFrame, column: str, month: Month) -> pd.DataFrame:
    """Return one row per rival and value of `column`: counts of `seen`, levels of what `held`."""
    keys = ["competitor_id", column]
    known, held = seen[seen[column] != ""], held[held[column] != ""]
    levels = evidence.counts(known, keys, month=month)
    now = _levels(evidence.remembered(held, month), keys)
    earlier = _levels(evidence.remembered(held, month - 1), keys)["mean"].rename("mean_before")
    levels = levels.join(now).join(earlier)
    levels[["n", "n_sources"]] = levels[["n", "n_sources"]].fillna(0)
    for name, source in (
        ("index", "mean"),
        ("low", "low"),
        ("high", "high"),
        ("before", "mean_before"),
    ):
        levels[name] = np.exp(levels[source].astype(float))
    levels["moved"] = levels["index"] - levels["before"]
    levels["basis"] = known.groupby(keys)["basis"].last()
    return _graded(levels).reset_index().rename(columns={column: "node"})


def _levels(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return n, mean, low, high (mix counted in) and n_sources of each panel."""
    names = pd.Series(
        list(zip(*(rows[k] for k in keys), strict=True)), index=rows.index, dtype="object"
    )
    levels = group_means(rows["ratio"], names)
    levels.index = (
        pd.MultiIndex.from_tuples(list(levels.index), names=keys)
        if len(levels)
        else pd.MultiIndex.from_arrays([[], []], names=keys)
    )
    half = np.hypot((levels["high"] - levels["low"]) / 2, _mix_of(rows, keys))
    ends = {"low": levels["mean"] - half, "high": levels["mean"] + half}
    return levels.assign(n_sources=rows.groupby(keys)["source"].nunique(), **ends)


def _mix_of(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return half the range that the mix of products leaves in each panel's mean, in logs.

    All observations of one group share its error; the errors of groups are independent.
    """
    by_group = rows.groupby([*dict.fromkeys([*keys, "product_group"])])["mix"].sum()
    n = rows.groupby(keys).size()
    return (by_group**2).groupby(keys).sum() ** 0.5 / n


def _graded(levels: pd.DataFrame) -> pd.DataFrame:
    half = (levels["high"] - levels["low"]) / 2 / levels["index"]
    cells = zip(levels["n"], levels["age_days"], levels["n_sources"], half, strict=True)
    states, grades = map(evidence.state, levels["n"]), (evidence.grade(*one) for one in cells)
    return levels.assign(state=list(states), grade=list(grades))


def price_months(seen: pd.DataFrame) -> pd.DataFrame:
    """Return each panel's months: competitor_id, product_group, month, n, index (their mean)."""
    grouped = seen.groupby([*PANEL, "month"])["ratio"]
    by_month = pd.DataFrame({"n": grouped.size(), "index": np.exp(grouped.mean())})
    return by_month.reset_index()
