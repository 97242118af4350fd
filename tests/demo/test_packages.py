"""The packages of the demo company stand on each other in one order, and the index names all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import salesnb.demo

ROOT = Path(salesnb.demo.__file__).parent
INDEX = salesnb.demo.__doc__ or ""
ORDER = re.findall(r"^- `(\w+)`", INDEX, re.M)
MOST = 15  # modules of a package
MODULES = {path.relative_to(ROOT): path for path in sorted(ROOT.rglob("*.py"))}


def imported(source: str) -> Iterator[str]:
    """Yield the packages (or modules of the root) of the demo that a module imports from."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("salesnb.demo."):
            yield (node.module or "").split(".")[2]


def place(module: Path) -> str:
    return module.with_suffix("").parts[0]


def test_every_module_is_named_in_the_index() -> None:
    for module in MODULES:
        if module.stem != "__init__":
            assert f"`{module.stem}`" in INDEX, f"salesnb/demo/{module} is not in the index"
            assert place(module) in ORDER, f"salesnb/demo/{module} has no place in the index"


def test_a_package_imports_only_what_the_index_names_before_it() -> None:
    for module, path in MODULES.items():
        if str(module) == "__init__.py":
            continue
        own = ORDER.index(place(module))
        for other in imported(path.read_text(encoding="utf-8")):
            assert ORDER.index(other) <= own, f"salesnb/demo/{module} imports {other}"


def test_packages_are_small() -> None:
    for package in {path.parent for path in MODULES.values()}:
        n = len([*package.glob("*.py")]) - 1
        assert n <= MOST, f"{package.name}: {n} modules, at most {MOST}"
