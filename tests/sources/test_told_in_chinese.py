"""What the gate says is stored in English and can be told in Chinese, word for word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import broken
import broken_optional
import pandas as pd
import pytest
from gate import MONTH, company, with_orders

from salesnb.errors import DataError, MappingError, SalesnbError
from salesnb.i18n import joined, t, tn, told_in, use
from salesnb.months import Month
from salesnb.paths import Company, open_company
from salesnb.settings import parse_settings
from salesnb.snapshot.close import check_exports, close_month
from salesnb.sources.exports import TOLD, sentences
from tests.cases.case import INPUTS, copied
from tests.sources.fuzz.mutations import mutant

CASES = broken.CASES | broken_optional.CASES
INPUTS_OF_CASES = sorted({path.relative_to(INPUTS) for path in INPUTS.glob("**/company.toml")})
N_FUZZED = 20  # of each family
Made = Callable[[Path], Company]


def test_a_text_is_told_again_with_all_that_stands_in_its_slots() -> None:
    found = tn("{n} line", "{n} lines", 2)
    text = t("not in {file} ({count})", file="customers.csv", count=found)
    assert text == "not in customers.csv (2 lines)"
    assert told_in(text, "zh") == "在 customers.csv 中不存在（2 行）"
    assert told_in(joined("; ", [text, "C9"]), "zh") == "在 customers.csv 中不存在（2 行）; C9"
    assert told_in("not in customers.csv", "zh") == "not in customers.csv"


def test_errors_of_a_closing_are_told_in_the_language_in_use(tmp_path: Path) -> None:
    bad = company(tmp_path / "data", with_orders("O1,1,2026-10-05,C9,2,100"))
    (tmp_path / "data" / "company.toml").write_text('[company]\nname = "T"\n')
    with use("zh"), pytest.raises(DataError) as refused:
        close_month(bad, MONTH)
    problems = refused.value.problems
    assert isinstance(problems, pd.DataFrame)
    assert problems["message"].tolist() == ["not in customers.csv (1 line, 100.00)"]
    with use("zh"):
        assert "在 customers.csv 中不存在（1 行，100.00）" in next(iter(sentences(problems)))


def test_a_mapping_that_a_closing_refuses_is_told_in_the_language_in_use(tmp_path: Path) -> None:
    source = {"mapping": "mapping.toml"}
    bad = company(tmp_path, with_orders("O1,1,2026-10-05,C1,2,100"), source=source)
    (tmp_path / "mapping.toml").write_text('[tables.nothing]\nfrom = "order_lines"\n')
    (tmp_path / "company.toml").write_text('[company]\nname = "T"\n[source]\nmapping = "m"\n')
    with use("zh"), pytest.raises(MappingError, match="没有此表"):
        close_month(bad, MONTH)


def _texts(made: Made, month: Month, folder: Path, *, lang: str) -> list[list[str]]:
    """Return what the gate says in a language, and what it would be in Chinese, in pairs."""
    with use(lang):
        try:
            one = made(folder)
            (one.root / ".spill").mkdir()
            clean = check_exports(one, month, spill=one.root / ".spill")
        except SalesnbError as error:
            return [[text, told_in(text, "zh")] for text in (error.message, error.fix)]
    clean.con.disconnect()
    found = clean.problems
    return [[*pair] for name in TOLD for pair in zip(found[name], found[f"{name}_zh"], strict=True)]


def _require_the_same(made: Made, folder: Path, month: Month = MONTH) -> None:
    english = _texts(made, month, folder / "en", lang="en")
    chinese = _texts(made, month, folder / "zh", lang="zh")
    assert [told for _, told in english] == [said for said, _ in chinese]


@pytest.mark.long
@pytest.mark.parametrize("kind", CASES)
def test_each_kind_of_broken_input_is_told_in_the_words_of_a_chinese_check(
    kind: str, tmp_path: Path
) -> None:
    files: Mapping[str, str | bytes] = CASES[kind][0]
    _require_the_same(lambda folder: company(folder, files), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("toml", INPUTS_OF_CASES, ids=str)
def test_each_case_is_told_in_the_words_of_a_chinese_check(toml: Path, tmp_path: Path) -> None:
    def made(folder: Path) -> Company:
        copied(toml.parts[0], folder)
        return open_company(folder / toml.parent)

    _require_the_same(made, tmp_path, Month.parse("2026-09"))


@pytest.mark.long
@pytest.mark.parametrize("family", ["bytes", "structure", "values"])
def test_changed_exports_are_told_in_the_words_of_a_chinese_check(
    family: str, tmp_path: Path
) -> None:
    for number in range(N_FUZZED):

        def made(folder: Path, number: int = number) -> Company:
            settings: dict[str, Any] = mutant(family, number).sample.write(folder)
            return Company(folder, parse_settings(settings))

        _require_the_same(made, tmp_path / str(number))
