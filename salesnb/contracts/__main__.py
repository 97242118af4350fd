"""`python -m salesnb.contracts` writes the data dictionary in both languages into `docs/`."""

from __future__ import annotations

from pathlib import Path

from salesnb.contracts.dictionary import pages

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> None:
    """Write `docs/data-dictionary.md` and its Chinese page anew."""
    for name, text in pages().items():
        Path(DOCS, name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
