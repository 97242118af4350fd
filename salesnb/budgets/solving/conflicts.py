"""What cannot hold together in an allocation, as a sentence with the amounts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesnb.budgets.given import amount
from salesnb.budgets.solving.asked import Asked, Group
from salesnb.budgets.solving.program import Wanted, is_possible
from salesnb.budgets.solving.scaled import Scaled
from salesnb.errors import ConflictError
from salesnb.i18n import N_, t
from salesnb.methods.saturation import Floats

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
            low=amount(low, asked.minor),
            gap=amount(low - total, asked.minor),
            total=amount(total, asked.minor),
        )
        raise ConflictError(text, fix=t(FIX))
    least = _least(asked)[rows]
    if least.sum() > total:
        text = t(
            "in whole units, with least amounts and fixed costs, {n} cells spend {low} at least,"
            " {gap} more than the total of {total}",
            n=int((least > 0).sum()),
            low=amount(float(least.sum()), asked.minor),
            gap=amount(float(least.sum()) - total, asked.minor),
            total=amount(total, asked.minor),
        )
        raise ConflictError(text, fix=t(FIX))


def _least(asked: Asked) -> Floats:
    """Return the least money of each cell that may not spend nothing."""
    step = np.where((asked.unit > 0) & ~asked.is_locked, asked.unit, 1.0)
    low = np.where(asked.is_locked, asked.low, np.maximum(asked.low, asked.least))
    whole = np.where(asked.low > 0, np.ceil(low / step) * step, 0.0)
    return whole + asked.costs(whole)


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
        return t("the total of {amount}", amount=amount(wanted.total * scaled.size, asked.minor))
    one, size = wanted.groups[place], scaled.size
    least, most = (
        float(ends[one.rows].sum()) * size for ends in (wanted.limits.low, wanted.limits.high)
    )
    if which == "lowest":
        text = t(
            "at least {amount} for {group}",
            amount=amount(one.low * size, asked.minor),
            group=one.name,
        )
        is_short = most < one.low * size
        why = t("its cells may spend {amount} at most", amount=amount(most, asked.minor))
    else:
        text = t(
            "at most {amount} for {group}",
            amount=amount(one.high * size, asked.minor),
            group=one.name,
        )
        is_short = least > one.high * size
        why = t("its cells spend {amount} at least", amount=amount(least, asked.minor))
    return f"{text} ({why})" if is_short else text
