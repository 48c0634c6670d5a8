"""Every row of the table of operations: its derivative against finite differences, its spelling."""

import numpy as np
import pytest

from nablatex import ops
from nablatex.evaluate import evaluate
from nablatex.expr import OPS, Call, Expr, Op, Symbol
from nablatex.latex import read

x = Symbol("x", ())
UNARY = [op for op in OPS.values() if op.partials is not None and op.arity == (1, 1)]


def point(op: Op, share: float) -> float:
    """Return a legal argument of an elementwise function."""
    low, high = max(op.domain[0], -2.0), min(op.domain[1], 3.0)
    return low + (high - low) * share


@pytest.mark.parametrize("op", UNARY, ids=lambda op: op.name)
@pytest.mark.parametrize("share", [0.13, 0.37, 0.61, 0.92])
def test_derivative_agrees_with_differences(op: Op, share: float) -> None:
    at, step = point(op, share), 1e-6
    value = Call(op, (x,))
    assert op.partials is not None
    (partial,) = op.partials((x,))
    measured = (evaluate(value, {x: at + step}) - evaluate(value, {x: at - step})) / (2 * step)
    assert np.isclose(evaluate(partial, {x: at}), measured, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", ["log_base", "root", "max", "min"])
def test_derivative_by_each_of_two_arguments(name: str) -> None:
    op, y = OPS[name], Symbol("y", ())
    value, step = Call(op, (x, y)), 1e-6
    at: dict[Expr, float] = {x: 2.7, y: 1.9}
    assert op.partials is not None
    for argument, partial in zip((x, y), op.partials((x, y)), strict=True):
        up = evaluate(value, {**at, argument: at[argument] + step})
        down = evaluate(value, {**at, argument: at[argument] - step})
        assert np.isclose(evaluate(partial, at), (up - down) / (2 * step), rtol=1e-5)


@pytest.mark.parametrize(
    ("op", "spelling"), [(op, spelling) for op in OPS.values() for spelling in op.spellings]
)
def test_every_spelling_is_read(op: Op, spelling: str) -> None:
    assert ops.BY_SPELLING[spelling] is op


@pytest.mark.parametrize("op", UNARY, ids=lambda op: op.name)
def test_is_read_as_it_is_written(op: Op) -> None:
    argument = "{x}" if op is ops.sqrt else "(x)"
    assert read(op.latex + argument) is Call(op, (x,))


def test_relu_has_derivative_zero_at_zero() -> None:
    assert ops.relu.partials is not None
    assert evaluate(ops.relu.partials((x,))[0], {x: 0.0}) == 0
