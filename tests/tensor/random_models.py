r"""Random models tried in numbers: what they give against JAX, and what is printed against that.

Run as a program it tries as many as it is told and prints the figures, and every mismatch minimal:

    python -m tests.tensor.random_models --count 20000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from nablatex import NablatexError, UndefinedError, read, write
from nablatex.expr import ZERO, Expr, Sum, Symbol
from nablatex.tensor import Leaf, System, Writer, derive, names_of, postorder, same_as_formula
from nablatex.tensor.build import spread
from nablatex.tensor.derive import ArrayDerivative
from nablatex.tensor.lower import lower
from nablatex.tensor.numbers import value
from nablatex.tensor.ranges import letter
from nablatex.tensor.scope import Scope
from tests.tensor.strategies import OUTPUT, PARTS, SHAPES, SIZES, SYMMETRIC, Maker, Model

FUEL = 5
STEP = 1e-5
MOST_REPORTED = 6
# Signs that are read as a norm, a determinant, a greatest value entry by entry, a matrix product.
READ_AS_ANOTHER = ("|", "\\max", "\\min", "^2(")
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of one model: "right", "wrong ...", "refused ..." or "no value"."""

    kind: str
    what: str = ""


def numbers(seed: int) -> dict[str, Array]:
    """Return an array for each name that a model may have."""
    rng = np.random.default_rng(seed)
    made = {
        name: np.asarray(rng.standard_normal(tuple(SIZES[str(d)] for d in shape)))
        for name, shape in SHAPES.items()
    }
    made["S"] = made["S"] + made["S"].T
    return made


def by_jax(model: Model, at: dict[str, Array]) -> Array:
    """Return the derivative by automatic differentiation."""

    def run(array: Any) -> Any:
        return model.run({**at, model.wrt.name: array})

    first = jax.jacrev if model.output.shape else jax.grad
    take = first if model.order == 1 else jax.hessian
    return np.asarray(take(run)(at[model.wrt.name]))


def by_differences(model: Model, at: dict[str, Array], direction: Array) -> Array:
    """Return the derivative in a direction, of a gradient if it is a second one."""

    def run(array: Any) -> Any:
        return model.run({**at, model.wrt.name: array})

    step = STEP * direction
    function = run if model.order == 1 else jax.grad(run)
    here = at[model.wrt.name]
    ahead, behind = function(here + step), function(here - step)
    return np.asarray((ahead - behind) / (2 * STEP))


def system_of(model: Model) -> System:
    facts: dict[Expr, tuple[str, ...]] = {SYMMETRIC: ("symmetric",)}
    if model.wrt is SYMMETRIC:
        facts.clear()
    return System(model.definitions, facts=facts)


def tried(model: Model, seed: int) -> Outcome:
    """Differentiate a model both ways and compare."""
    at = numbers(seed)
    system = system_of(model)
    try:
        found = derive(system, model.output, (model.wrt,) * model.order)
        named: dict[Expr, Array] = {Symbol(n, s): at[n] for n, s in SHAPES.items()}
        named |= {Symbol(dim, ()): np.asarray(float(size)) for dim, size in SIZES.items()}
        got = np.asarray(value(found.array, named, SIZES))
    except NablatexError as error:
        return Outcome("refused", f"{type(error).__name__}: {error}"[:100])
    wanted = by_jax(model, at)
    if got.shape != wanted.shape:
        return Outcome("wrong shape", f"{got.shape} for {wanted.shape}")
    finite = np.all(np.isfinite(wanted)) and np.all(np.isfinite(got))
    if not finite or np.max(np.abs(wanted), initial=0) > 1e8:
        return Outcome("no value")
    close = np.allclose(got, wanted, rtol=1e-7, atol=1e-8 * (1 + np.max(np.abs(wanted), initial=0)))
    if not close and not at_kink(model, at, got):
        return Outcome("wrong number")
    return printed(found, system, named)


def at_kink(model: Model, at: dict[str, Array], got: Array) -> bool:
    """Tell whether two rules differ at a tie only: differences agree with what was found, or none."""
    draw = np.random.default_rng(3)
    direction = np.asarray(draw.standard_normal(at[model.wrt.name].shape))
    measured = by_differences(model, at, direction)
    along = np.tensordot(got, direction, direction.ndim)
    return np.allclose(along, measured, rtol=1e-4, atol=1e-4 * (1 + np.max(np.abs(measured))))


def printed(found: ArrayDerivative, system: System, at: dict[Expr, Array]) -> Outcome:
    """Compare the numbers of what is printed, as a formula and as LaTeX read again."""
    leaves = [n for n in postorder(found.of.array) if isinstance(n, Leaf)]
    leaves += [by.array for by in found.wrt if isinstance(by.array, Leaf)]
    everything = [*leaves, *postorder(found.array)]
    writer = Writer(system.origin, names_of(everything))
    try:
        formula = writer.shown(found.array, ())
        letters = writer.letters_of(found.array, ())
    except NablatexError as error:
        return Outcome("not printed", f"{type(error).__name__}: {error}"[:100])
    stands = writer.notation.stands
    same = same_as_formula(found.array, formula, letters, leaves, system, stands)
    if same is False:
        return Outcome("wrong formula", write(formula))
    return read_again(found, formula, letters, system, at)


def read_again(
    found: ArrayDerivative,
    formula: Expr,
    letters: Sequence[Expr],
    system: System,
    at: dict[Expr, Array],
) -> Outcome:
    """Compare the numbers of the LaTeX that is printed."""
    latex = write(formula)
    shapes = {**SHAPES, **{name: s for s, names in PARTS.items() for name in names}}
    shapes[OUTPUT] = found.of.shape
    known = {n.name: n for n in postorder(found.of.array) if isinstance(n, Leaf)}
    if any(not isinstance(n.name, Symbol) for n in postorder(found.array) if isinstance(n, Leaf)):
        return Outcome("right", "in terms of derivatives")
    try:
        again = lower(
            _sized(read(latex, shapes=shapes), found, letters), Scope(known, system.origin)
        )
        names, free = [letter(k) for k in letters], [letter(k) for k in again.free]
        tensor = again.tensor
        if letters:
            axes = [names.index(k) for k in free]
            if tensor.shape != tuple(found.array.shape[k] for k in axes):
                return Outcome("right", "an element that brackets keep in range")
            tensor = spread(tensor, found.array.shape, axes)
        got = value(tensor, {**at, _zeros(found): np.zeros(_sizes(found))}, SIZES)
    except UndefinedError as error:
        # A delta of two letters alone does not say how far they go.
        return Outcome("right" if letters else "LaTeX not read", f"{error} | {latex}")
    except (NablatexError, ValueError) as error:
        return Outcome("LaTeX not read", f"{type(error).__name__}: {error}"[:160] + " | " + latex)
    wanted = value(found.array, at, SIZES)
    if np.shape(got) != np.shape(wanted) or not np.allclose(got, wanted, rtol=1e-7, equal_nan=True):
        return Outcome("wrong LaTeX", latex)
    return Outcome("right")


def _zeros(found: ArrayDerivative) -> Symbol:
    return Symbol("O", found.array.shape)


def _sizes(found: ArrayDerivative) -> tuple[int, ...]:
    return tuple(SIZES[str(dim)] for dim in found.array.shape)


def _sized(formula: Expr, found: ArrayDerivative, letters: Sequence[Expr]) -> Expr:
    """Return a formula plus zeros of its shape, so that an identity alone has a size."""
    shape = found.array.shape
    if formula is ZERO:
        return _zeros(found)
    return Sum((formula, _zeros(found))) if shape and not letters else formula


def is_ambiguous(outcome: Outcome) -> bool:
    """Tell whether signs are printed that are read as another function of an array."""
    return "LaTeX" in outcome.kind and any(sign in outcome.what for sign in READ_AS_ANOTHER)


class Recorded:
    """Choices from a list, then random ones; remembers them all."""

    def __init__(self, given: Sequence[int], rng: random.Random | None) -> None:
        self._given = list(given)
        self._rng = rng
        self.made: list[int] = []

    def __call__(self, bound: int) -> int:
        place = len(self.made)
        if place < len(self._given):
            number = min(self._given[place], bound - 1)
        else:
            number = self._rng.randrange(bound) if self._rng else 0
        self.made.append(number)
        return number


def minimal(choices: list[int], kind: str, seed: int) -> tuple[Model, Outcome]:
    """Return the smallest model found with an outcome of this kind."""

    def outcome(given: list[int]) -> tuple[Model, Outcome]:
        model = Maker(Recorded(given, None)).model(FUEL)
        try:
            return model, tried(model, seed)
        except Exception as error:
            return model, Outcome("crash", f"{type(error).__name__}: {error}"[:160])

    best, found = choices, outcome(choices)
    changed = True
    while changed:
        changed = False
        for option in _smaller(best):
            model, result = outcome(option)
            if result.kind == kind:
                best, found, changed = option, (model, result), True
                break
    return found


def _smaller(choices: list[int]) -> list[list[int]]:
    while choices and choices[-1] == 0:
        choices = choices[:-1]
    options = [
        choices[:k] + choices[k + width :]
        for width in (8, 4, 2, 1)
        for k in range(len(choices) - width + 1)
    ]
    for k, number in enumerate(choices):
        options += [
            [*choices[:k], less, *choices[k + 1 :]]
            for less in {0, number // 2, number - 1}
            if 0 <= less < number
        ]
    return [
        option
        for option in options
        if (len(option), sum(option)) < (len(choices) + 1, sum(choices) + 1)
    ]


def shown(model: Model) -> str:
    """Return a model as one line."""
    rows = "; ".join(f"{write(a)} = {write(b)}" for a, b in model.definitions.items())
    return f"{rows} by {write(model.wrt)}" + (" twice" if model.order == 2 else "")


def main(count: int, seed: int) -> None:
    """Try `count` models and print what came out."""
    kinds: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    reported: Counter[str] = Counter()
    start = time.monotonic()
    for number in range(count):
        choose = Recorded([], random.Random(f"{seed}-{number}"))
        model = Maker(choose).model(FUEL)
        try:
            outcome = tried(model, number)
        except Exception as error:
            outcome = Outcome("crash", f"{type(error).__name__}: {error}"[:160])
        kinds[outcome.kind + " (|x|, max)" * is_ambiguous(outcome)] += 1
        if outcome.kind == "refused":
            refused[outcome.what] += 1
        fault = outcome.kind not in ("right", "no value", "refused")
        disagrees = outcome.kind == "refused" and "does not agree" in outcome.what
        if (
            (fault or disagrees)
            and not is_ambiguous(outcome)
            and reported[outcome.kind] < MOST_REPORTED
        ):
            reported[outcome.kind] += 1
            small, result = minimal(choose.made, outcome.kind, number)
            print(f"{result.kind}: {shown(small)} | {result.what} (seed {number})", flush=True)
        if (number + 1) % 500 == 0 or number + 1 == count:
            seconds = time.monotonic() - start
            print(f"{number + 1} models, seed {seed}, {seconds:.0f} s: {dict(kinds)}", flush=True)
    for what, times in refused.most_common():
        print(f"  refused {times}: {what}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with jax.enable_x64():
        main(given.count, given.seed)
    sys.exit(0)
