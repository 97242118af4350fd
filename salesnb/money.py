"""Exact money: integers of minor units inside, splits that add up.

Amounts are added, split and compared as whole minor units (fen, cents). They become currency
units as floats only in result frames, and are rounded for display in one place (`i18n`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

CURRENCY_SIGNS: Mapping[str, tuple[str, ...]] = {  # sign -> currencies that write it, usual first
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD"),
    "円": ("JPY",),
    "US$": ("USD",),
    "HK$": ("HKD",),
    "NT$": ("TWD",),
    "A$": ("AUD",),
    "C$": ("CAD",),
    "S$": ("SGD",),
    "R$": ("BRL",),
    "$": ("USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MXN", "ARS", "CLP", "COP"),
    "€": ("EUR",),
    "£": ("GBP", "EGP"),
    "₩": ("KRW",),
    "₹": ("INR",),
    "₽": ("RUB",),
    "₫": ("VND",),
    "₱": ("PHP",),
    "₪": ("ILS",),
    "₦": ("NGN",),
    "₴": ("UAH",),
    "฿": ("THB",),
    "₺": ("TRY",),
    "RMB": ("CNY",),
    "人民币": ("CNY",),
    "美元": ("USD",),
    "欧元": ("EUR",),
    "英镑": ("GBP",),
    "日元": ("JPY",),
    "港币": ("HKD",),
    **{
        code: (code,)
        for code in (
            *("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "CHF"),
            *("KRW", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "MXN", "BRL", "ZAR", "THB", "VND"),
        )
    },
}
CURRENCIES = "(" + "|".join(map(re.escape, sorted(CURRENCY_SIGNS, key=len, reverse=True))) + ")"
_CURRENCY_COLUMN = re.compile(
    r"curren|ccy|^cur$|waers|w(ä|ae)hrung|devise|moneda|valuta|币|幣|货币"
)


def names_currencies(column: str) -> bool:
    """Return whether a column by its name holds codes of currencies."""
    return bool(_CURRENCY_COLUMN.search(column.lower()))


def currency_of(sign: str) -> str:
    """Return the currency that a sign, code or name most often means, '' for none that is known."""
    return CURRENCY_SIGNS.get(sign.strip().upper(), ("",))[0]


def to_minor(amount: Decimal | str | int, *, digits: int = 2) -> int:
    """Return `amount` in whole minor units, halves away from zero (as the engine rounds)."""
    scaled = Decimal(amount).scaleb(digits)
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split_minor(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Split whole minor units by weights so that the parts add up to `total` exactly.

    Largest remainder; equal remainders go to the earlier part. Weights must be finite, not
    negative and not all zero (ValueError). The sign of `total` carries over.
    """
    shares = np.asarray(weights, dtype=float)
    if shares.ndim != 1 or not np.isfinite(shares).all() or (shares < 0).any() or shares.sum() <= 0:
        raise ValueError("weights must be a finite, non-negative vector with a positive sum")
    exact = abs(total) * shares / shares.sum()
    parts = np.floor(exact).astype(np.int64)
    missing = abs(total) - int(parts.sum())
    order = np.argsort(parts - exact, kind="stable")
    parts[order[:missing]] += 1
    return parts if total >= 0 else -parts
