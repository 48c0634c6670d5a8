r"""What the statements of a model say of its names without defining them: shapes, and what holds.

Separate from the definitions, which go into equations: a shape and a fact belong to a name.

    x \in \mathbb{R}^{m \times n}    a shape
    \Sigma \in \mathbb{S}^n_{++}     a shape, and that it is symmetric and positive definite
    A \succ 0                        the same without the shape
    y \in \{0, 1\}^m                a shape, and that its entries are 0 or 1
    W = W^\top                       that it is symmetric
    Q^\top Q = I                     that its columns are orthonormal
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nablatex import ops
from nablatex.expr import (
    ONE,
    ZERO,
    Apply,
    Call,
    Compare,
    Component,
    Expr,
    Negation,
    Number,
    Stack,
    Sum,
    Symbol,
)
from nablatex.latex import function_name, write
from nablatex.normalise import value_of
from nablatex.shape import Shape, is_unknown, unknown
from nablatex.traverse import free_symbols, postorder

_WORDS: dict[ops.Op, frozenset[str]] = {
    ops.reals: frozenset(),
    ops.nonnegatives: frozenset(["positive"]),
    ops.positives: frozenset(["positive"]),
    ops.symmetric: frozenset(["symmetric"]),
    ops.semidefinite: frozenset(["symmetric", "positive semidefinite"]),
    ops.definite: frozenset(["symmetric", "positive definite"]),
    ops.simplex: frozenset(["simplex"]),
}
_SQUARE = (ops.symmetric, ops.semidefinite, ops.definite)


def declared_facts(statements: Iterable[Expr]) -> dict[str, set[str]]:
    """Return what statements say of names beyond their shapes, a set of words for each.

    The words: symmetric, positive definite, positive semidefinite, orthogonal (of a matrix, its
    columns are orthonormal), positive (no entry is negative), simplex (no entry is negative and
    their sum is 1), binary (each entry is 0 or 1). A name of which nothing is said has no entry.
    """
    found: dict[str, set[str]] = {}
    for statement in _each(statements):
        for name, words in facts_of(statement):
            found.setdefault(name, set()).update(words)
    return found


def facts_of(statement: Expr) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each name of which one statement says something, with the words for it."""
    match statement:
        case Compare(("in",), (left, Call(op))) if _WORDS.get(op) and (name := _declared(left)):
            yield name, _WORDS[op]
        case Compare(("succ",), (Symbol(name), bound)) if bound is ZERO:
            yield name, _WORDS[ops.definite]
        case Compare(("succeq",), (Symbol(name), bound)) if bound is ZERO:
            yield name, _WORDS[ops.semidefinite]
        case Compare(("in",), (left, Stack(entries, _, "set"))) if entries == (ZERO, ONE):
            if name := _declared(left) or _lettered(left):
                yield name, frozenset(["binary"])
        case Compare(("in",), (left, Call(op, (Stack(entries), *_)))) if op is ops.choices:
            if entries == (ZERO, ONE) and (name := _declared(left)):
                yield name, frozenset(["binary"])
        case Compare(("=",), (Symbol() as one, other) | (other, Symbol() as one)) if (
            _is_turned(other, one) and one is not other
        ):
            yield one.name, frozenset(["symmetric"])
        case Compare(("=",), (Call(op, (first, Symbol() as last)), Call(unit, ()))) if (
            op is ops.matmul and unit is ops.identity and _is_turned(first, last)
        ):
            yield last.name, frozenset(["orthogonal"])


def _is_turned(expr: Expr, name: Expr) -> bool:
    return isinstance(expr, Call) and expr.op is ops.transpose and expr.args[0] is name


def known_shapes(statements: Iterable[Expr]) -> Mapping[str, Shape]:
    r"""Return the shapes that statements give to names: by `\in`, or by what a name equals."""
    return dict(_shapes(statements))


def _shapes(statements: Iterable[Expr]) -> Iterator[tuple[str, Shape]]:
    for statement in _each(statements):
        match statement:
            case Compare(("=",), (Call(ops.e, ()), right)) if free_symbols(right):
                # `e = \hat{y} - y` is an error's name, and no number.
                yield "e", right.shape
            case Compare(("=",), (Symbol(name), Stack(entries))) if _leaves_out(entries):
                yield name, (unknown(name),)
            case Compare(("=",), (Symbol(name), right)) if is_sized(right.shape):
                yield name, right.shape
            case Compare(("=",), (Component(Symbol(name, dims), at, "sub"), _)) if is_sized(dims):
                if len(at) == len(dims):
                    yield name, dims
            case Compare(("in",), (left, Call(op, (_, *sizes)))) if op is ops.choices:
                if name := _declared(left):
                    yield name, _shape_in(ops.reals, tuple(sizes))
            case Compare(("in",), (left, Call(op, sizes))) if op in _WORDS:
                if name := _declared(left):
                    yield name, _shape_in(op, sizes)
                elif isinstance(left, Component) and isinstance(left.base, Symbol):
                    # Of `x_i \in \mathbb{R}^n` there may be any number.
                    base = left.base.name
                    yield base, (*(unknown(base) for _ in left.indices), *_shape_in(op, sizes))
            case _:
                continue


def known_numbers(statements: Iterable[Expr]) -> frozenset[str]:
    """Return the names that statements define as numbers."""
    return frozenset(
        statement.terms[0].name
        for statement in _each(statements)
        if isinstance(statement, Compare)
        and statement.relations in (("=",), (":=",))
        and isinstance(statement.terms[0], Symbol)
        and not any(term.shape for term in statement.terms)
    )


def known_signatures(statements: Iterable[Expr]) -> Mapping[str, tuple[Shape, Shape]]:
    r"""Return from what shape to what shape functions go: `u: \mathbb{R}^n \to \mathbb{R}^m`."""
    return dict(_signatures(_each(statements)))


def _signatures(statements: Iterable[Expr]) -> Iterator[tuple[str, tuple[Shape, Shape]]]:
    for statement in statements:
        match statement:
            case Call(op, (Symbol(name), Call(start), Call(end))) if op is ops.signature:
                pair = statement.args[1:]
                if start in _WORDS and end in _WORDS:
                    first, last = (_shape_in(s.op, s.args) for s in pair if isinstance(s, Call))
                    yield function_name(name), (first, last)
            case Compare(("=",) | (":=",), (Apply(name, (Symbol() as x,), ()), right)) if is_sized(
                right.shape
            ):
                yield name, (x.shape, right.shape)
            case _:
                continue


def inferred_shapes(statement: Expr) -> Mapping[str, Shape]:
    r"""Return the shapes of plain names that a line shows by its notation: w in `w^\top x`."""
    return {
        node.name: node.dims
        for node in postorder(statement)
        if isinstance(node, Symbol) and "{" not in node.name and _is_shown(node.dims)
    }


def _is_shown(shape: Shape) -> bool:
    return bool(shape) and all(map(is_unknown, shape))


def _each(statements: Iterable[Expr]) -> Iterator[Expr]:
    r"""Yield single statements; of `\vec{x}, \vec{w} \in \mathbb{R}^n` a declaration of each."""
    for statement in statements:
        if not (isinstance(statement, Call) and statement.op is ops.system):
            yield statement
            continue
        *names, last = statement.args
        in_one = isinstance(last, Compare) and last.relations == ("in",)
        if in_one and all(isinstance(name, Symbol) for name in names):
            names = [Compare(("in",), (name, last.children[1])) for name in names]
        yield from names
        yield last


def _declared(left: Expr) -> str:
    r"""Return the name in `x \in ...`; in `W_1 \in ...` the whole is one."""
    match left:
        case Symbol(name):
            return name
        case Component(Symbol(name), (Number(k, 0),), place):
            return numbered(name, int(k), place)
        case _:
            return ""


def _lettered(left: Expr) -> str:
    r"""Return y for `y_i \in ...`, which is said of every element."""
    match left:
        case Component(Symbol(name), (Symbol(), *_), "sub"):
            return name
        case _:
            return ""


def numbered(name: str, k: int, place: str = "sub") -> str:
    r"""Return the name of one of several: `W_1`, `W_{12}`, `W^{(1)}`, `W^{[1]}`."""
    if place != "sub":
        return f"{name}^{{({k})}}" if place == "paren" else f"{name}^{{[{k}]}}"
    return f"{name}_{k}" if k < 10 else f"{name}_{{{k}}}"


def _shape_in(op: ops.Op, sizes: tuple[Expr, ...]) -> Shape:
    if op in _SQUARE:
        sizes *= 2
    elif op is ops.simplex:
        sizes = tuple(map(_counted, sizes))
    return tuple(map(_dim, sizes))


def _counted(size: Expr) -> Expr:
    r"""Return how many entries a point of `\Delta^{n-1}`, or of `\Delta^n`, has: n."""
    match size:
        case Sum((count, Negation(one))) if one is ONE:
            return count
        case _:
            return size


def _leaves_out(entries: Iterable[Expr]) -> bool:
    return any(isinstance(entry, Call) and entry.op is ops.ellipsis for entry in entries)


def is_sized(shape: Shape) -> bool:
    """Tell whether a shape is of no scalar and all of its sizes are known."""
    return bool(shape) and not any(map(is_unknown, shape))


def _dim(size: Expr) -> int | str:
    exact = value_of(size)
    if isinstance(exact, int):
        return exact
    return write(size)
