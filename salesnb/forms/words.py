"""What reps read for the codes of forms, and how a text is written in the company's languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salesnb.i18n import N_, translate

OBJECTIVES: Mapping[str, str] = {
    "more_orders": N_("sell more"),
    "unbought_items": N_("lines not yet bought"),
    "new_products": N_("new products"),
    "new_business": N_("wider business"),
    "educate": N_("teach the use"),
    "collect": N_("collect what is owed"),
    "complaint": N_("settle complaints"),
    "information": N_("learn what is not known"),
}
UNITS: Mapping[str, str] = {
    "money": N_("money"),
    "lines": N_("order lines"),
    "steps": N_("steps of a deal"),
    "deals": N_("deals"),
    "lessons": N_("lessons"),
    "complaints": N_("complaints"),
    "answers": N_("answers"),
}
OUTCOMES: Mapping[str, str] = {"held": N_("Held"), "cancelled": N_("Cancelled")}
ASPECTS: Mapping[str, str] = {
    "stock": N_("Stock"),
    "price": N_("Price"),
    "display": N_("Display"),
    "competitor": N_("Competitor"),
    "complaint": N_("Complaint"),
}
SIZES: Mapping[str, str] = {
    "small": N_("Small"),
    "medium": N_("Medium"),
    "large": N_("Large"),
}
READY: Mapping[str, str] = {
    "0": N_("0 nothing ready"),
    "1": N_("1 of 5 points ready"),
    "2": N_("2 of 5 points ready"),
    "3": N_("3 of 5 points ready"),
    "4": N_("4 of 5 points ready"),
    "5": N_("5 all ready"),
}
CODES = {
    "objectives": OBJECTIVES,
    "outcomes": OUTCOMES,
    "aspects": ASPECTS,
    "sizes": SIZES,
    "ready": READY,
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def both(msgid: str, langs: Sequence[str], mark: str = " ") -> str:
    """Return a text in all languages of a company, Chinese first, each wording once."""
    said = dict.fromkeys(translate(msgid, lang) for lang in sorted(langs, reverse=True))
    return mark.join(one for one in said if one)


def named(id: str, name: str, name_zh: str, langs: Sequence[str]) -> str:
    """Return identifier and name of a member in the company's languages."""
    names = {"en": name, "zh": name_zh or name}
    said = dict.fromkeys(names[lang] for lang in sorted(langs, reverse=True))
    return " ".join([id, *(one for one in said if one and one != id)])


def defused(text: str) -> str:
    """Return a text from data that no spreadsheet takes for a formula, also when it is edited."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
