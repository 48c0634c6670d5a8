r"""A formula at a point, and between two: `f|_{x=1}`, `[x^2]_0^1`, `\left. F \right|_a^b`.

Separate from the other scripts because a bar or a bracket with bounds says where, not how often.
`F|_a^b` is the value at b minus the value at a; the name is the one that F has, or is said.
"""

from __future__ import annotations

from nablatex.expr import (
    At,
    Compare,
    Component,
    Derivative,
    Expr,
    Negation,
    Reduction,
    Sum,
    Symbol,
)
from nablatex.latex.scope import Scope, Steps
from nablatex.latex.syntax import Group, Listing, Relation, Syntax
from nablatex.traverse import postorder

_SAY = r"write _{x = 0}^{x = 1}"


def bindings(scope: Scope, where: Syntax, body: Expr) -> Steps:
    """Return the names and values behind an evaluation bar."""
    made: list[tuple[Expr, Expr]] = []
    for part in where.entries if isinstance(where, Listing) else (where,):
        if _is_tuple(part):
            made += yield from _tuple(scope, part)
            continue
        binding: Expr = yield part
        name: Expr | None
        if isinstance(binding, Compare) and binding.relations == ("=",):
            name, value = binding.terms
        else:
            name, value = _variable(body), binding
            if name is None or isinstance(binding, Compare) or isinstance(where, Listing):
                raise scope.error("an evaluation bar says where", part, expected="x = 1")
        name = _checked(scope, name, part)
        if len(name.shape) != len(value.shape):
            raise scope.error("name and value differ in shape", part, expected="x = 1, y = 2")
        made.append((name, value))
    return tuple(made)


def _checked(scope: Scope, name: Expr, at: Syntax) -> Expr:
    if not isinstance(name, (Symbol, Component)):
        raise scope.error("an evaluation bar gives a value to a name", at, expected="x = 1")
    return name


def _variable(body: Expr) -> Expr | None:
    r"""Return x of `\left. dy/dx \right|_{2}`: the one name by which is differentiated."""
    if isinstance(body, Derivative) and len(set(body.wrt)) == 1 and not body.wrt[0].shape:
        return body.wrt[0]
    return None


def _is_tuple(part: Syntax) -> bool:
    """Tell whether `(x, y) = (1, 2)` stands here."""
    return (
        isinstance(part, Relation)
        and part.relations == ("=",)
        and all(isinstance(term, Group) and len(term.entries) > 1 for term in part.terms)
    )


def _tuple(scope: Scope, part: Syntax) -> Steps:
    assert isinstance(part, Relation)
    names, values = part.terms
    assert isinstance(names, Group)
    assert isinstance(values, Group)
    if len(names.entries) != len(values.entries):
        raise scope.error("as many values as names", values)
    made: list[tuple[Expr, Expr]] = []
    for name, value in zip(names.entries, values.entries, strict=True):
        left: Expr = yield name
        right: Expr = yield value
        made.append((_checked(scope, left, name), right))
    return made


def between(scope: Scope, body: Expr, lower: Syntax, upper: Syntax) -> Steps:
    """Return the value of `body` at its upper bound minus that at its lower bound."""
    named = [isinstance(bound, Relation) for bound in (lower, upper)]
    if named == [True, False]:
        raise scope.error("a bound, or a power of the value", upper, hint=_SAY)
    made: list[Expr] = []
    for bound in (upper, lower):
        value: Expr = yield bound
        name: Expr | None
        if isinstance(value, Compare):
            if value.relations != ("=",):
                raise scope.error("a bound says where", bound, expected="x = 1")
            name, value = value.terms
        else:
            name = _only_name(body)
            if name is None:
                raise scope.error("which name has these bounds is not said", bound, hint=_SAY)
        made.append(At(body, ((_checked(scope, name, bound), value),)))
    return Sum((made[0], Negation(made[1])))


def _only_name(body: Expr) -> Expr | None:
    """Return the one name in a formula, or None where there are several or none."""
    bound = {node.index for node in postorder(body) if isinstance(node, Reduction)}
    found = {
        node
        for node in postorder(body)
        if isinstance(node, Symbol) and node not in bound and not node.shape
    }
    elements = [node for node in postorder(body) if isinstance(node, Component)]
    return found.pop() if len(found) == 1 and not elements else None
