"""Every model of the gallery is read, with the shapes that its program computes with."""

import inspect
from collections.abc import Callable

import pytest

from docs.gallery.models import EXAMPLES, Example
from nablatex import Model
from nablatex.expr import Compare, Expr, Symbol
from nablatex.shape import is_unknown
from nablatex.traverse import free_symbols, postorder


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
def test_names_and_shapes(example: Example) -> None:
    model = Model(example.latex, example.shapes)
    names = [n for s in model.statements for n in postorder(s) if isinstance(n, Symbol)]
    assert not any(is_unknown(dim) for name in names for dim in name.dims)
    assert all(len({n.dims for n in names if n.name == name.name}) == 1 for name in names)
    for asked in (example.of, *example.wrt):
        model.name(asked)  # or it raises


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
def test_the_program_takes_what_the_model_leaves_free(example: Example) -> None:
    given: set[Expr] = set()
    defined: set[Expr] = set()
    for statement in Model(example.latex, example.shapes).statements:
        match statement:
            case Compare(("in",), (name, space)):
                given.add(name)
                defined |= free_symbols(space)  # sizes are not given
            case Compare(("=",), (left, right)):
                defined |= free_symbols(left)  # with the indices of a_{ij} = ...
                given |= free_symbols(right)
            case _:
                pass
    program: dict[str, Callable[..., object]] = {}
    exec(example.jax, program)
    taken = set(inspect.signature(program["model"]).parameters)
    assert taken == {_plain(name.name) for name in given - defined if isinstance(name, Symbol)}


def _plain(name: str) -> str:
    r"""Return what a program calls a name: Sigma for `\Sigma`, `W_r` for `W_{\text{r}}`."""
    return (
        name.replace("{t-1}", "before")
        .replace(r"\text", "")
        .translate(str.maketrans("", "", "\\{}"))
    )
