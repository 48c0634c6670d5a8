r"""Functions of numbers, applied entry by entry: `\sin`, `\exp`, ReLU, sigmoid, `\max`.

Each row states the function's derivative by each argument (Abramowitz and Stegun, chapter 4, for
the trigonometric and hyperbolic ones). At a kink the derivative is the lecture's: ReLU'(0) = 0.
"""

from __future__ import annotations

import math
from typing import Any

from nablatex.expr import ONE, TWO, ZERO, Call, Expr, Negation, Number, Op, Power
from nablatex.ops import shapes
from nablatex.ops.build import (
    call,
    either,
    entries,
    minus,
    over,
    plus,
    power,
    row,
    times,
    unary,
)

_TINY = 1e-9

pi: Op = row("pi", r"\pi", "pi", (0, 0), shapes.scalar, None, None, lambda xp: xp.pi)
e: Op = row("e", "e", "", (0, 0), shapes.scalar, None, None, lambda xp: xp.e)
i: Op = row("i", r"\mathrm{i}", "", (0, 0), shapes.scalar, None, None, lambda xp: 1j)
infinity: Op = row("infinity", r"\infty", "", (0, 0), shapes.scalar, None, None, lambda xp: xp.inf)

exp: Op = unary(
    "exp", r"\exp", "exp", lambda x: Call(exp, (x,)), lambda xp, x: xp.exp(x), ko="지수"
)
ln: Op = unary(
    "ln",
    r"\ln",
    "ln",
    lambda x: over(ONE, x),
    lambda xp, x: xp.log(x),
    domain=(_TINY, 1e6),
    ko="자연로그",
)
log: Op = unary(
    "log",
    r"\log",
    "log",
    lambda x: over(ONE, x),
    lambda xp, x: xp.log(x),
    domain=(_TINY, 1e6),
    ko="로그",
)
sqrt: Op = unary(
    "sqrt",
    r"\sqrt",
    "sqrt",
    lambda x: over(ONE, times(TWO, call(sqrt, x))),
    lambda xp, x: xp.sqrt(x),
    domain=(_TINY, 1e6),
    ko="제곱근",
)
sin: Op = unary("sin", r"\sin", "sin", lambda x: call(cos, x), lambda xp, x: xp.sin(x), ko="사인")
cos: Op = unary(
    "cos",
    r"\cos",
    "cos",
    lambda x: Negation(call(sin, x)),
    lambda xp, x: xp.cos(x),
    ko="코사인",
)
tan: Op = unary(
    "tan",
    r"\tan",
    "tan tg",
    lambda x: over(ONE, Power(call(cos, x), TWO)),
    lambda xp, x: xp.tan(x),
    ko="탄젠트",
)
cot: Op = unary(
    "cot",
    r"\cot",
    "cot ctg",
    lambda x: Negation(over(ONE, Power(call(sin, x), TWO))),
    lambda xp, x: 1 / xp.tan(x),
)
sec: Op = unary(
    "sec",
    r"\sec",
    "sec",
    lambda x: times(call(sec, x), call(tan, x)),
    lambda xp, x: 1 / xp.cos(x),
)
csc: Op = unary(
    "csc",
    r"\csc",
    "csc",
    lambda x: Negation(times(call(csc, x), call(cot, x))),
    lambda xp, x: 1 / xp.sin(x),
)
arcsin: Op = unary(
    "arcsin",
    r"\arcsin",
    "arcsin asin",
    lambda x: over(ONE, call(sqrt, minus(ONE, power(x, 2)))),
    lambda xp, x: xp.arcsin(x),
    domain=(-1, 1),
)
arccos: Op = unary(
    "arccos",
    r"\arccos",
    "arccos acos",
    lambda x: Negation(over(ONE, call(sqrt, minus(ONE, power(x, 2))))),
    lambda xp, x: xp.arccos(x),
    domain=(-1, 1),
)
arctan: Op = unary(
    "arctan",
    r"\arctan",
    "arctan atan arctg",
    lambda x: over(ONE, plus(ONE, power(x, 2))),
    lambda xp, x: xp.arctan(x),
)
sinh: Op = unary("sinh", r"\sinh", "sinh", lambda x: call(cosh, x), lambda xp, x: xp.sinh(x))
cosh: Op = unary("cosh", r"\cosh", "cosh", lambda x: call(sinh, x), lambda xp, x: xp.cosh(x))
tanh: Op = unary(
    "tanh",
    r"\tanh",
    "tanh",
    lambda x: minus(ONE, Power(call(tanh, x), TWO)),
    lambda xp, x: xp.tanh(x),
    ko="쌍곡탄젠트",
)
coth: Op = unary(
    "coth",
    r"\coth",
    "coth",
    lambda x: minus(ONE, Power(call(coth, x), TWO)),
    lambda xp, x: 1 / xp.tanh(x),
)
sech: Op = unary(
    "sech",
    r"\operatorname{sech}",
    "sech",
    lambda x: Negation(times(call(sech, x), call(tanh, x))),
    lambda xp, x: 1 / xp.cosh(x),
)
csch: Op = unary(
    "csch",
    r"\operatorname{csch}",
    "csch cosech",
    lambda x: Negation(times(call(csch, x), call(coth, x))),
    lambda xp, x: 1 / xp.sinh(x),
)
arsinh: Op = unary(
    "arsinh",
    r"\operatorname{arsinh}",
    "arsinh arcsinh asinh",
    lambda x: over(ONE, call(sqrt, plus(power(x, 2), ONE))),
    lambda xp, x: xp.arcsinh(x),
)
arcosh: Op = unary(
    "arcosh",
    r"\operatorname{arcosh}",
    "arcosh arccosh acosh",
    lambda x: over(ONE, call(sqrt, minus(power(x, 2), ONE))),
    lambda xp, x: xp.arccosh(x),
    domain=(1, 1e6),
)
artanh: Op = unary(
    "artanh",
    r"\operatorname{artanh}",
    "artanh arctanh atanh",
    lambda x: over(ONE, minus(ONE, power(x, 2))),
    lambda xp, x: xp.arctanh(x),
    domain=(-1, 1),
)
sign: Op = unary(
    "sign", r"\operatorname{sign}", "sign sgn", lambda x: ZERO, lambda xp, x: xp.sign(x)
)
abs_: Op = unary(
    "abs",
    r"\operatorname{abs}",
    "abs",
    lambda x: call(sign, x),
    lambda xp, x: xp.abs(x),
    ko="절댓값",
)
floor: Op = unary("floor", r"\operatorname{floor}", "floor", None, lambda xp, x: xp.floor(x))
ceil: Op = unary("ceil", r"\operatorname{ceil}", "ceil", None, lambda xp, x: xp.ceil(x))
relu: Op = unary(
    "relu",
    r"\operatorname{ReLU}",
    "ReLU relu RELU Relu",
    lambda x: either((">", x, ZERO), ONE, ZERO),
    lambda xp, x: xp.maximum(x, 0),
    ko="ReLU",
)
step: Op = unary(
    "step",
    r"\operatorname{step}",
    "step heaviside",
    lambda x: ZERO,
    lambda xp, x: xp.where(xp.asarray(x) > 0, 1.0, 0.0),
)
sigmoid: Op = unary(
    "sigmoid",
    r"\sigma",
    "sigmoid Sigmoid sigm",
    lambda x: times(call(sigmoid, x), minus(ONE, call(sigmoid, x))),
    lambda xp, x: 1 / (1 + xp.exp(-x)),
    ko="시그모이드",
)
softplus: Op = unary(
    "softplus",
    r"\operatorname{softplus}",
    "softplus Softplus",
    lambda x: call(sigmoid, x),
    lambda xp, x: xp.logaddexp(0, x),
)
erf: Op = unary(
    "erf",
    r"\operatorname{erf}",
    "erf",
    lambda x: times(over(TWO, call(sqrt, call(pi))), Power(call(e), Negation(power(x, 2)))),
    lambda xp, x: xp.vectorize(math.erf)(x),
)
silu: Op = unary(
    "silu",
    r"\operatorname{SiLU}",
    "SiLU silu swish Swish",
    lambda x: plus(call(sigmoid, x), times(x, call(sigmoid, x), minus(ONE, call(sigmoid, x)))),
    lambda xp, x: x / (1 + xp.exp(-x)),
)


def _normal_density(x: Expr) -> Expr:
    return over(call(exp, Negation(over(power(x, 2), TWO))), call(sqrt, times(TWO, call(pi))))


gelu: Op = unary(
    "gelu",
    r"\operatorname{GELU}",
    "GELU gelu",
    lambda x: plus(
        over(plus(ONE, call(erf, over(x, call(sqrt, TWO)))), TWO), times(x, _normal_density(x))
    ),
    lambda xp, x: x * (1 + xp.vectorize(math.erf)(x / math.sqrt(2))) / 2,
)


def _log_base_partials(args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    x, base = args
    by_base = over(Negation(call(ln, x)), times(base, Power(call(ln, base), TWO)))
    return over(ONE, times(x, call(ln, base))), by_base


log_base: Op = row(
    "log_base",
    r"\log",
    "",
    (2, 2),
    shapes.same,
    _log_base_partials,
    None,
    lambda xp, x, base: xp.log(x) / xp.log(base),
    (_TINY, 1e6),
    "로그",
)


def _root_partials(args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    x, n = args
    by_x = over(call(root, x, n), times(n, x))
    by_n = Negation(over(times(call(root, x, n), call(ln, x)), Power(n, TWO)))
    return by_x, by_n


def _root_value(xp: Any, x: Any, n: Any) -> Any:
    """Return a root; an odd one of a negative number is negative."""
    if xp.ndim(n):
        return xp.where(n % 2 == 1, xp.sign(x) * xp.abs(x) ** (1 / n), x ** (1 / n))
    return xp.sign(x) * xp.abs(x) ** (1 / n) if n % 2 == 1 else x ** (1 / n)


root: Op = row(
    "root",
    r"\sqrt",
    "",
    (2, 2),
    shapes.same,
    _root_partials,
    None,
    _root_value,
    (_TINY, 1e6),
    "거듭제곱근",
)


def _largest_partials(relation: str) -> Any:
    def partials(args: tuple[Expr, ...]) -> tuple[Expr, ...]:
        if len(args) != 2:
            raise TypeError("max and min of more than two are expanded in pairs")
        left, right = args
        # At a tie the constant wins, so that max(0, x) has ReLU's derivative 0 at 0.
        strict = isinstance(right, Number)
        mine = relation if strict else relation + "="
        theirs = {">": "<", "<": ">"}[relation] + ("=" if strict else "")
        return either((mine, left, right), ONE, ZERO), either((theirs, left, right), ONE, ZERO)

    return partials


def _fold(name: str) -> Any:
    def expand(args: tuple[Expr, ...]) -> Expr:
        # The greatest of one array is that of its entries.
        parts = entries(args[0]) if len(args) == 1 and args[0].shape else args
        value = parts[0]
        for arg in parts[1:]:
            value = Call({"max": max_, "min": min_}[name], (value, arg))
        return value

    return expand


def _tie_is_constant(relation: str) -> Any:
    partials = _largest_partials(relation)

    def swapped(args: tuple[Expr, ...]) -> tuple[Expr, ...]:
        if isinstance(args[0], Number) and not isinstance(args[1], Number):
            second, first = partials((args[1], args[0]))
            return first, second
        return tuple(partials(args))

    return swapped


def _max_value(xp: Any, *args: Any) -> Any:
    if len(args) == 1:
        return xp.max(args[0])
    return xp.maximum.reduce(xp.broadcast_arrays(*args))


def _min_value(xp: Any, *args: Any) -> Any:
    if len(args) == 1:
        return xp.min(args[0])
    return xp.minimum.reduce(xp.broadcast_arrays(*args))


max_: Op = row(
    "max",
    r"\max",
    "max",
    (1, -1),
    shapes.greatest,
    _tie_is_constant(">"),
    _fold("max"),
    _max_value,
    ko="최댓값",
)
min_: Op = row(
    "min",
    r"\min",
    "min",
    (1, -1),
    shapes.greatest,
    _tie_is_constant("<"),
    _fold("min"),
    _min_value,
    ko="최솟값",
)
factorial: Op = row(
    "factorial",
    "!",
    "",
    (1, 1),
    shapes.same,
    None,
    None,
    lambda xp, n: xp.prod(xp.arange(1, n + 1, dtype=float)),
    (0, 20),
)
binom: Op = row(
    "binom",
    r"\binom",
    "",
    (2, 2),
    shapes.scalar,
    None,
    None,
    lambda xp, n, k: float(math.comb(int(n), int(k))),
    (0, 20),
)
