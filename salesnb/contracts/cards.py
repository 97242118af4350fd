"""Cards: what a room shows on the page of one rep, one customer or another subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from salesnb.contracts.results import Result
from salesnb.i18n import N_

NOT_ASSESSED = N_("not yet assessed")


def _silent(rows: Result) -> Sequence[Any]:
    return ()


@dataclass(frozen=True)
class CardPart:
    """One section of a card.

    `subject` is the dimension of those who have such a card (`rep`), `frame` a result of the room,
    or one that another workbook writes under its own name. A subject's rows are those that name it
    in the column `rep_id`, or else as `node` of `dimension` `rep`. `says` returns the sentences
    about these rows; `columns` (blank-separated, `a+b` for words that stand together) are shown as
    a table, or as steps: a bar per column of the one row, from the first to the last, which is
    their sum. `groups` is a column whose values have a table each. Without rows a card says
    `nothing` (msgid); '' leaves the section out. `opens`: whoever has rows here has a card, its
    sentence stands at the top, and its `columns` stand in the list of cards.
    """

    subject: str
    frame: str
    title: str = ""
    says: Callable[[Result], Sequence[Any]] = _silent
    columns: str = ""
    shape: Literal["table", "steps"] = "table"
    groups: str = ""
    nothing: str = NOT_ASSESSED
    opens: bool = False
