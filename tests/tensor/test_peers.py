r"""Derivatives at which other programs fail: silent zeros, wrong ranks, refusals, unreadable forms.

Each row is right in numbers, against differences of the function in NumPy, and in its exact LaTeX.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from nablatex import Model
from nablatex.shape import parse_shape

SIZES = {"m": 4, "n": 3, "k": 2, "p": 2, "q": 2}
Array = np.ndarray[Any, Any]


class Row(NamedTuple):
    """What is differentiated, the same in NumPy, and what is printed."""

    id: str
    latex: str
    wrt: str | tuple[str, str]
    shapes: str
    function: Callable[..., Any]
    result: str
    assume: str = ""


def softmax(z: Array) -> Array:
    shares = np.exp(z - np.max(z))
    return np.asarray(shares / shares.sum())


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def huber(x: Array) -> Any:
    return np.sum(np.where(np.abs(x) <= 1, x * x / 2, np.abs(x) - 0.5))


def pairs(x: Array) -> Any:
    return sum((x[i] - x[j]) ** 2 for j in range(len(x)) for i in range(j))


ROWS = [
    Row("log-sum-exp", r"L = \log\sum_{i=1}^n \exp(x_i)", "x", "x: n", lambda x: np.log(np.exp(x).sum()), r"\operatorname{softmax}(x)"),
    Row("log-det", r"L = \log\det X", "X", "X: n,n", lambda X: np.linalg.slogdet(X)[1], r"X^{-1}", "X: spd"),
    Row("gaussian", r"L = \exp(-\frac{1}{2} x^\top A x)", "x", "x: n; A: n,n", lambda x, A: np.exp(-x @ A @ x / 2), r"-\frac{1}{2} L \cdot (A + A^\top) x"),
    Row("gaussian-symmetric", r"L = \exp(-\frac{1}{2} x^\top A x)", "x", "x: n; A: n,n", lambda x, A: np.exp(-x @ A @ x / 2), r"-L A x", "A: symmetric"),
    Row("two-squared-norms", r"L = \|x - a\|^2 + \|y - x\|^2", "x", "x: n; a: n; y: n", lambda x, a, y: (x - a) @ (x - a) + (y - x) @ (y - x), ""),
    Row("trace-of-square", r"L = \operatorname{tr}((I - A)^2)", "A", "A: n,n", lambda A: np.trace((np.eye(3) - A) @ (np.eye(3) - A)), r"-2 (\mathbf{I} - A)^\top"),
    Row("orthogonality", r"L = \|X^\top X - I\|_F^2", "X", "X: m,n", lambda X: np.sum((X.T @ X - np.eye(3)) ** 2), r"4 X (X^\top X - \mathbf{I})"),
    Row("hessian-of-a-quadratic-form", r"L = x^\top A x", ("x", "x"), "x: n; A: n,n", lambda x, A: (A + A.T) @ x, r"A^\top + A"),
    Row("determinant", r"L = \det X", "X", "X: n,n", lambda X: np.linalg.det(X), r"L X^{-\top}"),
    Row("inverse-between-vectors", r"L = a^\top X^{-1} b", "X", "X: n,n; a: n; b: n", lambda X, a, b: a @ np.linalg.inv(X) @ b, r"-X^{-1} a b^\top X^{-1}", "X: spd"),
    Row("inverse-by-its-matrix", r"Y = X^{-1}", "X", "X: n,n", lambda X: np.linalg.inv(X), r"-Y^\top \otimes Y", "X: spd"),
    Row("product-by-its-middle", r"Y = A X B", "X", "A: m,n; X: n,p; B: p,q", lambda A, X, B: A @ X @ B, r"B^\top \otimes A"),
    Row("tanh-of-an-affine-map", r"y = \tanh(W x + b)", "x", "W: m,n; x: n; b: m", lambda W, x, b: np.tanh(W @ x + b), r"W - \operatorname{diag}(y \odot y) W"),
    Row("softmax", r"p = \operatorname{softmax}(z)", "z", "z: n", softmax, r"\operatorname{diag}(p) - p p^\top"),
    Row("cross-entropy", "L = -\\sum_{k=1}^n y_k \\log p_k \\\\ p = \\operatorname{softmax}(z)", "z", "z: n; y: n", lambda z, y: -y @ np.log(softmax(z)), r"p - y", "y: simplex"),
    Row("logistic-loss", r"L = \sum_{i=1}^m \log(1 + \exp(-y_i (X w)_i))", "w", "X: m,n; y: m; w: n", lambda X, y, w: np.log1p(np.exp(-y * (X @ w))).sum(), r"-X^\top (y \odot \sigma(-y \odot (X w)))", "y: sign"),
    Row("masked-factorisation", r"L = \|M \odot (X - U V^\top)\|_F^2", "U", "M: m,n; X: m,n; U: m,k; V: n,k", lambda M, X, U, V: np.sum((M * (X - U @ V.T)) ** 2), r"-2 (M \odot (X - U V^\top)) V", "M: binary"),
    Row("norm", r"L = \|A x - b\|_2", "x", "A: m,n; x: n; b: m", lambda A, x, b: np.linalg.norm(A @ x - b), r"\frac{A^\top (A x - b)}{\|A x - b\|_2}"),
    Row("one-norm", r"L = \|A x - b\|_1", "x", "A: m,n; x: n; b: m", lambda A, x, b: np.abs(A @ x - b).sum(), r"A^\top \operatorname{sign}(A x - b)"),
    Row("infinity-norm", r"L = \|x\|_\infty", "x", "x: n", lambda x: np.abs(x).max(), ""),
    Row("nuclear-norm", r"L = \|X\|_*", "X", "X: m,n", lambda X: np.linalg.norm(X, "nuc"), r"\operatorname{polar}(X)"),
    Row("attention-by-a-query", r"o = V^\top \operatorname{softmax}(K q)", "q", "V: m,p; K: m,n; q: n", lambda V, K, q: V.T @ softmax(K @ q), ""),
    Row("piecewise", r"L = \sum_{i=1}^n \begin{cases} \frac{1}{2} x_i^2 & |x_i| \le 1 \\ |x_i| - \frac{1}{2} & \text{otherwise} \end{cases}", "x", "x: n", huber, r"\begin{cases} x_i & |x_i| \leq 1 \\ \operatorname{sign}(x_i) & \text{otherwise} \end{cases}"),
    Row("product-over-an-index", r"L = \prod_{i=1}^n x_i", "x", "x: n", lambda x: np.prod(x), r"L \cdot (\mathbf{1} \oslash x)"),
    Row("differences", r"L = \sum_{i=1}^{n-1} (x_{i+1} - x_i)^2", "x", "x: n", lambda x: (np.diff(x) ** 2).sum(), r"2 ([i > 1] (x_i - x_{i - 1}) - [i < n] (x_{i + 1} - x_i))"),
    Row("ordered-pairs", r"L = \sum_{i < j} (x_i - x_j)^2", "x", "x: n", pairs, r"2 \sum_{j \neq i} (x_i - x_j)"),
    Row("unequal-pairs", r"L = \sum_{i \neq j} x_i x_j", "x", "x: n", lambda x: x.sum() ** 2 - x @ x, r"2 \sum_{j \neq i} x_j"),
    Row("element-of-a-matrix", r"L = \operatorname{tr}(A X)", "X_{kl}", "A: n,m; X: m,n", lambda A, X: np.trace(A @ X), r"A_{lk}"),
    Row("least-squares", r"L = \frac{1}{2} \|X w - y\|^2", "w", "X: m,n; w: n; y: m", lambda X, w, y: np.sum((X @ w - y) ** 2) / 2, r"X^\top (X w - y)"),
    Row("least-squares-hessian", r"L = \frac{1}{2} \|X w - y\|^2", ("w", "w"), "X: m,n; w: n; y: m", lambda X, w, y: X.T @ (X @ w - y), r"X^\top X"),
    Row("factorisation-hessian", r"L = \frac{1}{2} \|X - U V^\top\|_F^2", ("U", "U"), "X: m,n; U: m,k; V: n,k", lambda X, U, V: -(X - U @ V.T) @ V, r"(V^\top V) \otimes \mathbf{I}"),
    Row("mahalanobis-by-the-covariance", r"L = x^\top S^{-1} x", "S", "x: n; S: n,n", lambda x, S: x @ np.linalg.inv(S) @ x, r"-S^{-1} x x^\top S^{-1}", "S: spd"),
    Row("rayleigh-quotient", r"L = \frac{x^\top A x}{x^\top x}", "x", "x: n; A: n,n", lambda x, A: x @ A @ x / (x @ x), "", "A: symmetric"),
    Row("entropy", r"L = -\sum_{i=1}^n p_i \log p_i", "p", "p: n", lambda p: -p @ np.log(p), r"-(\mathbf{1} + \log(p))", "p: positive"),
    Row("pseudo-inverse", r"L = \operatorname{tr}(X^{+} A)", "X", "X: m,n; A: m,n", lambda X, A: np.trace(np.linalg.pinv(X) @ A), ""),
    Row("sigmoid-layer", r"L = \|\sigma(W x + b) - y\|^2", "W", "W: m,n; x: n; b: m; y: m", lambda W, x, b, y: np.sum((sigmoid(W @ x + b) - y) ** 2), ""),
]  # fmt: skip


def words(text: str) -> dict[str, str]:
    pairs_ = (part.split(":") for part in text.split(";") if part)
    return {name.strip(): value.strip() for name, value in pairs_}


def point(row: Row) -> dict[str, Array]:
    rng = np.random.default_rng(len(row.id))
    facts = words(row.assume)
    made: dict[str, Array] = {}
    for name, text in words(row.shapes).items():
        x = rng.standard_normal(tuple(SIZES[str(dim)] for dim in parse_shape(text)))
        match facts.get(name):
            case "symmetric":
                x = x + x.T
            case "spd":
                x = x @ x.T + np.eye(len(x))
            case "simplex":
                x = np.abs(x) / np.abs(x).sum()
            case "binary":
                x = (x > 0).astype(float)
            case "sign":
                x = np.sign(x)
            case "positive":
                x = np.abs(x) + 0.1
            case _:
                pass
        made[name] = np.asarray(x)
    return made


def measured(row: Row, at: dict[str, Array], name: str) -> Array:
    """Return central differences of the function, axes of the value, then of the name."""
    step, slopes = 1e-6, []
    for place in np.ndindex(at[name].shape):
        moved = np.zeros(at[name].shape)
        moved[place] = step
        ahead = row.function(**{**at, name: at[name] + moved})
        behind = row.function(**{**at, name: at[name] - moved})
        slopes.append((np.asarray(ahead) - np.asarray(behind)) / (2 * step))
    return np.moveaxis(np.array(slopes), 0, -1).reshape(np.shape(slopes[0]) + at[name].shape)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_is_right_in_numbers_and_in_its_latex(row: Row) -> None:
    model = Model(row.latex, shapes=words(row.shapes), assume=words(row.assume))
    found = model.derivative(row.latex[0], row.wrt)
    if row.result:
        assert found.latex() == row.result
    at = point(row)
    last = row.wrt if isinstance(row.wrt, str) else row.wrt[-1]
    wanted = measured(row, at, last.partition("_")[0])
    got = found.evaluate(at)
    assert got.shape == wanted.shape
    assert np.allclose(got, wanted, rtol=1e-5, atol=1e-6 * (1 + np.max(np.abs(wanted))))
