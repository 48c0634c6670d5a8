"""`nablatex derive`: differentiate equations."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from nablatex.cli.shared import FINE, pair, report_path, shape_argument, write_report
from nablatex.errors import NablatexError
from nablatex.homework.derived import derived_document
from nablatex.latex import latex_to_text, write
from nablatex.model import FORMS, LAYOUTS, Model, Worked

HELP = "differentiate equations"
DESCRIPTION = (
    "Differentiates one name of some equations with respect to another. "
    r"Example: nablatex derive 'y = \sin(u) \quad u = x^2' --of y --wrt x --steps"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("equations", help="equations in LaTeX, one a line; - for standard input")
    parser.add_argument("--of", required=True, metavar="NAME", help="what is differentiated")
    parser.add_argument(
        "--wrt",
        required=True,
        action="append",
        metavar="NAME",
        help="by what: a name or an element such as x_0; twice for a mixed second derivative",
    )
    parser.add_argument(
        "--order", type=int, choices=(1, 2), help="2: second derivatives, of a vector a Hessian"
    )
    shape_argument(parser)
    _shown(parser)
    parser.set_defaults(run=_run)


def _shown(parser: argparse.ArgumentParser) -> None:
    """Add what says how the derivative is shown."""
    parser.add_argument(
        "--form",
        choices=FORMS,
        default="elements",
        help="every entry (default), or the chain of Jacobians with each factor",
    )
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        default="numerator",
        help="a gradient is a row (numerator, default) or a column (denominator)",
    )
    parser.add_argument("--steps", action="store_true", help="print every step")
    parser.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="evaluate there: x=2, or x='[2, 3]' for a vector; once for each name",
    )
    parser.add_argument("--lang", choices=("en", "ko"), default="en", help="language of the steps")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write a page (.html), a notebook or Markdown"
    )


def _run(options: argparse.Namespace) -> int:
    target = report_path(options.output)
    source = sys.stdin.read() if options.equations == "-" else options.equations
    model = Model(source, dict(pair(text) for text in options.shape))
    worked = model.derivative(options.of, _variables(options), layout=options.layout)
    values = _values(model, options.at)
    value = worked.evaluate(values).tolist() if values else None
    if target:
        document = derived_document(model, worked, options.form, values, options.lang)
        write_report(document, target, options.lang)
    if options.json:
        print(json.dumps(_derived(worked, options, value), ensure_ascii=False, indent=1))
    elif not target:
        _print(worked, options, value)
    return FINE


def _values(model: Model, given: Sequence[str]) -> dict[str, Any]:
    """Return the numbers by name; a name that the equations do not have is an error."""
    values = {name: _numbers(text) for name, text in map(pair, given)}
    for name in values:
        model.name(name)
    return values


def _variables(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the names by which is differentiated, one for each order."""
    names = tuple(options.wrt)
    order = options.order or len(names)
    if len(names) == 1:
        return names * order
    if len(names) != order:
        raise NablatexError(f"--order {order} does not go with {len(names)} names after --wrt")
    return names


def _print(worked: Worked, options: argparse.Namespace, value: Any) -> None:
    if options.steps:
        for number, step in enumerate(worked.steps, 1):
            print(f"{number}. {step.rule_ko if options.lang == 'ko' else step.rule}")
            print(latex_to_text(step.latex) + "\n")
    asked = write(worked.asked, worked.notation)
    latex = f"{asked} = {worked.latex(options.form)}"
    print(latex_to_text(latex))
    print(f"\n{latex}\n(layout: {worked.layout})")
    if value is not None:
        print(f"value: {value}")


def _derived(worked: Worked, options: argparse.Namespace, value: Any) -> dict[str, Any]:
    korean = options.lang == "ko"
    return {
        "of": options.of,
        "wrt": options.wrt[0] if len(options.wrt) == 1 else options.wrt,
        "shape": list(worked.shape),
        "layout": worked.layout,
        "form": options.form,
        "latex": worked.latex(options.form),
        "steps": [
            {
                "rule": step.rule_ko if korean else step.rule,
                "before": write(step.before, step.notation),
                "after": write(step.after, step.notation),
            }
            for step in worked.steps
        ],
        "value": value,
        "code": None,
    }


def _numbers(text: str) -> Any:
    """Return a number, or lists of numbers that make an array."""
    try:
        value = json.loads(text)
        # A whole number of any size is a number; NumPy's own have an end.
        array = np.asarray(json.loads(text, parse_int=float))
    except (ValueError, RecursionError):
        array = np.asarray(text)
    if array.dtype.kind not in "if" or not np.isfinite(array).all():
        raise NablatexError(f"{text!r} is not a number such as 0.5 nor a list such as [2, 3]")
    return value
