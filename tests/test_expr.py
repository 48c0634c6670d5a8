"""Nodes: equal means identical, in every thread, after copying; depth costs no recursion."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from nablatex.errors import ShapeError
from nablatex.expr import ONE, TWO, Expr, Negation, Number, Product, Sum, Symbol
from nablatex.latex import read
from nablatex.shape import Shape, a_or_an
from nablatex.traverse import free_symbols, number, postorder, substitute, transform

x, y = Symbol("x", ()), Symbol("y", ())


def test_equal_expressions_are_one_object() -> None:
    assert Sum((Product((TWO, x)), ONE)) is Sum((Product((TWO, x)), ONE))


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))]
)
def test_copies_are_the_same_object(copied: object) -> None:
    expr = read(r"\sin(x) + \frac{y}{2}")
    assert callable(copied)
    assert copied(expr) is expr


def test_threads_get_the_same_object() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda k: read(f"x_{{{k % 50}}} + {k % 50}"), range(400)))
    assert len({id(expr) for expr in made}) == 50


def test_a_number_is_exact_and_not_a_truth_value() -> None:
    assert Number(1, 0) is not Number(Fraction(1), 1)
    assert number(Fraction(-1, 2)) is Negation(read(r"\frac{1}{2}"))


def test_a_deep_expression_is_walked_without_recursion() -> None:
    expr: Expr = x
    for _ in range(50_000):
        expr = Negation(expr)
    assert sum(1 for _ in postorder(expr)) == 50_001
    assert free_symbols(substitute(expr, {x: y})) == {y}
    assert transform(expr, lambda node: node) is expr


def test_a_sum_of_a_vector_and_a_scalar_is_refused() -> None:
    with pytest.raises(ShapeError):
        Sum((Symbol(r"\vec{x}", (3,)), ONE))


def test_bound_names_are_not_free_nor_replaced() -> None:
    expr = read(r"\sum_{i=1}^{n} x_i")
    i = Symbol("i", ())
    assert i not in free_symbols(expr)
    assert substitute(expr, {i: ONE}) is expr


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((), "a scalar"),
        ((3,), "a vector of 3"),
        ((2, "n"), "a 2 by n matrix"),
        (("n", "m"), "an n by m matrix"),
        ((8, 3), "an 8 by 3 matrix"),
    ],
)
def test_a_shape_is_told_after_its_article(shape: Shape, words: str) -> None:
    assert a_or_an(shape) == words
