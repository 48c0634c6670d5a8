r"""Functions and what they are applied to: `\sin 2x`, `\log_2 8`, `f(x)`, `\sigma(z)`.

A named function takes the bracket behind it, or the factors side by side behind it up to the next
function, sum, sign of multiplication or bracket: `\sin 2x`, `\sin x \cos y`, `\cos x (1 + y)`.

Whether a bracket behind a letter is its argument or a factor, `application` decides.

`\Delta x` is one name, the change of x, unless `\Delta` is a number elsewhere.
"""

from __future__ import annotations

from collections.abc import Generator

from nablatex import ops
from nablatex.errors import ReadError
from nablatex.expr import Apply, Call, Compare, Expr, Number, Op, Product
from nablatex.latex.application import APPLIED, is_applied, refuse_known, refuse_square
from nablatex.latex.elaborate_bigs import bound_by, reduced
from nablatex.latex.elaborate_names import is_imaginary
from nablatex.latex.elaborate_scripts import element, function_power, raised
from nablatex.latex.elaborate_terms import Found, bracket_at, end_of_run, joined
from nablatex.latex.entrywise import by_place, value_shape
from nablatex.latex.scope import MOST_OPERATORS, Items, Scope, function_name, name_of
from nablatex.latex.spectra import is_of_matrix, of_spectrum
from nablatex.latex.syntax import (
    Big,
    Function,
    Group,
    Integral,
    Letter,
    Listing,
    Nabla,
    Num,
    Relation,
    Scripts,
    Syntax,
)
from nablatex.normalise import value_of

Taking = Generator[Syntax, Expr, Found]

_INVERSES = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "sinh": "arsinh", "cosh": "arcosh",
    "tanh": "artanh",
}  # fmt: skip
_EXTREMA = ("max", "min")
_BY_OTHERS = {"lg": ops.log, "adj": ops.inverse}


# -- named functions ------------------------------------------------------------------------------


def function(scope: Scope, items: Items, place: int) -> Taking:
    """Return a named function of what follows it."""
    item = items[place]
    head = item.base if isinstance(item, Scripts) else item
    assert isinstance(head, Function)
    if head.name in _EXTREMA and isinstance(item, Scripts) and item.sub is not None:
        return (yield from _extremum(scope, items, place, item, head.name))
    op = _BY_OTHERS.get(head.name) or ops.OPS[head.name]
    if not op.arity[1]:
        return Call(op, ()), place + 1
    arguments = yield from _arguments(scope, items, place, op)
    args, after, behind = arguments
    square = bracket_at(items, after, "[") if behind is None else None
    if square is not None and name_of(items[after - 1]):
        refuse_square(scope, items[after - 1], square)
    if op is ops.diag:
        args = tuple(by_place(scope, arg, ("?",)) for arg in args)
    if any(isinstance(arg, Compare) for arg in args):
        raise scope.error("a relation is no argument", items[place + 1], hint="write f(1)")
    if op in (ops.trace, ops.det):
        _refuse_functions_of_matrices(scope, args[0], items[place])
    value: Expr
    if isinstance(item, Scripts):
        value = yield from _with_scripts(scope, op, args, item)
    elif head.name == "lg":
        value = Call(ops.log_base, (*args, Number(10, 0)))
    elif head.name == "adj":
        value = Product((Call(ops.det, args), Call(op, args)))
    else:
        value = Call(op, args)
    if behind is not None:
        if behind.sub is not None:
            value = yield from element(scope, value, behind.sub)
        value = yield from raised(scope, value, behind)
    return value, after


def _refuse_functions_of_matrices(scope: Scope, inside: Expr, at: Syntax) -> None:
    r"""Refuse `\operatorname{tr}(\exp(X))`: there the function of the matrix may be meant."""
    if isinstance(inside, Call) and inside.op in ops.OF_MATRICES and len(inside.shape) == 2:
        raise scope.error(
            f"{inside.op.name} of a square matrix inside of {scope.source(at)} is taken of the "
            "matrix, which is not known here, or of its entries", at,
            hint=r"give it a name of its own, Y = \exp(X), if it is of the entries",
        )  # fmt: skip


def _arguments(
    scope: Scope, items: Items, place: int, op: Op
) -> Generator[Syntax, Expr, tuple[tuple[Expr, ...], int, Scripts | None]]:
    """Return the arguments, where they end, and the scripts that stand behind their bracket."""
    bracket = bracket_at(items, place + 1, "({[") or (
        bracket_at(items, place + 1, r"\{") if op.name in _EXTREMA else None
    )
    if bracket is not None:
        entries = bracket.entries
        if len(entries) == 1 and isinstance(entries[0], Group) and bracket.opener == "{":
            entries = entries[0].entries if entries[0].opener == "(" else entries
        args: list[Expr] = []
        if bracket.opener == "[" and op.arity[1] == 1 and len(entries) > 1:
            args.append((yield bracket))
        else:
            for entry in entries:
                args.append((yield entry))
        behind = items[place + 1]
        return tuple(args), place + 2, behind if isinstance(behind, Scripts) else None
    if op.name in _EXTREMA:
        raise scope.error(f"{op.name} takes a bracket", items[place], rf"\{op.name}(0, x)")
    stop = _end_of_argument(scope, items, place + 1)
    if stop == place + 1:
        shown = scope.source(items[place])
        raise scope.error(f"{op.name} has no argument", items[place], f"{shown}(x) or {shown} x")
    scope.nest(items[place])
    inside = yield joined(items[place + 1 : stop])
    scope.unnest()
    return (inside,), stop, None


def _end_of_argument(scope: Scope, items: Items, start: int) -> int:
    r"""Return where the argument of a function without brackets ends: `\sin 2x`, `\log \det A`."""
    place = start
    while place < len(items) and isinstance(_head(items[place]), Function):
        place += 1
        if place - start > MOST_OPERATORS:
            raise scope.too_many(items[start])
        if bracket_at(items, place, "({["):
            return place + 1
    stop = end_of_run(items, place)
    if place == stop or isinstance(_head(items[place]), (Big, Nabla, Integral)):
        return stop
    first = place
    for place in range(first + 1, stop):
        if isinstance(_head(items[place]), (Function, Big, Nabla, Integral)):
            return place
        bracket = bracket_at(items, place, "([")
        if bracket is not None and not is_applied(scope, items[place - 1], bracket):
            return place
    return stop


def _head(item: Syntax) -> Syntax:
    return item.base if isinstance(item, Scripts) else item


def _with_scripts(
    scope: Scope, op: Op, args: tuple[Expr, ...], item: Scripts
) -> Generator[Syntax, Expr, Expr]:
    r"""Return `\sin^2 x`, `\sin^{-1} x`, `\log_2 8`, `\sigma'(z)`."""
    exponent: Expr | None = None
    if item.sup is not None:
        exponent = yield item.sup
        if value_of(exponent) == -1:
            if op.name not in _INVERSES:
                raise scope.error(
                    f"{op.name} to the power -1 has no reading", item.sup,
                    hint="write the reciprocal as a fraction",
                )  # fmt: skip
            op, exponent = ops.OPS[_INVERSES[op.name]], None
    if item.sub is not None:
        if op is not ops.log:
            raise scope.error(f"a subscript of {op.name}", item.sub)
        base = yield item.sub
        op, args = ops.log_base, (*args, base)
    value = primed(scope, op, args, item.primes, item)
    if exponent is None:
        return value
    assert item.sup is not None
    return function_power(scope, value, exponent, item.sup)


def primed(scope: Scope, op: Op, args: tuple[Expr, ...], primes: int, at: Syntax) -> Expr:
    """Return a function of the table, or its derivative where it is primed once."""
    if not primes:
        return Call(op, args)
    if op.partials is None or primes > 1 or len(args) != 1 or op.arity != (1, 1):
        raise scope.error(f"no derivative of {op.name} is written with primes", at)
    return op.partials(args)[0]


def _extremum(scope: Scope, items: Items, place: int, item: Scripts, kind: str) -> Taking:
    r"""Return `\max_i x_i`."""
    assert item.sub is not None
    bracket = bracket_at(items, place + 1)
    stop = place + 2 if bracket is not None else end_of_run(items, place + 1)
    if stop == place + 1 or item.sup is not None or item.primes:
        raise scope.error(rf"nothing stands after \{kind}", item, rf"\{kind}_i x_i")
    body = joined(items[place + 1 : stop])
    bounds = yield from bound_by(scope, item.sub, None, body)
    value: Expr = yield body
    return reduced(scope, "max" if kind == "max" else "min", value, bounds), stop


# -- letters before brackets ----------------------------------------------------------------------


def named(scope: Scope, items: Items, place: int) -> Taking:
    """Return a name, or an abstract function of the bracket behind it."""
    item = items[place]
    following = items[place + 1] if place + 1 < len(items) else None
    if following is not None:
        bracket = bracket_at(items, place + 1, "([")
        if bracket is not None:
            if name_of(item) == "I" and isinstance(bracket.entries[0], Relation):
                condition: Expr = yield bracket.entries[0]
                return Call(ops.indicator, (condition,)), place + 2
            if bracket.opener == "[":
                refuse_square(scope, item, bracket)
            elif is_of_matrix(scope, item, bracket) or is_applied(scope, item, bracket):
                return (yield from application(scope, items, place, bracket))
        if isinstance(item, Letter) and item.name == r"\Delta":
            change = _change(scope, item, following)
            if change is not None:
                return (yield change), place + 2
        if (
            isinstance(item, Scripts)
            and name_of(item.base) == "D"
            and name_of(following) in APPLIED
        ):
            raise scope.error(
                "a derivative by direction is not read", item, hint=r"write \nabla f \cdot \vec{u}"
            )
        unit = isinstance(item, Letter) and item.name == "i"
        if unit and _is_trigonometric(following) and is_imaginary(scope):
            return Call(ops.i, ()), place + 1
    value = yield item
    return value, place + 1


def _change(scope: Scope, delta: Letter, following: Syntax) -> Syntax | None:
    r"""Return `\Delta x` as one name, unless `\Delta` is a number elsewhere."""
    head = following.base if isinstance(following, Scripts) else following
    if not isinstance(head, Letter) or scope.stands_alone(r"\Delta"):
        return None
    name = Letter(delta.start, head.end, rf"\Delta {head.name}")
    if head is following:
        return name
    assert isinstance(following, Scripts)
    sub, sup = following.sub, following.sup
    return Scripts(delta.start, following.end, name, sub, sup, following.primes)


def _is_trigonometric(node: Syntax) -> bool:
    head = node.base if isinstance(node, Scripts) else node
    return isinstance(head, Function) and head.name in ("sin", "cos")


def application(scope: Scope, items: Items, place: int, bracket: Group) -> Taking:
    """Return an abstract function, or one of its derivatives, of the bracket behind it."""
    item, behind = items[place], items[place + 1]
    args: list[Expr] = []
    for entry in bracket.entries:
        args.append((yield entry))
    if any(isinstance(arg, Compare) for arg in args):
        raise scope.error("a relation is no argument", behind, hint="write f(1)")
    head = item.base if isinstance(item, Scripts) else item
    name, primes = name_of(head), 0
    if isinstance(item, Scripts):
        name, primes = _function_name(scope, name, item)
    name = function_name(name)
    refuse_known(scope, name, item)
    spectral = None if name in scope.functions else of_spectrum(scope, name, args, item)
    value: Expr
    if spectral is not None:
        value = spectral
    elif name == r"\sigma" and name not in scope.functions:
        value = primed(scope, ops.sigmoid, tuple(args), primes, item)
    elif primes and len(args) > 1:
        raise scope.error("a prime behind a function of several arguments", item)
    else:
        shape = value_shape(scope, name, tuple(args), primes)
        value = Apply(name, tuple(args), ((0, ()),) * primes, shape)
    if isinstance(behind, Scripts):
        if behind.sub is not None:
            value = yield from element(scope, value, behind.sub)
        value = yield from raised(scope, value, behind)
    return value, place + 2


def _function_name(scope: Scope, name: str, item: Scripts) -> tuple[str, int]:
    """Return the name and the number of primes of `f_1`, `f''`, `f^{(3)}`."""
    primes = item.primes
    sup = item.sup
    if isinstance(sup, Group) and sup.opener == "(" and isinstance(sup.entries[0], Num):
        count = sup.entries[0].text
        if not count.isdecimal() or len(count) > 1 or primes:
            raise scope.error("the order of a derivative is a whole number below 10", sup)
        primes = int(count)
    elif sup is not None:
        raise _no_superscript(scope, name, sup)
    if item.sub is not None:
        if isinstance(item.sub, Listing):
            raise scope.error("this function's name is not read", item.sub)
        label = scope.source(item.sub).strip("{}")
        name = f"{name}_{label}" if len(label) == 1 else f"{name}_{{{label}}}"
    return name, primes


def _no_superscript(scope: Scope, name: str, sup: Syntax) -> ReadError:
    """Return the error for a function with a superscript that is no order of a derivative."""
    if isinstance(sup, Group) and sup.opener in "([":
        return scope.error(
            f"the superscript of the function {name} is not read", sup,
            hint=f"for a derivative write its order as a number; for a layer write {name}_l",
        )  # fmt: skip
    if scope.source(sup).strip("{} ") == "-1":
        return scope.error(
            f"the inverse of the function {name} is not read", sup,
            hint="give the inverse a name of its own",
        )  # fmt: skip
    return scope.error(
        f"a power of the function {name} is not read", sup,
        hint=f"write {name}(x)^2 for the square of its value",
    )  # fmt: skip
