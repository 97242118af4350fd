"""How a command ends: exit codes, and errors as text for people or JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from salesnb.cli.language import name_panels
from salesnb.errors import SalesnbError, UsageError, closest
from salesnb.i18n import t

DONE, FAILED, WRONG_USE = 0, 1, 2


class _InLanguage:
    """What the help of a command says by itself, in the language in use."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that says how to call it."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=t("Usage:") + " ")

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option `--help`, None where there is none."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = t("Show this text.")
        return option


class Command(_InLanguage, TyperCommand):
    """One command of salesnb."""


class Commands(_InLanguage, TyperGroup):
    """The group of commands: 0 done, 1 the data or a workbook has errors, 2 wrong usage."""

    def resolve_command(self, context: Any, args: list[str]) -> Any:
        """Return the named command; raise `UsageError` with the closest name."""
        if args and args[0] not in self.commands:
            near = closest(args[0], self.commands)
            known = t("there are: {names}", names=", ".join(self.commands))
            fix = t("did you mean {near!r}?", near=near) if near else known
            raise UsageError(t("no command {name!r}", name=args[0]), fix=fix)
        return super().resolve_command(context, args)

    def main(self, args: Sequence[str] | None = None, *names: Any, **options: Any) -> Any:
        """Run a command and leave with its exit code."""
        words = list(sys.argv[1:] if args is None else args)
        as_json = "--json" in words
        if not words or "--help" in words:
            name_panels()
        try:
            code = super().main(words, *names, **{**options, "standalone_mode": False})
        except SalesnbError as error:
            code = _ended(error, as_json=as_json)
        except (KeyboardInterrupt, typer.Abort):
            code = 130
        except Exception as error:
            code = _stopped(error, as_json=as_json)
        sys.exit(code if isinstance(code, int) else DONE)


def _ended(error: SalesnbError, *, as_json: bool) -> int:
    """Print an error and return the exit code that it means."""
    from salesnb.cli.printing import print_error

    print_error(error, as_json=as_json)
    return WRONG_USE if isinstance(error, UsageError) else FAILED


def _stopped(error: Exception, *, as_json: bool) -> int:
    """Print what the system refused, or a wrong option or argument; a defect is raised again."""
    from salesnb.runs.system import of_the_system

    refused = of_the_system(error)
    return _ended(refused, as_json=as_json) if refused else _click_ended(error, as_json=as_json)


def _click_ended(error: Exception, *, as_json: bool) -> int:
    """Print a wrong option or argument; anything else is a defect and is raised again."""
    if not hasattr(error, "format_message"):
        raise error
    if type(error).__name__ == "NoArgsIsHelpError":  # the help is its message
        print(error)
        return WRONG_USE
    return _ended(_of_usage(error), as_json=as_json)


def _of_usage(error: Any) -> UsageError:
    """Return what is wrong with an option or argument, in the words of this program."""
    context = getattr(error, "ctx", None)
    name = context.info_name if context is not None and context.parent else ""
    help_ = " ".join(word for word in ("salesnb", name, "--help") if word)
    fix = t("{help} shows how, with an example", help=help_)
    kind = type(error).__name__
    if kind == "MissingParameter":
        return UsageError(t("{name} is missing", name=_name(error)), fix=fix)
    if kind == "NoSuchOption":
        near = closest(error.option_name, error.possibilities or ())
        fix = t("did you mean {near!r}?", near=near) if near else fix
        return UsageError(t("no option {name}", name=error.option_name), fix=fix)
    if kind == "BadParameter":
        return UsageError(f"{_name(error)}: {error.message}", fix=fix)
    return UsageError(str(error.format_message()), fix=fix)


def _name(error: Any) -> str:
    """Return an option as it is typed, or an argument as the help calls it."""
    if error.param is None:
        return str(error.param_hint or "")
    typed = [one for one in error.param.opts if one.startswith("-")]
    return str(typed[0] if typed else error.param.metavar or error.param.name)
