"""A formula as a picture: an SVG on a white card, for a learner who is to type what it shows.

Separate from the notebooks that hold it because the typesetter is optional. A picture hides its
LaTeX, which mathematics in a text does not.
"""

from __future__ import annotations

import re
import warnings
from functools import cache
from importlib import import_module
from typing import Any

_SIZE = 26
_MARGIN = 14
_VIEW = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')


def picture(latex: str) -> str | None:
    """Return an SVG of a formula, or None where the typesetter is missing or cannot draw it."""
    ziamath = typesetter()
    if ziamath is None:
        return None
    try:
        drawn = ziamath.Latex(latex, size=_SIZE, inline=False).svg()
    except Exception:  # Each thing that it cannot draw has an exception of its own.
        return None
    view = _VIEW.search(drawn)
    if view is None:
        return None
    left, top, width, height = (float(number) for number in view.groups())
    wide, high = width + 2 * _MARGIN, height + 2 * _MARGIN
    inner = drawn[drawn.index(">", drawn.index("<svg")) + 1 : drawn.rindex("</svg>")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="{left - _MARGIN:.1f} {top - _MARGIN:.1f} {wide:.1f} {high:.1f}">'
        f'<rect x="{left - _MARGIN:.1f}" y="{top - _MARGIN:.1f}" width="{wide:.1f}" '
        f'height="{high:.1f}" rx="6" fill="#fff"/>{inner}</svg>'
    )


@cache
def typesetter() -> Any:
    """Return ziamath, or None; it is loaded where a formula is drawn and not before."""
    with warnings.catch_warnings():
        # It finds its font in a way that Python 3.11 and 3.12 call old.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return import_module("ziamath")
        except ImportError:
            return None
