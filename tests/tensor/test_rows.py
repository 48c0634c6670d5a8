"""Every row of the table of operations on arrays: value, both modes, spelling, JAX, title."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest

from nablatex import ops, read, write
from nablatex.errors import NoRuleError
from nablatex.evaluate import evaluate
from nablatex.expr import OPS, Expr, Op, Symbol
from nablatex.tensor import lower_calls
from nablatex.tensor.differential import pullback, pushforward
from nablatex.tensor.kinds import Leaf, Tensor
from nablatex.tensor.lower import lower
from nablatex.tensor.numbers import value
from nablatex.tensor.scope import Scope
from tests.tensor.rows import JAX, SIZES, SPECTRA, Array, Case, cases

STEP = 1e-6
ROWS = [
    op
    for op in OPS.values()
    if op.partials is not None or op.differential is not None or op in lower_calls._CALLS
]
# Rows that nothing is differentiated through, each with the reason.
UNTRIED = {
    "polar": "stands in the derivative of the nuclear norm; a second derivative is refused",
    "dyad": "stands in the derivative of the spectral norm; a second derivative is refused",
}
# Rows that no formula of their own is written for.
UNSPELLED = {
    "power": "a power is a kind of its own, and is read as that",
    "greatest": "written \\max, which is read as the row of max",
    "least": "written \\min, which is read as the row of min",
    "nuclear_norm": "written \\|X\\|_*, which is read as the row of norm",
    "spectral_norm": "written \\|X\\|_2, which is read as the row of norm",
}
# Formulas whose spelling means another row for arrays of these shapes.
READ_AS_ANOTHER = {"kron[m;n]": "of two vectors it is their outer product"}
NO_SIGN = {"abs[n]": "|x| is the norm of a vector", "abs[m,n]": "|X| is a determinant"}
WITHOUT_JAX = {"dyad": "JAX has singular vectors, up to their sign, and no row of its own for it"}
CASES = cases(ROWS)
SMOOTH = [case for case in CASES if case.op.name not in UNTRIED]


def label(case: Case) -> str:
    return case.label


def array_of(case: Case) -> Tensor:
    return lower(case.call, Scope({})).tensor


def marked(name: Symbol, mark: str) -> Leaf:
    made = Symbol(f"{mark}{name.name}", name.shape)
    return Leaf(made, made.shape, frozenset(), None)


def leaf(name: Symbol) -> Leaf:
    return Leaf(name, name.shape, frozenset(), None)


def directions(case: Case) -> dict[Expr, Array]:
    rng = np.random.default_rng(7)
    shapes = [tuple(SIZES[str(d)] for d in name.shape) for name in case.names]
    pairs = zip(case.names, shapes, strict=True)
    return {marked(name, "d").name: rng.standard_normal(shape) for name, shape in pairs}


def by_evaluator(case: Case, at: dict[Expr, Array]) -> Array:
    """Return the value by the row's evaluator, which knows nothing of arrays by index."""
    return np.asarray(evaluate(case.call, at), dtype=float)


def test_no_row_is_forgotten() -> None:
    assert {case.op.name for case in CASES} == {op.name for op in ROWS} | {"norm"}
    spectra = {case.op.name for case in SPECTRA}
    assert set(JAX) | set(WITHOUT_JAX) | spectra == {op.name for op in ROWS}
    assert not set(JAX) & set(WITHOUT_JAX)
    assert set(UNTRIED) | set(UNSPELLED) <= {op.name for op in ROWS}


@pytest.mark.parametrize("case", CASES, ids=label)
@pytest.mark.parametrize("seed", [0, 1])
def test_value_and_its_shape(case: Case, seed: int) -> None:
    at = case.numbers(seed)
    found = value(array_of(case), at, SIZES)
    wanted = by_evaluator(case, at)
    assert np.size(found) == wanted.size
    assert np.shape(lower(case.call, Scope({})).groups) == (np.squeeze(wanted).ndim,)
    assert np.allclose(np.reshape(found, wanted.shape), wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", SMOOTH, ids=label)
@pytest.mark.parametrize("seed", [0, 1])
def test_differential_agrees_with_differences(case: Case, seed: int) -> None:
    at, moved = case.numbers(seed), directions(case)
    linear = pushforward(array_of(case), {leaf(n): marked(n, "d") for n in case.names})
    found = value(linear, {**at, **moved}, SIZES)
    ahead = {n: at[n] + STEP * moved[marked(n, "d").name] for n in case.names}
    behind = {n: at[n] - STEP * moved[marked(n, "d").name] for n in case.names}
    measured = (by_evaluator(case, ahead) - by_evaluator(case, behind)) / (2 * STEP)  # type: ignore[arg-type]
    scale = 1 + np.max(np.abs(measured))
    assert np.allclose(np.reshape(found, measured.shape), measured, rtol=1e-5, atol=1e-6 * scale)


@pytest.mark.parametrize("case", SMOOTH, ids=label)
def test_both_modes_are_transposes(case: Case) -> None:
    root, at, moved = array_of(case), case.numbers(2), directions(case)
    cotangent = Leaf(Symbol(r"\bar{y}", root.shape), root.shape, frozenset(), None)
    above = np.random.default_rng(8).standard_normal(np.shape(value(root, at, SIZES)))
    numbers = {**at, **moved, cotangent.name: above}
    for name in case.names:
        forward = value(pushforward(root, {leaf(name): marked(name, "d")}), numbers, SIZES)
        backward = value(pullback(root, leaf(name), cotangent, 0), numbers, SIZES)
        assert np.shape(backward) == np.shape(at[name])
        direction = moved[marked(name, "d").name]
        assert np.isclose(np.sum(above * forward), np.sum(backward * direction), rtol=1e-10)


SPELLED = [
    case
    for case in CASES
    if case.op.name not in UNSPELLED and case.label not in {**READ_AS_ANOTHER, **NO_SIGN}
]


@pytest.mark.parametrize("case", SPELLED, ids=label)
def test_is_read_as_it_is_written(case: Case) -> None:
    shapes = {name.name: name.shape for name in case.names}
    assert read(write(case.call), shapes=shapes) is case.call, write(case.call)


@pytest.mark.parametrize("name", UNSPELLED)
def test_what_has_no_formula_of_its_own_has_no_spelling(name: str) -> None:
    assert not OPS[name].spellings


@pytest.mark.parametrize("case", [c for c in SMOOTH if c.jax is not None], ids=label)
def test_agrees_with_jax(case: Case) -> None:
    assert case.jax is not None
    at, root = case.numbers(3), array_of(case)
    given = [at[name] for name in case.names]
    function: Callable[..., Any] = case.jax
    with jax.enable_x64():
        wanted = np.asarray(function(*given))
        weights = np.random.default_rng(9).standard_normal(wanted.shape)
        slopes = jax.grad(
            lambda *x: (weights * function(*x)).sum(), argnums=tuple(range(len(given)))
        )(*given)
        slopes = [np.asarray(slope) for slope in slopes]
    found = value(root, at, SIZES)
    assert np.allclose(np.reshape(found, wanted.shape), wanted, rtol=1e-9)
    cotangent = Leaf(Symbol(r"\bar{y}", root.shape), root.shape, frozenset(), None)
    numbers = {**at, cotangent.name: weights.reshape(np.shape(found))}
    for name, slope in zip(case.names, slopes, strict=True):
        backward = value(pullback(root, leaf(name), cotangent, 0), numbers, SIZES)
        assert np.allclose(backward, slope, rtol=1e-8, atol=1e-9), name.name


@pytest.mark.parametrize("op", [*ROWS, ops.norm], ids=lambda op: op.name)
def test_has_a_title_in_each_language(op: Op) -> None:
    assert op.rule.title("en").startswith("derivative of ")
    assert op.rule.title("ko").endswith("미분")
    assert op.rule.en.removeprefix("derivative of ")


@pytest.mark.parametrize("name", UNTRIED)
def test_what_is_not_differentiated_says_so(name: str) -> None:
    case = next(c for c in CASES if c.op.name == name)
    with pytest.raises(NoRuleError, match=f"the row of {name} states no differential"):
        pushforward(array_of(case), {leaf(n): marked(n, "d") for n in case.names})
