"""Every text that a person reads, collected from code, notebooks and the index.

Babel reads the Python sources (`N_`, `t`, `tn`); markdown cells and the questions of `index.toml` are
msgids too. `DOMAINS` says which catalogue a source belongs to: one per part, so that a change
of one part leaves the others' files alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from salesnb.i18n import LOCALE, catalogue

PACKAGE = LOCALE.parent
KEYWORDS = {"N_": None, "t": None, "tn": (1, 2)}
DOMAINS = (
    ("contracts/", "contracts"),
    ("settings.py", "settings"),
    ("measures/", "measures"),
    ("sources/mapping", "mapping"),
    ("newcompany", "mapping"),
    ("sources/", "sources"),
    ("snapshot/", "snapshot"),
    ("intake/", "intake"),
    ("findings/intake.py", "intake"),
    ("plots/intake.py", "intake"),
    ("tables/intake.py", "intake"),
    ("sales/", "sales"),
    ("findings/sales", "sales"),
    ("plots/sales.py", "sales"),
    ("tables/sales.py", "sales"),
    ("display.py", "display"),
    ("findings/__init__.py", "display"),
    ("i18n/", "display"),
    ("plots/style.py", "display"),
    ("readme.py", "display"),
    ("pack/", "pack"),
    ("runs/", "runs"),
    ("cli/", "cli"),
    ("", "salesnb"),
)
HEADER = "# Chinese of salesnb; brought up to date by `make translations`."
_SLOT = re.compile(r"\{(\w+)[^}]*\}")
_Key = str | tuple[str, int]


@dataclass(frozen=True)
class Message:
    """One msgid (with its plural where it has one), where it stands, and its catalogue."""

    msgid: str
    plural: str
    place: str
    domain: str


def messages() -> list[Message]:
    """Return every msgid of the installation once, in the order of its sources."""
    found: dict[str, Message] = {}
    for one in (*_from_code(), *_from_notebooks()):
        found.setdefault(one.msgid, one)
    return list(found.values())


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
        if other and not one.domain.startswith("nb_") and wanted != set(_SLOT.findall(other)):
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

    made = Catalog(locale=file.parent.name, fuzzy=False, charset="utf-8", header_comment=HEADER)
    for one in own:
        text = known.get(_key(one), "")
        ids, strings = ((one.msgid, one.plural), (text,)) if one.plural else (one.msgid, text)
        made.add(ids, strings, auto_comments=[one.place.split(":")[0]])
    with file.open("wb") as target:
        write_po(target, made, width=0, no_location=True)
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
    from babel.messages.extract import extract_from_dir

    found = extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords=KEYWORDS)
    for file, line, text, _, _ in sorted(found, key=lambda x: (x[0], x[1])):
        msgid, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, "")
        if msgid:
            yield Message(msgid, plural or "", f"{file}:{line}", _domain(file))


def _from_notebooks() -> Iterator[Message]:
    from salesnb.paths import resource

    folder = resource("notebooks")
    index = tomllib.loads((folder / "index.toml").read_text(encoding="utf-8"))
    for entry in index["workbook"]:
        domain = f"nb_{entry['id']}"
        for key in ("question", "decision"):
            yield Message(entry[key], "", f"notebooks/index.toml {entry['id']}", domain)
        notebook = json.loads((folder / f"{entry['id']}.ipynb").read_text(encoding="utf-8"))
        for place, cell in enumerate(notebook["cells"], start=1):
            if cell["cell_type"] == "markdown":
                text = "".join(cell["source"])
                yield Message(text, "", f"notebooks/{entry['id']}.ipynb cell {place}", domain)


def _domain(file: str) -> str:
    return next(domain for start, domain in DOMAINS if file.startswith(start))


def main() -> int:
    """Update the Chinese catalogues and say what they lack; 1 when translations are missing."""
    lacking = {domain: n for domain, n in update("zh").items() if n}
    for domain, n in sorted(lacking.items()):
        print(f"locale/zh/{domain}.po: {n} to translate")
    return int(bool(lacking))


if __name__ == "__main__":
    raise SystemExit(main())
