"""Names and entries: the elements of a vector, and expressions of vectors entry by entry.

Separate from `Equations`, which knows what names mean: here is only how they are taken apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from nablatex.errors import LimitError, NoRuleError, UndefinedError
from nablatex.expr import Cases, Component, Expr, Number, Stack, Sum, Symbol
from nablatex.normalise import value_of
from nablatex.traverse import free_symbols, postorder, rebuild

MOST_ENTRIES = 100_000
_ACCENTS = (r"\vec{", r"\mathbf{", r"\boldsymbol{", r"\bm{", r"\hat{", r"\overrightarrow{")


def bare(name: str) -> str:
    """Return a name without its vector accent: `\\vec{x}` gives `x`."""
    for accent in _ACCENTS[:4]:
        if name.startswith(accent) and name.endswith("}"):
            return name[len(accent) : -1]
    return name


def names_in(expr: Expr) -> list[Expr]:
    """Return the scalar names that stand in an expanded expression, in order of appearance."""
    free = free_symbols(expr)
    found: dict[Expr, None] = {}
    inside: set[Expr] = set()
    for node in postorder(expr):
        if isinstance(node, Component) and isinstance(node.base, Symbol):
            found[node] = None
            inside.update(node.children)
    for node in postorder(expr):
        if isinstance(node, Symbol) and node in free and node not in inside:
            found[node] = None
    return list(found)


def element_names(name: Symbol, sizes: tuple[int, ...], first: int = 0) -> Stack:
    """Return the elements `x_0, x_1, ...` of a vector, or `w_{00}, ...` of a matrix.

    Args:
        name: the vector or matrix.
        sizes: how many elements along each axis.
        first: the number of the first one.
    """
    count = prod(sizes)
    if count > MOST_ENTRIES:
        raise LimitError(f"{count} elements are too many to write out")
    base = Symbol(bare(name.name), ())
    entries = tuple(Component(base, unflatten(k, sizes, first), "sub") for k in range(count))
    return Stack(entries, sizes, "list" if len(sizes) == 1 else "matrix")


def unflatten(place: int, dims: tuple[int | str, ...], first: int = 0) -> tuple[Expr, ...]:
    """Return the indices, counted from `first`, of the entry at `place`, row by row."""
    indices: list[Expr] = []
    for dim in reversed(dims):
        size = dim if isinstance(dim, int) else 1
        indices.append(Number(place % size + first, 0))
        place //= size
    return tuple(reversed(indices))


def first_index(
    name: Symbol, sizes: tuple[int, ...], mentioned: Iterable[Expr], others: Iterable[Stack]
) -> int:
    """Return the number of a vector's first element, 0 or 1, by what is said of its elements.

    An index 0 says 0 and one that equals the size says 1. Where neither stands anywhere, it is
    as for the other vectors, and 0 if nothing tells.

    Args:
        name: the vector or matrix.
        sizes: how many elements along each axis.
        mentioned: elements that stand somewhere.
        others: the elements of other vectors, as they are written out.

    Raises:
        UndefinedError: elements are mentioned that there cannot be.
    """
    places = [
        tuple(at)
        for element in mentioned
        if isinstance(element, Component) and element.base is Symbol(bare(name.name), ())
        if len(at := _literal(element)) == len(sizes)
    ]
    fits = [
        first
        for first in (0, 1)
        if all(first <= k < first + n for at in places for k, n in zip(at, sizes, strict=True))
    ]
    if not fits:
        counted = " by ".join(map(str, sizes))
        raise UndefinedError(
            f"{name.name} has {counted} elements; they are numbered from 0 or from 1, "
            f"but there are {', '.join(str(at)[1:-1].rstrip(',') for at in sorted(set(places)))}"
        )
    if len(fits) == 1:
        return fits[0]
    return 1 if {least(stack) for stack in others} - {None} == {1} else 0


def least(stack: Stack) -> int | None:
    """Return the least number that an element of a vector has in its name, if any has one."""
    return min((k for entry in stack.entries for k in _literal(entry)), default=None)


def _literal(element: Expr) -> list[int]:
    """Return the indices of an element if they are all whole numbers."""
    if not isinstance(element, Component):
        return []
    values = [value_of(index) for index in element.indices]
    return [value for value in values if isinstance(value, int)] if None not in values else []


def rebuild_cases(children: tuple[Expr, ...]) -> Cases:
    """Return the cases made of (value, condition, value, condition, ...)."""
    return Cases(tuple(zip(children[::2], children[1::2], strict=True)))


def cases_by_entries(cases: Cases) -> Expr:
    """Return cases of vectors as a vector of cases."""
    first = cases.branches[0][0]
    if not isinstance(first, Stack):
        return cases
    entries = []
    for k in range(len(first.entries)):
        entries.append(Cases(tuple((v.children[k], condition) for v, condition in cases.branches)))
    return Stack(tuple(entries), first.dims, first.kind)


def map_entries(make: object, args: tuple[Expr, ...]) -> Expr:
    """Return the vector of what `make` makes of the entries in each place; scalars repeat."""
    like = next(arg for arg in args if isinstance(arg, Stack))
    columns = [
        arg.entries if isinstance(arg, Stack) else (arg,) * len(like.entries) for arg in args
    ]
    assert callable(make)
    return Stack(tuple(make(*parts) for parts in zip(*columns, strict=True)), like.dims, like.kind)


def entrywise(node: Expr, children: tuple[Expr, ...]) -> Expr:
    """Return a sum, scaled vector or quotient of vectors that are written out, by entries."""
    if not any(isinstance(child, Stack) for child in children):
        return node if children == node.children else rebuild(node, children)
    if isinstance(node, Sum) and not all(isinstance(child, Stack) for child in children):
        raise NoRuleError("a vector that is not written out is added to one that is")
    if isinstance(node, Sum):
        return map_entries(_flat_sum, children)
    return map_entries(lambda *parts: rebuild(node, parts), children)


def _flat_sum(*parts: Expr) -> Expr:
    """Return a sum of entries; an entry of `A x` is itself a sum, whose brackets say nothing."""
    terms: list[Expr] = []
    for part in parts:
        terms.extend(part.terms if isinstance(part, Sum) else (part,))
    return Sum(tuple(terms))


def shown(name: Expr) -> str:
    """Return a name for a message: `x_0`."""
    if isinstance(name, Symbol):
        return name.name
    if isinstance(name, Component) and isinstance(name.base, Symbol):
        marks = "".join(map(_mark, name.indices))
        return f"{name.base.name}_{marks}"
    return repr(name)


def _mark(index: Expr) -> str:
    return index.name if isinstance(index, Symbol) else str(value_of(index))
