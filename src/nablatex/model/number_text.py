r"""Numbers as a learner reads them: four digits, no `-0`, of large arrays the ends.

Separate from printing formulas, whose numbers are exact: these have been worked out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

_DIGITS = 4
# Of an array with more entries along an axis the first and the last are shown.
_MOST_SHOWN = 4
_POWER = re.compile(r"^(-?[\d.]+)e([+-]\d+)$")


def is_small(value: Any) -> bool:
    """Tell whether all entries of an array are shown."""
    sizes = np.shape(value)
    return len(sizes) <= 2 and all(0 < size <= _MOST_SHOWN for size in sizes)


def number_text(value: Any) -> str:
    """Return a number in text: `0.25`, `1.5e8`, `[1, 2]`, `[1, …, 64] (64)`."""
    array = np.asarray(value, dtype=float)
    if array.ndim > 2:
        return f"‖·‖ = {_plain(float(np.linalg.norm(array)))} ({shape_text(array)})"
    shown = _nested(array, _plain, "…")
    return shown if is_small(array) else f"{shown} ({shape_text(array)})"


def shape_text(value: Any) -> str:
    """Return the sizes of an array: `2×3`."""
    return "×".join(map(str, np.shape(value)))


def number_latex(value: Any) -> str:
    r"""Return a number in LaTeX: `0.25`, `1.5 \cdot 10^{8}`; of large arrays the ends."""
    array = np.asarray(value, dtype=float)
    if array.ndim == 1:
        return _nested(array, _latex, r"\ldots")
    if array.ndim == 2:
        rows = [" & ".join(_ends(row, _latex, r"\cdots")) for row in array.tolist()]
        columns = min(array.shape[1], 3 if array.shape[1] > _MOST_SHOWN else _MOST_SHOWN)
        dots = " & ".join([r"\vdots"] * columns)
        body = r" \\ ".join(_ends(rows, str, dots))
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
    return _latex(float(array)) if not array.ndim else r"\left[\ldots\right]"


def factor_latex(value: Any) -> str:
    r"""Return a number as it stands in a product: `(-2)`."""
    written = number_latex(value)
    return rf"\left({written}\right)" if written.startswith("-") else written


def _ends(items: Sequence[Any], write: Callable[[Any], str], dots: str) -> list[str]:
    """Return all items written, or of many the first and the last."""
    if len(items) <= _MOST_SHOWN:
        return [write(item) for item in items]
    return [write(items[0]), dots, write(items[-1])]


def _nested(array: np.ndarray[Any, Any], write: Callable[[float], str], dots: str) -> str:
    if not array.ndim:
        return write(float(array))
    items = [_nested(part, write, dots) for part in array] if array.ndim > 1 else array.tolist()
    return "[" + ", ".join(_ends(items, str if array.ndim > 1 else write, dots)) + "]"


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
