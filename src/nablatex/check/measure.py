r"""Derivatives by differences: measured in a world, not derived.

So the judge does not lean on the engine that it judges. A variable is cut loose from the equations
and moved by $h = 2^{-60}$. At several hundred bits a central difference is then good to about a
hundred: truncation, $h^2 f'''/6$, and rounding are both far below what two different answers
differ by. What no equation links is a random function.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
from flint import arb, fmpq

from nablatex import ops
from nablatex.check.scalars import as_ball, is_zero
from nablatex.check.setting import Setting, key_of
from nablatex.equations import names_in
from nablatex.errors import EvaluationError, UndefinedError
from nablatex.expr import Call, Component, Derivative, Expr, Symbol
from nablatex.latex import write
from nablatex.traverse import parts_of

if TYPE_CHECKING:
    from nablatex.check.world import World

_STEP = fmpq(1, 2**60)
_TRUNCATED = arb(2) ** -70
_BEND = arb(2) ** -20
_SMALL = arb(2) ** -20
# Where nothing says by what a gradient is taken, every name is a field over a space of its own, and
# a function of a time of its own where nothing says what a prime is taken by.
_SPACE = tuple(Symbol(rf"\coordinate{k}", ()) for k in range(3))
_TIME = Symbol(r"\time", ())
SPACE = frozenset((*_SPACE, _TIME))


_PLAIN = ("partial", "total", "nabla", "prime")


class Measure:
    """The derivatives of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def derivative(self, node: Derivative) -> Any:
        """Return the value of a derivative.

        Raises:
            UndefinedError: it is not said by what is differentiated.
            EvaluationError: it cannot be measured here: at a kink, or next to a pole.
        """
        of, wrt = node.of, node.wrt
        if node.style == "prime" and not wrt:
            order = node.order
            while isinstance(of, Derivative) and of.style == "prime" and not of.wrt:
                order, of = order + of.order, of.of
            return self._by(of, (_primed_by(of),) * order)
        while wrt and isinstance(of, Derivative) and of.wrt and of.style in _PLAIN:
            # A derivative of a derivative is one of second order.
            wrt, of = (*of.wrt, *wrt), of.of
        match node.style:
            case "partial" | "total" | "nabla" | "prime":
                if not wrt:
                    return self._without_variable(node)
                return self._by(of, wrt)
            case "laplacian":
                return self._laplacian(of, wrt)
            case "divergence":
                return self._divergence(of, wrt)
            case "curl":
                return self._curl(of, wrt)
            case _:
                assert_never(node.style)

    def _without_variable(self, node: Derivative) -> Any:
        leaves = self._leaves
        if self._world.setting.sizes and not leaves:
            raise UndefinedError(f"it is not said by what {write(node.of)} is differentiated")
        if leaves or node.of.shape:
            if len(leaves) != 1:
                raise UndefinedError(f"it is not said by what {write(node.of)} is differentiated")
            return self._by(node.of, (leaves[0],))
        columns = [self._by(node.of, (x,)) for x in _SPACE]
        return np.array(columns, dtype=object)

    def _space(self, wrt: tuple[Expr, ...]) -> list[Expr]:
        """Return the coordinates: of what is named, else of the one free vector, else of space."""
        named = wrt or tuple(self._leaves[:1] if len(self._leaves) == 1 else ())
        return [x for name in named for x in self._world.entries(name)] or list(_SPACE)

    def _field(self, of: Expr, space: list[Expr]) -> list[Any]:
        """Return the derivative of a vector field by each coordinate."""
        if np.shape(self._world.value(of)) != (len(space),):
            raise UndefinedError(f"a field has {len(space)} components here")
        return [self._by(of, (x,)) for x in space]

    def _laplacian(self, of: Expr, wrt: tuple[Expr, ...]) -> Any:
        total: Any = fmpq(0)
        for x in self._space(wrt):
            total = total + self._by(of, (x, x))
        return total

    def _divergence(self, of: Expr, wrt: tuple[Expr, ...]) -> Any:
        by = self._field(of, self._space(wrt))
        total: Any = fmpq(0)
        for k, column in enumerate(by):
            total = total + column[k]
        return total

    def _curl(self, of: Expr, wrt: tuple[Expr, ...]) -> Any:
        r"""Return $\nabla \times F$, of a vector field in space."""
        space = self._space(wrt)
        if len(space) != 3:
            raise UndefinedError("a curl is of a vector of 3")
        by = self._field(of, space)
        pairs = ((1, 2), (2, 0), (0, 1))
        return self._world.array([by[j][k] - by[k][j] for j, k in pairs], [3])

    @cached_property
    def _leaves(self) -> list[Expr]:
        equations = self._world.equations
        return [name for name in equations.elements if name not in equations.definitions]

    def _by(self, of: Expr, wrt: tuple[Expr, ...]) -> Any:
        """Return the derivative by each name in turn, the last one last."""
        world = self._world
        inner, last = wrt[:-1], wrt[-1]
        if isinstance(last, Call) and last.op is ops.vec:
            # The columns of the Jacobian in the order of the entries of vec.
            by_rows = self._by(of, (*inner, last.args[0]))
            rank = len(last.args[0].shape)
            around = [*range(by_rows.ndim - rank), *reversed(range(by_rows.ndim)[-rank:])]
            return by_rows.transpose(around).reshape((*by_rows.shape[:-rank], -1))
        inputs = world.entries(last)
        columns = [self._one(of, inner, x) for x in inputs]
        if not last.shape and last not in world.equations.elements:
            return columns[0]
        made = np.empty((*np.shape(columns[0]), len(columns)), dtype=object)
        for k, column in enumerate(columns):
            made[..., k] = column
        return made.reshape((*np.shape(columns[0]), *np.shape(world.value(last))))

    def _one(self, of: Expr, inner: tuple[Expr, ...], x: Expr) -> Any:
        world = self._world
        x = world.element(x)
        if self._is_atom(of, (*inner, x)):
            return self._atom(of, (*inner, x))
        self._refuse_recurrence(of)
        here = world.cut.get(x, fmpq(0)) if x in SPACE else world.value(x)
        whole = Derivative(of, inner, "partial", len(inner)) if inner else of
        deeper = world.depth + 1
        nested = any(isinstance(node, Derivative) for node in parts_of(whole))
        # What is itself measured is measured alike at all three points.
        middle = (world.moved({x: here}, deeper) if nested else world).value(whole)

        def at(offset: fmpq) -> Any:
            return world.moved({x: here + offset}, deeper).value(whole)

        slope = _each(_slope, at(_STEP), middle, at(-_STEP))
        if world.depth:
            # Within another derivative it is a smooth function as it stands: errors cancel there.
            return slope
        if not any(map(_is_small, np.ravel(slope))):
            return _each(_with_radius, slope)
        half = _STEP / 2
        closer = _each(lambda up, down: (up - down) / (2 * half), at(half), at(-half))
        return _each(_between, closer, slope)

    def _refuse_recurrence(self, of: Expr) -> None:
        families = self._world.equations.families
        if not families.definitions:
            return
        for name in parts_of(of):
            if isinstance(name, (Symbol, Component)):
                for other in (name, *sorted(families.reached(name), key=write)):
                    if families.is_open(other):
                        raise UndefinedError(
                            f"{write(other)} is defined through others of its kind, "
                            "as many as nobody says"
                        )

    def _is_atom(self, of: Expr, wrt: tuple[Expr, ...]) -> bool:
        """Tell whether nothing says how a name depends on anything: its derivative is random."""
        world = self._world
        if not isinstance(of, (Symbol, Component)) or of in wrt:
            return False
        if of.shape or any(x.shape for x in wrt) or world.is_defined_as_a_whole(of):
            return False
        equations = world.equations
        known = any(
            of in names for names in (equations.definitions, equations.elements, equations.given)
        )
        return not known and equations.definition(of) is None

    def _atom(self, of: Expr, wrt: tuple[Expr, ...]) -> Any:
        world = self._world
        of = world.element(of)
        return world.free.wave(of, world.free.offsets(of), tuple(map(world.element, wrt)))


def depends(setting: Setting, name: Expr, x: Expr) -> bool:
    """Tell whether a name that nothing defines moves along with `x`."""
    if x in SPACE:
        return name not in SPACE
    if not setting.depends or not isinstance(x, (Symbol, Component)):
        return False
    mine, others = _stems(name), _stems(x)
    return any((one, other) in setting.depends for one in mine for other in others)


def _stems(name: Expr) -> tuple[str, ...]:
    key = key_of(name)
    if isinstance(name, Component) and isinstance(name.base, Symbol):
        return key, name.base.name + "_"
    return (key,)


def _primed_by(of: Expr) -> Expr:
    """Return the one name in an expression, by which a prime differentiates it, or a time."""
    names = [] if isinstance(of, (Symbol, Component)) else names_in(of)
    return names[0] if len(names) == 1 else _TIME


def _each(function: Callable[..., Any], *values: Any) -> Any:
    """Return a function of numbers, entry by entry where they are arrays."""
    if not isinstance(values[0], np.ndarray):
        return function(*values)
    made = np.empty(values[0].size, dtype=object)
    made[:] = [function(*row) for row in zip(*map(np.ravel, values), strict=True)]
    return made.reshape(values[0].shape)


def _slope(up: Any, middle: Any, down: Any) -> Any:
    """Return a central difference.

    Raises:
        EvaluationError: there is a kink here: the slopes of both sides differ.
    """
    slope = (up - down) / (2 * _STEP)
    bend = abs(as_ball((up - 2 * middle + down) / _STEP))
    if not bend < _BEND * (1 + abs(as_ball(slope))):
        raise EvaluationError("there is a kink here")
    return slope


def _is_small(slope: Any) -> bool:
    """Tell whether a slope may be 0: then what it is off is told by another step."""
    return not is_zero(slope) and not bool(abs(as_ball(slope)) > _SMALL)


def _with_radius(slope: Any) -> Any:
    """Return a slope with what it may be off: $h^2 f'''/6$, against it."""
    if is_zero(slope):
        return slope
    return slope + arb(0, (_TRUNCATED * abs(as_ball(slope))).upper())


def _between(closer: Any, slope: Any) -> Any:
    """Return the slope with half the step, off by no more than it is from the other one."""
    away = abs(as_ball(closer - slope)) + _TRUNCATED * abs(as_ball(closer))
    return closer + arb(0, away.upper())
