"""The arguments and options of the commands, with their help in the language in use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from salesnb.cli.language import command_language
from salesnb.i18n import set_language, t

set_language(command_language())  # before the texts below are looked up

Company = Annotated[
    str,
    typer.Argument(
        metavar="COMPANY", help=t("a company folder, or the name of a shipped company (demo)")
    ),
]
Companies = Annotated[
    list[str],
    typer.Argument(
        metavar="COMPANY...", help=t("company folders, or names of shipped companies (demo)")
    ),
]
ReportMonth = Annotated[
    str,
    typer.Option(
        "--month", help=t("report month YYYY-MM, or `previous` for the month before today")
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=t("print one JSON object, for machines"))]
NewFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help=t("the new folder"))]

# of `salesnb new`
Mapping = Annotated[str, typer.Option(help=t("a shipped mapping, or a mapping file"))]
Exports = Annotated[str, typer.Option(help=t("where the exports are (a folder or a DuckDB file)"))]
Redraft = Annotated[
    bool,
    typer.Option(
        "--redraft", help=t("draft the mapping of a company folder again; what you changed stays")
    ),
]

# of `salesnb run`
Only = Annotated[list[str] | None, typer.Option(help=t("run this workbook only (repeatable)"))]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, help=t("workbooks at a time; default: the cores (1 on a cluster)")),
]
Languages = Annotated[
    list[str] | None,
    typer.Option(help=t("language of the pack, en or zh (repeatable); default: company.toml's")),
]
Parameters = Annotated[
    list[str] | None, typer.Option("-p", help=t("a workbook parameter NAME=VALUE (repeatable)"))
]
IssueReason = Annotated[
    str | None, typer.Option(help=t("issue the drafts afterwards, with this reason"))
]
Reissue = Annotated[
    bool,
    typer.Option(
        "--reissue", help=t("close an issued month again, with the exports as they are now")
    ),
]
FreshKernels = Annotated[
    bool,
    typer.Option(
        "--fresh-kernels",
        help=t("start every kernel anew instead of forking it from a preloaded process"),
    ),
]
Notebooks = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help=t("a folder of changed or additional workbooks, such as `mycompany/months/lab`"),
    ),
]
Cluster = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help=t(
            "run on a Dask cluster, e.g. tcp://host:8786 (extra dask); it must see the same folders"
        ),
    ),
]

# of `salesnb decide`
Accept = Annotated[
    list[str] | None,
    typer.Option(help=t("take this decision up: its number or name in the list (repeatable)")),
]
Author = Annotated[str, typer.Option(help=t("who signs what is taken up"))]
Owner = Annotated[str, typer.Option(help=t("who does it; default: the one whom the report names"))]
Due = Annotated[
    dt.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help=t("by when, YYYY-MM-DD; default: the end of the next month")
    ),
]
WhyTaken = Annotated[str, typer.Option("--reason", help=t("why, in a few words"))]

# of `salesnb issue`, `diff` and `show`
Reason = Annotated[str, typer.Option(help=t("why this version is issued"))]
MonthOfVersions = Annotated[str, typer.Argument(metavar="MONTH", help=t("report month YYYY-MM"))]
OldVersion = Annotated[
    str, typer.Argument(metavar="OLD", help=t("the earlier version: v1, v2, ... or draft"))
]
NewVersion = Annotated[str, typer.Argument(metavar="NEW", help=t("the later version"))]
OfResult = Annotated[str, typer.Option("--of", help=t("compare the amounts of one result"))]
ByColumn = Annotated[str, typer.Option("--by", help=t("... by one of its columns, as region_id"))]
Workbook = Annotated[str, typer.Argument(metavar="WORKBOOK", help=t("a workbook, e.g. 02_sales"))]

# of `salesnb forms`
FormsTo = Annotated[
    Path | None, typer.Option("--to", metavar="FOLDER", help=t("write them into this folder"))
]
FormsOf = Annotated[
    list[str] | None, typer.Option("--rep", metavar="REP", help=t("of this rep only (repeatable)"))
]

# of `salesnb demo` and `lab`
Scale = Annotated[
    float, typer.Option(min=0.01, help=t("orders per customer, 1 = about 76,000 lines"))
]
Seed = Annotated[int | None, typer.Option(min=0, help=t("another seed gives another company"))]
Dirt = Annotated[bool, typer.Option("--dirt", help=t("with the dirt of real exports"))]
LabArguments = Annotated[
    list[str] | None,
    typer.Argument(metavar="[-- ARGS]", help=t("after `--`: arguments for JupyterLab")),
]
LaidOutOnly = Annotated[
    bool, typer.Option("--json", help=t("lay it out, say where, and do not open it"))
]
