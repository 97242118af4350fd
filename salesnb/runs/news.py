"""What a run says of its facts: what was mended, what changed, what the exports hold besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesnb.errors import SalesnbError
from salesnb.i18n import formats, t, tn
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.runs.kpis import kpis_changed
from salesnb.snapshot.close import Closed, since_closed
from salesnb.snapshot.differences import difference
from salesnb.snapshot.folders import damaged_files, manifest_of, whole_folder
from salesnb.snapshot.known import LINES

MOST_MONTHS = 6  # that a sentence names one by one, the latest


def news(closed: Closed, company: Company, month: Month, *, is_first: bool) -> list[str]:
    """Return what a run says of a month's facts, a sentence each.

    `is_first` says that no run of the month has left anything. The last sentence but those on
    issued facts and key figures says what changed since the last run, or that this cannot be told.
    """
    said = [
        _mended(closed, month),
        without_rows(closed.snapshot.manifest.get("days", {}), month),
        _not_comparable(company, month - 1) if closed.is_new else "",
        _since_last_run(closed, month, is_first=is_first),
        *_since_issued(closed, company, month),
        kpis_changed(company, month),
    ]
    return [one for one in said if one]


def without_rows(days: Mapping[str, Mapping[str, Any]], month: Month) -> str:
    """Return the sentence that no line is dated in the month, '' when lines are or none came in.

    `days` says by table `first` and `last` day of its events and `n_in_month`.
    """
    there = {name: days[name] for name in LINES if name in days and days[name]["last"]}
    lacking = {name: one for name, one in there.items() if not one["n_in_month"]}
    if not lacking:
        return ""
    first = min(one["first"] for one in lacking.values())[:7]
    last = max(one["last"] for one in lacking.values())[:7]
    if any(one["n_in_month"] for one in days.values()):
        return t(
            "no row of {tables} is dated in {month}; they run {first} to {last}",
            tables=", ".join(lacking),
            month=month,
            first=first,
            last=last,
        )
    return t(
        "no row is dated in {month}; the data run {first} to {last}",
        month=month,
        first=first,
        last=last,
    )


def _mended(closed: Closed, month: Month) -> str:
    """Return what was lost of the snapshot and how it was mended, '' when it was whole."""
    files = ", ".join(closed.damaged) or t("the whole folder")
    if closed.restored:
        return t(
            "the snapshot of {month} was lost or changed ({files}); it was restored as issued in"
            " {version}",
            month=month,
            files=files,
            version=closed.restored,
        )
    if closed.damaged:
        return t(
            "the snapshot of {month} was lost or changed ({files}); it was closed again from the"
            " exports",
            month=month,
            files=files,
        )
    return ""


def _not_comparable(company: Company, before: Month) -> str:
    """Return that the month before cannot be compared with, '' when it can or was not closed."""
    files = damaged_files(whole_folder(company.month(before).snapshot))
    if not files:
        return ""
    return t(
        "{month} cannot be compared: of its snapshot {files} is lost or changed; run that month"
        " again",
        month=before,
        files=", ".join(files),
    )


def _since_last_run(closed: Closed, month: Month, *, is_first: bool) -> str:
    """Return what changed in this month and earlier ones since the last run, '' when restored."""
    if closed.restored:
        return ""
    if not closed.is_new:
        return t("no fact has changed since the last run")
    changes = closed.snapshot.frame("changes")
    if closed.had_before:
        rows = changes[changes["against"] == "earlier_close"]
        if rows.empty:
            return t("lines and money of every month are those of the last run")
        return t("since the last run: {what}", what=worded(rows, month))
    if not is_first:
        return t("what changed since the last run cannot be told: its snapshot is lost")
    rows = changes[changes["against"] == "previous_month"]
    if rows.empty:
        return t("this is the first run of {month}", month=month)
    what = worded(rows, month)
    return t("since {month} was closed: {what}", month=month - 1, what=what)


def _since_issued(closed: Closed, company: Company, month: Month) -> list[str]:
    """Return how drafts and exports differ from what was issued, if the month was issued."""
    folder = company.month(month)
    versions = folder.versions()
    if not versions:
        return []
    drafted = _drafted(closed, company, month, versions[-1])
    said = [drafted] if drafted else []
    if not closed.is_new:
        said.append(_exports_moved(company, month, is_drafted=bool(drafted)))
    return said


def _drafted(closed: Closed, company: Company, month: Month, version: str) -> str:
    """Return what the facts of the drafts have that those of the last version have not."""
    kept, snapshot = company.month(month).facts(version), closed.snapshot
    issued = manifest_of(kept)
    if issued is None or issued == snapshot.manifest or damaged_files(kept):
        return ""
    rows = difference(snapshot.folder, kept, month, digits=snapshot.manifest["digits"])
    if rows.empty:
        return ""
    return t(
        "the drafts hold what {version} does not: {what}; --issue makes them a version",
        version=version,
        what=worded(rows, month),
    )


def _exports_moved(company: Company, month: Month, *, is_drafted: bool) -> str:
    """Return how the exports as they are now differ from an issued month's facts, '' if not."""
    try:
        rows = since_closed(company, month)
    except SalesnbError as error:
        return t(
            "whether the exports differ from what was issued cannot be told: {why}",
            why=error.message,
        )
    if rows is None:
        return ""
    if rows.empty:
        return t(
            "the exports differ from what was issued, but not in lines and money of any month;"
            " --reissue takes them in"
        )
    what = worded(rows, month)
    if is_drafted:
        return t("the exports hold more than the drafts: {what}; --reissue takes it in", what=what)
    return t("the exports differ from what was issued: {what}; --reissue takes them in", what=what)


def worded(changes: pd.DataFrame, month: Month) -> str:
    """Return changes as lines and money per frame, and per month where it is not the given one."""
    labels = {
        "sales_cube": t("sales"),
        "order_cube": t("order intake"),
        "collections_cube": t("collections"),
    }
    by_frame = {str(name): rows for name, rows in changes.groupby("frame", sort=False)}
    if list(by_frame) == ["sales_cube"]:
        return _of_frame(changes, month)
    return t("; ").join(
        t("{name}: {what}", name=labels[name], what=_of_frame(rows, month))
        for name, rows in by_frame.items()
    )


def _of_frame(rows: pd.DataFrame, month: Month) -> str:
    """Return the changes of one frame: all of it, and the months when not only this one."""
    total = _amounts(rows)
    if rows["month"].tolist() == [str(month)]:
        return total
    latest = rows.sort_values("month").tail(MOST_MONTHS)
    months = [
        t("{name}: {what}", name=name, what=_amounts(one)) for name, one in latest.groupby("month")
    ]
    more = len(rows) - len(latest)
    if more:
        months.insert(0, tn("{n} month before", "{n} months before", more))
    if len(months) == 1:
        return months[0]
    return t("{total} ({months})", total=total, months=t("; ").join(months))


def _amounts(rows: pd.DataFrame) -> str:
    """Return by how many lines and how much money some months differ."""
    lines = int((rows["lines_now"] - rows["lines_before"]).sum())
    money = formats.write(float((rows["money_now"] - rows["money_before"]).sum()), "money_full")
    if rows["frame"].iloc[0] == "collections_cube":
        return money
    if lines < 0:
        count = tn("{n} line fewer", "{n} lines fewer", -lines)
    else:
        count = tn("{n} line", "{n} lines", lines) if lines else t("no line more or fewer")
    return t("{count}, {money}", count=count, money=money)
