"""How papermill executes a workbook: as it does, but the notebook is saved once, at the end."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

NAME = "salesnb"  # of the engine


class SavedAtTheEnd(NBClientEngine):
    """Runs all cells before the notebook is saved; papermill saves it before and after each cell.

    What was executed is saved however the run ends, also when the kernel dies.
    """

    @classmethod
    def execute_managed_notebook(  # type: ignore[override]  # papermill has no types
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> Any:
        """Run the cells of a notebook in a kernel; papermill saves it thereafter."""
        path, nb_man.output_path = nb_man.output_path, None
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        finally:
            nb_man.output_path = path


papermill_engines.register(NAME, SavedAtTheEnd)
