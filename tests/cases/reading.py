"""Read a page of a small company as a person does: its sentences, tables, and what is drawn.

The code of the workbook runs in this process, without a kernel: the texts are those of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import nbformat

from salesnb.i18n import set_language
from salesnb.paths import resource


@dataclass
class Page:
    """What a workbook showed, in order: plain texts, and the HTML of each."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def n_pictures(self) -> int:
        return sum("<figure" in one for one in self.htmls)

    def show(self, as_html: str, plain: str) -> None:
        """Take what a cell shows, in place of the notebook."""
        if as_html:
            self.htmls.append(as_html)
            self.texts.append(plain)


def read_page(workbook: str, root: Path, month: str, lang: str = "en") -> Page:
    """Return the page of a workbook on a company's month."""
    page = Page()
    cells = nbformat.read(resource("notebooks", f"{workbook}.ipynb"), as_version=4).cells
    names: dict[str, object] = {"company": str(root), "month": month, "lang": lang}
    code = [
        c for c in cells if c.cell_type == "code" and "parameters" not in c.metadata.get("tags", [])
    ]
    with patch("salesnb.display.show.emit", page.show):
        try:
            for cell in code:
                exec(cell.source, names)
        finally:
            set_language("en")
    return page
