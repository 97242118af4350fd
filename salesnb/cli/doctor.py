"""`salesnb doctor`: is everything here that a run needs?"""

from __future__ import annotations

from collections.abc import Callable

from rich.markup import escape

from salesnb.cli import machine
from salesnb.cli.printing import OUT
from salesnb.errors import SalesnbError
from salesnb.i18n import t


def print_doctor(*, as_json: bool = False) -> bool:
    """Print a line per check and return whether all passed."""
    checks: dict[str, Callable[[], str]] = {
        t("engine"): _engine,
        t("font"): _font,
        t("kernels"): _kernels,
        t("notebooks"): _notebooks,
        t("demo company"): _demo,
    }
    found = {name: _result(one) for name, one in checks.items()}
    passed = all(good for good, _ in found.values())
    if as_json:
        rows = ((name, *result) for name, result in found.items())
        listed = [{"check": name, "passed": good, "found": said} for name, good, said in rows]
        machine.emit({"passed": passed, "checks": listed})
        return passed
    for name, (good, said) in found.items():
        OUT.print(f"{'[green]●[/]' if good else '[red]■[/]'} {name}: {escape(said)}")
    return passed


def _result(check: Callable[[], str]) -> tuple[bool, str]:
    """Return whether a check passed, and what it found."""
    try:
        return True, check()
    except (SalesnbError, ImportError, OSError, RuntimeError, ValueError) as error:
        return False, str(error)


def _engine() -> str:
    """Create, list, query, stream and drop a table: what a wrong pair of versions breaks."""
    import duckdb
    import ibis
    import sqlglot

    con = ibis.duckdb.connect()
    table = con.create_table("probe", {"n": [1, 2, 3]})
    total = con.sql("select sum(n) as s from probe").execute().iloc[0, 0]
    n_rows = sum(batch.num_rows for batch in table.to_pyarrow_batches())
    con.drop_table("probe")
    versions = {"ibis": ibis.__version__, "duckdb": duckdb.__version__}
    if total != 6 or n_rows != 3 or con.list_tables():
        raise RuntimeError(t("ibis {ibis} and duckdb {duckdb} do not work together", **versions))
    versions["sqlglot"] = sqlglot.__version__
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _font() -> str:
    """Return the fonts that pictures are drawn with."""
    from salesnb.plots.style import font_families

    return ", ".join(font_families())


def _kernels() -> str:
    """Start the preloaded process once; return how kernels are started."""
    from jupyter_client.kernelspec import KernelSpecManager

    from salesnb.kernels.starting import Preloaded
    from salesnb.runs.leftovers import private_folder

    if "python3" not in KernelSpecManager().find_kernel_specs():
        raise RuntimeError(t("there is no kernel python3; install ipykernel"))
    with private_folder() as folder:
        preloaded = Preloaded(folder)
        preloaded.start()
        reason = preloaded.state()
        preloaded.stop()
    if reason:
        return f"python3, {t('started fresh: {reason}', reason=reason)}"
    return f"python3, {t('forked from a preloaded process')}"


def _notebooks() -> str:
    """Read the index; return the names of the workbooks."""
    from salesnb.index import read_index

    return ", ".join(read_index())


def _demo() -> str:
    """Open the demo company; return its name."""
    from salesnb.paths import open_company

    return open_company("demo").name
