"""Tidy ways to make arrays: sums with like terms gathered, powers, products entry by entry.

Separate from the contraction's normal form: these say what a sum or a power looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from nablatex import ops
from nablatex.errors import NoRuleError
from nablatex.shape import Dim, Shape
from nablatex.tensor.affine import Affine, affine
from nablatex.tensor.contract import ONE, constant, constant_of, contract, is_zero, zero
from nablatex.tensor.joining import ranges_joined
from nablatex.tensor.kinds import (
    Add,
    Bracket,
    Contraction,
    Factor,
    General,
    Map,
    Tensor,
)


def add(terms: Iterable[Tensor]) -> Tensor:
    """Return the sum of arrays of one shape, equal ones counted together.

    A number that all terms are multiples of stands in front of the sum.
    """
    listed = list(terms)
    if len(listed) == 1:
        return listed[0]
    counts: dict[Tensor, Fraction] = {}
    shape: Shape = ()
    stack = listed[::-1]
    while stack:
        term = stack.pop()
        shape = term.shape
        opened = _terms_of(term)
        if opened is not None:
            stack += opened[::-1]
            continue
        number, rest = coefficient_of(term)
        if number:
            counts[rest] = counts.get(rest, Fraction(0)) + number
    kept = ranges_joined({rest: number for rest, number in counts.items() if number})
    if not kept:
        return zero(shape)
    unused = _unused_axes(list(kept), len(shape))
    if unused:
        return _narrowed(kept, shape, unused)
    shared = _shared_scalars(list(kept))
    if shared:
        return _scaled(kept, shared, shape)
    sizes = set(map(abs, kept.values()))
    negative = all(number < 0 for number in kept.values())
    content = (sizes.pop() if len(sizes) == 1 else ONE) * (-1 if negative else 1)
    made = [scale(number / content, rest) for rest, number in kept.items()]
    return scale(content, made[0] if len(made) == 1 else Add(tuple(made)))


def _shared_scalars(terms: Sequence[Tensor]) -> list[Factor]:
    """Return the factors without axes that all terms have."""
    if len(terms) < 2 or not all(isinstance(term, Contraction) for term in terms):
        return []
    first, *rest = (term.factors for term in terms if isinstance(term, Contraction))
    return [f for f in first if not f.indices and all(f in other for other in rest)]


def _scaled(terms: dict[Tensor, Fraction], shared: Sequence[Factor], shape: Shape) -> Tensor:
    """Return a sum with the scalars that all terms have outside of it."""
    inner: list[Tensor] = []
    for term, number in terms.items():
        assert isinstance(term, Contraction)
        factors = [f for f in term.factors if f not in shared]
        sizes = dict(enumerate(term.sizes))
        inner.append(
            contract(number * term.coefficient, factors, range(term.rank), sizes, term.brackets)
        )
    at = range(len(shape))
    return contract(1, [(add(inner), at, 1), *shared], at, dict(enumerate(shape)))


def _unused_axes(terms: Sequence[Tensor], rank: int) -> dict[int, int | None]:
    """Return the axes that no term depends on, but by one delta that they all have.

    Each comes with the other axis of its delta, or None.
    """
    if len(terms) < 2 or not all(isinstance(term, Contraction) for term in terms):
        return {}
    found: dict[int, int | None] = {}
    for axis in range(rank):
        partners = {_partner(term, axis) for term in terms if isinstance(term, Contraction)}
        if len(partners) == 1:
            (partner,) = partners
            if partner != axis and partner not in found:
                found[axis] = partner
    return found


def _partner(term: Contraction, axis: int) -> int | None:
    """Return the axis that a delta equates with one that nothing else has; itself if used."""
    if any(axis in f.indices for f in term.factors):
        return axis
    own = [b for b in term.brackets if b.number.coefficient(axis)]
    if not own:
        return None
    if len(own) > 1 or own[0].relation != "=" or own[0].number.constant:
        return axis
    others = [k for k, _ in own[0].number.terms if k != axis]
    (other,) = others if len(others) == 1 else (None,)
    return other if isinstance(other, int) and other < min(term.rank, axis) else axis


def _narrowed(terms: dict[Tensor, Fraction], shape: Shape, unused: dict[int, int | None]) -> Tensor:
    """Return a sum with the axes that it does not depend on, and its deltas, outside of it."""
    rank = len(shape)
    out = [k for k in range(rank) if k not in unused]
    inner: list[Tensor] = []
    for term, number in terms.items():
        assert isinstance(term, Contraction)
        brackets = [b for b in term.brackets if not any(b.number.coefficient(k) for k in unused)]
        sizes = {k: dim for k, dim in enumerate(term.sizes) if k not in unused}
        coefficient = number * term.coefficient
        inner.append(contract(coefficient, term.factors, out, sizes, brackets))
    deltas_ = [
        Bracket("=", affine(0, ((k, 1), (other, -1))))
        for k, other in unused.items()
        if other is not None
    ]
    whole = [(add(inner), out, 1)]
    return contract(1, whole, range(rank), dict(enumerate(shape)), deltas_)


def _terms_of(term: Tensor) -> list[Tensor] | None:
    """Return the terms of a sum, of its negative, and of one with its axes exchanged."""
    if isinstance(term, Add):
        return list(term.terms)
    if not isinstance(term, Contraction) or len(term.factors) != 1 or term.brackets:
        return None
    if abs(term.coefficient) != 1:
        return None
    base, at, exponent = term.factors[0]
    if not isinstance(base, Add) or exponent != 1 or len(term.sizes) != term.rank:
        return None
    if sorted(at) != list(range(term.rank)):
        return None
    sizes = dict(enumerate(term.sizes))
    return [contract(term.coefficient, [(t, at, 1)], range(term.rank), sizes) for t in base.terms]


def coefficient_of(term: Tensor) -> tuple[Fraction, Tensor]:
    """Return an array as a number and the rest."""
    if not isinstance(term, Contraction) or term.coefficient in (0, 1):
        return (Fraction(0), term) if is_zero(term) else (ONE, term)
    sizes = dict(enumerate(term.sizes))
    rest = contract(ONE, term.factors, range(term.rank), sizes, term.brackets)
    return term.coefficient, rest


def scale(number: Fraction | int, tensor: Tensor) -> Tensor:
    """Return `number tensor`."""
    if number == 1:
        return tensor
    at = range(len(tensor.shape))
    return contract(number, [(tensor, at, 1)], at, dict(enumerate(tensor.shape)))


def negate(tensor: Tensor) -> Tensor:
    """Return `-tensor`."""
    return scale(-1, tensor)


def times(*tensors: Tensor) -> Tensor:
    """Return the product entry by entry; scalars go with anything."""
    shape = max((t.shape for t in tensors), key=len)
    at = range(len(shape))
    factors = [(t, at if t.shape else (), 1) for t in tensors]
    return contract(1, factors, at, dict(enumerate(shape)))


def power(tensor: Tensor, exponent: Fraction | int) -> Tensor:
    """Return `tensor ^ exponent`, entry by entry."""
    at = range(len(tensor.shape))
    number = constant_of(tensor)
    if number == 1:
        return tensor
    if number is not None and Fraction(exponent).denominator == 1 and (number or exponent > 0):
        return constant(number ** int(exponent), tensor.shape)
    return contract(1, [(tensor, at, exponent)], at, dict(enumerate(tensor.shape)))


def inverse(tensor: Tensor) -> Tensor:
    r"""Return the inverse of a matrix: `(A B)^{-1} = B^{-1} A^{-1}` where both are square."""
    plain = General(ops.inverse, (tensor,), len(tensor.shape) - 2, tensor.shape)
    if len(tensor.shape) != 2:
        return plain
    if isinstance(tensor, General) and tensor.op is ops.inverse:
        return tensor.args[0]
    if not isinstance(tensor, Contraction) or not tensor.coefficient:
        return plain
    sizes = dict(enumerate(tensor.sizes))
    if tensor.brackets:
        same = Bracket("=", affine(0, ((0, 1), (1, -1))))
        if tensor.brackets != (same,) or len(tensor.sizes) != 2:
            return plain
        turned = [f._replace(exponent=-f.exponent) for f in tensor.factors]
        return contract(1 / tensor.coefficient, turned, (0, 1), sizes, tensor.brackets)
    path = _path(tensor)
    if path is None:
        return plain
    factors: list[tuple[Tensor, tuple[int, ...], int]] = []
    for factor in path:
        if factor.indices:
            factors.append((inverse(factor.base), factor.indices[::-1], 1))
        else:
            factors.append((factor.base, (), -int(factor.exponent)))
    return contract(1 / tensor.coefficient, factors, (1, 0), sizes)


def _path(tensor: Contraction) -> tuple[Factor, ...] | None:
    """Return the factors of a product of square matrices, and of numbers in front, or None."""
    ends: dict[int, int] = {}
    for base, at, exponent in tensor.factors:
        if not at and exponent.denominator == 1:
            continue
        if len(at) != 2 or exponent != 1 or base.shape[0] != base.shape[1] or at[0] == at[1]:
            return None
        for index in at:
            ends[index] = ends.get(index, 0) + 1
    matrices = [factor for factor in tensor.factors if factor.indices]
    inner = all(ends.get(k, 0) == 2 for k in range(2, len(tensor.sizes)))
    if not inner or ends.get(0) != 1 or ends.get(1) != 1:
        return None
    # Every matrix on the one way from the rows to the columns: a trace beside it is none.
    here, left = 0, matrices
    while here != 1:
        step = next((f for f in left if here in f.indices), None)
        if step is None:
            return None
        left = [f for f in left if f is not step]
        here = step.indices[1] if step.indices[0] == here else step.indices[0]
    return None if left else tensor.factors


def permuted(tensor: Tensor, order: Sequence[int]) -> Tensor:
    """Return the array whose axis `k` is the axis `order[k]` of `tensor`."""
    sizes = dict(enumerate(tensor.shape))
    if isinstance(tensor, Add):
        return add(permuted(term, order) for term in tensor.terms)
    return contract(1, [(tensor, range(len(tensor.shape)), 1)], order, sizes)


def summed(tensor: Tensor, axes: Iterable[int]) -> Tensor:
    """Return the sum over some axes."""
    gone = set(axes)
    at = range(len(tensor.shape))
    out = [k for k in at if k not in gone]
    return contract(1, [(tensor, at, 1)], out, dict(enumerate(tensor.shape)))


def spread(tensor: Tensor, shape: Shape, axes: Sequence[int]) -> Tensor:
    """Return an array of `shape` that depends on `axes` only, where it is `tensor`."""
    if tuple(axes) == tuple(range(len(shape))):
        return tensor
    return contract(1, [(tensor, axes, 1)], range(len(shape)), dict(enumerate(shape)))


def delta(size: Dim) -> Tensor:
    """Return Kronecker's delta, the identity matrix."""
    same = Bracket("=", affine(0, ((0, 1), (1, -1))))
    return contract(1, (), (0, 1), {0: size, 1: size}, (same,))


def deltas(shape: Shape) -> Tensor:
    """Return the identity on arrays of `shape`: one delta for each axis, outputs first."""
    rank = len(shape)
    sizes = dict(enumerate((*shape, *shape)))
    same = [Bracket("=", affine(0, ((k, 1), (rank + k, -1)))) for k in range(rank)]
    return contract(1, (), range(2 * rank), sizes, same)


def bracket(relation: str, number: Affine) -> list[Bracket]:
    """Return the brackets of a relation between an affine number and 0."""
    match relation:
        case "=" | "!=":
            return [Bracket("=" if relation == "=" else "!=", number)]
        case "<=":
            return [Bracket("<=", number)]
        case "<":
            return [Bracket("<=", Affine(number.constant + 1, number.terms))]
        case ">" | ">=":
            turned = affine(-number.constant, ((k, -c) for k, c in number.terms))
            return bracket("<" if relation == ">" else "<=", turned)
        case _:
            raise NoRuleError(f"the relation {relation} is no condition on indices")


def mapped(op: ops.Op, *args: Tensor) -> Tensor:
    """Return a function entry by entry."""
    if op is ops.sqrt:
        return power(args[0], Fraction(1, 2))
    if op in (ops.log, ops.ln) and isinstance(args[0], Map) and args[0].op is ops.exp:
        return args[0].args[0]
    if op is ops.exp and isinstance(args[0], Map) and args[0].op in (ops.log, ops.ln):
        return args[0].args[0]
    numbers = [constant_of(arg) for arg in args]
    if args and args[0].shape and None not in numbers:
        each = [constant(number) for number in numbers if number is not None]
        return spread(Map(op, tuple(each)), args[0].shape, ())
    return Map(op, args)


def picked(tensor: Tensor, places: tuple[int | None, ...], start: int = 0) -> Tensor:
    """Return an array at one place of some axes, from the axis `start` on."""
    if all(place is None for place in places):
        return tensor
    rank = len(tensor.shape)
    at = range(rank)
    brackets: list[Bracket] = []
    out = list(range(start))
    for axis, place in enumerate(places, start):
        if place is None:
            out.append(axis)
        else:
            brackets.append(Bracket("=", affine(-place, ((axis, 1),))))
    out += range(start + len(places), rank)
    return contract(1, [(tensor, at, 1)], out, dict(enumerate(tensor.shape)), brackets)
