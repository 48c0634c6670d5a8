r"""Shapes that equations show together: what must agree in them has one size.

Separate from `declared`, which asks one statement: here a model's lines are known, and what one of
them leaves open another closes.

* In `z = W x + b` the sizes of b, and of z, are those of `W x`.
* `a_j = \sum_i w_{ij} x_i` makes a vector of as many entries as w has columns.
* `h_1 = \tanh(W x)` makes `h_1` the name of a vector, unless h has other elements by letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from nablatex import ops
from nablatex.errors import NablatexError
from nablatex.expr import (
    ONE,
    Call,
    Compare,
    Component,
    Expr,
    Number,
    Reduction,
    Stack,
    Sum,
    Symbol,
)
from nablatex.model.declared import is_sized, numbered
from nablatex.shape import Dim, Shape, is_unknown, unknown
from nablatex.tensor.affine import Affine
from nablatex.tensor.ranges import accesses, ranges_of, with_own_names
from nablatex.tensor.scope import size_names
from nablatex.traverse import postorder, transform

# Each time they stand somewhere these may have another size.
_ANYONES = frozenset(map(unknown, ("ones", "identity", "nabla")))
_ALIKE = (ops.hadamard, ops.hadamard_divide, ops.dot, ops.max_, ops.min_)
_SQUARES = (ops.inverse, ops.det, ops.trace)


def shown_shapes(statements: Iterable[Expr], known: Mapping[str, Shape]) -> dict[str, Shape]:
    """Return the shapes, all sizes known, that statements show of names beyond what is known.

    Args:
        statements: what has been read.
        known: shapes that have been declared or found before.
    """
    listed = [part for statement in statements for part in parts_of_system(statement)]
    nodes = list(dict.fromkeys(node for part in listed for node in postorder(part)))
    found = dict(_of_names(nodes, listed))
    found.update(_of_lettered(listed, known))
    found.update(_of_families(listed, known))
    found.update(_of_numbered(listed, nodes, known))
    settled = {name for name, shape in known.items() if not any(map(is_unknown, shape))}
    return {name: shape for name, shape in found.items() if name not in settled}


def parts_of_system(statement: Expr) -> tuple[Expr, ...]:
    """Return the statements of a system, or a statement alone."""
    if isinstance(statement, Call) and statement.op is ops.system:
        return statement.args
    return (statement,)


# -- what must agree ------------------------------------------------------------------------------


class _Sizes:
    """Sizes in classes of those that are one; the best known stands for its class."""

    def __init__(self) -> None:
        self._of: dict[Dim, Dim] = {}

    def find(self, dim: Dim) -> Dim:
        """Return what is known of a size."""
        while dim in self._of:
            dim = self._of[dim]
        return dim

    def unite(self, left: Dim, right: Dim) -> None:
        """Take in that two sizes are one; of two that are known nothing is learnt."""
        if left in _ANYONES or right in _ANYONES:
            return
        left, right = self.find(left), self.find(right)
        if left != right and is_unknown(left):
            self._of[left] = right
        elif left != right and is_unknown(right):
            self._of[right] = left


def _of_names(nodes: Iterable[Expr], statements: Iterable[Expr]) -> Iterator[tuple[str, Shape]]:
    """Yield names of unknown size with the sizes that sums, products and equations give them."""
    sizes = _Sizes()
    nodes = list(nodes)
    for node in (*nodes, *statements):
        for one, other in _agreeing(node):
            sizes.unite(one, other)
    numbered_only = _bases(nodes) - _lettered(nodes)
    for node in nodes:
        # What is said of `h_1` holds of `h_1`, and not of all that h may have.
        if node in numbered_only:
            continue
        if isinstance(node, Symbol) and any(map(is_unknown, node.dims)):
            shape = tuple(map(sizes.find, node.dims))
            if is_sized(shape):
                yield node.name, shape
    for statement in statements:
        match statement:
            case Compare(("=",), (made, Symbol(name, ()))) if is_sized(made.shape):
                # `A x = b`: what equals a vector is one.
                yield name, made.shape


def _agreeing(node: Expr) -> Iterator[tuple[Dim, Dim]]:
    """Yield the pairs of sizes that have to be the same for a formula to have a meaning."""
    match node:
        case Compare(("=",), terms) | Sum(terms):
            yield from _alike(terms)
        case Call(op, args) if op in _ALIKE:
            yield from _alike(arg for arg in args if arg.shape)
        case Call(op, (arg,)) if op in _SQUARES and len(arg.shape) == 2:
            yield arg.shape[0], arg.shape[1]
        case Reduction(_, body, index, lower, Symbol() | Number() as upper) if lower is ONE:
            count = upper.name if isinstance(upper, Symbol) else int(upper.value)
            for part in postorder(body):
                if isinstance(part, Component) and part.place == "sub":
                    axes = zip(part.base.shape, part.indices, strict=False)
                    yield from ((dim, count) for dim, at in axes if at is index)
        case Call(op, args) if op is ops.matmul:
            for before, behind in pairwise(arg.shape for arg in args):
                if len(before) == 2 and behind:
                    yield before[1], behind[0]


def _alike(terms: Iterable[Expr]) -> Iterator[tuple[Dim, Dim]]:
    shapes = [term.shape for term in terms]
    for other in shapes[1:]:
        if len(other) == len(shapes[0]):
            yield from zip(shapes[0], other, strict=True)


# -- elements -------------------------------------------------------------------------------------


def _of_families(
    statements: Iterable[Expr], known: Mapping[str, Shape]
) -> Iterator[tuple[str, Shape]]:
    """Yield the names that are defined for every index, with the sizes their indices run over."""
    for statement in statements:
        match statement:
            case Compare(("=",), (Component(Symbol(name, dims), indices, "sub"), right)) if (
                not is_sized(dims)
                and all(isinstance(index, Symbol) for index in indices)
                and len(set(indices)) == len(indices)
                and not right.shape
            ):
                inside = list(postorder(right))
                runs = [_run(index, right, known) for index in indices]
                shape = tuple(size for size in runs if size is not None)
                itself = any(isinstance(n, Symbol) and n.name == name for n in inside)
                letters = any(isinstance(size, str) for size in shape)
                if len(shape) == len(indices) and letters and not itself:
                    yield name, shape


def _run(index: Expr, right: Expr, known: Mapping[str, Shape]) -> Dim | None:
    """Return how many values an index of a left side has, or None; the first of them is 1.

    In `u_i = x_{i+1} - x_i` u has an element less than x.
    """
    whole = _with_shapes(right, known)
    if any(_is_shifted(at, index) for at, _ in accesses(whole)):
        try:
            found = ranges_of(with_own_names(whole, 0), size_names(postorder(whole)), 1, {})
        except NablatexError:
            return None
        span = found.get(index)
        return span.size if span is not None and span.first == Affine(1, ()) else None
    return _range(index, postorder(right), known)


def _with_shapes(expr: Expr, known: Mapping[str, Shape]) -> Expr:
    def shaped(node: Expr) -> Expr:
        match node:
            case Component(Symbol(name, ()), indices, "sub") if is_sized(known.get(name, ())):
                return Component(Symbol(name, known.get(name, ())), indices, "sub")
            case _:
                return node

    return transform(expr, shaped)


def _is_shifted(at: Expr, index: Expr) -> bool:
    return at is not index and any(part is index for part in postorder(at))


def _of_lettered(
    statements: Iterable[Expr], known: Mapping[str, Shape]
) -> Iterator[tuple[str, Shape]]:
    r"""Yield the names that stand by their elements alone, beside arrays of letters.

    In `\sum_{i=1}^m (w^\top x_i - y_i)^2` y has m entries; in `z_j = \sum_i w_{ij} x_i + b_j` x has
    as many as w has rows, and b as many as it has columns.
    """
    for statement in statements:
        nodes = list(postorder(statement))
        if not any(isinstance(n, Symbol) and _has_letter(known.get(n.name, ())) for n in nodes):
            continue
        shapes: dict[str, set[tuple[Dim | None, ...]]] = {}
        for node in nodes:
            match node:
                case Component(Symbol(name, dims), indices, "sub" | "paren") if not is_sized(
                    dims
                ) and len(dims) in (0, len(indices)):
                    shape = tuple(_goes_to(index, nodes, known) for index in indices)
                    shapes.setdefault(name, set()).add(shape)
                case _:
                    continue
        for name, found in shapes.items():
            told = [tuple(dim for dim in shape if dim is not None) for shape in found]
            if len(found) == 1 and len(told[0]) == len(next(iter(found))) and _has_letter(told[0]):
                yield name, told[0]


def _has_letter(shape: Shape) -> bool:
    return is_sized(shape) and any(isinstance(dim, str) for dim in shape)


def _goes_to(index: Expr, nodes: Sequence[Expr], known: Mapping[str, Shape]) -> Dim | None:
    """Return how many values an index has, by its sums or by the arrays it numbers, or None."""
    if not isinstance(index, Symbol):
        return None
    ends = {
        node.upper
        for node in nodes
        if isinstance(node, Reduction) and node.index is index and node.lower in (None, ONE)
    }
    match list(ends):
        case [Symbol(name)]:
            return name
        case [Number(int(count))] if count > 0:
            return count
        case _:
            return _range(index, nodes, known)


def _range(index: Expr, nodes: Iterable[Expr], known: Mapping[str, Shape]) -> Dim | None:
    r"""Return the one size of the axes along which an index runs, or None.

    In `\sum_{i=1}^k x_i` k goes as far as i.
    """
    listed = list(nodes)
    limits = [n for n in listed if isinstance(n, Reduction)]
    waiting, found = [index], set[Dim]()
    for letter in waiting:
        # What a sum over j up to i numbers, i numbers too.
        inside = [r.index for r in limits if _has(r.lower, letter) or _has(r.upper, letter)]
        waiting += [k for k in dict.fromkeys(inside) if k not in waiting]
        for node in listed:
            if isinstance(node, Component) and node.place == "sub":
                base = node.base
                known_dims = known.get(base.name, ()) if isinstance(base, Symbol) else ()
                shape = base.shape or known_dims
                pairs = zip(shape, node.indices, strict=False)
                found.update(dim for dim, at in pairs if at is letter)
    sizes = [dim for dim in found if not is_unknown(dim)]
    return sizes[0] if len(sizes) == 1 else None


def _has(end: Expr | None, index: Expr) -> bool:
    return end is not None and any(part is index for part in postorder(end))


def _of_numbered(
    statements: Iterable[Expr], nodes: Iterable[Expr], known: Mapping[str, Shape]
) -> Iterator[tuple[str, Shape]]:
    """Yield the vectors and matrices with a number in their name."""
    lettered = _lettered(nodes)
    for statement in statements:
        match statement:
            case Compare(("=",), (Component(Symbol(name) as base, (Number(k, 0),), place), right)):
                open_ = not is_sized(known.get(name, ())) and base not in lettered
                if open_ and is_sized(right.shape) and not isinstance(right, Stack):
                    yield numbered(name, int(k), place), right.shape
            case _:
                continue


def _bases(nodes: Iterable[Expr]) -> set[Expr]:
    return {node.base for node in nodes if isinstance(node, Component)}


def _lettered(nodes: Iterable[Expr]) -> set[Expr]:
    """Return the names that have elements by letters."""
    found = (node for node in nodes if isinstance(node, Component))
    return {node.base for node in found if any(isinstance(at, Symbol) for at in node.indices)}
