r"""Numbers as a learner reads them: four digits, no `-0`, large arrays by their length.

Separate from printing formulas, whose numbers are exact: these have been worked out.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

_DIGITS = 4
# Arrays of more entries along an axis are shown by their length and shape.
_MOST_SHOWN = 3
_POWER = re.compile(r"^(-?[\d.]+)e([+-]\d+)$")


def is_small(value: Any) -> bool:
    """Tell whether all entries of an array are shown."""
    sizes = np.shape(value)
    return len(sizes) <= 2 and all(0 < size <= _MOST_SHOWN for size in sizes)


def number_text(value: Any) -> str:
    """Return a number in text: `0.25`, `1.5e8`, `[1, 2]`, `‖·‖ = 3.2 (64×64)`."""
    array = np.asarray(value, dtype=float)
    if not array.ndim:
        return _plain(float(array))
    if is_small(array):
        return _nested(array)
    shape = "×".join(map(str, array.shape))
    return f"‖·‖ = {_plain(float(np.linalg.norm(array)))} ({shape})"


def number_latex(value: Any) -> str:
    r"""Return a number in LaTeX: `0.25`, `1.5 \cdot 10^{8}`, a small vector or matrix in full."""
    array = np.asarray(value, dtype=float)
    if not array.ndim:
        return _latex(float(array))
    if not is_small(array):
        shape = r" \times ".join(map(str, array.shape))
        length = _latex(float(np.linalg.norm(array)))
        return rf"\left\Vert \cdot \right\Vert = {length}\ ({shape})"
    if array.ndim == 1:
        return rf"\left[{', '.join(map(_latex, array.tolist()))}\right]"
    rows = r" \\ ".join(" & ".join(map(_latex, row)) for row in array.tolist())
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def factor_latex(value: Any) -> str:
    r"""Return a number as it stands in a product: `(-2)`."""
    written = number_latex(value)
    return rf"\left({written}\right)" if written.startswith("-") else written


def _nested(array: np.ndarray[Any, Any]) -> str:
    rows = array.tolist()
    if array.ndim == 1:
        return f"[{', '.join(map(_plain, rows))}]"
    return "[" + ", ".join(f"[{', '.join(map(_plain, row))}]" for row in rows) + "]"


def _plain(value: float) -> str:
    if not np.isfinite(value):
        return "∞" if value > 0 else "-∞" if value < 0 else "?"
    text = f"{value:.{_DIGITS}g}"
    found = _POWER.match(text)
    if found is None:
        return "0" if float(text) == 0 else text
    return f"{found[1]}e{int(found[2])}"


def _latex(value: float) -> str:
    text = _plain(value)
    mantissa, _, exponent = text.partition("e")
    if exponent:
        return rf"{mantissa} \cdot 10^{{{exponent}}}"
    return {"∞": r"\infty", "-∞": r"-\infty"}.get(text, text)
