"""A second reader of amounts, independent of the engine's: a plain walk over the characters."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal

BLANKS = "\u3000\u00a0\u2007\u2009\u202f"
OWN = ("CNY", "RMB", "人民币", "元", "¥", "￥")
MOST = Decimal(10) ** 15


def read(text: str, *, mark: str = ".") -> Decimal | None:
    """Return the amount that a text writes in a company that counts in CNY; None for none."""
    text = "".join(" " if c in BLANKS else c for c in text).replace("’", "'").strip()
    text, is_negative = _without_sign(text)
    found = None if text is None else _unsigned(text, mark)
    if found is None or found >= MOST:
        return None
    rounded = found.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
    return -rounded if is_negative else rounded


def _without_sign(text: str) -> tuple[str | None, bool]:
    """Return a text without its one sign, or None where it has two, and whether it was minus."""
    marks = [c for c in text if c in "+-()"]
    if not marks:
        return text, False
    if marks == ["(", ")"]:
        return _within_brackets(text), True
    if len(marks) > 1 or marks[0] in "()":
        return None, False
    before, behind = text.split(marks[0])
    if _is_mark(before) or not before.strip():
        return f"{before} {behind}", marks[0] == "-"
    is_last = marks[0] == "-" and (_is_mark(behind) or not behind.strip())
    return (f"{before} {behind}", True) if is_last else (None, False)


def _within_brackets(text: str) -> str | None:
    before, rest = text.split("(")
    inside, behind = rest.split(")")
    outside = [one for one in (before, behind) if one.strip()]
    if not all(_is_mark(one) for one in outside) or (outside and _bare(inside) != inside.strip()):
        return None
    return f"{before} {inside} {behind}"


def _is_mark(text: str) -> bool:
    return text.strip().upper() in OWN


def _bare(text: str) -> str:
    """Return a text without one own mark at each end."""
    text = text.strip()
    for one in OWN:
        if text.upper().startswith(one):
            text = text[len(one) :].strip()
            break
    for one in OWN:
        if text.upper().endswith(one):
            return text[: -len(one)].strip()
    return text


def _unsigned(text: str, mark: str) -> Decimal | None:
    whole, _, rest = _bare(text).partition(mark)
    if rest and not (rest.isascii() and rest.isdigit()):
        return None
    others = sorted({c for c in whole if not c.isdigit()})
    if not whole:
        return Decimal(f"0.{rest}") if rest else None
    if len(others) > 1 or (others and others[0] not in {",", ".", " ", "'"} - {mark}):
        return None
    if others:
        first, *groups = whole.split(others[0])
        if not 1 <= len(first) <= 3 or first[0] == "0" or any(len(one) != 3 for one in groups):
            return None
        whole = first + "".join(groups)
    return Decimal(f"{whole}.{rest or 0}")


def spellings(n: int, *, seed: int) -> list[str]:
    """Return `n` texts that are amounts or nearly so: sound parts, some of them disturbed."""
    rng = random.Random(seed)
    return [_disturbed(_spelled(rng), rng) for _ in range(n)]


FORMS = "{0}|{0}|{0}|-{0}|{0}-|({0})|+{0}|{1}{0}|{1} {0}|{0}{1}|{0} {1}|-{1}{0}|{1}-{0}"
FORMS += "|({1}{0})|{1}({0})|{0} {1}-|{0}%"


def _spelled(rng: random.Random) -> str:
    digits = str(rng.randrange(10 ** rng.randint(1, 14)))
    by = rng.choice(["", "", ",", ".", " ", "'", "’", "\u00a0", "\u202f", "\u2009"])
    groups = f"{int(digits):,}".replace(",", by)
    point = rng.choice(["", ".", ","])
    amount = groups + (point + str(rng.randrange(10000)).zfill(rng.randint(1, 4)) if point else "")
    currency = rng.choice([*OWN, "USD", "€", "$", "cny"])
    return rng.choice(FORMS.split("|")).format(amount, currency)


def _disturbed(text: str, rng: random.Random) -> str:
    if rng.random() < 0.6:
        return text
    at = rng.randrange(len(text))
    return text[:at] + rng.choice([*"0,.'-(%)€x ", ""]) + text[at + rng.randrange(2) :]
