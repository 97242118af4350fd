"""The mapping file: found, read and validated; and the faults of a mapping, gathered.

A mapping is a TOML file: shipped ones in `data/mappings/` are used by name, a company's own
by its path. The models below are all that may stand in it; how expressions read is declared in
`expressions`. `docs/own-company.md` explains both with an example.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from salesnb.errors import MappingError, closest
from salesnb.i18n import did_you_mean, t
from salesnb.paths import inside, read_toml, resource
from salesnb.sources.map.scope import Faulty


def _listed(value: Any) -> Any:
    """Return one value as a list of one."""
    return [value] if isinstance(value, str | dict) else value


Names = Annotated[list[str], BeforeValidator(_listed)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class Column(_Declared):
    """One canonical column: an expression (also just a column's name), or a constant.

    `date` and `number` say how the text is written (`%d.%m.%Y`; `,` as decimal sign);
    `values` replaces codes, others stay as they are.
    """

    is_: str = Field("", validation_alias=AliasChoices("column", "expression"))
    constant: str | int | float | bool | None = None
    date: str = ""
    number: Literal["", ".", ","] = ""
    values: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_origin(self) -> Column:
        if bool(self.is_) == (self.constant is not None):
            raise ValueError(t("give a column, an expression or a constant: one of them"))
        return self


class Join(_Declared):
    """Columns of another table by keys, and where dates are given, by validity on a day.

    `on` lists keys of the same name, or pairs "ours = theirs". With `at`, the row of the
    other table that is valid on that day is taken; `end` says whether `valid_to` itself is
    still inside. `inner` leaves rows without a partner out. A row may only become several
    when `grows` says so.
    """

    table: str
    name: str = ""
    on: dict[str, str] | list[str]
    how: Literal["left", "inner"] = "left"
    where: str = ""
    grows: bool = False
    optional: bool = False
    at: str = ""
    valid_from: str = ""
    valid_to: str = ""
    end: Literal["exclusive", "inclusive"] = "exclusive"

    @property
    def alias(self) -> str:
        """The name under which expressions see the joined table's columns."""
        return self.name or self.table

    @property
    def keys(self) -> dict[str, str]:
        """Our key -> the key of the other table."""
        return self.on if isinstance(self.on, dict) else {one: one for one in self.on}

    @model_validator(mode="after")
    def _dated_fully(self) -> Join:
        if not self.keys:
            raise ValueError(t("on: name at least one key"))
        if bool(self.at) != bool(self.valid_from or self.valid_to):
            raise ValueError(t("a lookup on a day needs at, and valid_from or valid_to"))
        return self


class Part(_Declared):
    """Rows of one canonical table: from which files, with which columns.

    Several names in `from` (also `orders_*`) are put under one another. `optional` are
    columns that some or all of the files may lack. `distinct` keeps one of equal rows, or
    the first row of each key that it lists.
    """

    from_: Names = Field(alias="from", min_length=1)
    optional: Names = []
    join: Annotated[list[Join], BeforeValidator(_listed)] = []
    where: str = ""
    distinct: bool | list[str] = False
    columns: dict[str, Column] = {}


Parts = Annotated[list[Part], BeforeValidator(_listed), Field(min_length=1)]


class Mapping(_Declared):
    """Foreign exports as canonical tables, without code.

    `where` is the file's name. `prepare` makes intermediate tables, in the order written;
    `tables` the canonical ones. Several parts of one table are put under one another. `company`
    are settings that a new company folder starts with, such as the currency of the source.
    """

    where: str = "mapping"
    title: dict[str, str] = {}
    company: dict[str, str | int] = {}
    prepare: dict[str, Parts] = {}
    tables: dict[str, Parts]

    def reads(self, raw: str) -> bool:
        """Return whether a raw table of that name is read: a `from` or `join` names it."""
        every = [*self.prepare.values(), *self.tables.values()]
        parts = [part for parts in every for part in parts]
        named = [name for part in parts for name in (*part.from_, *(j.table for j in part.join))]
        return any(fnmatchcase(raw, pattern) for pattern in named)


class Faults:
    """Collects the faults of one mapping file, `where`, and makes one error of them."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.lines: list[str] = []

    def add(self, path: str, message: str, *, near: str = "") -> None:
        """Add a fault at `path`, the dotted path of a key; `near` is the closest known name."""
        line = f"{self.where}: {path}: {message}"
        if near:
            line += t("; did you mean {near!r}?", near=near)
        if line not in self.lines:
            self.lines.append(line)

    @contextmanager
    def at(self, path: str, written: str = "") -> Iterator[None]:
        """Record a `Faulty` raised inside the block as a fault at `path`, and go on after it.

        `written` is the expression there, shown beside the path.
        """
        try:
            yield
        except Faulty as fault:
            self.add(f"{path} = {written!r}" if written else path, fault.message, near=fault.near)

    def error(self) -> MappingError:
        """Return the error that names every fault."""
        fix = t("correct the mapping, or export the tables that it names")
        if len(self.lines) == 1:
            return MappingError(self.lines[0], fix=fix)
        head = t("{where}: {n} faults", where=self.where, n=len(self.lines))
        return MappingError("\n".join([head, *self.lines]), fix=fix)

    def raise_if_any(self) -> None:
        """Raise the error when there is a fault."""
        if self.lines:
            raise self.error()


def shipped_mappings() -> dict[str, Path]:
    """Return the mappings that ship with salesnb, by name."""
    return {file.stem: file for file in sorted(resource("data", "mappings").glob("*.toml"))}


def mapping_file(name: str, *, folder: Path | None = None) -> Path:
    """Return the file of a shipped mapping, else `name` inside `folder` (the company's).

    Raises `MappingError` when there is neither, `UsageError` when the name leaves the folder.
    """
    shipped = shipped_mappings()
    file = shipped.get(name) or inside(folder or Path(), name)
    if file.is_file():
        return file
    known = ", ".join(shipped)
    raise MappingError(
        t("mapping {name!r}: neither a file nor one of {shipped}", name=name, shipped=known),
        fix=did_you_mean(name, shipped, t("write its name or its path")),
    )


def load_mapping(name: str, *, folder: Path | None = None) -> Mapping:
    """Return the mapping of `mapping_file`, validated.

    Raises `MappingError` with every fault of the file, or what `mapping_file` raises.
    """
    file = mapping_file(name, folder=folder)
    return parse_mapping(read_toml(file, error=MappingError), where=file.name)


def parse_mapping(declared: dict[str, Any], *, where: str) -> Mapping:
    """Return the validated mapping; raise `MappingError` with every fault and the closest names."""
    faults = Faults(where)
    try:
        return Mapping.model_validate({**declared, "where": where})
    except ValidationError as error:
        for one in error.errors():
            _add(faults, dict(one))
    raise faults.error()


def _add(faults: Faults, error: dict[str, Any]) -> None:
    """Record one error of pydantic in our words."""
    keys = [str(part) for part in error["loc"] if not isinstance(part, int)]
    path = ".".join(keys)
    if error["type"] == "extra_forbidden":
        allowed = _allowed_beside(keys)
        message = t("unknown key; allowed are {keys}", keys=", ".join(allowed))
        faults.add(path, message, near=closest(keys[-1], allowed))
    elif error["type"] == "missing":
        faults.add(path, t("must be given"))
    else:
        reason = error.get("ctx", {}).get("error") or error["msg"]
        faults.add(path, t("{found!r}: {reason}", found=error["input"], reason=reason))


def _allowed_beside(path: list[str]) -> list[str]:
    """Return the keys that are allowed where an unknown one was found."""
    model: type[BaseModel] = Part if len(path) > 2 else Mapping
    if "columns" in path[2:-1]:
        model = Column
    elif "join" in path[2:-1]:
        model = Join
    names: list[object] = []
    for name, info in model.model_fields.items():
        alias = info.validation_alias
        names += alias.choices if isinstance(alias, AliasChoices) else [info.alias or name]
    return [str(name) for name in names if name != "where" or model is not Mapping]
