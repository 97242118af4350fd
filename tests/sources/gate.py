"""A company in a folder of its own, its exports written by a test, and what the gate says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from salesnb.i18n import use
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.settings import parse_settings
from salesnb.snapshot.close import check_exports
from salesnb.sources.exports import sentences as sentences_of

HAN = re.compile("[\u4e00-\u9fff]")
MONTH = Month.parse("2026-10")
CUSTOMERS = "customer_id,name\nC1,North\nC2,South\n"
ORDERS = (
    "order_id,line_id,order_on,customer_id,quantity,net_amount\n"
    "O1,1,2026-10-05,C1,2,100.00\n"
    "O2,1,2026-10-06,C2,1,50.50\n"
)


@dataclass(frozen=True)
class Said:
    """What the gate said: its sentences, problems, ledger and number of errors."""

    sentences: list[str]
    problems: pd.DataFrame
    ledger: pd.DataFrame
    files: pd.DataFrame
    counts: pd.DataFrame
    n_errors: int
    tables: dict[str, pd.DataFrame]


def company(folder: Path, files: Mapping[str, str | bytes], **settings: Any) -> Company:
    """Return a company whose `tables/` holds `files`; `settings` are sections of company.toml."""
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (tables / name).write_bytes(raw)
    return Company(folder, parse_settings({"company": {"name": "Test"}, **settings}))


def said(one: Company, *, lang: str = "en", month: Month = MONTH) -> Said:
    """Return what the gate says about a company's exports in a language."""
    spill = one.root / ".spill"
    spill.mkdir(exist_ok=True)
    with use(lang):
        clean = check_exports(one, month, spill=spill)
        sentences = list(sentences_of(clean.problems))
    require_chinese(clean.problems)
    tables = {name: table.execute() for name, table in clean.tables.items()}
    clean.con.disconnect()
    return Said(
        sentences, clean.problems, clean.ledger, clean.files, clean.counts, clean.n_errors, tables
    )


def require_chinese(problems: pd.DataFrame) -> None:
    """Fail where a message of the gate, or what to do about it, cannot be told in Chinese."""
    for name in ("message", "fix"):
        for text, chinese in zip(problems[name], problems[f"{name}_zh"], strict=True):
            assert not text or HAN.search(chinese), f"put together without `t` or `joined`: {text}"


def with_orders(*rows: str, header: str = ORDERS.splitlines()[0]) -> dict[str, str]:
    """Return customers and an order file with these rows."""
    return {"customers.csv": CUSTOMERS, "order_lines.csv": "\n".join([header, *rows]) + "\n"}
