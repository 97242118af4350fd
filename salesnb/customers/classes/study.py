"""All frames of the classes of a month, from facts and what the plan says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.customers.classes import boundaries, explaining, scoring, six_limits
from salesnb.customers.classes.a_year_ago import hold_out
from salesnb.customers.classes.boundaries import Boundaries, Limits
from salesnb.customers.classes.classing import classify, is_grey
from salesnb.customers.classes.scoring import CLASSES, Chances
from salesnb.customers.classes.service import Service, service_of
from salesnb.customers.classes.shown import criteria_table, statements_table
from salesnb.customers.classes.six_limits import Classed
from salesnb.customers.classes.weights import Weights, weigh
from salesnb.customers.criteria.assessed import Assessed, assess
from salesnb.customers.criteria.history import Floats, Frames
from salesnb.customers.criteria.scales import CRITERIA, MONEY
from salesnb.customers.criteria.standard import Standard
from salesnb.months import YEAR, Month
from salesnb.settings import BusinessRules

Decided = Mapping[str, pd.DataFrame]
DRAWS = 400


@dataclass(frozen=True)
class Asked:
    """`hours_a`: hours of a visit to an A customer (0: as company.toml says); `hours`: hours a
    month for visits (0: what the reps have); `certain`: chance below which a class is uncertain.
    """

    hours_a: float = 0.0
    hours: float = 0.0
    certain: float = 0.8


@dataclass(frozen=True)
class Study:
    """Everything that the classes of a month rest on; `frames` are those of the page."""

    assessed: Assessed
    weights: Weights
    service: Service
    limits: Limits
    bounds: Boundaries
    value: Floats
    place: NDArray[np.int8]
    frames: dict[str, pd.DataFrame]


def classify_customers(
    facts: Frames,
    decided: Decided,
    asked: Asked,
    *,
    month: Month,
    rules: BusinessRules,
) -> Study:
    """Return the classes of all customers at the end of a month, and the frames of 05_customers.

    `facts`: what `criteria.assessed.assess` takes, expenses and market_potential, and of the month
    before customer_classes and class_boundaries under `earlier_classes` and `earlier_boundaries`.
    `decided`: sections of the plan: weights, pairs, scales, judgements, lines (of the budget).
    """
    before = _standard_before(facts)
    judged, stated = decided["judgements"], decided["scales"]
    weights = weigh(decided["weights"], decided["pairs"])
    assessed = assess(facts, judged, month=month, standard=before, scales=stated)
    value = scoring.worth(scoring.money_of(assessed), assessed.middle, weights.value)
    service = service_of(facts, judged, rules, month=month, hours_a=asked.hours_a)
    limits = six_limits.limits_of(
        facts, decided["lines"], month, asked.hours, hours_per_rep=rules.hours_per_rep
    )
    bounds = boundaries.find_boundaries(value, service, limits, _cuts_before(facts))
    earlier = _classes_before(facts, assessed.ids)
    place = classify(value, bounds.cuts, earlier)
    found = Study(assessed, weights, service, limits, bounds, value, place, {})
    flipped = explaining.flips(assessed, weights, bounds.cuts)
    classes = _explained(found, flipped, earlier, asked.certain)
    frames = {
        "customer_classes": classes,
        "class_boundaries": _boundaries(assessed, bounds, service).assign(
            n_customers=len(classes),
            n_assumed=six_limits.n_assumed(facts, month, asked.hours),
            assumed_hours=rules.hours_per_rep,
        ),
        "class_table": _table(classes, service, bounds, place),
        "class_moves": _moves(classes),
        "criteria": criteria_table(assessed, weights, flipped),
        "weight_statements": statements_table(weights),
        "flips": flipped,
        "class_limits": six_limits.show_limits(
            facts, Classed(assessed, value, place, service, limits, bounds)
        ),
        **hold_out(facts, weights, service, month=month),
    }
    return replace(found, frames=frames if _are_bounded(found) else frames | _nobody(frames))


def _are_bounded(found: Study) -> bool:
    """Return whether costs of visits are known, or hours, money or capacity are scarce: else
    nothing says that not everybody can be served as an A.
    """
    bounds = found.bounds
    is_scarce = bounds.hour_price > 0 or bounds.money_price > 0 or bounds.a_price > 0
    return bool(is_scarce or found.service.cost.any())


def _nobody(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames that say who has which class, without rows."""
    told = ("customer_classes", "class_table", "class_moves", "flips", "held_out")
    return {name: frames[name].iloc[:0] for name in told}


def _explained(
    found: Study, flipped: pd.DataFrame, earlier: pd.Series, certain: float
) -> pd.DataFrame:
    """Return a row per customer with its class, its chances, and what stands behind them."""
    assessed, weights, cuts = found.assessed, found.weights, found.bounds.cuts
    chances = scoring.chances_of(assessed, weights, cuts, n_draws=DRAWS)
    classes = _classes(assessed, found.value, chances, found.place, earlier)
    classes["deciding"] = explaining.deciding(assessed, weights, cuts)
    classes["is_grey"] = is_grey(chances.share, certain)
    times = classes["customer_id"].map(flipped.groupby("customer_id").size())
    classes["n_flips"] = times.fillna(0).astype(int)
    classes["visits_per_month"] = found.service.visits[found.place]
    classes["hours"] = found.service.hours[found.place]
    return classes


def _standard_before(facts: Frames) -> Standard | None:
    """Return the figures that the month before was scored by, None where there is none."""
    rows = facts.get("earlier_boundaries", pd.DataFrame())
    names = list(Standard.__dataclass_fields__)
    if not len(rows) or not set(names) <= set(rows):
        return None
    return Standard(**{name: float(rows[name].iloc[0]) for name in names})


def _cuts_before(facts: Frames) -> tuple[float, float] | None:
    rows = facts.get("earlier_boundaries", pd.DataFrame())
    if not len(rows):
        return None
    return float(rows["a_from"].iloc[0]), float(rows["b_from"].iloc[0])


def _classes_before(facts: Frames, ids: pd.Index) -> pd.Series:
    """Return each customer's class of the month before, '' where it had none."""
    rows = facts.get("earlier_classes", pd.DataFrame())
    if not len(rows):
        return pd.Series("", index=ids, dtype="object")
    own = rows.set_index(rows["customer_id"].astype("str"))["customer_class"].astype("object")
    return own.reindex(ids).fillna("")


def _classes(
    assessed: Assessed,
    value: Floats,
    chances: Chances,
    place: NDArray[np.int8],
    earlier: pd.Series,
) -> pd.DataFrame:
    """Return a row per customer: class, chances, worth with its range, scores of the criteria."""
    scale, names = assessed.scales[MONEY], np.array([*CLASSES], dtype=object)
    found = pd.DataFrame({"customer_id": assessed.ids, "rep_id": assessed.owners.to_numpy(object)})
    found["customer_class"], found["earlier_class"] = names[place], earlier.to_numpy(object)
    found["proposed_class"] = names[chances.share.argmax(axis=1)]
    found[["p_a", "p_b", "p_c"]] = chances.share
    found["worth"], found["worth_low"], found["worth_high"] = value, chances.low, chances.high
    for name, amounts in (
        ("score", value),
        ("score_low", chances.low),
        ("score_high", chances.high),
    ):
        found[name] = scale.score(amounts)
    found["expected"] = scoring.money_of(assessed)
    found["n_missing"] = assessed.n_missing
    scores = pd.DataFrame(assessed.score, columns=list(CRITERIA))
    rank = {one: i for i, one in enumerate(CLASSES)}
    step = found["customer_class"].map(rank) - found["earlier_class"].map(rank)
    found["moved"] = np.select([step < 0, step > 0], ["up", "down"], "")
    is_first = (found["earlier_class"] == "").to_numpy(bool)
    if not is_first.all():
        found.loc[is_first, "moved"] = "new"
    return pd.concat([found, scores], axis=1)


def _boundaries(assessed: Assessed, bounds: Boundaries, service: Service) -> pd.DataFrame:
    """Return one row: the boundaries, the prices behind them, and what all scores rest on."""
    row = {
        "scope": "total",
        "a_from": bounds.cuts[0],
        "b_from": bounds.cuts[1],
        "is_kept": bounds.is_kept,
        "counted": "margin" if assessed.standard.is_costed else "sales",
        "hour_price": bounds.hour_price,
        "hour_cost": service.hour_cost * YEAR,
        "visit_cost": _visit_cost(service),
        "todays_visits": service.todays,
        "n_curves": service.n_judged,
        **asdict(assessed.standard),
    }
    return pd.DataFrame([row])


def _visit_cost(service: Service) -> float:
    """Return what a visit to a B customer costs, hours and expenses."""
    visits = service.visits[1] * YEAR
    return float(service.cost[1] / visits) if visits > 0 else float("nan")


def _table(
    classes: pd.DataFrame, service: Service, bounds: Boundaries, place: NDArray[np.int8]
) -> pd.DataFrame:
    """Return a row per class: its customers, what they bring and what they take."""
    total = max(float(classes["expected"].sum()), 1e-9)
    rows = []
    for i, name in enumerate(CLASSES):
        own = classes[place == i]
        row = {
            "customer_class": name,
            "n_customers": len(own),
            "n_grey": int(own["is_grey"].sum()),
            "worth_from": bounds.cuts[i] if i < 2 else 0.0,
            "expected": float(own["expected"].sum()),
            "share": float(own["expected"].sum()) / total,
            "visits_per_month": service.visits[i],
            "secured": service.secured[i],
            "hours": len(own) * service.hours[i],
            "cost": len(own) * service.cost[i],
            "n_expected": float(classes[f"p_{name.lower()}"].sum()),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def _moves(classes: pd.DataFrame) -> pd.DataFrame:
    columns = ["customer_id", "rep_id", "moved", "earlier_class", "customer_class", "worth"]
    chance = classes[["p_a", "p_b", "p_c"]].to_numpy().max(axis=1)
    found = classes.assign(chance=chance)[classes["moved"].isin(["up", "down"])]
    return found[[*columns, "chance", "deciding"]].reset_index(drop=True)
