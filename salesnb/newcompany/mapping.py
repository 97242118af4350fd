"""The text of a drafted mapping, and in few lines what it leaves to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from salesnb.contracts import TABLES
from salesnb.errors import visible
from salesnb.i18n import t
from salesnb.newcompany.columns import SEEN, Draft, Part
from salesnb.newcompany.draft import drafted
from salesnb.newcompany.exports import FoundTable
from salesnb.newcompany.guesses import Guess, guesses
from salesnb.newcompany.parts import company_of
from salesnb.newcompany.sheets import sheets

MOST = 5  # lines that say what the draft leaves open
FACTS = ("order_lines", "invoice_lines", "leads", "opportunities")  # one of them is needed
HAN = re.compile("[\u4e00-\u9fff]")  # where headers are Chinese, the defaults fit
SHOWN = 6  # columns that are named in one of them


class Drafted:
    """A mapping drafted for exports: its text, its guesses, what it leaves open, file settings."""

    def __init__(
        self, exports: Path, found: Sequence[FoundTable], *, names_currency: bool = True
    ) -> None:
        self.names_currency = names_currency
        foreign = [one for one in found if one.columns and not _is_canonical(one)]
        self.canonical = {one.name for one in found} - {one.name for one in foreign}
        self.draft: Draft = drafted(company_of(sheets(exports, foreign)), given=self.canonical)
        read = {one.sheet.raw for one in self.draft.parts} | _joined(self.draft)
        self.idle = [one for one in self.draft.company.sheets if one.raw not in read]
        taken = {one.table for one in self.draft.parts} | self.canonical
        others = guesses(one for sheet in self.idle for one in sheet.found[:1])
        self.others = [one for one in others if one.table not in taken]

    @property
    def is_usable(self) -> bool:
        """Whether the mapping fills a table: else there is nothing to switch on."""
        return bool(self.draft.parts) or any(not one.lacking for one in self.others)

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """Return a guess per canonical table and foreign table that it is made of."""
        own = (_guess(part) for one in self._own() for part in one.sources or (one,))
        return (*own, *self.others)

    def files(self) -> dict[str, dict[str, object]]:
        """Return what company.toml must state of the files that the mapping reads."""
        stated: dict[str, dict[str, object]] = {}
        for sheet in self.draft.company.sheets:
            for one in sheet.found:
                known = {**sheet.settings(), **one.settings}
                clear = {key: value for key, value in known.items() if value != "unclear"}
                stated.setdefault(one.file, {}).update(clear)
        return {file: settings for file, settings in stated.items() if settings}

    def open(self) -> list[str]:
        """Return what a person must decide or may look at, in at most `MOST` lines."""
        said = self._every()
        if len(said) <= MOST:
            return said
        rest = t("{n} more are named in {file}", n=len(said) - MOST + 1, file="mapping.toml")
        return [*said[: MOST - 1], rest]

    def text(self) -> str:
        """Return the mapping file."""
        document = tomlkit.document()
        document.add(tomlkit.comment(t("Drafted by `salesnb new` from headers and first rows.")))
        document.add(tomlkit.comment(t("`salesnb new FOLDER --redraft` keeps what you change.")))
        for line in self._every():
            document.add(tomlkit.comment(visible(" ".join(line.split()))))
        if prepared := [one for one in self.draft.parts if one.is_prepared]:
            document.add("prepare", _tables([(one.table, _item(one)) for one in prepared]))
        whole = [(one.table, _plain_item(one)) for one in self.others if not one.lacking]
        document.add("tables", _tables([*((one.table, _item(one)) for one in self._own()), *whole]))
        unfinished = [(one.table, _plain_item(one)) for one in self.others if one.lacking]
        lines = tomlkit.dumps({"tables": _tables(unfinished)}).splitlines() if unfinished else []
        for line in lines:
            document.add(tomlkit.comment(line) if line else tomlkit.nl())
        return tomlkit.dumps(document)

    def _every(self) -> list[str]:
        own = [*self._required(), *self._unclear_days(), *self._unstated()]
        own += [*self.draft.open, *self._unused()]
        tables = {one.table for one in self.guesses} | self.canonical
        if tables & set(FACTS):
            return own
        return [t("none of {names} was recognised: map one of them", names=", ".join(FACTS)), *own]

    def _own(self) -> list[Part]:
        return [one for one in self.draft.parts if not one.is_prepared]

    def _required(self) -> Iterator[str]:
        for one in self.draft.parts:
            if one.lacking:
                names = ", ".join(f"`{name}`" for name in one.lacking)
                yield t(
                    "{table} of {raw}: no column found for {names}, which must be given",
                    table=one.table,
                    raw=one.raw,
                    names=names,
                )

    def _unclear_days(self) -> Iterator[str]:
        for sheet in self.draft.company.sheets:
            if sheet.settings().get("date_order") == "unclear":
                yield t(
                    "{raw}: day or month first? State it: {setting} in company.toml",
                    raw=sheet.raw,
                    setting='date_order = "dmy"',
                )

    def _unstated(self) -> Iterator[str]:
        names = (name for sheet in self.draft.company.sheets for name in sheet.columns)
        if not self.names_currency and not any(HAN.search(name) for name in names):
            yield t(
                "no currency is named: state `currency` and `country` (its holidays) in {file}",
                file="company.toml",
            )

    def _unused(self) -> Iterator[str]:
        idle = [sheet.raw for sheet in self.idle]
        if idle:
            yield t("not used: {names}", names=_listed(idle))
        for sheet in self.draft.company.sheets:
            used = {column for raw, column in self.draft.used if raw == sheet.raw}
            rest = [name for name in sheet.columns if name not in used]
            if rest and sheet.raw not in idle:
                yield t("{raw}: columns not used: {names}", raw=sheet.raw, names=_listed(rest))


def _is_canonical(one: FoundTable) -> bool:
    """Return whether an export has the name and the keys of a canonical table."""
    return one.name in TABLES and set(TABLES[one.name].key) <= set(one.columns)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    n_more = len(names) - SHOWN
    return t("{names} and {n} more", names=shown, n=n_more) if n_more > 0 else shown


def _joined(draft: Draft) -> set[str]:
    return {str(join["table"]) for part in draft.parts for join in part.joins}


def _guess(part: Part) -> Guess:
    columns = {
        name: str(one.get("column", one.get("constant"))) if isinstance(one, dict) else one
        for name, one in part.columns.items()
    }
    return Guess(part.raw, part.table.removesuffix(SEEN), columns, part.lacking, 1.0)


def _tables(items: list[tuple[str, Table]]) -> Table:
    """Return parts under the names of their tables; several of one table as an array."""
    tables = tomlkit.table(is_super_table=True)
    for name in dict.fromkeys(name for name, _ in items):
        parts = [item for own, item in items if own == name]
        tables.add(name, parts[0] if len(parts) == 1 else AoT(parts))
    return tables


def _item(part: Part) -> Table:
    """Return one part as it stands in the file."""
    item = tomlkit.table()
    item.add("from", part.raw)
    if part.joins:
        joins = [_inline(join) for join in part.joins]
        item.add("join", joins[0] if len(joins) == 1 else joins)
    if part.where:
        item.add("where", part.where)
    if part.group_by:
        item.add("group_by", list(part.group_by))
    if part.distinct:
        item.add("distinct", list(part.distinct))
    return _with_columns(item, part.columns, part.lacking)


def _plain_item(guess: Guess) -> Table:
    item = tomlkit.table()
    item.add("from", guess.raw)
    return _with_columns(item, guess.columns, guess.lacking)


def _with_columns(item: Table, columns: dict[str, Any], lacking: tuple[str, ...]) -> Table:
    table = tomlkit.table()
    for name, one in columns.items():
        table.add(name, _inline(one) if isinstance(one, dict) else one)
    for name in lacking:
        table.add(tomlkit.comment(t('{column} = "" is required', column=name)))
    item.add("columns", table)
    return item


def _inline(values: dict[str, Any]) -> Any:
    item = tomlkit.inline_table()
    for key, value in values.items():
        item.add(key, _inline(value) if isinstance(value, dict) else value)
    return item
