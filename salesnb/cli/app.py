"""The commands of salesnb and their options; what they do stands in the package."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from salesnb.cli.language import command_language
from salesnb.errors import SalesnbError, UsageError
from salesnb.i18n import set_language, t
from salesnb.months import Month

set_language(command_language())

app = typer.Typer(
    name="salesnb",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=t("Plan and steer sales month by month, on your own exports."),
)
COMPANY = typer.Argument(help=t("a company folder, or the name of a shipped company (demo)"))
MONTH = typer.Option(
    "--month", help=t("report month YYYY-MM, or `previous` for the month before today")
)
JSON = typer.Option("--json", help=t("print one JSON object, for machines"))


@app.command(epilog=t("Example: `salesnb new mycompany --tables exports/`"), help=t("Make a company folder and say which tables and encodings the exports have."))  # fmt: skip
def new(
    folder: Annotated[Path, typer.Argument(help=t("the new folder"))],
    mapping: Annotated[str, typer.Option(help=t("a shipped mapping, or a mapping file"))] = "",
    tables: Annotated[
        str, typer.Option(help=t("where the exports are (a folder or a DuckDB file)"))
    ] = "",
) -> None:
    from salesnb.cli.printing import print_new
    from salesnb.newcompany import make_company

    print_new(make_company(folder, mapping=mapping or None, tables=tables or None))


@app.command(epilog=t("Example: `salesnb check mycompany`"), help=t("Check the exports: every fault of every file at once; nothing is written."))  # fmt: skip
def check(
    company: Annotated[str, COMPANY],
    month: Annotated[str, MONTH] = "previous",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    import tempfile

    from salesnb.cli.printing import print_check
    from salesnb.paths import open_company
    from salesnb.snapshot import check_exports

    with tempfile.TemporaryDirectory(prefix="salesnb-", ignore_cleanup_errors=True) as spill:
        clean = check_exports(open_company(company), resolve_month(month), spill=Path(spill))
        print_check(clean, as_json=as_json)
        clean.con.disconnect()
    if clean.n_errors:
        raise typer.Exit(1)


@app.command(epilog=t("Example: `salesnb run mycompany --month 2026-10 --lang en --lang zh --issue \"agreed on 5 November\"`"), help=t("Run a month: close it, run the workbooks, publish the report pack."))  # fmt: skip
def run(
    company: Annotated[str, COMPANY],
    month: Annotated[str, MONTH],
    only: Annotated[list[str] | None, typer.Option(help=t("run this workbook only (repeatable)"))] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help=t("workbooks at a time; default: the cores"))] = None,
    lang: Annotated[list[str] | None, typer.Option(help=t("language of the pack, en or zh (repeatable); default: company.toml's"))] = None,
    parameter: Annotated[list[str] | None, typer.Option("-p", help=t("a workbook parameter NAME=VALUE (repeatable)"))] = None,
    issue: Annotated[str, typer.Option(help=t("issue the drafts afterwards, with this reason"))] = "",
    reissue: Annotated[bool, typer.Option("--reissue", help=t("close an issued month again, with the exports as they are now"))] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:  # fmt: skip
    from salesnb.cli.running import run_command
    from salesnb.runs.parameters import parse_assignments

    stated = parse_assignments(parameter or [])
    failed = run_command(
        company, resolve_month(month), only=only or [], jobs=jobs or os.cpu_count() or 1, langs=lang or [],
        parameters=stated, issue=issue, reissue=reissue, as_json=as_json, started=now(),
    )  # fmt: skip
    if failed:
        raise typer.Exit(1)


@app.command(epilog=t('Example: `salesnb issue mycompany --month 2026-10 --reason "agreed in the sales meeting"`'), help=t("Freeze a month's drafts as its next version."))  # fmt: skip
def issue(
    company: Annotated[str, COMPANY],
    month: Annotated[str, MONTH],
    reason: Annotated[str, typer.Option(help=t("why this version is issued"))],
) -> None:
    from salesnb.paths import open_company
    from salesnb.runs.issue import issue_month

    version = issue_month(open_company(company), resolve_month(month), reason=reason, started=now())
    typer.echo(t("issued as {version}", version=version))


@app.command(epilog=t("Example: `salesnb diff mycompany 2026-10 v1 v2`"), help=t("Say what differs between two versions of a month."))  # fmt: skip
def diff(
    company: Annotated[str, COMPANY],
    month: Annotated[str, typer.Argument(help=t("report month YYYY-MM"))],
    old: Annotated[str, typer.Argument(help=t("the earlier version: v1, v2, ... or draft"))],
    new: Annotated[str, typer.Argument(help=t("the later version"))],
) -> None:
    from salesnb.cli.printing import print_frame
    from salesnb.paths import open_company
    from salesnb.runs.issue import compare

    rows = compare(open_company(company), resolve_month(month), old, new)
    print_frame(rows, empty=t("{old} and {new} are the same", old=old, new=new))


@app.command(epilog=t("Example: `salesnb show 02_sales`"), help=t("List a workbook's question, parameters, tables and results."))  # fmt: skip
def show(workbook: Annotated[str, typer.Argument(help=t("a workbook, e.g. 02_sales"))]) -> None:
    from salesnb.cli.printing import print_workbook
    from salesnb.index import pick, read_index
    from salesnb.paths import resource
    from salesnb.runs.parameters import parameters_of

    entry = pick(read_index(), [workbook])[workbook]
    print_workbook(entry, parameters_of(resource("notebooks") / f"{workbook}.ipynb"))


@app.command(epilog=t("Example: `salesnb demo mydemo --scale 0.1 --seed 7`"), help=t("Write a simulated company with its truth."))  # fmt: skip
def demo(
    folder: Annotated[Path, typer.Argument(help=t("the new folder"))],
    scale: Annotated[
        float, typer.Option(min=0.01, help=t("orders per customer, 1 = about 76,000 lines"))
    ] = 1.0,
    seed: Annotated[
        int | None, typer.Option(min=0, help=t("another seed gives another company"))
    ] = None,
    dirt: Annotated[bool, typer.Option("--dirt", help=t("with the dirt of real exports"))] = False,
) -> None:
    from salesnb.demo import write_company

    typer.echo(str(write_company(folder, scale=scale, seed=seed, dirt=dirt)))


@app.command(epilog=t("Example: `salesnb doctor`"), help=t("Check the installation: engine, font, kernels, notebooks."))  # fmt: skip
def doctor() -> None:
    from salesnb.cli.doctor import print_doctor

    if not print_doctor():
        raise typer.Exit(1)


@app.command(epilog=t("Example: `salesnb lab mycompany`"), help=t("Open JupyterLab with the workbooks, laid out for exploring."))  # fmt: skip
def lab(company: Annotated[str, COMPANY] = "demo") -> None:
    from salesnb.cli.lab import open_lab

    open_lab(company)


def resolve_month(text: str) -> Month:
    """Return the month; `previous` is the month before today, and nothing below reads a clock."""
    if text == "previous":
        return Month.of(dt.datetime.now().astimezone().date()) - 1
    return Month.parse(text)


def now() -> str:
    """Return the time of day for run.json and the lock."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def main() -> None:
    """Run the command line; exit 0 done, 1 the data or a workbook has errors, 2 wrong usage."""
    try:
        app()
    except SalesnbError as error:
        from salesnb.cli.printing import print_error

        print_error(error)
        sys.exit(UsageError.exit_code if isinstance(error, UsageError) else 1)
