r"""Names defined for every index: what `h_2` is where `h_i = x_i^2` stands.

Separate from `Equations` because two questions meet here that no single name has: whether a letter
stands for every number, and whether a family is defined through itself, as `h_t` is by `h_{t-1}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nablatex.equations.entries import bare
from nablatex.errors import UndefinedError
from nablatex.expr import Component, Expr, Reduction, Symbol
from nablatex.normalise import value_of
from nablatex.traverse import postorder, substitute, with_own_indices


def base_name(name: Expr) -> Expr:
    r"""Return what all elements of a name have in common: `h` of `h_t` and of `\vec{h}`."""
    base = name.base if isinstance(name, Component) else name
    return Symbol(bare(base.name), ()) if isinstance(base, Symbol) else base


@dataclass(frozen=True)
class Families:
    """The definitions that hold for every index.

    Attributes:
        definitions: right side of each defined name.
        numbers: names that a number is given for.
        measured: whether elements that are defined through one another are free, as in a world
            in which a layer and the one before it have the same name.
    """

    definitions: Mapping[Expr, Expr]
    numbers: frozenset[Expr]
    measured: bool = False
    _reached: dict[Expr, frozenset[Expr]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def bounding(self) -> frozenset[Expr]:
        """The names in the bounds of sums."""
        return frozenset(_bounding(self.definitions.values()))

    def general(self, name: Expr) -> Expr | None:
        """Return what `h_2` is where `h_i` is defined for every `i`, or None.

        A letter that bounds a sum, or has a number, stands for that number alone.

        Raises:
            UndefinedError: the family is defined through itself.
        """
        found = self._letters(name)
        if found is None or name in self.numbers:
            return None
        letters, right = found
        assert isinstance(name, Component)
        if self.is_recurrent(name):
            if not self.measured and all(value_of(index) is not None for index in name.indices):
                shown = base_name(name)
                assert isinstance(shown, Symbol)
                raise UndefinedError(
                    f"{shown.name} is defined for every index through others of its kind; "
                    f"write out the ones that are meant: {shown.name}_1 = ..., {shown.name}_2 = ..."
                )
            return None
        here = dict(zip(letters, name.indices, strict=True))
        return substitute(with_own_indices(right, here.values()), here)

    def _letters(self, name: Expr) -> tuple[list[Expr], Expr] | None:
        """Return the letters of the definition for every index that `name` falls under."""
        if not isinstance(name, Component):
            return None
        for other, right in self.definitions.items():
            if not isinstance(other, Component) or other is name:
                continue
            if base_name(other) is not base_name(name):
                continue
            letters = [index for index in other.indices if isinstance(index, Symbol)]
            if not len(set(letters)) == len(other.indices) == len(name.indices):
                continue
            if self.bounding.isdisjoint(letters) and self.numbers.isdisjoint(letters):
                return list(letters), right
        return None

    def exceptions(self, name: Expr) -> list[Expr]:
        """Return the single elements that have a definition or a number of their own."""
        if not isinstance(name, Component):
            return []
        return [
            other
            for other in (*self.definitions, *self.numbers)
            if isinstance(other, Component)
            and other.base is name.base
            and any(value_of(index) is not None for index in other.indices)
        ]

    def is_recurrent(self, name: Expr) -> bool:
        """Tell whether the elements of a name are defined through one another."""
        return base_name(name) in self.reached(name)

    def is_open(self, name: Expr) -> bool:
        """Tell whether a name is one of a recurrence over a letter: `h_t` by `h_{t-1}`.

        `L_j` by all `L_i` is none: the layer before has the same name.
        """
        base = base_name(name)
        return any(
            isinstance(other, Component) and base_name(other) is base and _goes_back(right, base)
            for other, right in self.definitions.items()
        )

    def reached(self, name: Expr) -> frozenset[Expr]:
        """Return what all the elements of a name depend on, whatever their indices."""
        start = base_name(name)
        if start not in self._reached:
            rights: dict[Expr, list[Expr]] = {}
            for other, right in self.definitions.items():
                rights.setdefault(base_name(other), []).append(right)
            found: set[Expr] = set()
            coming = [start]
            while coming:
                for right in rights.pop(coming.pop(), []):
                    new = {base_name(n) for n in postorder(right) if _is_name(n)} - found
                    found |= new
                    coming.extend(new)
            self._reached[start] = frozenset(found)
        return self._reached[start]


def _goes_back(right: Expr, base: Expr) -> bool:
    """Tell whether an element of a name stands here by an index that is reckoned: `h_{t-1}`."""
    return any(
        isinstance(node, Component)
        and base_name(node) is base
        and any(value_of(i) is None and not isinstance(i, Symbol) for i in node.indices)
        for node in postorder(right)
    )


def _is_name(node: Expr) -> bool:
    return isinstance(node, (Symbol, Component))


def _bounding(rights: Iterable[Expr]) -> Iterator[Expr]:
    for right in rights:
        for node in postorder(right):
            if isinstance(node, Reduction):
                for bound in (node.lower, node.upper):
                    yield from () if bound is None else filter(_is_name, postorder(bound))
