"""`nablatex derive`: differentiate equations."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from nablatex.cli.shared import FINE, pair, write_report
from nablatex.errors import NablatexError
from nablatex.homework.derived import derived_document
from nablatex.latex import latex_to_text, write
from nablatex.model import FORMS, LAYOUTS, Model, Worked


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("equations", help="equations in LaTeX; - for standard input")
    parser.add_argument("--of", required=True, metavar="NAME")
    parser.add_argument(
        "--wrt", required=True, action="append", metavar="NAME", help="twice for a mixed second one"
    )
    parser.add_argument("--shape", action="append", default=[], metavar="X=m,n")
    parser.add_argument("--order", type=int, choices=(1, 2), help="2 for a Hessian")
    parser.add_argument("--form", choices=FORMS, default="elements")
    parser.add_argument("--layout", choices=LAYOUTS, default="numerator")
    parser.add_argument("--steps", action="store_true", help="print every step")
    parser.add_argument("--at", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--lang", choices=("en", "ko"), default="en")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("-o", "--output", help="write derived.html, .ipynb or .md")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    source = sys.stdin.read() if options.equations == "-" else options.equations
    model = Model(source, dict(pair(text) for text in options.shape))
    worked = model.derivative(options.of, _variables(options), layout=options.layout)
    values = {name: _numbers(text) for name, text in map(pair, options.at)}
    value = worked.evaluate(values).tolist() if values else None
    if options.output:
        document = derived_document(model, worked, options.form, values, options.lang)
        write_report(document, Path(options.output), options.lang)
    if options.json:
        print(json.dumps(_derived(worked, options, value), ensure_ascii=False, indent=1))
    elif not options.output:
        _print(worked, options, value)
    return FINE


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
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise NablatexError(f"{text!r} is not a number nor a list such as [2, 3]") from None
    return value
