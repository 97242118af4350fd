"""Parts of a result: its rows by the values of a column, read once for all of them.

A pack has thousands of cards, each of which shows the rows of one subject. `parts_of` walks through
a result once and hands out its rows; a `Part` is read like any `Result`, and its numbers are cited
as those of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import pandas as pd

from salesnb.contracts.results import Result, Row


class Part(Result):
    """Some rows of a result, read with all others at one stroke: a card's, of thousands.

    Their frame is only made where somebody asks for it.
    """

    def __init__(self, whole: Result, places: Sequence[int], held: Sequence[Row]) -> None:
        kept = {"contract": whole.contract, "version": whole.version, "context": whole.context}
        vars(self).update(kept, chosen=whole.chosen, whole=whole, places=places, held=held)

    @cached_property
    def frame(self) -> pd.DataFrame:  # type: ignore[override]
        found: pd.DataFrame = vars(self)["whole"].frame.iloc[list(vars(self)["places"])]
        return found.reset_index(drop=True)

    @property
    def is_empty(self) -> bool:
        return not vars(self)["held"]

    @property
    def first(self) -> Row:
        return vars(self)["held"][0] if not self.is_empty else super().first

    def __iter__(self) -> Iterator[Row]:
        return iter(vars(self)["held"])

    def known(self, columns: str) -> Result:
        own, names = vars(self), columns.split()
        kept = [i for i, row in enumerate(own["held"]) if all(map(row.is_known, names))]
        held = [own["held"][i] for i in kept]
        return Part(own["whole"], [own["places"][i] for i in kept], held)

    def take(self, places: Any) -> Result:
        own = vars(self)
        some = range(len(own["held"]))[places] if isinstance(places, slice) else places
        return Part(own["whole"], [own["places"][i] for i in some], [own["held"][i] for i in some])

    def _of(self, rows: pd.DataFrame) -> Result:
        plain = Result(self.contract, rows.reset_index(drop=True), self.version, self.context)
        return replace(plain, chosen=self.chosen)


def parts_of(whole: Result, column: str) -> dict[str, Part]:
    """Return the rows of each value of a column, in the order in which they come."""
    rows: dict[str, list[Row]] = {}
    places: dict[str, list[int]] = {}
    for place, row in enumerate(whole):
        id = str(row.values[column])
        rows.setdefault(id, []).append(row)
        places.setdefault(id, []).append(place)
    return {id: Part(whole, places[id], own) for id, own in rows.items()}
