r"""Unknown functions of which nothing says what they take or give: `\|r(x)\|^2`, `u(x)^\top v(x)`.

Separate from reading, which takes such a value for a number, as in `f(x)^2`: that a formula turns
it over or takes its length matters only where it is differentiated.
"""

from __future__ import annotations

from collections.abc import Collection, Container

from nablatex import ops
from nablatex.equations import Equations
from nablatex.errors import UndefinedError
from nablatex.expr import Apply, Call, Component, Expr, Reduction, Symbol
from nablatex.model.ties import reached
from nablatex.shape import is_unknown
from nablatex.traverse import parts_of

_OF_ARRAYS = (ops.transpose, ops.norm)
_WORDS = (r"\operatorname", r"\text", r"\mathrm")


def refuse_undeclared(of: Expr, equations: Equations, declared: Container[str]) -> None:
    r"""Refuse functions that may give a number or a vector, and those taken for both.

    Args:
        of: what is differentiated.
        equations: what defines it.
        declared: functions of which it is said from where to where they go.

    Raises:
        UndefinedError: nothing decides what a function gives; the error says how to declare it.
    """
    rights = [equations.definitions.get(name, name) for name in reached([of], equations)]
    nodes = [part for right in rights for part in parts_of(right)]
    indices = {node.index for node in nodes if isinstance(node, Reduction)}
    indices |= {index for name in equations.definitions for index in _indices(name)}
    whole: dict[str, bool] = {}
    for node in nodes:
        inner = node.args[0] if isinstance(node, Call) and node.op in _OF_ARRAYS else node
        if not isinstance(inner, Apply) or inner.orders:
            continue
        if inner.function in declared or inner.function in equations.functions:
            continue
        _refuse_alone(inner, indices, turned=inner is not node)
        if len(inner.args) == 1 and inner.args[0].shape:
            takes_all = inner.shape != inner.args[0].shape
            if whole.setdefault(inner.function, takes_all) != takes_all:
                raise UndefinedError(
                    f"{inner.function} goes entry by entry in one place and takes a whole vector "
                    f"in another; {_how(inner.function)}"
                )


def _refuse_alone(node: Apply, indices: Collection[Expr], *, turned: bool) -> None:
    """Refuse a function for what shows where it stands, turned over or measured or not."""
    function = node.function
    if _is_numbered(function, indices):
        raise UndefinedError(
            f"{function} is another function for each index; write one function of the index's "
            "element, f(x, y_i)"
        )
    if function.startswith(_WORDS) and any(arg.shape for arg in node.args):
        raise UndefinedError(f"nothing says what {function} does to a vector; {_how(function)}")
    if any(map(is_unknown, node.shape)):
        raise UndefinedError(f"nothing says how many elements {function} gives; {_how(function)}")
    if turned and not node.shape:
        raise UndefinedError(
            f"nothing says whether {function} gives a number or a vector; {_how(function)}"
        )


def _indices(name: Expr) -> tuple[Expr, ...]:
    return name.indices if isinstance(name, Component) else ()


def _is_numbered(function: str, indices: Collection[Expr]) -> bool:
    r"""Tell whether this is the `f_i` of `\sum_i f_i(w)`."""
    letters = {index.name for index in indices if isinstance(index, Symbol)}
    label = function.partition("_")[2].strip("{}")
    return label in letters or (label.isalpha() and bool(set(label) & letters))


def _how(function: str) -> str:
    reals = r"\mathbb{R}"
    return rf"declare {function}: {reals}^n \to {reals}^m, or {reals} \to {reals}"
