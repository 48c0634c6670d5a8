"""One edit of an expression: a part at one place replaced, what stands elsewhere left alone.

Separate from `substitute`, which replaces a part wherever it stands: a slip is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nablatex.expr import Expr
from nablatex.traverse import rebuild

_MOST_PLACES = 120
Path = tuple[int, ...]


def places(expr: Expr, wanted: Callable[[Expr], bool]) -> Iterator[tuple[Path, Expr]]:
    """Yield the places of the parts that are wanted, from the outside in, each with its part."""
    stack: list[tuple[Path, Expr]] = [((), expr)]
    seen = 0
    while stack and seen < _MOST_PLACES:
        path, node = stack.pop()
        seen += 1
        if wanted(node):
            yield path, node
        below = [((*path, k), child) for k, child in enumerate(node.children)]
        stack.extend(reversed(below))


def replaced(expr: Expr, path: Path, part: Expr) -> Expr:
    """Return `expr` with another part at one place."""
    spine = [expr]
    for step in path:
        spine.append(spine[-1].children[step])
    made = part
    for node, step in zip(reversed(spine[:-1]), reversed(path), strict=True):
        children = (*node.children[:step], made, *node.children[step + 1 :])
        made = rebuild(node, children)
    return made
