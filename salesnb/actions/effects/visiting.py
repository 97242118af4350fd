"""What another visit brings in orders of the month after: in all, by customer class and by aim.

Reps visit whom they expect to order, so customers that are visited more buy more anyway. Each
customer is compared with itself over months, months with what they brought all customers. What
remains is read in two ways. If reps go where they expect orders, these are above usual already the
month before a visit, and only what comes on top is the visit's: after less before. If reps go
because a customer has just ordered (or not), it is what comes after. Where orders before a visit
are about usual the first way is taken; where they are not, the range holds both.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import AIMS, Array, Panel
from salesnb.methods import within

FEWEST_CUSTOMERS = 20  # with orders and with visits that differ from month to month
FEWEST_ORDERS = 200
FEWEST_MONTHS = 6
ALL = "all"
TIMES = ("after", "same", "before")  # the month after a visit, its own, the one before
ROWS = """kind action outcome customer_class n n_orders n_clusters effect error plain plain_error
    is_unsure"""
UNSURE = 1.0  # standard errors by which orders before a visit differ from usual


def by_class(panel: Panel, classes: pd.Series) -> pd.DataFrame:
    """Return the log effect of another visit on orders of the month after (`ROWS`).

    A row for all customers and one for each class; n are visits, n_orders orders of the months
    that tell it. `classes`: class by customer_id; who has none is in `all` alone.
    """
    own = classes.reindex(panel.customers)
    found = [_row("visit", "visit", ALL, panel)]
    for name in sorted(set(own.dropna()) - {""}):
        found.append(_row("visit", "visit", str(name), panel.part((own == name).to_numpy())))
    return pd.DataFrame(found, columns=ROWS.split())


def by_aim(panel: Panel) -> pd.DataFrame:
    """Return the log effect of a visit with each aim on orders of the month after (`ROWS`)."""
    count = panel.by_aim.sum(axis=(0, 1))
    used = np.flatnonzero(count > 0)
    if not len(used):
        return pd.DataFrame(columns=ROWS.split())
    told = panel.by_aim[:, :, used]
    untold = np.maximum(panel.visits - panel.by_aim.sum(axis=2), 0.0)
    fitted = fit(panel, [*np.moveaxis(told, 2, 0), untold])
    found = []
    for place, aim in enumerate(used):
        row = _counted("aim", AIMS[aim], ALL, panel, panel.by_aim[:, :, aim])
        if fitted is not None and count[aim] >= FEWEST_CUSTOMERS:
            row |= _told(fitted, place, len(used) + 2)
        found.append(row)
    return pd.DataFrame(found, columns=ROWS.split())


def timing(panel: Panel) -> pd.DataFrame:
    """Return how far orders are above usual the month before, of and after a visit, and naively.

    Columns: when (`before`, `same`, `after`, `naive`), effect, error, n_clusters. naive: by how
    much customers with one visit more a month order more, which visits did not do.
    """
    fitted = fit(panel, [panel.visits])
    rows: list[dict[str, object]] = []
    if fitted is not None:
        for place, when in enumerate(TIMES):
            weights = np.zeros(len(fitted.effect))
            weights[place] = 1.0
            effect, error = fitted.combined(weights)
            rows.append({"when": when, "effect": effect, "error": error})
        plain = naive(panel)
        if plain is not None:
            rows.append({"when": "naive", "effect": plain[0], "error": plain[1]})
    found = pd.DataFrame(rows, columns=["when", "effect", "error"])
    return found.assign(n_clusters=fitted.n_clusters if fitted is not None else 0)


def naive(panel: Panel) -> tuple[float, float] | None:
    """Return the log effect of a visit if customers were all alike, and its error."""
    inside = _rows(panel)
    y, x = panel.orders[inside], _lagged(panel.visits, -1)[inside]
    who = np.nonzero(inside)[0]
    month = np.nonzero(inside)[1]
    moved = _pooled(y, x, month, who)
    return moved


def fit(panel: Panel, after: list[Array]) -> within.Estimate | None:
    """Return effects of `after` (a month before), then of all visits: same, and a month later."""
    inside = _rows(panel)
    who, when = np.nonzero(inside)
    moves = panel.visits[inside].std() > 0 if inside.any() else False
    n_told = len(np.unique(who[panel.orders[inside] > 0]))
    enough = panel.orders[inside].sum() >= FEWEST_ORDERS and n_told >= FEWEST_CUSTOMERS
    if not (moves and enough and len(np.unique(when)) >= FEWEST_MONTHS):
        return None
    lagged = [_lagged(one, -1)[inside] for one in after]
    around = [panel.visits[inside], _lagged(panel.visits, 1)[inside]]
    months = (when[:, None] == np.unique(when)[None, 1:]).astype(float)
    x = np.column_stack([*lagged, *around, months])
    codes = np.unique(who, return_inverse=True)[1]
    return within.counts(panel.orders[inside], x, codes)


def _row(kind: str, action: str, customer_class: str, panel: Panel) -> dict[str, object]:
    row = _counted(kind, action, customer_class, panel, panel.visits)
    fitted = fit(panel, [panel.visits])
    return row if fitted is None else row | _told(fitted, 0, 2)


def _told(fitted: within.Estimate, after: int, before: int) -> dict[str, object]:
    """Return the effect after less before, and what comes after alone (`plain`)."""
    one = np.eye(len(fitted.effect))
    effect, error = fitted.combined(one[after] - one[before])
    plain, plain_error = fitted.combined(one[after])
    apart, apart_error = fitted.combined(one[before])
    return {
        "effect": effect,
        "error": error,
        "plain": plain,
        "plain_error": plain_error,
        "is_unsure": abs(apart) > UNSURE * apart_error,
        "n_clusters": fitted.n_clusters,
    }


def _counted(
    kind: str, action: str, customer_class: str, panel: Panel, visits: Array
) -> dict[str, object]:
    inside = _rows(panel)
    return {
        "kind": kind,
        "action": action,
        "outcome": "orders",
        "customer_class": customer_class,
        "n": int(_lagged(visits, -1)[inside].sum()),
        "n_orders": int(panel.orders[inside].sum()),
        "n_clusters": 0,
        **dict.fromkeys(("effect", "error", "plain", "plain_error"), np.nan),
        "is_unsure": False,
    }


def _rows(panel: Panel) -> Array:
    """Return the customer months that have a month before and one after in the record."""
    inside = panel.is_known.copy()
    inside[:, :1] = False
    inside[:, -1:] = False
    return inside


def _lagged(values: Array, by: int) -> Array:
    """Return the values of the month `by` months on (-1: the month before)."""
    return np.roll(values, -by, axis=1)


def _pooled(y: Array, x: Array, month: Array, who: Array) -> tuple[float, float] | None:
    """Return the log slope of `y` on `x` between all rows of a month alike."""
    if not len(y) or x.std() == 0:
        return None
    fitted = within.counts(y, x[:, None].astype(float), np.unique(month, return_inverse=True)[1])
    if fitted is None:
        return None
    return fitted.combined(np.ones(1))
