"""Numbers and names as they stand in the words and on the axes of a picture.

Separate so that one number is written alike in every picture.
"""

from __future__ import annotations

import math

import numpy as np

_DIGITS = 4


def in_latex(value: float, digits: int = _DIGITS) -> str:
    r"""Return a number as LaTeX: `-2.5`, `1.2 \times 10^{5}`."""
    text = short(value, digits)
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    if mantissa in ("1", "-1"):
        return f"{mantissa[:-1]}10^{{{int(exponent)}}}"
    return rf"{mantissa} \times 10^{{{int(exponent)}}}"


def short(value: float, digits: int = _DIGITS) -> str:
    """Return a number in few digits: `-2.5`, `1.2e+05`, and 0 without a sign."""
    number = float(value)
    return f"{number + 0.0:.{digits}g}" if math.isfinite(number) else str(number)


def listed(values: list[float]) -> str:
    """Return numbers as a list in LaTeX."""
    inner = ", ".join(map(in_latex, values))
    return f"[{inner}]"


def entry_names(letter: str, sizes: tuple[int, ...]) -> list[str]:
    """Return the names of an array's entries as LaTeX, row by row from 1: `x_1`, `W_{12}`."""
    places = [tuple(str(k + 1) for k in place) for place in np.ndindex(*sizes)]
    return [_indexed(letter, *place) for place in places]


def _indexed(letter: str, *indices: str) -> str:
    if not indices:
        return letter
    between = "," if any(len(index) > 1 for index in indices) and len(indices) > 1 else ""
    below = between.join(indices)
    return f"{letter}_{below}" if len(below) == 1 else f"{letter}_{{{below}}}"
