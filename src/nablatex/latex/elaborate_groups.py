r"""Brackets, tables, branches and relations.

A bracket round one thing is that thing, `[x]` too; round several it is a vector, and a vector of
vectors is a matrix. `[x > 0]` is 1 where it holds and 0 elsewhere. `|A|` of a matrix is its
determinant and `|x|` of a vector its length; a norm without an index is that of a vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from nablatex import ops
from nablatex.expr import (
    TWO,
    ZERO,
    Apply,
    Call,
    Cases,
    Compare,
    Expr,
    Negation,
    Stack,
    StackKind,
    Sum,
    Symbol,
)
from nablatex.latex.elaborate_spaces import choices, is_choices, is_simplex, simplex
from nablatex.latex.entrywise import terms_by_place
from nablatex.latex.inference import infer
from nablatex.latex.mismatch import check_alike
from nablatex.latex.scope import Scope, Steps, name_of
from nablatex.latex.syntax import (
    Addition,
    Branch,
    Branches,
    Group,
    Listing,
    Logic,
    Negative,
    Relation,
    Syntax,
    System,
    Table,
    Term,
)
from nablatex.shape import is_unknown

_OTHERWISE = (
    "otherwise", "else", "elsewhere", "나머지", "그 외", "그외", "그렇지", "이외", "기타", "그 밖",
    "그밖", "else where",
)  # fmt: skip
_OR = ("or", "또는", "혹은", "이거나")
_NOT = ("not", "unless", "except", "아닐")
_LOGICAL = (ops.and_, ops.or_, ops.not_, ops.otherwise)
_EQUALITIES = ("=", ":=", "equiv")
# A vector of zeros is written out; one that is larger has a name.
_MOST_ZEROS = 1_000
_SPACES = (r"\;", r"\:", r"\>", "\\ ", "~")


def group(scope: Scope, node: Group) -> Steps:
    """Return the meaning of a bracket with what stands in it."""
    opener, parts = node.opener, node.entries
    if len(parts) == 1 and opener in "({.":
        return (yield parts[0])
    entries: list[Expr] = []
    for part in parts:
        entries.append((yield part))
    if opener == r"\{":
        return Stack(tuple(entries), (len(entries),), "set")
    if opener in "([" and (len(entries) > 1 or opener == "["):
        if len(entries) > 1:
            return _vector(scope, entries, node)
        inner = entries[0]
        return Call(ops.indicator, (inner,)) if isinstance(inner, Compare) else inner
    if opener == r"\langle" and len(entries) == 2:
        return inner_product(entries[0], entries[1])
    if len(entries) > 1 or opener == r"\langle":
        raise scope.error(
            "a list in these brackets is not read", node, hint=r"write [a, b] or \{a, b\}"
        )
    return _between_bars(scope, opener, entries[0], node)


def inner_product(left: Expr, right: Expr) -> Expr:
    r"""Return `\langle u, v \rangle`; of two matrices it is `\operatorname{tr}(A^\top B)`."""
    if len(left.shape) == len(right.shape) == 2:
        check_alike((left, right))
        return Call(ops.trace, (Call(ops.matmul, (Call(ops.transpose, (left,)), right)),))
    return Call(ops.dot, (left, right))


def _between_bars(scope: Scope, opener: str, body: Expr, node: Group) -> Expr:
    if _has_truth(body):
        raise scope.error(
            "a relation stands where a number should", node, hint="write [x > 0] for 0 or 1"
        )
    rank = len(body.shape)
    if opener == r"\lfloor":
        return Call(ops.floor, (body,))
    if opener == r"\lceil":
        return Call(ops.ceil, (body,))
    if opener == r"\|" and rank == 2:
        raise scope.error("which norm of the matrix is not said", node, hint=r"write \|A\|_F")
    if opener == r"\|" or rank == 1:
        length = Call(ops.norm, (body, TWO))
        if opener == "|":
            scope.barred.add(length)
        return length
    return Call(ops.det if rank == 2 else ops.abs_, (body,))


def _has_truth(expr: Expr) -> bool:
    """Tell whether something is true or false, which is no number."""
    return isinstance(expr, Compare) or (isinstance(expr, Call) and expr.op in _LOGICAL)


def _vector(scope: Scope, entries: Sequence[Expr], node: Syntax) -> Expr:
    """Return a vector of scalars, or a matrix of rows."""
    if not any(entry.shape for entry in entries):
        return Stack(tuple(entries), (len(entries),), "list")
    first = entries[0].shape
    rows = [entry for entry in entries if isinstance(entry, Stack) and entry.shape == first]
    if len(rows) < len(entries) or len(first) != 1:
        raise scope.error("the entries of a vector are scalars", node)
    flat = tuple(part for row in rows for part in row.entries)
    return Stack(flat, (len(rows), *first), "matrix")


def table(scope: Scope, node: Table) -> Steps:
    """Return a matrix or its determinant; one column is a vector, one row a row."""
    entries: list[Expr] = []
    for row in node.rows:
        for cell in row:
            entry: Expr = yield cell
            if entry.shape:
                raise scope.error("the entries of a matrix are scalars", cell)
            entries.append(entry)
    height, width = len(node.rows), len(node.rows[0])
    if node.kind == "det":
        return Call(ops.det, (Stack(tuple(entries), (height, width), "matrix"),))
    if node.kind == "norm":
        raise scope.error(
            "which norm of the matrix is not said", node, hint=r"write \left\|...\right\|_F"
        )
    kind: StackKind = "column" if width == 1 else "row" if height == 1 else "matrix"
    return Stack(tuple(entries), (height,) if width == 1 else (height, width), kind)


# -- branches -------------------------------------------------------------------------------------


def branches(scope: Scope, node: Branches) -> Steps:
    r"""Return `\begin{cases} ... \end{cases}`."""
    made: list[tuple[Expr, Expr]] = []
    for place, row in enumerate(node.rows):
        value: Expr = yield row.value
        condition: Expr = yield from _condition(scope, row)
        last = isinstance(condition, Call) and condition.op is ops.otherwise
        if isinstance(value, Compare):
            raise scope.error(
                "an equation among branches", row.value, hint="write the equation in front of them"
            )
        if last and place + 1 < len(node.rows):
            raise scope.error("nothing can follow the branch for all other cases", row)
        made.append((value, condition))
    return Cases(tuple(_zeros_filled(made)))


def _zeros_filled(made: list[tuple[Expr, Expr]]) -> list[tuple[Expr, Expr]]:
    """Return branches in which a lone 0 beside vectors is the vector of zeros that is meant."""
    shape = next((value.shape for value, _ in made if value.shape), ())
    sizes = [dim for dim in shape if isinstance(dim, int)]
    if not sizes or len(sizes) < len(shape) or prod(sizes) > _MOST_ZEROS:
        return made
    kind: StackKind = "list" if len(sizes) == 1 else "matrix"
    zeros = Stack((ZERO,) * prod(sizes), shape, kind)
    return [(zeros if value is ZERO else value, condition) for value, condition in made]


def _condition(scope: Scope, row: Branch) -> Steps:
    words = row.words.lower()
    spoken = words.replace(",", " ").replace(".", " ").split()
    if any(word in spoken for word in _NOT):
        raise scope.error("a condition with a negation is not read", row, hint="state it by signs")
    if not row.conditions:
        if any(word in words for word in _OTHERWISE):
            return Call(ops.otherwise, ())
        raise scope.error("a branch has no condition", row, r"a condition or \text{otherwise}")
    parts: list[Expr] = []
    for condition in row.conditions:
        part: Expr = yield condition
        if not _has_truth(part):
            raise scope.error("this is no condition", condition, "a comparison such as x > 0")
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    return Call(ops.or_ if any(word in spoken for word in _OR) else ops.and_, tuple(parts))


# -- sums, relations, statements ------------------------------------------------------------------


def addition(scope: Scope, node: Addition) -> Steps:
    """Return a sum; `x - y` is a sum with a negation."""
    terms: list[Expr] = []
    for part in node.terms:
        term: Expr = yield part
        if _has_truth(term):
            raise scope.error("a relation is no term", part, hint="write [x > 0] for 0 or 1")
        terms.append(term)
    terms = terms_by_place(scope, terms)
    check_alike(terms)
    return Sum(tuple(terms))


def negative(scope: Scope, node: Negative) -> Steps:
    """Return `-body`."""
    return Negation((yield node.body))


def relation(scope: Scope, node: Relation) -> Steps:
    """Return a chain of relations, or the signature `f: A \\to B`."""
    if node.relations == ("in",) and _is_interval(node.terms[1]):
        return (yield from _between(scope, node))
    if len(node.terms) > 2:
        _refuse_two_in_one(scope, node)
    terms: list[Expr] = []
    for place, part in enumerate(node.terms):
        if place and node.relations[place - 1] == "in" and is_simplex(scope, part):
            terms.append((yield from simplex(scope, part)))
        elif place and node.relations[place - 1] == "in" and is_choices(part):
            terms.append((yield from choices(scope, part)))
        else:
            terms.append((yield part))
    if "colon" in node.relations:
        if node.relations != ("colon", "to"):
            raise scope.error(r"a colon stands only in f: A \to B", node)
        if not isinstance(terms[0], Symbol):
            raise scope.error("a signature is of a name", node.terms[0])
        return Call(ops.signature, tuple(terms))
    if any(isinstance(term, Compare) for term in terms) and "implies" not in node.relations:
        raise scope.error("a relation between relations", node)
    if all(sign in _EQUALITIES for sign in node.relations):
        _give_shape(terms)
    return Compare(node.relations, tuple(terms))


def _refuse_two_in_one(scope: Scope, node: Relation) -> None:
    r"""Raise where only a space parts two equations: `x = 1 \; y = 2` is not `x = 1 y = 2`."""
    for part in node.terms[1:-1]:
        items = part.items if isinstance(part, Term) else ()
        for left, right in pairwise(items):
            if any(mark in scope.latex[left.end : right.start] for mark in _SPACES):
                raise scope.error(
                    "two equations with only a space between them", right,
                    hint=r"write \quad or a comma between two equations, nothing in a product",
                )  # fmt: skip


def _is_interval(node: Syntax) -> bool:
    return isinstance(node, Group) and len(node.opener) == 2 and node.opener[0] in "(["


def _between(scope: Scope, node: Relation) -> Steps:
    r"""Return `x \in [a, b)` as `a \leq x < b`."""
    interval = node.terms[1]
    assert isinstance(interval, Group)
    value: Expr = yield node.terms[0]
    if value.shape:
        raise scope.error("an interval holds numbers", node.terms[0], hint="say it of the elements")
    low: Expr = yield interval.entries[0]
    high: Expr = yield interval.entries[1]
    signs = tuple("<=" if mark == "[" else "<" for mark in interval.opener)
    return Compare(signs, (low, value, high))


def _give_shape(terms: list[Expr]) -> None:
    r"""Give `g(\vec{x})` in `\vec{u} = g(\vec{x})` the shape that the other side has.

    A name that is `(a, b)^T` is a column: there the transposition says how to lay it out.
    """
    shape = next((term.shape for term in terms if term.shape and isinstance(term, Symbol)), ())
    for place, term in enumerate(terms):
        if place and isinstance(terms[0], Symbol) and _is_turned_list(term):
            inner = term.children[0]
            terms[place] = Stack(inner.children, (len(inner.children),), "column")
        if shape and isinstance(term, Apply) and not term.shape:
            terms[place] = Apply(term.function, term.args, term.orders, shape)


def _is_turned_list(term: Expr) -> bool:
    """Tell whether `(a, b)^T` stands here, which in `x = (a, b)^T` is a column."""
    if not isinstance(term, Call) or term.op is not ops.transpose:
        return False
    return isinstance(term.args[0], Stack) and term.args[0].kind in ("list", "row")


def logic(scope: Scope, node: Logic) -> Steps:
    """Return conditions joined by and, or by or."""
    parts: list[Expr] = []
    for part in node.terms:
        condition: Expr = yield part
        if not isinstance(condition, (Compare, Call)):
            raise scope.error("this is no condition", part, "a comparison such as x > 0")
        parts.append(condition)
    return Call(ops.and_ if node.sign == "and" else ops.or_, tuple(parts))


def system(scope: Scope, node: System) -> Steps:
    """Return several statements; shapes that one gives to a name hold in all."""
    shaped = any(scope.shapes.values())
    for name, right in _in_order(scope, node.statements) if shaped else ():
        infer(scope, right)
        value: Expr = yield right
        if value.shape and not any(map(is_unknown, value.shape)):
            scope.declare(name, value.shape)
    parts: list[Expr] = []
    for part in node.statements:
        if shaped:
            infer(scope, part)
        parts.append((yield part))
    return Call(ops.system, tuple(parts))


def _in_order(scope: Scope, statements: tuple[Syntax, ...]) -> list[tuple[str, Syntax]]:
    """Return the names that statements define without a declared shape, what is used first."""
    waiting: dict[str, Syntax] = {}
    for statement in statements:
        if isinstance(statement, Relation) and statement.relations[0] in _EQUALITIES:
            name = name_of(statement.terms[0])
            if name and (scope.declared(name) is None or name in scope.inferred):
                waiting[name] = statement.terms[1]
    ordered: list[tuple[str, Syntax]] = []
    uses = {name: scope.letters(right) & waiting.keys() for name, right in waiting.items()}
    ready = [name for name, used in uses.items() if not used]
    while ready:
        for name in ready:
            ordered.append((name, waiting.pop(name)))
        ready = [name for name in waiting if uses[name].isdisjoint(waiting)]
    return ordered


def listing(scope: Scope, node: Listing) -> Steps:
    """Refuse `{a, b}`: braces alone do not show."""
    raise scope.error("a list without brackets", node, hint=r"write [a, b], (a, b) or \{a, b\}")
    yield node
