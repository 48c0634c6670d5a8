"""`nablatex derive`: differentiate equations."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from nablatex.cli.shared import (
    FINE,
    assume_argument,
    report_path,
    shape_argument,
    write_report,
)
from nablatex.compile import BACKENDS
from nablatex.errors import NablatexError
from nablatex.homework.derived import derived_document, form_of, steps_of
from nablatex.latex import latex_to_text, write
from nablatex.model import FORMS, LAYOUTS, Model, Step, Worked
from nablatex.model.display import lines, where
from nablatex.model.given import facts_of, pair

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
    assume_argument(parser)
    parser.add_argument(
        "--structure",
        choices=("symmetric", "diagonal"),
        help="the entries of the matrix by which is differentiated are not independent",
    )
    _shown(parser)
    parser.set_defaults(run=_run)


def _shown(parser: argparse.ArgumentParser) -> None:
    """Add what says how the derivative is shown."""
    parser.add_argument(
        "--form",
        choices=FORMS,
        help="matrix notation, by index, in terms of the derivatives in between, or every entry; "
        "without it what a textbook prints",
    )
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        help="a gradient is a row (numerator) or has the shape of its variable (denominator, "
        "mixed), a Jacobian has a row for each output (numerator, mixed) or a column",
    )
    parser.add_argument("--steps", action="store_true", help="print every step")
    parser.add_argument(
        "--differentials",
        action="store_true",
        help="the other way: dL = ..., from which the derivative is read off",
    )
    parser.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="evaluate there: x=2, or x='[2, 3]' for a vector; once for each name",
    )
    parser.add_argument(
        "--code", choices=tuple(BACKENDS), help="print a function in Python that computes it"
    )
    parser.add_argument("--lang", choices=("en", "ko"), default="en", help="language of the steps")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write a page (.html), a notebook or Markdown"
    )


def _run(options: argparse.Namespace) -> int:
    target = report_path(options.output)
    source = sys.stdin.read() if options.equations == "-" else options.equations
    shapes = dict(pair(text) for text in options.shape)
    model = Model(source, shapes, assume=facts_of(map(pair, options.assume)))
    worked = model.derivative(
        options.of, _variables(options), layout=options.layout, structure=options.structure
    )
    values = _values(model, options.at)
    value = worked.evaluate(values).tolist() if values else None
    code = worked.code(options.code) if options.code else None
    steps: list[Step] = []
    if target or options.json or options.steps or options.differentials:
        steps = steps_of(worked, differentials=options.differentials)
    if target:
        document = derived_document(model, worked, options.form, values, steps, options.lang)
        write_report(document, target, options.lang)
    if options.json:
        shown = _derived(worked, options, steps, value) | {"code": code}
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    elif not target:
        _print(worked, options, steps, value)
        if code is not None:
            print(f"\n{code}", end="")
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


def _print(worked: Worked, options: argparse.Namespace, steps: Sequence[Step], value: Any) -> None:
    for number, step in enumerate(steps, 1):
        _print_step(step, f"{number}. ", options.lang)
        print()
    rows = lines(worked, options.form)
    for row in rows:
        print(latex_to_text(row))
    print("\n" + "\n".join(rows) + f"\n(layout: {worked.layout})")
    for convention in worked.conventions:
        print(f"({convention.title(options.lang)})")
    if value is not None:
        print(f"value: {value}")


def _print_step(step: Step, label: str, lang: str) -> None:
    """Print a step, the parts of its argument indented under it."""
    before = " " * len(label) if label.startswith(" ") else ""
    note = step.note_ko if lang == "ko" else step.note
    behind = f" ({note})" if note else ""
    print(f"{label}{step.rule_ko if lang == 'ko' else step.rule}{behind}")
    for line in latex_to_text(step.latex).splitlines():
        print(before + line)
    for part in step.parts:
        _print_step(part, f"{before or '   '}- ", lang)


def _derived(
    worked: Worked, options: argparse.Namespace, steps: Sequence[Step], value: Any
) -> dict[str, Any]:
    return {
        "of": options.of,
        "wrt": options.wrt[0] if len(options.wrt) == 1 else options.wrt,
        "shape": list(worked.shape),
        "layout": worked.layout,
        "conventions": [convention.title(options.lang) for convention in worked.conventions],
        "form": form_of(worked, options.form),
        "latex": worked.latex(options.form),
        "where": where(worked),
        "steps": [_step(step, options.lang) for step in steps],
        "value": value,
    }


def _step(step: Step, lang: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "rule": step.rule_ko if lang == "ko" else step.rule,
        "before": write(step.before, step.notation),
        "after": write(step.after, step.notation),
    }
    if step.parts:
        shown["parts"] = [_step(part, lang) for part in step.parts]
    return shown


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
