"""The reference's generated pages: up to date, and about everything there is."""

from __future__ import annotations

import ast
from functools import cache

import pytest

import nablatex
from docs.reference import build
from docs.reference.faults import FAULTS
from docs.reference.samples import SAID
from nablatex import ops, read
from nablatex.expr import OPS, Call, Op
from nablatex.latex.commands import COMMANDS
from tests.documents import ROOT

NAMED = [(op, name) for op in OPS.values() if op.arity == (1, 1) for name in op.spellings]


@cache
def pages() -> dict[str, str]:
    return build.pages()


@pytest.mark.parametrize(
    "name",
    ["functions.md", "latex-commands.md", "rules.md", "feedback.md", "python.md", "magics.md"],
)
def test_is_up_to_date(name: str) -> None:
    shown = (build.FOLDER / name).read_text(encoding="utf-8")
    assert shown == pages()[name], "python -m docs.reference.build"


def test_every_name_of_a_function_is_shown() -> None:
    named = {name for name, op in ops.BY_SPELLING.items() if op.name not in SAID}
    assert not {name for name in named if f"`{name}`" not in pages()["functions.md"]}


@pytest.mark.parametrize(("op", "name"), NAMED, ids=[name for _, name in NAMED])
def test_is_read_by_each_name_that_is_shown(op: Op, name: str) -> None:
    found = read(rf"\operatorname{{{name}}}(X)", shapes={"X": "n,n"})
    assert isinstance(found, Call)
    # Of a matrix the rows of `softmax` and others are those of arrays.
    assert found.op in (op, ops.greatest, ops.least)


def test_every_command_is_shown() -> None:
    shown = pages()["latex-commands.md"].replace(r"`\\|`", r"`\|`")
    assert not {name for name in COMMANDS if name.isprintable() and f"`{name}`" not in shown}


def test_every_kind_of_feedback_has_an_example() -> None:
    assert kinds_in_the_source() - {fault.kind for fault in FAULTS} == set()


def kinds_in_the_source() -> set[str]:
    """Return the kinds that stand in calls of `Feedback`."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Feedback"), args=[ast.Constant(str(kind)), *_]):
                    found.add(kind)
                case _:
                    pass
    return found


@pytest.mark.parametrize("name", nablatex.__all__)
def test_every_public_name_is_shown(name: str) -> None:
    assert f"### {name}\n" in pages()["python.md"]
