"""A folder's notebooks as the runner runs them, without closing a month and without pages.

`python -m benchmarks._jobs BOOKS OUT JOBS fresh|forked [COMPANY]`
"""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from salesnb.kernels.starting import Preloaded
from salesnb.runs.leftovers import private_folder


def main(books: Path, out: Path, jobs: int, *, forked: bool, company: str) -> None:
    shutil.rmtree(out, ignore_errors=True)
    with private_folder() as folder:
        kernels = Preloaded(folder, books, wanted=forked)
        kernels.start()
        from salesnb.runs.execute import Job, run_job

        def run(file: Path) -> None:
            stated = {"company": company} if company else {}
            saved = out / file.stem
            job = Job(file.stem, "en", books, file, out / file.name, out / f"{file.stem}.failed", saved, stated)  # fmt: skip
            run_job(job, kernels=kernels, progress=lambda _: None)

        with ThreadPoolExecutor(jobs) as executor:
            list(executor.map(run, sorted(books.glob("*.ipynb"))))
        if forked and kernels.refusal():
            raise SystemExit(f"kernels were fresh: {kernels.refusal()}")
        kernels.stop()


if __name__ == "__main__":
    company = sys.argv[5] if len(sys.argv) > 5 else ""
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), forked=sys.argv[4] == "forked", company=company)  # fmt: skip
