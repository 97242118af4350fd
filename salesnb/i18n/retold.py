"""Texts of salesnb that were stored in English with their values filled in, in another language.

The gate's messages stand in the snapshot as sentences. Each was made of a template of the
catalogue, which is found again, so that a page in another language says it there.
"""

from __future__ import annotations

import re
from functools import cache

from salesnb.i18n import catalogue, translate

SLOT = re.compile(r"\{(\w+)(?:!\w)?(?::[^{}]*)?\}")
LEAST = 8  # letters of a template beside its slots: shorter ones would fit anything


def retold(text: str, lang: str) -> str:
    """Return an English text of salesnb in `lang`; one that no template fits stays as it is."""
    told = translate(text, lang)
    if told != text or not text:
        return told
    for pattern, template in _templates(lang):
        found = pattern.fullmatch(text)
        if found:
            values = {name: retold(value, lang) for name, value in found.groupdict().items()}
            return SLOT.sub(lambda slot, values=values: values[slot[1]], template)
    return text


@cache
def _templates(lang: str) -> list[tuple[re.Pattern[str], str]]:
    """Return patterns of the English templates with slots, the most telling first."""
    known: dict[str, str] = {}
    for key, told in getattr(catalogue(lang), "_catalog", {}).items():
        known[key[0] if isinstance(key, tuple) else key] = told
    weighed = [
        (len(SLOT.sub("", text)), text, told)
        for text, told in known.items()
        if told and SLOT.search(text) and set(SLOT.findall(told)) <= set(SLOT.findall(text))
    ]
    weighed = [one for one in weighed if one[0] >= LEAST]
    return [(_pattern(text), told) for _, text, told in sorted(weighed, reverse=True)]


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
