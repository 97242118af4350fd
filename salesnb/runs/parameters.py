"""The parameters of workbooks, checked before anything starts.

A workbook declares one per line, `top: int = 20  # customers shown [1..100]`: the type is int,
float, bool, str, a list of one of these (`list[int]`), or one of them `| None`. What it may be
stands in brackets at the end: `[1..100]`, `[0..]`, `[..1]`, or the choices `[sum|mean]`.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from salesnb.errors import ParameterError, closest
from salesnb.i18n import t

SET_BY_THE_RUN = ("company", "month", "lang")
_LIST = re.compile(r"list\[(\w+)\]")
_ALLOWED = re.compile(r"\[([^\]]+)\]\s*$")
_BOUND = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(rf"({_BOUND})?\.\.({_BOUND})?")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a workbook: its type, default, what it is for, what it may be."""

    name: str
    type: str
    default: object
    help: str

    @property
    def plain_type(self) -> str:
        """The type of one value: of the list's members, without None."""
        bare = re.sub(r"\s*\|\s*None|None\s*\|\s*|^Optional\[(.*)\]$", r"\1", self.type).strip()
        inner = _LIST.fullmatch(bare)
        return inner[1] if inner else bare or type(self.default).__name__

    @property
    def is_list(self) -> bool:
        return "list[" in self.type

    @property
    def may_be_none(self) -> bool:
        return "None" in self.type or self.type.startswith("Optional")

    @property
    def allowed(self) -> str:
        """What it may be, as written in its help: `1..100`, `sum|mean`, or ''."""
        found = _ALLOWED.search(self.help)
        return found[1].strip() if found else ""


def parameters_of(notebook: Path) -> list[Parameter]:
    """Return the parameters that a workbook declares, in order.

    Raises `ParameterError` for a default that is not a plain value.
    """
    import papermill

    found = papermill.inspect_notebook(str(notebook))
    return [_declared(name, one, notebook.stem) for name, one in found.items()]


def parse_assignments(texts: Sequence[str]) -> dict[str, str]:
    """Return NAME=VALUE texts as a mapping; raise `ParameterError` for another form."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise ParameterError(
                t("-p {text!r}: not NAME=VALUE", text=text), fix=t("write -p top=20")
            )
        if name in found:
            raise ParameterError(t("-p {name}: stated twice", name=name), fix=t("state it once"))
        found[name] = value
    return found


def checked(
    stated: Mapping[str, str], by_workbook: Mapping[str, Sequence[Parameter]]
) -> dict[str, dict[str, object]]:
    """Return the stated values typed, for each workbook that has the parameter.

    Raises `ParameterError` for a name that no workbook has (with the closest), for one that the
    run sets itself, and for a value that is not of the parameter's type or outside its range.
    """
    known = {p.name for all_ in by_workbook.values() for p in all_}
    for name in stated:
        _require_known(name, known)
    return {
        book: {p.name: _value(stated[p.name], p, book) for p in all_ if p.name in stated}
        for book, all_ in by_workbook.items()
    }


def _declared(name: str, one: Mapping[str, str], book: str) -> Parameter:
    """Return a parameter from what papermill found of it in workbook `book`."""
    try:
        default = ast.literal_eval(one["default"])
    except (ValueError, SyntaxError):
        raise ParameterError(
            t(
                "{book}: {name} = {text} is no plain value",
                book=book,
                name=name,
                text=one["default"],
            ),
            fix=t("write a number, a text in quotes, True, False, None or a list"),
        ) from None
    return Parameter(name, one["inferred_type_name"], default, one["help"])


def _require_known(name: str, known: set[str]) -> None:
    """Raise `ParameterError` for a name that may not be stated, or that nobody has."""
    if name in SET_BY_THE_RUN:
        fix = t("name the company first") if name == "company" else t("use --{option}", option=name)
        raise ParameterError(t("{name} is set by the run", name=name), fix=fix)
    if name not in known:
        near = closest(name, known - set(SET_BY_THE_RUN))
        fix = (
            t("did you mean {near!r}?", near=near)
            if near
            else t("salesnb show WORKBOOK lists them")
        )
        raise ParameterError(t("no workbook has a parameter {name!r}", name=name), fix=fix)


def _value(text: str, parameter: Parameter, book: str) -> object:
    """Return the typed value of a text."""
    if parameter.may_be_none and text.strip().lower() in ("", "none"):
        return None
    if parameter.is_list:
        texts = [one.strip() for one in text.strip().removeprefix("[").removesuffix("]").split(",")]
        return [_single(one, parameter, book) for one in texts if one]
    return _single(text, parameter, book)


def _single(text: str, parameter: Parameter, book: str) -> object:
    """Return one typed value of a text, within what the parameter allows."""
    kind = parameter.plain_type
    try:
        value = _KINDS[kind](text)
    except (KeyError, ValueError):
        raise _refused(
            text, parameter, book, t("not {kind}", kind=_words().get(kind, kind))
        ) from None
    _require_allowed(value, text, parameter, book)
    return value


def _require_allowed(value: object, text: str, parameter: Parameter, book: str) -> None:
    """Raise for a value outside the range, or that is none of the choices."""
    allowed = parameter.allowed
    bounds = _RANGE.fullmatch(allowed)
    if bounds and isinstance(value, int | float):
        low, high = (float(one) if one else None for one in bounds.groups())
        if (low is not None and value < low) or (high is not None and value > high):
            raise _refused(text, parameter, book, t("outside {range}", range=allowed))
    elif "|" in allowed:
        choices = [one.strip() for one in allowed.split("|")]
        if str(value) not in choices:
            near = closest(str(value), choices)
            hint = t("did you mean {near!r}?", near=near) if near else ""
            why = t("not one of {choices}", choices=", ".join(choices))
            raise _refused(text, parameter, book, why, hint)


def _refused(
    text: str, parameter: Parameter, book: str, why: str, hint: str = ""
) -> ParameterError:
    return ParameterError(
        f"{book}: {parameter.name} = {text!r}: {why}",
        fix=hint or t("its default is {default!r}", default=parameter.default),
    )


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text.strip().lower()]


def _whole(text: str) -> int:
    if not re.fullmatch(r"\s*[+-]?\d+\s*", text):
        raise ValueError(text)
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_KINDS: Mapping[str, Callable[[str], object]] = {
    "bool": _flag,
    "int": _whole,
    "float": _finite,
    "str": str,
}


def _words() -> dict[str, str]:
    """Return what the types are called."""
    return {
        "bool": t("true or false"),
        "int": t("a whole number"),
        "float": t("a finite number"),
        "str": t("a text"),
    }
