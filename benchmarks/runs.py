"""A month's run against the `papermill` command once per notebook; nbval against plain nbval.

`python -m benchmarks runs`: 13 notebooks alike, written here, then the demo company's workbooks.
Every way runs in processes of its own, so that its imports count; figures are wall seconds,
processor seconds of all its processes, and ratios. Bytecode is there for every way.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._notebooks import write_notebooks
from salesnb.kernels.stack import ONE_THREAD
from salesnb.paths import resource as shipped
from tests.runs.small import company

N_NOTEBOOKS = 13
MONTH = "2026-10"
SALESNB = [sys.executable, "-c", "from salesnb.cli import main; main()"]


@dataclass(frozen=True)
class Cost:
    """What a way took: wall seconds, processor seconds."""

    wall: float
    cpu: float

    def over(self, other: Cost) -> str:
        return f"wall {other.wall / self.wall:.2f}x faster, processor {self.cpu / other.cpu:.2f}x"


def measured(work: Callable[[], object]) -> Cost:
    """Return the cost of what is done by child processes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def called(words: Sequence[object], **stated: str) -> None:
    """Run a command; end with what it said when it fails."""
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [str(word) for word in words],
        env={**environment, **stated},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{words} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")


def one_by_one(books: Sequence[Path], out: Path, **stated: str) -> None:
    """Call the `papermill` command once per notebook, in sequence."""
    out.mkdir(exist_ok=True)
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar"]
    for book in books:
        called([*papermill, book, out / book.name], **stated)


def month(root: Path, books: Path, *options: str, jobs: int = 2) -> None:
    """Run a company's month: closing, notebooks, pages, pack."""
    shutil.rmtree(root / "months" / MONTH / "executed", ignore_errors=True)
    called(
        [*SALESNB, "run", root, "--month", MONTH, "--lang", "en", "--jobs", jobs, *options],
        SALESNB_NOTEBOOKS=str(books),
    )


def script(name: str, *words: object, **stated: str) -> Callable[[], None]:
    """Return a way that stands in a script beside this one."""
    one_thread = dict.fromkeys(
        ONE_THREAD.split(), "1"
    )  # as a run limits its kernels: spinning costs time
    return lambda: called(
        [sys.executable, "-m", f"benchmarks.{name}", *words], **one_thread, **stated
    )


def synthetic(folder: Path) -> None:
    """Measure the notebooks that are made here."""
    books = write_notebooks(folder / "books", N_NOTEBOOKS)
    files = sorted(books.glob("*.ipynb"))
    root = company(folder / "small").root
    called([sys.executable, "-c", "import papermill, nbconvert, salesnb.runs.month"])
    peer = measured(lambda: one_by_one(files, folder / "peer"))
    floor = measured(script("_floor", books))
    show(f"{N_NOTEBOOKS} notebooks: `papermill` each, in sequence", peer)
    show("all cells in one process (the floor)", floor)
    for label, words in (
        ("fresh kernels, 2 jobs", [2, "fresh"]),
        ("forked kernels, 1 job", [1, "forked"]),
        ("forked kernels, 2 jobs", [2, "forked"]),
    ):
        cost = measured(script("_jobs", books, folder / "jobs", *words))
        show(f"notebooks alone, {label}", cost, peer, floor)
    for label, options in (("fresh kernels", ["--fresh-kernels"]), ("forked kernels", [])):
        shutil.rmtree(root / "months", ignore_errors=True)
        cost = measured(lambda options=options: month(root, books, *options))
        show(f"the month with closing and pages, {label}, 2 jobs", cost, peer, floor)


def checked(folder: Path) -> None:
    """Measure nbval on the same notebooks."""
    books = folder / "books"
    called([sys.executable, "-m", "benchmarks._jobs", books, folder / "saved", 2, "forked"])
    for file in (folder / "saved").glob("*.ipynb"):
        shutil.copyfile(file, books / file.name)
    nbval(books, "the same notebooks")


def nbval(books: Path, which: str, *options: object, **stated: str) -> None:
    """Compare plain nbval of a folder with workers, with forked kernels, and with both."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    pytest += ["--nbval", *options, books]
    two = ["-n", 2, "--dist", "loadfile"]
    forked = ["-p", "salesnb.kernels.pytest_plugin"]
    peer = measured(lambda: called(pytest, **stated))
    show(f"nbval of {which}, plain", peer)
    ways = {"2 workers": two, "forked": forked, "forked, 2 workers": [*two, *forked]}
    for label, words in ways.items():
        cost = measured(lambda words=words: called([*pytest, *words], **stated))
        show(f"nbval of {which}, {label}", cost, peer)


def real(folder: Path) -> None:
    """Measure the shipped workbooks on the demo company, its month closed before."""
    root = folder / "demo"
    shutil.copytree(shipped("data", "demo"), root, ignore=shutil.ignore_patterns("months"))
    books = shipped("notebooks")
    month(root, books)
    files = sorted(books.glob("*.ipynb"))
    stated = {"SALESNB_COMPANIES": str(folder), "SALESNB_BATCH": "1", "SALESNB_RUN": str(folder)}
    peer = measured(lambda: one_by_one(files, folder / "peer_demo", **stated))
    show(f"the demo company's {len(files)} workbooks: `papermill` each, in sequence", peer)
    floor = measured(script("_floor", books, **stated))
    show("all cells in one process (the floor)", floor)
    for label, words in (("fresh kernels", "fresh"), ("forked kernels", "forked")):
        way = script("_jobs", books, folder / "jobs_demo", 2, words, root)
        show(f"notebooks alone, {label}, 2 jobs", measured(way), peer, floor)
    sanitize = Path(__file__).resolve().parent.parent / "tests" / "nbval_sanitize.cfg"
    stated = {"SALESNB_COMPANIES": str(folder), "SALESNB_BATCH": "1"}
    nbval(books, "the workbooks", "--nbval-sanitize-with", sanitize, **stated)


def show(label: str, cost: Cost, peer: Cost | None = None, floor: Cost | None = None) -> None:
    """Print a line: the way, its cost, the ratios."""
    ratios = f"  {cost.over(peer)}" if peer else ""
    above = f", {cost.cpu / floor.cpu:.2f}x the floor's processor time" if floor else ""
    print(f"{label:66} {cost.wall:6.1f} s {cost.cpu:6.1f} CPU s{ratios}{above}", flush=True)


def main() -> None:
    wanted = sys.argv[1:] or ["synthetic", "nbval", "real"]
    parts = {"synthetic": synthetic, "nbval": checked, "real": real}
    with tempfile.TemporaryDirectory(prefix="bench-runs-") as path:
        folder = Path(path)
        write_notebooks(folder / "books", N_NOTEBOOKS)
        for name in wanted:
            parts[name](folder)


if __name__ == "__main__":
    main()
