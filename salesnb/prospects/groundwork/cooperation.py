"""Whom to cultivate, by whom and how next; whom nobody may use; what competitors' ways do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.prospects.groundwork.cultivating import MOST_PAIRS, Chosen, cultivate, joins, two_steps
from salesnb.prospects.groundwork.facts import texts
from salesnb.prospects.groundwork.network import Brokerage, Floats, brokerage, reach, standing
from salesnb.prospects.groundwork.ties import LEAD, REFUSED, REP, RIVAL, UNKNOWN, Ground
from salesnb.prospects.groundwork.winning import OURS, THEIRS

NOT_OURS_TO_WIN = (REP, RIVAL, LEAD)
MASTERS = ("customer", REP, RIVAL, LEAD)  # kinds with a master table of their own
ORGANISATION = "organisation"
MOST = 200  # people kept by each of the orders in which they are listed
PEOPLE = """
    dimension node kind place reach moves usable added brokerage brokerage_error standing
    n_ties n_rivals rival_id consent rep_id known_by touched_on next_step state
"""
ROUTES = """
    relation n_ties n_rivals n_concern n_deals effect low high smallest verdict
    ours_relation ours_effect answer
"""
SUMMARY = """
    scope n_nodes n_ties n_loops n_unknown n_refused n_concern at_stake chosen bound
    share_of_best n_chosen n_sources is_exact is_direct n_closed
"""


def cultivate_people(ground: Ground, most: int) -> dict[str, pd.DataFrame]:
    """Return `people` (a row per node that has influence) and `network` (one row).

    `state`: `chosen` (the set, best first), `held` (worth more than the least chosen, but a
    concern or refused consent stands against it) or `other`. Ties whose consent was refused are
    never used, nor anybody of whom a tie raises a compliance concern.
    """
    net = ground.net
    if not net.size:
        return {"people": pd.DataFrame(columns=PEOPLE.split()), "network": _nothing(ground)}
    usable = (net.ties["consent"] != REFUSED).to_numpy()
    moves, every = two_steps(net, usable), two_steps(net)
    is_one = ~np.isin(net.kinds, NOT_OURS_TO_WIN)
    is_held = ground.by_node["has_concern"].to_numpy(bool)
    chosen = cultivate(moves, ground.worth, is_one & ~is_held, most)
    between = brokerage(net)
    table = pd.DataFrame(
        {
            "node": net.names,
            "kind": net.kinds,
            "reach": reach(net),
            "moves": _moved(every, ground.worth),
            "usable": _moved(moves, ground.worth),
            "brokerage": between.share,
            "brokerage_error": between.error,
            "standing": standing(net, ground.worth),
        }
    )
    table = _placed(table, chosen)
    table["state"] = _states(table, is_one, is_held)
    stands = (table["reach"] > 0) | (table["brokerage"] > 0)
    table = table[is_one & stands.to_numpy()]
    people = _who(ground, _kept(table)).reindex(columns=PEOPLE.split())
    return {"people": people, "network": _network(ground, chosen, between)}


def _kept(table: pd.DataFrame) -> pd.DataFrame:
    """Return those chosen, and of all others the first `MOST` that are held, move or stand most."""
    found = table["state"] == "chosen"
    for column, rows in (("moves", table["state"] == "held"), ("usable", found | True)):
        found |= table[column].where(rows).rank(ascending=False, method="first") <= MOST
    found |= table["brokerage"].rank(ascending=False, method="first") <= MOST
    return table[found]


def _moved(moves: object, worth: Floats) -> Floats:
    """Return the business that each node moves by itself, directly or over one other."""
    part = moves.copy()  # type: ignore[attr-defined]
    part.data = -np.expm1(-part.data)
    return np.asarray(part @ worth, dtype=float)


def _placed(table: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    place, added = np.zeros(len(table)), np.full(len(table), np.nan)
    place[chosen.places] = np.arange(1, len(chosen.places) + 1)
    added[chosen.places] = chosen.added
    return table.assign(place=place.astype(int), added=added)


def _states(table: pd.DataFrame, is_one: np.ndarray, is_held: np.ndarray) -> np.ndarray:
    """Return which nodes are chosen, and which only a concern or a refusal keeps out."""
    least = table["added"].min() if table["added"].notna().any() else 0.0
    is_refused = (table["usable"] < 0.5 * table["moves"]).to_numpy()
    kept_out = is_one & (is_held | is_refused) & (table["moves"] >= least).to_numpy()
    kept_out &= (table["moves"] > 0).to_numpy()
    return np.select([table["place"] > 0, kept_out], ["chosen", "held"], "other")


def _who(ground: Ground, table: pd.DataFrame) -> pd.DataFrame:
    """Return people with consent, competitors who know them, who of us does, and the next step."""
    own = ground.by_node.loc[table["node"]]
    table = table.assign(n_ties=own["n_ties"].to_numpy(int))
    table["dimension"] = np.where(table["kind"].isin(MASTERS), table["kind"], ORGANISATION)
    table.loc[table["kind"] == "person", "dimension"] = "person"
    rivals = ground.ties[ground.ties["from_kind"] == RIVAL].groupby("to_id")["from_id"]
    table["n_rivals"] = table["node"].map(rivals.nunique()).fillna(0).astype(int)
    table["rival_id"] = texts(table["node"].map(rivals.first()))
    refused, unknown = own["n_refused"].to_numpy(), own["n_unknown"].to_numpy()
    has = table["n_ties"].to_numpy() > 0
    parts = [has & (refused >= table["n_ties"]), unknown > 0, refused > 0]
    table["consent"] = np.select(parts, ["refused", "unknown", "part"], "given")
    table = table.merge(_known_by(ground), on="node", how="left")
    table = table.assign(rep_id=texts(table["rep_id"]), known_by=texts(table["known_by"]))
    touched = _touched(ground)
    table["touched_on"] = touched.reindex(table["node"]).to_numpy("datetime64[ns]")
    concern = ground.by_node["has_concern"].reindex(table["node"]).to_numpy(bool)
    is_refused = (table["consent"] == "refused") | (table["state"] == "held")
    steps = [concern, is_refused, table["rep_id"] == ""]
    steps = [*steps, table["consent"] == "unknown", table["n_rivals"] > 0]
    said = ["approval", "no_consent", "name_rep", "ask_consent", "answer_rival"]
    table["next_step"] = np.select([np.asarray(one, dtype=bool) for one in steps], said, "agree")
    return table


def _known_by(ground: Ground) -> pd.DataFrame:
    """Return who of us is nearest to each node: node, rep_id, known_by.

    First a rep with a tie to it that raises no concern, then who looks after the customer (or the
    one at which a person works), then who sees the organisation most.
    """
    ties = ground.ties
    direct = ties[(ties["from_kind"] == REP) & ~ties["has_concern"] & (ties["consent"] != REFUSED)]
    direct = direct.sort_values("influence", ascending=False, na_position="last")
    parts = [_named(direct["to_id"], direct["from_id"], "tie")]
    customers = ground.facts["customers"]
    looked = pd.Series(texts(customers["rep_id"]).to_numpy(), texts(customers["customer_id"]))
    work = ties[ties["relation"] == "works_at"]
    parts.append(_named(looked.index.to_series(), looked, "customer"))
    parts.append(_named(work["from_id"], texts(work["to_id"].map(looked)), "customer"))
    touches = ground.facts["touches"]
    seen = touches[touches["organisation_id"].notna() & touches["rep_id"].notna()]
    pairs = [texts(seen["organisation_id"]), texts(seen["rep_id"])]
    most = pd.Series(1, seen.index).groupby(pairs).sum().sort_values(ascending=False)
    ends = most.index.to_frame(index=False)
    parts.append(_named(ends.iloc[:, 0], ends.iloc[:, 1], "touches"))
    every = pd.concat(parts, ignore_index=True)
    active = set(_still_here(ground))
    return every[every["rep_id"].isin(active)].drop_duplicates("node")


def _named(node: pd.Series, rep: pd.Series, how: str) -> pd.DataFrame:
    found = {"node": node.to_numpy(object), "rep_id": rep.to_numpy(object)}
    return pd.DataFrame(found).assign(known_by=how)


def _still_here(ground: Ground) -> pd.Series:
    """Return the reps who have not left by the end of the month."""
    reps = ground.facts["reps"]
    gone = pd.to_datetime(reps["left_on"]) <= pd.Timestamp(ground.month.last)
    return texts(reps["rep_id"])[~gone.to_numpy()]


def _touched(ground: Ground) -> pd.Series:
    """Return the last day on which each organisation was seen."""
    touches = ground.facts["touches"]
    own = touches[touches["organisation_id"].notna()]
    return pd.to_datetime(own["touched_on"]).groupby(texts(own["organisation_id"])).max()


def _network(ground: Ground, chosen: Chosen, between: Brokerage) -> pd.DataFrame:
    """Return the row that says what the network is and how good the chosen set is."""
    ties = ground.net.ties
    row = {
        "scope": "total",
        "n_nodes": ground.net.size,
        "n_ties": len(ties),
        "n_loops": ground.net.n_loops,
        "n_unknown": int((ties["consent"] == UNKNOWN).sum()),
        "n_refused": int((ties["consent"] == REFUSED).sum()),
        "n_concern": int(ties["has_concern"].sum()),
        "at_stake": float(ground.worth.sum()),
        "chosen": chosen.worth,
        "bound": chosen.bound,
        "share_of_best": chosen.share_of_best,
        "n_chosen": len(chosen.places),
        "n_sources": between.n_sources,
        "is_exact": between.n_sources >= ground.net.size,
        "is_direct": joins(ground.net) > MOST_PAIRS,
        "n_closed": len(ground.closed),
    }
    return pd.DataFrame([row], columns=SUMMARY.split())


def _nothing(ground: Ground) -> pd.DataFrame:
    loops = ground.net.n_loops
    return pd.DataFrame([dict.fromkeys(SUMMARY.split(), 0) | {"scope": "total", "n_loops": loops}])


def rivals_ways(ground: Ground, found: pd.DataFrame) -> pd.DataFrame:
    """Return how competitors go about it, by kind of tie, and what to do about it.

    `found` as `winning.effects`. `answer`: `imitate` (deals are won less often there, and more
    often with the same kind of tie of ours), `replace` (less often there; more often with a tie of
    ours, of another kind, or of this one where theirs raise concerns), `watch` (less often there,
    and no way of ours goes with winning), `leave` (not less often), `cannot_tell`, `too_few`.
    """
    ties = ground.ties[ground.ties["from_kind"] == RIVAL]
    counted = ties.groupby("relation").agg(
        n_rivals=("from_id", "nunique"), n_concern=("has_concern", "sum")
    )
    ours = found[(found["side"] == OURS) & (found["verdict"] == "more")]
    best = ours.sort_values("effect", ascending=False)
    rows = []
    for row in found[found["side"] == THEIRS].to_dict("records"):
        more = counted.loc[row["relation"]]
        same = best[best["relation"] == row["relation"]]
        named = (same if len(same) else best).head(1).to_dict("records")
        helps = named[0] if named else {"relation": "", "effect": np.nan}
        row |= {"n_rivals": int(more["n_rivals"]), "n_concern": int(more["n_concern"])}
        row |= {"ours_relation": helps["relation"], "ours_effect": helps["effect"]}
        rows.append(row | {"answer": _answer(row, bool(named), len(same) > 0)})
    return pd.DataFrame(rows, columns=ROUTES.split())


def _answer(row: dict, helps: bool, same: bool) -> str:
    if row["verdict"] in ("too_few", "cannot_tell"):
        return str(row["verdict"])
    if row["verdict"] == "more":
        return "leave"
    if same and not row["n_concern"]:
        return "imitate"
    return "replace" if helps else "watch"
