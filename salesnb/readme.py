"""The table of workbooks in the READMEs, written from `notebooks/index.toml`."""

from __future__ import annotations

import re
from pathlib import Path

from salesnb.i18n import t, translate, use
from salesnb.index import Entry, read_index
from salesnb.paths import resource

BEGIN = "<!-- workbooks: generated from notebooks/index.toml by `make docs` -->"
END = "<!-- /workbooks -->"
READMES = {"README.md": "en", "README.zh.md": "zh"}


def with_table(text: str, lang: str) -> str:
    """Return a README's text with its table of workbooks as `index.toml` has them now."""
    with use(lang):
        table = _table(list(read_index().values()), lang)
    inside = re.escape(BEGIN) + r".*?" + re.escape(END)
    return re.sub(inside, lambda _: f"{BEGIN}\n{table}\n{END}", text, flags=re.S)


def _table(entries: list[Entry], lang: str) -> str:
    rows = [
        f"| [{one.id}](notebooks/{one.id}.ipynb) | {translate(one.question, lang)}"
        f" | {translate(one.decision, lang)} |"
        for one in entries
    ]
    head = f"| {t('workbook')} | {t('question')} | {t('what it helps to decide')} |"
    return "\n".join([head, "|---|---|---|", *rows])


def main() -> None:
    """Write the tables of both READMEs."""
    root = resource("README.md").parent
    for name, lang in READMES.items():
        file = Path(root, name)
        file.write_text(with_table(file.read_text(encoding="utf-8"), lang), encoding="utf-8")


if __name__ == "__main__":
    main()
