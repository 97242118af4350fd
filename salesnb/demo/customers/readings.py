"""What the master data say of customers: readings that are noisy, partly missing, partly old."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers.traits import traits_of, yearly_amount
from salesnb.demo.truths.customer_truth import Reading
from salesnb.demo.truths.truth import Truth

EMPLOYEES = 32.0  # of a firm that buys as much of our kind as a customer does from us on average
LIMIT_SHARE = 0.25  # of a year's purchases that a customer may owe
RATINGS = (("A", 0.0), ("B", 1.036))  # up to which normal score; C beyond: 50, 35 and 15 %


def master_columns(truth: Truth) -> dict[str, pd.Series]:
    """Return the columns of `customers` that are readings, by name."""
    rng = stream(truth.seed, "customer readings")
    traits, stated = traits_of(truth), truth.readings
    year = yearly_amount(truth)
    old = _growth_since(rng, truth)
    firm, owed = traits.potential / old, LIMIT_SHARE * year * traits.level / old
    staff = _read(rng, stated.n_employees, EMPLOYEES * firm)
    wanted = _read(rng, stated.purchase_potential, year * firm)
    limit = _read(rng, stated.credit_limit, owed)
    return {
        "risk_rating": _ratings(rng, truth),
        "credit_limit": _thousands(limit),
        "n_employees": (5 + staff).round().astype("Int64"),
        "purchase_potential": _thousands(wanted),
        **_contacts(rng, truth.n_customers),
    }


def dealer_columns(truth: Truth) -> dict[str, pd.Series]:
    """Return what is known of what each customer can do if it is a distributor, by column."""
    rng = stream(truth.seed, "dealer readings")
    traits, stated = traits_of(truth), truth.readings
    able = np.exp(0.7 * traits.capability)
    prices = stated.resale_mean + stated.resale_by_capability * traits.capability
    return {
        "storage_area": (60 + _read(rng, stated.capability, 350 * able)).round(),
        "n_sales_staff": (2 + _read(rng, stated.capability, 3.5 * able)).round().astype("Int64"),
        "n_outlets": (1 + _read(rng, stated.capability, 1.5 * able)).round().astype("Int64"),
        "resale_price_index": pd.Series(prices + rng.normal(0, stated.resale_sd, len(able))).round(
            1
        ),
    }


def true_potential(truth: Truth) -> np.ndarray:
    """Return what each customer truly buys of our kind in a year, at the end."""
    return yearly_amount(truth) * traits_of(truth).potential


def _growth_since(rng: np.random.Generator, truth: Truth) -> np.ndarray:
    """Return the growth of each customer since it was asked: 1 where that was just now."""
    stated, n = truth.readings, truth.n_customers
    least, most = stated.stale_years
    years = np.where(rng.random(n) < stated.stale_share, rng.integers(least, most + 1, n), 0)
    yearly = traits_of(truth).growth + np.log1p(truth.rhythm.annual_growth)
    return np.exp(yearly * years)


def _read(rng: np.random.Generator, reading: Reading, true: np.ndarray) -> pd.Series:
    """Return readings of true values, missing where nobody asked."""
    n = len(true)
    seen = true * np.exp(reading.log_sd * rng.normal(size=n))
    return pd.Series(seen).where(rng.random(n) >= reading.missing_share)


def _thousands(values: pd.Series) -> pd.Series:
    """Return amounts in whole thousands, at least one."""
    return values.clip(lower=1000).round(-3)


def _ratings(rng: np.random.Generator, truth: Truth) -> pd.Series:
    """Return risk ratings from a score that is correlated with how a customer pays."""
    stated, n = truth.readings, truth.n_customers
    weight = stated.rating_correlation
    score = weight * traits_of(truth).payment + np.sqrt(1 - weight**2) * rng.normal(size=n)
    letters = np.select([score < limit for _, limit in RATINGS], [one for one, _ in RATINGS], "C")
    known = rng.random(n) >= stated.rating_missing_share
    return pd.Series(letters, dtype="object").where(known, None)


def _contacts(rng: np.random.Generator, n: int) -> dict[str, pd.Series]:
    """Return whom to speak with at each customer, in both languages, and a telephone number."""
    people, ends = rng.integers(0, names.N_PEOPLE, n), rng.integers(0, 10**8, n)
    return {
        "contact_name": pd.Series([contact(person) for person in people], dtype="object"),
        "phone": pd.Series([phone(end) for end in ends], dtype="object"),
    }


def group(rng: np.random.Generator, truth: Truth) -> str:
    """Return one of the groups that firms belong to."""
    return f"G{rng.integers(truth.changes.n_groups) + 1:02d}"


def groups(truth: Truth) -> list[str | None]:
    """Return the group of each customer, None where it belongs to none."""
    rng = stream(truth.seed, "customer groups")
    is_grouped = rng.random(truth.n_customers) < truth.changes.grouped_share
    return [group(rng, truth) if one else None for one in is_grouped]


def contact(person: int) -> str:
    """Return a person's name in both languages, as it stands on a card."""
    return " ".join(names.person(person))


def phone(end: int) -> str:
    """Return a mobile number with the given last eight digits."""
    return f"139{end:08d}"
