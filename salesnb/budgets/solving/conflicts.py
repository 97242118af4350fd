"""What cannot hold together in an allocation, as a sentence with the amounts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesnb.budgets.solving.asked import Asked, Group
from salesnb.budgets.solving.program import Wanted, is_possible
from salesnb.budgets.solving.scaled import Scaled
from salesnb.errors import ConflictError
from salesnb.i18n import N_, t
from salesnb.i18n.formats import write

FIX = N_("raise the total, or lower or drop one of them")
Side = tuple[int, str]  # a group's place (-1: the total), and which of its bounds


def require_possible(asked: Asked, resource: str) -> None:
    """Raise `ConflictError` where no plan of a resource meets what is asked."""
    rows = np.flatnonzero(asked.resource == resource)
    low, total = float(asked.low[rows].sum()), asked.totals[resource]
    if low > total:
        n = int((asked.low[rows] > 0).sum())
        text = t(
            "the lower bounds of {n} cells add up to {low}, {gap} more than the total of {total}",
            n=n,
            low=amount(asked, low),
            gap=amount(asked, low - total),
            total=amount(asked, total),
        )
        raise ConflictError(text, fix=t(FIX))


def impossible(asked: Asked, scaled: Scaled, wanted: Wanted) -> ConflictError:
    """Return what cannot hold together: a set of which each is needed for the contradiction."""
    sides: list[Side] = [(-1, "highest")]
    for place, one in enumerate(wanted.groups):
        sides += [(place, "lowest")] if one.low > 0 else []
        sides += [(place, "highest")] if np.isfinite(one.high) else []
    for side in list(sides):
        fewer = [one for one in sides if one != side]
        if not is_possible(scaled.curves, _only(wanted, fewer)):
            sides = fewer
    named = "; ".join(_said(asked, scaled, wanted, one) for one in sides)
    text = t(
        "these cannot hold together, as the cells are bounded: {sides}",
        sides=named or t("each cell by itself"),
    )
    return ConflictError(text, fix=t(FIX))


def _only(wanted: Wanted, sides: list[Side]) -> Wanted:
    """Return what is asked without the sides of total and groups that are not listed."""
    groups = [
        Group(
            one.name,
            one.rows,
            one.low if (place, "lowest") in sides else 0.0,
            one.high if (place, "highest") in sides else np.inf,
        )
        for place, one in enumerate(wanted.groups)
    ]
    total = wanted.total if (-1, "highest") in sides else np.inf
    return replace(wanted, groups=groups, total=total)


def _said(asked: Asked, scaled: Scaled, wanted: Wanted, side: Side) -> str:
    place, which = side
    if place < 0:
        return t("the total of {amount}", amount=amount(asked, wanted.total * scaled.size))
    one, size = wanted.groups[place], scaled.size
    least, most = (
        float(ends[one.rows].sum()) * size for ends in (wanted.limits.low, wanted.limits.high)
    )
    if which == "lowest":
        text = t(
            "at least {amount} for {group}", amount=amount(asked, one.low * size), group=one.name
        )
        is_short = most < one.low * size
        why = t("its cells may spend {amount} at most", amount=amount(asked, most))
    else:
        text = t(
            "at most {amount} for {group}", amount=amount(asked, one.high * size), group=one.name
        )
        is_short = least > one.high * size
        why = t("its cells spend {amount} at least", amount=amount(asked, least))
    return f"{text} ({why})" if is_short else text


def amount(asked: Asked, minor: float) -> str:
    """Return an amount of minor units as people write it."""
    return write(minor / asked.minor, "money_full" if asked.minor > 1 else "integer")
