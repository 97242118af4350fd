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
            job = Job(
                workbook=file.stem,
                lang="en",
                index=books,
                notebook=file,
                executed=out / file.name,
                partial=out / f"{file.stem}.failed",
                saved=out / file.stem,
                parameters={"company": company} if company else {},
            )
            run_job(job, kernels=kernels, progress=lambda _: None)

        with ThreadPoolExecutor(jobs) as executor:
            list(executor.map(run, sorted(books.glob("*.ipynb"))))
        if forked and kernels.refusal():
            raise SystemExit(f"kernels were fresh: {kernels.refusal()}")
        kernels.stop()


if __name__ == "__main__":
    folder, target, jobs, way, *rest = sys.argv[1:]
    main(
        Path(folder),
        Path(target),
        int(jobs),
        forked=way == "forked",
        company=rest[0] if rest else "",
    )
