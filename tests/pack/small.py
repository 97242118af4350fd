"""A small month by hand: a result, what was said, one executed notebook: what a pack is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from salesnb import artefacts
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import FINDINGS
from salesnb.display.show import show
from salesnb.findings import Finding, as_record
from salesnb.i18n import LANGUAGES, use
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pack import publish as publishing
from salesnb.paths import Company, open_company
from salesnb.plots import kinds
from tests.display.cells import Shown
from tests.pack.room import AMOUNTS

MONTH = Month.parse("2026-10")
SCRIPT = "<script>alert(1)</script>"
HOSTILE = [SCRIPT, '=HYPERLINK("http://a.example","x")', "+1+1", "-2+3", "@SUM(A1)", "../../gone"]
CONTEXT = Context("CNY")


def amounts(names: list[str] | None = None) -> Result:
    """One row per customer: 1,000.50, 2,001.00, ... and its share in tenths."""
    names = names or ["Harbour", *HOSTILE]
    rows = [(name, 1000.5 * i, i / 10) for i, name in enumerate(names, start=1)]
    contract = replace(AMOUNTS, name="02_small_amounts")
    return result(pd.DataFrame(rows, columns=contract.columns), contract, context=CONTEXT)


def sentence(shown_result: Result) -> Finding:
    """One sentence with a number and a customer's name from the data."""
    amount = shown_result.cite("amount", customer="Harbour")
    slots = {"amount": amount, "who": Words(SCRIPT, kind="name")}
    return Finding("largest", "act", "{who} bought for {amount}.", slots)


def saved_findings(shown_result: Result) -> Result:
    contract = replace(FINDINGS, name="02_small_findings")
    return result(pd.DataFrame([as_record(sentence(shown_result), 1)]), contract)


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
            self.company,
            MONTH,
            lang,
            run=run,
            entries=self.entries,
            statuses={"02_small": {"state": "done"}},
            executed={"02_small": self.notebooks[lang]},
            version="draft",
            report=self.company.month(MONTH).report(lang),
        )


def outputs(shown_result: Result, lang: str, shown: Shown) -> list[str]:
    """Return what a notebook of one language shows: an answer, a table and a picture."""
    shown.html.clear()
    with use(lang):
        show([sentence(shown_result)], shown_result)
        show(
            kinds.bars(shown_result.where(customer="Harbour"), "customer", "amount"),
            alt=sentence(shown_result),
        )
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
    shown_result = amounts()
    artefacts.save([shown_result, saved_findings(shown_result)], drafts)
    notebooks = {
        lang: executed(tmp_path / f"{lang}.ipynb", outputs(shown_result, lang, shown))
        for lang in LANGUAGES
    }
    snapshot = SimpleNamespace(manifest={"sales_basis": "invoice"}, has=lambda name: False)
    monkeypatch.setattr(publishing, "open_snapshot", lambda *_: snapshot)
    entries = {"02_small": Entry(id="02_small", question="Value", page="tests.pack.room")}
    return Pack(company, notebooks, entries)
