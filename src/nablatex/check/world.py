r"""Random worlds: numbers for every name of a set of equations, random functions for unknown ones.

A derivative is measured in a world, not derived: the forward values are computed with the variable
cut loose and moved a little (central differences, two step sizes, Richardson's extrapolation), so
the judge does not lean on the engine that it judges. What no equation links is a random number,
the same wherever the same derivative stands.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from nablatex.equations import Equations, names_in
from nablatex.errors import EvaluationError, LimitError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import (
    ONE,
    Apply,
    At,
    Component,
    Delta,
    Derivative,
    Expr,
    Number,
    Reduction,
    Stack,
    Symbol,
)
from nablatex.latex import write
from nablatex.shape import is_unknown
from nablatex.traverse import free_symbols, number, postorder

_STEP = 1e-2
_SETTLED = 1e-7
_FAR = 1e5
_BEND = 1e-4
_ROUNDING = 1e-15
_MOST_NESTED = 4
_WAVES = 3
_SPACE = 3
_MOST_SIZE = 5_000
# Indices are drawn from 1 to 4: a bound that is no less than this has them all in its range.
_LEAST_BOUND = 5


# Of the seeds of a judgement the first are for worlds near 0, those from this on for wide ones.
WIDE = 40
_SEEDS = 1_000


class World:
    """One random world of some equations, the same for the same seed everywhere."""

    def __init__(
        self,
        equations: Equations,
        seed: int,
        cut: Mapping[Expr, float] | None = None,
        whole: Mapping[Expr, int] | None = None,
        depth: int = 0,
    ):
        """Make a world.

        Args:
            equations: what holds in it.
            seed: which world it is.
            cut: names, and derivatives, that have these values whatever the equations say.
            whole: names of whole numbers (bounds and indices), with the least value of each.
            depth: how many derivatives it is moved within.
        """
        if depth > _MOST_NESTED:
            raise LimitError(f"derivatives of an order over {_MOST_NESTED} are not measured")
        self._depth = depth
        # A sum is over the names that stand in it, which may be moved one by one.
        self.equations = equations.as_written() if depth == 0 else equations
        self.seed = seed
        self._whole = dict(whole or {})
        self._values: dict[Expr, Any] = {}
        self._cut: dict[Expr, Any] = {}
        self._cut = {self.element(name): value for name, value in (cut or {}).items()}
        self._values.update(self._cut)

    def value(self, expr: Expr) -> Any:
        """Return the value of an expression in this world.

        Raises:
            EvaluationError: it has none here; another seed may have one.
            UndefinedError: it has none in any.
        """
        return evaluate(expr, self._values, self._unknown)

    def _unknown(self, node: Expr, value: Callable[[Expr], Any]) -> Any:
        if node in self._values:
            return self._values[node]
        match node:
            case Derivative():
                made = self._derivative(node)
            case Apply():
                made = self._function(node, value)
            case Component(Apply() as whole, indices, "sub"):
                flat = np.asarray(self._function(whole, value))
                made = flat[tuple(int(value(index)) for index in indices)]
            case Symbol() | Component():
                made = self._name(self.element(node))
            case At(body, bindings):
                there = {name: float(value(point)) for name, point in bindings}
                made = self.moved(there).value(body)
            case Reduction("sum" | "prod"):
                made = self.value(_bounded(self.equations.expand(node)))
            case _:
                raise UndefinedError(f"{write(node)} has no value that can be computed")
        self._values[node] = made
        return made

    def moved(self, cut: Mapping[Expr, float]) -> World:
        """Return this world with some names at other values."""
        world = World(self.equations, self.seed, {**self._cut, **cut}, self._whole, self._depth + 1)
        if not self._whole:
            world._values = {**self._unmoved(world._cut), **world._values}
        return world

    def _unmoved(self, cut: Iterable[Expr]) -> dict[Expr, Any]:
        """Return the values of names that depend on none of `cut`, as far as they are known."""
        names = [name for name in self._values if _is_scalar_name(name)]
        uses: dict[Expr, list[Expr]] = {}
        for name in names:
            for by in self.equations.inputs(name):
                uses.setdefault(by, []).append(name)
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
        plain = all(isinstance(index, Number) for index in node.indices)
        known = all(name in self._whole for index in node.indices for name in free_symbols(index))
        if plain or not known:
            return node
        made = Component(node.base, tuple(number(int(self.value(i))) for i in node.indices), "sub")
        defined = node in self.equations.definitions
        return node if defined and self.equations.families.general(made) is None else made

    # -- names ----------------------------------------------------------------------------------

    def _name(self, name: Expr) -> Any:
        if name in self._cut:
            return self._cut[name]
        equations = self.equations
        sized = bool(name.shape) and all(isinstance(dim, int) for dim in name.shape)
        defined = bool(name.shape) and name in equations.definitions
        if name in equations.elements or sized or defined:
            stack = equations.stack_of(name)
            return np.array([self._forward(e) for e in stack.children]).reshape(
                tuple(_sizes(stack))
            )
        if name.shape:
            return self._random_array(name)
        return self._forward(name)

    def _random_array(self, name: Expr) -> Any:
        sizes = [_size(dim) for dim in name.shape]
        draws = [self._random(f"{write(name)}:{k}") for k in range(math.prod(sizes))]
        return np.array(draws).reshape(sizes)

    def _forward(self, name: Expr) -> Any:
        """Return a scalar name's value: its definition's, its given number, or a random one."""
        for node in self.equations.order(name, cut=self._values):
            if node in self._values:
                continue
            if self.element(node) is not node:
                self._values[node] = self._name(self.element(node))
                continue
            right = self.equations.definition(node)
            if right is not None:
                self._values[node] = self.value(right)
            elif node in self.equations.values:
                self._values[node] = evaluate(self.equations.values[node], {})
            elif node in self._whole:
                self._values[node] = self._whole[node] + self._count(write(node))
            else:
                self._values[node] = self._random(write(node)) * self._spread
        return self._values[name]

    @property
    def _spread(self) -> int:
        r"""How far from 0 numbers are drawn: `\ln(x - 100)` has a value in a wide world only."""
        number = self.seed % _SEEDS
        return 1 if number < WIDE else 10 ** (number % 3 + 1)

    def _count(self, key: str) -> int:
        return int(abs(self._random(key)) * 1_000) % 4

    def _random(self, key: str) -> float:
        """Return a number in (-2, -0.2) or (0.2, 2) that belongs to `key` and the seed."""
        digest = hashlib.blake2b(f"{self.seed}|{key}".encode(), digest_size=8).digest()
        share = int.from_bytes(digest, "big") / 2**64
        size = 0.2 + 1.8 * abs(2 * share - 1)
        return size if share > 0.5 else -size

    # -- unknown functions ----------------------------------------------------------------------

    def _function(self, node: Apply, value: Callable[[Expr], Any]) -> Any:
        args = [np.asarray(value(arg), dtype=float) for arg in node.args]
        flat = np.concatenate([arg.ravel() for arg in args])
        places = [self._slot(args, slot, where) for slot, where in node.orders]
        sizes = [dim if isinstance(dim, int) else 3 for dim in node.dims]
        count = math.prod(sizes)
        made = [self._wave(f"{node.function}:{k}", flat, places) for k in range(count)]
        return np.array(made).reshape(sizes) if sizes else made[0]

    def _slot(self, args: list[Any], slot: int, where: tuple[int, ...]) -> int:
        before = sum(int(arg.size) for arg in args[:slot])
        inside = 0
        for size, index in zip(args[slot].shape, where, strict=True):
            inside = inside * int(size) + index
        return before + inside

    def _wave(self, key: str, at: Any, places: list[int]) -> float:
        r"""Return a derivative of a sum of sines $\sum_m a_m \sin(b_m \cdot x + c_m)$."""
        total = 0.0
        for m in range(_WAVES):
            weights = [self._random(f"{key}:{m}:b{k}") / 2 for k in range(at.size)]
            phase = float(np.dot(weights, at)) + self._random(f"{key}:{m}:c")
            factor = math.prod(weights[place] for place in places)
            shifted = math.sin(phase + len(places) * math.pi / 2)
            total += self._random(f"{key}:{m}:a") * factor * shifted
        return total

    # -- derivatives ----------------------------------------------------------------------------

    def _derivative(self, node: Derivative) -> Any:
        if node.style not in ("partial", "total", "nabla"):
            raise UndefinedError(f"{write(node)} is not judged by numbers yet")
        if not node.wrt and not self._leaves and not node.of.shape:
            return self._gradient_of_fields(node.of)
        return self._measure(node.of, node.wrt or (self._leaf(node.of),))

    def _gradient_of_fields(self, of: Expr) -> Any:
        r"""Return $\nabla e$ where nothing says what the names in `e` depend on.

        Each name is a field with a random gradient of its own, and the chain rule does the rest:
        what is equal for all fields is equal, and nothing cancels by chance.
        """
        total = np.zeros(_SPACE)
        for name in names_in(of):
            field = [self._random(f"nabla {write(name)}:{k}") for k in range(_SPACE)]
            total = total + self._measure(of, (name,)) * np.array(field)
        return total

    def _leaf(self, of: Expr) -> Expr:
        """Return the vector that a gradient without a variable is taken by."""
        leaves = self._leaves
        if len(leaves) != 1:
            raise UndefinedError(f"it is not said by what {write(of)} is differentiated")
        return leaves[0]

    @cached_property
    def _leaves(self) -> list[Expr]:
        return leaf_vectors(self.equations)

    def _measure(self, of: Expr, wrt: tuple[Expr, ...]) -> Any:
        inner, last = wrt[:-1], wrt[-1]
        inputs = self._scalars(last)
        columns = [self._difference(of, inner, x) for x in inputs]
        stacked = np.stack([np.asarray(c, dtype=float) for c in columns], axis=-1)
        shape = np.shape(columns[0]) + np.shape(self.value(last))
        return stacked.reshape(shape) if shape else float(stacked.reshape(()))

    def _scalars(self, name: Expr) -> list[Expr]:
        if not name.shape and name not in self.equations.elements:
            return [name]
        return list(self.equations.stack_of(name).children)

    def _difference(self, of: Expr, inner: tuple[Expr, ...], x: Expr) -> Any:
        x = self.element(x)
        if not self._linked(of, x) and not inner and isinstance(of, (Symbol, Component)):
            return self._atom(of, x)
        here = float(self.value(x))
        if abs(here) > _FAR:
            raise EvaluationError("the variable is too large here to be moved a little")

        whole = Derivative(of, inner, "partial", len(inner)) if inner else of
        middle = np.asarray(self.value(whole), dtype=float)

        def at(offset: float) -> Any:
            return np.asarray(self.moved({x: here + offset}).value(whole), dtype=float)

        # What is measured itself has the rounding of what it is measured of, over the step.
        largest = np.max(np.abs(np.asarray(self.value(of), dtype=float))) if inner else 0.0
        noise = _ROUNDING * np.maximum(np.abs(middle), largest / _STEP ** len(inner))
        slope = _slope(at, middle, noise, _STEP)
        if self._spread > 1:
            # Far from 0 a step may span whole waves of a sine: another step then says otherwise.
            other = _slope(at, middle, noise, _STEP / math.pi)
            if not np.all(np.abs(slope - other) <= _BEND * (1 + np.abs(slope))):
                raise EvaluationError("the values change too fast here to be measured")
        return slope

    def _linked(self, of: Expr, x: Expr) -> bool:
        """Tell whether the equations say anything about `of`."""
        if of is x or not isinstance(of, (Symbol, Component)):
            return True
        equations = self.equations
        known = any(
            of in names for names in (equations.definitions, equations.elements, equations.given)
        )
        return known or equations.definition(of) is not None

    def _atom(self, of: Expr, x: Expr) -> Any:
        """Return the derivative of a name about which nothing is said: a number of its own."""
        return self._random(f"d {write(of)} / d {write(x)}")


def _slope(at: Callable[[float], Any], middle: Any, noise: Any, step: float) -> Any:
    """Return the derivative at 0 of a measured function, `middle` there, by central differences.

    Each halving of the step cancels the next even power of it (Richardson). `noise` is how far
    each value may be off.

    Raises:
        EvaluationError: it cannot be measured there, for a kink, a pole or too large values.
    """
    steps = (step, step / 2, step / 4)
    sides = [(at(h), at(-h)) for h in steps]
    first, second, third = (
        (up - down) / (2 * h) for h, (up, down) in zip(steps, sides, strict=True)
    )
    once, again = (4 * second - first) / 3, (4 * third - second) / 3
    best = (16 * again - once) / 15
    size = 1 + np.abs(best)
    if np.any(noise / step > _SETTLED * size):
        raise EvaluationError("the values are too large for their differences to be measured")
    if not np.all(np.abs(best - again) <= _SETTLED * size):
        raise EvaluationError("the derivative is too steep here to be measured")
    # Both sides' slopes differ in proportion to the step, but at a kink by a constant.
    wide, close_ = (
        np.abs(up - 2 * middle + down) / h
        for h, (up, down) in ((steps[0], sides[0]), (steps[2], sides[2]))
    )
    if np.any((close_ > wide / 2) & (close_ > _BEND * size)):
        raise EvaluationError("there is a kink here")
    return best


def _is_scalar_name(node: Expr) -> bool:
    name = node.base if isinstance(node, Component) else node
    return isinstance(name, Symbol) and not node.shape


def _bounded(expr: Expr) -> Expr:
    """Return a sum without bounds over the indices from 1 that every world has."""
    if not isinstance(expr, Reduction) or (expr.lower is not None and expr.upper is not None):
        return expr
    lower = ONE if expr.lower is None else expr.lower
    upper = Number(_LEAST_BOUND, 0) if expr.upper is None else expr.upper
    return Reduction(expr.kind, expr.body, expr.index, lower, upper, expr.condition)


def whole_names(*exprs: Expr, within: Equations | None = None) -> dict[Expr, int]:
    """Return the names that stand for whole numbers, with the least value of each.

    A bound of a sum is at least 2; an index, and the argument of a Kronecker delta, at least 1.
    Where a sum stands in the equations, each index is in its range: its bound is over them all.
    """
    given = [] if within is None else list(within.definitions.values())
    found = _whole_names((*exprs, *given))
    if any(isinstance(node, Reduction) for right in given for node in postorder(right)):
        return {name: _LEAST_BOUND if least > 1 else least for name, least in found.items()}
    return found


def _whole_names(exprs: Iterable[Expr]) -> dict[Expr, int]:
    found: dict[Expr, int] = {}
    bounds: list[Expr] = []
    for expr in exprs:
        for node in postorder(expr):
            if isinstance(node, Reduction) and node.kind not in ("limit", "integral"):
                bounds.extend(bound for bound in (node.lower, node.upper) if bound is not None)
            elif isinstance(node, Delta):
                found.update(dict.fromkeys(_names(node.left, node.right), 1))
            elif isinstance(node, Component) and node.place == "sub":
                found.update(dict.fromkeys(_names(*node.indices), 1))
    return {**found, **dict.fromkeys(_names(*bounds), 2)}


def _names(*exprs: Expr) -> list[Expr]:
    return [name for expr in exprs for name in free_symbols(expr)]


def leaf_vectors(equations: Equations) -> list[Expr]:
    """Return the vectors that have elements and that nothing defines."""
    return [name for name in equations.elements if name not in equations.definitions]


def _size(dim: int | str) -> int:
    """Return a size for a named dimension; `m` and `n` differ, so that a mix-up shows."""
    if isinstance(dim, int):
        return dim
    return 3 if is_unknown(dim) else 2 + sum(map(ord, dim)) % 3


def _sizes(stack: Stack) -> list[int]:
    return [dim for dim in stack.dims if isinstance(dim, int)]


def usable(value: Any) -> bool:
    """Tell whether a value can be compared: finite, and not too large."""
    try:
        array = np.asarray(value)
        return array.size <= _MOST_SIZE and bool(np.all(np.isfinite(array)))
    except (TypeError, ValueError) as error:
        raise EvaluationError("a value that is no number") from error
