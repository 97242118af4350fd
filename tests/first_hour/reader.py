"""A reader who does what the document of the first hour says, in a folder of their own."""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import shutil
import subprocess
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from salesnb.cli import printing
from salesnb.cli.app import app
from salesnb.i18n import use
from tests.first_hour.document import Block
from tests.first_hour.exports import HOME

WIDTH = 80  # columns of the terminal
PLACE = "/home/me"  # where the document says that the folder is
COMPANY, MONTH, PICTURED = "beschlag", "2026-10", "02_sales"
DOCUMENTS = {"en": "first-hour.md", "zh": "first-hour.zh.md"}
DOCS = Path(__file__).parents[2] / "docs"
FIGURE = 3  # of the workbook's figures: how sales came to be what they are
_COLOURS = {"var(--soft)": "#5c6670", "var(--faint)": "#d5dade", "currentColor": "#22282e"}
_SVG = re.compile(
    r'<figure role="img" aria-label="([^"]*)">(?:<div class="wide">)?(<svg.*?</svg>)', re.S
)


class Reader:
    """Does one block after the other; `printed` is what the last command said."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder, self.lang, self.printed = folder, lang, ""
        shutil.copytree(HOME, folder / "data" / HOME.name)

    def answer(self, block: Block) -> str:
        """Do what a block says; return what is printed where it is an answer, else ''."""
        if block.kind == "sh":
            self.printed = self._run(block.text.strip())
        elif block.kind == "toml":
            file = self.folder / block.of
            file.write_text(f"{file.read_text('utf-8')}\n{block.text}", "utf-8", newline="\n")
        elif block.kind == "diff":
            self._correct(self.folder / block.of, block.text.splitlines())
        elif block.of == "front":
            return front(self._report() / "index.html")
        return self.printed if block.is_answer else ""

    def _run(self, command: str) -> str:
        if not command.startswith("salesnb"):
            done = subprocess.run(
                ["bash", "-c", command], cwd=self.folder, capture_output=True, check=True
            )
            return done.stdout.decode()
        return self._salesnb(shlex.split(command)[1:]).replace(str(self.folder.resolve()), PLACE)

    def _salesnb(self, words: list[str]) -> str:
        with (
            chdir(self.folder),
            use(self.lang),
            patch.dict(os.environ, {"SALESNB_LANG": self.lang}),
            patch.object(printing.OUT, "_width", WIDTH),
            patch.object(printing.ERR, "_width", WIDTH),
        ):
            done = CliRunner().invoke(app, words)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0 or words[0] == "check", done.output
        return done.output

    def _correct(self, file: Path, lines: list[str]) -> None:
        text = file.read_bytes().decode()
        old, new = ("\n".join(line[1:] for line in lines if line.startswith(sign)) for sign in "-+")
        assert text.count(old) == 1, f"{file.name} has {old!r} {text.count(old)} times, not once"
        file.write_bytes(text.replace(old, new).encode())

    def _report(self) -> Path:
        return self.folder / COMPANY / "months" / MONTH / "report" / self.lang

    def picture(self) -> tuple[str, str]:
        """Return the sentence of the pictured figure, and the figure as an SVG file holds it."""
        folder = self.folder / COMPANY / "months" / MONTH / "executed" / self.lang
        notebook = json.loads((folder / f"{PICTURED}.ipynb").read_text(encoding="utf-8"))
        shown = [
            "".join(output.get("data", {}).get("text/html", ""))
            for cell in notebook["cells"]
            for output in cell.get("outputs", [])
        ]
        sentence, drawn = _SVG.findall("".join(shown))[FIGURE]
        for name, colour in _COLOURS.items():
            drawn = drawn.replace(name, colour)
        return html.unescape(sentence), drawn.replace("fill: none", "fill: #ffffff", 1) + "\n"


def front(index: Path) -> str:
    """Return what stands at the head of a front page: the verdict, and the first decision."""
    page = index.read_text(encoding="utf-8")
    verdict = re.search(r'<h1 class="verdict">(.*?)</h1>', page, re.S)
    matter = re.search(r'<ol class="matters"><li[^>]*>(.*?)</li>', page, re.S)
    assert verdict and matter, "the front page has a verdict and something to decide"
    stakes, said = matter[1].split("</div><div>", 1)
    sentence, action = said.split("<a ", 1)[0], said.split('<p class="do">', 1)[1]
    action = action.split("<details", 1)[0]
    return "\n".join(_plain(one) for one in (verdict[1], stakes, sentence, action)) + "\n"


def _plain(markup: str) -> str:
    spaced = re.sub(r"</b>|</span>", r" ", markup)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", spaced))).strip()
