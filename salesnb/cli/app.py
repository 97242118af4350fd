"""The commands of salesnb; their options stand in `options`, what they do in the package."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import typer

from salesnb.cli import options
from salesnb.cli.clock import now, resolve_month
from salesnb.cli.commands import Command, Commands
from salesnb.errors import UsageError
from salesnb.i18n import t

app = typer.Typer(
    name="salesnb",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=t("Plan and steer sales month by month, on your own exports."),
)
command = partial(app.command, cls=Command)


@command(
    epilog=t("Example: `salesnb new mycompany --tables exports/`"),
    help=t("Make a company folder, say which tables the exports have, and draft a mapping."),
)
def new(
    folder: options.NewFolder,
    mapping: options.Mapping = "",
    tables: options.Exports = "",
    again: options.Redraft = False,
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.cli.printing import print_new
    from salesnb.newcompany.folder import make_company, redraft

    if again and (mapping or tables):
        raise UsageError(
            t("--redraft with --mapping or --tables"),
            fix=t("--redraft reads the exports that company.toml names"),
        )
    company = (
        redraft(folder)
        if again
        else make_company(folder, mapping=mapping or None, tables=tables or None)
    )
    if as_json:
        machine.emit(machine.new(company))
    else:
        print_new(company)


@command(
    epilog=t("Example: `salesnb check mycompany`"),
    help=t("Check the exports: every fault of every file at once; nothing is written."),
)
def check(
    company: options.Company,
    month: options.ReportMonth = "previous",
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli.printing import print_check
    from salesnb.paths import open_company
    from salesnb.plans.checked import plan_faults
    from salesnb.plans.members import members_of_exports
    from salesnb.runs.leftovers import private_folder, remove_private_folders
    from salesnb.snapshot import check_exports

    remove_private_folders()
    when = resolve_month(month)
    with private_folder() as spill:
        where = open_company(company)
        clean = check_exports(where, when, spill=Path(spill))
        faults = plan_faults(where, members_of_exports(where, clean.tables))
        print_check(clean, when, faults, as_json=as_json)
        clean.con.disconnect()
    if clean.n_errors or faults:
        raise typer.Exit(1)


@command(
    epilog=t(
        "Example: `salesnb run mycompany --month 2026-10 --lang en --lang zh"
        ' --issue "agreed on 5 November"`'
    ),
    help=t("Run a month: close it, run the workbooks, publish the report pack."),
)
def run(
    companies: options.Companies,
    month: options.ReportMonth,
    only: options.Only = None,
    jobs: options.Jobs = None,
    lang: options.Languages = None,
    parameter: options.Parameters = None,
    issue: options.IssueReason = None,
    reissue: options.Reissue = False,
    fresh_kernels: options.FreshKernels = False,
    cluster: options.Cluster = "",
    notebooks: options.Notebooks = None,
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli.running import run_command
    from salesnb.runs.companies import Asked
    from salesnb.runs.parameters import parse_assignments
    from salesnb.runs.state import Options

    asked_for = Options(
        tuple(dict.fromkeys(lang or ())),
        tuple(only or ()),
        jobs or (1 if cluster else os.cpu_count() or 1),
        parse_assignments(parameter or []),
        reissue=reissue,
        issue=issue,
        fresh_kernels=fresh_kernels,
        notebooks=notebooks,
        started=now(),
    )
    when = resolve_month(month)
    asked = [Asked(one, when, asked_for) for one in companies]
    if run_command(asked, cluster=cluster, as_json=as_json):
        raise typer.Exit(1)


@command(
    epilog=t(
        'Example: `salesnb issue mycompany --month 2026-10 --reason "agreed in the sales meeting"`'
    ),
    help=t("Freeze a month's drafts as its next version."),
)
def issue(
    company: options.Company,
    month: options.ReportMonth,
    reason: options.Reason,
    notebooks: options.Notebooks = None,
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.cli.printing import OUT
    from salesnb.cli.summary import print_issued
    from salesnb.paths import open_company
    from salesnb.runs.issue import issue_month

    when = resolve_month(month)
    issued = issue_month(
        open_company(company), when, reason=reason, started=now(), notebooks=notebooks
    )
    if as_json:
        machine.emit(machine.issued(issued))
        return
    print_issued(issued)
    for lang, file in issued.packs.items():
        OUT.print(t("Report pack ({lang}): {file}", lang=lang, file=str(file)), markup=False)


@command(
    epilog=t("Example: `salesnb forms mycompany --month 2026-10 --rep R07`"),
    help=t("Write the forms that reps fill in, for the month after, and calendars of visits."),
)
def forms(
    company: options.Company,
    month: options.ReportMonth = "previous",
    to: options.FormsTo = None,
    rep: options.FormsOf = None,
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli import forming
    from salesnb.paths import open_company

    where, when = open_company(company), resolve_month(month)
    forming.write(where, when, to=to, only=rep or (), started=now(), as_json=as_json)


@command(
    epilog=t('Example: `salesnb decide mycompany --month 2026-10 --accept 1 --author "Li Wei"`'),
    help=t("List what a month asks to decide; write what is taken up into the plan."),
)
def decide(
    company: options.Company,
    month: options.ReportMonth = "previous",
    accept: options.Accept = None,
    author: options.Author = "",
    owner: options.Owner = "",
    due: options.Due = None,
    reason: options.WhyTaken = "",
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli import deciding
    from salesnb.paths import open_company
    from salesnb.runs.open_decisions import Taken, open_decisions, take_up

    where, when = open_company(company), resolve_month(month)
    if accept:
        by = Taken(author, owner, due.date() if due else None, reason)
        deciding.print_taken(take_up(where, when, accept, by), as_json=as_json)
    else:
        deciding.print_open(open_decisions(where, when), as_json=as_json)


@command(
    epilog=t("Example: `salesnb diff mycompany 2026-10 v1 v2 --of targets --by rep_id`"),
    help=t("Say what differs between two versions of a month: results, decisions, reasons."),
)
def diff(
    company: options.Company,
    month: options.MonthOfVersions,
    old: options.OldVersion,
    new: options.NewVersion,
    of: options.OfResult = "",
    by: options.ByColumn = "",
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli import differing, machine
    from salesnb.paths import open_company

    found = differing.between(open_company(company), resolve_month(month), (old, new), of=of, by=by)
    if as_json:
        machine.emit(found.as_json())
    else:
        differing.print_differences(found)


@command(
    epilog=t("Example: `salesnb show 02_sales`"),
    help=t("List a workbook's question, parameters, tables and results."),
)
def show(workbook: options.Workbook, as_json: options.AsJson = False) -> None:
    from salesnb.cli import machine
    from salesnb.cli.printing import print_workbook
    from salesnb.index import notebook_file, pick, read_index
    from salesnb.runs.parameters import parameters_of

    entry = pick(read_index(), [workbook])[workbook]
    declared = parameters_of(notebook_file(workbook))
    if as_json:
        machine.emit(machine.workbook(entry, declared))
    else:
        print_workbook(entry, declared)


@command(
    epilog=t("Example: `salesnb demo mydemo --scale 0.1 --seed 7`"),
    help=t("Write a simulated company with its truth."),
)
def demo(
    folder: options.NewFolder,
    scale: options.Scale = 1.0,
    seed: options.Seed = None,
    dirt: options.Dirt = False,
    as_json: options.AsJson = False,
) -> None:
    from salesnb.cli import machine
    from salesnb.demo import write_company

    root = write_company(folder, scale=scale, seed=seed, dirt=dirt)
    if as_json:
        machine.emit({"folder": str(root)})
    else:
        typer.echo(t("Made {folder}.", folder=root))


@command(
    epilog=t("Example: `salesnb doctor`"),
    help=t("Check the installation: engine, font, kernels, notebooks."),
)
def doctor(as_json: options.AsJson = False) -> None:
    from salesnb.cli.doctor import print_doctor

    if not print_doctor(as_json=as_json):
        raise typer.Exit(1)


@command(
    epilog=t("Example: `salesnb lab mycompany -- --no-browser --port 9000`"),
    help=t("Open JupyterLab with copies of the workbooks, laid out for exploring."),
)
def lab(
    company: options.Company = "demo",
    arguments: options.LabArguments = None,
    as_json: options.LaidOutOnly = False,
) -> None:
    from salesnb.cli import lab as laboratory
    from salesnb.cli import machine

    if company.startswith("-"):  # `salesnb lab -- --no-browser`: no company is named
        company, arguments = "demo", [company, *(arguments or [])]
    laid_out = laboratory.lay_out(company)
    if as_json:
        machine.emit({"folder": str(laid_out.folder), "workbooks": laid_out.books})
    elif code := laboratory.open_lab(laid_out, arguments or []):
        raise typer.Exit(code)
