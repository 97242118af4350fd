"""The parameters of workbooks, checked before anything starts."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from salesnb.errors import ParameterError, closest
from salesnb.i18n import t

SET_BY_THE_RUN = ("company", "month", "lang")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a workbook: its type, default and what it is for."""

    name: str
    type: str
    default: object
    help: str


def parameters_of(notebook: Path) -> list[Parameter]:
    """Return the parameters that a workbook declares, in order."""
    import papermill

    found = papermill.inspect_notebook(str(notebook))
    return [
        Parameter(name, one["inferred_type_name"], ast.literal_eval(one["default"]), one["help"])
        for name, one in found.items()
    ]


def parse_assignments(texts: Sequence[str]) -> dict[str, str]:
    """Return NAME=VALUE texts as a mapping; raise `ParameterError` for another form."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise ParameterError(
                t("-p {text!r}: not NAME=VALUE", text=text), fix=t("write -p top=20")
            )
        found[name] = value
    return found


def checked(
    stated: Mapping[str, str], by_workbook: Mapping[str, Sequence[Parameter]]
) -> dict[str, dict[str, object]]:
    """Return the stated values typed, for each workbook that has the parameter.

    Raises `ParameterError` for a name that no workbook has (with the closest), for one that the
    run sets itself, and for a value that is not of the parameter's type.
    """
    known = {p.name for all_ in by_workbook.values() for p in all_}
    for name in stated:
        if name in SET_BY_THE_RUN:
            raise ParameterError(
                t("{name} is set by the run", name=name), fix=t("use --{option}", option=name)
            )
        if name not in known:
            near = closest(name, known)
            fix = (
                t("did you mean {near!r}?", near=near)
                if near
                else t("salesnb show WORKBOOK lists them")
            )
            raise ParameterError(t("no workbook has a parameter {name!r}", name=name), fix=fix)
    return {
        book: {p.name: _value(stated[p.name], p) for p in all_ if p.name in stated}
        for book, all_ in by_workbook.items()
    }


def _value(text: str, parameter: Parameter) -> object:
    kind = type(parameter.default)
    try:
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        return kind(text)
    except (KeyError, ValueError):
        raise ParameterError(
            t("{name} = {text!r}: not {kind}", name=parameter.name, text=text, kind=kind.__name__),
            fix=t("its default is {default!r}", default=parameter.default),
        ) from None
