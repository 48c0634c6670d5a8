r"""The one product: `\sum \prod A_{ij} B_{jk} [i < k] ...`, brought into a normal form.

Deltas are contracted, powers of one element gathered, sums over an index that nothing has become
its range's length, and indices are numbered by structure, so that equal products are one object
whatever the order of their factors and the names of their indices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from nablatex import ops
from nablatex.expr import Symbol
from nablatex.shape import Dim, Shape
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.facts import is_antisymmetric, is_symmetric
from nablatex.tensor.kinds import Add, Bracket, Contraction, Factor, Leaf, Map, Tensor
from nablatex.tensor.pairs import cancel
from nablatex.tensor.product import Product

ONE = Fraction(1)
# A product grows no further than this: beyond it a factor stays one, so that work stays linear.
MOST_FACTORS = 32
_ROUNDS = 3
_MOST_CENTRED = 4


def contract(
    coefficient: Fraction | int,
    factors: Iterable[tuple[Tensor, Sequence[int], Fraction | int]],
    out: Sequence[int],
    sizes: Mapping[int, Dim],
    brackets: Iterable[Bracket] = (),
) -> Tensor:
    """Return the array of a product of elements, summed over every index that is not in `out`.

    Args:
        coefficient: the number in front.
        factors: arrays with their indices and exponents.
        out: the indices of the value's axes, each once.
        sizes: the size of each index; each goes from 1 to its size.
        brackets: what else the indices must satisfy.
    """
    listed = [Factor(base, tuple(idx), Fraction(e)) for base, idx, e in factors]
    work = _Work(Fraction(coefficient), listed, list(brackets), tuple(out), dict(sizes))
    return work.normal()


class _Work(Product):
    """A product while it is brought into its normal form."""

    def normal(self) -> Tensor:
        self._open()
        self._gather()
        while self._solve() or cancel(self):
            self._gather()
        self._count_unused()
        if not self.coefficient:
            return zero(tuple(self.sizes[k] for k in self.out))
        return self._finished()

    def sums_to_zero(self, base: Tensor, axis: int) -> bool:
        """Tell whether an array is 0 when it is summed over an axis."""
        return _sums_to_zero(base, axis)

    def raised(self, base: Tensor, exponent: Tensor, more: Fraction) -> Tensor:
        """Return `base ^ (exponent + more)`, entry by entry."""
        terms = exponent.terms if isinstance(exponent, Add) else (exponent,)
        constants = (constant_of(term) for term in terms)
        number = sum((c for c in constants if c is not None), Fraction(0))
        rest = tuple(t for t in terms if constant_of(t) is None)
        added = constant(number + more, exponent.shape)
        whole = rest if number + more == 0 else (*rest, added)
        return Map(ops.power, (base, whole[0] if len(whole) == 1 else Add(whole)))

    def _open(self) -> None:
        """Put the factors of products inside this one in their place."""
        total = len(self.factors)
        opened: list[Factor] = []
        stack = self.factors[::-1]
        while stack:
            factor = stack.pop()
            base, exponent = factor.base, factor.exponent
            if not isinstance(base, Contraction) or not _opens(base, exponent):
                opened.append(factor)
                continue
            plain = base.rank == len(base.sizes) and not base.factors
            total += len(base.factors) - 1
            if total > MOST_FACTORS and not plain:
                opened.append(factor)
                continue
            stack += self._inside(base, factor.indices, exponent)[::-1]
        self.factors = opened

    def _inside(self, base: Contraction, at: tuple[int, ...], exponent: Fraction) -> list[Factor]:
        names = dict(enumerate(at))
        for index in range(base.rank, len(base.sizes)):
            names[index] = self.fresh(base.sizes[index])
        self.coefficient *= base.coefficient ** int(exponent)
        for bracket in base.brackets:
            self.brackets.append(Bracket(bracket.relation, affine.renamed(bracket.number, names)))
        return [
            Factor(f.base, tuple(names[k] for k in f.indices), f.exponent * exponent)
            for f in base.factors
        ]

    def _gather(self) -> None:
        """Make one power of each element that stands more than once."""
        powers: dict[tuple[Tensor, tuple[int, ...]], Fraction] = {}
        for base, at, exponent in self.factors:
            key = base, (tuple(sorted(at)) if is_symmetric(base) else at)
            powers[key] = powers.get(key, Fraction(0)) + exponent
        self.factors = [Factor(base, at, e) for (base, at), e in powers.items() if e]

    def _solve(self) -> bool:
        """Use one equation between indices to do without one of them; tell whether one was."""
        for place, bracket in enumerate(self.brackets):
            relation, number = bracket
            if self._holds(bracket) is not None:
                if not self._holds(bracket):
                    self.coefficient = Fraction(0)
                del self.brackets[place]
                return True
            if relation == "=" and (self._eliminate(place, number) or self._lead(place, number)):
                return True
            if bracket in self.brackets[:place]:
                del self.brackets[place]
                return True
        return False

    def _holds(self, bracket: Bracket) -> bool | None:
        """Tell whether a bracket is 1, or 0, wherever its indices are; None if it depends."""
        low, high = affine.extremes(bracket.number, self.sizes)
        never = affine.always_positive(low)
        if bracket.relation == "<=":
            if affine.never_positive(high) or self._follows(bracket):
                return True
            return False if never else None
        below = affine.always_positive(affine.scaled(high, -1))
        if bracket.number == Affine(0, ()):
            return bracket.relation == "="
        return bracket.relation != "=" if never or below else None

    def _follows(self, bracket: Bracket) -> bool:
        """Tell whether a bound holds because of an equation: `k > 1` where `k = i + 1`."""
        for relation, number in self.brackets:
            if relation != "=":
                continue
            for key, c in number.terms:
                mine = bracket.number.coefficient(key)
                if not mine or not isinstance(key, int) or abs(c) != 1:
                    continue
                moved = affine.plus(bracket.number, number, -mine * c)
                if affine.never_positive(affine.extremes(moved, self.sizes)[1]):
                    return True
        return False

    def _eliminate(self, place: int, number: Affine) -> bool:
        for key, coefficient in number.terms:
            if not isinstance(key, int) or key in self.out or abs(coefficient) != 1:
                continue
            rest = affine.put(number, key, Affine(0, ()))
            value = affine.scaled(rest, -coefficient)
            single = value.constant == 0 and len(value.terms) == 1 and value.terms[0][1] == 1
            other = value.terms[0][0] if single else None
            used = any(key in factor.indices for factor in self.factors)
            fits = isinstance(other, int) and self.sizes[other] == self.sizes[key]
            if used and not fits:
                continue
            del self.brackets[place]
            self._put(key, value, other if fits and isinstance(other, int) else None)
            return True
        return False

    def _put(self, key: int, value: Affine, other: int | None) -> None:
        """Put the value of an index in its place, and say that it is in range."""
        own = self.sizes[key]
        if other is not None:
            self.rename(key, other)
        else:
            self.bound.discard(key)
            del self.sizes[key]
        self.brackets = [Bracket(r, affine.put(n, key, value)) for r, n in self.brackets]
        size = affine.of_dim(own)
        if other is None:
            self.brackets.append(Bracket("<=", affine.plus(value, size, -1)))
            self.brackets.append(Bracket("<=", affine.plus(Affine(1, ()), value, -1)))

    def _lead(self, place: int, number: Affine) -> bool:
        """Write the first of two equal axes in all other places; tell whether it was not."""
        if number.constant or len(number.terms) != 2 or {c for _, c in number.terms} != {1, -1}:
            return False
        keys = [key for key, _ in number.terms]
        if not all(isinstance(key, int) and key in self.out for key in keys):
            return False
        if len({self.sizes[key] for key in keys if isinstance(key, int)}) > 1:
            return False
        first, second = sorted((key for key in keys if isinstance(key, int)), key=self.out.index)
        rest = [b for k, b in enumerate(self.brackets) if k != place]
        used = any(second in f.indices for f in self.factors)
        if not used and not any(b.number.coefficient(second) for b in rest):
            return False
        own = self.brackets[place]
        self.rename(second, first)
        moved = [Bracket(r, affine.renamed(n, {second: first})) for r, n in rest]
        self.brackets = [*moved, own]
        return True

    def _count_unused(self) -> None:
        """A sum over an index that nothing has is its range's length."""
        used = set(self.out).union(*(f.indices for f in self.factors))
        used.update(k for b in self.brackets for k in b.number.indices)
        for index in [k for k in self.sizes if k not in used]:
            size = self.sizes.pop(index)
            if isinstance(size, int):
                self.coefficient *= size
            elif index in self.bound:
                leaf = size_leaf(size)
                self.factors.append(Factor(leaf, (), ONE))
        self._gather()

    def _finished(self) -> Tensor:
        out, sizes = self.out, self.sizes
        colours = self._colours()
        ordered = sorted(self.factors, key=lambda factor: _order(factor, colours))
        numbers = {index: place for place, index in enumerate(out)}
        ends = [sizes[index] for index in out]
        placed: list[Factor] = []
        for base, at, exponent in ordered:
            alike = _has_no_order(base, exponent)
            by_colour = sorted(at, key=lambda k: colours[k]) if alike else at
            if tuple(by_colour) != tuple(at) and not is_symmetric(base) and exponent % 2:
                self.coefficient = -self.coefficient
            for index in by_colour:
                if index not in numbers:
                    numbers[index] = len(ends)
                    ends.append(sizes[index])
            placed.append(Factor(base, tuple(numbers[k] for k in by_colour), exponent))
        for bracket in self.brackets:
            for index in bracket.number.indices:
                if index not in numbers:
                    numbers[index] = len(ends)
                    ends.append(sizes[index])
        brackets = dict.fromkeys(_signed(b, numbers) for b in self.brackets)
        kept = tuple(sorted(brackets, key=lambda b: (b.relation, repr(b.number))))
        made = Contraction(self.coefficient, tuple(placed), kept, len(out), tuple(ends))
        return _plainly(made)

    def _colours(self) -> dict[int, int]:
        """Return a number for each index that says where it stands, whatever its name."""
        first = {k: (0, self.out.index(k), "") for k in self.out}
        marks: dict[int, object] = {k: first.get(k, (1, 0, str(self.sizes[k]))) for k in self.sizes}
        colours = _ranks(marks)
        if len(self.sizes) - len(self.out) < 2:
            return colours
        for _ in range(_ROUNDS):
            seen: dict[int, list[object]] = {k: [] for k in self.sizes}
            for base, at, exponent in self.factors:
                alike = _has_no_order(base, exponent)
                around = [colours[k] for k in at]
                shown = tuple(sorted(around) if alike else around)
                for axis, k in enumerate(at):
                    seen[k].append((base.serial, exponent, 0 if alike else axis, shown))
            for relation, number in self.brackets:
                ends = tuple(sorted((colours[k], number.coefficient(k)) for k in number.indices))
                for k in number.indices:
                    seen[k].append((-1, Fraction(number.coefficient(k)), 0, (relation, ends)))
            marks = {k: (colours[k], sorted(map(repr, seen[k]))) for k in self.sizes}
            colours = _ranks(marks)
        return colours


def _has_no_order(base: Tensor, exponent: Fraction) -> bool:
    """Tell whether the two axes can be exchanged, but for a sign."""
    return is_symmetric(base) or (exponent.denominator == 1 and is_antisymmetric(base))


@lru_cache(maxsize=4096)
def _sums_to_zero(base: Tensor, axis: int) -> bool:
    """Tell whether the sum over an axis is 0 once each name in it is what it is defined as."""
    inside = base.definition if isinstance(base, Leaf) else base
    if not isinstance(inside, Add) or len(inside.terms) > _MOST_CENTRED:
        return False
    sums: dict[Tensor, Fraction] = {}
    for term in inside.terms:
        made = _summed_through(term, axis)
        number, rest = (made.coefficient, made) if isinstance(made, Contraction) else (ONE, made)
        if isinstance(rest, Contraction) and number:
            sizes = dict(enumerate(rest.sizes))
            rest = contract(1, rest.factors, range(rest.rank), sizes, rest.brackets)
        sums[rest] = sums.get(rest, Fraction(0)) + number
    return len(sums) == 1 and not any(sums.values())


def _summed_through(term: Tensor, axis: int) -> Tensor:
    """Return the sum of a term over an axis, with the names in it put in as they are defined."""
    rank = len(term.shape)
    out = [k for k in range(rank) if k != axis]
    factors = [(term, range(rank), 1)]
    if isinstance(term, Contraction):
        defined = [
            (f.base.definition if isinstance(f.base, Leaf) and f.base.definition else f.base, f)
            for f in term.factors
        ]
        factors_ = [(base, f.indices, f.exponent) for base, f in defined]
        sizes = dict(enumerate(term.sizes))
        return contract(term.coefficient, factors_, out, sizes, term.brackets)
    return contract(1, factors, out, dict(enumerate(term.shape)))


def _opens(base: Contraction, exponent: Fraction) -> bool:
    """Tell whether a power of a product is the product of powers, for all numbers."""
    if exponent == 1:
        return True
    if exponent.denominator != 1 or base.rank != len(base.sizes):
        return False
    return exponent > 0 or (bool(base.coefficient) and not base.brackets)


def _order(factor: Factor, colours: Mapping[int, int]) -> tuple[object, ...]:
    around = [colours[k] for k in factor.indices]
    alike = _has_no_order(factor.base, factor.exponent)
    shown = tuple(sorted(around) if alike else around)
    return factor.base.serial, factor.exponent, shown


def _ranks(marks: Mapping[int, object]) -> dict[int, int]:
    ranks = {mark: place for place, mark in enumerate(sorted(set(map(repr, marks.values()))))}
    return {k: ranks[repr(mark)] for k, mark in marks.items()}


def _signed(bracket: Bracket, numbers: Mapping[int, int]) -> Bracket:
    """Return a bracket with new names; of an equation and its negative the same one."""
    number = affine.renamed(bracket.number, numbers)
    if bracket.relation != "<=" and number.terms and number.terms[0][1] < 0:
        number = affine.scaled(number, -1)
    return Bracket(bracket.relation, number)


def _plainly(made: Contraction) -> Tensor:
    """Return the one factor that a product is, if it is no more than that."""
    if made.coefficient != 1 or len(made.factors) != 1 or made.brackets:
        return made
    base, at, exponent = made.factors[0]
    if exponent != 1 or at != tuple(range(len(made.sizes))) or len(at) != made.rank:
        return made
    return base


def size_leaf(size: Dim) -> Tensor:
    """Return the size of an axis as a number."""
    number = affine.of_dim(size)
    terms: list[Tensor] = []
    for key, times in number.terms:
        leaf = Leaf(Symbol(str(key), ()), (), frozenset(("positive", "size")), None)
        terms.append(leaf if times == 1 else contract(times, [(leaf, (), 1)], (), {}))
    if number.constant or not terms:
        terms.append(constant(number.constant))
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def zero(shape: Shape) -> Tensor:
    """Return zeros."""
    return constant(0, shape)


def constant(value: Fraction | int, shape: Shape = ()) -> Tensor:
    """Return an array with one number in every place."""
    return Contraction(Fraction(value), (), (), len(shape), shape)


def is_zero(tensor: Tensor) -> bool:
    """Tell whether an array is all zeros, by its form."""
    return isinstance(tensor, Contraction) and tensor.coefficient == 0


def constant_of(tensor: Tensor) -> Fraction | None:
    """Return the number that stands in every place of an array, or None."""
    if isinstance(tensor, Contraction) and not tensor.factors and not tensor.brackets:
        return tensor.coefficient if len(tensor.sizes) == tensor.rank else None
    return None
