"""Many kills of one month's run, each followed by what must be so: counted by stage."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from salesnb.paths import open_company
from tests.runs import staged
from tests.runs.small import (
    MONTH,
    MORE,
    bytes_below,
    company,
    good,
    noted,
    opened_pack,
    run,
    workbooks,
)

PLANNED = {
    staged.GATE: 12,
    staged.KERNELS: 12,
    staged.KERNEL: 8,
    staged.RENDERING: 12,
    staged.PUBLISHING: 14,
    staged.ISSUING: 14,
}
AT_A_TIME = 2
KEPT = ("artefacts/v1", "decisions/v1", "facts/v1", "report/en/v1")
LATER = (0.0, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2)  # seconds after a kernel was there


@dataclass
class Kills:
    """Runs to be killed: the month as it was issued, as it must end, and what was seen.

    `fell` counts kills by the stage in which they fell, '' between stages; `faults` are sentences.
    """

    folder: Path
    fell: Counter[str] = field(default_factory=Counter)
    packs: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        cells = {id: good(id, f"{id}_sum", value)[:2] for id, value in _VALUES.items()}
        self.books = workbooks(self.folder / "books", cells)
        one = company(self.folder / "issued" / "small")
        assert run(one, self.books, issue="agreed").n_failed == 0
        self.issued = company(one.root, orders=MORE).root
        self.whole = self.laid_out("whole")
        self.timed = {real: self._timed(real=real) for real in (True, False)}
        self.expected = bytes_below(self.whole)
        self.kept = {place: bytes_below(_month(self.issued) / place) for place in KEPT}
        self.old, self.new = (opened_pack(_report(x)) for x in (self.issued, self.whole))

    def laid_out(self, name: str) -> Path:
        """Copy the issued month, with what came late, into a folder of that name."""
        return Path(shutil.copytree(self.issued, self.folder / name / "small"))

    def trial(self, root: Path, *, real: bool) -> staged.Trial:
        """Return a run of a company; where it is not `real`, ready results stand in for kernels."""
        return staged.Trial(root, self.books, None if real else self.whole)

    def _timed(self, *, real: bool) -> staged.Staged:
        root = self.whole if real else self.laid_out("timed")
        one = staged.started(self.trial(root, real=real))
        assert one.ended() == 0, "a run that nothing disturbs"
        return one

    def kill(self, wanted: Mapping[str, int]) -> None:
        """Kill so many runs in each stage, some at a time; note where each fell, and faults."""
        work = []
        for stage, n in wanted.items():
            if stage == staged.KERNEL:
                work += [partial(self._kill_kernel, LATER[i % len(LATER)], i) for i in range(n)]
                continue
            real = stage == staged.KERNELS
            moments = staged.moments(self.timed[real], stage, n)
            work += [
                partial(self._kill_run, one, f"{stage}-{place}", real=real)
                for place, one in enumerate(moments)
            ]
        with ThreadPoolExecutor(AT_A_TIME) as executor:
            for future in [executor.submit(one) for one in work]:
                future.result()

    def _kill_run(self, moment: staged.Moment, name: str, *, real: bool) -> None:
        root = self.laid_out(name)
        dead = staged.killed_at(self.trial(root, real=real), moment)
        self.fell[dead.fell] += 1
        where = f"{name}, killed in {dead.fell or 'no stage'}"
        pack = opened_pack(_report(root))
        self.packs["old" if pack == self.old else "new" if pack == self.new else "broken"] += 1
        self._require(pack in (self.old, self.new), f"{where}: neither the old pack nor the new")
        kept = {place: bytes_below(_month(root) / place) for place in KEPT}
        self._require(kept == self.kept, f"{where}: v1 is not as it was")
        code = staged.started(self.trial(root, real=real)).ended()
        self._require(code == 0, f"{where}: its rerun ends with {code}")
        left = list(Path(tempfile.gettempdir()).glob(f"snb-{dead.process.pid}-*"))
        self._require(not left, f"{where}: its folder stays in the temporary folder")
        self._close(root, where)

    def _kill_kernel(self, later: float, place: int) -> None:
        root = self.laid_out(f"kernel-{place}")
        code = staged.kernel_killed(self.trial(root, real=True), later)
        where = f"a kernel killed after {later} s"
        self._require(code == 0, f"{where}: the run ends with {code}")
        again = any(one["started_again"] for one in noted(open_company(root)).values())
        self.fell[staged.KERNEL if again else ""] += 1
        self._close(root, where)

    def _close(self, root: Path, where: str) -> None:
        self._require(bytes_below(root) == self.expected, f"{where}: other bytes in the end")
        shutil.rmtree(root.parent, ignore_errors=True)

    def _require(self, is_so: bool, fault: str) -> None:
        if not is_so:
            self.faults.append(fault)

    @property
    def n_kills(self) -> int:
        """How many kills fell in a stage."""
        return sum(n for stage, n in self.fell.items() if stage)


_VALUES = {"a_one": 'book.frame("sales_cube")["net_amount"].sum() + top', "b_two": "2"}


def _month(root: Path) -> Path:
    return root / "months" / str(MONTH)


def _report(root: Path) -> Path:
    return open_company(root).month(MONTH).report("en")
