"""`salesnb doctor`: is everything here that a run needs?"""

from __future__ import annotations

from collections.abc import Callable

from salesnb.cli.printing import OUT
from salesnb.errors import SalesnbError
from salesnb.i18n import t


def print_doctor() -> bool:
    """Print a line per check and return whether all passed."""
    checks: dict[str, Callable[[], str]] = {
        t("engine"): _engine,
        t("font"): _font,
        t("kernels"): _kernels,
        t("notebooks"): _notebooks,
        t("demo company"): _demo,
    }
    passed = True
    for name, one in checks.items():
        try:
            OUT.print(f"[green]●[/] {name}: {one()}")
        except (SalesnbError, ImportError, OSError, RuntimeError, ValueError) as error:
            OUT.print(f"[red]■[/] {name}: {error}")
            passed = False
    return passed


def _engine() -> str:
    """Create, list, query, stream and drop a table: what a wrong pair of versions breaks."""
    import duckdb
    import ibis
    import sqlglot

    con = ibis.duckdb.connect()
    made = con.create_table("probe", {"n": [1, 2, 3]})
    total = con.sql("select sum(n) as s from probe").execute().iloc[0, 0]
    batches = sum(batch.num_rows for batch in made.to_pyarrow_batches())
    con.drop_table("probe")
    if total != 6 or batches != 3 or con.list_tables():
        raise RuntimeError(
            t(
                "ibis {ibis} and duckdb {duckdb} do not work together",
                ibis=ibis.__version__,
                duckdb=duckdb.__version__,
            )
        )
    return f"ibis {ibis.__version__}, duckdb {duckdb.__version__}, sqlglot {sqlglot.__version__}"


def _font() -> str:
    from salesnb.plots.style import font_family

    return font_family()


def _kernels() -> str:
    from jupyter_client.kernelspec import KernelSpecManager

    found = KernelSpecManager().find_kernel_specs()
    if "python3" not in found:
        raise RuntimeError(t("there is no kernel python3; install ipykernel"))
    return "python3"


def _notebooks() -> str:
    from salesnb.index import read_index

    return ", ".join(read_index())


def _demo() -> str:
    from salesnb.paths import open_company

    return open_company("demo").name
