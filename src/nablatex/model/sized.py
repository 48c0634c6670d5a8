"""Whether a derivative is one of whole arrays, or of elements that have names of their own.

Separate from both engines: a model that names its elements, `w = [w_0, w_1]`, or speaks of
numbers alone, is differentiated element by element; any other by arrays, whatever its sizes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from nablatex.equations import Equations, bare
from nablatex.errors import UndefinedError
from nablatex.expr import Component, Expr, Reduction, Stack, Symbol
from nablatex.latex import write
from nablatex.normalise import value_of
from nablatex.shape import Shape, is_unknown
from nablatex.traverse import postorder, transform


def with_arrays(
    equations: Equations, names: Iterable[Expr], shapes: Mapping[str, Shape]
) -> tuple[Equations, tuple[Expr, ...]]:
    r"""Return equations and names in which `x_i` is an element of an array of known size.

    Where all sizes are numbers an element is a name of its own; under a sum over a letter,
    `\sum_i x_i^2`, it is one of the array's. Elements with numbers, or written out, stay names.
    """
    by_name = {bare(name): (name, shape) for name, shape in shapes.items() if shape}
    written = {bare(n.name) for n in equations.elements if isinstance(n, Symbol)}

    def of_array(node: Expr) -> Expr:
        match node:
            case Component(Symbol(name, ()), indices, "sub") if name in by_name:
                whole, shape = by_name[name]
                if name not in written and len(shape) == len(indices):
                    return Component(Symbol(whole, shape), indices, "sub")
            case _:
                pass
        return node

    listed = tuple(names)
    lefts = (*equations.values, *equations.definitions)
    if any(_is_numbered(n) and not _is_lettered(n) for n in lefts):
        return equations, listed
    sides = (*equations.definitions.values(), *equations.definitions, *listed)
    if not any(map(_has_open_letter, sides)):
        return equations, listed
    made = {
        transform(left, of_array): transform(right, of_array)
        for left, right in equations.definitions.items()
    }
    return replace(equations, definitions=made), tuple(transform(n, of_array) for n in listed)


def _has_open_letter(expr: Expr) -> bool:
    """Tell whether an element has a letter that no sum with numbers for bounds is over."""
    nodes = list(postorder(expr))
    closed = {
        n.index
        for n in nodes
        if isinstance(n, Reduction) and _is_number(n.lower) and _is_number(n.upper)
    }
    letters = (index for n in nodes if _is_lettered(n) for index in n.children[1:])
    return any(
        part not in closed and isinstance(part, Symbol) for at in letters for part in postorder(at)
    )


def _is_number(bound: Expr | None) -> bool:
    return bound is not None and value_of(bound) is not None


def _is_lettered(node: Expr) -> bool:
    """Tell whether a node is an element by a letter of something without a shape."""
    return _is_numbered(node) and any(value_of(index) is None for index in node.children[1:])


def are_arrays(equations: Equations, names: Iterable[Expr]) -> bool:
    """Tell whether names are those of arrays whose elements nobody has named."""
    listed = list(names)
    nodes = _reached(equations, listed)
    arrays = [n for n in nodes if isinstance(n, Symbol) and n.shape]
    if not arrays:
        return False
    if any(n in equations.elements or isinstance(n, Stack) for n in nodes):
        return False
    if any(any(map(is_unknown, n.shape)) for n in arrays):
        return False
    # A number \lambda_1 is a name of its own.
    return not any(_is_lettered(n) for n in nodes)


def shapes_missing(equations: Equations, names: Iterable[Expr]) -> UndefinedError | None:
    """Return the error for names without a shape beside arrays whose sizes are letters, or None."""
    nodes = _reached(equations, names)
    arrays = [n for n in nodes if isinstance(n, Symbol) and n.shape]
    if not any(isinstance(dim, str) and not is_unknown(dim) for n in arrays for dim in n.shape):
        return None
    open_: list[Expr] = [n for n in arrays if any(map(is_unknown, n.shape))]
    open_ += [n.base for n in nodes if isinstance(n, Component) and _is_lettered(n)]
    if not open_:
        return None
    shown = ", ".join(dict.fromkeys(map(write, open_)))
    return UndefinedError(f"the shapes of {shown} do not follow from the model; declare them")


def _is_numbered(node: Expr) -> bool:
    """Tell whether a node is an element `x_1` of something without a shape."""
    return isinstance(node, Component) and node.place == "sub" and not node.base.shape


def _reached(equations: Equations, names: Iterable[Expr]) -> list[Expr]:
    """Return every part of the definitions that names depend on."""
    rights: dict[Expr, list[Expr]] = {}
    for left, right in equations.definitions.items():
        rights.setdefault(left.base if isinstance(left, Component) else left, []).append(left)
        rights[left.base if isinstance(left, Component) else left].append(right)
    found: dict[Expr, None] = {}
    waiting = list(names)
    while waiting:
        for node in postorder(waiting.pop()):
            if node not in found:
                found[node] = None
                waiting += rights.get(node, [])
    return list(found)
