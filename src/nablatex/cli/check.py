"""`nablatex check`: judge an answer by its meaning."""

from __future__ import annotations

import argparse
import json
import sys

from nablatex.cli.shared import FINE, FOUND, pair, shape_argument
from nablatex.model import check

HELP = "compare an answer with the key, by meaning"
DESCRIPTION = (
    "Says whether an answer means the same as the key, and if not, what is wrong with it. "
    "Example: nablatex check 'x(x-1)' 'x^2 - x'"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("answer", help="the answer in LaTeX; - for standard input")
    parser.add_argument("key", help="the right answer in LaTeX")
    shape_argument(parser)
    parser.add_argument("--lang", choices=("en", "ko"), default="en", help="language of feedback")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    answer = sys.stdin.read() if options.answer == "-" else options.answer
    shapes = dict(pair(text) for text in options.shape)
    verdict = check(answer, options.key, shapes=shapes)
    if options.json:
        print(json.dumps(verdict.to_json(options.lang), ensure_ascii=False, indent=1))
    else:
        print(verdict.outcome)
        for item in verdict.feedback:
            print(f"  {item.text(options.lang)}")
    return FINE if verdict.outcome == "correct" else FOUND
