"""`nablatex release`: a homework with its key becomes a student's notebook without it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from nablatex.cli.shared import FINE, FOUND
from nablatex.errors import NablatexError
from nablatex.homework import Homework
from nablatex.homework.report_terminal import terminal
from nablatex.homework.student import student_notebook

HELP = "make a student's notebook of a homework"
DESCRIPTION = (
    "Audits the key of a homework and writes a notebook without it, in which students answer and "
    "are judged. Example: nablatex release homework.md -o student.ipynb"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("homework", help="plain text, Markdown or a notebook")
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help="the notebook that is written"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    path = Path(options.output)
    if path.suffix != ".ipynb" or not path.parent.is_dir():
        raise NablatexError(f"{path} cannot be written: name a file .ipynb in a folder that exists")
    homework = Homework.read(options.homework)
    if path.exists() and path.samefile(options.homework):
        raise NablatexError(f"{path} is the homework itself; name another file to write")
    worked = homework.solve()
    made = student_notebook(homework)
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path}", file=sys.stderr)
    doubtful = [p for p in worked.problems if p.verdict in ("differs", "unreadable") or p.warnings]
    for part in terminal(worked.title, doubtful, worked.language, colour=False):
        if doubtful:
            print(part, flush=True)
    return FOUND if worked.found_something else FINE
