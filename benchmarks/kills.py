"""Kills of a month's run in every stage: what is left, and whether the rerun gives the same bytes.

`python -m benchmarks kills` has five times the kills of `make check-all`; `python -m
benchmarks.kills 1` has as many. Each is SIGKILL to the run's process group, or to one kernel alone.
The company has a few lines and the workbooks two cells, so that kills fall in every stage.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.runs.kills import PLANNED, Kills

TIMES = 5


def main(times: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as folder:
        kills = Kills(Path(folder))
        began = time.monotonic()
        kills.kill({stage: n * times for stage, n in PLANNED.items()})
        wall = time.monotonic() - began
    for stage in PLANNED:
        print(f"{stage:20} {kills.fell[stage]:5} kills")
    print(f"{'between stages':20} {kills.fell['']:5}")
    packs = dict(kills.packs)
    print(f"{kills.n_kills} kills in {wall:.0f} s, two at a time; packs left: {packs}")
    print(f"{len(kills.faults)} faults", *kills.faults, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else TIMES)
