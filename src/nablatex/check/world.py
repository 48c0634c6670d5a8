r"""Random worlds: numbers for every name of a set of equations, random functions for unknown ones.

What no equation tells is random, and the same wherever the same thing stands: a name is a number, a
matrix that is only a name an array of them (so that products do not commute), an unknown function
a sum of sines, and so is a name in what a derivative says that it depends on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from flint import fmpq

from nablatex.check.draws import Draws
from nablatex.check.free import SEEDS, Free
from nablatex.check.measure import SPACE, Measure, depends
from nablatex.check.scalars import is_number
from nablatex.check.setting import Setting, is_untold, key_of, stem_of
from nablatex.check.sums import bounded
from nablatex.check.unknown import unknown_function
from nablatex.equations import bare
from nablatex.errors import (
    EvaluationError,
    LimitError,
    NoRuleError,
    UncoveredError,
    UndefinedError,
)
from nablatex.evaluate import Evaluator, Meter
from nablatex.expr import (
    Apply,
    At,
    Call,
    Component,
    Derivative,
    Expr,
    Number,
    Reduction,
    Stack,
    Symbol,
)
from nablatex.latex import write
from nablatex.shape import Shape, is_unknown
from nablatex.traverse import free_symbols, number

_MOST_NESTED = 4
_MOST_SIZE = 10_000
_MOST_SIZES = 3
# What a world costs, in parts of expressions.
_COST_OF_WORLD = 8


class World:
    """One random world, the same for the same seed everywhere."""

    def __init__(
        self,
        setting: Setting,
        seed: int,
        cut: Mapping[Expr, Any] | None = None,
        origin: Mapping[Expr, Any] | None = None,
        depth: int = 0,
        draws: Draws | None = None,
        meter: Meter | None = None,
    ):
        """Make a world.

        Args:
            setting: what holds in it.
            seed: which world it is: a thousand of them belong to each seed of a judgement.
            cut: names, and derivatives, that have these values whatever the equations say.
            origin: what names that are moved were before.
            depth: how many derivatives it is moved within.
            draws: its random numbers, where they are at hand.
            meter: counts the work of all worlds that share it.
        """
        if depth > _MOST_NESTED:
            raise LimitError(f"derivatives of an order over {_MOST_NESTED} are not measured")
        self.setting = setting
        self.equations = setting.equations
        self.seed = seed
        self.depth = depth
        self.origin = dict(origin or {})
        self.draws = draws or Draws(seed // SEEDS, seed % SEEDS, setting.near)
        self._values: dict[Expr, Any] = {}
        self._begun: set[Expr] = set()
        self.free = Free(self)
        self.meter = meter or Meter()
        arithmetic = setting.arithmetic
        self._evaluator = Evaluator(self._values, self._unknown, arithmetic, self.meter)
        self.cut: dict[Expr, Any] = {}
        self.cut = {self.element(name): value for name, value in (cut or {}).items()}
        self._values.update(self.cut)
        for node, dim in setting.arrays.items():
            size = self.size(dim)
            if size ** len(node.shape) > _MOST_SIZE:
                raise LimitError(f"an array of {size} rows is too large to be judged")
            self._values[node] = _filled(len(node.shape), size)

    def value(self, expr: Expr) -> Any:
        """Return the value of an expression in this world.

        Raises:
            EvaluationError: it has none here; another seed may have one.
            UndefinedError: it has none in any.
        """
        return self._evaluator.value(expr)

    def _unknown(self, node: Expr, value: Callable[[Expr], Any]) -> Any:
        match node:
            case Symbol() | Component(Symbol()):
                return self.name(self.element(node))
            case Derivative():
                return Measure(self).derivative(node)
            case Apply():
                return unknown_function(self, node, value)
            case Component(whole, indices, "sub") if _is_unnamed(whole):
                return self._entry(value(whole), indices, whole.shape)
            case Component():
                return self.name(self.element(node))
            case At(body, bindings):
                there = {name: value(point) for name, point in bindings}
                return self.moved(there, depth=self.depth).value(body)
            case Reduction("sum" | "prod" | "max" | "min"):
                return self.value(bounded(self, node))
            case _:
                raise UndefinedError(f"{write(node)} has no value that can be computed")

    def whole(self, expr: Expr) -> int:
        """Return the value of an index or a bound."""
        return self.setting.arithmetic.whole(self.value(expr))

    def first(self, letter: str) -> int:
        """Return the number of the first element of an array of symbolic size."""
        from_zero = self.setting.from_zero
        return 0 if letter in from_zero or (from_zero and self.setting.axes) else 1

    def _entry(self, array: Any, indices: tuple[Expr, ...], shape: Shape) -> Any:
        """Return an entry of an array without a name: a number counts from 0, a letter from 1.

        Those of an array of symbolic size are counted as those of names are.
        """
        named = any(isinstance(dim, str) and not is_unknown(dim) for dim in shape)
        places = tuple(
            place - (self.first("") if named else not isinstance(index, Number))
            for place, index in zip(self.places(indices), indices, strict=True)
        )
        sizes = np.shape(array)
        inside = all(0 <= k < n for k, n in zip(places, sizes, strict=False))
        if len(places) > len(sizes) or not inside:
            raise EvaluationError("there is no entry with this index")
        return array[places]

    def places(self, indices: tuple[Expr, ...]) -> tuple[int, ...]:
        """Return the values of indices."""
        return tuple(map(self.whole, indices))

    def moved(self, cut: Mapping[Expr, Any], depth: int) -> World:
        """Return this world with some names at other values, `depth` derivatives deep."""
        self.meter.spend(_COST_OF_WORLD)
        here = {x: self.value(x) for x in cut if x not in self.origin and x not in SPACE}
        everything, before = {**self.cut, **cut}, {**here, **self.origin}
        world = World(self.setting, self.seed, everything, before, depth, self.draws, self.meter)
        if self.setting.stated and not self.setting.whole:
            world._values.update({**self._unmoved(world.cut), **world._values})
        return world

    def _unmoved(self, cut: Iterable[Expr]) -> dict[Expr, Any]:
        """Return the values of names that depend on none of `cut`, as far as they are known."""
        names = [name for name in self._values if _is_scalar_name(name)]
        uses: dict[Expr, list[Expr]] = {}
        try:
            for name in names:
                for by in self.equations.inputs(name):
                    uses.setdefault(by, []).append(name)
        except UndefinedError:
            return {}
        if any(depends(self.setting, name, x) for x in cut for name in names):
            return {}
        moved, waiting = set(cut), list(cut)
        while waiting:
            for name in uses.get(waiting.pop(), ()):
                if name not in moved:
                    moved.add(name)
                    waiting.append(name)
        return {name: self._values[name] for name in names if name not in moved}

    def element(self, node: Expr) -> Expr:
        """Return `x_{i+1}` as `x_3` where `i` is 2, unless the equations define `x_{i+1}` alone."""
        if not isinstance(node, Component) or node.place != "sub":
            return node
        base = node.base
        if isinstance(base, Symbol) and is_untold(base, self.equations):
            self._refuse_outside(base, node.indices)
            base = Symbol(bare(base.name), ())
        indices = node.indices
        written = all(isinstance(index, Number) for index in indices)
        if not written and all(map(self._is_whole, indices)):
            indices = tuple(map(number, self.places(indices)))
        if base is node.base and indices is node.indices:
            return node
        made = Component(base, indices, "sub")
        defined = node in self.equations.definitions
        return node if defined and self.equations.families.general(made) is None else made

    def _refuse_outside(self, base: Symbol, indices: tuple[Expr, ...]) -> None:
        """Refuse an element that an array of this world does not have.

        Raises:
            UncoveredError: it has none with this index.
        """
        first = self.first(bare(base.name))
        for index, dim in zip(indices, base.shape, strict=False):
            if is_unknown(dim) or not self._is_whole(index):
                continue
            if not first <= self.whole(index) < first + self.size(dim):
                raise UncoveredError("there is no element with this index")

    def _is_whole(self, index: Expr) -> bool:
        return all(name in self.setting.whole for name in free_symbols(index))

    # -- names ----------------------------------------------------------------------------------

    def name(self, name: Expr) -> Any:
        """Return the value of a name, a scalar's or an array's."""
        if name in self.cut:
            return self.cut[name]
        if not name.shape and name not in self.equations.elements:
            if isinstance(name, Component) and self.is_defined_as_a_whole(name):
                return self._of_whole(name)
            return self._forward(name)
        self._pay_for(name)
        equations = self.equations
        sized = all(isinstance(dim, int) for dim in name.shape)
        if name in equations.definitions and self._is_untold(name):
            return self._defined_array(name)
        if name in equations.elements or sized or name in equations.definitions:
            stack = equations.stack_of(name)
            sizes = [dim for dim in stack.dims if isinstance(dim, int)]
            return self.array([self._forward(entry) for entry in stack.children], sizes)
        entries = self.entries(name)
        return self.array([self._forward(entry) for entry in entries], self._sizes(name))

    def is_defined_as_a_whole(self, name: Expr) -> bool:
        """Tell whether a name is an element of an array of symbolic size that is defined."""
        if not isinstance(name, Component) or not isinstance(name.base, Symbol):
            return False
        return bare(name.base.name) in self.setting.untold

    def _of_whole(self, name: Component) -> Any:
        letter = self.element(name).children[0]
        assert isinstance(letter, Symbol)
        first = self.first(letter.name)
        array = self.value(self.setting.untold[letter.name])
        return array[tuple(place - first for place in self.places(name.indices))]

    def _pay_for(self, name: Expr) -> None:
        """Count the entries of an array before they are made.

        Raises:
            LimitError: they are too many.
        """
        count = math.prod(self._sizes(name))
        if count > _MOST_SIZE:
            raise LimitError(f"an array of {count} entries is too large to be judged")
        self.meter.spend(count)

    def _is_untold(self, name: Expr) -> bool:
        """Tell whether a name cannot be written out by elements, for want of a size."""
        try:
            self.equations.stack_of(name)
            return False
        except UndefinedError:
            return True

    def _defined_array(self, name: Expr) -> Any:
        """Return the array that a name is defined as, its entries where they are moved."""
        if name in self._begun:
            raise UndefinedError(f"{write(name)} is defined through itself")
        self._begun.add(name)
        try:
            made = np.array(self.value(self.equations.definitions[name]), dtype=object)
        finally:
            self._begun.discard(name)
        for place, entry in zip(np.ndindex(*made.shape), self._letters(name), strict=True):
            if entry in self.cut:
                made[place] = self.cut[entry]
        return made

    def array(self, values: list[Any], sizes: list[int]) -> Any:
        """Return an array of this world's numbers."""
        return self.setting.arithmetic.array(values, sizes)

    def entries(self, name: Expr) -> list[Expr]:
        """Return the scalar names that a name of a number, a vector or a matrix stands for."""
        if not name.shape and name not in self.equations.elements:
            return [name]
        if name in self.equations.elements or all(isinstance(dim, int) for dim in name.shape):
            return list(self.equations.stack_of(name).children)
        defined = name in self.equations.definitions
        if not isinstance(name, Symbol) or (defined and not self._is_untold(name)):
            return list(self.equations.stack_of(name).children)
        return self._letters(name)

    def _letters(self, name: Expr) -> list[Expr]:
        """Return names for the elements of an array that nothing writes out."""
        letter = stem_of(name).removesuffix("_")
        first = self.first(letter)
        base = Symbol(letter, ())
        places = np.ndindex(*self._sizes(name))
        return [
            Component(base, tuple(Number(k + first, 0) for k in place), "sub") for place in places
        ]

    def _sizes(self, name: Expr) -> list[int]:
        """Return sizes for named dimensions: the same in some worlds, other ones in others."""
        return [self.size(dim) for dim in name.shape]

    def size(self, dim: int | str) -> int:
        """Return how many elements stand along an axis of this size."""
        if isinstance(dim, int):
            return dim
        if is_unknown(dim):
            bound = self.setting.bound
            return 3 if bound is None else int(self.value(bound))
        letter = Symbol(dim, ())
        if letter in self.setting.whole:
            return int(self.value(letter))
        place = self.setting.sizes.index(dim) if dim in self.setting.sizes else 0
        return 2 + self.draws.count(f"size {dim}", place) % _MOST_SIZES

    def _forward(self, name: Expr) -> Any:
        """Return a scalar name's value: its definition's, its given number, or a random one."""
        values = self._values
        if name in values:
            return values[name]
        if not self.setting.stated:
            values[name] = self._scalar(name)
            return values[name]
        try:
            order = self.equations.order(name, cut=values)
        except (UndefinedError, NoRuleError):
            if name not in self.equations.definitions or name in self._begun:
                raise
            # Its definition has arrays of untold size: it is worked out as it stands.
            self._begun.add(name)
            return self.value(self.equations.definitions[name])
        for node in order:
            if node not in values:
                values[node] = self._scalar(node)
        return values[name]

    def _scalar(self, node: Expr) -> Any:
        if self.element(node) is not node:
            return self.name(self.element(node))
        if self.setting.stated:
            right = self.equations.definition(node)
            if right is not None:
                return self.value(right)
            if node in self.equations.values:
                return self.value(self.equations.values[node])
        if node in self.setting.axes:
            return fmpq(self.free.index(node))
        if node in self.setting.whole:
            place = list(self.setting.whole).index(node)
            return fmpq(self.setting.whole[node] + self.draws.count(key_of(node), place))
        return self.free.number(node)


def _filled(rank: int, size: int) -> Any:
    """Return an identity matrix, or a vector of ones."""
    made = np.empty((size,) * rank, dtype=object)
    made[:] = fmpq(0) if rank == 2 else fmpq(1)
    if rank == 2:
        np.fill_diagonal(made, fmpq(1))
    return made


def _is_unnamed(array: Expr) -> bool:
    return isinstance(array, (Apply, Stack, Call)) or (
        bool(array.shape) and not isinstance(array, (Symbol, Component))
    )


def _is_scalar_name(node: Expr) -> bool:
    name = node.base if isinstance(node, Component) else node
    return isinstance(name, Symbol) and not node.shape


def usable(value: Any) -> bool:
    """Tell whether a value can be compared: numbers, finite, and not too many."""
    if isinstance(value, np.ndarray):
        return value.size <= _MOST_SIZE and all(map(is_number, value.ravel()))
    return is_number(value) or isinstance(value, bool)
