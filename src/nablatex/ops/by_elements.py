r"""Functions of vectors and matrices in terms of their elements: `\operatorname{tr} A` is a sum.

Separate from their rows, which say all else that is known of them: here stands only what follows
from sums and products. What refers to a row of its own (norms, softmax) stands beside that row.
"""

from __future__ import annotations

from typing import Any

from nablatex.errors import NoRuleError
from nablatex.expr import ZERO, Expr, Negation, Number, Stack
from nablatex.ops import shapes
from nablatex.ops.build import call, entries, minus, over, plus, sizes, times
from nablatex.ops.elementwise import exp, ln

_MOST_DETERMINANT = 5


def inner(args: tuple[Expr, ...]) -> Expr:
    r"""Return `\sum_i a_i b_i`."""
    pairs = zip(entries(args[0]), entries(args[1]), strict=True)
    return plus(*(times(left, right) for left, right in pairs))


def matmul(args: tuple[Expr, ...]) -> Expr:
    """Return a product of matrices and vectors."""
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


def transpose(args: tuple[Expr, ...]) -> Expr:
    """Return the transpose; that of a row is a column."""
    shape = shapes.transposed(args)
    if len(shape) == 1:
        return Stack(entries(args[0]), shape, "column")
    rows, columns = sizes(args[0])
    flat = entries(args[0])
    turned = tuple(flat[r * columns + c] for c in range(columns) for r in range(rows))
    return Stack(turned, shape, "row" if shape[0] == 1 else "matrix")


def entrywise(combine: Any) -> Any:
    """Return what combines arrays entry by entry."""

    def expand(args: tuple[Expr, ...]) -> Expr:
        first = args[0]
        columns = [entries(arg) for arg in args]
        made = tuple(combine(*row_) for row_ in zip(*columns, strict=True))
        kind = first.kind if isinstance(first, Stack) else "list"
        return Stack(made, first.shape, kind)

    return expand


def trace(args: tuple[Expr, ...]) -> Expr:
    r"""Return `\sum_k a_{kk}`."""
    rows, columns = sizes(args[0])
    flat = entries(args[0])
    return plus(*(flat[k * columns + k] for k in range(rows)))


def determinant(args: tuple[Expr, ...]) -> Expr:
    """Return a determinant of at most five rows."""
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


def diag(args: tuple[Expr, ...]) -> Expr:
    """Return the diagonal matrix of a vector, or the diagonal of a matrix."""
    flat = entries(args[0])
    size, columns = sizes(args[0])
    if len(args[0].shape) == 2:
        return Stack(tuple(flat[k * columns + k] for k in range(size)), (size,), "column")
    made = tuple(flat[r] if r == c else ZERO for r in range(size) for c in range(size))
    return Stack(made, (size, size), "matrix")


def vec(args: tuple[Expr, ...]) -> Expr:
    """Return the columns of a matrix under one another."""
    rows, columns = sizes(args[0])
    flat = entries(args[0])
    made = tuple(flat[r * columns + c] for c in range(columns) for r in range(rows))
    return Stack(made, (len(made),), "column")


def outer(args: tuple[Expr, ...]) -> Expr:
    r"""Return `a b^\top`."""
    left, right = entries(args[0]), entries(args[1])
    made = tuple(times(a, b) for a in left for b in right)
    return Stack(made, (len(left), len(right)), "matrix")


def kron(args: tuple[Expr, ...]) -> Expr:
    r"""Return `A \otimes B`; of vectors it is their outer product."""
    if len(args[0].shape) == 1:
        return outer(args)
    (m, n), (p, q) = sizes(args[0]), sizes(args[1])
    a, b = entries(args[0]), entries(args[1])
    made = tuple(
        times(a[r // p * n + c // q], b[r % p * q + c % q])
        for r in range(m * p)
        for c in range(n * q)
    )
    return Stack(made, (m * p, n * q), "matrix")


def cross(args: tuple[Expr, ...]) -> Expr:
    r"""Return `a \times b`."""
    a, b = entries(args[0]), entries(args[1])
    made = tuple(minus(times(a[j], b[k]), times(a[k], b[j])) for j, k in ((1, 2), (2, 0), (0, 1)))
    return Stack(made, (3,), "list")


def inverse(args: tuple[Expr, ...]) -> Expr:
    """Return the inverse of a 2 by 2 matrix."""
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


def total(args: tuple[Expr, ...]) -> Expr:
    """Return the sum of all entries."""
    return plus(*entries(args[0]))


def mean(args: tuple[Expr, ...]) -> Expr:
    """Return the mean of all entries."""
    return over(total(args), Number(len(entries(args[0])), 0))


def logsumexp(args: tuple[Expr, ...]) -> Expr:
    r"""Return `\ln \sum_i e^{x_i}`."""
    return call(ln, plus(*(call(exp, part) for part in entries(args[0]))))
