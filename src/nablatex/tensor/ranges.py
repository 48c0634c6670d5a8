r"""The range of each index: from the bounds of its sum, or from the arrays whose elements it names.

Separate from reading a formula into arrays because a range must be known before the first element
is met: `\sum_{i=1}^{n-1} (x_{i+1} - x_i)^2`, `\sum_k w_k x_{i+k-1}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from nablatex import ops
from nablatex.errors import NoRuleError, ShapeError, UndefinedError
from nablatex.expr import (
    Call,
    Cases,
    Compare,
    Component,
    Expr,
    Negation,
    Product,
    Reduction,
    Sum,
    Symbol,
)
from nablatex.normalise import value_of
from nablatex.shape import Dim
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.traverse import free_symbols, postorder, substitute, transform

_MARK = "#"
_PAIRED = frozenset("ijklmn")
_NEIGHBOURS = frozenset(["ab", "pq", "qr", "rs", "st", "uv"])


@dataclass(frozen=True, slots=True)
class Range:
    """An index that goes from `first` over `size` values."""

    first: Affine
    size: Dim


@dataclass(frozen=True, slots=True)
class Linear:
    """A whole number that is linear in indices and sizes, by their names."""

    constant: int
    indices: tuple[tuple[Expr, int], ...]
    sizes: tuple[tuple[str, int], ...]

    @property
    def outside(self) -> Affine:
        """The part without indices."""
        return affine.affine(self.constant, self.sizes)


def linear(expr: Expr, indices: Iterable[Expr]) -> Linear | None:
    """Return an expression as a linear number of indices and sizes, or None if it is none."""
    known = set(indices)
    constant, found, sizes = 0, dict[Expr, int](), dict[str, int]()
    stack = [(expr, 1)]
    while stack:
        node, times = stack.pop()
        exact = value_of(node)
        match node:
            case _ if exact is not None:
                if not isinstance(exact, int):
                    return None
                constant += times * exact
            case Sum(terms):
                stack += [(term, times) for term in terms]
            case Negation(body):
                stack.append((body, -times))
            case Product((head, tail)) if isinstance(value_of(head), int):
                stack.append((tail, times * int(value_of(head) or 0)))
            case Symbol() if node in known:
                found[node] = found.get(node, 0) + times
            case Symbol(name, ()):
                sizes[name] = sizes.get(name, 0) + times
            case _:
                return None
    kept = tuple((k, c) for k, c in found.items() if c)
    return Linear(constant, kept, tuple((k, c) for k, c in sizes.items() if c))


def letter(index: Expr) -> str:
    """Return the letter that an index was written with."""
    return index.name.partition(_MARK)[0] if isinstance(index, Symbol) else ""


def with_own_names(expr: Expr, depth: int) -> Expr:
    """Return `expr` with a name of its own for the index of every sum, at this depth."""
    numbers = count(1)

    def renamed(node: Expr) -> Expr:
        if not isinstance(node, Reduction) or not isinstance(node.index, Symbol):
            return node
        own = Symbol(f"{letter(node.index)}{_MARK}{depth}.{next(numbers)}", ())
        here: dict[Expr, Expr] = {node.index: own}
        condition = None if node.condition is None else substitute(node.condition, here)
        body = substitute(node.body, here)
        return Reduction(node.kind, body, own, node.lower, node.upper, condition)

    return transform(expr, renamed)


def accesses(expr: Expr) -> Iterator[tuple[Expr, Dim]]:
    """Yield each index of an element, and the size of its axis."""
    for node in postorder(expr):
        if isinstance(node, Component) and node.place == "sub":
            yield from zip(node.indices, node.base.shape, strict=False)


def ranges_of(
    expr: Expr, names: Iterable[Expr], origin: int, given: Mapping[Expr, Range]
) -> dict[Expr, Range]:
    """Return the range of every index in `expr`.

    Args:
        expr: a formula in which each sum has an index of its own.
        names: scalars that are numbers, not indices.
        origin: 1 or 0, the first index of every array.
        given: ranges that are known before.

    Raises:
        ShapeError: an index stands for elements of axes of two sizes.
        UndefinedError: nothing says how far an index goes.
    """
    return _Ranges(expr, set(names), origin, given).found


class _Ranges:
    def __init__(
        self, expr: Expr, names: set[Expr], origin: int, given: Mapping[Expr, Range]
    ) -> None:
        self._origin = origin
        self._sums = [n for n in postorder(expr) if isinstance(n, Reduction)]
        self._accesses = list(dict.fromkeys(accesses(expr)))
        self._guarded = set(_guarded(expr))
        bound = dict.fromkeys(node.index for node in self._sums)
        self._relations = [
            node.condition for node in self._sums if isinstance(node.condition, Compare)
        ]
        places = [index for index, _ in self._accesses]
        places += [term for relation in self._relations for term in relation.terms]
        free = (
            part
            for place in places
            for part in postorder(place)
            if isinstance(part, Symbol) and not part.shape and part not in names
        )
        self._indices = dict.fromkeys((*bound, *free, *given))
        self.found: dict[Expr, Range] = dict(given)
        for node in self._sums:
            self._bounded(node)
        self._used()

    def _bounded(self, node: Reduction) -> None:
        if node.lower is None or node.upper is None or node.kind in ("limit", "integral"):
            return
        low, high = linear(node.lower, self._indices), linear(node.upper, self._indices)
        if low is None or high is None:
            raise NoRuleError("the bounds of a sum are whole numbers, sizes and indices here")
        if not low.indices and not high.indices:
            length = affine.plus(high.outside, low.outside, -1)
            size = affine.as_dim(affine.plus(length, Affine(1, ())))
            self.found[node.index] = Range(low.outside, size)

    def _used(self) -> None:
        waiting = [k for k in self._indices if k not in self.found]
        while waiting:
            index = next((k for k in waiting if self._from_use(k)), None)
            if index is None:
                shown = ", ".join(letter(k) for k in waiting)
                raise UndefinedError(
                    f"nothing says how far the index {shown} goes; give the sum its bounds, or "
                    "declare the shape of what it numbers"
                )
            waiting.remove(index)

    def _from_use(self, index: Expr) -> bool:
        """Find the values of an index for which every element it names is there."""
        spans: list[tuple[Affine, Affine]] = []
        plain = {size for at, size in self._accesses if at is index}
        if len({affine.of_dim(size) for size in plain}) > 1:
            sizes = " and ".join(sorted(map(str, plain)))
            raise ShapeError(f"the index {letter(index)} numbers axes of sizes {sizes}")
        for at, size in self._accesses:
            number = linear(at, self._indices)
            if number is None or dict(number.indices).get(index) != 1:
                continue
            if at is not index and (index, at) in self._guarded:
                continue
            others = [(k, c) for k, c in number.indices if k is not index]
            if all(k in self.found for k, _ in others):
                spans.append(self._span(number.outside, others, size))
        if not spans:
            return self._from_relation(index)
        low, high = _common(spans, index)
        length = affine.plus(affine.plus(high, low, -1), Affine(1, ()))
        self.found[index] = Range(low, affine.as_dim(length))
        return True

    def _from_relation(self, index: Expr) -> bool:
        r"""Give an index that is only compared the range of the other: `i` of `\sum_{j \le i}`."""
        for relation in self._relations:
            if index in relation.terms:
                others = [k for k in relation.terms if k in self.found]
                if others:
                    self.found[index] = self.found[others[0]]
                    return True
        return False

    def _span(
        self, rest: Affine, others: list[tuple[Expr, int]], size: Dim
    ) -> tuple[Affine, Affine]:
        least = greatest = rest
        for key, c in others:
            ends = self.found[key]
            first = ends.first
            last = affine.plus(affine.plus(first, affine.of_dim(ends.size)), Affine(1, ()), -1)
            least = affine.plus(least, first if c > 0 else last, c)
            greatest = affine.plus(greatest, last if c > 0 else first, c)
        first, last = (
            Affine(self._origin, ()),
            affine.plus(affine.of_dim(size), Affine(self._origin - 1, ())),
        )
        return affine.plus(first, least, -1), affine.plus(last, greatest, -1)


def _is_indicator(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.op is ops.indicator


def _guarded(expr: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Yield each index and each access by it that a bracket or a case keeps in range."""
    for node in postorder(expr):
        match node:
            case Product(factors):
                marks: list[Expr] = [f for f in factors if _is_indicator(f)]
                inside = [f for f in factors if f not in marks]
            case Cases(branches):
                marks = [when for _, when in branches]
                inside = [value for value, _ in branches]
            case _:
                continue
        letters = {n for mark in marks for n in postorder(mark) if isinstance(n, Symbol)}
        for part in inside if letters else ():
            for at, _ in accesses(part):
                yield from ((k, at) for k in postorder(at) if k in letters)


def _common(spans: list[tuple[Affine, Affine]], index: Expr) -> tuple[Affine, Affine]:
    """Return the greatest lower and the least upper end."""
    low, high = spans[0]
    for other_low, other_high in spans[1:]:
        for mine, theirs in ((low, other_low), (high, other_high)):
            if mine.terms != theirs.terms:
                raise ShapeError(
                    f"the index {letter(index)} would go from {affine.as_dim(low)} to "
                    f"{affine.as_dim(high)} in one place, from {affine.as_dim(other_low)} to "
                    f"{affine.as_dim(other_high)} in another"
                )
        low = low if low.constant >= other_low.constant else other_low
        high = high if high.constant <= other_high.constant else other_high
    return low, high


def origin_of(exprs: Iterable[Expr]) -> int:
    """Return 0 where the elements of arrays are numbered from 0, else 1."""
    for expr in exprs:
        for node in postorder(expr):
            match node:
                case Component(base, indices) if base.shape:
                    if any(value_of(k) == 0 for k in indices):
                        return 0
                case Reduction(_, body, index, lower) if lower is not None and value_of(lower) == 0:
                    if any(part is index for at, _ in accesses(body) for part in postorder(at)):
                        return 0
                case _:
                    pass
    return 1


def over_both(expr: Expr, letters: Iterable[Expr]) -> Expr:
    r"""Return `expr` with `\sum_{i \neq j} x_i x_j` summed over both, as everyone reads it.

    The second letter is summed over if it numbers elements under the sum and is no letter of the
    left side; in `\sum_{j \neq k} x_j` it does not. In `\sum_{j \neq y} (s_j - s_y)` y is the label
    of a class: only letters that go together, as i and j or p and q, are summed over in pairs.
    """
    free = free_symbols(expr) - set(letters)

    def closed(node: Expr) -> Expr:
        match node:
            case Reduction("sum", body, index, None, None, Compare((relation,), (first, second))):
                if relation not in ("!=", "<", "<=", ">", ">="):
                    return node
                other = second if first is index else first
                numbers = any(part is other for at, _ in accesses(body) for part in postorder(at))
                paired = _are_paired(letter(first), letter(second))
                if isinstance(other, Symbol) and numbers and other in free and paired:
                    return Reduction("sum", node, other, None, None, None)
            case _:
                pass
        return node

    return transform(expr, closed)


def _are_paired(one: str, other: str) -> bool:
    r"""Tell whether two letters go together: i and j, p and q, `\mu` and `\nu`, j and j'."""
    plain = sorted((one.rstrip("'"), other.rstrip("'")))
    greek = all(name.startswith("\\") for name in plain)
    close = "".join(plain) in _NEIGHBOURS or set(plain) <= _PAIRED
    return plain[0] == plain[1] or greek or close


def is_index_relation(node: Expr, indices: Iterable[Expr]) -> bool:
    """Tell whether a relation is between whole numbers of indices and sizes."""
    known = set(indices)
    if not isinstance(node, Compare):
        return False
    sides = [linear(term, known) for term in node.terms]
    return all(side is not None for side in sides) and any(
        side is not None and side.indices for side in sides
    )
