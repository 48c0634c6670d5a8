r"""How a formula looks: its signs in order, without what makes no difference on paper.

Separate from reading because it knows nothing of meaning: `w \cdot x` and `w x` mean the same and
look different, and who is asked to write what a picture shows has to see the difference.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_SIGN = re.compile(r"\\begin\s*\{\w+\*?\}|\\end\s*\{\w+\*?\}|\\[A-Za-z]+|\\.|\S", re.DOTALL)
# Spaces, and what only sets sizes or places, leave the signs as they are.
_SILENT = frozenset(
    r"\, \; \: \! \  \quad \qquad ~ \left \right \big \Big \bigg \Bigg \displaystyle \limits "
    r"\textstyle \bigl \bigr \Bigl \Bigr \left. \right. $ { }".split(" ")
)
_SAME = {
    r"\le": r"\leq",
    r"\ge": r"\geq",
    r"\ne": r"\neq",
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\differentialD": "d",
    r"\exponentialE": "e",
    r"\to": r"\rightarrow",
    r"\overrightarrow": r"\vec",
}
# Letters set upright are the same letters; which face a word has is not what a learner is asked.
_FACES = frozenset(
    (r"\text", r"\mathrm", r"\operatorname", r"\mathit", r"\textrm", r"\mathop", r"\displaylines")
)
_NAMED = {rf"\{name}": name for name in ("ReLU", "sin", "cos", "tan", "tanh", "exp", "log", "max")}


def signs(latex: str) -> tuple[str, ...]:
    """Return the signs of a formula in the order in which they are written."""
    found: list[str] = []
    for sign in _SIGN.findall(latex):
        sign = _SAME.get(sign, sign)
        if sign in _SILENT or sign in _FACES:
            continue
        found += list(_NAMED[sign]) if sign in _NAMED else ["".join(sign.split())]
    return tuple(found)


def first_difference(answer: str, shown: str) -> tuple[str, str] | None:
    """Return the first signs that differ, of the answer and of what is shown; None where none do.

    Braces are no signs: `x^{2}` and `x^2` look the same. So do `x^{ab}` and `x^ab` here, which
    differ in meaning and are told apart by that.
    """
    mine, theirs = signs(answer), signs(shown)
    for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            return " ".join(mine[a:b]), " ".join(theirs[c:d])
    return None
