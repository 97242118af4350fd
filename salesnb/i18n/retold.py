"""Texts of salesnb that were stored in English with their values filled in, in another language.

The gate's messages stand in the snapshot as sentences. Each was made of a template of the
catalogue, which is found again, so that a page in another language says it there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from salesnb.i18n import catalogue, translate

SLOT = re.compile(r"\{(\w+)(?:!\w)?(?::[^{}]*)?\}")
LEAST = 8  # letters of a template beside its slots: shorter ones would fit anything


def retold(text: str, lang: str) -> str:
    """Return an English text of salesnb in `lang`; one that no template fits stays as it is."""
    whole = translate(text, lang)
    if whole != text or not text:
        return whole
    for pattern, template in _templates(lang):
        found = pattern.fullmatch(text)
        if found:
            return _filled(template, found.groupdict(), lang)
    return text


def _filled(template: str, found: Mapping[str, str], lang: str) -> str:
    """Return a template with its slots filled by what stood there, retold as well."""
    values = {name: retold(value, lang) for name, value in found.items()}
    return SLOT.sub(lambda slot: values[slot[1]], template)


@cache
def _templates(lang: str) -> list[tuple[re.Pattern[str], str]]:
    """Return patterns of the English templates with slots, the most telling first."""
    known: dict[str, str] = {}
    for key, words in getattr(catalogue(lang), "_catalog", {}).items():
        known[key[0] if isinstance(key, tuple) else key] = words
    weighed = [
        (len(SLOT.sub("", text)), text, words)
        for text, words in known.items()
        if words and SLOT.search(text) and set(SLOT.findall(words)) <= set(SLOT.findall(text))
    ]
    weighed = [one for one in weighed if one[0] >= LEAST]
    return [(_pattern(text), words) for _, text, words in sorted(weighed, reverse=True)]


def _pattern(template: str) -> re.Pattern[str]:
    """Return what fits an English template with anything in its slots."""
    pieces, seen, at = [], set(), 0
    for slot in SLOT.finditer(template):
        name = slot[1]
        pieces += [
            re.escape(template[at : slot.start()]),
            f"(?P={name})" if name in seen else f"(?P<{name}>.+?)",
        ]
        seen.add(name)
        at = slot.end()
    return re.compile("".join([*pieces, re.escape(template[at:])]), re.S)
