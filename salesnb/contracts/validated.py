"""Frames as results: with the declared columns, types, key and order, or refused."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts.columns import SHOWN, as_contracted, first_of
from salesnb.contracts.frames import Frame, grain_of
from salesnb.contracts.ordering import ordered
from salesnb.contracts.results import Context, Result
from salesnb.errors import ArtefactError


def result(
    frame: pd.DataFrame,
    contract: Frame,
    *,
    version: str = "draft",
    context: Context | None = None,
) -> Result:
    """Return `frame` as a result: columns, types, key and digits as declared, in total order.

    Raises `ArtefactError` naming result, column, what was found and what was expected.
    """
    _require_columns(frame, contract)
    _require_known_key(frame, contract)
    plain = frame.reset_index(drop=True)
    typed = pd.DataFrame(
        {
            one.name: as_contracted(plain[one.name], one, frame=contract.name).array
            for one in contract.fields
        }
    )
    _require_key(typed, contract)
    return Result(contract, ordered(typed, contract), version, context or Context())


def _require_columns(frame: pd.DataFrame, contract: Frame) -> None:
    found, expected = list(frame.columns), contract.columns
    if sorted(map(str, found)) == sorted(expected):
        return
    missing = [name for name in expected if name not in found]
    extra = [str(name) for name in found if name not in expected]
    parts = [
        f"{word} {', '.join(names)}"
        for word, names in (("lacks", missing), ("also has", extra))
        if names
    ]
    raise ArtefactError(
        f"{contract.name} {' and '.join(parts) or 'has a column twice'}",
        fix="give the declared columns",
    )


def _require_known_key(frame: pd.DataFrame, contract: Frame) -> None:
    for name in contract.keys:
        missing = frame[name].isna().to_numpy()
        if missing.any():
            raise ArtefactError(
                f"{contract.name}/{name}: the key is missing in row {first_of(missing)}",
                fix="name the rest '(unassigned)', or leave the rows out and say so",
            )


def _require_key(frame: pd.DataFrame, contract: Frame) -> None:
    doubled = frame.duplicated(contract.keys, keep=False)
    if doubled.any():
        twice = frame.loc[doubled, contract.keys].head(SHOWN).to_dict("records")
        raise ArtefactError(
            f"{contract.name}: {twice} stands more than once",
            fix=f"its grain is {grain_of(contract)}",
        )
