"""Numbers and names as they stand in the words and on the axes of a picture."""

from __future__ import annotations

import math

from nablatex.expr import Component, Expr, Number, Symbol
from nablatex.latex import write

_DIGITS = 4


def in_latex(value: float, digits: int = _DIGITS) -> str:
    r"""Return a number as LaTeX: `-2.5`, `1.2 \times 10^{5}`."""
    text = short(value, digits)
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}"


def short(value: float, digits: int = _DIGITS) -> str:
    """Return a number in few digits: `-2.5`, `1.2e+05`, and 0 without a sign."""
    number = float(value)
    return f"{number + 0.0:.{digits}g}" if math.isfinite(number) else str(number)


def listed(values: list[float]) -> str:
    """Return numbers as a list in LaTeX."""
    inner = ", ".join(map(in_latex, values))
    return f"[{inner}]"


def entry_names(name: Expr, sizes: tuple[int, ...], first: int = 1) -> list[str]:
    """Return the names of an array's entries as LaTeX, row by row: `x_1`, `W_{12}`."""
    letter = write(name)
    names = [letter]
    for size in sizes:
        names = [f"{old}\x00{k}" for old in names for k in range(first, first + size)]
    return [_indexed(*one.split("\x00")) for one in names]


def _indexed(letter: str, *indices: str) -> str:
    if not indices:
        return letter
    between = "," if any(len(index) > 1 for index in indices) and len(indices) > 1 else ""
    return f"{letter}_{{{between.join(indices)}}}"


def is_indexed(name: Expr) -> bool:
    """Tell whether a name is a letter with numbers below it."""
    match name:
        case Component(Symbol(), indices):
            return all(isinstance(index, Number) for index in indices)
        case _:
            return False
