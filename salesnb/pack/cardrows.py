"""Whose rows are whose: the rows of a result that belong to the card of each subject."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb.artefacts import Saved
from salesnb.contracts.cards import CardPart
from salesnb.contracts.result_parts import parts_of
from salesnb.contracts.results import Result


def found(saved: Saved, book: str, part: CardPart) -> Result | None:
    """Return the result of a part: that of the room, else the one under its own name."""
    return next(
        (r for name in (f"{book}_{part.frame}", part.frame) if (r := saved.load(name)) is not None),
        None,
    )


def column_of(result: Result, part: CardPart) -> str:
    """Return the column in which a result names the subjects of a part."""
    own = f"{part.subject}_id"
    is_named = own in result.contract.columns and "node" not in result.contract.keys
    return part.by or (own if is_named else "node")


def rows_of(result: Result | None, part: CardPart) -> Mapping[str, Result]:
    """Return the rows of each subject of a part, in their order; stand-ins and blanks have none."""
    if result is None or result.is_empty:
        return {}
    column = column_of(result, part)
    if column not in result.contract.columns:
        return {}
    own = result.members(column)
    if column == "node":
        own = own.keep(own.frame["dimension"] == part.subject)
    if part.only:
        name, _, value = part.only.partition("=")
        own = own.keep(own.frame[name] == value if value else own.frame[name].astype(bool))
    return {id: rows for id, rows in parts_of(own, column).items() if id}
