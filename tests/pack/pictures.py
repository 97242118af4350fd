"""The READMEs' pictures: the demo company's index page as a browser shows it (`make pictures`)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from salesnb.paths import resource
from tests.pack.browser import chromium

WIDTH, HEIGHT = 1200, 880  # CSS pixels: the page's column with a margin, down to the list of pages
LARGEST = 250_000  # bytes: what a README should make people wait for


def main(report: Path, pictures: Path) -> None:
    """Take `page-en.png` and `page-zh.png` from a published report."""
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as tab:
        for lang in ("en", "zh"):
            tab.open((report / lang / "index.html").as_uri(), width=WIDTH, dark=False)
            file = pictures / f"page-{lang}.png"
            tab.picture(file, height=HEIGHT)
            if file.stat().st_size > LARGEST:
                raise SystemExit(f"{file} has more than {LARGEST} bytes: crop it")


if __name__ == "__main__":
    demo = resource("data", "demo")
    main(demo / "months" / sys.argv[1] / "report", Path(__file__).parents[2] / "docs" / "pictures")
