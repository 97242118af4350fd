"""Cards: what a room shows on the page of one rep, one customer or another subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from salesnb.contracts.results import Result
from salesnb.i18n import N_

NOT_ASSESSED = N_("not yet assessed")
INFORMATION = N_("Information card")
STRATEGY = N_("Strategy card")
REVIEW = N_("Monthly review card")
SHEETS = (INFORMATION, STRATEGY, REVIEW)  # of a customer, in their order; '' stands last
ROWS = 9  # of a table, where a part does not say otherwise: a card is one page


def _silent(rows: Result) -> Sequence[Any]:
    return ()


@dataclass(frozen=True)
class CardPart:
    """One section of a card.

    `subject` is the dimension of those who have such a card (`rep`), `frame` a result of the room,
    or one that another workbook writes under its own name. A subject's rows are those that name it
    in the column `by`; where none is named in `rep_id`, or else as `node` of `dimension` `rep`.
    `only` says which rows count: a column that is true, or a value as `span=month`. `says` returns
    the sentences about these rows; `columns` (blank-separated, `a+b` for words that stand together)
    are shown as a table of `rows` rows at most (0: of all); as steps: a bar per column of the one
    row, from the first to the last, which is their sum; as facts: a line per column of the one row,
    what is not known is left out; or as a list: the values of the first column, one after the
    other. `groups` is a column whose values have a table each. `boxes` (msgids) are left blank, to
    be filled in by hand, and so are `signed`, lines for names and a day. Without rows a card says
    `nothing` (msgid); '' leaves the section out. `opens`: whoever has rows here has a card, its
    sentences stand at the top, and its `columns` stand in the list of cards. `sheet` (msgid) is the
    sheet of the card on which it stands: those of a customer are `SHEETS`, and others follow them.
    """

    subject: str
    frame: str
    title: str = ""
    says: Callable[[Result], Sequence[Any]] = _silent
    columns: str = ""
    shape: Literal["table", "steps", "facts", "list"] = "table"
    groups: str = ""
    nothing: str = NOT_ASSESSED
    opens: bool = False
    sheet: str = ""
    only: str = ""
    by: str = ""
    rows: int = ROWS
    boxes: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
