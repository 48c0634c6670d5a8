r"""Functions made of functions: `(f \circ g)(x)`, `(f + g)(x)`, `(f g)'(x)`.

Separate from functions with a name: here a bracket holds them, and what it is applied to goes to
each: `(f + g)(x)` is `f(x) + g(x)`, and `(f \circ g)(x)` is `f(g(x))`. A prime behind the bracket
differentiates by the argument. All letters in the bracket have to be functions by declaration or
by convention, or stand beside `\circ`; everything else in brackets is a factor.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from nablatex.expr import Derivative, Expr, Symbol
from nablatex.latex.application import APPLIED
from nablatex.latex.elaborate_functions import application
from nablatex.latex.elaborate_scripts import raised
from nablatex.latex.elaborate_terms import Found, bracket_at
from nablatex.latex.scope import Items, Scope, Steps, name_of
from nablatex.latex.syntax import (
    Addition,
    Applied,
    Fraction,
    Function,
    Group,
    Letter,
    Negative,
    Num,
    Scripts,
    Syntax,
    Term,
    Times,
    Word,
)

Taking = Generator[Syntax, Expr, Found]
_MOST_STOREYS = 20


def bracket(scope: Scope, items: Items, place: int) -> Taking:
    """Return a bracket, applied to the bracket behind it where it holds functions."""
    item = items[place]
    head = item.base if isinstance(item, Scripts) else item
    behind = bracket_at(items, place + 1)
    primed = isinstance(item, Scripts) and bool(item.primes)
    if behind is not None and isinstance(head, Group) and head.opener == "(":
        inner = _inside(head)
        if _holds_functions(scope, inner, primed, behind):
            return (yield from _applied_bracket(scope, items, place, inner, behind))
        if primed and not scope.declared(name_of(inner)):
            raise scope.error(
                "a product, or a derivative at a point", behind,
                hint=r"write \cdot between the brackets, or \left.\frac{d}{dx}(...)\right|_{x=2}",
            )  # fmt: skip
    value: Expr = yield item
    return value, place + 1


def _inside(node: Syntax) -> Syntax:
    while isinstance(node, Group) and node.opener in "({" and len(node.entries) == 1:
        node = node.entries[0]
    return node


def _holds_functions(scope: Scope, inner: Syntax, primed: bool, behind: Group) -> bool:
    """Tell whether what stands in a bracket is made of functions: two at least, or one primed."""
    found = _functions(scope, inner, False, 0)
    primed = primed or (isinstance(inner, Scripts) and bool(inner.primes))
    if found is None or found < 2 - primed:
        return False
    return not any(
        scope.alone_between(name, behind.start, behind.end) for name in scope.letters(inner)
    )


def _functions(scope: Scope, node: Syntax, composed: bool, storey: int) -> int | None:
    """Return how many functions a piece is made of, or None where something else is in it."""
    node = _inside(node)
    parts: Sequence[Syntax]
    if isinstance(node, (Letter, Word, Scripts, Function)):
        return 1 if _is_function(scope, node, composed) else None
    if isinstance(node, Addition):
        parts = node.terms
    elif isinstance(node, Negative):
        parts = (node.body,)
    elif isinstance(node, Fraction):
        parts = (node.top, node.bottom)
    elif isinstance(node, Term):
        composed = any(isinstance(item, Times) and item.sign == "circ" for item in node.items)
        parts = [item for item in node.items if not isinstance(item, (Times, Num))]
    else:
        return None
    if storey > _MOST_STOREYS:
        return None
    counts = [_functions(scope, part, composed, storey + 1) for part in parts]
    return None if None in counts else sum(count for count in counts if count is not None)


def _is_function(scope: Scope, node: Syntax, composed: bool) -> bool:
    head = node
    if isinstance(node, Scripts):
        if node.sup is not None:
            return False
        head = node.base
    if isinstance(head, Function):
        return True
    name = name_of(head)
    if not name or scope.declared(name) is not None or scope.bound.get(name):
        return False
    return composed or name in scope.functions or name in APPLIED


def _applied_bracket(
    scope: Scope, items: Items, place: int, inner: Syntax, behind: Group
) -> Taking:
    item, last = items[place], items[place + 1]
    value: Expr = yield _applied(inner, behind, scope)
    if isinstance(item, Scripts):
        if item.primes:
            by: Expr = yield behind.entries[0]
            if len(behind.entries) > 1 or not isinstance(by, Symbol) or by.shape:
                raise scope.error(
                    "this derivative is at a point", behind,
                    hint=r"write \left.\frac{d}{dx}(...)\right|_{x=2}",
                )  # fmt: skip
            value = Derivative(value, (by,) * item.primes, "total", item.primes)
        plain = Scripts(item.start, item.end, item.base, None, item.sup, 0)
        value = yield from raised(scope, value, plain)
    if isinstance(last, Scripts):
        value = yield from raised(scope, value, last)
    return value, place + 2


def _applied(node: Syntax, argument: Group, scope: Scope) -> Syntax:
    """Return a piece with every function in it applied to an argument."""
    node = _inside(node)
    start, end = node.start, node.end
    if isinstance(node, (Letter, Word, Scripts)) and not isinstance(
        node.base if isinstance(node, Scripts) else node, Function
    ):
        return Applied(start, end, node, argument)
    if isinstance(node, (Function, Scripts)):
        return Term(start, end, (node, argument))
    if isinstance(node, Addition):
        return Addition(start, end, tuple(_applied(part, argument, scope) for part in node.terms))
    if isinstance(node, Negative):
        return Negative(start, end, _applied(node.body, argument, scope))
    if isinstance(node, Fraction):
        top, bottom = (_applied(part, argument, scope) for part in (node.top, node.bottom))
        return Fraction(start, end, top, bottom)
    assert isinstance(node, Term)
    return _applied_term(node, argument, scope)


def _applied_term(node: Term, argument: Group, scope: Scope) -> Syntax:
    """Return a product with each factor applied, or a chain of compositions from the inside."""
    items = node.items
    circles = [isinstance(item, Times) and item.sign == "circ" for item in items]
    if not any(circles):
        kept = (Num, Times)
        return Term(
            node.start, node.end,
            tuple(x if isinstance(x, kept) else _applied(x, argument, scope) for x in items),
        )  # fmt: skip
    if circles != [place % 2 == 1 for place in range(len(items))]:
        raise scope.error("a composition of products", node, hint="bracket the products")
    for function in reversed(items[2::2]):
        inner = _applied(function, argument, scope)
        argument = Group(inner.start, inner.end, "(", (inner,))
    return _applied(items[0], argument, scope)


def applied(scope: Scope, node: Applied) -> Steps:
    """Return a letter that is a function here, of its argument."""
    value, _ = yield from application(scope, (node.function, node.argument), 0, node.argument)
    return value
