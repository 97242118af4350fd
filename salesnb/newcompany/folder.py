"""A new company folder: what `salesnb new` makes, and what it says about the exports it found."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import tomlkit

from salesnb.contracts import TABLES
from salesnb.errors import CompanyError
from salesnb.i18n import t
from salesnb.newcompany.currency import currency_in
from salesnb.newcompany.exports import FoundTable, found_tables
from salesnb.newcompany.guesses import Guess
from salesnb.newcompany.mapping import Drafted
from salesnb.newcompany.redraft import redrafted
from salesnb.newcompany.samples import with_known_words
from salesnb.paths import open_company, resource
from salesnb.sources.map.declared import Mapping, load_mapping, shipped_mappings

FOLDERS = ("tables", "plan", "inbox")
DRAFT = "mapping.toml"
BEFORE = "mapping.drafted.toml"  # the last draft as it was written, to see what a person changed
IGNORED = "months/\n"
_FEWEST = 2  # columns of a table whose header is compared with what a mapping reads


@dataclass(frozen=True)
class NewCompany:
    """A new company folder, and what was found in its exports.

    `missing` are tables that the mapping needs and the exports lack; `fitting` are shipped
    mappings whose tables are all there. Where there is none, a mapping is drafted: `guesses` say
    what each foreign table may be, `draft` is the file, `open` what it leaves to a person; `kept`
    are the keys that stay as a person wrote them when it is drafted again. `names_currency`: the
    exports say which currency they are in, or company.toml has stated one before.
    """

    root: Path
    exports: Path
    mapping: str
    found: tuple[FoundTable, ...]
    missing: tuple[str, ...] = ()
    fitting: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()
    draft: Path | None = None
    open: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    is_new: bool = True
    names_currency: bool = True

    @property
    def unreadable(self) -> tuple[FoundTable, ...]:
        """Return the files whose encoding must be stated in company.toml."""
        return tuple(one for one in self.found if not one.encoding)


def make_company(
    folder: str | Path, *, mapping: str | None = None, tables: str | Path | None = None
) -> NewCompany:
    """Make a company folder and return what was found in the exports.

    `tables` is the folder (or DuckDB file) where the exports are; they are pointed at, not
    copied. Without it, exports go to the new folder's `tables/`. `mapping` is the name of a
    shipped mapping or a file, which is copied into the folder. Raises `CompanyError` when
    the folder is there already or the exports are not, `MappingError` when the mapping
    cannot be used; nothing is written then.
    """
    root = _free(Path(folder).expanduser())
    exports = _exports(tables, root)
    chosen, file = _chosen(mapping)
    found = tuple(with_known_words(exports, found_tables(exports))) if tables else ()
    source: dict[str, Any] = {"mapping": file.name if file else mapping or ""}
    if tables:
        source["path"] = exports.as_posix()
        source["kind"] = "folder" if exports.is_dir() else "duckdb"
        source["ignore"] = _idle(chosen, found)
        source |= _files(found)
    currency = currency_in(exports, found)
    stated = {**({"currency": currency} if currency else {}), **(chosen.company if chosen else {})}
    _write(root, stated, source)
    if file:
        shutil.copyfile(file, root / file.name)
    names = [one.name for one in found]
    lacking = _lacking(chosen, names) if chosen else ()
    fitting = _fitting(found) if lacking or not chosen else ()
    new = NewCompany(root, exports, mapping or "", found, missing=lacking, fitting=fitting)
    new = replace(new, names_currency=bool(currency))
    return _drafted(new) if found and not (chosen or fitting) else new


def redraft(folder: str | Path) -> NewCompany:
    """Draft the mapping of a company folder again and return it; what a person changed stays.

    The exports are those that its company.toml names. Raises `CompanyError` where they are not
    files, or the company uses a mapping that was not drafted.
    """
    company = open_company(folder)
    source = company.settings.source
    if source.url or source.mapping not in ("", DRAFT):
        raise CompanyError(
            t("{folder}: its mapping is not a draft of `salesnb new`", folder=company.root),
            fix=t("correct the mapping that company.toml names"),
        )
    exports = company.root / Path(source.path).expanduser()
    wanted = (one for one in found_tables(exports) if one.file not in source.ignore)
    found = tuple(with_known_words(exports, wanted))
    return _drafted(NewCompany(company.root, exports, "", found, is_new=False))


def _drafted(new: NewCompany) -> NewCompany:
    """Write the draft of a mapping for foreign tables, switch it on, and return what it says."""
    drafted = Drafted(new.exports, new.found, names_currency=new.names_currency)
    new = replace(new, guesses=drafted.guesses, open=tuple(drafted.open()))
    if not drafted.is_usable:
        return new
    file, before = new.root / DRAFT, new.root / BEFORE
    text, kept = drafted.text(), new.kept
    if file.exists():
        last = before.read_text(encoding="utf-8") if before.exists() else ""
        text, kept = redrafted(file.read_text(encoding="utf-8"), last, text)
    file.write_text(text, encoding="utf-8", newline="\n")
    before.write_text(drafted.text(), encoding="utf-8", newline="\n")
    _switch_on(new, drafted.files())
    return replace(new, draft=file, kept=kept)


def _switch_on(new: NewCompany, files: dict[str, dict[str, object]]) -> None:
    """State in company.toml the mapping, and how numbers and days of its files are written."""
    file = new.root / "company.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    source = document["source"]
    source["mapping"] = DRAFT  # type: ignore[index]
    for name, settings in files.items():
        stated = source.setdefault("files", {}).setdefault(name, {})  # type: ignore[union-attr]
        for key, value in settings.items():
            stated.setdefault(key, value)
    file.write_text(tomlkit.dumps(document), encoding="utf-8", newline="\n")


def _free(root: Path) -> Path:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise CompanyError(
            t("{folder} is there already and is left as it is", folder=root),
            fix=t("name a folder that does not exist yet"),
        )
    return root.resolve()


def _exports(tables: str | Path | None, root: Path) -> Path:
    if tables is None:
        return root / "tables"
    exports = Path(tables).expanduser()
    if not exports.exists():
        raise CompanyError(
            t("{folder}: no such folder", folder=exports), fix=t("name the folder of the exports")
        )
    return exports.resolve()


def _chosen(mapping: str | None) -> tuple[Mapping | None, Path | None]:
    """Return the mapping and, when it is not a shipped one, its file."""
    if not mapping:
        return None, None
    if mapping in shipped_mappings():
        return load_mapping(mapping), None
    file = Path(mapping).expanduser()
    return load_mapping(file.name, folder=file.parent), file


def _write(root: Path, company: dict[str, Any], source: dict[str, Any]) -> None:
    """Write the folder: company.toml from the skeleton with what is known filled in."""
    skeleton = resource("templates", "company", "company.toml").read_text(encoding="utf-8")
    document = tomlkit.parse(skeleton)
    for section, known in (("company", {"name": root.name, **company}), ("source", source)):
        for key, value in known.items():
            document[section][key] = value  # type: ignore[index]
    for name in FOLDERS:
        (root / name).mkdir(parents=True)
    text = tomlkit.dumps(document)
    (root / "company.toml").write_text(text, encoding="utf-8", newline="\n")
    for file in sorted(resource("templates", "company", "plan").glob("*.toml")):
        shutil.copyfile(file, root / "plan" / file.name)
    (root / ".gitignore").write_text(IGNORED, encoding="utf-8", newline="\n")


def _files(found: Iterable[FoundTable]) -> dict[str, Any]:
    """Return what is beyond doubt of single files, as company.toml states it under `source`."""
    stated = {one.file: dict(one.settings) for one in found if one.settings}
    return {"files": stated} if stated else {}


def _idle(mapping: Mapping | None, found: tuple[FoundTable, ...]) -> list[str]:
    """Return the files that the mapping has no use for; none where it does not fit."""
    names = [one.name for one in found]
    if mapping is None or _lacking(mapping, names):
        return []
    used = {one for one in names if one in TABLES or mapping.reads(one)}
    files = {one.file for one in found}
    return sorted(files - {one.file for one in found if one.name in used})


def _needed(mapping: Mapping) -> set[str]:
    """Return the raw tables without which the mapping cannot be used."""
    parts = [
        part for every in (*mapping.prepare.values(), *mapping.tables.values()) for part in every
    ]
    named = {name for part in parts for name in part.from_}
    named |= {join.table for part in parts for join in part.join if not join.optional}
    return named - set(mapping.prepare)


def _matching(needed: set[str], names: Iterable[str]) -> set[str]:
    there = list(names)
    return {one for one in needed if any(fnmatchcase(name, one) for name in there)}


def _lacking(mapping: Mapping, names: Iterable[str]) -> tuple[str, ...]:
    """Return the raw tables that the mapping needs and the exports lack."""
    needed = _needed(mapping)
    return tuple(sorted(needed - _matching(needed, names)))


def _fitting(found: Sequence[FoundTable]) -> tuple[str, ...]:
    """Return the shipped mappings whose tables are all there, with a column that they read."""
    names = [one.name for one in found]
    fitting = []
    for name in shipped_mappings():
        mapping = load_mapping(name)
        if not _lacking(mapping, names) and all(_has_a_column(mapping, one) for one in found):
            fitting.append(name)
    return tuple(fitting)


def _has_a_column(mapping: Mapping, one: FoundTable) -> bool:
    """Return whether a table has a column that a mapping takes from it, where it takes any.

    Programs export the same table with labels or with field names as its header. A table of one
    column is not judged.
    """
    parts = [
        part for every in (*mapping.prepare.values(), *mapping.tables.values()) for part in every
    ]
    reading = [part for part in parts if any(fnmatchcase(one.name, name) for name in part.from_)]
    taken = {column.is_ for part in reading for column in part.columns.values()}
    return len(one.columns) < _FEWEST or not taken or bool(taken & set(one.columns))
