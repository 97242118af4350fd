"""Every text that a person reads, collected from code, notebooks and the index.

The calls of `N_`, `t` and `tn` are read from the syntax trees of the Python sources, so those
inside f-strings count too (Babel's own extractor passes them over before Python 3.12); markdown
cells and the questions of `index.toml` are msgids as well. A room has one catalogue with its
workbook; `DOMAINS` says which one other sources belong to.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from salesnb.i18n import LOCALE, catalogue, one_line

PACKAGE = LOCALE.parent
MARKS = {"N_": 1, "t": 1, "tn": 2}  # marking function -> how many of its arguments are texts
DOMAINS = (
    ("contracts/tasks/", "intake"),
    ("contracts/", "contracts"),
    ("settings.py", "settings"),
    ("measures/", "measures"),
    ("sources/map/", "mapping"),
    ("newcompany", "mapping"),
    ("sources/", "sources"),
    ("snapshot/", "snapshot"),
    ("forms/", "forms"),
    ("intake/", "intake"),
    ("sales/", "sales"),
    ("market/", "market"),
    ("customers/", "customers"),
    ("budgets/", "budget"),
    ("targets/", "targets"),
    ("display/", "display"),
    ("findings.py", "display"),
    ("i18n/", "display"),
    ("plots/", "display"),
    ("readme.py", "display"),
    ("pack/", "pack"),
    ("runs/", "runs"),
    ("cli/", "cli"),
    ("", "salesnb"),
)
SHARED = "shared"  # the catalogue of texts that two rooms use
HEADER = "# Chinese of salesnb; brought up to date by `make translations`."
_SLOT = re.compile(r"\{([\w.]+(?::\w+)?)[^}]*\}")
_Key = str | tuple[str, int]


@dataclass(frozen=True)
class Message:
    """One msgid (with its plural where it has one), where it stands, and its catalogue."""

    msgid: str
    plural: str
    place: str
    domain: str
    is_prose: bool = False  # a markdown cell, whose braces are no slots


def messages() -> list[Message]:
    """Return every msgid of the installation once, in the order of its sources.

    A text that stands in the catalogues of two rooms belongs to the shared one.
    """
    found: dict[str, Message] = {}
    rooms = {name.rpartition(".")[2] for name in _rooms().values()}
    for one in (*_from_code(), *_from_notebooks()):
        first = found.setdefault(one.msgid, one)
        if first.domain != one.domain and {first.domain, one.domain} <= rooms | {SHARED}:
            found[one.msgid] = replace(first, domain=SHARED)
    return list(found.values())


def _rooms() -> dict[str, str]:
    """Return the room of each workbook that has one, by the workbook's id."""
    return {entry["id"]: entry["page"] for entry in _index()["workbook"] if entry.get("page")}


def _index() -> dict[str, Any]:
    from salesnb.paths import resource

    return tomllib.loads(resource("notebooks", "index.toml").read_text(encoding="utf-8"))


def missing(lang: str) -> list[Message]:
    """Return the messages without a translation into `lang`."""
    known = catalogue(lang)._catalog  # type: ignore[attr-defined]
    return [m for m in messages() if not known.get(_key(m))]


def wrong_slots(lang: str) -> list[tuple[Message, set[str]]]:
    """Return the messages whose translation has other slots than the msgid, and which."""
    known = catalogue(lang)._catalog  # type: ignore[attr-defined]
    faults = []
    for one in messages():
        other = known.get(_key(one), "")
        wanted = set(_SLOT.findall(one.plural or one.msgid))
        if other and not one.is_prose and wanted != set(_SLOT.findall(other)):
            faults.append((one, wanted ^ set(_SLOT.findall(other))))
    return faults


def update(lang: str) -> dict[str, int]:
    """Bring the catalogues of `lang` up to date; return how many messages each lacks.

    Translations are kept wherever they stood, new msgids come in empty; msgids and whole
    catalogues that no source has any more go.
    """
    known = catalogue(lang)._catalog  # type: ignore[attr-defined]
    by_domain: dict[str, list[Message]] = {}
    for one in messages():
        by_domain.setdefault(one.domain, []).append(one)
    for domain, own in by_domain.items():
        _write(LOCALE / lang / f"{domain}.po", own, known)
    for file in (LOCALE / lang).glob("*.po"):
        if file.stem not in by_domain:
            file.unlink()
    lacking = [one for one in messages() if not known.get(_key(one))]
    return {domain: sum(one.domain == domain for one in lacking) for domain in by_domain}


def _write(file: Path, own: list[Message], known: Mapping[_Key, str]) -> None:
    """Write one catalogue: each msgid with its translation ('' when there is none yet)."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    kept = Catalog(locale=file.parent.name, fuzzy=False, charset="utf-8", header_comment=HEADER)
    for one in own:
        text = known.get(_key(one), "")
        ids, strings = ((one.msgid, one.plural), (text,)) if one.plural else (one.msgid, text)
        kept.add(ids, strings, auto_comments=[one.place.split(":")[0]])
    with file.open("wb") as target:
        write_po(target, kept, width=0, no_location=True)
    _without_people(file)


def _key(one: Message) -> _Key:
    """Return the key of a message in a merged catalogue; that of a plural is its first form."""
    return (one.msgid, 0) if one.plural else one.msgid


def _without_people(file: Path) -> None:
    """Take dates and placeholders out of a header: they would change without a change."""
    fields = "Project-Id-Version|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By"
    text = file.read_text(encoding="utf-8")
    gone = rf'^"(?:{fields}|POT-Creation-Date|PO-Revision-Date):.*\n'
    file.write_text(re.sub(gone, "", text, flags=re.M), encoding="utf-8")


def _from_code() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        for line, texts in marked(path.read_text(encoding="utf-8")):
            plural = texts[1] if len(texts) > 1 else ""
            yield Message(texts[0], plural, f"{file}:{line}", _domain(file))


def marked(source: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return line and texts of every marking call in a source, also of those in f-strings."""
    return sorted(_marked(ast.parse(source)))


def _marked(tree: ast.Module) -> Iterator[tuple[int, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        given = [
            one.value for one in node.args[: MARKS.get(name, 0)] if isinstance(one, ast.Constant)
        ]
        texts = tuple(str(text) for text in given if text)
        texts = tuple(map(one_line, texts)) if name == "N_" else texts
        if texts and len(texts) == MARKS[name]:
            yield node.lineno, texts


def _from_notebooks() -> Iterator[Message]:
    from salesnb.paths import resource

    rooms = _rooms()
    for entry in _index()["workbook"]:
        domain = rooms.get(entry["id"], f"nb_{entry['id']}").rpartition(".")[2]
        for key in ("question", "decision"):
            place = f"notebooks/index.toml {entry['id']}"
            yield Message(entry[key], "", place, domain, is_prose=True)
        file = resource("notebooks", f"{entry['id']}.ipynb")
        notebook = json.loads(file.read_text(encoding="utf-8"))
        for number, cell in enumerate(notebook["cells"], start=1):
            if cell["cell_type"] == "markdown":
                place = f"notebooks/{entry['id']}.ipynb cell {number}"
                yield Message("".join(cell["source"]), "", place, domain, is_prose=True)


def _domain(file: str) -> str:
    """Return the catalogue of a source: that of its room, else that of its part."""
    parts = file.split("/")
    if parts[0] == "pages" and len(parts) > 2:
        return parts[1]
    return next(domain for start, domain in DOMAINS if file.startswith(start))


def main() -> int:
    """Update the Chinese catalogues and say what they lack; 1 when translations are missing."""
    lacking = {domain: n for domain, n in update("zh").items() if n}
    for domain, n in sorted(lacking.items()):
        print(f"locale/zh/{domain}.po: {n} to translate")
    return int(bool(lacking))


if __name__ == "__main__":
    raise SystemExit(main())
