"""`nablatex solve`: work out a homework and audit its key."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import tee

from nablatex.cli.shared import FINE, FOUND, report_path, write_report
from nablatex.homework import Homework
from nablatex.homework.report_data import to_json
from nablatex.homework.report_terminal import terminal
from nablatex.homework.solution import ProblemShown, WorkedDocument

HELP = "work through a homework and judge its key"
DESCRIPTION = (
    "Derives what each problem of a document asks for, step by step, and judges each answer of its "
    "key. Without a document it solves the lecture that comes with the package. "
    "Example: nablatex solve homework.md -o worked.html"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "homework", nargs="?", help="plain text, Markdown or a notebook; - for standard input"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write a page (.html), a notebook or Markdown"
    )
    parser.add_argument(
        "--lang", choices=("en", "ko"), help="language of the report (default: the document's)"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    target = report_path(options.output)
    source = sys.stdin.buffer.read() if options.homework == "-" else options.homework
    homework = Homework.lecture(options.lang) if source is None else Homework.read(source)
    lang = options.lang or homework.document.language
    solved = _watched(homework)
    if options.json or target:
        document = homework.with_problems(solved)
    else:
        document = _printed(homework, solved, lang)
    if target:
        write_report(document, target, lang)
    if options.json:
        print(json.dumps(to_json(document, lang), ensure_ascii=False, indent=1))
    return FOUND if document.found_something else FINE


def _watched(homework: Homework) -> Iterator[ProblemShown]:
    """Yield the problems as they are solved; a person at a terminal sees how far it is."""
    watching, total = sys.stderr.isatty(), len(homework.problems)
    solved = homework.solved()
    for place in range(1, total + 1):
        if watching:
            print(f"{place}/{total} ...", end="", file=sys.stderr, flush=True)
        problem = next(solved)
        if watching:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        yield problem


def _printed(homework: Homework, solved: Iterable[ProblemShown], lang: str) -> WorkedDocument:
    """Print each problem as soon as it is solved, and return them all."""
    shown, kept = tee(solved)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for part in terminal(homework.document.title, shown, lang, colour=colour):
        print(part, flush=True)
    return homework.with_problems(kept)
