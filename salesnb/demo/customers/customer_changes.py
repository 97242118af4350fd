"""How the master data of customers came to be what they are: changes of the last months.

`masters.customers` holds the state after all of them; the values before are drawn here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import readings
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

COLUMNS = "customer_id field old_value new_value changed_on recorded_on"
NAMES_ON = 136  # how far the number of a name given up lies from that of the customer
RAISED = (0.5, 0.7, 0.8, 1.3, 1.5, 2.0)  # a new credit limit over the old one
Row = Mapping[Hashable, Any]  # a customer by column
Before = Callable[[np.random.Generator, Truth, Row], dict[str, object]]


def changes_of(truth: Truth, customers: pd.DataFrame) -> pd.DataFrame:
    """Return one row per customer and column that was changed; values as text, '' for none.

    A column of a customer changes once at most. Customers of stories do not change.
    """
    rng = stream(truth.seed, "customer_changes")
    free = [one for one in customers["customer_id"] if one not in truth.stories.customers()]
    left = list(rng.permutation(free))
    by_id = customers.set_index("customer_id", drop=False).astype(object).to_dict("index")
    rows: list[tuple] = []
    for kind, before in KINDS.items():
        for month, number in _numbers(rng, truth, kind):
            for customer in [left.pop() for _ in range(min(number, len(left)))]:
                now = by_id[customer]
                rows += _dated(rng, month, customer, now, before(rng, truth, now))
    table = pd.DataFrame(rows, columns=COLUMNS.split())
    return table.sort_values(["changed_on", "customer_id", "field"], ignore_index=True)


def rolled_back(customers: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the customers as they were before the given changes."""
    before = customers.set_index("customer_id")
    for field, own in changes.groupby("field"):
        old = own.set_index("customer_id")["old_value"]
        is_number = pd.api.types.is_numeric_dtype(before[field])
        before.loc[old.index, field] = pd.to_numeric(old) if is_number else old
    return before.reset_index()[customers.columns]


def _numbers(rng: np.random.Generator, truth: Truth, kind: str) -> list[tuple[Month, int]]:
    """Return how many customers change in each month, the last month first."""
    stated = truth.changes
    mean = getattr(stated, kind) / 12 * truth.n_customers
    numbers = rng.poisson(mean, stated.months)
    numbers[0] = max(numbers[0], stated.least_in_last_month)
    return list(zip(truth.months[: -stated.months - 1 : -1], numbers.tolist(), strict=True))


def _dated(
    rng: np.random.Generator, month: Month, customer: str, now: Row, old: dict[str, object]
) -> list[tuple]:
    """Return the rows of one change on a working day, recorded within the month."""
    work = calendars.build(first_year=month.year, last_year=month.year)
    days = [month.first + dt.timedelta(days=i) for i in range(month.n_days)]
    days = [day for day in days if work.is_working(day)]
    place = int(rng.integers(len(days)))
    recorded = days[min(place + int(rng.integers(0, 3)), len(days) - 1)]
    dates = days[place].isoformat(), recorded.isoformat()
    told = [(field, _text(value), _text(now[field])) for field, value in old.items()]
    return [(customer, *one, *dates) for one in told if one[1] != one[2]]


def _text(value: object) -> str:
    """Return a value as a person would write it, '' where there is none."""
    if value is None or value != value:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _limit(rng: np.random.Generator, truth: Truth, now: Row) -> dict[str, object]:
    """Return the limit before: none where there is none, for it was taken away."""
    factor = RAISED[int(rng.integers(len(RAISED)))]
    if np.isnan(now["credit_limit"]):
        return {"credit_limit": float(rng.integers(2, 20) * 5000)}
    return {"credit_limit": max(1000.0, round(now["credit_limit"] / factor, -3))}


def _contact(rng: np.random.Generator, truth: Truth, now: Row) -> dict[str, object]:
    person, end = int(rng.integers(names.N_PEOPLE)), int(rng.integers(10**8))
    return {"contact_name": readings.contact(person), "phone": readings.phone(end)}


def _settlement(rng: np.random.Generator, truth: Truth, now: Row) -> dict[str, object]:
    others = [one.id for one in truth.cash.terms if one.id != now["settlement_id"]]
    return {"settlement_id": others[int(rng.integers(len(others)))]}


def _owner(rng: np.random.Generator, truth: Truth, now: Row) -> dict[str, object]:
    """Return the name and group under the owner before, and whom one spoke with then.

    Who is in a group now was bought by it; who is in none was sold by one.
    """
    index = int(now["customer_id"][1:]) + NAMES_ON  # no two firms gave up the same name
    name, name_zh = names.company(index, _place(now["region_id"]))
    group = None if isinstance(now["group_id"], str) else readings.group(rng, truth)
    former: dict[str, object] = {
        "group_id": group,
        "name": name.replace(" Co.", " Industrial Co."),
        "name_zh": name_zh.replace("公司", "实业公司"),
    }
    return former | _contact(rng, truth, now)


def _move(rng: np.random.Generator, truth: Truth, now: Row) -> dict[str, object]:
    return _coordinates(rng, now["region_id"])


def _move_away(rng: np.random.Generator, truth: Truth, now: Row) -> dict[str, object]:
    """Return the place before the move, in another region of the same area if there is one."""
    here = _place(now["region_id"])
    others = [one for one in names.REGIONS if one[4] == 2 and one is not here]
    near = [one for one in others if one[3] == here[3]] or others
    old = near[int(rng.integers(len(near)))]
    return {"region_id": old[0], "city": old[1], **_coordinates(rng, old[0])}


def _coordinates(rng: np.random.Generator, region: str) -> dict[str, object]:
    latitude, longitude = _place(region)[5:7]
    return {
        "latitude": round(float(latitude + rng.normal(0, 0.15)), 4),
        "longitude": round(float(longitude + rng.normal(0, 0.15)), 4),
    }


def _place(region: str) -> tuple:
    return next(one for one in names.REGIONS if one[0] == region)


KINDS: dict[str, Before] = {  # what truth.changes calls it -> the values before
    "move_away": _move_away,
    "owner": _owner,
    "move": _move,
    "settlement": _settlement,
    "credit_limit": _limit,
    "contact": _contact,
}
