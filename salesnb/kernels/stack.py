"""What a kernel needs and every workbook imports: loaded once, before kernels are forked.

Areas and rooms are imported by the names in `index.toml`. Nothing here may start a thread: a fork
takes only the one that calls it.
"""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import threading
from collections.abc import Iterable
from pathlib import Path

from salesnb.errors import SalesnbError

ONE_THREAD = "OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS NUMEXPR_NUM_THREADS"
ENVIRONMENT = {
    **dict.fromkeys(ONE_THREAD.split(), "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
KERNEL = """
    ipykernel.kernelapp ipykernel.ipkernel ipykernel.zmqshell IPython.core.completer
    matplotlib_inline.backend_inline
"""
STACK = """
    numpy pandas pandas.io.formats.html pyarrow.parquet pyarrow.dataset pyarrow.acero
    scipy.stats scipy.optimize
    matplotlib.figure matplotlib.backends.backend_agg matplotlib.backends.backend_svg great_tables
    salesnb.workbook salesnb.display.whatif salesnb.plots.kinds
"""

FIRST_YEAR = 2020  # any: what the library of holidays imports is the same


def load() -> None:
    """Import what kernels and workbooks import, and draw one picture: fonts are found then."""
    for name in (*KERNEL.split(), *STACK.split()):
        importlib.import_module(name)
    for name in _of_areas():
        _import_if_sound(name)
    _warm_up()


def threads() -> list[str]:
    """Return the names of the threads beside the main one; the system counts those of libraries."""
    known = [one.name for one in threading.enumerate() if one is not threading.main_thread()]
    tasks = Path("/proc/self/task")
    n_tasks = len(list(tasks.iterdir())) if tasks.is_dir() else 1 + len(known)
    return [*known, *["of a library"] * (n_tasks - 1 - len(known))]


def _of_areas() -> list[str]:
    """Return the modules of the areas and rooms that the index names."""
    from salesnb.index import read_index

    try:
        entries = read_index().values()
    except SalesnbError:  # the run says what is wrong with the index
        return []
    packages = {area for entry in entries for area in entry.areas}
    packages |= {entry.page for entry in entries if entry.page}
    return [name for package in sorted(packages) for name in _below(package)]


def _below(package: str) -> Iterable[str]:
    """Return a package and all modules below it."""
    try:
        found = importlib.import_module(package)
    except Exception:  # the workbook that imports the area fails and says why
        return []
    below = pkgutil.iter_modules(getattr(found, "__path__", []), f"{package}.")
    names = [name for one in below for name in (_below(one.name) if one.ispkg else [one.name])]
    return [package, *names]


def _import_if_sound(name: str) -> None:
    """Import a module; one that is broken is left to the workbook that needs it."""
    try:
        importlib.import_module(name)
    except Exception:  # the workbook that imports it fails and says why
        return


def _warm_up() -> None:
    """Do once what the first of its kind makes slow: picture, table, catalogue, calendar."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    from salesnb import calendars
    from salesnb.i18n import LANGUAGES, catalogue

    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], label="a")
    axes.legend()
    FigureCanvasSVG(figure).print_svg(io.StringIO())
    importlib.import_module("pandas").DataFrame({"a": [1.0]})._repr_html_()
    calendars.build(first_year=FIRST_YEAR, last_year=FIRST_YEAR)
    for lang in LANGUAGES:
        catalogue(lang)


def set_environment() -> None:
    """Limit libraries to one thread; to be called before any of them is imported."""
    os.environ.update(ENVIRONMENT)
