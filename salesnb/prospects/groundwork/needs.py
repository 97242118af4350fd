"""What authorities and associations need: their log, the calendar of tenders, who sees whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import beta

from salesnb.methods.against_rest import apart, named
from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.facts import Frames, texts
from salesnb.prospects.groundwork.ties import closed_later

TENDER = "tender"
IDLE = ("unworked", "ended")  # nobody works on them: no deal, or one that is over
ALL = "total"
TAILS = (0.025, 0.975)
CALENDAR = """
    need_id organisation kind region_id product_group noted_on decides_on days_left
    amount opportunity_id rep_id stage state
"""
RESULTS = """
    dimension node n_decided n_won n_lost n_no_offer amount_no_offer won_share won_low
    won_high won_rest verdict offered_share offered_low offered_high
"""
SUMMARY = """
    scope n_needs n_open n_ahead amount_ahead n_unworked amount_unworked unworked_won
    first_on n_late n_later n_no_day n_unlinked last_months
"""
WISHES = (
    "need_id organisation kind region_id product_group noted_on decides_on amount state description"
)
SIGNALS = ["product_group", "n_needs", "amount", "n_organisations", "newest_on"]
BODIES = """
    organisation_id kind region_id n_members n_needs amount n_ahead touched_on
    months_since n_touches state
"""
SEEN_WITHIN = 6  # months in which a body with needs is expected to be seen


def read_needs(facts: Frames, month: Month) -> pd.DataFrame:
    """Return the needs noted by the end of the month, with what is known of each.

    `state`: `won`, `lost`, `no_offer`; of those undecided `worked` (a deal is open), `ended` (its
    deal is closed, the result not noted), `unworked`; where the day has passed `late` of a tender
    and `passed` of a wish.
    """
    table, end = facts["needs"], pd.Timestamp(month.last)
    noted = pd.to_datetime(table["noted_on"])
    known = table[~(noted > end).to_numpy()]
    said = {one: texts(known[one]) for one in _TEXTS.split()}
    days = {one: pd.to_datetime(known[one]) for one in ("noted_on", "decides_on")}
    needs = known.assign(**said, **days, amount=known["amount"].astype(float))
    needs = _with_deals(needs, facts["opportunities"], month)
    is_late = needs["decides_on"] <= end
    told = needs["result"].where(
        ~(needs["decides_on"] > end), ""
    )  # a result before its day is not known
    undecided = np.select(
        [
            is_late & (needs["kind"] == TENDER),
            is_late,
            needs["stage"].isin(["won", "lost"]),
            needs["opportunity_id"] != "",
        ],
        ["late", "passed", "ended", "worked"],
        "unworked",
    )
    needs["state"] = told.where(told != "", pd.Series(undecided, needs.index))
    needs["days_left"] = (needs["decides_on"] - end).dt.days.astype(float)
    return needs.reset_index(drop=True)


_TEXTS = """
    need_id organisation kind region_id product_group result opportunity_id description
"""


def _with_deals(needs: pd.DataFrame, deals: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return needs with owner and stage of their deal; '' where none is known.

    Of a deal that closed after the month the stage that it then had is not known any more.
    """
    by = deals.assign(opportunity_id=texts(deals["opportunity_id"])).set_index("opportunity_id")
    stage = texts(by["stage"]).mask(closed_later(deals, month), "unknown")
    found = {"rep_id": texts(by["rep_id"]), "stage": stage}
    named = {one: texts(needs["opportunity_id"].map(found[one])) for one in found}
    return needs.assign(**named)


def look_ahead(needs: pd.DataFrame, month: Month, ahead: int) -> dict[str, pd.DataFrame]:
    """Return `tenders` (what decides in the next `ahead` months), `wishes`, and `needs` (one row).

    Only the day of decision is known, not that by which an offer must be in.
    """
    end, until = pd.Timestamp(month.last), pd.Timestamp((month + ahead).last)
    is_open = needs["state"].isin(["worked", "ended", "unworked"])
    due = needs["decides_on"]
    near = needs[is_open & (due > end) & (due <= until)]
    tenders = near[near["kind"] == TENDER].reindex(columns=CALENDAR.split())
    idle = tenders[tenders["state"].isin(IDLE)]
    results = rates(needs, month)
    whole = results[results["dimension"] == ALL]
    share = float(whole["won_share"].iloc[0]) if len(whole) else np.nan
    row = {
        "scope": "total",
        "n_needs": len(needs),
        "n_open": int(is_open.sum()),
        "n_ahead": len(tenders),
        "amount_ahead": float(tenders["amount"].sum()),
        "n_unworked": len(idle),
        "amount_unworked": float(idle["amount"].sum()),
        "unworked_won": float(idle["amount"].sum()) * share,
        "first_on": idle["decides_on"].min() if len(idle) else pd.NaT,
        "n_late": int((needs["state"] == "late").sum()),
        "n_later": int((is_open & (due > until)).sum()),
        "n_no_day": int((is_open & due.isna()).sum()),
        "n_unlinked": int((needs["state"].isin(["won", "lost"]) & (needs["rep_id"] == "")).sum()),
        "last_months": ahead,
    }
    summary = pd.DataFrame([row], columns=SUMMARY.split())
    wishes = needs[is_open & (needs["kind"] != TENDER)].reindex(columns=WISHES.split())
    found = {"tenders": tenders, "wishes": wishes, "results": results, "needs": summary}
    return found | {"signals": _signals(needs)}


def rates(needs: pd.DataFrame, month: Month, years: int = 3) -> pd.DataFrame:
    """Return how tenders of the last `years` years ended: all, by region, by product group.

    `won_share` is of the offers made, `offered_share` of the tenders decided; intervals are exact
    (Clopper and Pearson). `won_rest` is the share won by all other nodes of the dimension together,
    `verdict` whether the node lies apart from it (`more`, `less`, `alike`, '' where unknown), all
    regions and product groups being one family of comparisons.
    """
    start = pd.Timestamp((month - years * YEAR).last)
    done = needs[needs["state"].isin(["won", "lost", "no_offer"]) & (needs["kind"] == TENDER)]
    done = done[done["decides_on"] > start]
    if done.empty:
        return pd.DataFrame(columns=RESULTS.split())
    parts = [_counted(done, pd.Series(ALL, done.index), ALL)]
    above = [np.array([np.nan])]
    for column, dimension in (("region_id", "region"), ("product_group", "product_group")):
        stated = done[done[column] != ""]
        own = _counted(stated, stated[column], dimension)
        rest, errors = apart(own["n_won"], own["n_won"] + own["n_lost"])
        parts.append(own.assign(won_rest=rest))
        above.append(errors)
    table = pd.concat(parts, ignore_index=True)
    return table.assign(verdict=named(np.concatenate(above)))[RESULTS.split()]


def _counted(done: pd.DataFrame, by: pd.Series, dimension: str) -> pd.DataFrame:
    count = pd.crosstab(by, done["state"]).reindex(
        columns=["won", "lost", "no_offer"], fill_value=0
    )
    missed = done["amount"].where(done["state"] == "no_offer", 0.0).groupby(by).sum()
    n, offered = count.sum(axis=1).to_numpy(), (count["won"] + count["lost"]).to_numpy()
    won = count["won"].to_numpy()
    table = pd.DataFrame({"node": count.index.astype(str), "dimension": dimension})
    table["n_decided"], table["n_won"], table["n_lost"] = n, won, count["lost"].to_numpy()
    table["n_no_offer"] = count["no_offer"].to_numpy()
    table["amount_no_offer"] = missed.reindex(count.index).to_numpy()
    for name, hit, of in (("won", won, offered), ("offered", offered, n)):
        low, high = exact(hit, of)
        share = np.divide(hit, of, out=np.full(len(of), np.nan), where=of > 0)
        table = table.assign(**{f"{name}_share": share, f"{name}_low": low, f"{name}_high": high})
    return table.reindex(columns=RESULTS.split())


def exact(hit: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact 95 % interval of a share (Clopper and Pearson); missing where `of` is 0."""
    hit, of = np.asarray(hit, dtype=float), np.asarray(of, dtype=float)
    with np.errstate(invalid="ignore"):
        low = np.where(hit > 0, beta.ppf(TAILS[0], np.maximum(hit, 1e-9), of - hit + 1), 0.0)
        high = np.where(hit < of, beta.ppf(TAILS[1], hit + 1, np.maximum(of - hit, 1e-9)), 1.0)
    return np.where(of > 0, low, np.nan), np.where(of > 0, high, np.nan)


def _signals(needs: pd.DataFrame) -> pd.DataFrame:
    """Return what bodies wish for, tenders apart, by product group: open needs alone."""
    wishes = needs[(needs["kind"] != TENDER) & needs["state"].isin(["worked", "unworked", "ended"])]
    if wishes.empty:
        return pd.DataFrame(columns=SIGNALS)
    by = wishes.groupby("product_group")
    table = by.agg(
        n_needs=("need_id", "size"),
        amount=("amount", "sum"),
        n_organisations=("organisation", "nunique"),
        newest_on=("noted_on", "max"),
    )
    return table.reset_index()[SIGNALS]


def register(facts: Frames, needs: pd.DataFrame, month: Month, ahead: int) -> pd.DataFrame:
    """Return the register of authorities and associations: needs, tenders ahead, when last seen.

    Needs name their body in words: as the register has it, in either language or in both.
    `state`: `seen`, `overdue` (has open needs and was not seen for half a year), `unseen`.
    """
    bodies, end = facts["organisations"], pd.Timestamp(month.last)
    ids = texts(bodies["organisation_id"])
    table = pd.DataFrame(
        {"organisation_id": ids.to_numpy(), "kind": texts(bodies["kind"]).to_numpy()}
    )
    table["region_id"] = texts(bodies["region_id"]).to_numpy()
    table["n_members"] = bodies["n_members"].to_numpy(float)
    both = needs.assign(organisation_id=_matched(needs["organisation"], bodies))
    recent = both[both["noted_on"] > pd.Timestamp((month - YEAR).last)]
    of_year = recent.groupby("organisation_id").agg(n=("need_id", "size"), amount=("amount", "sum"))
    until = pd.Timestamp((month + ahead).last)
    open_ones = both["state"].isin(["worked", "unworked", "ended"])
    near = both[open_ones & (both["decides_on"] <= until)].groupby("organisation_id").size()
    table["n_needs"] = ids.map(of_year["n"]).fillna(0).astype(int).to_numpy()
    table["amount"] = ids.map(of_year["amount"]).fillna(0.0).to_numpy()
    table["n_ahead"] = ids.map(near).fillna(0).astype(int).to_numpy()
    touches = facts["touches"]
    own = touches[touches["organisation_id"].notna()]
    when = pd.to_datetime(own["touched_on"])
    who, is_past = texts(own["organisation_id"]), when <= end
    last = when[is_past].groupby(who[is_past]).max()
    year = is_past & (when > pd.Timestamp((month - YEAR).last))
    table["touched_on"] = last.reindex(ids).to_numpy("datetime64[ns]")
    table["n_touches"] = ids.map(year.groupby(who).sum()).fillna(0).astype(int).to_numpy()
    table["months_since"] = ((end - table["touched_on"]).dt.days / 30.4375).astype(float)
    is_late = ~(table["months_since"] <= SEEN_WITHIN) & (
        (table["n_ahead"] > 0) | (table["n_needs"] > 0)
    )
    states = ["not_kept", "overdue", "unseen"]
    cases = [pd.Series(own.empty, table.index), is_late, table["touched_on"].isna()]
    table["state"] = np.select([one.to_numpy(bool) for one in cases], states, "seen")
    return table[BODIES.split()]


def _matched(said: pd.Series, bodies: pd.DataFrame) -> pd.Series:
    """Return which organisation of the register a need names, '' where none."""
    known: dict[str, str] = {}
    ids = texts(bodies["organisation_id"]).tolist()
    english, chinese = texts(bodies["name"]).tolist(), texts(bodies["name_zh"]).tolist()
    for one, name, name_zh in zip(ids, english, chinese, strict=True):
        for way in (one, name, name_zh, f"{name} {name_zh}", f"{name_zh} {name}"):
            if way.strip():
                known.setdefault(_plain(way), one)
    return texts(said.map(_plain).map(known))


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
