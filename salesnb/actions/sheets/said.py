"""What is said at a visit: the benefit with its proof, the likely objection with its answer."""

from __future__ import annotations

import pandas as pd

from salesnb.actions.sheets.chosen import SALES_AIMS
from salesnb.actions.sheets.ground import Ground

TEXTS = "benefit benefit_zh proof proof_zh objection objection_zh answer answer_zh"
SAID = f"{TEXTS} value_a_year play play_zh has_proof has_answers bring hook closing"
LACKING = "product_group lacking n_visits n_customers worth"


def with_words(
    ground: Ground,
    sheets: pd.DataFrame,
    arguments: pd.DataFrame,
    values: pd.DataFrame,
    plays: pd.DataFrame,
) -> pd.DataFrame:
    """Return sales aims of sheets with the words of the plan files (`SAID`), '' where none fit.

    Arguments are of the product group and of the customer's segment, else of every segment;
    value_a_year: what the group is worth to the segment in a year; play: of the stage of the
    customer's largest open deal. bring, hook and closing are codes: what to bring and how to open
    follow from why the aim was chosen, how to close from what it is.
    """
    segment = sheets["customer_id"].map(ground.segments).astype("object").fillna("").astype(str)
    keyed = sheets.assign(segment=segment)
    found = _argued(keyed, arguments)
    money = pd.Series(dtype=float)
    if len(values):
        money = values.groupby(["segment", "product_group"])["amount_a_year"].sum()
    pairs = list(zip(keyed["segment"], keyed["product_group"], strict=True))
    found["value_a_year"] = [float(money.get(pair, float("nan"))) for pair in pairs]
    found["play"], found["play_zh"] = _plays(ground, keyed, plays)
    sells = sheets["objective"].isin(SALES_AIMS).to_numpy()
    for name in TEXTS.split():
        found[name] = found[name].where(sells, "")
    found["has_proof"] = (found["proof"] != "").to_numpy()
    found["has_answers"] = (found["answer"] != "").to_numpy()
    found["bring"] = found["hook"] = sheets["why"].to_numpy(object)
    found["closing"] = sheets["objective"].to_numpy(object)
    return pd.concat([sheets, found[SAID.split()]], axis=1)


def lacking(sheets: pd.DataFrame) -> pd.DataFrame:
    """Return product groups of sales aims without proof, or without an answer (`LACKING`)."""
    own = sheets[sheets["objective"].isin(SALES_AIMS) & (sheets["product_group"] != "")]
    rows = []
    for what, column in (("argument", "has_proof"), ("answer", "has_answers")):
        part = own[~own[column] & (own["has_proof"] if what == "answer" else True)]
        for group, each in part.groupby("product_group"):
            n = each["customer_id"].nunique()
            rows.append((group, what, each["visit_key"].nunique(), n, float(each["worth"].sum())))
    return pd.DataFrame(rows, columns=LACKING.split())


def _argued(keyed: pd.DataFrame, arguments: pd.DataFrame) -> pd.DataFrame:
    """Return the first argument of the group: for the segment, else for every one."""
    texts = TEXTS.split()
    empty = pd.DataFrame("", index=keyed.index, columns=texts)
    if arguments.empty:
        return empty
    known = arguments.copy()
    for name in (*texts, "segment", "product_group"):
        known[name] = known[name].fillna("").astype(str) if name in known else ""
    own = known[known["segment"] != ""].drop_duplicates(["segment", "product_group"])
    every = known[known["segment"] == ""].drop_duplicates("product_group")
    first = keyed[["segment", "product_group"]].merge(own, how="left")[texts]
    rest = keyed[["product_group"]].merge(every[["product_group", *texts]], how="left")[texts]
    found = first.where(first["benefit"].notna(), rest).fillna("")
    return found.set_axis(keyed.index).astype("object")


def _plays(ground: Ground, keyed: pd.DataFrame, plays: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the play of the stage of the customer's largest open deal, in both languages."""
    if plays.empty:
        return [""] * len(keyed), [""] * len(keyed)
    deals = ground.facts["opportunities"]
    end = pd.Timestamp(ground.month.last)
    open_ = deals[deals["closed_on"].isna() | (deals["closed_on"] > end)].sort_values("amount")
    stage = open_.drop_duplicates("customer_id", keep="last").set_index("customer_id")["stage"]
    before = plays[plays["phase"] != "after"].drop_duplicates("stage").set_index("stage")
    is_deal = keyed["why"] == "open_deal"
    of = keyed["customer_id"].map(stage).where(is_deal)
    texts = [of.map(before[name]).astype("object") for name in ("name", "name_zh")]
    found = (one.fillna("").astype(str).tolist() for one in texts)
    first, second = found
    return first, second
