"""Causes ranked in money, where each of them lies, and the rows behind each."""

from __future__ import annotations

import pandas as pd

from salesnb.members import OTHERS, TOTAL
from salesnb.reviews.causes.movement import PARTS
from salesnb.reviews.causes.plan_bridge import STARTS

EXPECTED = "(expected)"  # what the reference expected beyond last year: it has no rows
MOST_NODES, MOST_ROWS = 5, 10  # of each cause
ROW = ["customer_id", "product_id"]
FIGURES = ["before", "now", "quantity_before", "quantity_now"]
RANKED = ["span", "rank", "cause", "amount", "gap_share", "n_rows"]
NODES = ["span", "cause", "dimension", "node", "place", "amount"]
BEHIND = ["span", "cause", *ROW, "place", *FIGURES, "amount"]


def ranked_causes(bridge: pd.DataFrame, pairs: pd.DataFrame | None) -> pd.DataFrame:
    """Return the causes of the firm's gap, most money first, either way.

    `bridge` as `plan_bridge` returns it for one span, `pairs` as `moved_pairs`. Columns: span,
    rank, cause (a part of the bridge between its first and actual), amount (below 0: it cost
    sales), gap_share (of actual less the first part), n_rows (of customers and products that it
    moved; missing where it has none).
    """
    own = bridge[bridge["dimension"] == TOTAL]
    causes = own[~own["part"].isin([*STARTS, "actual"]) & (own["amount"] != 0)]
    gap = round(float(causes["amount"].sum()), 2)
    share = causes["amount"] / gap if gap else float("nan")
    found = causes.rename(columns={"part": "cause"}).assign(gap_share=share, size=causes["amount"])
    found["size"] = found["size"].abs()
    found = found.sort_values(["size", "step"], ascending=[False, True])
    found = found.assign(rank=range(1, len(found) + 1))
    counts = {} if pairs is None else (pairs[list(PARTS)] != 0).sum().to_dict()
    return found.assign(n_rows=found["cause"].map(counts).astype(float))[RANKED].reset_index(
        drop=True
    )


def cause_nodes(bridge: pd.DataFrame, *, most: int = MOST_NODES) -> pd.DataFrame:
    """Return where each cause lies: its `most` largest nodes in each dimension, either way.

    Nodes that start from something else than the total (no plan of theirs) are left out: what they
    hold is no part of the total's causes.
    Columns: span, cause, dimension, node, place (1 is the largest), amount.
    """
    total = bridge.loc[bridge["dimension"] == TOTAL, "starts_from"]
    alike = bridge[bridge["starts_from"].isin(total.unique())]
    parts = alike[~alike["part"].isin([*STARTS, "actual"]) & (alike["dimension"] != TOTAL)]
    parts = parts[parts["amount"] != 0].rename(columns={"part": "cause"})
    parts = parts.assign(size=parts["amount"].abs())
    by = ["span", "step", "dimension"]
    ordered = parts.sort_values([*by, "size", "node"], ascending=[True, True, True, False, True])
    placed = ordered.assign(place=ordered.groupby(by).cumcount() + 1)
    return placed[placed["place"] <= most][NODES].reset_index(drop=True)


def cause_rows(
    bridge: pd.DataFrame, pairs: pd.DataFrame | None, *, most: int = MOST_ROWS
) -> pd.DataFrame:
    """Return the customers and products behind each cause, its largest first, either way.

    Columns: span, cause, customer_id, product_id, place, before and now (sales a year ago and
    now), quantity_before, quantity_now, amount (what they add to the cause). Beyond `most` rows
    stands `(others)`; what the reference expected beyond last year stands under `(expected)`, so
    that the rows of a cause add up to it exactly.
    """
    own = bridge[bridge["dimension"] == TOTAL].set_index("part")["amount"]
    if pairs is None or not len(own):
        return pd.DataFrame(columns=BEHIND)
    span = str(bridge["span"].iloc[0])
    found = []
    for part in PARTS:
        behind = _largest(pairs, part)
        shown = behind.head(most)
        if len(behind) > most:
            rest = behind.iloc[most:].drop(columns=ROW).sum().to_frame().T
            shown = pd.concat([shown, rest.assign(**dict.fromkeys(ROW, OTHERS))])
        missing = round(float(own.get(part, 0.0)) * 100) - int(behind["amount"].sum())
        if missing:
            apart = {**dict.fromkeys(ROW, EXPECTED), **dict.fromkeys(FIGURES, 0), "amount": missing}
            shown = pd.concat([shown, pd.DataFrame([apart])])
        found.append(shown.assign(cause=part, place=range(1, len(shown) + 1)))
    every = pd.concat(found, ignore_index=True).assign(span=span)
    money = ["before", "now", "amount"]
    every[money] = every[money].astype(float) / 100
    return every[BEHIND]


def moved_pairs(rows: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return `moved_rows` by customer and product, in whole cents: `FIGURES` and a column per part.

    None where nothing is known of last year.
    """
    if rows is None:
        return None
    is_now = rows["own"].eq(rows["now"]) & rows["before"].eq(0)
    quantity = rows["quantity"].fillna(0.0)
    frame = rows[[*ROW, "before", "now", *PARTS]].assign(
        quantity_before=quantity.where(~is_now, 0.0), quantity_now=quantity.where(is_now, 0.0)
    )
    keyed = frame.astype(dict.fromkeys(ROW, "category"))
    return keyed.groupby(ROW, observed=True).sum().reset_index().astype(dict.fromkeys(ROW, "str"))


def _largest(pairs: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return what a part is made of, the largest first, either way."""
    own = pairs[pairs[part] != 0].assign(size=lambda one: one[part].abs())
    ordered = own.sort_values(["size", *ROW], ascending=[False, True, True])
    return ordered.rename(columns={part: "amount"})[[*ROW, *FIGURES, "amount"]]
