"""The command line: reads arguments, calls the library, prints; it holds no mathematics.

Exit status: 0 fine; 1 something was found (a wrong key, a wrong answer); 2 the input or the call
cannot be used, with a message on standard error that says where and what to write instead.
Each command is a module that adds its arguments and runs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from types import ModuleType

from nablatex.cli import check, derive, lab, release, solve
from nablatex.cli.shared import FINE, STOPPED, UNUSABLE
from nablatex.errors import NablatexError

_COMMANDS: dict[str, ModuleType] = {
    "solve": solve,
    "derive": derive,
    "check": check,
    "release": release,
    "lab": lab,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    _write_unicode()
    options = _parser().parse_args([_formula(text) for text in given])
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except NablatexError as error:
        print(f"nablatex: {error}", file=sys.stderr)
        return UNUSABLE
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # The reader of our output has gone; nothing more can reach it, nor need to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FINE
        print(f"nablatex: {error.strerror}: {error.filename}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("nablatex: stopped", file=sys.stderr)
        return STOPPED
    return status


def _write_unicode() -> None:
    """Let mathematics be printed where the code page has no signs for it, as Korean Windows' has.

    A file or a pipe gets UTF-8; a terminal, which would show that as something else, a question
    mark for what it does not have.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def _formula(text: str) -> str:
    """Return an argument so that `-2x` is a formula and no option."""
    option = text.startswith("--") or text in ("-", "-o", "-h")
    return text if option or not text.startswith("-") else " " + text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nablatex",
        description="Reads calculus in LaTeX, differentiates it step by step, checks answers.",
        epilog="nablatex COMMAND --help tells more of a command. "
        "Exit status: 0 fine, 1 something was found, 2 the input or the call cannot be used.",
    )
    parser.add_argument("--version", action="version", version=f"nablatex {version('nablatex')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        command.arguments(
            commands.add_parser(name, help=command.HELP, description=command.DESCRIPTION)
        )
    return parser
