"""Who speaks for us: people, and customers, with influence on leads and on customers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY
from salesnb.demo.customers import masters
from salesnb.demo.prospects import leads
from salesnb.demo.truths.truth import Truth

RELATION = "recommends"
MOST_FIRMS = 140  # of the largest customers have named contacts
FIRM_SHARE = 0.24  # ... of a smaller company's customers


def firms_with_people(truth: Truth) -> np.ndarray:
    """Return the places of the customers of whom contacts are named: the largest."""
    n = max(1, min(MOST_FIRMS, round(FIRM_SHARE * truth.n_customers)))
    return np.sort(np.argsort(-masters.customer_sizes(truth), kind="stable")[:n])


def people(truth: Truth) -> tuple[list[str], np.ndarray]:
    """Return the ids of the named contacts, and the place of the customer each works at."""
    firms = firms_with_people(truth)
    at = np.repeat(firms, stream(truth.seed, "people").integers(1, 4, len(firms)))
    return [f"PE{i + 1:04d}" for i in range(len(at))], at


def on_leads(truth: Truth) -> pd.DataFrame:
    """Return one row per tie of a contact to a lead: from_id, lead, influence, known_since.

    `lead` is the row in `leads.drawn`; the ties are known before the lead comes.
    """
    rng = stream(truth.seed, "ties on leads")
    found = leads.drawn(truth)
    chosen = np.flatnonzero(rng.random(len(found)) < truth.ties.lead_share)
    since = found["created_on"].to_numpy()[chosen].astype("datetime64[D]")
    table = pd.DataFrame({"from_id": rng.choice(people(truth)[0], len(chosen)), "lead": chosen})
    table["known_since"] = since - rng.integers(10, 400, len(chosen)).astype(DAY)
    return _with_influence(rng, table.assign(from_kind="person"))


def on_customers(truth: Truth) -> pd.DataFrame:
    """Return one row per tie to a customer: from_id, customer, influence, known_since.

    `customer` is its place. They come from contacts at other firms and from large customers.
    """
    rng = stream(truth.seed, "ties on customers")
    n = truth.n_customers
    chosen = np.flatnonzero(rng.random(n) < truth.ties.customer_share)
    persons, at = people(truth)
    who = rng.integers(0, len(persons), len(chosen))
    is_firm = rng.random(len(chosen)) < 0.5
    firms = np.array(masters.customer_ids(truth))[at[who]]
    ids = np.where(is_firm, firms, np.array(persons)[who])
    first = np.datetime64(truth.months[0].first) - np.timedelta64(365, "D")
    span = (np.datetime64(truth.exported_on) - first).astype(int)
    table = pd.DataFrame({"from_id": ids, "customer": chosen})
    table["known_since"] = first + rng.integers(0, span, len(chosen)).astype(DAY)
    table["from_kind"] = np.where(is_firm, "customer", "person")
    table = _with_influence(rng, table)
    return table[at[who] != chosen].reset_index(drop=True)


def _with_influence(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(influence=rng.beta(2, 3, len(table)).round(2))


def influence_on(
    ties: pd.DataFrame, column: str, places: np.ndarray, days: np.ndarray
) -> np.ndarray:
    """Return the influence for us at each place as known on a day; at most one tie per place."""
    own = ties.set_index(column)
    since = own["known_since"].reindex(places).to_numpy().astype("datetime64[D]")
    amount = own["influence"].reindex(places).fillna(0).to_numpy()
    return np.where(since <= np.asarray(days, "datetime64[D]"), amount, 0.0)
