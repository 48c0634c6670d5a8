r"""Derivatives: `\frac{\partial y}{\partial x}`, `\frac{d}{dx}`, `dy/dx`, `\partial_x f`, `\nabla`.

* `\frac{d}{dx}` takes the bracket behind it, or else the factors side by side behind it; before a
  sign of multiplication it has to be said what is differentiated.
* `\nabla` and `\partial_x` take the one factor behind them: `\nabla f g` is `(\nabla f) g`.
* An italic `d` differentiates only in these forms and is a letter everywhere else.
"""

from __future__ import annotations

from collections.abc import Generator

from nablatex import ops
from nablatex.expr import (
    Apply,
    Call,
    Component,
    Derivative,
    DerivativeStyle,
    Expr,
    Quotient,
    Symbol,
)
from nablatex.latex.elaborate_functions import named
from nablatex.latex.elaborate_scripts import element, raised
from nablatex.latex.elaborate_terms import Found, bracket_at, end_of_run, joined, operand
from nablatex.latex.scope import Items, Scope, name_of
from nablatex.latex.syntax import (
    Differential,
    Fraction,
    Function,
    Group,
    Letter,
    Listing,
    Mark,
    Num,
    Scripts,
    Syntax,
    Term,
    Times,
)
from nablatex.normalise import value_of
from nablatex.shape import is_unknown

Taking = Generator[Syntax, Expr, Found]
_MISSING = "what is differentiated is missing"
_MOST_ORDER = 20
MOST_PREFIXES = 100
"""How many `\\nabla` may follow one another; these do recurse."""


# -- fractions ------------------------------------------------------------------------------------


def quotient(scope: Scope, node: Fraction) -> Generator[Syntax, Expr, Expr]:
    r"""Return a fraction by itself: a derivative with its operand on top, or a quotient."""
    if _is_derivative(scope, node):
        top = _items(node.top)
        if len(top) == 1:
            raise scope.error(_MISSING, node, "y behind it, or in the numerator")
        of: Expr = yield joined(top[1:])
        return (yield from _derivative(scope, node, of))
    if _begins_with_delta(node.top) and _begins_with_delta(node.bottom):
        raise scope.error(
            r"a quotient of \delta, or a derivative", node,
            hint=r"write \frac{\partial y}{\partial x} for the derivative",
        )  # fmt: skip
    above: Expr = yield node.top
    below: Expr = yield node.bottom
    return Quotient(above, below)


def _begins_with_delta(node: Syntax) -> bool:
    items = _items(node)
    return len(items) > 1 and isinstance(items[0], Letter) and items[0].name == r"\delta"


def fraction(scope: Scope, items: Items, place: int) -> Taking:
    r"""Return a fraction in a product; `\frac{d}{dx}` takes what it differentiates."""
    node = items[place]
    value: Expr
    if not isinstance(node, Fraction) or not _is_derivative(scope, node):
        value = yield node
        return value, place + 1
    if len(_items(node.top)) > 1:
        value = yield node
        _refuse_argument(scope, value, items, place + 1)
        return value, place + 1
    scope.check_row(items, place, lambda item: _is_operator(scope, item))
    after = place + 1
    stop = after + 1 if bracket_at(items, after, "([{") else end_of_run(items, after)
    if stop == after:
        raise scope.error(_MISSING, node, f"{scope.source(node)} f")
    if stop < len(items) and isinstance(items[stop], Times) and not bracket_at(items, after):
        raise scope.error(
            "how far this derivative reaches is not clear", node,
            hint="bracket what is differentiated",
        )  # fmt: skip
    scope.nest(node)
    of: Expr = yield joined(items[after:stop])
    scope.unnest()
    value = yield from _derivative(scope, node, of)
    return value, stop


def _refuse_argument(scope: Scope, value: Expr, items: Items, place: int) -> None:
    r"""Refuse `\frac{df}{dx}(2)`: a product, or the derivative at 2."""
    bracket = bracket_at(items, place)
    if bracket is None or not isinstance(value, Derivative):
        return
    if not isinstance(value.of, (Symbol, Component)):
        return
    inner = bracket.entries[0]
    by = {by.name for by in value.wrt if isinstance(by, Symbol)}
    if len(bracket.entries) > 1 or isinstance(inner, Num) or name_of(inner) in by:
        raise scope.error(
            "a product, or a derivative at a point", bracket,
            hint=r"write \left.\frac{dy}{dx}\right|_{x=2} or \cdot",
        )  # fmt: skip


def _items(node: Syntax) -> Items:
    while isinstance(node, Group) and node.opener == "{" and len(node.entries) == 1:
        node = node.entries[0]
    return node.items if isinstance(node, Term) else (node,)


def _sign(node: Syntax) -> Syntax:
    r"""Return the `d` of `d` and `d^2`."""
    return node.base if isinstance(node, Scripts) and node.sub is None else node


def _is_derivative(scope: Scope, node: Fraction) -> bool:
    bottom = _items(node.bottom)
    return (
        len(bottom) > 1
        and scope.is_differential(bottom[0])
        and scope.is_differential(_sign(_items(node.top)[0]))
    )


def _is_operator(scope: Scope, item: Syntax) -> bool:
    r"""Tell whether a factor is `\frac{d}{dx}` without what it differentiates."""
    return isinstance(item, Fraction) and len(_items(item.top)) == 1 and _is_derivative(scope, item)


def _derivative(scope: Scope, node: Fraction, of: Expr) -> Generator[Syntax, Expr, Expr]:
    """Return the derivative that a fraction writes, of `of`."""
    sign = _items(node.top)[0]
    order = _order(scope, sign.sup) if isinstance(sign, Scripts) else 1
    wrt: list[Expr] = []
    items = _items(node.bottom)
    place = 0
    while place < len(items):
        if not scope.is_differential(items[place]) or place + 1 == len(items):
            raise scope.error("the variable of a derivative is missing", items[place], "dx")
        after = place + 3 if _is_vec(items[place + 1]) else place + 2
        name, times = _variable(scope, joined(items[place + 1 : after]))
        by: Expr = yield name
        turned = _turned(by)
        if turned is None:
            by = _checked(scope, by, items[place + 1])
        wrt += [by] * times
        place = after
    if len(wrt) != order:
        raise scope.error(f"order {order} above and {len(wrt)} below the bar", node)
    style: DerivativeStyle = "partial" if _is_partial(sign) else "total"
    return _laid(of, wrt, style)


def _turned(expr: Expr) -> Expr | None:
    r"""Return the x of `x^\top`, a name, or None."""
    if not isinstance(expr, Call) or expr.op is not ops.transpose:
        return None
    (inner,) = expr.args
    vec = isinstance(inner, Call) and inner.op is ops.vec and isinstance(inner.args[0], Symbol)
    return inner if vec or isinstance(inner, Symbol) else None


def _laid(of: Expr, wrt: list[Expr], style: DerivativeStyle) -> Expr:
    r"""Return a derivative; `\frac{\partial f}{\partial x^\top}` is a row, as is `x^\top`.

    The Jacobian `\frac{\partial y}{\partial x^\top}` has a row for each output anyway, and
    `\frac{\partial^2 f}{\partial x \partial x^\top}` is the Hessian.
    """
    plain = tuple(_turned(by) or by for by in wrt)
    top = _turned(of)
    turned = [by for by in wrt if _turned(by) is not None]
    if top is not None and not turned and len(wrt) == 1:
        # \frac{\partial y^\top}{\partial x} has a column for each output.
        return Call(ops.transpose, (Derivative(top, plain, style, len(wrt)),))
    made = Derivative(of if top is None else top, plain, style, len(wrt))
    is_row = len(turned) == len(wrt) == 1 and not of.shape
    return Call(ops.transpose, (made,)) if is_row else made


def _is_vec(item: Syntax) -> bool:
    r"""Tell whether `\partial \operatorname{vec}(X)` goes on behind its first piece."""
    return isinstance(item, Function) and item.name == ops.vec.name


def _is_partial(sign: Syntax) -> bool:
    head = _sign(sign)
    return isinstance(head, Differential) and head.sign == "partial"


def _variable(scope: Scope, node: Syntax) -> tuple[Syntax, int]:
    """Return the variable of `x_0^2` and how often it is taken."""
    while isinstance(node, Group) and len(node.entries) == 1:
        node = node.entries[0]
    if not isinstance(node, Scripts) or not isinstance(node.sup, Num):
        return node, 1
    times = _order(scope, node.sup)
    if node.sub is None and not node.primes:
        return node.base, times
    return Scripts(node.start, node.end, node.base, node.sub, None, node.primes), times


def _order(scope: Scope, sup: Syntax | None) -> int:
    whole = isinstance(sup, Num) and sup.text.isdecimal() and len(sup.text) < 3
    if whole and isinstance(sup, Num) and 0 < int(sup.text) <= _MOST_ORDER:
        return int(sup.text)
    at = sup if sup is not None else Syntax(0, len(scope.latex))
    raise scope.error(f"the order of a derivative is a whole number up to {_MOST_ORDER}", at)


def _checked(scope: Scope, by: Expr, at: Syntax) -> Expr:
    name = by.args[0] if isinstance(by, Call) and by.op is ops.vec else by
    if not isinstance(name, (Symbol, Component)):
        raise scope.error("a derivative is with respect to a name", at, "a name such as x_0")
    return by


# -- a d in a product -----------------------------------------------------------------------------


def letter(scope: Scope, items: Items, place: int) -> Taking:
    r"""Return a name, which a `d` may be; or the derivative `dy/dx`."""
    item = items[place]
    if scope.is_differential(_sign(item)):
        made = _inline(scope, items, place)
        if made is not None:
            return (yield from _with_inline(scope, items, made))
        if isinstance(item, Letter) and scope.differentials() > 1:
            raise scope.error(
                "differentials are not read", item,
                hint=r"write the derivative \frac{dy}{dx}; for a number d write d \cdot x",
            )  # fmt: skip
    return (yield from named(scope, items, place))


def differential(scope: Scope, items: Items, place: int) -> Taking:
    r"""Return what `\partial` or an upright d begins: `\partial_x f`, `\partial y / \partial x`."""
    item = items[place]
    made = _inline(scope, items, place)
    if made is not None:
        return (yield from _with_inline(scope, items, made))
    if isinstance(item, Scripts) and item.sub is not None:
        return (yield from _indexed(scope, items, place, item))
    change = _change(scope, items, place)
    if change is not None:
        return (yield from _with_scripts(scope, change, items[place + 1])), place + 2
    sign = r"\partial" if _is_partial(item) else "d"
    raise scope.error(f"{sign} stands alone", item, rf"\frac{{{sign} y}}{{{sign} x}}")


def _change(scope: Scope, items: Items, place: int) -> Expr | None:
    r"""Return `\mathrm{d}X` as one name of the shape of X, if an array X is declared."""
    sign = items[place]
    if not isinstance(sign, Differential) or _is_partial(sign) or place + 1 == len(items):
        return None
    behind = items[place + 1]
    name = name_of(behind.base if isinstance(behind, Scripts) else behind)
    shape = scope.declared(name) if name else None
    return Symbol(rf"\mathrm{{d}}{name}", shape) if shape else None


def _with_scripts(scope: Scope, change: Expr, behind: Syntax) -> Generator[Syntax, Expr, Expr]:
    r"""Return `\mathrm{d}X_{ij}` or `\mathrm{d}X^\top`: an element's change is its own."""
    if not isinstance(behind, Scripts):
        return change
    if behind.primes or not (behind.sup is None or isinstance(behind.sup, Mark)):
        raise scope.error(
            "the change of a power, or a power of the change", behind,
            hint=r"write (\mathrm{d}x)^2 for the power of the change",
        )  # fmt: skip
    value = change if behind.sub is None else (yield from element(scope, change, behind.sub))
    made: Expr = yield from raised(scope, value, behind)
    return made


def _inline(scope: Scope, items: Items, place: int) -> tuple[Fraction, int] | None:
    r"""Return `dy/dx` as a fraction, and where it ends; None if it does not stand here."""
    # What is differentiated is a name at most: dy, d^2 y.
    slash = place + end_of_run(items[place : place + 5], 0)
    if slash >= len(items) - 2 or slash - place > 3:
        return None
    sign = items[slash]
    if not isinstance(sign, Times) or sign.sign != "/":
        return None
    if not scope.is_differential(items[slash + 1]) or isinstance(items[slash + 2], (Times, Num)):
        return None
    if isinstance(items[place], Letter) != isinstance(items[slash + 1], Letter):
        return None
    top, bottom = joined(items[place:slash]), joined(items[slash + 1 : slash + 3])
    return Fraction(top.start, bottom.end, top, bottom), slash + 3


def _with_inline(scope: Scope, items: Items, made: tuple[Fraction, int]) -> Taking:
    node, after = made
    value, taken = yield from fraction(scope, (node, *items[after:]), 0)
    return value, after + taken - 1


def _indexed(scope: Scope, items: Items, place: int, item: Scripts) -> Taking:
    r"""Return `\partial_x f`, `\partial_{xy} f`, or `\partial_1 f(x, y)` by an argument's place."""
    if place + 1 >= len(items):
        raise scope.error(_MISSING, item, f"{scope.source(item)} f")
    scope.nest(item, MOST_PREFIXES)
    of, after = yield from operand(scope, items, place + 1)
    scope.unnest()
    sub = item.sub
    parts = (
        sub.entries if isinstance(sub, Listing) else sub.items if isinstance(sub, Term) else (sub,)
    )
    numbers = [int(part.text) for part in parts if isinstance(part, Num) and part.text.isdecimal()]
    if len(numbers) == len(parts) and isinstance(of, Apply):
        if not 0 < numbers[0] <= len(of.args):
            raise scope.error("the function has no argument of this number", item)
        times = 1 if item.sup is None else _order(scope, item.sup)
        marks = ((numbers[0] - 1, tuple(numbers[1:])),) * times
        return Apply(of.function, of.args, (*marks, *of.orders), of.dims), after
    wrt: list[Expr] = []
    for part in parts:
        assert part is not None
        by: Expr = yield part
        wrt.append(_checked(scope, by, part))
    if item.sup is not None:
        wrt *= _order(scope, item.sup)
    return Derivative(of, tuple(wrt), "partial", len(wrt)), after


# -- nabla ----------------------------------------------------------------------------------------


def nabla(scope: Scope, items: Items, place: int) -> Taking:
    r"""Return a gradient, `\nabla^2 f`, a divergence or a curl."""
    item = items[place]
    sign = items[place + 1] if place + 1 < len(items) else None
    style: DerivativeStyle = "nabla"
    after = place + 1
    if isinstance(sign, Times):
        if sign.sign not in ("cdot", "times"):
            raise scope.error(r"\nabla takes what follows it", item)
        style = "divergence" if sign.sign == "cdot" else "curl"
        after += 1
    if after >= end_of_run(items, after):
        raise scope.error(_MISSING, item, f"{scope.source(item)} f")
    scope.nest(item, MOST_PREFIXES)
    of, stop = yield from operand(scope, items, after)
    scope.unnest()
    wrt: tuple[Expr, ...] = ()
    sup: Syntax | None = None
    if isinstance(item, Scripts):
        if item.primes:
            raise scope.error(r"a prime behind \nabla", item)
        sup = item.sup
        if item.sub is not None:
            by: Expr = yield item.sub
            wrt = (_checked(scope, by, item.sub),)
    if sup is not None:
        if not isinstance(sup, Num) or sup.text != "2" or style != "nabla":
            raise scope.error(r"only \nabla^2 has a reading", sup)
        if wrt or _is_of_vector(of):
            return Derivative(of, wrt * 2, "nabla", 2), stop
        return Derivative(of, (), "laplacian", 2), stop
    _refuse_point(scope, of, items[after])
    if style != "nabla" and not of.shape:
        raise scope.error(
            "a divergence and a curl take a vector", items[after], hint=r"write \vec{F}"
        )
    return Derivative(of, wrt, style, 1), stop


def _is_of_vector(of: Expr) -> bool:
    r"""Tell whether this is `f(x)` of a declared vector x: `\nabla^2 f(x)` is a Hessian then."""
    if not isinstance(of, Apply) or of.orders or of.shape or len(of.args) != 1:
        return False
    shape = of.args[0].shape
    return len(shape) == 1 and not is_unknown(shape[0])


def _refuse_point(scope: Scope, of: Expr, at: Syntax) -> None:
    r"""Refuse `\nabla f(1, 2)`: the gradient at a point, or that of a number."""
    if isinstance(of, Apply) and all(value_of(arg) is not None for arg in of.args):
        raise scope.error(
            "a gradient at a point", at, hint=r"write \left.\nabla f\right|_{x=1, y=2}"
        )
