"""The faults of one mapping file, gathered, and the error made of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from salesnb.errors import MappingError
from salesnb.i18n import joined, t
from salesnb.sources.map.scope import Faulty


class Faults:
    """Collects the faults of one mapping file, `where`, and makes one error of them."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.lines: list[str] = []

    def add(self, path: str, message: str, *, near: str = "") -> None:
        """Add a fault at `path`, the dotted path of a key; `near` is the closest known name."""
        line = joined(": ", [self.where, path, message])
        if near:
            line = joined("", [line, t("; did you mean {near!r}?", near=near)])
        if line not in self.lines:
            self.lines.append(line)

    @contextmanager
    def at(self, path: str, written: str = "") -> Iterator[None]:
        """Record a `Faulty` raised inside the block as a fault at `path`, and go on after it.

        `written` is the expression there, shown beside the path.
        """
        try:
            yield
        except Faulty as fault:
            self.add(f"{path} = {written!r}" if written else path, fault.message, near=fault.near)

    def error(self) -> MappingError:
        """Return the error that names every fault."""
        fix = t("correct the mapping, or export the tables that it names")
        if len(self.lines) == 1:
            return MappingError(self.lines[0], fix=fix)
        head = t("{where}: {n} faults", where=self.where, n=len(self.lines))
        return MappingError(joined("\n", [head, *self.lines]), fix=fix)

    def raise_if_any(self) -> None:
        """Raise the error when there is a fault."""
        if self.lines:
            raise self.error()
