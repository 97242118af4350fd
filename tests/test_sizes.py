"""Functions and modules stay short enough to read, measured as `ruff format` writes them.

* A **function** is measured as the formatter would write it without any `# fmt: skip`. Its size is
  the lines of its body after the docstring; a function inside another counts for both.
* A **module** is measured with the skips that stand on tables of data, and without any other: a
  table counts the lines in which it is written, code the lines that the formatter gives it.
* A **table of data** is an assignment (or a return) of a tuple, list, set or dict that holds rows:
  containers, or calls such as `Terms("T2", "Cash", 0.05)`. Everything in it is spelled out:
  constants, names, containers and calls by a plain name. A sum, a condition, a comprehension, an
  attribute, a method call or an f-string in it makes it code, which the formatter writes. So is a
  plain list of names; it is shorter as text that is split: `"rep_id month amount".split()`.

`python -m tests.test_sizes` prints the figures of the whole package and what is over a limit.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "salesnb"
LONGEST = 40  # lines of a function's body
MOST = 300  # lines of a module
MEDIAN, P90 = 10, 25  # of all bodies
_CONTAINERS = (ast.Tuple, ast.List, ast.Set, ast.Dict)
_SPELLED_OUT = (
    *_CONTAINERS,
    ast.Constant,
    ast.Name,
    ast.Starred,
    ast.UnaryOp,
    ast.unaryop,
    ast.Call,
    ast.keyword,
    ast.expr_context,
)


@dataclass(frozen=True)
class Function:
    """A function and how many lines its body has as formatted."""

    place: str
    name: str
    lines: int


def is_table(node: ast.AST) -> bool:
    """Whether a statement assigns or returns rows that are spelled out, not worked out."""
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.Return):
        return False
    if not isinstance(node.value, _CONTAINERS):
        return False
    inner = list(ast.walk(node.value))
    rows = node.value.values if isinstance(node.value, ast.Dict) else node.value.elts
    return (
        any(isinstance(row, (*_CONTAINERS, ast.Call)) for row in rows)
        and all(isinstance(one, _SPELLED_OUT) for one in inner)
        and all(isinstance(one.func, ast.Name) for one in inner if isinstance(one, ast.Call))
    )


def skips(source: str) -> list[tuple[int, bool]]:
    """Return the line of each `# fmt: skip` of a source, and whether it stands on a table."""
    if "fmt: skip" not in source:
        return []
    ends = {
        node.end_lineno: is_table(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt)
    }
    readline = iter(source.splitlines(keepends=True)).__next__
    comments = [t for t in tokenize.generate_tokens(readline) if t.type == tokenize.COMMENT]
    found = [t.start[0] for t in comments if "fmt: skip" in t.string]
    return [(line, ends.get(line, False)) for line in found]


def without_skips(source: str, *, on_tables: bool) -> str:
    """Return a source without its `# fmt: skip`; `on_tables` takes out those on tables too."""
    lines = source.splitlines(keepends=True)
    for line, table in skips(source):
        if on_tables or not table:
            lines[line - 1] = lines[line - 1].replace("# fmt: skip", "").rstrip() + "\n"
    return "".join(lines)


def formatted(sources: dict[str, str]) -> dict[str, str]:
    """Return sources by name as `ruff format` writes them under the project's settings."""
    with TemporaryDirectory() as folder:
        for name, source in sources.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
        ruff = [str(Path(sys.executable).parent / "ruff"), "format", "--quiet", "--no-cache"]
        settings = ["--config", str(ROOT / "pyproject.toml")]
        subprocess.run([*ruff, *settings, folder], check=True)
        return {name: Path(folder, name).read_text(encoding="utf-8") for name in sources}


def functions(name: str, source: str) -> Iterator[Function]:
    """Yield every function of a module with the lines of its body."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield Function(name, node.name, lines)


def wrong_skips(sources: dict[str, str]) -> list[str]:
    """Return where sources (by file) skip the formatter on what is no table of data."""
    found = (
        (file, line, table) for file, source in sources.items() for line, table in skips(source)
    )
    return [f"{file}:{line}" for file, line, table in found if not table]


def beside() -> dict[str, str]:
    """Return the sources of tests and benchmarks by name."""
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/*.py")]
    names = {file.relative_to(ROOT).as_posix(): file for file in sorted(files)}
    return {name: file.read_text(encoding="utf-8") for name, file in names.items()}


class Sizes:
    """The sizes of the functions and modules of the package."""

    def __init__(self) -> None:
        sources = {
            path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(PACKAGE.rglob("*.py"))
        }
        bare = formatted({n: without_skips(s, on_tables=True) for n, s in sources.items()})
        written = formatted({n: without_skips(s, on_tables=False) for n, s in sources.items()})
        self.functions = [one for name, source in bare.items() for one in functions(name, source)]
        self.modules = {name: len(source.splitlines()) for name, source in written.items()}
        self.wrong_skips = wrong_skips({f"salesnb/{n}": s for n, s in sources.items()})

    @property
    def bodies(self) -> list[int]:
        return [one.lines for one in self.functions]

    @property
    def p90(self) -> float:
        return quantiles(self.bodies, n=10)[-1]


@pytest.fixture(scope="module")
def sizes() -> Sizes:
    return Sizes()


def test_no_function_is_longer_than_a_screen(sizes: Sizes) -> None:
    found = [
        f"salesnb/{one.place} {one.name}: {one.lines} lines, at most {LONGEST}"
        for one in sizes.functions
        if one.lines > LONGEST
    ]
    assert not found, "\n".join(found)


def test_no_module_is_too_long(sizes: Sizes) -> None:
    found = [
        f"salesnb/{name}: {lines} lines, at most {MOST}"
        for name, lines in sizes.modules.items()
        if lines > MOST
    ]
    assert not found, "\n".join(found)


def test_most_functions_are_short(sizes: Sizes) -> None:
    longest = sorted(sizes.functions, key=lambda one: -one.lines)[:20]
    listing = "\n".join(f"salesnb/{one.place} {one.name}: {one.lines} lines" for one in longest)
    assert median(sizes.bodies) <= MEDIAN, f"the median body is over {MEDIAN} lines\n{listing}"
    assert sizes.p90 <= P90, f"one body in ten has more than {P90} lines\n{listing}"


def test_only_tables_of_data_escape_the_formatter(sizes: Sizes) -> None:
    found = [*sizes.wrong_skips, *wrong_skips(beside())]
    assert not found, "\n".join(["`# fmt: skip` on what is no table of data:", *found])


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ('ROWS = (("T1", 3), ("T2", -4))', True),
        ('TERMS: tuple[Terms, ...] = (Terms("T1", days=30),)', True),
        ('LABELS = {"a": N_("Amount")}', True),
        ('NAMES = ("rep_id", "month", "amount")', False),
        ('ROW = {"rep_id": story.rep, "names": ("a", "b")}', False),
        ('found = find("a", shuffles=(1, 2))', False),
        ("ROWS = [row * 2 for row in rows]", False),
        ('TOTAL = frame["amount"].sum()', False),
        ('show("a", "b")', False),
        ("x = a + b", False),
    ],
)
def test_a_table_of_data_is_told_from_code(statement: str, table: bool) -> None:
    assert skips(f"{statement}  # fmt: skip\n") == [(1, table)]


def test_a_skip_hides_no_line_of_a_function() -> None:
    rows = ", ".join(f'("{letter * 60}", 1)' for letter in "abc")
    source = f'def f():\n    """Say it."""\n    return [{rows}]  # fmt: skip\n'
    (one,) = functions("m.py", formatted({"m.py": without_skips(source, on_tables=True)})["m.py"])
    assert one.lines == 5


def main() -> None:
    """Print how long functions and modules are, the whole package's and what is over a limit."""
    sizes = Sizes()
    over = sorted((one for one in sizes.functions if one.lines > P90), key=lambda one: -one.lines)
    for one in over:
        print(f"{one.lines:4} salesnb/{one.place} {one.name}")
    for name, lines in sorted(sizes.modules.items(), key=lambda one: -one[1]):
        if lines > MOST:
            print(f"{lines:4} salesnb/{name}")
    wrong = [*sizes.wrong_skips, *wrong_skips(beside())]
    print(*wrong, sep="\n")
    print(
        f"{len(sizes.functions)} functions: median {median(sizes.bodies):g}, p90 {sizes.p90:g}, "
        f"longest {max(sizes.bodies)}; {len(over)} over {P90}, "
        f"{sum(lines > LONGEST for lines in sizes.bodies)} over {LONGEST}; "
        f"{sum(lines > MOST for lines in sizes.modules.values())} of {len(sizes.modules)} "
        f"modules over {MOST}; {len(wrong)} skips on code"
    )


if __name__ == "__main__":
    main()
