"""The cards of 1,000 customers: what writing and checking them costs, against bare ways.

`python -m benchmarks.cards [COMPANY]`: October 2026 of a company that was run (by default the demo
company that `make check` builds). Rows of its customers are repeated under new identifiers until
there are 1,000 with a card. A language after the other in a process of its own, in CPU seconds:
reading results; writing cards, their list and fonts; looking up every number and writing it anew.
The peers write the same: finished bytes into files, and the same cells through one template.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path

import jinja2
import pandas as pd

from salesnb.artefacts import Held, Saved
from salesnb.contracts.results import Context, Result
from salesnb.i18n import LANGUAGES, use
from salesnb.index import read_index
from salesnb.months import Month
from salesnb.pack.cards import About, card_pages
from salesnb.pack.check import check_pages, require_true
from salesnb.paths import open_company
from salesnb.snapshot.facts import open_snapshot
from salesnb.snapshot.names import MasterNames

N_CUSTOMERS = 1_000
MONTH = Month.parse("2026-10")
COMPANY = Path("build/companies/demo")
CUSTOMER = "customer_id"
CELLS = """<html><head><style>{{ style }}</style></head><body>{% for cell in cells %}<tr><td>
{{ cell }}</td></tr>{% endfor %}</body></html>"""


class Many(Held):
    """Results with the rows of 1,000 customers."""

    @cached_property
    def _loaded(self) -> Callable[[str], Result | None]:
        return cache(self._many)

    def _many(self, name: str) -> Result | None:
        found = Saved.load(self, name)
        if found is None or CUSTOMER not in found.contract.keys or found.is_empty:
            return found
        return Result(found.contract, self._repeated(found.frame), self.version, self.context)

    @property
    def carded(self) -> list[str]:
        """The customers that have a card."""
        cards = Saved.load(self, "customer_cards")
        if cards is None:
            raise SystemExit("the company has no cards of customers: run its month first")
        return list(cards.frame.loc[cards.frame["is_carded"], CUSTOMER])

    def _repeated(self, rows: pd.DataFrame) -> pd.DataFrame:
        own, parts = self.carded, []
        for start in range(0, N_CUSTOMERS, len(own)):
            some = rows[rows[CUSTOMER].isin(own[: N_CUSTOMERS - start])]
            mark = f"-{start}" if start else ""
            parts.append(some.assign(**{CUSTOMER: some[CUSTOMER] + mark}))
        return pd.concat(parts, ignore_index=True)


def measured(root: Path, lang: str) -> None:
    """Print what the cards of one language cost."""
    company = open_company(root)
    context = Context(company.settings.company.currency, MasterNames(open_snapshot(company, MONTH)))
    saved = Many(company.month(MONTH).artefacts("draft"), "draft", context)
    entries = {id: one for id, one in read_index(None).items() if one.pack}

    def source(name: str, version: str) -> Result:
        found = saved.load(name)
        assert found is not None, name
        return found

    with use(lang), tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        pages = card_pages(entries, saved, About("Company", str(MONTH), "draft"), source)
        seconds = {"writing": _since(began)}
        seconds["files"] = written(pages, Path(folder))
        began = time.process_time()
        require_true(check_pages(pages, source))
        seconds["checking"] = _since(began)
    seconds["one template"] = through_one_template(pages)
    n = sum(name.startswith("cards/customer_") for name in pages)
    own = seconds["writing"] + seconds["files"] + seconds["checking"]
    print(
        f"{lang}: {n} customers among {len(pages) - 2} cards, {_numbers(pages)} cited numbers,"
        f" {sum(map(len, pages.values())) / 1e6:.0f} M signs: {own:.1f} CPU s ("
        + ", ".join(f"{what} {one:.2f}" for what, one in seconds.items() if what != "one template")
        + f"); {own / seconds['files']:.0f} times writing the files,"
        f" {own / seconds['one template']:.1f} times one template over the same cells"
        f" ({seconds['one template']:.2f})",
        flush=True,
    )


def written(pages: Mapping[str, str], folder: Path) -> float:
    """Return what it costs to put finished pages into files."""
    began = time.process_time()
    for name, text in pages.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return _since(began)


def through_one_template(pages: Mapping[str, str]) -> float:
    """Return what it costs to write the same cells, escaped, with one template and no citation."""
    style = re.search(r"<style>.*?</style>", next(iter(pages.values())), re.S)
    cells = {name: re.findall(r"<td[^>]*>(.*?)</td>", text) for name, text in pages.items()}
    template = jinja2.Environment(autoescape=True).from_string(CELLS)
    began = time.process_time()
    for own in cells.values():
        template.render(style=style[0] if style else "", cells=own)
    return _since(began)


def _numbers(pages: Mapping[str, str]) -> int:
    return sum(text.count("<data ") for text in pages.values())


def _since(began: float) -> float:
    return time.process_time() - began


def main() -> None:
    words = sys.argv[1:]
    if words[1:]:
        measured(Path(words[0]), words[1])
        return
    for lang in LANGUAGES:
        command = [sys.executable, "-m", "benchmarks.cards", words[0] if words else COMPANY, lang]
        subprocess.run([str(word) for word in command], check=True)


if __name__ == "__main__":
    main()
