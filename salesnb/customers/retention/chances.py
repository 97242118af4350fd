"""The chance of an order and the sales to be expected of each customer, by two models.

BG/NBD with gamma-gamma (`methods.buying`) and a regression trained one window back. Which of them
speaks is decided on earlier months than those on which it is then judged (`tested`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.customers.retention.purchases import YEAR, Array, Known, Purchases, known_on
from salesnb.methods.buying.back_window import described, fit_back_window
from salesnb.methods.buying.bgnbd import fit_bgnbd
from salesnb.methods.buying.gamma_gamma import fit_gamma_gamma
from salesnb.methods.buying.summaries import DAYS

MODELS = ("bg_nbd", "back_window")
WEEK = DAYS["week"]


@dataclass(frozen=True)
class Stated:
    """What a model states of each customer; missing where it could not be fitted."""

    chance: Array  # of at least one purchase within `ahead` days
    orders: Array  # purchases expected within `ahead` days
    amount: Array  # sales expected within twelve months


def state_all(bought: Purchases, known: Known, *, ahead: int) -> dict[str, Stated]:
    """Return what each model states on the day of `known`, from what was known then."""
    nothing = np.full(len(known.n), np.nan)
    found = {name: Stated(nothing, nothing, nothing) for name in MODELS}
    for name, model in (("bg_nbd", _bg_nbd), ("back_window", _back_window)):
        try:
            found[name] = model(bought, known, ahead)
        except ValueError:  # too few customers, or all alike: the model says nothing
            continue
    return found


def _bg_nbd(bought: Purchases, known: Known, ahead: int) -> Stated:
    has = known.n > 0
    x = known.n - 1.0
    t_x, age = (known.last - known.first) / WEEK, (known.day - known.first) / WEEK
    model = fit_bgnbd(x[has], t_x[has], age[has])
    year = model.expected(x[has], t_x[has], age[has], ahead=YEAR / WEEK)
    worth = _purchase_worth(bought, known)[has]
    return Stated(
        _spread(has, model.chance_of_order(x[has], t_x[has], age[has], ahead=ahead / WEEK)),
        _spread(has, model.expected(x[has], t_x[has], age[has], ahead=ahead / WEEK)),
        _spread(has, year * worth),
    )


def _purchase_worth(bought: Purchases, known: Known) -> Array:
    """Return what a purchase of each customer is worth, by those of its last year."""
    mean = known.year_amount / np.maximum(known.n_year, 1)
    return fit_gamma_gamma(known.n_year, mean).expected(known.n_year, mean)


def _back_window(bought: Purchases, known: Known, ahead: int) -> Stated:
    before = known_on(bought, known.day - ahead)
    seen, now = before.n > 0, known.n > 0
    came, _ = bought.counted(before.day, known.day)
    rows, today = _columns(bought, before)[seen], _columns(bought, known)[now]
    number = fit_back_window(rows, came[seen], kind="poisson")
    found = fit_back_window(rows, came[seen] > 0, kind="logistic")
    chance, orders = (_spread(now, one.stated(today)) for one in (found, number))
    return Stated(chance, orders, _amount_of_year(bought, known, today))


def _amount_of_year(bought: Purchases, known: Known, today: Array) -> Array:
    """Return the sales of twelve months, as a regression trained a year back tells them."""
    before = known_on(bought, known.day - YEAR)
    seen, now = before.n > 0, known.n > 0
    _, came = bought.counted(before.day, known.day)
    try:
        model = fit_back_window(_columns(bought, before)[seen], came[seen], kind="poisson")
    except ValueError:  # no whole year before
        return np.full(len(known.n), np.nan)
    return _spread(now, model.stated(today))


def _columns(bought: Purchases, known: Known) -> Array:
    """Return what is known of each customer as columns of a regression."""
    n_last, last = bought.counted(known.day - 91, known.day)
    _, year = bought.counted(known.day - YEAR, known.day)
    age = np.maximum(known.day - known.first, 1) / WEEK
    summary = pd.DataFrame(
        {
            "n_repeat": np.maximum(known.n - 1, 0),
            "last_age": np.maximum(known.last - known.first, 0) / WEEK,
            "age": age,
            "total_amount": known.total,
        }
    )
    pace = year / np.clip(age / 52, 0.25, 1)  # of who began within the year, as of a whole one
    more = (np.log1p(last), np.log1p(n_last), np.log1p(pace), np.log1p(known.year_amount))
    return np.column_stack([described(summary), *more])


def _spread(mask: np.ndarray, values: Array) -> Array:
    found = np.full(len(mask), np.nan)
    found[mask] = values
    return found
