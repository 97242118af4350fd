"""A small month by hand: two artefacts, one executed notebook, everything a pack is made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from salesnb import artefacts, display
from salesnb.contracts.fields import Field
from salesnb.contracts.results import Result, ResultContract, result
from salesnb.findings import Finding, Words, as_record, cite
from salesnb.i18n import use
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pack import publish as publishing
from salesnb.paths import Company, open_company

MONTH = Month.parse("2026-10")
SCRIPT = "<script>alert(1)</script>"
HOSTILE = [SCRIPT, '=HYPERLINK("http://a.example","x")', "+1+1", "-2+3", "@SUM(A1)", "../../gone"]
FIELDS = (
    Field("customer", "text", "Customer"),
    Field("amount", "money", "Value"),
    Field("part", "share", "Share"),
)
FINDING_FIELDS = tuple(
    Field(name, "integer" if name == "place" else "text", name)
    for name in ("place", "key", "status", "text", "slots")
)


def amounts(names: list[str] | None = None) -> Result:
    """One row per customer: 1,000.50, 2,001.00, ... and its share in tenths."""
    names = names or ["Harbour", *HOSTILE]
    rows = [(name, 1000.5 * i, i / 10) for i, name in enumerate(names, start=1)]
    contract = ResultContract("02_small_amounts", "Value", "one customer", ("customer",), FIELDS)
    return result(pd.DataFrame(rows, columns=["customer", "amount", "part"]), contract)


def sentence(made: Result) -> Finding:
    """One sentence with a number and a customer's name from the data."""
    slots = {
        "n": cite(made, "amount", currency="CNY", customer="Harbour"),
        "who": Words(SCRIPT, is_name=True),
    }
    return Finding("largest", "act", "{who} bought for {n}.", slots)


def saved_findings(made: Result) -> Result:
    contract = ResultContract("02_small_findings", "Answers", "one", ("place",), FINDING_FIELDS)
    return result(pd.DataFrame([as_record(sentence(made), 1)]), contract)


@dataclass
class Shown:
    """What was displayed, instead of a notebook: HTML and plain text, in order."""

    html: list[str]
    plain: list[str]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    seen = Shown([], [])

    def keep(as_html: str, plain: str) -> None:
        seen.html.append(as_html)
        seen.plain.append(plain)

    monkeypatch.setattr(display, "_show", keep)
    return seen


def executed(file: Path, outputs: list[str]) -> Path:
    """Write a notebook as if it had run: a title, a heading, a cell that showed `outputs`."""
    shown = [new_output("display_data", data={"text/html": text}) for text in outputs]
    cells = [
        new_markdown_cell("# Value", id="title"),
        new_code_cell("secret_call(1234)", id="cell", outputs=shown),
    ]
    nbformat.write(new_notebook(cells=cells), file)
    return file


@dataclass
class Pack:
    """A company with saved artefacts and an executed notebook, to be published."""

    company: Company
    notebooks: dict[str, Path]  # by language
    entries: dict[str, Entry]

    @property
    def notebook(self) -> Path:
        return self.notebooks["en"]

    def publish(self, run: str = "pages-00000001", lang: str = "en") -> Path:
        return publishing.publish(
            self.company, MONTH, lang, run=run, entries=self.entries, statuses={"02_small": {"state": "done"}},
            executed={"02_small": self.notebooks[lang]}, version="draft",
        )  # fmt: skip


def outputs(made: Result, lang: str, shown: Shown) -> list[str]:
    """Return what a notebook of one language shows: an answer and a table."""
    shown.html.clear()
    with use(lang):
        display.answer([sentence(made)])
        display.table(made, columns=["customer", "amount", "part"], currency="CNY")
    return list(shown.html)


@pytest.fixture
def pack(tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> Pack:
    root = tmp_path / "companies" / "small"
    root.mkdir(parents=True)
    stated = f'[company]\nname = "{SCRIPT}"\nname_zh = "恒达"\ncurrency = "CNY"\n'
    (root / "company.toml").write_text(stated, encoding="utf-8")
    company = open_company(root)
    drafts = company.month(MONTH).artefacts("draft")
    drafts.mkdir(parents=True)
    made = amounts()
    artefacts.save([made, saved_findings(made)], drafts)
    notebooks = {lang: executed(tmp_path / f"{lang}.ipynb", outputs(made, lang, shown)) for lang in ("en", "zh")}  # fmt: skip
    snapshot = SimpleNamespace(manifest={"sales_basis": "invoice"})
    monkeypatch.setattr(publishing, "open_snapshot", lambda *_: snapshot)
    entries = {"02_small": Entry(id="02_small", question="Value", results=("amounts", "findings"))}
    return Pack(company, notebooks, entries)
