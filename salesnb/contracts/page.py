"""All results of a page in one hand, each by its name."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb.contracts.results import Result
from salesnb.errors import UsageError, closest
from salesnb.i18n import t


class Results:
    """The results of a workbook by name, as attributes: `page.prices`."""

    def __init__(self, results: Mapping[str, Result]) -> None:
        self._results = dict(results)

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
