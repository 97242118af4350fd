"""Each module imports only what its layer may; the table is the one in docs/architecture.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "salesnb"
VOCABULARY = {"errors", "months", "periods", "money", "calendars", "citations", "members"}
DECLARED = {
    "contracts",
    "settings",
    "scorecard_rules",
    "summary_rules",
    "visit_rules",
    "route_rules",
    "i18n",
    "measures",
    "glyphs",
}
METHODS = {"methods"}
FILES = {
    "paths",
    "sources",
    "snapshot",
    "artefacts",
    "plans",
    "forms",
    "openmonth",
    "savedresults",
    "tracing",
    "index",
    "newcompany",
    "translations",
    "readme",
}
AREAS = {
    "intake",
    "sales",
    "market",
    "prospects",
    "customers",
    "targets",
    "budgets",
    "deals",
    "actions",
    "reviews",
}
SHOWN = {"findings", "plots", "display"}
ROOMS = {"pages"}
WORKBOOKS = {"raised", "workbook", "exploring", "results_list"}
DEMO = {"demo"}
RUNNING = {"runs", "kernels", "pack", "cli"}
LAYERS = (
    (VOCABULARY, VOCABULARY),
    (DECLARED, VOCABULARY | DECLARED),
    (METHODS, VOCABULARY | METHODS),
    (FILES, VOCABULARY | DECLARED | FILES),
    (SHOWN, VOCABULARY | DECLARED | SHOWN),
    (ROOMS, VOCABULARY | DECLARED | SHOWN | ROOMS),
    (WORKBOOKS, VOCABULARY | DECLARED | FILES | SHOWN | ROOMS | WORKBOOKS),
    (DEMO, VOCABULARY | DECLARED | DEMO | {"sources"}),
    (
        RUNNING,
        VOCABULARY | DECLARED | METHODS | FILES | SHOWN | ROOMS | WORKBOOKS | DEMO | RUNNING,
    ),
)
NO_FILES = {"duckdb", "ibis", "matplotlib", "great_tables", "papermill", "pyarrow"}
PARTS = {path.stem for path in PACKAGE.glob("*.py")} | {
    p.name for p in PACKAGE.iterdir() if p.is_dir()
}
HEAVY = {
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
    "ibis",
    "duckdb",
    "pydantic",
    "babel",
    "holidays",
}


def _part(name: str) -> str:
    """Return the part of salesnb that a dotted name lies in."""
    return name.split(".")[1] if "." in name else ""


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every import of a module, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def _allowed(part: str) -> set[str]:
    if part in AREAS:
        return VOCABULARY | DECLARED | METHODS | {part}
    for layer, allowed in LAYERS:
        if part in layer:
            return allowed
    return set()


def _faults(name: str, path: Path, source: str) -> list[str]:
    """Return the offending lines of one module."""
    part, lines = _part(name), source.splitlines()
    pure = part in AREAS | METHODS | VOCABULARY
    found = []
    for line, target in _imports(ast.parse(source)):
        root = target.split(".")[0]
        wrong = root == "salesnb" and _part(target) in PARTS - _allowed(part)
        if wrong or (pure and root in NO_FILES) or _is_other_room(name, target):
            found.append(f"{path}:{line}: {lines[line - 1].strip()}  ({part or 'root'} may not)")
    return found


def _is_other_room(name: str, target: str) -> bool:
    """Return whether a module of one page's room imports from that of another page."""
    own, other = ([*full.split("."), "", ""][1:3] for full in (name, target))
    return own[0] == other[0] == "pages" and bool(own[1]) and own[1] != other[1]


def test_no_module_imports_what_its_layer_may_not() -> None:
    faults = [
        fault
        for name, path in _modules()
        for fault in _faults(name, path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(["see docs/architecture.md, section 3:", *faults])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("salesnb.sales.bad", "from salesnb.intake import freshness"),
        ("salesnb.sales.bad", "from salesnb.artefacts import load"),
        ("salesnb.sales.bad", "import matplotlib.pyplot"),
        ("salesnb.months", "from salesnb.settings import Settings"),
        ("salesnb.methods.bad", "from salesnb import i18n"),
        ("salesnb.plots.bad", "import salesnb.sales.bridge"),
        ("salesnb.display.bad", "from salesnb.artefacts import load"),
        ("salesnb.contracts.bad", "from salesnb.display.show import show"),
        ("salesnb.pages.rivals.bad", "from salesnb.market.rivals import rivals"),
        ("salesnb.pages.rivals.bad", "from salesnb.artefacts import load"),
        ("salesnb.pages.rivals.bad", "from salesnb.pages.market import frames"),
        ("salesnb.pages.rivals.bad", "import salesnb.pages.market.frames"),
        ("salesnb.market.bad", "from salesnb.pages.rivals import frames"),
    ],
)
def test_a_wrong_import_is_found(name: str, line: str) -> None:
    (fault,) = _faults(name, Path("bad.py"), f"import math\n{line}\n")
    assert fault.startswith(f"bad.py:2: {line}")


def test_a_room_may_import_its_own_modules() -> None:
    for line in ("from salesnb.pages.rivals import frames", "import salesnb.pages.rivals.frames"):
        assert _faults("salesnb.pages.rivals.good", Path("good.py"), line) == []


def test_every_part_has_a_layer() -> None:
    parts = {_part(name) for name, _ in _modules()} - {""}
    unknown = {part for part in parts if not _allowed(part)}
    assert not unknown, f"not in docs/architecture.md section 3: {sorted(unknown)}"


class _WithoutTypeChecking(ast.NodeTransformer):
    """Takes out the blocks that only a type checker reads."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return node.orelse if "TYPE_CHECKING" in ast.unparse(node.test) else node


def _imported(source: str, known: set[str]) -> set[str]:
    """Return the modules that a source imports when it runs, also inside functions."""
    targets = {target for _, target in _imports(_WithoutTypeChecking().visit(ast.parse(source)))}
    return {t if t in known else t.rpartition(".")[0] for t in targets} & known


@cache
def _graph() -> dict[str, set[str]]:
    """Return module -> modules of salesnb that it imports."""
    modules = dict(_modules())
    return {
        name: _imported(path.read_text(encoding="utf-8"), set(modules)) - {name, "salesnb"}
        for name, path in modules.items()
    }


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return one cycle of a graph, or nothing."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for target in sorted(graph[name]):
            if found := walk(target, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(graph) if (found := walk(name, []))), [])


def test_no_imports_go_round_in_a_circle() -> None:
    cycle = _cycle(_graph())
    assert not cycle, " -> ".join(cycle)


def test_a_circle_is_found() -> None:
    assert _cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from salesnb import paths", {"salesnb.paths"}),
        ("def f():\n    from salesnb.paths import Company", {"salesnb.paths"}),
        ("class A:\n    def f(self):\n        import salesnb.paths", {"salesnb.paths"}),
        ("if TYPE_CHECKING:\n    from salesnb.paths import Company", set()),
    ],
)
def test_imports_inside_functions_count_and_those_of_type_checkers_do_not(
    source: str, found: set[str]
) -> None:
    assert _imported(source, {"salesnb.paths"}) == found


GATE_PARTS = (
    ("salesnb.sources.textfile", ()),
    ("salesnb.sources.advice", ()),
    ("salesnb.sources.exports", ("textfile",)),
    ("salesnb.sources.amounts", ()),
    ("salesnb.sources.days", ("amounts",)),
    ("salesnb.sources.values", ("amounts", "days")),
    ("salesnb.sources.read", ("textfile", "advice", "exports", "days", "values", "read")),
    ("salesnb.sources.map", ("exports", "days", "values", "map")),
    (
        "salesnb.sources.check",
        ("advice", "exports", "amounts", "days", "values", "read", "map", "check"),
    ),
)


@pytest.mark.parametrize(("part", "allowed"), GATE_PARTS)
def test_reading_and_mapping_do_not_know_each_other(part: str, allowed: tuple[str, ...]) -> None:
    own = {name: found for name, found in _graph().items() if name.startswith(part)}
    inside = {(name, one) for name, found in own.items() for one in found if "sources." in one}
    wrong = [(name, one) for name, one in inside if one.split(".")[2] not in allowed]
    assert own and not wrong, wrong


def test_importing_salesnb_loads_nothing_heavy() -> None:
    code = "import sys; old = set(sys.modules); import salesnb; print(*(set(sys.modules) - old))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert "salesnb" in loaded
    assert not {name.split(".")[0] for name in loaded} & HEAVY
    assert len([name for name in loaded if name.startswith("salesnb")]) <= 3, loaded
