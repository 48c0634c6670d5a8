r"""Functions and what they are applied to: `\sin 2x`, `\log_2 8`, `f(x)`, `\sigma(z)`.

A named function takes the bracket behind it, or the factors side by side behind it up to the next
function, sum, sign of multiplication or bracket: `\sin 2x`, `\sin x \cos y`, `\cos x (1 + y)`.

A bracket behind a letter is an argument or a factor:

* a declared name is never applied, a declared function always;
* `f g h F G H \phi \varphi \psi \Phi \Psi` are applied, unless the letter stands alone in the
  bracket too: `f(x)`, but `h(1 - h)`;
* any letter is applied that is primed, that has a comma in its bracket, or one name other than
  itself, unless the letter is used as a number elsewhere: `u(x)`, `y'(x)`, but `x(y) + x`;
* `\sigma(z)` is the sigmoid; if `\sigma` is a number elsewhere, that is an error;
* everything else is a factor: `x(x-1)`, `a(b+c)`.

`\Delta x` is one name, the change of x, unless `\Delta` is a number elsewhere.
"""

from __future__ import annotations

from collections.abc import Generator

from nablatex import ops
from nablatex.expr import Apply, Call, Expr, Number, Op
from nablatex.latex.elaborate_bigs import bound_by, reduced
from nablatex.latex.elaborate_names import is_imaginary
from nablatex.latex.elaborate_scripts import element, function_power, raised
from nablatex.latex.elaborate_terms import Found, bracket_at, end_of_run, joined
from nablatex.latex.scope import Items, Scope, name_of
from nablatex.latex.syntax import (
    Big,
    Function,
    Group,
    Integral,
    Letter,
    Listing,
    Nabla,
    Num,
    Scripts,
    Syntax,
)
from nablatex.normalise import value_of

Taking = Generator[Syntax, Expr, Found]

APPLIED = frozenset(["f", "g", "h", "F", "G", "H", r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi"])
_NEVER = frozenset(["e", "i", "d", r"\pi", r"\delta"])
_INVERSES = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "sinh": "arsinh", "cosh": "arcosh",
    "tanh": "artanh",
}  # fmt: skip
_EXTREMA = ("max", "min")


# -- named functions ------------------------------------------------------------------------------


def function(scope: Scope, items: Items, place: int) -> Taking:
    """Return a named function of what follows it."""
    item = items[place]
    head = item.base if isinstance(item, Scripts) else item
    assert isinstance(head, Function)
    if head.name in _EXTREMA and isinstance(item, Scripts) and item.sub is not None:
        return (yield from _extremum(scope, items, place, item, head.name))
    op = ops.log if head.name == "lg" else ops.OPS[head.name]
    if not op.arity[1]:
        return Call(op, ()), place + 1
    arguments = yield from _arguments(scope, items, place, op)
    args, after, behind = arguments
    value: Expr
    if isinstance(item, Scripts):
        value = yield from _with_scripts(scope, op, args, item)
    elif head.name == "lg":
        value = Call(ops.log_base, (*args, Number(10, 0)))
    else:
        value = Call(op, args)
    if behind is not None:
        if behind.sub is not None:
            value = yield from element(scope, value, behind.sub)
        value = yield from raised(scope, value, behind)
    return value, after


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
    if op.partials is None or primes > 1 or len(args) != 1:
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
        bracket = bracket_at(items, place + 1)
        if bracket is not None and is_applied(scope, item, bracket):
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


def is_applied(scope: Scope, item: Syntax, bracket: Group) -> bool:
    """Tell whether the bracket behind a name is its argument, as the module's text says."""
    head = item.base if isinstance(item, Scripts) else item
    name = name_of(head)
    if not name or bracket.opener != "(" or (scope.bound.get(name) and len(bracket.entries) == 1):
        return False
    plain = name.removeprefix(r"\text{").rstrip("}") if name.startswith(r"\text") else name
    if name in scope.functions or plain in scope.functions:
        return True
    if scope.declared(name) is not None:
        return False
    if name in _NEVER:
        return len(bracket.entries) > 1
    if name == r"\sigma":
        return _is_sigmoid(scope, item, bracket)
    if isinstance(item, Scripts):
        if item.primes:
            return True
        if item.sup is not None:
            return name in APPLIED
    elif name in APPLIED or name.startswith(r"\text"):
        return not scope.alone_between(name, bracket.start, bracket.end)
    if name == r"\Gamma":
        raise scope.error(
            r"\Gamma before a bracket", item, hint=r"write \Gamma \cdot (x) for a product"
        )
    if len(bracket.entries) > 1 or name in APPLIED or scope.primed(name):
        return True
    inner = bracket.entries[0]
    inner = inner.base if isinstance(inner, Scripts) and inner.sup is None else inner
    return name_of(inner) not in ("", name) and not scope.stands_alone(name)


def _is_sigmoid(scope: Scope, item: Syntax, bracket: Group) -> bool:
    if len(bracket.entries) > 1 or (isinstance(item, Scripts) and not item.primes):
        return False
    if scope.stands_alone(r"\sigma"):
        raise scope.error(
            r"\sigma is a number elsewhere and stands before a bracket here", item,
            hint=r"write \sigma \cdot (...), or \operatorname{sigmoid}(...)",
        )  # fmt: skip
    return True


def application(scope: Scope, items: Items, place: int, bracket: Group) -> Taking:
    """Return an abstract function, or one of its derivatives, of the bracket behind it."""
    item, behind = items[place], items[place + 1]
    args: list[Expr] = []
    for entry in bracket.entries:
        args.append((yield entry))
    head = item.base if isinstance(item, Scripts) else item
    name, primes = name_of(head), 0
    if isinstance(item, Scripts):
        name, primes = _function_name(scope, name, item)
    if name.startswith(r"\text"):
        name = name.replace(r"\text", r"\operatorname", 1)
    value: Expr
    if name == r"\sigma" and name not in scope.functions:
        value = primed(scope, ops.sigmoid, tuple(args), primes, item)
    elif primes and len(args) > 1:
        raise scope.error("a prime behind a function of several arguments", item)
    else:
        value = Apply(name, tuple(args), ((0, ()),) * primes, ())
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
        inverse = scope.source(sup).strip("{} ") == "-1"
        raise scope.error(
            f"{'the inverse' if inverse else 'a power'} of the function {name} is not read", sup,
            hint=f"write {name}(x)^2 for the square of its value",
        )  # fmt: skip
    if item.sub is not None:
        if isinstance(item.sub, Listing):
            raise scope.error("this function's name is not read", item.sub)
        label = scope.source(item.sub).strip("{}")
        name = f"{name}_{label}" if len(label) == 1 else f"{name}_{{{label}}}"
    return name, primes
