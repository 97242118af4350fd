"""Results computed once for all languages of a run: a further language takes them as saved.

A page's results do not depend on its language; what says and draws them does. So where the first
language of a run has computed them, the cell that computes them is not run again: it takes what
that language has just put among the drafts. The executed notebook holds the cell as it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

STANDS = "stands"  # in the metadata of a cell: its source, where something else is run for it
LANGUAGE = "lang"  # the parameter
PARAMETERS = "parameters"  # the tag of the cell that holds plain values only


def take_results(notebook: Any, executed: Any) -> bool:
    """Let a notebook take its results as saved; return whether it does.

    `executed` is the same notebook as an earlier language ran it in this run. Nothing changes where
    it is not plain which cell computes them (`NAME = BOOK.results(...)`, its last line), where
    that cell names the language, showed or warned of something, or where a later cell uses what
    it worked with.
    """
    codes = [one for one in notebook.cells if one.cell_type == "code"]
    try:
        cells = [ast.parse(one.source) for one in codes]
    except SyntaxError:
        return False
    computing = [place for place, tree in enumerate(cells) if _assigned(tree)]
    if len(computing) != 1:
        return False
    cell, names = codes[computing[0]], _assigned(cells[computing[0]])
    plain = _set(tree for one, tree in zip(codes, cells, strict=True) if _is_parameters(one))
    if _leans_on(cells, computing[0], plain) - {names[0]} or _has_shown(executed, cell.source):
        return False
    cell.metadata[STANDS] = cell.source
    cell.source = "{} = {}.results_as_saved()".format(*names)
    return True


def put_back(notebook: Any) -> None:
    """Put the source of a cell back for which something else was run."""
    for cell in notebook.cells:
        cell["source"] = cell.metadata.pop(STANDS, cell.source)


def _assigned(tree: ast.Module) -> tuple[str, ...]:
    """Return the two names where a cell ends with `NAME = BOOK.results(...)`."""
    match tree.body[-1:]:
        case [
            ast.Assign(
                targets=[ast.Name(page)],
                value=ast.Call(func=ast.Attribute(ast.Name(book), "results")),
            )
        ]:
            return page, book
    return ()


def _leans_on(cells: list[ast.Module], place: int, plain: set[str]) -> set[str]:
    """Return the names of the cell at `place` for which it must run: later cells use them.

    That is what it sets, or could change: not the workbook, not parameters (`plain`), and nothing
    that is imported. The language is among them if the cell names it at all.
    """
    cell, later = [cells[place]], cells[place + 1 :]
    fixed = {*plain, *_assigned(cells[place])} | {n for tree in cells for n in _imported(tree)}
    could_change = (_named(cell) - fixed) | _set(cell)
    return (could_change & _named(later)) | (_named(cell) & {LANGUAGE})


def _named(trees: Iterable[ast.AST]) -> set[str]:
    """Return all names of variables in cells."""
    return {node.id for node in _nodes(trees) if isinstance(node, ast.Name)}


def _set(trees: Iterable[ast.AST]) -> set[str]:
    """Return the names that cells bind, and those of which they set an attribute or an item."""
    found: set[str] = set()
    for node in _nodes(trees):
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            found |= _named([node])
        elif isinstance(node, ast.alias):
            found |= _imported(node)
        else:
            found |= {str(getattr(node, "name", ""))}
    return found


def _imported(tree: ast.AST) -> set[str]:
    """Return the names that a cell imports."""
    aliases = [node for node in ast.walk(tree) if isinstance(node, ast.alias)]
    return {one.asname or one.name.partition(".")[0] for one in aliases}


def _nodes(trees: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for tree in trees:
        yield from ast.walk(tree)


def _is_parameters(cell: Any) -> bool:
    return PARAMETERS in cell.metadata.get("tags", [])


def _has_shown(executed: Any, source: str) -> bool:
    """Return whether a cell showed or warned of something when it ran."""
    ran = [one for one in executed.cells if one.cell_type == "code" and one.source == source]
    return not ran or any(one.outputs for one in ran)
