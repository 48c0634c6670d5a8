r"""Functions of vectors and matrices: products, transposes, norms, softmax, trace, determinant.

Each row says by `expand` what the function is in terms of elements, so that its derivative follows
from the derivatives of sums and products and there is nothing to state twice.
"""

from __future__ import annotations

from typing import Any

from nablatex.errors import NoRuleError
from nablatex.expr import ONE, TWO, ZERO, Call, Component, Expr, Negation, Number, Power, Stack
from nablatex.ops import shapes
from nablatex.ops.build import call, entries, minus, over, plus, row, sizes, times
from nablatex.ops.elementwise import abs_, exp, infinity, ln, max_, sqrt
from nablatex.ops.statements import identity

_MOST_DETERMINANT = 5


def _dot(args: tuple[Expr, ...]) -> Expr:
    pairs = zip(entries(args[0]), entries(args[1]), strict=True)
    return plus(*(times(left, right) for left, right in pairs))


def _matmul(args: tuple[Expr, ...]) -> Expr:
    value = args[0]
    for arg in args[1:]:
        value = _matmul_two(value, arg)
    return value


def _matmul_two(left: Expr, right: Expr) -> Expr:
    if not left.shape or not right.shape:
        return times(left, right)
    shape = shapes.product_of_two(left.shape, right.shape)
    if len(shape) > 2 or len(right.shape) > 2:
        raise NoRuleError("an array of three axes is not written out by elements")
    rows, middle = sizes(left)
    other, columns = sizes(right)
    if middle != other:
        rows, middle = 1, rows
    a, b = entries(left), entries(right)
    made = tuple(
        plus(*(times(a[r * middle + k], b[k * columns + c]) for k in range(middle)))
        for r in range(rows)
        for c in range(columns)
    )
    if not shape:
        return made[0]
    return Stack(made, shape, "matrix" if len(shape) == 2 else "list")


def _transpose(args: tuple[Expr, ...]) -> Expr:
    shape = shapes.transposed(args)
    if len(shape) == 1:
        return Stack(entries(args[0]), shape, "column")
    rows, columns = sizes(args[0])
    flat = entries(args[0])
    turned = tuple(flat[r * columns + c] for c in range(columns) for r in range(rows))
    return Stack(turned, shape, "row" if shape[0] == 1 else "matrix")


def _entrywise(combine: Any) -> Any:
    def expand(args: tuple[Expr, ...]) -> Expr:
        first = args[0]
        columns = [entries(arg) for arg in args]
        made = tuple(combine(*row_) for row_ in zip(*columns, strict=True))
        kind = first.kind if isinstance(first, Stack) else "list"
        return Stack(made, first.shape, kind)

    return expand


def _norm(args: tuple[Expr, ...]) -> Expr:
    x, p = args
    parts = entries(x)
    if p is ONE:
        return plus(*(call(abs_, part) for part in parts))
    if isinstance(p, Call) and p.op is infinity:
        return call(max_, *(call(abs_, part) for part in parts))
    if (isinstance(p, Call) and p.op is frobenius) or (p is TWO and len(x.shape) == 1):
        return call(sqrt, plus(*(Power(part, TWO) for part in parts)))
    raise NoRuleError("only the 1-, 2-, infinity- and Frobenius norms are written out by elements")


def _norm_value(xp: Any, x: Any, p: Any) -> Any:
    flat = xp.asarray(x)
    if p == "fro":
        return xp.sqrt((flat * flat).sum())
    return xp.linalg.norm(flat, ord=p)


def _softmax(args: tuple[Expr, ...]) -> Expr:
    """Return the entries of a softmax, row by row; each stays one: its derivative is by entries."""
    x = args[0]
    _, columns = sizes(x)
    flat = entries(x)
    width = len(flat) if len(x.shape) == 1 else columns
    rows = [Stack(flat[k : k + width], (width,), "list") for k in range(0, len(flat), width)]
    made = tuple(
        Component(call(softmax, rows[k // width]), (Number(k % width, 0),), "sub")
        for k in range(len(flat))
    )
    return Stack(made, x.shape, x.kind if isinstance(x, Stack) else "list")


def _softmax_value(xp: Any, x: Any) -> Any:
    shifted = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def _trace(args: tuple[Expr, ...]) -> Expr:
    rows, columns = sizes(args[0])
    flat = entries(args[0])
    return plus(*(flat[k * columns + k] for k in range(rows)))


def _determinant(args: tuple[Expr, ...]) -> Expr:
    size, _ = sizes(args[0])
    if size > _MOST_DETERMINANT:
        raise NoRuleError(f"a determinant is written out up to {_MOST_DETERMINANT} rows")
    flat = entries(args[0])
    return _minor([list(flat[k * size : (k + 1) * size]) for k in range(size)])


def _minor(rows: list[list[Expr]]) -> Expr:
    """Return a determinant by expansion along its first row (Laplace)."""
    if len(rows) == 1:
        return rows[0][0]
    terms: list[Expr] = []
    for k, head in enumerate(rows[0]):
        term = times(head, _minor([line[:k] + line[k + 1 :] for line in rows[1:]]))
        terms.append(Negation(term) if k % 2 else term)
    return plus(*terms)


def _diag(args: tuple[Expr, ...]) -> Expr:
    flat = entries(args[0])
    size, columns = sizes(args[0])
    if len(args[0].shape) == 2:
        return Stack(tuple(flat[k * columns + k] for k in range(size)), (size,), "column")
    made = tuple(flat[r] if r == c else ZERO for r in range(size) for c in range(size))
    return Stack(made, (size, size), "matrix")


def _vec(args: tuple[Expr, ...]) -> Expr:
    rows, columns = sizes(args[0])
    flat = entries(args[0])
    made = tuple(flat[r * columns + c] for c in range(columns) for r in range(rows))
    return Stack(made, (len(made),), "column")


def _outer(args: tuple[Expr, ...]) -> Expr:
    left, right = entries(args[0]), entries(args[1])
    made = tuple(times(a, b) for a in left for b in right)
    return Stack(made, (len(left), len(right)), "matrix")


def _kron(args: tuple[Expr, ...]) -> Expr:
    if len(args[0].shape) == 1:
        return _outer(args)
    (m, n), (p, q) = sizes(args[0]), sizes(args[1])
    a, b = entries(args[0]), entries(args[1])
    made = tuple(
        times(a[r // p * n + c // q], b[r % p * q + c % q])
        for r in range(m * p)
        for c in range(n * q)
    )
    return Stack(made, (m * p, n * q), "matrix")


def _cross(args: tuple[Expr, ...]) -> Expr:
    a, b = entries(args[0]), entries(args[1])
    made = tuple(minus(times(a[j], b[k]), times(a[k], b[j])) for j, k in ((1, 2), (2, 0), (0, 1)))
    return Stack(made, (3,), "list")


def _inverse(args: tuple[Expr, ...]) -> Expr:
    size, _ = sizes(args[0])
    if size > 2:
        raise NoRuleError("an inverse is written out by elements for 2 by 2 matrices only")
    a, b, c, d = entries(args[0])
    det_ = minus(times(a, d), times(b, c))
    made = (
        over(d, det_),
        over(Negation(b), det_),
        over(Negation(c), det_),
        over(a, det_),
    )
    return Stack(made, (2, 2), "matrix")


def _total(args: tuple[Expr, ...]) -> Expr:
    return plus(*entries(args[0]))


def _mean(args: tuple[Expr, ...]) -> Expr:
    return over(_total(args), Number(len(entries(args[0])), 0))


def _logsumexp(args: tuple[Expr, ...]) -> Expr:
    return call(ln, plus(*(call(exp, part) for part in entries(args[0]))))


def _matmul_value(xp: Any, *args: Any) -> Any:
    value = args[0]
    for arg in args[1:]:
        if xp.ndim(value) == 0 or xp.ndim(arg) == 0:
            value = value * arg
        elif xp.ndim(value) == 1 and xp.ndim(arg) == 2 and arg.shape[0] == 1:
            value = xp.outer(value, arg)
        elif xp.ndim(value) > 2 or xp.ndim(arg) > 2:
            value = xp.tensordot(value, arg, 1)
        else:
            value = value @ arg
    if xp.ndim(value) == 1 and xp.shape(value) == (1,) and xp.ndim(args[-1]) == 1:
        return value[0]
    return value


def _transpose_value(xp: Any, x: Any) -> Any:
    if xp.ndim(x) == 1:
        return x[None, :]
    return x[0] if xp.ndim(x) == 2 and x.shape[0] == 1 else xp.transpose(x)


def _vec_value(xp: Any, x: Any) -> Any:
    return xp.reshape(xp.transpose(x), -1)


def _d_inverse(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `d(X^{-1}) = -X^{-1} dX X^{-1}` (The Matrix Cookbook, 2012, eq. 40)."""
    back = call(inverse, x[0])
    return Negation(call(matmul, back, dx[0], back))


def _d_det(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `d \det X = \det(X) tr(X^{-1} dX)`, Jacobi's formula (ibid., eq. 42)."""
    return times(call(det, x[0]), call(trace, call(matmul, call(inverse, x[0]), dx[0])))


def _d_pinv(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    """Return the differential of the pseudo-inverse at constant rank (Golub, Pereyra 1973)."""
    plus_, turned = call(pinv, x[0]), call(transpose, call(pinv, x[0]))
    change = call(transpose, dx[0])
    left = minus(call(identity), call(matmul, plus_, x[0]))
    right = minus(call(identity), call(matmul, x[0], plus_))
    return plus(
        Negation(call(matmul, plus_, dx[0], plus_)),
        call(matmul, plus_, turned, change, right),
        call(matmul, left, change, turned, plus_),
    )


def _d_softmax(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `dp = p \odot dz - (p^\top dz) p`."""
    p = call(softmax, x[0])
    return minus(call(hadamard, p, dx[0]), times(call(dot, p, dx[0]), p))


_ANY = (1, 1)
_PAIR = (2, 2)
frobenius = row("frobenius", "F", "", (0, 0), shapes.scalar, None, None, lambda xp: "fro")
nuclear = row("nuclear", "*", "", (0, 0), shapes.scalar, None, None, lambda xp: "nuc")
dot = row(
    "dot",
    r"\cdot",
    "",
    _PAIR,
    shapes.inner,
    None,
    _dot,
    lambda xp, a, b: xp.dot(xp.ravel(a), xp.ravel(b)),
    ko="내적",
)
matmul = row(
    "matmul",
    "",
    "",
    (2, -1),
    shapes.product,
    None,
    _matmul,
    _matmul_value,
    ko="행렬곱",
)
transpose = row(
    "transpose",
    r"^\top",
    "",
    _ANY,
    shapes.transposed,
    None,
    _transpose,
    _transpose_value,
    ko="전치",
)
inverse = row(
    "inverse",
    "^{-1}",
    "inv",
    _ANY,
    shapes.square,
    None,
    _inverse,
    lambda xp, x: xp.linalg.inv(x),
    ko="역행렬",
    differential=_d_inverse,
)
pinv = row(
    "pinv",
    "^{+}",
    "pinv",
    _ANY,
    shapes.transposed,
    None,
    None,
    lambda xp, x: xp.linalg.pinv(x),
    differential=_d_pinv,
)
hadamard = row(
    "hadamard",
    r"\odot",
    "",
    (2, -1),
    shapes.common,
    None,
    _entrywise(times),
    lambda xp, *args: xp.prod(xp.broadcast_arrays(*args), axis=0),
    ko="아다마르 곱",
)
hadamard_divide = row(
    "hadamard_divide",
    r"\oslash",
    "",
    _PAIR,
    shapes.common,
    None,
    _entrywise(over),
    lambda xp, a, b: a / b,
)
norm = row("norm", r"\|", "norm", _PAIR, shapes.scalar, None, _norm, _norm_value, ko="노름")
softmax = row(
    "softmax",
    r"\operatorname{softmax}",
    "softmax Softmax SoftMax",
    _ANY,
    shapes.same,
    None,
    _softmax,
    _softmax_value,
    differential=_d_softmax,
)
logsumexp = row(
    "logsumexp",
    r"\operatorname{logsumexp}",
    "logsumexp lse LSE",
    _ANY,
    shapes.scalar,
    None,
    _logsumexp,
    lambda xp, x: xp.logaddexp.reduce(x),
)
trace = row(
    "trace",
    r"\operatorname{tr}",
    "tr Tr trace",
    _ANY,
    shapes.square_to_scalar,
    None,
    _trace,
    lambda xp, x: xp.trace(x),
    ko="대각합",
)
det = row(
    "det",
    r"\det",
    "det",
    _ANY,
    shapes.square_to_scalar,
    None,
    _determinant,
    lambda xp, x: xp.linalg.det(x),
    ko="행렬식",
    differential=_d_det,
)
diag = row(
    "diag",
    r"\operatorname{diag}",
    "diag Diag",
    _ANY,
    shapes.diagonal,
    None,
    _diag,
    lambda xp, x: xp.diag(x),
)
vec = row("vec", r"\operatorname{vec}", "vec", _ANY, shapes.flattened, None, _vec, _vec_value)
outer = row(
    "outer",
    r"\otimes",
    "",
    _PAIR,
    shapes.kronecker,
    None,
    _outer,
    lambda xp, a, b: xp.outer(a, b),
    ko="외적",
)
kron = row(
    "kron",
    r"\otimes",
    "",
    _PAIR,
    shapes.kronecker,
    None,
    _kron,
    lambda xp, a, b: xp.outer(a, b) if xp.ndim(a) == 1 else xp.kron(a, b),
)
cross = row(
    "cross",
    r"\times",
    "",
    _PAIR,
    shapes.three,
    None,
    _cross,
    lambda xp, a, b: xp.cross(a, b),
    ko="벡터곱",
)
total = row(
    "total",
    r"\operatorname{sum}",
    "sum",
    _ANY,
    shapes.scalar,
    None,
    _total,
    lambda xp, x: xp.sum(x),
    ko="합",
)
mean = row(
    "mean",
    r"\operatorname{mean}",
    "mean avg",
    _ANY,
    shapes.scalar,
    None,
    _mean,
    lambda xp, x: xp.mean(x),
    ko="평균",
)
