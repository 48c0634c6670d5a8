"""Numbers for arrays from a user's arrays, and a formula compared with what it was made from.

Separate from the evaluator, which is told every size: here sizes follow from the arrays given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from nablatex.errors import EvaluationError, NablatexError, UndefinedError
from nablatex.expr import ZERO, Expr, Symbol
from nablatex.shape import Dim
from nablatex.tensor import affine, build
from nablatex.tensor.affine import Affine
from nablatex.tensor.contract import is_zero
from nablatex.tensor.kinds import Abstract, Leaf, Tensor, postorder
from nablatex.tensor.lower import lower
from nablatex.tensor.lowered import Lowered
from nablatex.tensor.numbers import value
from nablatex.tensor.ranges import Range, letter, linear
from nablatex.tensor.scope import Scope
from nablatex.tensor.system import System
from nablatex.tensor.transform import replaced
from nablatex.tensor.trial import same
from nablatex.traverse import parts_of

# A longer answer is judged in random worlds alone.
_MOST_PARTS = 400

Functions = Mapping[str, Sequence[Callable[..., Any]]]


def numbers_at(
    tensor: Tensor,
    names: Mapping[Expr, Any],
    leaves: Iterable[Tensor],
    functions: Functions,
    assumed: Iterable[Affine] = (),
) -> Any:
    """Return the numbers of an array where its names have the given ones.

    Args:
        tensor: the array.
        names: arrays by name.
        leaves: the names, with their shapes.
        functions: each unknown function of numbers, followed by its derivatives.
        assumed: numbers in sizes that are at most 0.

    Raises:
        UndefinedError: a name has no number.
        EvaluationError: shapes do not agree.
    """
    given = [leaf for leaf in leaves if isinstance(leaf, Leaf) and leaf.name in names]
    sizes = _sizes_of(given, names)
    _check(given, names, sizes)
    for number in assumed:
        if all(str(k) in sizes for k, _ in number.terms) and _at(number, sizes) > 0:
            raise EvaluationError("an index goes beyond the end of an array of this size")
    return value(tensor, names, sizes, _given(functions))


def _given(functions: Functions) -> Callable[[Abstract, list[Any]], Any]:
    """Return the value of an unknown function, or of a derivative of it, by what is given."""

    def unknown(node: Abstract, args: list[Any]) -> Any:
        known = functions.get(node.function, ())
        if node.orders and len(args) > 1:
            raise UndefinedError(
                f"{node.function} has several arguments; its derivatives are not taken from a list"
            )
        if len(node.orders) >= len(known):
            raise UndefinedError(
                f"the function {node.function} is not given with its derivative of order "
                f"{len(node.orders)}; give a list: the function, its derivative, ..."
            )
        return known[len(node.orders)](*args)

    return unknown


def _sizes_of(given: Iterable[Leaf], names: Mapping[Expr, Any]) -> dict[str, int]:
    """Return what the shapes of arrays say of the sizes.

    Raises:
        EvaluationError: an array has another number of axes than its name, or two differ.
    """
    sizes: dict[str, int] = {}
    for leaf in given:
        shape = np.shape(names[leaf.name])
        if len(shape) != len(leaf.shape):
            raise EvaluationError(
                f"{_spelled(leaf)} has {len(leaf.shape)} axes, the array {len(shape)}"
            )
        for dim, size in zip(leaf.shape, shape, strict=True):
            plain = _solved(dim, size, sizes)
            if isinstance(plain, str) and sizes[plain] != size:
                raise EvaluationError(
                    f"{plain} is {sizes[plain]} elsewhere, but {size} in {_spelled(leaf)}"
                )
    for name, number in names.items():
        if isinstance(name, Symbol) and not name.shape and np.shape(number) == ():
            whole = float(number).is_integer()
            if name.name not in sizes and whole:
                sizes[name.name] = int(number)
            elif sizes.get(name.name, number) != float(number):
                raise EvaluationError(
                    f"{name.name} is {sizes[name.name]} by the arrays, but given as {number}"
                )
    return sizes


def _check(given: Iterable[Leaf], names: Mapping[Expr, Any], sizes: Mapping[str, int]) -> None:
    for leaf in given:
        for dim, size in zip(leaf.shape, np.shape(names[leaf.name]), strict=True):
            number = affine.of_dim(dim)
            known = all(str(k) in sizes for k, _ in number.terms)
            if known and _at(number, sizes) != size:
                raise EvaluationError(f"{_spelled(leaf)} has an axis of {dim}, not of {size}")


def _solved(dim: Dim, size: int, sizes: dict[str, int]) -> Dim:
    """Take down what a size says of the one name in it; return the name if it is no more."""
    number = affine.of_dim(dim)
    unknown = [(str(k), c) for k, c in number.terms if str(k) not in sizes]
    if len(unknown) == 1:
        (name, times), rest = unknown[0], number.constant
        rest += sum(c * sizes[str(k)] for k, c in number.terms if str(k) in sizes)
        if (size - rest) % times == 0:
            sizes[name] = (size - rest) // times
    plain = len(number.terms) == 1 and not number.constant and number.terms[0][1] == 1
    return dim if plain else 0


def _at(number: Affine, sizes: Mapping[str, int]) -> int:
    return number.constant + sum(c * sizes[str(k)] for k, c in number.terms)


def _spelled(leaf: Leaf) -> str:
    return leaf.name.name if isinstance(leaf.name, Symbol) else "a name"


def same_as_formula(
    tensor: Tensor,
    formula: Expr,
    letters: Sequence[Expr],
    leaves: Iterable[Tensor],
    system: System,
    stands: Mapping[Expr, Tensor],
) -> bool | None:
    """Tell whether a formula, read again, has the numbers of the array it was made from.

    None where no point was found to try it at, or the formula cannot be read again.

    Args:
        tensor: the array.
        formula: how it is shown.
        letters: the index of each axis, if it is shown by elements.
        leaves: the names in it.
        system: what they were read from.
        stands: what symbols in it stand for.
    """
    if formula is ZERO:
        return is_zero(tensor)
    known = {n.name: n for n in (*leaves, *postorder(tensor)) if isinstance(n, Leaf)}
    ranges: dict[Expr, Range] = {}
    for written, dim in zip(letters, tensor.shape, strict=False):
        ranges.update(_range_of(written, dim, system.origin))
    bound = _standing(known, stands)
    scope = Scope(known, system.origin, system.signatures, bound, ranges=ranges)
    try:
        again = lower(formula, scope)
    except NablatexError:
        return None
    if any(width != 1 for width in again.groups):
        return None
    names = [letter(k) for k in ranges]
    free = [letter(k) for k in again.free]
    if (again.groups and (free or letters)) or not set(free) <= set(names):
        return None
    if not letters:
        return same(tensor, again.tensor, through=False)
    axes = [names.index(k) for k in free]
    return same(tensor, build.spread(again.tensor, tensor.shape, axes), through=False)


def says(
    tensor: Tensor,
    formula: Expr,
    letters: Sequence[Expr],
    system: System,
    values: Mapping[Expr, Expr],
) -> bool | None:
    r"""Tell whether a formula in the names of a model has the numbers of an array.

    Unlike `same_as_formula` it may say a name or what the name is defined as; a formula of another
    shape has not. None where no point was found to try it at, or where the formula is not one of
    arrays, is a row, is of a diagonal (`\partial y_i / \partial x_i`), or is long.

    Args:
        tensor: the array.
        formula: any formula.
        letters: the index of each axis of the array, if it is one element that is meant.
        system: what the names are defined as.
        values: the numbers that some names have.
    """
    ranges: dict[Expr, Range] = {}
    for written, dim in zip(letters, tensor.shape, strict=False):
        ranges.update(_range_of(written, dim, system.origin))
    if len(ranges) < len(letters) or _is_long(formula):
        return None
    if formula is ZERO:
        return is_zero(tensor)
    try:
        again = system.read(formula, ranges)
    except NablatexError:
        return None
    names = [letter(k) for k in ranges]
    free = [letter(k) for k in again.free]
    if again.groups == (2, 2) and len(tensor.shape) == 4 and not again.free:
        # A matrix of all entries in columns: the column is the slower index.
        made = build.permuted(again.tensor, (1, 0, 3, 2))
    elif again.row or any(width != 1 for width in again.groups):
        return None
    elif letters and not again.groups and set(free) <= set(names):
        made = build.spread(again.tensor, tensor.shape, [names.index(k) for k in free])
    elif letters or free:
        return None
    else:
        made = again.tensor
    if made.shape != tensor.shape:
        return False
    known = system.with_facts()
    known |= {system.leaf(name): system.read(one, {}).tensor for name, one in values.items()}
    return same(replaced(tensor, known), replaced(made, known))


def same_formulas(left: Expr, right: Expr, system: System) -> bool | None:
    """Tell whether two formulas of arrays have the same numbers for all sizes of their names.

    None where no point was found to try it at, or where they are not alike in their indices.
    """
    if _is_long(left) or _is_long(right):
        return None
    try:
        one, other = system.read(left, {}), system.read(right, {})
    except NablatexError:
        return None
    letters = [letter(k) for k in one.free]
    there = [letter(k) for k in other.free]
    alike = set(letters) == set(there) and one.groups == other.groups and one.row == other.row
    if not alike or len(set(letters)) < len(letters):
        return None
    rest = range(len(there), len(other.tensor.shape))
    made = build.permuted(other.tensor, (*(there.index(k) for k in letters), *rest))
    return same(one.tensor, made) if one.tensor.shape == made.shape else None


def _is_long(formula: Expr) -> bool:
    return sum(len(node.children) for node in parts_of(formula)) > _MOST_PARTS


def _standing(known: Mapping[Expr, Tensor], stands: Mapping[Expr, Tensor]) -> dict[Expr, Lowered]:
    """Return what stands for an array as a name does: a derivative, or a differential, may."""
    symbols = dict(stands)
    symbols.update((e, n) for e, n in known.items() if not isinstance(e, Symbol))
    return {e: Lowered(t, (), (1,) * len(t.shape)) for e, t in symbols.items()}


def _range_of(written: Expr, dim: Dim, origin: int) -> dict[Expr, Range]:
    """Return the range of the letter in an axis that is written `i + 1`."""
    for index in parts_of(written):
        found = linear(written, (index,)) if isinstance(index, Symbol) else None
        if found is not None and found.indices:
            return {index: Range(Affine(origin - found.constant, ()), dim)}
    return {}


def same_as_vec(
    tensor: Tensor, formula: Expr, leaves: Iterable[Tensor], system: System
) -> bool | None:
    """Tell whether a matrix in Kronecker products has the numbers of an array of four axes."""
    known = {n.name: n for n in (*leaves, *postorder(tensor)) if isinstance(n, Leaf)}
    try:
        rows, columns, inner, outer = tensor.shape
        axes = (columns, rows, outer, inner)
        again = lower(formula, Scope(known, system.origin, system.signatures), axes=axes)
    except NablatexError:
        return None
    if again.free or again.groups != (2, 2):
        return None
    # Columns under one another: the column is the slower index.
    return same(tensor, build.permuted(again.tensor, (1, 0, 3, 2)), through=False)
