"""The mapping file: found, read and validated.

A mapping is a TOML file: shipped ones in `data/mappings/` are used by name, a company's own
by its path. The models below are all that may stand in it; how expressions read is declared in
`expressions`. `docs/own-company.md` explains both with an example.
"""

from __future__ import annotations

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
from salesnb.sources.map.faults import Faults


def _listed(value: Any) -> Any:
    """Return one value as a list of one."""
    return [value] if isinstance(value, str | dict) else value


def _documents(value: Any) -> Any:
    """Return the columns of one document as a list of one such list."""
    listed = _listed(value)
    return [listed] if listed and all(isinstance(one, str) for one in listed) else listed


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
    still inside. A table with one day per row, such as rates, gives the last row up to that day:
    `as_of` is its day, and a row older than `within_days` does not count. `inner` leaves rows
    without a partner out; with `required` it is a fault to use one that is not there. A row may
    only become several when `grows` says so.
    """

    table: str
    name: str = ""
    on: dict[str, str] | list[str]
    how: Literal["left", "inner", "required"] = "left"
    where: str = ""
    grows: bool = False
    optional: bool = False
    at: str = ""
    valid_from: str = ""
    valid_to: str = ""
    end: Literal["exclusive", "inclusive"] = "exclusive"
    as_of: str = ""
    within_days: int | None = Field(None, ge=0)

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
        if self.as_of and (self.valid_from or self.valid_to or self.end == "inclusive"):
            raise ValueError(t("give `as_of`, or `valid_from`, `valid_to` and `end`"))
        if bool(self.at) != bool(self.valid_from or self.valid_to or self.as_of):
            raise ValueError(t("a lookup on a day needs at, and valid_from or valid_to, or as_of"))
        if self.within_days is not None and not self.as_of:
            raise ValueError(t("within_days needs as_of"))
        return self


class Part(_Declared):
    """Rows of one canonical table: from which files, with which columns.

    Several names in `from` (also `orders_*`) are put under one another. `optional` are
    columns that some or all of the files may lack. `carry_down` lists columns that are filled in
    the first row of a document only (merged cells): a row in which the first of them is blank
    continues the document above. `leaves_out` is the share of the rows and of the money that
    `where` and inner joins may leave out, where it is not the gate's. `distinct` keeps one of
    equal rows, or the first row of each key that it lists; `group_by` makes one row of all that
    agree in the columns that it lists.
    """

    from_: Names = Field(alias="from", min_length=1)
    optional: Names = []
    carry_down: Annotated[list[list[str]], BeforeValidator(_documents)] = []
    join: Annotated[list[Join], BeforeValidator(_listed)] = []
    where: str = ""
    leaves_out: float | None = Field(None, ge=0, le=1)
    distinct: bool | list[str] = False
    group_by: Names = []
    columns: dict[str, Column] = {}

    @model_validator(mode="after")
    def _grouped_fully(self) -> Part:
        if self.group_by and (self.distinct or not self.columns):
            raise ValueError(t("`group_by` needs `columns`, and no `distinct` beside it"))
        return self

    def chooses_among_rows_of(self, other: Part) -> bool:
        """Return whether the rows of both parts are the same before a filter chooses."""
        same = ("from_", "optional", "carry_down", "join", "group_by")
        return all(getattr(self, name) == getattr(other, name) for name in same)

    @property
    def needs_order(self) -> bool:
        """Whether the part looks at the order of the rows in their file."""
        texts = [self.where, *(column.is_ for column in self.columns.values())]
        return bool(self.carry_down) or any("row_number" in text for text in texts)


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

    @property
    def needs_order(self) -> bool:
        """Whether some part looks at the order of the rows in their file."""
        every = [*self.prepare.values(), *self.tables.values()]
        return any(part.needs_order for parts in every for part in parts)

    def reads(self, raw: str) -> bool:
        """Return whether a raw table of that name is read: a `from` or `join` names it."""
        every = [*self.prepare.values(), *self.tables.values()]
        parts = [part for parts in every for part in parts]
        named = [name for part in parts for name in (*part.from_, *(j.table for j in part.join))]
        return any(fnmatchcase(raw, pattern) for pattern in named)


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
