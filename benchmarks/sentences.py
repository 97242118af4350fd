"""Twelve months of a drawn company: is any sentence empty, broken or ungrammatical?

`python -m benchmarks.sentences [SEED [CUSTOMERS [MONTHS]]]`: the company is drawn, each month run
and issued in turn in one language, and every sentence that a page kept is read in both languages.
What a machine can tell is listed; all sentences are written into a file for people to read.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from salesnb.artefacts import DRAFT, Held
from salesnb.contracts.results import Context
from salesnb.demo import draw, write_company
from salesnb.demo.drawing import LAST
from salesnb.findings import SLOT, Finding
from salesnb.i18n import LANGUAGES, translate, use
from salesnb.index import read_index
from salesnb.months import Month
from salesnb.paths import Company, open_company
from salesnb.raised import said_by
from salesnb.runs.month import Options, run_month
from salesnb.snapshot.facts import open_snapshot
from salesnb.snapshot.names import MasterNames

SEED, CUSTOMERS, MONTHS = 9001, 150, 12
_ENGLISH = {
    "nothing is said": re.compile(r"^\W*$"),
    "a slot stands open": re.compile(r"\{[\w.:]+\}"),
    "no number": re.compile(r"\b(nan|NaN|None(?! of| is)|inf)\b"),
    "a number is missing": re.compile(r"(^|[\s(])–([\s.,;:)]|$)"),
    "spaces or marks are doubled": re.compile(r"  |\.\.|,,|;;| [.,;:)]|\( "),
    "does not end": re.compile(r"[^.?!”\"\d]$"),
    "one of several": re.compile(r"(?<![\d.,/-])1 (?!of\b|and\b|or\b|is\b|to\b|in\b)[a-z]{3,}s\b"),
}
_CHINESE = {
    "nothing is said": _ENGLISH["nothing is said"],
    "a slot stands open": _ENGLISH["a slot stands open"],
    "no number": _ENGLISH["no number"],
    "a number is missing": re.compile(r"(为|计|是|：)\s*–"),
    "spaces or marks are doubled": re.compile(r"  |。。|，，|；；|，。|、、"),
    "does not end": re.compile(r"[^。？！”）\d]$"),
}
FAULTS = {"en": _ENGLISH, "zh": _CHINESE}


def run_months(folder: Path, seed: int, n_customers: int, n_months: int) -> Iterator[Month]:
    """Run and issue the last months of a drawn company, and yield each."""
    write_company(folder, truth=draw(seed, n_customers=n_customers).truth)
    company = open_company(folder)
    for back in reversed(range(n_months)):
        month = LAST - back
        outcome = run_month(company, month, Options(langs=("en",), jobs=2, issue="benchmark"))
        for key, one in outcome.workbooks.items():
            if one["state"] not in ("done", "skipped"):
                print(f"{month} {key}: {one['state']}: {one['note']}", flush=True)
        yield month


def sentences(company: Company, month: Month) -> Iterator[tuple[str, Finding]]:
    """Yield all sentences that the workbooks of a month kept."""
    context = Context(company.settings.company.currency, MasterNames(open_snapshot(company, month)))
    saved = Held(company.month(month).artefacts(DRAFT), DRAFT, context)
    books = [id for id, one in read_index().items() if one.pack]
    for book, found in said_by(saved, books).items():
        yield from ((book, one) for one in found)


def faults_of(one: Finding, lang: str) -> Iterator[tuple[str, str]]:
    """Yield each fault of a sentence in a language, with the sentence."""
    with use(lang):
        said = one.plain()
    without = SLOT.sub("", one.text)
    if lang != "en" and translate(one.text, lang) == one.text and re.search(r"[a-z]{3}", without):
        yield "is not translated", said
    for name, pattern in FAULTS[lang].items():
        if pattern.search(said):
            yield name, said


def main(seed: int = SEED, n_customers: int = CUSTOMERS, n_months: int = MONTHS) -> int:
    """Print the faults of all sentences of the months; return 1 where there is one."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "company"
        kept = Path(tempfile.gettempdir()) / f"sentences-{seed}.txt"
        with kept.open("w", encoding="utf-8") as file:
            for month in run_months(folder, seed, n_customers, n_months):
                for book, one in sentences(open_company(folder), month):
                    for lang in LANGUAGES:
                        counts[lang] += 1
                        with use(lang):
                            print(
                                month, book, one.key, one.status, one.plain(), sep=" | ", file=file
                            )
                        for name, said in faults_of(one, lang):
                            counts["faults"] += 1
                            print(f"{month} {book}.{one.key} ({lang}) {name}: {said}", flush=True)
    read = ", ".join(f"{lang} {counts[lang]}" for lang in LANGUAGES)
    print(f"sentences of {n_months} months: {read}; faults: {counts['faults']}; all in {kept}")
    return int(counts["faults"] > 0)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
