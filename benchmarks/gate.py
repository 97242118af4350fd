"""The gate's CPU and peak memory against plain pandas doing the same, and the bare DuckDB cube;
then the peak memory of a month's run and of each of its kernels.

`python -m benchmarks.gate --millions 1 10 100 --folder DIR`; 100 million lines take 8 GB of disk
for a while and some ten minutes, and are left out, in words, where there is no room. `--csv`
gives the lines as CSV files, one a month.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks._gate_company import MONTH, make_company
from benchmarks._peaks import peaks

BYTES_PER_LINE = {False: 80, True: 250}  # exports and what the engine stores on its way
PANDAS_AT_MOST = 10_000_000  # lines that plain pandas can hold on a usual machine


@dataclass(frozen=True)
class Measured:
    """CPU seconds and peak megabytes of one process, and what it found."""

    cpu: float
    peak: float
    found: dict[str, object]


def measure(name: str, company: Path, out: Path) -> Measured:
    """Run one subject in a process of its own, with bytecode."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "benchmarks._gate_subjects", name, str(company), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        text = process.stdout.read()  # type: ignore[union-attr]
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name} ended with {process.returncode}")
    return Measured(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.loads(text))


def compare(company: Path, *, n_lines: int) -> None:
    """Print the subjects side by side; the gate's total must be the others'."""
    names = ["gate", "frame", "bare", *(["pandas"] if n_lines <= PANDAS_AT_MOST else [])]
    with tempfile.TemporaryDirectory(dir=company) as folder:
        results = {name: measure(name, company, Path(folder)) for name in names}
    ours = results["gate"]
    print(f"{ours.found['lines']:,} lines, {ours.found['cells']:,} cells, net {ours.found['net']}")
    for name, one in results.items():
        ratios = (
            f"gate uses {ours.cpu / one.cpu:.2f} x its CPU, {ours.peak / one.peak:.2f} x its memory"
        )
        print(f"  {name:8} {one.cpu:8.1f} CPU s {one.peak:8.0f} MB   {ratios}", flush=True)
        if round(float(str(one.found["net"])), 2) != round(float(str(ours.found["net"])), 2):
            raise SystemExit(f"{name} found another total: {one.found}")


def run_month(company: Path) -> None:
    """Print the peak memory of a month's run: of the run, which closes, and of each kernel."""
    command = [sys.executable, "-c", "from salesnb.cli import main; main()"]
    run, *others = peaks(
        [
            *command,
            "run",
            str(company),
            "--month",
            MONTH,
            "--lang",
            "en",
            "--jobs",
            "1",
            "--fresh-kernels",
        ]
    ).values()
    kernels = ", ".join(f"{one:.0f}" for one in others)
    print(f"  a month's run {run:.0f} MB; its kernels, in order: {kernels} MB", flush=True)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 10, 100])
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the companies are made and deleted")
    wanted = parser.parse_args(arguments)
    for millions in wanted.millions:
        n_lines = int(millions * 1_000_000)
        with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
            free, needed = shutil.disk_usage(folder).free, n_lines * BYTES_PER_LINE[wanted.csv]
            if free < needed:
                print(
                    f"{n_lines:,} lines: left out, {needed / 1e9:.0f} GB are needed in {folder},"
                    f" {free / 1e9:.0f} are free"
                )
                continue
            company = make_company(Path(folder) / "company", n_lines, csv=wanted.csv)
            compare(company, n_lines=n_lines)
            run_month(company)


if __name__ == "__main__":
    main(sys.argv[1:])
