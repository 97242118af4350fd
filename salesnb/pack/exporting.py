"""The exporter of pages: as nbconvert's for HTML, but written evenly without a tree of the page."""

from __future__ import annotations

from typing import Any

from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter

from salesnb.pack.plainhtml import evenly


class PageExporter(HTMLExporter):
    """Renders the template `report`.

    It shows no code cells and states what pictures are, so that what nbconvert adds to code,
    outputs and pictures of its own templates has no place.
    """

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **settings: Any
    ) -> Any:
        """Return the page of a notebook (text) and its resources."""
        resources = self._init_resources(resources)
        shown = WidgetsDataTypeFilter(
            notebook_metadata=self._nb_metadata, parent=self, resources=resources
        )
        self.register_filter("filter_data_type", shown)
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **settings)
        return evenly(page), resources
