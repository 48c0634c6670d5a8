"""`nablatex check`: judge an answer by its meaning."""

from __future__ import annotations

import argparse
import json
import sys

from nablatex.check import Policy, Verdict
from nablatex.cli.shared import FINE, FOUND, assume_argument, shape_argument
from nablatex.errors import NablatexError
from nablatex.model import Model, check
from nablatex.model.given import facts_of, pair

HELP = "judge an answer by its meaning: against a key, or by what equations imply"
DESCRIPTION = (
    "Says whether an answer means the same as the key, and if not, what is wrong with it. "
    "Example: nablatex check 'x(x-1)' 'x^2 - x'. Without a key the answer is an equation, judged "
    "by what is given: nablatex check 'dy/dx = 2x' --given 'y = x^2'"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("answer", help="the answer in LaTeX; - for standard input")
    parser.add_argument("key", nargs="?", help="the right answer in LaTeX")
    parser.add_argument("--given", metavar="EQUATIONS", help="equations in LaTeX that hold")
    shape_argument(parser)
    assume_argument(parser)
    parser.add_argument("--lang", choices=("en", "ko"), default="en", help="language of feedback")
    parser.add_argument(
        "--transposed-credit",
        type=float,
        default=0.0,
        metavar="CREDIT",
        help="credit from 0 to 1 for a row in place of a column, or a transposed matrix",
    )
    parser.add_argument("--reveal", action="store_true", help="show the right answer too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    verdict = _verdict(options)
    if options.json:
        shown = verdict.to_json(options.lang)
        if options.reveal:
            shown["key"] = verdict.reveal()
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        print(verdict.plain(options.lang))
        if options.reveal and verdict.reveal():
            print(f"  {verdict.reveal()}")
    return FINE if verdict.correct else FOUND


def _verdict(options: argparse.Namespace) -> Verdict:
    answer = sys.stdin.read() if options.answer == "-" else options.answer
    shapes = dict(pair(text) for text in options.shape)
    known = facts_of(map(pair, options.assume))
    policy = Policy(transposed_credit=options.transposed_credit)
    if options.key is not None:
        return check(
            answer,
            options.key,
            given=options.given,
            shapes=shapes,
            assume=known,
            policy=policy,
        )
    if options.given is None:
        raise NablatexError(
            "there is nothing to judge by; give the right answer as KEY, or equations by --given"
        )
    return Model(options.given, shapes, assume=known).check(answer, policy=policy)
