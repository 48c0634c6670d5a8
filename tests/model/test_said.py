"""Answers as people write them: by no name, of unknown functions, by rows, transposed below."""

import pytest

from nablatex import Model, check

QUADRATIC = (r"f = x^\top A x", {"A": "n,n", "x": "n"})
FUNCTION = (r"f(x) = x^\top A x", {"A": "n,n", "x": "n"})
UNKNOWN = (r"f(x) = g(A x)", {"A": "m,n", "x": "n"})
ROWS = (r"L = \|X w - y\|^2", {"X": "m,n", "w": "n", "y": "m"})
LAYER = (r"y = W x", {"W": "n,m", "x": "m"})
NAMED = (r"u_i = x_i^2 \\ L = \sum_i u_i^2", {"x": "n"})
GRAM = (r"Y = X^\top X", {"X": "n,m"})

RIGHT = [
    (QUADRATIC, r"\nabla f = (A + A^\top) x"),
    (QUADRATIC, r"\nabla f(x) = (A + A^\top) x"),
    (QUADRATIC, r"\nabla^2 f = A + A^\top"),
    (QUADRATIC, r"\nabla^2 f(x) = A + A^\top"),
    (QUADRATIC, r"\nabla^2 f(x) = 2 \operatorname{tr}(A)"),
    (QUADRATIC, r"H_f = A + A^\top"),
    (QUADRATIC, r"\frac{\partial f}{\partial x^\top} = x^\top (A + A^\top)"),
    (QUADRATIC, r"\frac{\partial^2 f}{\partial x \partial x^\top} = A + A^\top"),
    (FUNCTION, r"\nabla f(x) = (A + A^\top) x"),
    (FUNCTION, r"\nabla^2 f(x) = A + A^\top"),
    (UNKNOWN, r"\nabla f(x) = A^\top \nabla g(A x)"),
    (UNKNOWN, r"\nabla_x f = A^\top \nabla g(A x)"),
    (UNKNOWN, r"\nabla^2 f(x) = A^\top \nabla^2 g(A x) A"),
    (ROWS, r"\nabla_w L = 2 \sum_i (X_i^\top w - y_i) X_i"),
    (LAYER, r"\frac{\partial y_i}{\partial W_{np}} = \delta_{in} x_p"),
    (LAYER, r"\frac{\partial y}{\partial x^\top} = W"),
    (LAYER, r"\frac{\partial y^\top}{\partial x} = W^\top"),
    (LAYER, r"\frac{\partial y}{\partial x} = I_n W"),
    (NAMED, r"\frac{\partial L}{\partial x_k} = 4 u_k x_k"),
    (NAMED, r"\nabla_x L = 4 u \odot x"),
    ((r"C = \det A", {"A": "n,n"}), r"\frac{\partial C}{\partial A} = C A^{-\top}"),
    ((r"y = 2x", {"x": "n"}), r"\frac{\partial y}{\partial x} = 2 I"),
    ((r"y = 2x", {"x": "n"}), r"\frac{\partial y}{\partial x} = 2 \mathbf{I}_n"),
    (GRAM, r"\frac{\partial \operatorname{vec}(Y)}{\partial \operatorname{vec}(X)}"
     r" = (\mathbf{I} + \mathbf{K}_{mm}) (\mathbf{I} \otimes X^\top)"),
    ((r"Y = A^{-1}", {"A": "n,n"}),
     r"\frac{\partial \operatorname{vec}(Y)}{\partial \operatorname{vec}(A)^\top}"
     r" = -A^{-\top} \otimes A^{-1}"),
]  # fmt: skip

WRONG = [
    (QUADRATIC, r"\nabla f = 2 A x"),
    (QUADRATIC, r"\nabla^2 f(x) = 2 A"),
    (QUADRATIC, r"H_f = 2 A"),
    (QUADRATIC, r"\frac{\partial f}{\partial x^\top} = 2 x^\top A"),
    (UNKNOWN, r"\nabla^2 f(x) = A^\top \nabla^2 g(A x) A + \nabla^2 g(A x)^\top"),
    (UNKNOWN, r"\nabla f(x) = 2 A^\top \nabla g(A x)"),
    (ROWS, r"\nabla_w L = 2 \sum_i (X_i^\top w - y_i)"),
    (LAYER, r"\frac{\partial y_i}{\partial W_{np}} = \delta_{ip} x_n"),
    (LAYER, r"\frac{\partial y}{\partial x^\top} = W^\top"),
    (NAMED, r"\frac{\partial L}{\partial x_k} = 4 u_k"),
    ((r"C = \det A", {"A": "n,n"}), r"\frac{\partial C}{\partial A} = C A^{-1}"),
    ((r"y = 2x", {"x": "n"}), r"\frac{\partial y}{\partial x} = I"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "answer"), RIGHT, ids=[row[1] for row in RIGHT])
def test_is_right(model: tuple[str, dict[str, str]], answer: str) -> None:
    verdict = Model(*model).check(answer)
    assert verdict.correct, verdict.plain()


@pytest.mark.parametrize(("model", "answer"), WRONG, ids=[row[1] for row in WRONG])
def test_is_not_right(model: tuple[str, dict[str, str]], answer: str) -> None:
    assert not Model(*model).check(answer).correct


def test_two_vectors_leave_open_by_which() -> None:
    verdict = Model(r"f = x^\top y", {"x": "n", "y": "n"}).check(r"\nabla f = y")
    assert verdict.outcome == "undecided"
    assert "not said by what" in verdict.plain()


BY_ELEMENTS = (
    r"u_i = \sum_j W_{ij} x_j \\ h_i = \sigma(u_i) \\ E = \frac{1}{2} \sum_i (h_i - t_i)^2",
    {"W": "m,n", "x": "n", "t": "m"},
)
CHAINS = [
    (r"\frac{\partial E}{\partial W_{ij}} = \frac{\partial E}{\partial u_i} x_j", True),
    (r"\frac{\partial E}{\partial W_{ij}} = \frac{\partial E}{\partial h_i}"
     r" \frac{\partial h_i}{\partial u_i} x_j", True),
    (r"\frac{\partial E}{\partial u_i} = (h_i - t_i) \frac{\partial h_i}{\partial u_i}", True),
    (r"\frac{\partial E}{\partial x_j} = \sum_i \frac{\partial E}{\partial u_i} W_{ij}", True),
    (r"\nabla_x E = W^\top \nabla_u E", True),
    (r"\frac{\partial E}{\partial W_{ij}} = \frac{\partial E}{\partial u_j} x_i", False),
    (r"\frac{\partial E}{\partial W_{ij}} = \frac{\partial E}{\partial h_i} x_j", False),
    (r"\frac{\partial E}{\partial x_j} = \sum_i \frac{\partial E}{\partial u_i} W_{ji}", False),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "right"), CHAINS, ids=[row[0] for row in CHAINS])
def test_a_chain_by_elements(answer: str, right: bool) -> None:
    assert Model(*BY_ELEMENTS).check(answer).correct is right


DIAGONALS = [
    ((r"y = \tanh(x)", {"x": "n"}), r"\frac{\partial y_i}{\partial x_i} = 1 - y_i^2"),
    ((r"p = \operatorname{softmax}(x)", {"x": "n"}),
     r"\frac{\partial p_i}{\partial x_i} = p_i (1 - p_i)"),
    ((r"y = A x", {"x": "n", "A": "n,n"}), r"\frac{\partial y_i}{\partial A_{ik}} = x_k"),
    ((r"f = a^\top b \\ g = x^\top x", {"a": "n", "b": "n", "x": "n"}),
     r"\frac{\partial f}{\partial x} = 0"),
    ((r"c = 2 \\ f = c x^\top x", {"x": "n"}), r"\nabla f = 4 x"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "answer"), DIAGONALS, ids=[row[1] for row in DIAGONALS])
def test_what_arrays_cannot_tell_is_left_to_worlds(
    model: tuple[str, dict[str, str]], answer: str
) -> None:
    assert Model(*model).check(answer).correct


def test_numbers_that_are_given_hold_for_arrays() -> None:
    assert check("c x", "2x", shapes={"x": "n"}, given="c = 2").correct
    assert not check("c x", "2x", shapes={"x": "n"}, given="c = 3").correct


def test_a_name_of_the_model_is_no_identity() -> None:
    answer = r"\frac{\partial^2 L}{\partial w^2} = 2 I"
    assert Model("L = I w^2", {}).check(answer).correct
    assert Model(r"L = w^\top w", {"w": "n"}).check(r"\nabla^2 L = 2 I").correct
