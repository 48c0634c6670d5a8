"""Arrays of numbers: the value of a graph where every name has one.

Separate from the calculus, which it checks: nothing here knows a rule of differentiation. One pass
over the distinct parts; a product is one `einsum`, its order of contraction by cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import ascii_letters
from typing import Any, assert_never

import numpy as np

from nablatex import ops
from nablatex.errors import EvaluationError, LimitError, UndefinedError
from nablatex.expr import Expr, Symbol
from nablatex.shape import Dim, Shape
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.kinds import (
    Abstract,
    Add,
    Bracket,
    Compared,
    Contraction,
    General,
    Leaf,
    Map,
    Piecewise,
    Position,
    Tensor,
)

Array = Any
Unknown = Callable[[Abstract, list[Array]], Array]
MOST_NUMBERS = 20_000_000
_WORST_CONDITION = 1e12


class NoNumberError(UndefinedError):
    """A name that nothing gives a number to; how it is written is known further up."""

    def __init__(self, name: Expr) -> None:
        self.name = name
        super().__init__(f"nothing gives a number to {name!r}")


def value(
    tensor: Tensor,
    names: Mapping[Expr, Array],
    sizes: Mapping[str, int],
    unknown: Unknown | None = None,
    made: dict[Tensor, Array] | None = None,
) -> Array:
    """Return the numbers of an array.

    Args:
        tensor: the array.
        names: numbers for its names; those with a definition need none.
        sizes: the size that each size's name stands for.
        unknown: the value of an unknown function, or of a derivative of it, given its arguments.
        made: values that are known; those of all parts are added.

    Raises:
        UndefinedError: a name or a size has no number.
        LimitError: an array would be too large.
        EvaluationError: an array has another shape than its name.
    """
    numbers = _Numbers(names, sizes, unknown)
    found = {} if made is None else made
    with np.errstate(all="ignore"):
        stack = [(tensor, False)]
        while stack:
            node, ready = stack.pop()
            if node in found:
                continue
            if isinstance(node, Leaf) and node.name in names:
                found[node] = numbers.of_leaf(node)
            elif ready or not node.parts:
                found[node] = numbers.of(node, found)
            else:
                stack.append((node, True))
                stack.extend((part, False) for part in node.parts)
    return found[tensor]


class _Numbers:
    def __init__(
        self, names: Mapping[Expr, Array], sizes: Mapping[str, int], unknown: Unknown | None
    ) -> None:
        self._names = names
        self._sizes = sizes
        self._unknown = unknown

    def of_leaf(self, node: Leaf) -> Array:
        array = np.asarray(self._names[node.name], dtype=float)
        if array.shape != self._shape(node.shape):
            raise EvaluationError(f"a name of shape {node.shape} has an array of {array.shape}")
        return array

    def _size(self, dim: Dim) -> int:
        number = affine.of_dim(dim)
        try:
            size = number.constant + sum(c * self._sizes[str(k)] for k, c in number.terms)
        except KeyError as error:
            raise UndefinedError(f"nothing gives the size {error.args[0]}") from error
        return max(size, 0)

    def _shape(self, shape: Shape) -> tuple[int, ...]:
        sizes = tuple(map(self._size, shape))
        if int(np.prod(sizes, dtype=object)) > MOST_NUMBERS:
            raise LimitError(f"an array of {sizes} numbers is too large")
        return sizes

    def of(self, node: Tensor, made: Mapping[Tensor, Array]) -> Array:
        """Return the numbers of a node from those of its parts."""
        match node:
            case Leaf(name, _, facts, definition):
                if definition is not None:
                    return made[definition]
                if "size" in facts and isinstance(name, Symbol):
                    return float(self._size(name.name))
                raise NoNumberError(name)
            case Position(axes):
                return np.arange(1.0, self._size(axes[0]) + 1)
            case Contraction():
                return self._product(node, made)
            case Add(terms):
                return sum(made[term] for term in terms[1:]) + made[terms[0]]
            case Map(op, args):
                if op.evaluate is None:
                    raise EvaluationError(f"{op.name} has no value")
                return op.evaluate(np, *(made[arg] for arg in args))
            case Compared(relation, left, right):
                return _COMPARISONS[relation](made[left], made[right]).astype(float)
            case Piecewise(branches):
                return self._cases([(made[value], made[when]) for value, when in branches])
            case General():
                return self._general(node, [made[arg] for arg in node.args])
            case Abstract(function, args):
                if self._unknown is None:
                    raise UndefinedError(f"the function {function} is not given")
                return self._unknown(node, [made[arg] for arg in args])
            case _:
                assert_never(node)

    def _cases(self, branches: list[tuple[Array, Array]]) -> Array:
        found = np.full(np.shape(branches[0][0]), np.nan)
        for array, when in branches[::-1]:
            found = np.where(when != 0, array, found)
        return found

    def _general(self, node: General, args: list[Array]) -> Array:
        if node.op.evaluate is None:
            raise EvaluationError(f"{node.op.name} has no value")
        batch = node.batch
        lead = np.shape(args[0])[:batch]
        made = np.empty(self._shape(node.shape))
        for place in np.ndindex(*lead):
            try:
                inner = [arg[place] for arg in args]
                made[place] = node.op.evaluate(np, *inner)
                if node.op is ops.inverse and _is_singular(inner[0], made[place]):
                    made[place] = np.nan
            except np.linalg.LinAlgError:
                made[place] = np.nan
        return made

    def _product(self, node: Contraction, made: Mapping[Tensor, Array]) -> Array:
        ends = self._shape(node.sizes[: node.rank]) + tuple(
            map(self._size, node.sizes[node.rank :])
        )
        operands: list[tuple[Array, tuple[int, ...]]] = []
        for base, at, exponent in node.factors:
            array = made[base]
            power = int(exponent) if exponent.denominator == 1 else float(exponent)
            operands.append((array if power == 1 else np.asarray(array, dtype=float) ** power, at))
        masks = [self._bracket(bracket, ends) for bracket in node.brackets]
        operands = [(_masked(array, at, masks), at) for array, at in operands] + masks
        used = {k for _, at in operands for k in at}
        operands += [(np.ones(ends[k]), (k,)) for k in range(len(ends)) if k not in used]
        if not operands:
            return np.asarray(float(node.coefficient))
        marks = [(array, "".join(ascii_letters[k] for k in at)) for array, at in operands]
        subscripts = ",".join(mark for _, mark in marks)
        target = ascii_letters[: node.rank]
        arrays = [array for array, _ in marks]
        order: Any = "greedy" if len(arrays) > 2 else False
        found = np.einsum(f"{subscripts}->{target}", *arrays, optimize=order)
        return float(node.coefficient) * found

    def _bracket(self, bracket: Bracket, ends: tuple[int, ...]) -> tuple[Array, tuple[int, ...]]:
        at = tuple(sorted(bracket.number.indices))
        total = self._affine(bracket.number, at, ends)
        match bracket.relation:
            case "=":
                kept = total == 0
            case "!=":
                kept = total != 0
            case "<=":
                kept = total <= 0
            case _:
                assert_never(bracket.relation)
        return np.asarray(kept, dtype=float), at

    def _affine(self, number: Affine, at: tuple[int, ...], ends: tuple[int, ...]) -> Array:
        rest = sum(c * self._size(k) for k, c in number.terms if isinstance(k, str))
        total: Array = np.asarray(number.constant + rest)
        for place, key in enumerate(at):
            shape = [1] * len(at)
            shape[place] = ends[key]
            total = total + number.coefficient(key) * np.arange(1, ends[key] + 1).reshape(shape)
        return total


def _masked(array: Array, at: tuple[int, ...], masks: list[tuple[Array, tuple[int, ...]]]) -> Array:
    """Return an array with 0 where a bracket is 0, so that what has no value there is left out."""
    if np.all(np.isfinite(array)):
        return array
    for mask, axes in masks:
        if set(axes) <= set(at) and len(set(at)) == len(at):
            order = [axes.index(k) for k in at if k in axes]
            shape = [mask.shape[axes.index(k)] if k in axes else 1 for k in at]
            array = np.where(np.transpose(mask, order).reshape(shape) != 0, array, 0.0)
    return array


def _is_singular(matrix: Array, inverse: Array) -> bool:
    """Tell whether a matrix is singular but for rounding, by its condition number."""
    return bool(np.linalg.norm(matrix) * np.linalg.norm(inverse) > _WORST_CONDITION)


_COMPARISONS: dict[str, Callable[[Array, Array], Array]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "=": np.equal,
    "!=": np.not_equal,
}
