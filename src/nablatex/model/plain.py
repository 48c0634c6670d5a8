r"""Notation made plain: derivatives in primes, functions that are given, numbers before brackets.

What a claim says is known only beside the equations: of `h = w x` the `h` in `h(x)` is a number,
and `y'` is taken by the one name that y depends on.
"""

from __future__ import annotations

from nablatex.equations import Equations, names_in
from nablatex.errors import NablatexError
from nablatex.expr import (
    Apply,
    At,
    Call,
    Component,
    Derivative,
    DerivativeStyle,
    Expr,
    Mark,
    Product,
    Symbol,
)
from nablatex.latex import write
from nablatex.model.ties import reached
from nablatex.model.unsaid import said
from nablatex.traverse import parts_of, transform


def made_plain(expr: Expr, equations: Equations) -> Expr:
    r"""Return `expr` with $f'(x)$ and $y'$ as derivatives, and functions that are given put in."""
    return transform(expr, lambda node: _plain(node, equations, _applied(equations)))


def _applied(equations: Equations) -> dict[str, Apply]:
    """Return the one application of each function that the model knows no more of."""
    found: dict[str, set[Apply]] = {}
    for right in equations.definitions.values():
        for node in parts_of(right):
            if isinstance(node, Apply) and not node.orders and node.args[0].shape:
                found.setdefault(node.function, set()).add(node)
    names = {write(name) for name in equations.definitions}
    once = {name: applied for name, applied in found.items() if name not in names}
    return {name: next(iter(applied)) for name, applied in once.items() if len(applied) == 1}


def _plain(node: Expr, equations: Equations, applied: dict[str, Apply]) -> Expr:
    match node:
        case Symbol(letter) if letter in applied:
            return applied[letter]
        case Symbol(letter) if letter[:2] == "J_" and letter[2:].strip("{}") in applied:
            # The Jacobian of `u(x)` is written J_u.
            of = applied[letter[2:].strip("{}")]
            return Derivative(of, of.args, "partial", 1) if len(of.args) == 1 else node
        case Apply(function, _, ()) if function in equations.functions:
            return _put_in(node, equations)
        case Call(op, args) if op.latex in equations.functions:
            # A `ReLU` of the document's own, in a key as in what is given.
            return _put_in(Apply(op.latex, args, (), node.shape), equations)
        case Apply(function, args, orders) if function not in equations.functions:
            name = _number(function, equations)
            return node if name is None else _of_a_number(name, args, orders, equations)
        case _:
            return said(without_prime(node, equations), equations)


def _number(function: str, equations: Equations) -> Expr | None:
    """Return what is defined as a number under the name of a function."""
    named = (name for name in equations.definitions if write(name) == function)
    return next((name for name in named if not name.shape), None)


def _of_a_number(
    name: Expr, args: tuple[Expr, ...], orders: tuple[Mark, ...], equations: Equations
) -> Expr:
    r"""Return what a number before a bracket means.

    Of `h = w x` it is h itself in `h(x)`, its derivative in `h'(x)`, and a factor in `h(1 - y)`.
    """
    if any(arg.shape for arg in args) and not orders and reached([name], equations) >= set(args):
        return name
    inside = set(equations.order(name)) - {name}
    if inside.issuperset(args):
        wrt = tuple(args[slot] for slot, _ in orders)
        return Derivative(name, wrt, "partial", len(wrt)) if wrt else name
    if len(args) == 1 and not orders:
        return Product((name, args[0]))
    leaves = [x for x in inside if equations.definition(x) is None]
    if len(args) == len(leaves) == 1 and all(not where for _, where in orders):
        # Of y = x^2 y'(3) is the derivative at x = 3.
        derivative = Derivative(name, (leaves[0],) * len(orders), "total", len(orders))
        return At(derivative, ((leaves[0], args[0]),))
    return Apply(write(name), args, orders, name.shape)


def _put_in(applied: Expr, equations: Equations) -> Expr:
    try:
        return equations.expand(applied)
    except NablatexError:
        return applied


def without_prime(node: Expr, equations: Equations) -> Expr:
    """Return $f'(x)$ and $y'$ as derivatives by what they are taken by, where that is told."""
    match node:
        case Apply(function, args, orders) if orders and function in equations.functions:
            parameters, body = equations.functions[function]
            if any(where for _, where in orders) or len(args) != len(parameters):
                return node
            wrt = tuple(parameters[slot] for slot, _ in orders)
            style: DerivativeStyle = "total" if len(parameters) == 1 else "partial"
            made = Derivative(Symbol(function, body.shape), wrt, style, len(wrt))
            return made if args == parameters else At(made, _points(parameters, args))
        case Derivative(Symbol(function), wrt, "partial" | "total") if wrt:
            return _of_unknown(node, function, wrt, equations)
        case Derivative(of, (), "prime", order):
            try:
                leaf = leaf_of(of, "prime", equations)
            except NablatexError:
                return node
            return Derivative(of, (leaf,) * order, "total", order)
        case _:
            return node


def _of_unknown(node: Expr, function: str, wrt: tuple[Expr, ...], equations: Equations) -> Expr:
    r"""Return $\partial f/\partial u$ beside `z = f(u, v)` as the derivative of the function f."""
    applied = [
        right
        for right in equations.definitions.values()
        if isinstance(right, Apply) and right.function == function and not right.orders
    ]
    named = any(write(name) == function for name in equations.definitions)
    if len(applied) != 1 or named or not set(wrt) <= set(applied[0].args):
        return node
    args = applied[0].args
    if any(arg.shape for arg in args):
        return node
    return Apply(function, args, tuple((args.index(by), ()) for by in wrt), applied[0].dims)


def _points(parameters: tuple[Expr, ...], args: tuple[Expr, ...]) -> tuple[tuple[Expr, Expr], ...]:
    pairs = zip(parameters, args, strict=True)
    return tuple((name, point) for name, point in pairs if name is not point)


def leaf_of(of: Expr, style: DerivativeStyle, equations: Equations) -> Expr:
    """Return what a derivative is taken by whose notation leaves it out.

    Raises:
        NablatexError: nothing tells.
    """
    leaves = leaves_of(equations)
    if style == "nabla" and len(leaves) == 1:
        return leaves[0]
    if style == "prime":
        names = [name for name in equations.order(of) if equations.definition(name) is None]
        inner = names if isinstance(of, (Symbol, Component)) else names_in(of)
        if len(inner) == 1:
            return inner[0]
    raise NablatexError(f"it is not said by what {write(of)} is differentiated")


def leaves_of(equations: Equations) -> list[Expr]:
    """Return the vectors that have elements and that nothing defines."""
    return [name for name in equations.elements if name not in equations.definitions]
