r"""The differential of each kind of array, and its transpose: one rule for both modes.

Each kind states `d(node)` as an array that is linear in the differentials of its parts. Forward
mode puts the parts' own differentials in; reverse mode transposes the linear map: what multiplies
`du` in `<\bar y, dy>` is the cotangent `\bar u` (Griewank and Walther, Evaluating Derivatives,
2nd ed., section 3.2). So no function has two rules that could disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import count
from typing import assert_never

from nablatex.errors import NoRuleError
from nablatex.expr import Expr, Op, Symbol
from nablatex.tensor import affine, build
from nablatex.tensor.cases import piecewise
from nablatex.tensor.contract import constant, contract, is_zero, zero
from nablatex.tensor.kinds import (
    Abstract,
    Add,
    Bracket,
    Compared,
    Contraction,
    Factor,
    General,
    Leaf,
    Map,
    Piecewise,
    Position,
    Tensor,
    postorder,
)
from nablatex.tensor.lower import lower
from nablatex.tensor.lowered import Lowered
from nablatex.tensor.scope import Scope

_ONE = Fraction(1)
_MARKS = count()
Changes = Mapping[Tensor, Tensor]


def tangent(part: Tensor) -> Leaf:
    """Return a fresh mark that stands for the differential of a part."""
    return Leaf(Symbol(f"d#{next(_MARKS)}", part.shape), part.shape, frozenset(), None)


def differential(node: Tensor, changes: Changes) -> Tensor:
    """Return `d(node)`, linear in the differentials of the parts that change.

    Args:
        node: an array.
        changes: the differential of each part that changes.

    Raises:
        NoRuleError: a function has no differential.
    """
    match node:
        case Leaf(_, _, _, definition):
            return zero(node.shape) if definition is None else changes[definition]
        case Position() | Compared():
            return zero(node.shape)
        case Contraction():
            return _of_product(node, changes)
        case Add(terms):
            return build.add(changes[term] for term in terms if term in changes)
        case Map(op, args):
            return _of_map(op, args, changes)
        case Piecewise():
            return _of_piecewise(node, changes)
        case General():
            return _of_general(node, changes)
        case Abstract():
            return _of_abstract(node, changes)
        case _:
            assert_never(node)


def _of_product(node: Contraction, changes: Changes) -> Tensor:
    r"""Return the product rule: each factor changed in turn, `d(b^e) = e b^{e-1} db`."""
    sizes = dict(enumerate(node.sizes))
    terms: list[Tensor] = []
    for place, (base, at, exponent) in enumerate(node.factors):
        if base not in changes:
            continue
        rest = [*node.factors[:place], *node.factors[place + 1 :]]
        if exponent != 1:
            rest.append(Factor(base, at, exponent - 1))
        rest.append(Factor(changes[base], at, _ONE))
        number = node.coefficient * exponent
        terms.append(contract(number, rest, range(node.rank), sizes, node.brackets))
    return build.add(terms)


def _of_map(op: Op, args: tuple[Tensor, ...], changes: Changes) -> Tensor:
    terms = [
        build.times(partial(op, args, place), changes[arg])
        for place, arg in enumerate(args)
        if arg in changes
    ]
    return build.add(terms)


@lru_cache(maxsize=4096)
def partial(op: Op, args: tuple[Tensor, ...], place: int) -> Tensor:
    """Return the derivative of a function of numbers by one argument, entry by entry.

    Raises:
        NoRuleError: the row states no derivative.
    """
    if op.partials is None:
        raise NoRuleError(f"the row of {op.name} states no derivative")
    names = tuple(Symbol(f"u#{k}", ()) for k in range(len(args)))
    bound: dict[Expr, Lowered] = {
        name: Lowered(arg, (), (1,) * len(arg.shape)) for name, arg in zip(names, args, strict=True)
    }
    made = lower(op.partials(names)[place], Scope({}, bound=bound)).tensor
    if made.shape != args[place].shape:
        return build.spread(made, args[place].shape, ())
    return made


def _of_general(node: General, changes: Changes) -> Tensor:
    op = node.op
    if op.differential is None:
        raise NoRuleError(f"the row of {op.name} states no differential")
    free = tuple(Symbol(f"b#{k}", ()) for k in range(node.batch))
    bound: dict[Expr, Lowered] = {}
    args: list[Symbol] = []
    moved: list[Symbol] = []
    for place, arg in enumerate(node.args):
        core = arg.shape[node.batch :]
        x, dx = Symbol(f"u#{place}", core), Symbol(f"du#{place}", core)
        groups = (1,) * len(core)
        change = changes.get(arg, zero(arg.shape))
        bound[x], bound[dx] = Lowered(arg, free, groups), Lowered(change, free, groups)
        args.append(x)
        moved.append(dx)
    made = lower(op.differential(tuple(args), tuple(moved)), Scope({}, bound=bound))
    if made.free != free:
        order = [made.free.index(k) for k in free]
        rest = range(len(free), len(made.tensor.shape))
        return build.permuted(made.tensor, [*order, *rest])
    return made.tensor


def _of_abstract(node: Abstract, changes: Changes) -> Tensor:
    """Return the chain rule for an unknown function: each partial derivative, contracted."""
    terms: list[Tensor] = []
    for slot, arg in enumerate(node.args):
        if arg not in changes:
            continue
        orders = (*node.orders, slot)
        outer = Abstract(node.function, node.args, node.batch, orders, node.dims)
        rank = len(node.shape)
        inner = range(rank, len(outer.shape))
        factors = [
            (outer, range(len(outer.shape)), 1),
            (changes[arg], (*range(node.batch), *inner), 1),
        ]
        terms.append(contract(1, factors, range(rank), dict(enumerate(outer.shape))))
    return build.add(terms)


def _of_piecewise(node: Piecewise, changes: Changes) -> Tensor:
    """Return the differential of each branch where it holds, the inputs' differentials in front.

    The branches are taken apart as far as they go entry by entry, so that what is differentiated
    by stands once: `[x_i <= 1] x_i + [x_i > 1] sign(x_i)` is one case distinction.
    """
    terms: list[Tensor] = []
    inputs = list(changes)
    for u in inputs:
        slopes = [(_slope(value, u, inputs), condition) for value, condition in node.branches]
        terms.append(build.times(piecewise(slopes), changes[u]))
    return build.add(terms)


def inputs_of(node: Tensor, moving: Container[Tensor]) -> list[Tensor]:
    """Return the moving arrays in which the differential of a node is linear."""
    if not isinstance(node, Piecewise):
        return [part for part in node.parts if part in moving]
    found: dict[Tensor, None] = {}
    stack = [value for value, _ in node.branches if value in moving]
    while stack:
        part = stack.pop()
        if part in found:
            continue
        if _is_entrywise(part, moving):
            stack += [inner for inner in part.parts if inner in moving]
        else:
            found[part] = None
    return list(found)


def _is_entrywise(node: Tensor, moving: Container[Tensor]) -> bool:
    """Tell whether each entry of an array depends on the same entry of its parts alone."""
    match node:
        case Add() | Map():
            return True
        case Contraction(_, factors, brackets, rank, sizes):
            every = tuple(range(rank))
            fixed = (f for f in factors if f.base in moving)
            return not brackets and len(sizes) == rank and all(f.indices == every for f in fixed)
        case _:
            return False


def _slope(value: Tensor, u: Tensor, inputs: Sequence[Tensor]) -> Tensor:
    """Return the derivative of a branch by one input, entry by entry."""
    mark = tangent(u)
    made: dict[Tensor, Tensor] = {u: mark}
    for node in _until(value, inputs):
        if node not in inputs and any(part in made for part in node.parts):
            made[node] = differential(node, made)
    if value not in made:
        return zero(value.shape)
    return transposed(made[value], mark, constant(1, value.shape), 0)


def _until(value: Tensor, inputs: Sequence[Tensor]) -> Iterator[Tensor]:
    """Yield the parts of a branch in post-order, without those inside its inputs."""
    ends = set(inputs)
    done: set[Tensor] = set()
    stack = [(value, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            if node not in ends:
                stack.extend((part, False) for part in node.parts)


def transposed(linear: Tensor, mark: Tensor, cotangent: Tensor, lead: int) -> Tensor:
    """Return what multiplies a mark in the product of a cotangent and an array linear in the mark.

    Args:
        linear: an array made of the mark by sums and products alone.
        mark: the leaf in which it is linear.
        cotangent: its axes: `lead` axes of the outputs, then those of `linear`.
        lead: how many axes the outputs have.
    """
    held: dict[Tensor, list[Tensor]] = {linear: [cotangent]}
    along: dict[Tensor, None] = {}
    for node in postorder(linear, through=False):
        if node is mark or any(part in along for part in node.parts):
            along[node] = None
    shape = cotangent.shape[:lead] + mark.shape
    for node in reversed(along):
        if node is mark:
            break
        if node not in held:
            continue
        above = build.add(held.pop(node))
        for part, given in _passed(node, along, above, lead):
            held.setdefault(part, []).append(given)
    return build.add(held[mark]) if mark in held else zero(shape)


def _passed(
    node: Tensor, along: Container[Tensor], above: Tensor, lead: int
) -> Iterable[tuple[Tensor, Tensor]]:
    match node:
        case Add(terms):
            for term in terms:
                if term in along:
                    yield term, above
        case Contraction(_, factors):
            for place, factor in enumerate(factors):
                if factor.base in along:
                    yield factor.base, pulled(node, place, above, lead)
        case _:
            raise NoRuleError("a differential that is not linear")


def pulled(node: Contraction, place: int, above: Tensor, lead: int) -> Tensor:
    """Return the product of a cotangent and all factors of a product but one."""
    at = node.factors[place].indices
    start = len(node.sizes)
    outer = tuple(range(start, start + lead))
    sizes = dict(enumerate(node.sizes))
    sizes.update(zip(outer, above.shape[:lead], strict=True))
    brackets, out = list(node.brackets), list(outer)
    fresh = start + lead
    for index in at:
        if index in out:
            # The same index twice: only the diagonal of this factor counts.
            sizes[fresh] = sizes[index]
            brackets.append(Bracket("=", affine.affine(0, ((index, 1), (fresh, -1)))))
            index, fresh = fresh, fresh + 1
        out.append(index)
    rest = [*node.factors[:place], *node.factors[place + 1 :]]
    seed = Factor(above, (*outer, *range(node.rank)), _ONE)
    return contract(node.coefficient, [*rest, seed], out, sizes, brackets)


Wrap = Callable[[Leaf, Tensor], Tensor]


def pullback(
    root: Tensor,
    wrt: Tensor,
    cotangent: Tensor,
    lead: int,
    wrap: Wrap | None = None,
    fold: Callable[[Tensor, Tensor], Tensor] | None = None,
) -> Tensor:
    """Return the cotangent of one part of an array from that of the whole (reverse mode).

    Args:
        root: the array.
        wrt: a part of it.
        cotangent: its axes: `lead` axes of the outputs, then those of `root`.
        lead: how many axes the outputs have.
        wrap: gives a name to the cotangent of a named part, so that it is worked out once.
        fold: writes the name of a part for it in the cotangents that it passes on.
    """
    order = list(postorder(root))
    moving = _depending(order, wrt)
    held: dict[Tensor, list[Tensor]] = {root: [cotangent]}
    for node in reversed(order):
        if node is wrt or node not in moving or node not in held:
            continue
        above = build.add(held.pop(node)[::-1])
        if isinstance(node, Leaf) and wrap is not None and node is not root:
            above = wrap(node, above)
        if is_zero(above):
            continue
        for part, given in _backward(node, moving, above, lead):
            held.setdefault(part, []).append(given if fold is None else fold(node, given))
    shape = cotangent.shape[:lead] + wrt.shape
    # The author's first term was reached last.
    return build.add(held[wrt][::-1]) if wrt in held else zero(shape)


def _depending(order: Iterable[Tensor], wrt: Tensor) -> set[Tensor]:
    moving: set[Tensor] = set()
    for node in order:
        if node is wrt or any(part in moving for part in node.parts):
            moving.add(node)
    return moving


def _backward(
    node: Tensor, moving: set[Tensor], above: Tensor, lead: int
) -> Iterable[tuple[Tensor, Tensor]]:
    """Yield the cotangents of the parts of a node."""
    match node:
        case Leaf(_, _, _, definition):
            if definition is not None:
                yield definition, above
        case Add(terms):
            yield from ((term, above) for term in terms if term in moving)
        case _:
            marks = {part: tangent(part) for part in inputs_of(node, moving)}
            linear = differential(node, marks)
            for part, mark in marks.items():
                yield part, transposed(linear, mark, above, lead)


def pushforward(root: Tensor, changes: Changes) -> Tensor:
    """Return the differential of an array from those of some of its parts (forward mode)."""
    made = dict(changes)
    for node in postorder(root):
        inputs = inputs_of(node, made) if node not in made else []
        if inputs:
            made[node] = differential(node, {part: made[part] for part in inputs})
    return made.get(root, zero(root.shape))
