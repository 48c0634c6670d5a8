"""The gallery: its derivatives against JAX's, its formulas, its pages."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from docs.gallery import build
from docs.gallery.models import EXAMPLES, Example
from docs.gallery.program import SIZES, program
from nablatex import Model
from nablatex.expr import Symbol
from nablatex.latex import write
from nablatex.model import Step, Worked
from nablatex.model.arrays import WorkedArrays

# What stands in a program's place of a letter, a name or a sign where something went wrong.
INTERNAL = re.compile(r"\b(?:Derivative|Symbol|Call|Component)\(|\bd#|#\d|<[\w.]+ object|\?|None")
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"```.*?```", re.DOTALL)
OTHER_SIZES = (5, 3, 4, 2, 6, 7)

WANTED = [(example, wrt) for example in EXAMPLES for wrt in example.wrt]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
each_derivative = pytest.mark.parametrize(
    ("example", "wrt"), WANTED, ids=[f"{example.slug}-{wrt}" for example, wrt in WANTED]
)


@cache
def pages() -> dict[str, str]:
    return build.pages()


def model_of(example: Example, more: str = "") -> Model:
    return Model(f"{example.latex}\n{more}", example.shapes, assume=example.facts)


@cache
def derivatives() -> dict[tuple[str, str], Worked]:
    return {(e.slug, wrt): model_of(e).derivative(e.of, wrt) for e, wrt in WANTED}


@pytest.mark.parametrize(("sizes", "seed"), [(SIZES, 0), (OTHER_SIZES, 1)], ids=["one", "other"])
@each_example
def test_jax_finds_the_same(
    example: Example, sizes: tuple[int, ...], seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    source = program(example, sizes, seed)
    assert sizes != SIZES or source in pages()[f"{example.slug}.md"]
    exec(compile(source, example.slug, "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in lines) == sorted(example.wrt)


@each_derivative
def test_the_formula_reads_back(example: Example, wrt: str) -> None:
    found = derivatives()[example.slug, wrt]
    text = write(found.result, found.notation)
    assert write(model_of(example).read(text), found.notation) == text


@each_derivative
def test_what_is_shown_has_the_numbers_of_the_derivative(example: Example, wrt: str) -> None:
    r"""Read it as the model of `\Psi` and ask for the derivative of `\psi \Psi` by `\psi`."""
    found = derivatives()[example.slug, wrt]
    if len(found.shape) != len(found.result.shape):
        # Shown by entries or as a matrix of vec, which the library itself tries in numbers.
        text = write(found.result, found.notation)
        assert model_of(example).read(text) is found.result
        return
    main = found.latex().split(r",\quad ")[0]
    again = model_of(example, f"{definitions(found)}\n\\Psi = \\psi \\cdot ({main})")
    values = drawn(example)
    numbers = again.derivative(r"\Psi", r"\psi").evaluate(values | {r"\psi": 1.0})
    np.testing.assert_allclose(numbers, found.evaluate(values), rtol=1e-8, atol=1e-10)


def definitions(found: Worked) -> str:
    """Return the shape of the result, and what its own names stand for."""
    sizes = r" \times ".join(map(str, found.shape))
    rows = [rf"\Psi \in \mathbb{{R}}^{{{sizes}}}" if sizes else r"\Psi \in \mathbb{R}"]
    for name, value in reversed(found.where if isinstance(found, WorkedArrays) else []):
        if isinstance(name, Symbol):
            rows.append(f"{write(name, found.notation)} = {write(value, found.notation)}")
    return "\n".join(rows)


def drawn(example: Example) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(program(example).partition("def compare")[0], names)
    values: dict[str, Any] = names["values"]
    return values


@each_derivative
def test_every_step_has_a_title_in_both_languages(example: Example, wrt: str) -> None:
    for step in steps_of(derivatives()[example.slug, wrt]):
        assert step.rule.isascii()
        assert re.search("[가-힣]", step.rule_ko)
        assert bool(step.note) == bool(step.note_ko)


@each_derivative
def test_both_sides_of_every_step_have_as_many_axes(example: Example, wrt: str) -> None:
    for step in steps_of(derivatives()[example.slug, wrt]):
        assert len(step.before.shape) == len(step.after.shape), step.latex


def steps_of(found: Worked) -> list[Step]:
    """Return the steps with those inside them."""
    steps = list(found.steps)
    for step in steps:
        steps.extend(step.parts)
    assert steps
    return steps


def test_pages_are_up_to_date() -> None:
    shown = {path.name: path.read_text(encoding="utf-8") for path in build.FOLDER.glob("*.md")}
    stale = sorted(name for name, text in pages().items() if shown.get(name) != text)
    assert not stale, "python -m docs.gallery.build"
    assert shown.keys() == pages().keys()


@each_example
def test_nothing_internal_is_shown(example: Example) -> None:
    text = CODE.sub("", pages()[f"{example.slug}.md"])
    assert not INTERNAL.findall(text)
    # Markdown has the sign of a formula twice or not at all.
    assert "$" not in FORMULA.sub("", text)
