"""Measured numbers as a lecturer writes them: whole where they are whole, six digits otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from nablatex.expr import Cases, Expr, Stack
from nablatex.latex import read
from nablatex.traverse import number


def numbers(value: Any, like: Expr) -> Expr:
    """Return an array of numbers that lies on paper as `like`: a list, a column or a matrix."""
    while isinstance(like, Cases):
        like = like.branches[0][0]
    if not isinstance(like, Stack):
        return number_shown(float(value))
    entries = tuple(number_shown(float(entry)) for entry in value.ravel())
    return Stack(entries, like.dims, like.kind)


def of_array(value: Any, *, row: bool = False) -> Expr:
    """Return an array of numbers on its own: a number, a column or row, a matrix; more in rows."""
    array = np.asarray(value)
    if array.ndim == 0:
        return number_shown(float(array))
    entries = tuple(number_shown(float(entry)) for entry in array.ravel())
    if array.ndim == 1:
        return Stack(entries, (array.size,), "list" if row else "column")
    rows = array.shape[0] if array.ndim == 2 else array.size // array.shape[-1]
    return Stack(entries, (rows, array.size // rows), "matrix")


def number_shown(value: float) -> Expr:
    """Return a number: `2`, `0.333333`, `1.5 \\cdot 10^{-12}`."""
    if value == int(value):
        return number(int(value))
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    return read(rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa)
