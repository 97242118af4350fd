"""A company folder with nothing but plan files."""

from __future__ import annotations

from pathlib import Path

from salesnb.paths import Company, open_company
from salesnb.plans.checked import Members, plan_faults


def company_with(folder: Path, **files: str) -> Company:
    """Write plan files by their names without ending, and open the company."""
    (folder / "plan").mkdir(parents=True, exist_ok=True)
    (folder / "company.toml").write_text('[company]\nname = "Small"\n', encoding="utf-8")
    for name, text in files.items():
        (folder / "plan" / f"{name}.toml").write_text(text, encoding="utf-8")
    return open_company(folder)


def faults(folder: Path, members: Members | None = None, **files: str) -> list[str]:
    """Return what is wrong with plan files, as a person reads it."""
    return [str(one) for one in plan_faults(company_with(folder, **files), members or {})]
