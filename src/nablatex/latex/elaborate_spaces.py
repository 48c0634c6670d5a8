r"""Spaces that names are in: `\mathbb{R}^{m \times n}_{+}`, `\mathbb{S}^n_{++}`, `\Delta^n`.

Separate from other scripts because here a superscript holds sizes, and because the sizes are needed
twice: before a formula is read, as shapes of its names, and in the expression.

`\mathbb{S}^n` holds the symmetric matrices of n rows, `+` behind a set what is not negative and
`++` what is positive (definite). `p \in \Delta^n`, and `\Delta^{n-1}`, which counts dimensions,
say that p has n entries, none negative, with sum 1.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.expr import Call, Expr, Op, Symbol
from nablatex.latex.scope import Scope, Steps
from nablatex.latex.syntax import (
    Addition,
    Group,
    Letter,
    Mark,
    Negative,
    Num,
    NumberSet,
    Scripts,
    Syntax,
    Term,
    Times,
)
from nablatex.shape import Dim, Shape

_SPACES: dict[tuple[str, str], Op] = {
    ("R", ""): ops.reals,
    ("R", "+"): ops.nonnegatives,
    ("R", "++"): ops.positives,
    ("S", ""): ops.symmetric,
    ("S", "+"): ops.semidefinite,
    ("S", "++"): ops.definite,
}
_OF_MATRICES = (ops.symmetric, ops.semidefinite, ops.definite)


def space(scope: Scope, node: Scripts) -> Steps:
    r"""Return `\mathbb{R}^{m \times n}` and its like."""
    base, sub = node.base, node.sub
    mark = sub.name if isinstance(sub, Mark) else ""
    op = _SPACES.get((base.name if isinstance(base, NumberSet) else "", mark))
    if op is None or node.primes or (sub is not None and not mark) or not (mark or node.sup):
        raise scope.error("this set is not read", node, expected=r"\mathbb{R}^n")
    sizes: list[Expr] = []
    for size in _factors(node.sup):
        for sign in size.items if isinstance(size, Term) else ():
            if isinstance(sign, Times):
                raise scope.error("sizes have a cross between them", sign, expected=r"\times")
        name = _name(size)
        value: Expr = Symbol(name, ()) if name else (yield size)
        sizes.append(value)
    if op in _OF_MATRICES and len(sizes) != 1:
        raise scope.error("a symmetric matrix has one size", node, expected=r"\mathbb{S}^n")
    return Call(op, tuple(sizes))


def simplex(scope: Scope, node: Syntax) -> Steps:
    r"""Return `\Delta^n`, of which `is_simplex` is true."""
    assert isinstance(node, Scripts)
    size = node.sup or node.sub
    assert size is not None
    return Call(ops.simplex, ((yield size),))


def is_simplex(scope: Scope, node: Syntax) -> bool:
    r"""Tell whether `\Delta^n` or `\Delta_n` stands here: behind `\in` it is no name."""
    if not isinstance(node, Scripts) or node.primes or (node.sup and node.sub):
        return False
    return isinstance(node.base, Letter) and node.base.name == r"\Delta"


def choices(scope: Scope, node: Syntax) -> Steps:
    r"""Return `\{0, 1\}^m`, of which `is_choices` is true: vectors with entries of a set."""
    assert isinstance(node, Scripts)
    made: list[Expr] = [(yield node.base)]
    for size in _factors(node.sup):
        name = _name(size)
        made.append(Symbol(name, ()) if name else (yield size))
    return Call(ops.choices, tuple(made))


def is_choices(node: Syntax) -> bool:
    r"""Tell whether `\{0, 1\}^m` stands here."""
    if not isinstance(node, Scripts) or node.sup is None or node.sub or node.primes:
        return False
    return isinstance(node.base, Group) and node.base.opener == r"\{"


def shape_of_space(node: Syntax) -> Shape | None:
    """Return the shape of what is in a set, where its sizes are numbers or letters."""
    if isinstance(node, NumberSet):
        return ()
    if not isinstance(node, Scripts):
        return None
    if isinstance(node.base, NumberSet) or is_choices(node):
        sizes = [_dim(part) for part in _factors(node.sup)]
        square = isinstance(node.base, NumberSet) and node.base.name == "S"
    elif isinstance(node.base, Letter) and node.base.name == r"\Delta":
        sizes, square = [_dim(_counted(node.sup or node.sub))], False
    else:
        return None
    known = tuple(size for size in sizes if size is not None)
    if len(known) < len(sizes):
        return None
    return known * 2 if square else known


def _factors(sup: Syntax | None) -> list[Syntax]:
    r"""Return the sizes between crosses: 2n and m of `2n \times m`."""
    if not isinstance(sup, Term):
        return [] if sup is None else [sup]
    runs: list[list[Syntax]] = [[]]
    for item in sup.items:
        if isinstance(item, Times) and item.sign == "times":
            runs.append([])
        else:
            runs[-1].append(item)
    return [_joined(run) for run in runs]


def _joined(run: list[Syntax]) -> Syntax:
    return run[0] if len(run) == 1 else Term(run[0].start, run[-1].end, tuple(run))


def _name(size: Syntax) -> str:
    """Return the name of a size with a subscript, `d_k`, which is no element of d; or ""."""
    if not isinstance(size, Scripts) or not isinstance(size.base, Letter) or size.sup:
        return ""
    label = size.sub
    if isinstance(label, Letter) and len(label.name) == 1:
        return f"{size.base.name}_{label.name}"
    one = isinstance(label, Num) and len(label.text) == 1
    return f"{size.base.name}_{label.text}" if one and isinstance(label, Num) else ""


def _counted(size: Syntax | None) -> Syntax | None:
    """Return n for `n - 1`."""
    match size:
        case Addition(_, _, (count, Negative(_, _, Num(_, _, "1")))):
            return count
        case _:
            return size


def _dim(size: Syntax | None) -> Dim | None:
    if isinstance(size, Num) and size.text.isdecimal() and 0 < len(size.text) < 10:
        return int(size.text)
    if isinstance(size, Letter):
        return size.name
    return _name(size) or None if size is not None else None
