"""Telephones and addresses of firms, in both languages."""

from __future__ import annotations

import numpy as np

STREETS = (
    ("Renmin Road", "人民路"), ("Jianshe Road", "建设路"), ("Gongye Avenue", "工业大道"),
    ("Keji Road", "科技路"), ("Binhe Road", "滨河路"),
)  # fmt: skip


def phones(rng: np.random.Generator, n: int) -> list[str]:
    """Return mobile numbers of eleven digits."""
    ahead, rest = rng.integers(3, 10, n), rng.integers(0, 10**9, n)
    return [f"1{a}{b:09d}" for a, b in zip(ahead.tolist(), rest.tolist(), strict=True)]


def addresses(rng: np.random.Generator, n: int) -> tuple[list[str], list[str]]:
    """Return street and number of each firm, in English and in Chinese."""
    street, number = rng.integers(0, len(STREETS), n).tolist(), rng.integers(1, 900, n).tolist()
    places = list(zip(street, number, strict=True))
    english = [f"{k} {STREETS[s][0]}" for s, k in places]
    return english, [f"{STREETS[s][1]}{k}号" for s, k in places]
