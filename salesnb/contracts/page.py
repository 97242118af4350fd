"""All results of a page in one hand, and the sections that need some of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from salesnb.contracts.results import Result
from salesnb.errors import UsageError, closest
from salesnb.i18n import t


@dataclass(frozen=True)
class Section:
    """A section that the report leaves out where the company has no data for it.

    `heading` is that of the notebook. `needs` names results, blank-separated: the section stands
    where one of them has rows, or, as `result.column`, a row that knows the column. `gives` is what
    would fill it (msgid, the end of "it takes ...").
    """

    heading: str
    needs: str
    gives: str

    def stands(self, find: Callable[[str], Result | None]) -> bool:
        """Return whether there is something to show; `find` returns a result by its name."""
        return any(_has_rows(find, *one.partition(".")[::2]) for one in self.needs.split())


def _has_rows(find: Callable[[str], Result | None], name: str, column: str) -> bool:
    found = find(name)
    return found is not None and not (found.known(column) if column else found).is_empty


class Results:
    """The results of a workbook by name, as attributes: `page.prices`.

    `live`: what sliders work with, by name; nothing where the results were read as saved.
    """

    def __init__(
        self, results: Mapping[str, Result], live: Mapping[str, object] | None = None
    ) -> None:
        self._results = dict(results)
        self.live = dict(live or {})

    def __getattr__(self, name: str) -> Result:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._results:
            return self._results[name]
        near = closest(name, self._results)
        known = t("there are: {names}", names=", ".join(self._results))
        fix = t("did you mean {near!r}?", near=near) if near else known
        raise UsageError(t("no result {name!r} was computed", name=name), fix=fix)

    def __dir__(self) -> list[str]:
        return list(self._results)

    def __repr__(self) -> str:
        return t("results: {names}", names=", ".join(self._results))
