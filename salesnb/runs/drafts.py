"""The drafts of a month: whose they are, how results get among them, when they must go."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from salesnb import artefacts
from salesnb.errors import ArtefactError
from salesnb.i18n import t
from salesnb.index import writer_of
from salesnb.runs.state import DONE, Run


def promote(run: Run, saved: Path, book: str, lang: str) -> dict[str, str]:
    """Move saved results among the drafts and return their digests.

    A further language must have computed the same, else `ArtefactError`. Results that an earlier
    run left and this one did not make are removed.
    """
    drafts = run.folder.artefacts(artefacts.DRAFT)
    results = artefacts.digests(saved)
    if not run.is_first(lang) and run.state(book, run.options.langs[0]) == DONE:
        _require_same(results, artefacts.digests(drafts))
        return results
    drafts.mkdir(parents=True, exist_ok=True)
    for name in results:
        for suffix in (".parquet", ".json"):  # the contract last: until then the pair is not valid
            os.replace(saved / f"{name}{suffix}", drafts / f"{name}{suffix}")
    keep_only(run, book, results)
    return results


def keep_only(run: Run, book: str, results: Iterable[str]) -> None:
    """Remove the drafts of a workbook that are none of these results."""
    drafts, kept = run.folder.artefacts(artefacts.DRAFT), set(results)
    discard(drafts, (name for name in _of(run, book) if name not in kept))


def withdraw(run: Run, book: str, lang: str) -> None:
    """Remove the drafts of a workbook that failed or could not run: an earlier run's are stale."""
    if run.is_first(lang):
        discard(run.folder.artefacts(artefacts.DRAFT), _of(run, book))


def discard(folder: Path, names: Iterable[str]) -> None:
    """Remove artefacts: the frame first, so that no contract is ever missing beside one."""
    for name in list(names):
        for suffix in (".parquet", ".json"):
            (folder / f"{name}{suffix}").unlink(missing_ok=True)


def remove_strangers(run: Run) -> None:
    """Remove drafts that no workbook of the index makes any more."""
    drafts = run.folder.artefacts(artefacts.DRAFT)
    there = artefacts.names(drafts)
    discard(drafts, (name for name in there if not writer_of(name, run.entries)))


def _of(run: Run, book: str) -> list[str]:
    """Return the names of the drafts that a workbook owns."""
    there = artefacts.names(run.folder.artefacts(artefacts.DRAFT))
    return [name for name in there if writer_of(name, run.entries) == book]


def _require_same(results: dict[str, str], there: dict[str, str]) -> None:
    """Raise `ArtefactError` when results differ from the drafts that are there (by digest)."""
    other = [name for name, digest in results.items() if there.get(name) != digest]
    if other:
        raise ArtefactError(
            t("{names} differ between languages", names=", ".join(other)),
            fix=t(
                "run the month again if the company's files changed while the run lasted; else"
                " see the area's code: results must not depend on the language"
            ),
        )
