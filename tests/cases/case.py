"""Situations that companies met, each a small input, copied into a folder of the test.

The inputs stand in `inputs/<case>/`, byte for byte as they came; the tests say what is right.
`tests.cli.commands` runs the command line.
"""

from __future__ import annotations

import shutil
from pathlib import Path

INPUTS = Path(__file__).parent / "inputs"


def copied(case: str, folder: Path) -> Path:
    """Copy a case into a folder of the test; return its company's folder (with company.toml)."""
    root = Path(shutil.copytree(INPUTS / case, folder / case))
    return next(root.glob("**/company.toml")).parent
