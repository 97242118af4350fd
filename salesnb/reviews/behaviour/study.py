"""Behaviour that flatters the figures: who stands out, the rows, the innocent explanation.

Four kinds are looked for: orders moved to the month's end, shelves filled beyond what is sold on,
commitments below what can be expected, visits that cannot have been made. Of each kind all actors
are judged together, so that the share of false ones among those called suspects is held.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import ROWS, Found, Frames, judged
from salesnb.reviews.behaviour.loading import find_loading
from salesnb.reviews.behaviour.sandbagging import find_sandbagging
from salesnb.reviews.behaviour.stuffing import find_stuffing
from salesnb.reviews.behaviour.visits import find_invented

RATE = 0.1  # of those called suspects that chance may make
KINDS = ("loading", "stuffing", "sandbagging", "invented_visits")
NEEDS = {
    "loading": ("order_days",),
    "stuffing": ("sell_out", "sales_cube"),
    "sandbagging": ("forecast_submissions",),
    "invented_visits": ("visits",),
}
READS = {
    "order_days": "day customer_id rep_id n_orders n_lines net_amount",
    "order_cube": "month customer_id rep_id net_amount",
    "sales_cube": "month product_id customer_id rep_id quantity net_amount",
    "price_exceptions": "customer_id product_id rep_id month promotion_id quantity n_lines",
    "promotions": "promotion_id starts_on ends_on",
    "product_prices": "product_id valid_from list_price",
    "sell_out": "customer_id product_id period_start sell_out_quantity stock_quantity",
    "forecast_submissions": "submitted_on rep_id period_start commit_amount",
    "customer_reps": "customer_id rep_id valid_from valid_to credit_share role",
    "absences": "rep_id absent_on day_part",
    "visits": "visit_id rep_id customer_id visit_date started_at ended_at status"
    " check_in_latitude check_in_longitude",
    "customers": "customer_id latitude longitude",
    "reps": "rep_id road_speed cost_per_hour",
}
FLAGS = [
    *("kind", "actor_kind", "actor_id", "state", "explanation", "since", "n_months", "observed"),
    *("expected", "excess", "amount", "n_found", "n_looked_at", "p_value", "q_value", "p_left"),
    *("q_left", "least_seen"),
]
ACTORS = [
    *("kind", "actor_kind", "actor_id", "state", "reason", "excess", "n_found", "n_looked_at"),
    *("p_value", "q_value", "q_left", "least_seen"),
]
STATES = ("suspect", "explained", "clear", "not_judged")
JUDGED = [
    *("kind", "n_actors", "n_judged", "n_suspects", "n_explained", "n_not_judged", "n_false"),
    *("rate", "least_seen"),
]


def find_behaviour(
    facts: Frames, *, month: Month, calendar: WorkCalendar, rate: float = RATE
) -> dict[str, pd.DataFrame]:
    """Return the frames behaviour_flags, _rows, _judged, _actors and _unjudged.

    `facts`: the frames and columns of `READS`; one that is missing counts as empty. All shares are
    0 to 1, money is in the company's currency. What observed, expected, excess, amount and a row
    are, the function of each kind says.

    - behaviour_flags: a row per kind and actor that stands out, suspects first, the largest amount
      first. `state` is `suspect`, or `explained` by what the tables hold (`explanation`); of a
      suspect `explanation` is what to ask for. p and q values are by chance alone, `p_left` and
      `q_left` once the explanation is taken out. `least_seen`: the excess that would have been seen
      with a chance of 0.8.
    - behaviour_rows: the days with orders, months or visits behind each flag, by place.
    - behaviour_judged: a row per kind, with how many of the suspects may be chance (`n_false`) and
      the median `least_seen`.
    - behaviour_actors: a row per kind and actor, the `clear` and the `not_judged` ones too, these
      with their `reason`.
    - behaviour_unjudged: how many actors of a kind could not be judged, and why (`no_data` where a
      table is empty).

    Commitments are held against what customers bought, not against targets.
    """
    there = _complete(facts)
    finders: dict[str, Callable[[], Found]] = {
        "loading": lambda: find_loading(there, month=month, calendar=calendar),
        "stuffing": lambda: find_stuffing(there, month=month),
        "sandbagging": lambda: find_sandbagging(there, month=month),
        "invented_visits": lambda: find_invented(there, month=month),
    }
    actors, rows = [], []
    for kind, finder in finders.items():
        found = finder()
        own = judged(found.actors, rate).assign(kind=kind)
        out = own.loc[own["state"].isin(STATES[:2]), "actor_id"]
        actors.append(own)
        rows.append(found.rows[found.rows["actor_id"].isin(out)].assign(kind=kind))
    every = pd.concat(actors, ignore_index=True)
    behind = pd.concat(rows, ignore_index=True)
    behind["place"] = behind.groupby(["kind", "actor_id"]).cumcount() + 1
    return {
        "behaviour_flags": _flags(every),
        "behaviour_rows": behind[["kind", "place", *ROWS]],
        "behaviour_judged": _judged(every, rate),
        "behaviour_actors": _sorted(every)[ACTORS].reset_index(drop=True),
        "behaviour_unjudged": _unjudged(every, there),
    }


def _complete(facts: Frames) -> dict[str, pd.DataFrame]:
    """Return the frames that are read; empty where a company has none."""
    return {
        name: facts.get(name, pd.DataFrame(columns=columns.split())).pipe(_typed)
        for name, columns in READS.items()
    }


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    if len(frame):
        return frame
    days = [
        one
        for one in map(str, frame)
        if one.endswith(("_on", "_at", "_start", "_from", "_to", "_date"))
    ]
    days = [one for one in [*days, "day"] if one in frame]
    return frame.astype(dict.fromkeys(days, "datetime64[s]"))


def _sorted(every: pd.DataFrame) -> pd.DataFrame:
    """Return actors by kind, suspects before explained ones, the largest amount first."""
    place = every["kind"].map({kind: n for n, kind in enumerate(KINDS)})
    rank = every["state"].map({state: n for n, state in enumerate(STATES)})
    who = every["kind"].map(lambda kind: "customer" if kind == "stuffing" else "rep")
    ordered = every.assign(place=place, rank=rank, actor_kind=who.astype("str"))
    by = ["place", "rank", "amount", "actor_id"]
    return ordered.sort_values(by, ascending=[True, True, False, True])


def _flags(every: pd.DataFrame) -> pd.DataFrame:
    flags = every[every["state"].isin(STATES[:2])]
    return _sorted(flags)[FLAGS].reset_index(drop=True)


def _judged(every: pd.DataFrame, rate: float) -> pd.DataFrame:
    rows = []
    for kind in KINDS:
        own = every[every["kind"] == kind]
        n = own["state"].value_counts()
        suspects, unjudged = int(n.get("suspect", 0)), int(n.get("not_judged", 0))
        rows.append(
            {
                "kind": kind,
                "n_actors": len(own),
                "n_judged": len(own) - unjudged,
                "n_suspects": suspects,
                "n_explained": int(n.get("explained", 0)),
                "n_not_judged": unjudged,
                "n_false": suspects * rate,
                "rate": rate,
                "least_seen": own["least_seen"].median(),
            }
        )
    return pd.DataFrame(rows, columns=JUDGED)


def _unjudged(every: pd.DataFrame, facts: Frames) -> pd.DataFrame:
    own = every[every["state"] == "not_judged"]
    counts = own.groupby(["kind", "reason"]).size().rename("n_actors").reset_index()
    lacking = [
        (kind, "no_data", 0)
        for kind, tables in NEEDS.items()
        if any(not len(facts[name]) for name in tables)
    ]
    return pd.concat(
        [counts, pd.DataFrame(lacking, columns=["kind", "reason", "n_actors"])], ignore_index=True
    )
