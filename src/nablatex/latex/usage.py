r"""How a letter is used in a formula: as a number, or only before brackets and in derivatives.

Separate from the decision what a bracket behind it means, which asks for this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise

from nablatex.latex.syntax import (
    Accented,
    Big,
    Differential,
    Fraction,
    Group,
    Letter,
    Nabla,
    Negative,
    Num,
    Relation,
    Scripts,
    Syntax,
    System,
    Term,
    Word,
)


def numbers(tree: Syntax, latex: str) -> dict[str, list[int]]:
    """Return where each letter, and each letter with its indices, stands as a number, in order.

    What is applied (`f(x)`), differentiated (`dy`, `\\nabla f`), defined (`y =`) or primed does not
    count. A letter with indices is a name of its own: `h_1` in `h_1(1 - h_1)`.
    """
    found: dict[str, list[int]] = {}
    applied: set[int] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Letter):
            found.setdefault(node.name, []).append(node.start)
        elif isinstance(node, Term):
            applied.update(
                item.start for item, following in pairwise(node.items) if _is_bracket(following)
            )
            stack += _in_term(node)
        elif isinstance(node, Scripts):
            if node.start not in applied and not node.primes:
                for name in _indexed(node, latex):
                    found.setdefault(name, []).append(node.start)
            stack += _in_scripts(node)
        elif isinstance(node, Relation):
            stack += node.terms[isinstance(node.terms[0], Letter) :]
        elif not isinstance(node, Accented):
            stack += parts(node)
    for places in found.values():
        places.sort()
    return found


def spelled(node: Syntax, latex: str) -> str:
    """Return the source of a name, the same for all ways to space it: `h_{1}` as `h_1`."""
    return _spelled(latex[node.start : node.end])


def _spelled(source: str) -> str:
    return "".join(char for char in source if char not in " {}")


def _indexed(node: Scripts, latex: str) -> Iterator[str]:
    """Yield the names that a letter with indices uses: of `h_1^2` itself and `h_1`."""
    yield spelled(node, latex)
    if node.sub is not None and node.sup is not None and node.sub.end < node.sup.start:
        yield _spelled(latex[node.start : node.sub.end])


def defined(tree: Syntax) -> Iterator[str]:
    """Yield the letters and words that an equation defines as functions: `T(n) = ...`."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, System):
            waiting += node.statements
        elif isinstance(node, Group) and node.opener == "{":
            waiting += node.entries
        elif isinstance(node, Relation) and node.relations[0] in ("=", ":=", "equiv"):
            left = node.terms[0]
            if isinstance(left, Term) and len(left.items) == 2 and _is_bracket(left.items[1]):
                head, bracket = left.items
                names = isinstance(bracket, Group) and all(map(_is_point, bracket.entries))
                if isinstance(head, (Letter, Word)) and names:
                    yield head.name


def parts(node: Syntax) -> Iterator[Syntax]:
    """Yield the pieces that a piece holds."""
    for name in _names(type(node)):
        value = getattr(node, name)
        if isinstance(value, Syntax):
            yield value
        elif isinstance(value, tuple):
            for inner in value:
                if isinstance(inner, tuple):
                    yield from inner
                elif isinstance(inner, Syntax):
                    yield inner


def _names(kind: type[Syntax]) -> tuple[str, ...]:
    known = _NAMES.get(kind)
    if known is None:
        known = tuple(spec.name for spec in fields(kind) if spec.type not in ("int", "str"))
        _NAMES[kind] = known
    return known


_NAMES: dict[type[Syntax], tuple[str, ...]] = {}


def _in_term(term: Term) -> Iterator[Syntax]:
    items = term.items
    for place, item in enumerate(items):
        if isinstance(item, Letter):
            if place and _differentiates(items[place - 1]):
                continue
            following = items[place + 1] if place + 1 < len(items) else None
            if _is_bracket(following) or (item.name == r"\Delta" and _is_letter(following)):
                continue
        yield item


def _in_scripts(node: Scripts) -> Iterator[Syntax]:
    if isinstance(node.base, (Nabla, Differential)):
        return
    marked = node.sub is not None or node.primes or _is_bracket(node.sup)
    if not (marked and isinstance(node.base, Letter)):
        yield node.base
    if node.sup is not None and (isinstance(node.base, Big) or not _is_transposition(node.sup)):
        yield node.sup


def _is_transposition(sup: Syntax) -> bool:
    mark = sup.body if isinstance(sup, Negative) else sup
    return isinstance(mark, Letter) and mark.name == "T"


def _is_bracket(node: Syntax | None) -> bool:
    head = node.base if isinstance(node, Scripts) else node
    return isinstance(head, Group) and head.opener == "("


def _is_point(node: Syntax) -> bool:
    """Tell whether a function may be said by its value here: `T(n) = ...`, `y(0) = 1`."""
    head = node.base if isinstance(node, Scripts) and node.sup is None else node
    return isinstance(head, (Letter, Accented, Num))


def _is_letter(node: Syntax | None) -> bool:
    return isinstance(node.base if isinstance(node, Scripts) else node, Letter)


def _differentiates(node: Syntax) -> bool:
    head = node.base if isinstance(node, Scripts) else node
    if isinstance(head, Fraction):
        top = head.top.base if isinstance(head.top, Scripts) else head.top
        return isinstance(top, Differential) or (isinstance(top, Letter) and top.name == "d")
    return isinstance(head, (Nabla, Differential)) or (
        isinstance(head, Letter) and head.name == "d"
    )
