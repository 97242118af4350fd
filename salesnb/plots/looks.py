"""What marks a member or a meaning in every picture of a pack: colour, marker, hatch, line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salesnb.contracts.results import Result
from salesnb.contracts.shorthand import DIMENSIONS
from salesnb.errors import UsageError
from salesnb.i18n import did_you_mean, t
from salesnb.plots.colours import COLOURS

MEMBERS = ("#0072B2", "#E69F00", "#999933", "#8C5A2B", "#CC79A7", "#56B4E9")  # no good, no bad
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "//", "..", "xx", "--", "++")
LINES = {"plan": "--", "before": ":", "good": "-."}  # others are drawn solid
NARROW = {"before": 1.0}


@dataclass(frozen=True)
class Look:
    """How one member is drawn: never by its colour alone."""

    colour: str
    marker: str
    hatch: str


def colour_of(look: str) -> str:
    """Return the colour of a meaning; raise `UsageError` with the closest one for another name."""
    if look not in COLOURS:
        known = t("the looks are {names}", names=", ".join(COLOURS))
        raise UsageError(t("no look {look!r}", look=look), fix=did_you_mean(look, COLOURS, known))
    return COLOURS[look]


def looks(result: Result, column: str) -> dict[str, Look]:
    """Return the look of each member of a column, the same wherever it is drawn.

    A member of a master table has its place among all of that table, a code its place among its
    words, other texts their place among those of this result.
    """
    found = sorted(result.frame[column].unique())
    known = _known(result, column)
    places = {text: i for i, text in enumerate([*known, *(x for x in found if x not in known)])}
    return {text: _look(places[text]) for text in found}


def _known(result: Result, column: str) -> Sequence[str]:
    one = result.field(column)
    chosen = dict(result.chosen).get(one.within, "") if one.within else ""
    master = one.master or DIMENSIONS.get(str(chosen), "")
    names = result.context.names.get(master, {})
    return sorted(names) if names else list(one.words)


def _look(place: int) -> Look:
    n = len(MEMBERS)
    shifted = (place + place // n) % n  # the colours come again, with another marker and hatch
    return Look(MEMBERS[place % n], MARKERS[shifted], HATCHES[shifted])
