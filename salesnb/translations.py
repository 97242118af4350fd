"""Every text that a person reads, collected from code, notebooks and the index.

Babel reads the Python sources (`N_`, `t`, `tn`); markdown cells and the questions of `index.toml` are
msgids too. `DOMAINS` says which catalogue a source belongs to: one per part, so that a change
of one part leaves the others' files alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from salesnb.i18n import LOCALE, catalogue

PACKAGE = LOCALE.parent
KEYWORDS = {"N_": None, "t": None, "tn": (1, 2)}
DOMAINS = (
    ("contracts/", "contracts"),
    ("settings.py", "settings"),
    ("measures.py", "measures"),
    ("sources/mapping", "mapping"),
    ("newcompany", "mapping"),
    ("sources/", "sources"),
    ("snapshot/", "snapshot"),
    ("intake/", "intake"),
    ("findings/intake.py", "intake"),
    ("plots/intake.py", "intake"),
    ("tables/intake.py", "intake"),
    ("sales/", "sales"),
    ("findings/sales.py", "sales"),
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
_SLOT = re.compile(r"\{(\w+)[^}]*\}")


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
    return [m for m in messages() if not known.get((m.msgid, 0) if m.plural else m.msgid)]


def wrong_slots(lang: str) -> list[tuple[Message, set[str]]]:
    """Return the messages whose translation has other slots than the msgid, and which."""
    known = catalogue(lang)._catalog  # type: ignore[attr-defined]
    faults = []
    for one in messages():
        other = known.get((one.msgid, 0) if one.plural else one.msgid, "")
        wanted = set(_SLOT.findall(one.plural or one.msgid))
        if other and not one.domain.startswith("nb_") and wanted != set(_SLOT.findall(other)):
            faults.append((one, wanted ^ set(_SLOT.findall(other))))
    return faults


def update(lang: str) -> dict[str, int]:
    """Bring the catalogues of `lang` up to date; return how many messages each lacks.

    Translations are kept, new msgids come in empty, those that no source has any more go.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    by_domain: dict[str, list[Message]] = {}
    for one in messages():
        by_domain.setdefault(one.domain, []).append(one)
    known = catalogue(lang)._catalog  # type: ignore[attr-defined]
    lacking = {}
    for domain, own in by_domain.items():
        file = LOCALE / lang / f"{domain}.po"
        made = Catalog(locale=lang, domain=domain, fuzzy=False, charset="utf-8")
        if file.is_file():
            with file.open("rb") as source:
                made.header_comment = read_po(source, locale=lang).header_comment
        for one in own:
            text = known.get((one.msgid, 0) if one.plural else one.msgid, "")
            ids = (one.msgid, one.plural) if one.plural else one.msgid
            made.add(ids, ((text,) if one.plural else text), auto_comments=[one.place])
        with file.open("wb") as target:
            write_po(target, made, omit_header=False, width=0, no_location=True)
        lacking[domain] = sum(not message.string or message.string == ("",) for message in made if message.id)
        _without_dates(file)
    return lacking


def _without_dates(file: Path) -> None:
    """Take the time of writing out of a catalogue's header: it would change without a change."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By):.*\n', "", text, flags=re.M)
    file.write_text(text, encoding="utf-8")


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
