r"""An answer and its key in one notation, where two say the same.

`y'` beside `\frac{dy}{dx}` is that, `f'(x)` beside `\frac{df}{dx}` too, and `f_x` beside a partial
derivative; `\nabla f` beside a list of partial derivatives is their list, `1, 2` beside a set or a
list is one, `\sum_i` beside `\sum_{i=1}^n` is over that range. Neither side is changed where the
other says nothing of the kind. `(1, 2)^\top` is a column on either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nablatex import ops
from nablatex.equations import names_in
from nablatex.expr import (
    ONE,
    ZERO,
    Apply,
    Call,
    Compare,
    Component,
    Delta,
    Derivative,
    Expr,
    Negation,
    Number,
    Reduction,
    Stack,
    Sum,
    Symbol,
)
from nablatex.latex import write
from nablatex.model.dots import without_dots
from nablatex.traverse import free_symbols, parts_of, substitute, transform

# As a bound these say how far something has come, not how many there are.
_RUNNING = frozenset(Symbol(letter, ()) for letter in "ijt")
_LETTER, _UNIT = Symbol("i", ()), Call(ops.i, ())


def unified(claimed: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Return both sides in one notation."""
    if claimed is right:
        return claimed, right
    kinds = {type(node) for side in (claimed, right) for node in parts_of(side)}
    claimed, right = _upright(claimed), _upright(right)
    claimed, right = _applied(without_dots(claimed)), _applied(without_dots(right))
    claimed, right = _one_unit(claimed, right)
    if Reduction in kinds:
        claimed, right = _over_all(claimed, right), _over_all(right, claimed)
    if Stack in kinds:
        claimed, right = _listed(claimed, right), _listed(right, claimed)
    if not kinds & {Derivative, Apply}:
        return _subscripts(claimed, right)
    claimed, right = _coordinates(claimed, right), _coordinates(right, claimed)
    return _primes(*_subscripts(claimed, right))


def _upright(expr: Expr) -> Expr:
    r"""Return `(2x, 2y)^\top` as the column that it writes in a line; alone the list is neither."""
    match expr:
        case Call(op, (Stack(entries, dims, "list"),)) if op is ops.transpose:
            return Stack(entries, dims, "column")
        case Compare(relations, terms):
            return Compare(relations, tuple(map(_upright, terms)))
        case _:
            return expr


def _one_unit(claimed: Expr, right: Expr) -> tuple[Expr, Expr]:
    r"""Return both sides with `i` the imaginary unit where it can be nothing else.

    One side has it so, as in $e^{i x}$, or there is no other name.
    """
    parts = _parts(claimed, right)
    if _LETTER not in parts:
        return claimed, right
    alone = set().union(*map(free_symbols, (claimed, right))) == {_LETTER}
    made = _with_unit(claimed, right) if _UNIT in parts or alone else None
    return (claimed, right) if made is None else made


def with_unit(claimed: Expr, right: Expr) -> tuple[Expr, Expr] | None:
    """Return both sides with the `i` that stands on one of them as the imaginary unit, or None."""
    on_one = (_LETTER in parts_of(claimed)) != (_LETTER in parts_of(right))
    return _with_unit(claimed, right) if on_one else None


def _with_unit(claimed: Expr, right: Expr) -> tuple[Expr, Expr] | None:
    index = any(
        isinstance(node, (Component, Reduction, Delta)) and _LETTER in node.children
        for node in _parts(claimed, right)
    )
    if index:
        return None
    return substitute(claimed, {_LETTER: _UNIT}), substitute(right, {_LETTER: _UNIT})


def _parts(*exprs: Expr) -> dict[Expr, None]:
    return dict.fromkeys(node for expr in exprs for node in parts_of(expr))


def _listed(expr: Expr, other: Expr) -> Expr:
    """Return `1, 2` as a list where the other side is a list or a set."""
    if not (isinstance(expr, Call) and expr.op is ops.system and isinstance(other, Stack)):
        return expr
    if any(isinstance(part, Compare) or part.shape for part in expr.args):
        return expr
    return Stack(expr.args, (len(expr.args),), "list")


def _over_all(expr: Expr, other: Expr) -> Expr:
    r"""Return `\sum_i x_i` over the range from the first that all sums of the other side have."""
    ranges = {(node.lower, node.upper) for node in parts_of(other) if isinstance(node, Reduction)}
    if len(ranges) != 1:
        return expr
    ((lower, upper),) = ranges
    if not _is_all(lower, upper) or _has_index(upper, expr, other):
        return expr

    def bounded(node: Expr) -> Expr:
        match node:
            case Reduction("sum" | "prod" | "max" | "min" as kind, body, index, None, None, when):
                numbered = any(
                    isinstance(n, Component) and index in n.indices for n in parts_of(body)
                )
                return Reduction(kind, body, index, lower, upper, when) if numbered else node
            case _:
                return node

    return transform(expr, bounded)


def _is_all(lower: Expr | None, upper: Expr | None) -> bool:
    """Tell whether a range is of all there are: from 1 to n, or from 0 to n - 1."""
    if isinstance(upper, Number):
        return lower in (ZERO, ONE)
    match upper:
        case Symbol():
            return lower is ONE
        case Sum((Symbol(), Negation(last))):
            return lower is ZERO and last is ONE
        case _:
            return False


def _has_index(upper: Expr | None, *sides: Expr) -> bool:
    r"""Tell whether a bound is itself an index: $\sum_{j=1}^i x_j$ ends before the last."""
    names = set() if upper is None else free_symbols(upper)
    indices = {n for node in _parts(*sides) if isinstance(node, Component) for n in node.indices}
    return bool(names & (indices | _RUNNING))


def _coordinates(expr: Expr, other: Expr) -> Expr:
    r"""Return `\nabla f` as a list where the other side is a list of as many entries.

    By what it is taken is what the partial derivatives of f on the other side are taken by, or
    else the names in f, in the order of the alphabet.
    """
    if not isinstance(other, Stack) or (len(other.shape) != 1 and other.shape[0] != 1):
        return expr

    def written(node: Expr) -> Expr:
        if not isinstance(node, Derivative) or node.wrt or node.of.shape:
            return node
        if node.style != "nabla":
            return node
        by = _taken_by(node.of, other)
        if len(by) != len(other.entries):
            return node
        return Stack(tuple(Derivative(node.of, (x,), "partial", 1) for x in by), other.dims, "list")

    return transform(expr, written)


def _taken_by(of: Expr, other: Stack) -> list[Expr]:
    """Return the coordinates: in the list's own order, unless an order is known of them."""
    found = [
        node.wrt[0]
        for node in parts_of(other)
        if isinstance(node, Derivative) and node.of is of and len(node.wrt) == 1
    ]
    if isinstance(of, Symbol):
        before = f"{of.name}_"
        names = (n.name for n in other.entries if isinstance(n, Symbol))
        found += [Symbol(n.removeprefix(before), ()) for n in names if n.startswith(before)]
    written = not found and not isinstance(of, (Symbol, Component))
    listed = list(dict.fromkeys(names_in(of) if written else found))
    ordered = written or all(isinstance(x, Component) or write(x) in "xyz" for x in listed)
    return sorted(listed, key=write) if ordered else listed


def _applied(expr: Expr) -> Expr:
    """Return `f_x(x, y)` as the derivative of f by its argument x."""
    if not any(isinstance(node, Apply) and "_" in node.function for node in parts_of(expr)):
        return expr

    def written(node: Expr) -> Expr:
        if not isinstance(node, Apply) or "_" not in node.function or node.orders:
            return node
        name, _, script = node.function.partition("_")
        letters = list(script.removeprefix(r"{\text").strip("{}"))
        named = [write(arg) for arg in node.args]
        if not letters or any(letter not in named for letter in letters):
            return node
        orders = tuple((named.index(letter), ()) for letter in letters)
        return Apply(name, node.args, orders, node.dims)

    return transform(expr, written)


def _subscripts(claimed: Expr, right: Expr) -> tuple[Expr, Expr]:
    r"""Return both sides with `f_{xy}` as a derivative where the other side has one of f by these.

    Beside one another `f_{xy}` and `f_{yx}` are the same, and `\dot{x}` is one by t.
    """
    nodes = _parts(claimed, right)
    names = {node.name: node for node in nodes if isinstance(node, Symbol)}
    mapping: dict[Expr, Expr] = {}
    for node in nodes:
        if isinstance(node, Derivative) and isinstance(node.of, Symbol) and node.wrt:
            for spelled in _short(node.of.name, node.wrt):
                if spelled in names:
                    mapping[names[spelled]] = node
    for name in names.values():
        stem, _, script = name.name.partition("_")
        letters = script.removeprefix(r"{\text").strip("{}")
        turned = f"{stem}_{{\\text{{{''.join(sorted(letters))}}}}}"
        if len(letters) > 1 and name.name != turned and turned in names and name not in mapping:
            mapping[name] = names[turned]
    if not mapping:
        return claimed, right
    return substitute(claimed, mapping), substitute(right, mapping)


def _short(name: str, wrt: tuple[Expr, ...]) -> Iterator[str]:
    """Yield the ways to write a derivative of a name as one: `f_x`, `f_{xy}`, `f_{yx}`, a dot."""
    letters = [write(by) for by in wrt]
    for order in {"".join(letters): None, "".join(reversed(letters)): None}:
        yield f"{name}_{order}" if len(order) == 1 else f"{name}_{{{order}}}"
        yield f"{name}_{{\\text{{{order}}}}}"
    if letters in (["t"], ["t", "t"]):
        yield rf"\{'d' * (len(letters) - 1)}dot{{{name}}}"


def _primes(claimed: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Return both sides with derivatives of one name by one variable written in one way."""
    nodes = _parts(claimed, right)
    applied = {n.function for n in nodes if isinstance(n, Apply) and len(n.args) == 1}
    primed = any(isinstance(n, Derivative) and n.style == "prime" and not n.wrt for n in nodes)
    chosen = _variables(nodes)
    if primed:
        by = {x for n in nodes if isinstance(n, Derivative) for x in n.wrt}
        named = [n.of for n in nodes if isinstance(n, Derivative) and not n.wrt]
        if len(by) == 1:
            # Primes beside d/dx are taken by x.
            (variable,) = by
            chosen = {n.name: variable for n in named if isinstance(n, Symbol)} | chosen
    if not chosen or not (primed or applied):
        return claimed, right

    def written(node: Expr) -> Expr:
        match node:
            case Derivative(Symbol(name), (), "prime", order) if name in chosen:
                if name in applied:
                    return Apply(name, (chosen[name],), ((0, ()),) * order, ())
                return Derivative(node.of, (chosen[name],) * order, "total", order)
            case Derivative(Symbol(name, ()), wrt, ("partial" | "total")) if name in applied:
                if set(wrt) == {chosen.get(name)}:
                    return Apply(name, (wrt[0],), ((0, ()),) * len(wrt), ())
                return node
            case _:
                return node

    return transform(claimed, written), transform(right, written)


def _variables(nodes: Iterable[Expr]) -> dict[str, Expr]:
    """Return the one variable of each function that has but one."""
    by: dict[str, set[Expr]] = {}
    for node in nodes:
        if isinstance(node, Derivative) and isinstance(node.of, Symbol):
            by.setdefault(node.of.name, set()).update(node.wrt)
        elif isinstance(node, Apply) and len(node.args) == 1:
            named = [arg for arg in node.args if isinstance(arg, (Symbol, Component))]
            by.setdefault(node.function, set()).update(named)
    return {name: next(iter(found)) for name, found in by.items() if len(found) == 1}
