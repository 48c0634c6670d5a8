r"""What shape an abstract function's value has: by its declaration, or by the place it stands in.

A function declared `u: \mathbb{R}^n \to \mathbb{R}^m` has vectors for values; one declared
`\phi: \mathbb{R} \to \mathbb{R}` is applied to a vector entry by entry. Nothing is known of others,
and their values are numbers, with one exception: a Greek letter, as activations are named, goes
entry by entry where its argument is a vector and a number could not stand: in a sum with vectors,
beside `\odot`, in `\operatorname{diag}`, and behind a row or a matrix of as many columns. So does
`|x|` of a vector, which is its length anywhere else: `a^\top |x|`, `a \odot [|x| < 1]`.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.errors import ShapeError
from nablatex.expr import Apply, Call, Compare, Expr, Negation, Product
from nablatex.latex.scope import Scope
from nablatex.shape import SCALAR, Shape, a_or_an, is_unknown, shapes_agree

_OF_EACH = frozenset([ops.indicator, ops.sqrt, *ops.OF_MATRICES])
_GREEK = frozenset([r"\phi", r"\varphi", r"\psi", r"\rho"])


def value_shape(scope: Scope, name: str, args: tuple[Expr, ...], primes: int) -> Shape:
    """Return the shape of a function's value by its declaration; a scalar's if it has none.

    Raises:
        ShapeError: the argument is not of the shape that the function takes.
    """
    if name not in scope.signatures or len(args) != 1:
        return SCALAR
    (given,), (domain, codomain) = (arg.shape for arg in args), scope.signatures[name]
    if not domain and not codomain:
        return given
    if given and domain != SCALAR and not shapes_agree(given, domain):
        raise ShapeError(f"{name} takes {a_or_an(domain)}, and this is {a_or_an(given)}")
    if given and not domain:
        raise ShapeError(f"{name} takes a number, and this is {a_or_an(given)}")
    # What f' of a vector is laid out as, its notation does not say.
    return SCALAR if primes else codomain


def by_place(scope: Scope, value: Expr, needed: Shape) -> Expr:
    """Return a value as a vector where one is needed and its function can go entry by entry.

    Args:
        scope: what is declared.
        value: what stands in a place.
        needed: a shape that it should have.
    """
    match value:
        case Apply(function, (arg,), orders, ()) if (
            function in _GREEK and function not in scope.signatures and _fits(arg.shape, needed)
        ):
            return Apply(function, (arg,), orders, arg.shape)
        case Call(ops.norm, (arg, _)) if value in scope.barred and _fits(arg.shape, needed):
            return Call(ops.abs_, (arg,))
        case Call(op, args) if not value.shape and op in _OF_EACH:
            return Call(op, tuple(by_place(scope, arg, needed) for arg in args))
        case Compare(relations, terms) if not value.shape:
            return Compare(relations, tuple(by_place(scope, term, needed) for term in terms))
        case Negation(body):
            made = by_place(scope, body, needed)
            return value if made is body else Negation(made)
        case Product(factors) if not value.shape:
            last = by_place(scope, factors[-1], needed)
            return value if last is factors[-1] else Product((*factors[:-1], last))
        case _:
            return value


def _fits(shape: Shape, needed: Shape) -> bool:
    return bool(shape) and shapes_agree(shape, needed) and not any(map(is_unknown, shape))


def terms_by_place(scope: Scope, terms: list[Expr]) -> list[Expr]:
    """Return the terms of a sum, or the factors of an elementwise product, in one shape."""
    shape = next((term.shape for term in terms if term.shape), SCALAR)
    return [term if term.shape else by_place(scope, term, shape) for term in terms]
