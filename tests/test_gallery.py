"""The gallery: its derivatives against JAX's, its formulas, its pages."""

from __future__ import annotations

import re
from functools import cache

import pytest

from docs.gallery import build
from docs.gallery.models import EXAMPLES, Example
from docs.gallery.program import SIZES, program
from nablatex import Model
from nablatex.expr import Expr, Symbol
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
    names = "\n".join(
        f"{write(a, found.notation)} = {write(b, found.notation)}" for a, b in _named(found)
    )
    model = model_of(example, names)
    main = found.latex().split(r",\quad ")[0]
    assert write(model.read(main), found.notation) == main


def _named(found: Worked) -> list[tuple[Expr, Expr]]:
    """Return what the result's own names stand for, those that need others last."""
    where = found.where if isinstance(found, WorkedArrays) else []
    return [(a, b) for a, b in reversed(where) if isinstance(a, Symbol)]


@each_derivative
def test_every_step_has_a_title_in_both_languages(example: Example, wrt: str) -> None:
    waiting: list[Step] = list(derivatives()[example.slug, wrt].steps)
    assert waiting
    while waiting:
        step = waiting.pop()
        assert step.rule.isascii()
        assert re.search("[가-힣]", step.rule_ko)
        assert bool(step.note) == bool(step.note_ko)
        waiting.extend(step.parts)


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
