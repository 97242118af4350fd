"""Text that is written in the language of the page when it is shown: labels, names, months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from salesnb.i18n import formats, language, translate
from salesnb.i18n.retold import retold

Kind = Literal["label", "name", "month", "month_name", "text", "message"]
NAMES = frozenset({"name", "month_name", "text"})  # text from the data: no part of the sentence
_FORMER = {"is_month": "month", "is_month_name": "month_name", "is_name": "name"}


@dataclass(frozen=True)
class Words:
    """A piece of text in both languages.

    `label` is a msgid, `message` a sentence of salesnb with its values filled in
    (its Chinese, or what `retold` finds), `name` what
    people call a member (Chinese in `zh`, where there is one), `month` a month as `2026-10`,
    `month_name` the same without its year, `text` the data's own.
    """

    en: str
    zh: str = ""
    kind: Kind = "label"

    def __str__(self) -> str:
        if self.kind == "label":
            return translate(self.en, language())
        if self.kind == "message":
            is_kept = language() == "zh" and self.zh
            return self.zh if is_kept else retold(self.en, language())
        if self.kind == "month":
            return formats.month(self.en)
        if self.kind == "month_name":
            return formats.month_name(int(self.en[-2:]))
        return self.zh if language() == "zh" and self.zh else self.en

    def record(self) -> dict[str, object]:
        """Return the text as it is saved with a sentence."""
        return {"en": self.en, "zh": self.zh, "kind": self.kind}

    @classmethod
    def from_record(cls, saved: Mapping[str, object]) -> Words:
        """Return the text that `record` wrote, or that version 0.1.0 wrote with flags."""
        flags = [kind for flag, kind in _FORMER.items() if saved.get(flag)]
        kind = saved.get("kind") or (flags[0] if flags else "label")
        return cls(str(saved["en"]), str(saved["zh"]), kind)  # type: ignore[arg-type]
