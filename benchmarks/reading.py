"""How many formulas a second are read, beside the Python readers that are installed.

Run it with a JSON list of objects that have a "latex" field, or without for the built-in sample:

    python benchmarks/reading.py [formulas.json]

A peer that is not installed is left out (`pip install sympy antlr4-python3-runtime==4.11
lark latex2sympy2_extended`). "Read" counts formulas for which a reader returned something; whether
that is what was meant is another question, which the tests answer for nablatex.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import pathlib
import sys
import time
import warnings
from collections.abc import Callable, Iterator

from nablatex.latex import read

SECONDS = 2.0
SAMPLE = [
    r"\frac12", r"x^2_1", r"\alpha\beta + \gamma", r"x(x-1)", r"\sin x \cos y", r"\sin^{-1} x",
    r"\sqrt{x^2+y^2}", r"e^{-\frac{x^2}{2\sigma^2}}", r"\prod_{j=1}^{3} (x - j)",
    r"\sum_{i=1}^{n} w_i x_i + b", r"\frac{\partial y}{\partial x_0}", r"\frac{d}{dx} x^3",
    r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", r"\lim_{x \to 0} \frac{\sin x}{x}",
    r"\int_0^1 x^2 dx", r"y = \text{ReLU}(wx + b)", r"\nabla^2 f", r"\vec{u} \times \vec{v}",
]  # fmt: skip

Reader = Callable[[str], object]


def readers() -> Iterator[tuple[str, Reader | None]]:
    """Yield each reader by name, None where it is not installed."""
    yield "nablatex", read
    for backend, needed in (("antlr", "antlr4"), ("lark", "lark")):
        yield f"sympy ({backend})", _sympy(backend, needed)
    try:
        module = importlib.import_module("latex2sympy2_extended")
    except ImportError:
        yield "latex2sympy2_extended", None
    else:
        yield "latex2sympy2_extended", module.latex2sympy


def _sympy(backend: str, needed: str) -> Reader | None:
    try:
        importlib.import_module(needed)
        parse = importlib.import_module("sympy.parsing.latex").parse_latex
    except ImportError:
        return None
    return lambda latex: parse(latex, backend=backend)


def measure(reader: Reader, formulas: list[str]) -> tuple[int, float]:
    """Return how many formulas are read, and how many a second, warm."""
    readable = 0
    for latex in formulas:  # warms the reader's tables and caches
        with contextlib.suppress(Exception):
            reader(latex)
            readable += 1
    rounds = 0
    begin = time.perf_counter()
    while time.perf_counter() - begin < SECONDS:
        for latex in formulas:
            with contextlib.suppress(Exception):
                reader(latex)
        rounds += 1
    return readable, rounds * len(formulas) / (time.perf_counter() - begin)


def main(arguments: list[str]) -> None:
    """Print one row for each reader."""
    formulas = SAMPLE
    if arguments:
        rows = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
        formulas = [row["latex"] for row in rows]
    warnings.simplefilter("ignore")
    print(f"{'reader':<24}{'read':>8}{'formulas a second':>20}")
    for name, reader in readers():
        if reader is None:
            print(f"{name:<24}{'not installed':>28}")
            continue
        readable, speed = measure(reader, formulas)
        print(f"{name:<24}{readable:>4}/{len(formulas):<3}{speed:>20,.0f}")


if __name__ == "__main__":
    main(sys.argv[1:])
