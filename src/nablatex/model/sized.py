"""Whether a derivative is one of whole arrays, or of elements that have names of their own.

Separate from both engines: a model that names its elements, `w = [w_0, w_1]`, or speaks of
numbers alone, is differentiated element by element; any other by arrays, whatever its sizes.
"""

from __future__ import annotations

from collections.abc import Iterable

from nablatex.equations import Equations
from nablatex.expr import Component, Expr, Stack, Symbol
from nablatex.shape import is_unknown
from nablatex.traverse import postorder


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
    return not any(_is_numbered(n) for n in nodes)


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
