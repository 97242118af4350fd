"""The strategy card: where a customer stands, what is wanted of it, what is offered, what may go
wrong, and when it is looked at again."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.customers.cards.figures import agreements
from salesnb.customers.cards.ground import Ground
from salesnb.measures import growth, ratio
from salesnb.months import YEAR

EVERY = {"A": 1, "B": 3, "C": 6, "": 3}  # months between two reviews, by class
LATE_SHARE = 0.30  # of what is owed, past due: collect before selling more
NEEDED_BY = 0.30  # of a segment's customers buy a product group: it is offered to the others
LEAST_PEERS = 5  # customers of a segment, for the others to be told what they buy
CLASSES = "customer_class earlier_class proposed_class p_a p_b p_c is_grey deciding"
RESEARCH = """our_share our_share_low our_share_high gap_amount main_rival rival_advantage
    value_in_use worth lever advice n_known_by is_single_known replaceability"""
NUMBERS = [
    *("our_share", "our_share_low", "our_share_high", "gap_amount"),
    *("value_in_use", "worth", "n_known_by"),
]


def set_out(ground: Ground, known: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return `strategy` (every customer), `agreements` and `unkept` of the month.

    `known` is what `information.describe` returned. What another workbook has not assessed is
    missing. `strategy`: class and its chance, our_share of its purchases, gap_amount to its
    potential, target of the plan and target_growth on twelve months, the rival, objective with
    objective_amount, offer (lever), offer_group with offer_share, next_review_on.
    """
    classes = ground.of_customer("customer_classes", CLASSES)
    research = ground.of_customer("customer_research", RESEARCH)
    found = ground.holders.set_index("customer_id")[["year_amount"]].join(
        [_texts(classes, "customer_class earlier_class proposed_class deciding")]
    )
    found["class_share"] = _chance_of_class(classes)
    found["is_grey"] = classes["is_grey"].eq(True).to_numpy()
    found = found.join(research[NUMBERS].astype("float64"))
    found = found.join(_texts(research, "main_rival rival_advantage lever advice"))
    found = _with_share(ground, found)
    found["target"] = _targets(ground)
    found["target_growth"] = growth(found["target"], found["year_amount"].where(lambda a: a > 0))
    found = found.join(_offers(ground, known["information"])).join(_objectives(ground, found))
    found["next_review_on"] = _next_reviews(ground, found["customer_class"])
    found["is_carded"] = found.index.isin(ground.carded)
    kept = agreements(ground)
    return {
        "strategy": found.rename_axis("customer_id").reset_index(),
        "agreements": kept[kept["customer_id"].isin(ground.customers)].reset_index(drop=True),
    }


def _texts(frame: pd.DataFrame, columns: str) -> pd.DataFrame:
    return frame[columns.split()].astype("object").fillna("").astype("str")


def _chance_of_class(classes: pd.DataFrame) -> pd.Series:
    """Return the probability of the class that a customer has."""
    chances = classes[["p_a", "p_b", "p_c"]].astype("float64")
    chances.columns = list("ABC")
    found = pd.Series(float("nan"), index=classes.index)
    for name in chances:
        found = found.mask(classes["customer_class"] == name, chances[name])
    return found


def _with_share(ground: Ground, found: pd.DataFrame) -> pd.DataFrame:
    """Return share of wallet and gap: as researched, else by the potential of the master data.

    A potential below what the customer buys from us is none.
    """
    master = ground.facts["customers"].drop_duplicates("customer_id").set_index("customer_id")
    potential = master["purchase_potential"].reindex(found.index).where(lambda a: a > 0)
    potential = potential.where(potential >= found["year_amount"])
    bought = found["year_amount"].clip(lower=0.0)
    share, gap = ratio(bought, potential), potential - bought
    return found.assign(
        potential=potential,
        our_share=found["our_share"].fillna(share),
        gap_amount=found["gap_amount"].fillna(gap),
    )


def _targets(ground: Ground) -> pd.Series:
    """Return the sales target of each customer in the year that this month's plan is for."""
    plan = ground.facts.get("targets")
    if plan is None:
        return pd.Series(float("nan"), index=ground.customers)
    return plan.groupby("customer_id")["sales"].sum().reindex(ground.customers)


def _offers(ground: Ground, information: pd.DataFrame) -> pd.DataFrame:
    """Return the product group that most others of the segment buy and the customer does not.

    Columns offer_group, offer_share (of the segment's customers that buy it), missing where fewer
    than `NEEDED_BY` of them do, or the segment has fewer than `LEAST_PEERS` others.
    """
    segment = information.set_index("customer_id")["segment"].astype("object").fillna("")
    groups = ground.facts["products"].set_index("product_id")["product_group"]
    sold = ground.span("sales_cube", YEAR)
    sold = sold[sold["n_purchases"] > 0]
    pairs = (
        pd.crosstab(sold["customer_id"], sold["product_id"].map(groups).astype("object").fillna(""))
        > 0
    )
    has = pairs.reindex(ground.customers, fill_value=False).drop(columns="", errors="ignore")
    buys = has[has.any(axis=1)]
    own = segment.reindex(buys.index)
    n = own.map(own.value_counts())
    shares = buys.groupby(own.to_numpy()).mean()
    is_told = ((own != "") & (n > LEAST_PEERS)).to_numpy()
    if not is_told.any() or has.empty:
        return pd.DataFrame({"offer_group": "", "offer_share": np.nan}, index=ground.customers)
    told, theirs = buys[is_told], shares.loc[own[is_told]].to_numpy()
    open_to = np.where(told.to_numpy(), 0.0, theirs)
    best, share = open_to.argmax(axis=1), open_to.max(axis=1)
    named = pd.Series(told.columns.to_numpy(object)[best], index=told.index)
    likely = pd.Series(share, index=told.index)
    is_offered = likely >= NEEDED_BY
    groups = named[is_offered].reindex(ground.customers).astype("object")
    return pd.DataFrame(
        {
            "offer_group": groups.where(groups.notna(), ""),
            "offer_share": likely[is_offered].reindex(ground.customers),
        }
    )


def _objectives(ground: Ground, found: pd.DataFrame) -> pd.DataFrame:
    """Return what is wanted of a customer now, and the amount that it is about.

    The first that holds: collect what is past due (`LATE_SHARE` of what it owes), keep what slips
    away, let go what research advises to drop, win a part of the gap where it advises to pursue,
    reach the target, else keep what it buys.
    """
    owed = ground.facts["open_instalments"]
    owed = owed[owed["open_amount"] > 0]
    late = owed[owed["days_past_due"] > 0].groupby("customer_id")["open_amount"].sum()
    whole = owed.groupby("customer_id")["open_amount"].sum()
    late, whole = (one.reindex(found.index).fillna(0.0) for one in (late, whole))
    slips = ground.of_customer("customer_retention", "is_slipping at_stake")
    is_known = bool(ground.facts["collections_cube"]["amount"].any())
    cases = {
        "collect": (is_known & (late > LATE_SHARE * whole), late),
        "win_back": (slips["is_slipping"].eq(True), slips["at_stake"].astype("float64")),
        "let_go": (found["advice"] == "drop", found["year_amount"]),
        "grow": ((found["advice"] == "pursue") & (found["gap_amount"] > 0), found["gap_amount"]),
        "reach": (found["target"] > 0, found["target"]),
    }
    tests = [test.fillna(False).to_numpy(bool) for test, _ in cases.values()]
    amounts = [amount.to_numpy(float) for _, amount in cases.values()]
    return pd.DataFrame(
        {
            "objective": np.select(tests, list(cases), "keep"),
            "objective_amount": np.select(tests, amounts, found["year_amount"]),
        },
        index=found.index,
    )


def _next_reviews(ground: Ground, classes: pd.Series) -> pd.Series:
    """Return the end of the month in which a customer is looked at again, by its class.

    Customers of a class are spread over the months by their identifier, so that each month has its
    part, and nobody's month moves when others come or go.
    """
    ahead = [
        (spread(id) - (ground.month.ordinal + 1)) % EVERY.get(name, EVERY[""]) + 1
        for id, name in classes.items()
    ]
    days = [pd.Timestamp((ground.month + n).last) for n in ahead]
    return pd.Series(days, index=classes.index, dtype="datetime64[s]")


def spread(id: object) -> int:
    """Return a number that an identifier always has."""
    return zlib.crc32(str(id).encode())
