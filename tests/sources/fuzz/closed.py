"""What closing a month leaves behind: a whole snapshot, or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from salesnb.errors import SalesnbError
from salesnb.paths import Company
from salesnb.settings import parse_settings
from salesnb.snapshot import close
from salesnb.snapshot.folders import damaged_files, is_whole
from tests.sources.fuzz.companies import Sample
from tests.sources.fuzz.judged import MONTH


def faults_of_closing(sample: Sample, folder: Path) -> list[str]:
    """Close a month from an export; return what is wrong with what is there then."""
    company = Company(folder, parse_settings(sample.write(folder)))
    try:
        close.close_month(company, MONTH)
        is_closed = True
    except SalesnbError:
        is_closed = False
    target = company.month(MONTH).snapshot
    found = (
        [] if is_whole(target) == is_closed else [f"closed: {is_closed}, whole: {not is_closed}"]
    )
    if is_closed:
        found += [f"damaged: {name}" for name in damaged_files(target)]
    left = [one.name for one in target.parent.glob("*")] if target.parent.exists() else []
    found += [f"left behind: {name}" for name in left if name != target.name]
    shutil.rmtree(folder)
    return found
