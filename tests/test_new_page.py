"""A new page is what CONTRIBUTING says: files of templates/page, with names for the capitals."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.runs import small

ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    "ID": "97_regions",
    "ROOM": "regional",
    "AREA": "regional",
    "QUESTION": "Which region sells most?",
    "DECISION": "Where to look first.",
}
SOURCES = {
    "room/__init__.py": "salesnb/pages/regional/__init__.py",
    "room/frames.py": "salesnb/pages/regional/frames.py",
    "room/sentences.py": "salesnb/pages/regional/sentences.py",
    "room/pictures.py": "salesnb/pages/regional/pictures.py",
    "area.py": "salesnb/regional.py",
    "workbook.ipynb": "notebooks/97_regions.ipynb",
}
pytestmark = pytest.mark.long


def named(text: str) -> str:
    for capitals, name in NAMES.items():
        text = text.replace(capitals, name)
    return text


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout that has the page and nothing else new."""
    root = tmp_path_factory.mktemp("checkout")
    for part in ("salesnb", "notebooks", "templates"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for source, target in SOURCES.items():
        file = root / target
        file.parent.mkdir(parents=True, exist_ok=True)
        template = (ROOT / "templates" / "page" / source).read_text(encoding="utf-8")
        file.write_text(named(template), encoding="utf-8")
    index = root / "notebooks" / "index.toml"
    entry = (ROOT / "templates" / "page" / "index.toml").read_text(encoding="utf-8")
    index.write_text(index.read_text(encoding="utf-8") + named(entry), encoding="utf-8")
    return root


def run(checkout: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONWARNINGS": ""}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )


def test_the_page_stands_in_the_pack_in_both_languages(checkout: Path, tmp_path: Path) -> None:
    company = small.company(tmp_path / "small", languages='["en", "zh"]')
    asked = ["run", str(company.root), "--month", "2026-10", "--only", "97_regions"]
    done = run(checkout, "from salesnb.cli import main; main()", *asked)
    assert done.returncode == 0, done.stdout + done.stderr
    for lang, words in (("en", "sold most in the month"), ("zh", 'lang="zh-CN"')):
        report = company.month(small.MONTH).report(lang)
        (page,) = report.glob("*/97_regions.html")
        assert words in page.read_text(encoding="utf-8")
        (pack,) = report.glob("*/pack.xlsx")
        rows = list(openpyxl.load_workbook(pack)["97_regions_regions"].iter_rows(values_only=True))
        assert rows[-1][-2:] == (150.5, 1.0), "all sales of the small company have no region"


def test_its_texts_stand_in_one_catalogue(checkout: Path) -> None:
    done = run(checkout, "from salesnb.translations import main; main()")
    assert "locale/zh/regional.po: " in done.stdout, done.stderr
    catalogue = (checkout / "salesnb/locale/zh/regional.po").read_text(encoding="utf-8")
    for text in ("Sales of the month by region", "Which region sells most?", "## Limits of this"):
        assert text in catalogue
