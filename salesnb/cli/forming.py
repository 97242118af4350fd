"""What `salesnb forms` does and prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from salesnb.cli import machine
from salesnb.cli.printing import OUT, escape
from salesnb.forms.calendars import write_calendars
from salesnb.forms.handed import Handed
from salesnb.forms.out import Written, hand_out, newest_version
from salesnb.i18n import t, tn
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.runs import locks


def write(
    company: Company,
    month: Month,
    *,
    to: Path | None,
    only: Sequence[str],
    started: str,
    as_json: bool,
) -> None:
    """Hand out a month's forms and, where it was issued, its calendars; print where they are."""
    folder = company.month(month)
    version = newest_version(company, month)
    forms = to or folder.root / "forms" / version
    calendars = to or folder.root / "calendars" / version
    folder.root.mkdir(parents=True, exist_ok=True)
    with locks.hold(folder.lock, started=started):
        written = hand_out(company, month, forms, version=version, only=only)
        dates = write_calendars(company, month, version, calendars, only=only)
    if as_json:
        machine.emit(_as_json(written, dates))
        return
    _print(written, dates)


def _as_json(written: Written, dates: Sequence[Path]) -> dict[str, object]:
    handed = Handed(written.month, written.forms)
    return {
        "folder": str(written.folder),
        "month": written.month,
        "version": written.version,
        "forms": {kind: vars(one) for kind, one in handed.forms.items()},
        "kept": list(written.kept),
        "calendars": [str(file) for file in dates],
    }


def _print(written: Written, dates: Sequence[Path]) -> None:
    where, month = escape(str(written.folder)), written.month
    text = tn(
        "{n} form for {month}: {where}",
        "{n} forms for {month}: {where}",
        written.n_files,
        month=month,
        where=where,
    )
    OUT.print(text)
    for name in written.kept:
        OUT.print(t("{file}: filled in already, left as it is", file=escape(name)))
    if dates:
        OUT.print(
            t("Calendars of {n} reps: {where}", n=len(dates), where=escape(str(dates[0].parent)))
        )
    elif written.version == "draft":
        OUT.print(
            t("The month is not issued: the forms are of its drafts, and no calendar is written.")
        )
    OUT.print(t("Reps fill them in and send them back; put them into {folder}", folder="inbox/"))
