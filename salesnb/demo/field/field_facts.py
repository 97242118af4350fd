"""What the field work is planned and reviewed with: reps' days, checklists, drivers of spend.

Tables keep the rows and columns that their own modules give them; these functions add to them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.truths.truth import Truth

FLAGS = ("has_information", "has_hook", "has_proof", "has_answers", "has_closing")
HOME_DAYS = ("Fri", "Mon", "Wed", None)
HALF_DAYS = ("Thu", "Tue Thu", None)
SPEND_UNITS = {"M1": 1500.0, "M2": 7000.0, "M3": 6.0, "M4": 900.0}  # advert, day, click, guest


def with_days(truth: Truth, reps: pd.DataFrame) -> pd.DataFrame:
    """Return the reps with the length of their day, home and half days, and speeds."""
    rng = stream(truth.seed, "reps days")
    n = len(reps)
    table = reps.assign(day_hours=rng.choice([7.5, 8.0, 8.5], n, p=[0.3, 0.5, 0.2]))
    table["home_days"] = rng.choice(np.array(HOME_DAYS, "object"), n)
    half = rng.choice(np.array(HALF_DAYS, "object"), n)
    table["half_days"] = pd.Series(half, table.index).where(table["home_days"].notna(), None)
    table["city_speed"] = rng.integers(22, 36, n).astype(float)
    table["road_speed"] = rng.integers(60, 81, n).astype(float)
    return table


def with_checklists(truth: Truth, objectives: pd.DataFrame) -> pd.DataFrame:
    """Return the objectives with a baseline and a checklist as full as the readiness says."""
    rng = stream(truth.seed, "visit_objectives checklists")
    ready = np.round(objectives["readiness"].to_numpy() * len(FLAGS))
    order = rng.random((len(objectives), len(FLAGS))).argsort(axis=1).argsort(axis=1)
    flags = {name: order[:, i] < ready for i, name in enumerate(FLAGS)}
    return objectives.assign(baseline=0.0, **flags)


def with_drivers(truth: Truth, spend: pd.DataFrame) -> pd.DataFrame:
    """Return the spend with what it bought: adverts, days at fairs, clicks, guests."""
    rng = stream(truth.seed, "spend drivers")
    cost = spend["marketing_channel_id"].map(SPEND_UNITS).fillna(100.0)
    bought = spend["amount"] / cost / rng.lognormal(0, 0.1, len(spend))
    return spend.assign(driver_quantity=np.maximum(1.0, bought.round()))
