"""The form of a mapping file, validated: what a person may write, nothing else."""

from __future__ import annotations

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

from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.mapping_faults import Faults


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
        return self.name or self.table

    @property
    def keys(self) -> dict[str, str]:
        """Our key by theirs: what is written on the left of a pair is ours."""
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

    `prepare` makes intermediate tables, in the order written; `tables` the canonical ones.
    Several parts of one table are put under one another. `company` are settings that a new
    company folder starts with, such as the currency of the source.
    """

    where: str = "mapping"
    title: dict[str, str] = {}
    company: dict[str, str | int] = {}
    prepare: dict[str, Parts] = {}
    tables: dict[str, Parts]


def parse_mapping(declared: dict[str, Any], *, where: str) -> Mapping:
    """Return the validated mapping; raise `MappingError` with every fault, closest names named."""
    faults = Faults(where)
    try:
        return Mapping.model_validate({**declared, "where": where})
    except ValidationError as error:
        for one in error.errors():
            _add(faults, dict(one))
    raise faults.error()


def _add(faults: Faults, error: dict[str, Any]) -> None:
    """Add one fault of pydantic in our words."""
    place = [str(part) for part in error["loc"] if not isinstance(part, int)]
    if error["type"] == "extra_forbidden":
        allowed = _keys_beside(place)
        message = t("unknown key; allowed are {keys}", keys=", ".join(allowed))
        return faults.add(".".join(place), message, near=closest(place[-1], allowed))
    if error["type"] == "missing":
        return faults.add(".".join(place), t("must be given"))
    reason = error.get("ctx", {}).get("error") or error["msg"]
    faults.add(".".join(place), t("{found!r}: {reason}", found=error["input"], reason=reason))


def _keys_beside(place: list[str]) -> list[str]:
    """Return the keys that may stand where the unknown one stands."""
    model: type[BaseModel] = Part if len(place) > 2 else Mapping
    if "columns" in place[2:-1]:
        model = Column
    elif "join" in place[2:-1]:
        model = Join
    names: list[object] = []
    for name, info in model.model_fields.items():
        alias = info.validation_alias
        names += alias.choices if isinstance(alias, AliasChoices) else [info.alias or name]
    return [str(name) for name in names if name != "where" or model is not Mapping]
