"""The commands of salesnb and their options; what they do stands in the package."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated

import typer

from salesnb.cli.commands import Commands
from salesnb.cli.language import command_language
from salesnb.errors import UsageError
from salesnb.i18n import set_language, t
from salesnb.months import Month

set_language(command_language())

app = typer.Typer(
    name="salesnb",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=t("Plan and steer sales month by month, on your own exports."),
)
COMPANY = typer.Argument(
    metavar="COMPANY", help=t("a company folder, or the name of a shipped company (demo)")
)
MONTH = typer.Option(
    "--month", help=t("report month YYYY-MM, or `previous` for the month before today")
)
JSON = typer.Option("--json", help=t("print one JSON object, for machines"))


@app.command(epilog=t("Example: `salesnb new mycompany --tables exports/`"), help=t("Make a company folder and say which tables and encodings the exports have."))  # fmt: skip
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=t("the new folder"))],
    mapping: Annotated[str, typer.Option(help=t("a shipped mapping, or a mapping file"))] = "",
    tables: Annotated[
        str, typer.Option(help=t("where the exports are (a folder or a DuckDB file)"))
    ] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.cli.printing import print_new
    from salesnb.newcompany import make_company

    made = make_company(folder, mapping=mapping or None, tables=tables or None)
    if as_json:
        machine.emit(machine.new(made))
    else:
        print_new(made)


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
    companies: Annotated[list[str], typer.Argument(metavar="COMPANY...", help=t("company folders, or names of shipped companies (demo)"))],
    month: Annotated[str, MONTH],
    only: Annotated[list[str] | None, typer.Option(help=t("run this workbook only (repeatable)"))] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help=t("workbooks at a time; default: the cores (1 on a cluster)"))] = None,
    lang: Annotated[list[str] | None, typer.Option(help=t("language of the pack, en or zh (repeatable); default: company.toml's"))] = None,
    parameter: Annotated[list[str] | None, typer.Option("-p", help=t("a workbook parameter NAME=VALUE (repeatable)"))] = None,
    issue: Annotated[str | None, typer.Option(help=t("issue the drafts afterwards, with this reason"))] = None,
    reissue: Annotated[bool, typer.Option("--reissue", help=t("close an issued month again, with the exports as they are now"))] = False,
    fresh_kernels: Annotated[bool, typer.Option("--fresh-kernels", help=t("start every kernel anew instead of forking it from a preloaded process"))] = False,
    cluster: Annotated[str, typer.Option(metavar="ADDRESS", help=t("run on a Dask cluster, e.g. tcp://host:8786 (extra dask); it must see the same folders"))] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:  # fmt: skip
    from salesnb.cli.running import run_command
    from salesnb.runs.companies import Asked
    from salesnb.runs.issue import require_reason
    from salesnb.runs.parameters import parse_assignments
    from salesnb.runs.state import Options

    if issue is not None:
        require_reason(issue)
    options = Options(
        tuple(dict.fromkeys(lang or ())), tuple(only or ()), jobs or (1 if cluster else os.cpu_count() or 1),
        parse_assignments(parameter or []), reissue=reissue, issue=issue or "",
        fresh_kernels=fresh_kernels, started=now(),
    )  # fmt: skip
    when = resolve_month(month)
    if run_command(
        [Asked(one, when, options) for one in companies], cluster=cluster, as_json=as_json
    ):
        raise typer.Exit(1)


@app.command(epilog=t('Example: `salesnb issue mycompany --month 2026-10 --reason "agreed in the sales meeting"`'), help=t("Freeze a month's drafts as its next version."))  # fmt: skip
def issue(
    company: Annotated[str, COMPANY],
    month: Annotated[str, MONTH],
    reason: Annotated[str, typer.Option(help=t("why this version is issued"))],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.cli.printing import OUT
    from salesnb.cli.summary import print_issued
    from salesnb.paths import open_company
    from salesnb.runs.issue import issue_month

    made = issue_month(open_company(company), resolve_month(month), reason=reason, started=now())
    if as_json:
        machine.emit(machine.issued(made))
        return
    print_issued(made)
    for lang, file in made.packs.items():
        OUT.print(t("Report pack ({lang}): {file}", lang=lang, file=str(file)), markup=False)


@app.command(epilog=t("Example: `salesnb diff mycompany 2026-10 v1 v2`"), help=t("Say what differs between two versions of a month."))  # fmt: skip
def diff(
    company: Annotated[str, COMPANY],
    month: Annotated[str, typer.Argument(metavar="MONTH", help=t("report month YYYY-MM"))],
    old: Annotated[
        str, typer.Argument(metavar="OLD", help=t("the earlier version: v1, v2, ... or draft"))
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help=t("the later version"))],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.cli.printing import print_frame
    from salesnb.paths import open_company
    from salesnb.runs.compare import compare

    rows = compare(open_company(company), resolve_month(month), old, new)
    if as_json:
        machine.emit({"differences": machine.records(rows)})
    else:
        print_frame(rows, empty=t("{old} and {new} are the same", old=old, new=new))


@app.command(epilog=t("Example: `salesnb show 02_sales`"), help=t("List a workbook's question, parameters, tables and results."))  # fmt: skip
def show(
    workbook: Annotated[
        str, typer.Argument(metavar="WORKBOOK", help=t("a workbook, e.g. 02_sales"))
    ],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.cli.printing import print_workbook
    from salesnb.index import notebooks_folder, pick, read_index
    from salesnb.runs.parameters import parameters_of

    entry = pick(read_index(), [workbook])[workbook]
    declared = parameters_of(notebooks_folder() / f"{workbook}.ipynb")
    if as_json:
        machine.emit(machine.workbook(entry, declared))
    else:
        print_workbook(entry, declared)


@app.command(epilog=t("Example: `salesnb demo mydemo --scale 0.1 --seed 7`"), help=t("Write a simulated company with its truth."))  # fmt: skip
def demo(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=t("the new folder"))],
    scale: Annotated[
        float, typer.Option(min=0.01, help=t("orders per customer, 1 = about 76,000 lines"))
    ] = 1.0,
    seed: Annotated[
        int | None, typer.Option(min=0, help=t("another seed gives another company"))
    ] = None,
    dirt: Annotated[bool, typer.Option("--dirt", help=t("with the dirt of real exports"))] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.demo import write_company

    made = write_company(folder, scale=scale, seed=seed, dirt=dirt)
    if as_json:
        machine.emit({"folder": str(made)})
    else:
        typer.echo(t("Made {folder}.", folder=made))


@app.command(epilog=t("Example: `salesnb doctor`"), help=t("Check the installation: engine, font, kernels, notebooks."))  # fmt: skip
def doctor(as_json: Annotated[bool, JSON] = False) -> None:
    from salesnb.cli.doctor import print_doctor

    if not print_doctor(as_json=as_json):
        raise typer.Exit(1)


@app.command(epilog=t("Example: `salesnb lab mycompany`"), help=t("Open JupyterLab with copies of the workbooks, laid out for exploring."))  # fmt: skip
def lab(
    company: Annotated[str, COMPANY] = "demo",
    as_json: Annotated[bool, typer.Option("--json", help=t("lay it out, say where, and do not open it"))] = False,
) -> None:  # fmt: skip
    from salesnb.cli import lab as laboratory
    from salesnb.cli import machine

    laid_out = laboratory.lay_out(company)
    if as_json:
        machine.emit({"folder": str(laid_out.folder), "workbooks": laid_out.books})
    else:
        laboratory.open_lab(laid_out)


def resolve_month(text: str) -> Month:
    """Return the month; `previous` is the month before today, and nothing below reads a clock."""
    if text == "previous":
        return Month.of(dt.datetime.now().astimezone().date()) - 1
    try:
        return Month.parse(text)
    except UsageError as error:
        wrong = t("month = {text!r}: not a month", text=text)
        raise UsageError(wrong, fix=t("write it as 2026-10")) from error


def now() -> str:
    """Return the time of day for run.json and the lock."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def main() -> None:
    """Run the command line; exit 0 done, 1 the data or a workbook has errors, 2 wrong usage."""
    app()
