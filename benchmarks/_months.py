"""Months of a company, run and issued one after the other as a firm would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from salesnb.months import Month
from salesnb.paths import Company
from salesnb.runs.month import Options, run_month


def run_months(
    company: Company, last: Month, n_months: int, *, jobs: int = 2, keep_pages: bool = True
) -> Iterator[Month]:
    """Run and issue the `n_months` up to `last` in English; yield each and print what failed."""
    for back in reversed(range(n_months)):
        month = last - back
        outcome = run_month(company, month, Options(langs=("en",), jobs=jobs, issue="benchmark"))
        for key, one in outcome.workbooks.items():
            if one["state"] not in ("done", "skipped"):
                print(f"{month} {key}: {one['state']}: {one['note']}", flush=True)
        if not keep_pages:
            for folder in ("report", "executed"):
                shutil.rmtree(company.month(month).root / folder, ignore_errors=True)
        yield month
