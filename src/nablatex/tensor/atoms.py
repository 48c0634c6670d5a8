r"""Derivatives that stand in definitions: `g = \nabla_x f`, `f = \nabla^2 \phi(\|x\|)`.

Separate from the reading of formulas, which knows no calculus: here each such symbol is worked out
before the formula around it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from nablatex.errors import NoRuleError
from nablatex.expr import Component, Derivative, Expr, Symbol
from nablatex.tensor import build
from nablatex.tensor.build import picked
from nablatex.tensor.contract import contract
from nablatex.tensor.differential import pullback
from nablatex.tensor.kinds import Leaf, Tensor, postorder
from nablatex.tensor.lowered import Lowered
from nablatex.tensor.simplify import simplified

_MOST_ORDER = 2
Read = Callable[[Expr], Lowered]
Meant = tuple[Tensor, tuple[Expr | None, ...], tuple[int | None, ...]]
Arrays = Callable[[Expr], tuple[Tensor, tuple[int | None, ...]]]


def worked_out(atom: Derivative, read: Read, array_of: Arrays) -> Lowered:
    """Return the array of a derivative that stands in a formula.

    Args:
        atom: the derivative.
        read: gives the array of a formula.
        array_of: gives the array of a name, and the places of the one element that is meant.

    Raises:
        NoRuleError: it is of another kind, or does not say by what it is.
    """
    inside = read(atom.of)
    if inside.free or any(width != 1 for width in inside.groups) or atom.order > _MOST_ORDER:
        raise NoRuleError("this derivative in a definition is not worked out")
    if atom.style == "laplacian":
        return _laplacian(inside.tensor)
    if atom.style not in ("partial", "total", "nabla") or not atom.wrt:
        raise NoRuleError(
            r"a derivative in a definition says by what it is taken; a transpose is written x^\top"
        )
    if any(not isinstance(by, Symbol | Component) for by in atom.wrt):
        raise NoRuleError("derivatives are taken by names")
    array = inside.tensor
    for by in atom.wrt:
        whole, places = array_of(by)
        array = picked(_gradient(array, whole), places, len(array.shape))
    return Lowered(array, (), (1,) * len(array.shape))


def of_elements(atom: Derivative, read: Read, target_of: Callable[[Expr], Meant]) -> Lowered:
    r"""Return the array of `\partial E / \partial u_i`, over its letters and then its other axes.

    Args:
        atom: the derivative.
        read: gives the array of a formula.
        target_of: gives the array of a name or of one of its elements, the letters and the places
            of its axes.

    Raises:
        NoRuleError: it is of another kind, or does not say by what it is.
    """
    inside = read(atom.of)
    known = atom.style in ("partial", "total", "nabla") and 0 < atom.order <= _MOST_ORDER
    if not known or len(atom.wrt) != atom.order or any(g != 1 for g in inside.groups):
        raise NoRuleError("this derivative in a formula is not worked out")
    array = inside.tensor
    letters: list[Expr | None] = [*inside.free, *(None for _ in inside.groups)]
    for by in atom.wrt:
        whole, named, places = target_of(by)
        array = picked(_gradient(array, whole), places, len(array.shape))
        pairs = zip(named, places, strict=True)
        letters += [name for name, place in pairs if place is None]
    free = tuple(dict.fromkeys(k for k in letters if k is not None))
    rest = count(len(free))
    axes = [next(rest) if k is None else free.index(k) for k in letters]
    sizes = dict(zip(axes, array.shape, strict=True))
    made = contract(1, [(array, tuple(axes), 1)], tuple(sorted(sizes)), sizes)
    return Lowered(simplified(made), free, (1,) * (len(sizes) - len(free)))


def _gradient(array: Tensor, by: Tensor) -> Tensor:
    seed = build.deltas(array.shape)
    return simplified(pullback(array, by, seed, len(array.shape)))


def _laplacian(array: Tensor) -> Lowered:
    r"""Return `\sum_i \partial^2 f / \partial x_i^2` by the one vector that is not constant."""
    names = [n for n in postorder(array) if isinstance(n, Leaf) and n.definition is None]
    vectors = [n for n in names if len(n.shape) == 1]
    if len(vectors) != 1 or array.shape:
        raise NoRuleError("a Laplacian is of a scalar function of one vector")
    (x,) = vectors
    hessian = _gradient(_gradient(array, x), x)
    made = contract(1, [(hessian, (0, 0), 1)], (), {0: x.shape[0]})
    return Lowered(simplified(made))
