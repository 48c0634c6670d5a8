r"""The normal form of contractions: equal products are one object, deltas and unused sums are gone."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from nablatex import Model, UndefinedError, read
from nablatex.expr import Expr, Symbol
from nablatex.shape import Shape
from nablatex.tensor.affine import affine
from nablatex.tensor.build import add, delta, power, scale
from nablatex.tensor.contract import constant, constant_of, contract, is_zero, size_leaf
from nablatex.tensor.facts import is_symmetric
from nablatex.tensor.kinds import Bracket, Leaf, Tensor
from nablatex.tensor.lower import lower
from nablatex.tensor.numbers import value
from nablatex.tensor.scope import Scope

SHAPES: dict[str, Shape] = {
    "x": ("n",), "y": ("n",), "a": (), "b": (), "A": ("n", "n"), "B": ("n", "n"), "C": ("n", "n"),
    "X": ("m", "n"), "Y": ("m", "n"), "S": ("n", "n"), "w": ("p",), "u": ("m",),
}  # fmt: skip
SIZES = {"m": 4, "n": 3, "p": 2}
SYMMETRIC = Symbol("S", ("n", "n"))


def name(text: str, *facts: str) -> Leaf:
    return Leaf(Symbol(text, SHAPES[text]), SHAPES[text], frozenset(facts), None)


def array(latex: str) -> Tensor:
    """Return what a formula means, indices that are free in the order in which they stand."""
    leaves: dict[Expr, Tensor] = {SYMMETRIC: name("S", "symmetric")}
    return lower(read(latex, shapes=SHAPES), Scope(leaves)).tensor


# Formulas of one meaning: each is the same object as the first.
ONE_OBJECT = {
    "order-of-numbers": [r"a b", r"b a"],
    "inner-product": [r"x^\top y", r"y^\top x", r"x \cdot y", r"\sum_i x_i y_i", r"\sum_k y_k x_k", r"\mathbf{1}^\top (x \odot y)"],
    "product-of-matrices": [r"A B C", r"(A B) C", r"A (B C)", r"(C^\top B^\top A^\top)^\top"],
    "trace-of-a-product": [r"\operatorname{tr}(A B C)", r"\operatorname{tr}(B C A)", r"\operatorname{tr}(C^\top B^\top A^\top)", r"\sum_i \sum_j \sum_k A_{ij} B_{jk} C_{ki}", r"\sum_k \sum_j \sum_i C_{ki} A_{ij} B_{jk}"],
    "quadratic-form": [r"x^\top A y", r"y^\top A^\top x", r"\sum_i \sum_j A_{ij} x_i y_j", r"\sum_j y_j \sum_i x_i A_{ij}", r"\operatorname{tr}(A y x^\top)"],
    "squared-norm": [r"\|x\|_2^2", r"x^\top x", r"\sum_i x_i^2", r"\operatorname{tr}(x x^\top)"],
    "frobenius": [r"\|X\|_F^2", r"\operatorname{tr}(X^\top X)", r"\operatorname{tr}(X X^\top)", r"\sum_i \sum_j X_{ij}^2"],
    "identity": [r"A", r"I A", r"A I", r"I A I", r"(A^\top)^\top"],
    "delta": [r"\sum_i x_i y_i", r"\sum_i \sum_j \delta_{ij} x_i y_j", r"\sum_i \sum_j \delta_{ji} x_i y_j"],
    "diagonal": [r"A x", r"A \operatorname{diag}(x) \mathbf{1}"],
    "hadamard-with-a-diagonal": [r"x \odot y", r"\operatorname{diag}(x) y", r"\operatorname{diag}(y) x", r"y \odot x"],
    "powers": [r"x \odot x \odot x", r"x \odot (x \odot x)", r"\operatorname{diag}(x) (x \odot x)"],
    "like-terms": [r"2 x", r"x + x", r"3 x - x"],
    "cancelled": [r"x", r"x + y - y", r"\frac{a x}{a}"],
    "symmetric": [r"S x", r"S^\top x", r"\frac{1}{2} (S + S^\top) x"],
    "symmetric-form": [r"x^\top S y", r"y^\top S x", r"x^\top S^\top y"],
    "a-shift-of-the-index": [r"\sum_{i=1}^{n-1} x_{i+1} x_i", r"\sum_{i=2}^{n} x_i x_{i-1}"],
    "inverse-of-a-product": [r"(A B)^{-1}", r"B^{-1} A^{-1}"],
    "inverse-of-an-inverse": [r"A", r"(A^{-1})^{-1}"],
    "logarithm-of-an-exponential": [r"x", r"\log(\exp(x))"],
}  # fmt: skip
PAIRS = [(key, first, other) for key, (first, *rest) in ONE_OBJECT.items() for other in rest]


@pytest.mark.parametrize(("key", "first", "other"), PAIRS, ids=[f"{k}-{o}" for k, _, o in PAIRS])
def test_equal_products_are_one_object(key: str, first: str, other: str) -> None:
    assert array(first) is array(other)


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_names_of_indices_and_order_of_factors_do_not_matter(order: tuple[int, ...]) -> None:
    factors = [(name("A"), (0, 5)), (name("B"), (5, 9)), (name("C"), (9, 7)), (name("x"), (7,))]
    sizes = {0: "n", 5: "n", 9: "n", 7: "n"}
    renamed = {0: 3, 5: order[0] + 10, 9: order[1] + 20, 7: order[2] + 30}
    first = contract(1, [(t, at, 1) for t, at in factors], (0,), sizes)
    changed = [(factors[k][0], [renamed[i] for i in factors[k][1]], 1) for k in order]
    again = contract(1, changed, (3,), {renamed[i]: dim for i, dim in sizes.items()})
    assert first is again


def same(left: int, right: int) -> Bracket:
    return Bracket("=", affine(0, ((left, 1), (right, -1))))


def test_a_sum_over_an_index_that_nothing_has_is_its_size() -> None:
    summed = contract(1, [(name("x"), (0,), 1)], (0,), {0: "n", 1: "m"})
    assert summed is contract(1, [(name("x"), (0,), 1), (size_leaf("m"), (), 1)], (0,), {0: "n"})
    assert constant_of(contract(1, (), (), {0: 5})) == 5


def test_a_trace_of_the_identity_is_the_size() -> None:
    assert contract(1, [(delta("n"), (0, 0), 1)], (), {0: "n"}) is size_leaf("n")


def test_a_contradiction_is_zero() -> None:
    never = Bracket("=", affine(1, ()))
    assert is_zero(contract(1, [(name("x"), (0,), 1)], (0,), {0: "n"}, [never]))
    apart = [same(0, 1), Bracket("!=", affine(0, ((0, 1), (1, -1))))]
    assert is_zero(contract(1, [(name("A"), (0, 1), 1)], (), {0: "n", 1: "n"}, apart))


def test_terms_that_cancel_are_zero_and_powers_of_numbers_are_numbers() -> None:
    assert is_zero(add([name("x"), scale(-1, name("x"))]))
    assert constant_of(power(constant(3, ("n",)), 2)) == 9


FORMS = [(r"X^\top X", True), (r"x x^\top", True), (r"X^\top \operatorname{diag}(u) X", True), (r"S + x x^\top", True), (r"S^{-1}", True), (r"A", False), (r"A B", False), (r"x y^\top", False)]  # fmt: skip


@pytest.mark.parametrize(("latex", "expected"), FORMS, ids=[f for f, _ in FORMS])
def test_symmetric_by_its_form(latex: str, expected: bool) -> None:
    assert is_symmetric(array(latex)) is expected


# Sums with ranges, and the same in NumPy.
RANGES: list[tuple[str, Any]] = [
    (r"\sum_{i=1}^{n} 1", lambda v: 3),
    (r"\sum_{i=1}^{n} \sum_{j=1}^{m} 1", lambda v: 12),
    (r"\sum_{i=1}^{n-1} 1", lambda v: 2),
    (r"\sum_{i=1}^{n} a", lambda v: 3 * v["a"]),
    (r"\sum_{i=1}^{n} i x_i", lambda v: np.arange(1, 4) @ v["x"]),
    (r"\sum_{i<j} x_i y_j", lambda v: sum(v["x"][i] * v["y"][j] for j in range(3) for i in range(j))),
    (r"\sum_{i=1}^{n} \sum_{j=1}^{i} x_i y_j", lambda v: sum(v["x"][i] * v["y"][j] for i in range(3) for j in range(i + 1))),
    (r"\sum_{i=1}^{n} \sum_{j \neq i} x_i y_j", lambda v: v["x"].sum() * v["y"].sum() - v["x"] @ v["y"]),
    (r"\sum_{i=1}^{n-1} (x_{i+1} - x_i)^2", lambda v: (np.diff(v["x"]) ** 2).sum()),
    (r"\sum_{i=2}^{n} x_{i-1} y_i", lambda v: v["x"][:-1] @ v["y"][1:]),
    (r"\sum_{i=1}^{n-p+1} y_i \sum_{k=1}^{p} w_k x_{i+k-1}", lambda v: sum(v["y"][i] * (v["w"] @ v["x"][i : i + 2]) for i in range(2))),
    (r"\sum_{i=1}^{n} x_i [i > 1]", lambda v: v["x"][1:].sum()),
    (r"\prod_{i=1}^{n} x_i", lambda v: v["x"].prod()),
    (r"\max_i x_i", lambda v: v["x"].max()),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "wanted"), RANGES, ids=[latex for latex, _ in RANGES])
def test_ranges_are_respected(latex: str, wanted: Any) -> None:
    rng = np.random.default_rng(5)
    arrays = {
        key: rng.standard_normal(tuple(SIZES[str(d)] for d in dims)) for key, dims in SHAPES.items()
    }
    names: dict[Expr, Any] = {Symbol(key, SHAPES[key]): v for key, v in arrays.items()}
    assert np.isclose(value(array(latex), names, SIZES), wanted(arrays))


# Facts and forms that are recognised: model, shapes, what is assumed, the derivative.
KNOWN = {
    "symmetric": (r"L = x^\top A x", "x", {"x": "n", "A": "n,n"}, {"A": "symmetric"}, r"2 A x"),
    "simplex": ("L = -\\sum_k y_k \\log p_k \\\\ p = \\operatorname{softmax}(z)", "z", {"z": "n", "y": "n"}, {"y": "simplex"}, r"p - y"),
    "binary": (r"L = \|M \odot X\|_F^2", "X", {"M": "m,n", "X": "m,n"}, {"M": "binary"}, r"2 (X \odot M)"),
    "log-sum-exp": (r"L = \log \sum_{i=1}^n \exp(x_i)", "x", {"x": "n"}, {}, r"\operatorname{softmax}(x)"),
    "softmax": (r"L = \log(\mathbf{1}^\top \exp(A x))", "x", {"x": "n", "A": "m,n"}, {}, r"A^\top \operatorname{softmax}(A x)"),
    "sigmoid": (r"L = \log(1 + \exp(a^\top x))", "a", {"x": "n", "a": "n"}, {}, r"\sigma(a^\top x) x"),
    "softplus": (r"L = \sum_{i=1}^n \log(1 + \exp(x_i))", "x", {"x": "n"}, {}, r"\sigma(x)"),
}  # fmt: skip


@pytest.mark.parametrize("key", KNOWN)
def test_facts_and_forms_are_used(key: str) -> None:
    latex, wrt, shapes, facts, wanted = KNOWN[key]
    assert Model(latex, shapes=shapes, assume=facts).derivative("L", wrt).latex() == wanted


def test_a_fact_that_nobody_knows_is_told() -> None:
    with pytest.raises(UndefinedError, match="nothing is known as 'pretty'"):
        Model("L = x", shapes={"x": "n"}, assume={"x": "pretty"})
