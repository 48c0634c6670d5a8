"""The command line: reads arguments, calls the library, prints; it holds no mathematics.

Exit status: 0 fine; 1 something was found (a wrong key, a wrong answer); 2 the input or the call
cannot be used, with a message on standard error that says where and what to write instead.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import tee
from pathlib import Path
from typing import Any

from nablatex.check import check
from nablatex.errors import NablatexError
from nablatex.homework import Homework
from nablatex.homework.report_data import markdown, notebook, to_json
from nablatex.homework.report_page import page
from nablatex.homework.report_terminal import terminal
from nablatex.homework.solution import ProblemShown, WorkedDocument
from nablatex.latex import latex_to_text, write
from nablatex.model import Model, Worked

FINE, FOUND, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
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
    return status


def _formula(text: str) -> str:
    """Return an argument so that `-2x` is a formula and no option."""
    option = text.startswith("--") or text in ("-", "-o", "-h")
    return text if option or not text.startswith("-") else " " + text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nablatex", description="LaTeX mathematics: read, differentiate, judge, teach."
    )
    parser.add_argument("--version", action="version", version=f"nablatex {version('nablatex')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _solve_arguments(commands.add_parser("solve", help="work out a homework and audit its key"))
    _derive_arguments(commands.add_parser("derive", help="differentiate equations"))
    _check_arguments(commands.add_parser("check", help="judge an answer by its meaning"))
    return parser


def _solve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("homework", nargs="?", help="a document; - for standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("-o", "--output", help="write worked.html, .ipynb or .md")
    parser.add_argument("--lang", choices=("en", "ko"), help="language of the report")
    parser.set_defaults(run=_solve)


def _derive_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("equations", help="equations in LaTeX; - for standard input")
    parser.add_argument("--of", required=True, metavar="NAME")
    parser.add_argument("--wrt", required=True, metavar="NAME")
    parser.add_argument("--shape", action="append", default=[], metavar="X=m,n")
    parser.add_argument("--form", choices=("elements", "factored"), default="elements")
    parser.add_argument("--steps", action="store_true", help="print every step")
    parser.add_argument("--at", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--lang", choices=("en", "ko"), default="en")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_derive)


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("answer", help="the answer in LaTeX; - for standard input")
    parser.add_argument("key", help="the right answer in LaTeX")
    parser.add_argument("--shape", action="append", default=[], metavar="X=m,n")
    parser.add_argument("--lang", choices=("en", "ko"), default="en")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_check)


def _solve(options: argparse.Namespace) -> int:
    source = sys.stdin.buffer.read() if options.homework == "-" else options.homework
    homework = Homework.lecture(options.lang) if source is None else Homework.read(source)
    lang = options.lang or homework.document.language
    solved = _watched(homework)
    if options.json or options.output:
        document = homework.with_problems(solved)
    else:
        document = _printed(homework, solved, lang)
    if options.output:
        _write_report(document, Path(options.output), lang)
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
    colour = sys.stdout.isatty()
    for part in terminal(homework.document.title, shown, lang, colour=colour):
        print(part, flush=True)
    return homework.with_problems(kept)


def _write_report(document: WorkedDocument, path: Path, lang: str) -> None:
    match path.suffix:
        case ".html" | ".htm":
            text = page(document, lang)
        case ".ipynb":
            text = json.dumps(notebook(document, lang), ensure_ascii=False, indent=1) + "\n"
        case ".md":
            text = markdown(document, lang)
        case other:
            raise NablatexError(f"no report is written as {other!r}; use .html, .ipynb or .md")
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}", file=sys.stderr)


def _derive(options: argparse.Namespace) -> int:
    source = sys.stdin.read() if options.equations == "-" else options.equations
    model = Model(source, dict(_pair(text) for text in options.shape))
    worked = model.derivative(options.of, options.wrt)
    values = {name: _numbers(text) for name, text in map(_pair, options.at)}
    value = worked.evaluate(values).tolist() if values else None
    if options.json:
        print(json.dumps(_derived(worked, options, value), ensure_ascii=False, indent=1))
        return FINE
    if options.steps:
        for number, step in enumerate(worked.steps, 1):
            print(f"{number}. {step.rule_ko if options.lang == 'ko' else step.rule}")
            print(latex_to_text(step.latex) + "\n")
    latex = f"{write(worked.asked)} = {worked.latex(options.form)}"
    print(latex_to_text(latex))
    print(f"\n{latex}\n(layout: {worked.layout})")
    if value is not None:
        print(f"value: {value}")
    return FINE


def _derived(worked: Worked, options: argparse.Namespace, value: Any) -> dict[str, Any]:
    korean = options.lang == "ko"
    return {
        "of": options.of,
        "wrt": options.wrt,
        "shape": list(worked.shape),
        "layout": worked.layout,
        "form": options.form,
        "latex": worked.latex(options.form),
        "steps": [
            {
                "rule": step.rule_ko if korean else step.rule,
                "before": write(step.before),
                "after": write(step.after),
            }
            for step in worked.steps
        ],
        "value": value,
        "code": None,
    }


def _check(options: argparse.Namespace) -> int:
    answer = sys.stdin.read() if options.answer == "-" else options.answer
    shapes = dict(_pair(text) for text in options.shape)
    verdict = check(answer, options.key, shapes=shapes)
    if options.json:
        print(json.dumps(verdict.to_json(options.lang), ensure_ascii=False, indent=1))
    else:
        print(verdict.outcome)
        for item in verdict.feedback:
            print(f"  {item.text(options.lang)}")
    return FINE if verdict.outcome == "correct" else FOUND


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise NablatexError(f"{text!r} is not of the form NAME=VALUE")
    return name.strip(), value.strip()


def _numbers(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise NablatexError(f"{text!r} is not a number nor a list such as [2, 3]") from None
    return value
