"""Notation that may mean two things is asked for, and read once the model says which it means."""

import numpy as np
import pytest

from nablatex import Model, NablatexError

SHAPES = {"x": "n", "v": "n", "w": "n", "W_1": "p,n", "W_2": "q,p", "A": "n,n", "X": "m,n"}

ASKED = [
    (r"L = r(w^\top x)", "nothing says what r is"),
    (r"L = \rho(w^\top x)", r"nothing says what \\rho is"),
    (r"L = B(x - v)^\top w", "nothing says what B is"),
    (r"L = \sum_{i=1}^m f_i(x)", "f_i is another function"),
    (r"L = \sum_{i=1}^n w_i \phi_i(x)", r"\\phi_i is another function"),
    (r"L = \|r(x)\|^2", "whether r gives a number or a vector"),
    (r"L = u(x)^\top v(x)", "whether u gives a number or a vector"),
    (r"L = g(x)^\top A g(x)", "whether g gives a number or a vector"),
    (r"u = r(x) \\ L = u^\top u", "how many elements r gives"),
    (r"L = \phi(W_2 \phi(W_1 x))", "entry by entry in one place"),
    (r"L = w^\top \operatorname{softmin}(x)", "what .*softmin.* does to a vector"),
    (r"L = w^\top \operatorname{clip}(x, -1, 1)", "clip.* is not read"),
    (r"L = \sum_{i \neq j \neq k} x_i x_j x_k", "the first and the last may be equal"),
    (r"L = \sum_{i=1}^n (x_{i+1} - x_i)^2", "x has no element for some values of i"),
    (r"L = \sum_{i=1}^n (x_i - x_{i-1})^2", "x has no element for some values of i"),
    (r"L = \sum_{i=1}^n \sum_{j=1}^n x_{i-j}", "for some values of i and j"),
    (r"u_i = x_{i+1} x_i \\ L = \sum_{i=1}^n u_i", "u has no element"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "message"), ASKED, ids=[row[0] for row in ASKED])
def test_is_asked_for(latex: str, message: str) -> None:
    shapes = {k: s for k, s in SHAPES.items() if k != "v" or "v(x)" not in latex}
    with pytest.raises(NablatexError, match=message):
        Model(latex, shapes).derivative("L", "x")


SAID = [
    (r"L = \ell(w^\top x)", "x", r"\ell'(w^\top x) w"),
    (r"L = \mathcal{L}(A x)", "x", r"A^\top \cdot \nabla \mathcal{L}(A x)"),
    (r"r: \mathbb{R} \to \mathbb{R} \\ L = r(w^\top x)", "x", r"r'(w^\top x) w"),
    (r"r: \mathbb{R}^n \to \mathbb{R}^m \\ L = \|r(x)\|^2", "x", r"2 J_r(x)^\top r(x)"),
    (r"\text{loss}: \mathbb{R} \to \mathbb{R} \\ L = w^\top \text{loss}(A x)", "x",
     r"A^\top (w \odot \operatorname{loss}'(A x))"),
    (r"L = c (w^\top x + 1)", "x", "c w"),
    (r"L = \lambda (w^\top x)", "x", r"\lambda w"),
    (r"L = \sum_{i<j<k} x_i x_j x_k", r"x_l", None),
    (r"L = \sum_{1 \leq i < j < k \leq n} x_i x_j x_k", "x", None),
    (r"L = \sum_{0 < i < n} x_i^2 / n", "x", r"\frac{2 \cdot [i < n] x_i}{n}"),
    (r"L = w^\top \operatorname{sign}(x)", "x", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "wrt", "wanted"), SAID, ids=[row[0] for row in SAID])
def test_is_read_once_it_is_said(latex: str, wrt: str, wanted: str | None) -> None:
    shapes = SHAPES if "J_r" not in str(wanted) else {"x": "n"}
    found = Model(latex, shapes).derivative("L", wrt)
    if wanted is not None:
        assert found.latex() == wanted


def test_three_ordered_indices() -> None:
    x = np.array([1.0, 2.0, 3.0, 5.0])
    found = Model(r"L = \sum_{i<j<k} x_i x_j x_k", {"x": "n"}).derivative("L", "x")
    np.testing.assert_allclose(found.evaluate({"x": x}), [31.0, 23.0, 17.0, 11.0])


DIFFERENCES = [
    r"L = \sum_{i=1}^{n-1} (x_{i+1} - x_i)^2",
    r"L = \sum_{i=2}^{n} (x_i - x_{i-1})^2",
    r"L = \sum_i [i < n] (x_{i+1} - x_i)^2",
    r"L = \sum_{i=1}^n [i > 1] (x_i - x_{i-1})^2",
    r"L = \sum_{i=1}^n [i \neq 1] (x_i - x_{i-1})^2",
    r"u_i = x_{i+1} - x_i \\ L = \sum_i u_i^2",
    r"u_i = x_{i+1} - x_i \\ L = \sum_{i=1}^{n-1} u_i^2",
]


@pytest.mark.parametrize("latex", DIFFERENCES)
def test_ends_of_a_vector_are_kept_apart(latex: str) -> None:
    found = Model(latex, {"x": "n"}).derivative("L", "x")
    x = np.array([1.0, 2.0, 4.0, 8.0])
    np.testing.assert_allclose(found.evaluate({"x": x}), [-2.0, -2.0, -4.0, 8.0])
    assert "[i > 1]" in found.latex()
    assert "[i < n]" in found.latex()


def test_a_convolution_by_a_name() -> None:
    found = Model(
        r"y_i = \sum_k w_k x_{i+k-1} \\ L = \sum_i y_i^2", {"x": "n", "w": "m"}
    ).derivative("L", "w")
    x, w = np.array([1.0, 2.0, 4.0, 8.0]), np.array([1.0, -1.0])
    y = np.array([-1.0, -2.0, -4.0])
    np.testing.assert_allclose(found.evaluate({"x": x, "w": w}), [2 * y @ x[:3], 2 * y @ x[1:]])


@pytest.mark.parametrize("latex", [r"\sum_{1 \le i<j<i \le n} x_i", r"\sum_{i<j<i} x_i x_j"])
def test_an_index_stands_once_in_a_chain(latex: str) -> None:
    with pytest.raises(NablatexError, match="twice in this chain"):
        Model(f"L = {latex}", {"x": "n"})


def test_limits_that_refer_to_each_other_end() -> None:
    found = Model(r"s_i = \sum_{j=1}^{i} (\sum_{i=1}^{j} x_i)", {"w": "n"})
    assert found.statements


def test_two_shapes_for_one_name() -> None:
    with pytest.raises(NablatexError, match="two shapes"):
        Model("y = x", {"W_{xh}": "n,n", r"W_{\text{xh}}": "m,n"})
