r"""How a formula looks: its signs in order, without what makes no difference on paper.

Separate from reading because it knows nothing of meaning: `w \cdot x` and `w x` mean the same and
look different, and who is asked to write what a picture shows has to see the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

# What stands behind % on a line; a percent sign after a backslash is a sign like any other.
_REMARK = re.compile(r"(\\.)|%.*")
_SIGN = re.compile(
    r"\\begin\s*\{\w+\*?\}|\\end\s*\{\w+\*?\}|\\operatorname\s*\*|\\[A-Za-z]+|\\.|\S", re.DOTALL
)
# Spaces, and what only sets sizes or places, leave the signs as they are.
_SILENT = frozenset(
    (
        *r"\, \; \: \! \> \quad \qquad ~ \thinspace \medspace \thickspace".split(),
        *r"\left \right \mleft \mright \middle \left. \right. { } $ \( \) \[ \]".split(),
        *r"\big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr".split(),
        *r"\displaystyle \textstyle \limits \nolimits".split(),
        "\\ ",
        "\\\n",
    )
)
_SAME = {
    r"\le": r"\leq",
    r"\ge": r"\geq",
    r"\ne": r"\neq",
    r"\lt": "<",
    r"\gt": ">",
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lparen": "(",
    r"\rparen": ")",
    r"\differentialD": "d",
    r"\exponentialE": "e",
    r"\imaginaryI": "i",
    r"\imaginaryJ": "j",
    r"\to": r"\rightarrow",
    r"\overrightarrow": r"\vec",
    "⋅": r"\cdot",
    "·": r"\cdot",
    "∇": r"\nabla",
    "∂": r"\partial",
    "∑": r"\sum",
}
# Letters set upright are the same letters; which face a word has is not what a learner is asked.
_FACES = frozenset(
    (
        *r"\text \mathrm \operatorname \mathit \textrm \mathop \displaylines".split(),
        r"\operatorname*",
    )
)
_NAMED = {rf"\{name}": name for name in ("ReLU", "sin", "cos", "tan", "tanh", "exp", "log", "max")}
_ARGUMENT = r"(?:\{[^{}]*\}|\\[A-Za-z]+|[^\s{}\\])"
# `\sum^n_{i=1}` is set as `\sum_{i=1}^n` is.
_SCRIPTS = re.compile(rf"\^\s*({_ARGUMENT})\s*_\s*({_ARGUMENT})")
_BRACKETS = {"(": ("p", ")"), "[": ("b", "]"), "|": ("v", "|")}
_CLOSED = re.compile(r"[([{]|[)\]}]|\\begin|\\end|\\.|,", re.DOTALL)
# The shortest stretch that is shown whole where several signs differ.
_SHORT = 6


def without_remarks(latex: str) -> str:
    r"""Return LaTeX without what stands behind `%` on a line; `\%` stays."""
    return _REMARK.sub(lambda found: found[1] or "", latex)


def signs(latex: str) -> tuple[str, ...]:
    """Return the signs of a formula in the order in which they are written."""
    found: list[str] = []
    for sign in _SIGN.findall(_SCRIPTS.sub(r"_\2^\1", without_remarks(latex))):
        if sign in _SILENT:
            continue
        sign = _SAME.get(sign, "".join(sign.split()))
        if sign in _FACES:
            continue
        found += list(_NAMED[sign]) if sign in _NAMED else [sign]
    while found and found[-1] in (".", ",", ";"):
        found.pop()
    return tuple(_matrices(found))


def _matrices(found: list[str]) -> list[str]:
    """Return signs in which a bracketed `matrix` is a `pmatrix`, without the end of a last row."""
    made: list[str] = []
    opened: list[str] = []
    for sign in found:
        if sign == r"\begin{matrix}" and made and made[-1] in _BRACKETS:
            opened.append(made.pop())
            made.append(rf"\begin{{{_BRACKETS[opened[-1]][0]}matrix}}")
            continue
        ends = sign.startswith(r"\end{")
        if ends and made and made[-1] == r"\\":
            made.pop()
        bracket = _BRACKETS.get(opened[-1]) if opened else None
        if bracket and made and made[-1] == r"\end{matrix}" and sign == bracket[1]:
            made[-1] = rf"\end{{{bracket[0]}matrix}}"
            opened.pop()
            continue
        made.append(sign)
    return made


def first_difference(answer: str, shown: str) -> tuple[str, str] | None:
    """Return the first signs that differ, of the answer and of what is shown; None where none do.

    Braces are no signs: `x^{2}` and `x^2` look the same. So do `x^{ab}` and `x^ab` here, which
    differ in meaning and are told apart by that.
    """
    mine, theirs = signs(answer), signs(shown)
    if mine == theirs:
        return None
    before = _alike(mine, theirs)
    behind = _alike(mine[before:][::-1], theirs[before:][::-1])
    # Where much differs, what begins to differ is enough to find the place.
    ours = mine[before : len(mine) - behind][:_SHORT]
    others = theirs[before : len(theirs) - behind][:_SHORT]
    return " ".join(ours), " ".join(others)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many signs two formulas have in common from their beginnings."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def formulas_in(claims: Iterable[str]) -> list[str]:
    """Return the formulas of claims: `x^2, e^x` are two, `[0, 0]` and `f(x, y)` are one each."""
    return [part for claim in claims for part in _parted(claim)]


def _parted(claim: str) -> list[str]:
    parts: list[str] = []
    depth = start = 0
    for mark in _CLOSED.finditer(claim):
        sign = mark.group()
        depth += (sign in ("(", "[", "{", r"\begin")) - (sign in (")", "]", "}", r"\end"))
        if sign == "," and depth <= 0:
            parts.append(claim[start : mark.start()])
            start = mark.end()
    parts.append(claim[start:])
    return [part.strip() for part in parts if part.strip("\\ \t\n.;")]


def respelled(latex: str) -> str:
    r"""Return a formula with one spelling for what looks the same: `\vec` for `\overrightarrow`."""
    return re.sub(r"\\overrightarrow(?![A-Za-z])", r"\\vec", latex)
