r"""What indices mean in a formula: elements `x_{i+1}`, relations `i < j`, an index as a number.

Separate from the other kinds of formula because everything here is an affine number of positions:
brackets hold such numbers together with the sizes that they run over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from nablatex.errors import NoRuleError, ShapeError
from nablatex.expr import Compare, Component, Expr, Reduction, Symbol
from nablatex.shape import Dim
from nablatex.tensor import affine, build
from nablatex.tensor.affine import Affine
from nablatex.tensor.contract import contract
from nablatex.tensor.holding import Relations
from nablatex.tensor.kinds import Bracket, Position
from nablatex.tensor.lower_calls import number
from nablatex.tensor.lowered import Lowered
from nablatex.tensor.ranges import Range, letter, linear
from nablatex.traverse import postorder

_MOST_FACTS = 6


@dataclass(frozen=True, slots=True)
class Indices:
    """The indices of one formula.

    Attributes:
        ranges: what each of them runs over.
        origin: 1 or 0, the first index of every array.
        assumed: numbers in sizes that are at most 0, since every element that is written exists;
            those of the elements that are read are added.
        holding: the relations that hold where an element stands.
    """

    ranges: Mapping[Expr, Range]
    origin: int
    assumed: list[Affine]
    holding: Mapping[Expr, Relations] = field(default_factory=dict)

    def position(self, index: Expr) -> Lowered:
        """Return an index as a number, an array over itself."""
        ends = self.ranges[index]
        shift = affine.plus(ends.first, Affine(1, ()), -1)
        position = Position((ends.size,))
        offset = build.spread(number(shift), (ends.size,), ())
        return Lowered(build.add((position, offset)), (index,))

    def brackets(self, node: Compare) -> Lowered:
        """Return brackets of indices as an array over these indices."""
        names: dict[Expr, int] = {}
        sides: list[Affine] = []
        for term in node.terms:
            sides.append(self._affine(term, names))
        found: list[Bracket] = []
        for place, relation in enumerate(node.relations):
            found += build.bracket(relation, affine.plus(sides[place], sides[place + 1], -1))
        sizes = {key: self.ranges[index].size for index, key in names.items()}
        return Lowered(contract(1, (), tuple(sizes), sizes, found), tuple(names))

    def limits(self, node: Reduction) -> Iterator[Expr]:
        """Yield what else the index of a sum must satisfy: a condition, bounds with indices."""
        if node.condition is not None:
            yield node.condition
        for relation, end in ((">=", node.lower), ("<=", node.upper)):
            found = None if end is None else linear(end, self.ranges)
            if end is not None and found is not None and found.indices:
                yield Compare((relation,), (node.index, end))

    def element(self, node: Component, base: Lowered) -> Lowered:
        """Return the elements of an array at some indices, an array over these."""
        indices = node.indices
        if any(g != 1 for g in base.groups):
            raise NoRuleError("an element of a vectorised matrix is not read here")
        if len(indices) > len(base.groups):
            raise ShapeError("an element has one index for each axis")
        names: dict[Expr, int] = {index: k for k, index in enumerate(base.free)}
        numbers = [self._affine(index, names) for index in indices]
        start = len(names)
        sizes: dict[int, Dim] = {k: self.ranges[index].size for index, k in names.items()}
        at: list[int] = list(range(len(base.free)))
        axes = base.tensor.shape[len(base.free) :]
        found: list[Bracket] = []
        for axis, value in enumerate(numbers):
            place = affine.plus(value, Affine(1 - self.origin, ()))
            plain = len(place.terms) == 1 and place.constant == 0 and place.terms[0][1] == 1
            key = place.terms[0][0] if plain else None
            if isinstance(key, int) and sizes[key] == axes[axis]:
                at.append(key)
                continue
            own = start + axis
            sizes[own] = axes[axis]
            at.append(own)
            found.append(Bracket("=", affine.plus(affine.affine(0, ((own, 1),)), place, -1)))
            self._require(node, place, axes[axis], names)
        rest = range(start + len(numbers), start + len(axes))
        sizes.update(zip(rest, axes[len(numbers) :], strict=True))
        out = (*names.values(), *rest)
        tensor = contract(1, [(base.tensor, (*at, *rest), 1)], out, sizes, found)
        return Lowered(tensor, tuple(names), (1,) * len(rest))

    def _affine(self, term: Expr, names: dict[Expr, int]) -> Affine:
        """Return an expression of indices as an affine number of their positions."""
        found = linear(term, self.ranges)
        if found is None:
            raise NoRuleError("an index is a whole number, linear in other indices and sizes")
        made = found.outside
        for index, c in found.indices:
            names.setdefault(index, len(names))
            shift = affine.plus(self.ranges[index].first, Affine(1, ()), -1)
            made = affine.plus(made, affine.affine(0, ((names[index], 1),)), c)
            made = affine.plus(made, shift, c)
        return made

    def _require(
        self, node: Component, place: Affine, size: Dim, names: Mapping[Expr, int]
    ) -> None:
        """Take down that an element exists: `1 <= i - k` and `i + k - 1 <= n` wherever it stands.

        Raises:
            ShapeError: it does not, whatever the sizes are.
        """
        known = dict(names)
        facts = [fact for held in self.holding.get(node, ()) for fact in self._facts(held, known)]
        facts += [affine.plus(one, other) for one, other in combinations(facts[:_MOST_FACTS], 2)]
        sizes = {key: self.ranges[index].size for index, key in known.items()}
        for needed in (
            affine.plus(place, affine.of_dim(size), -1),
            affine.plus(Affine(1, ()), place, -1),
        ):
            rests = (needed, *(affine.plus(needed, fact, -1) for fact in facts))
            if any(affine.never_positive(affine.extremes(rest, sizes)[1]) for rest in rests):
                continue
            high = affine.extremes(needed, sizes)[1]
            if affine.is_positive_somewhere(high):
                raise ShapeError(_beyond(node))
            if high not in self.assumed:
                self.assumed.append(high)

    def _facts(self, held: Compare, names: dict[Expr, int]) -> Iterator[Affine]:
        """Yield numbers in positions that are at most 0 where a relation holds."""
        if any(linear(term, self.ranges) is None for term in held.terms):
            return
        for relation, (left, right) in zip(held.relations, pairwise(held.terms), strict=True):
            first, second = self._affine(left, names), self._affine(right, names)
            sizes = {key: self.ranges[index].size for index, key in names.items()}
            less = affine.plus(first, second, -1)
            more = affine.plus(second, first, -1)
            if relation in ("<", "<=", "=") or _never_above(less, sizes, relation):
                yield affine.plus(less, Affine(int(relation not in ("<=", "=")), ()))
            if relation in (">", ">=", "=") or _never_above(more, sizes, relation):
                yield affine.plus(more, Affine(int(relation not in (">=", "=")), ()))


def _never_above(number: Affine, sizes: Mapping[int, Dim], relation: str) -> bool:
    """Tell whether a number that is not 0 is below it."""
    return relation == "!=" and affine.never_positive(affine.extremes(number, sizes)[1])


def _beyond(node: Component) -> str:
    name = node.base.name if isinstance(node.base, Symbol) else "an array"
    parts = (part for index in node.indices for part in postorder(index))
    found = " and ".join(dict.fromkeys(filter(None, map(letter, parts))))
    return (
        f"{name} has no element for some values of {found}, yet it is read there; give the sum "
        f"other bounds, or write a condition such as [{found[:1]} > 1] before the element"
    )


def size_of(expr: Expr) -> Dim:
    """Return a size that is written as a number or a name."""
    found = linear(expr, ())
    if found is None:
        raise NoRuleError("a size is a whole number or a name")
    return affine.as_dim(found.outside)
