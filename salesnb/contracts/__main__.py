"""`python -m salesnb.contracts` writes the data dictionary, and the plan files of a new company."""

from __future__ import annotations

from pathlib import Path

from salesnb.contracts.decided import PLAN_FILES
from salesnb.contracts.decided.commented import commented
from salesnb.contracts.dictionary import pages

ROOT = Path(__file__).resolve().parents[2]
DOCS, PLAN = ROOT / "docs", ROOT / "templates" / "company" / "plan"


def main() -> None:
    """Write the pages of the dictionary and `templates/company/plan/` anew."""
    for name, text in pages().items():
        Path(DOCS, name).write_text(text, encoding="utf-8")
    PLAN.mkdir(exist_ok=True)
    for file in PLAN_FILES.values():
        Path(PLAN, file.file).write_text(commented(file), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
