r"""What code looks like, and that nothing a user types gets into it but as a comment."""

from __future__ import annotations

import ast
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablatex import Model, UndefinedError
from nablatex.compile import BackendName
from nablatex.compile.backends import BACKENDS
from nablatex.compile.fragment import Body
from nablatex.compile.names import Names, identifier
from nablatex.compile.source import Function, Parameter
from nablatex.model import Worked

NEURON = Model(
    r"""
    \vec{I} = [I_0, I_1] \quad \vec{w} = \begin{pmatrix} w_0 \\ w_1 \end{pmatrix}
    h = \vec{I} \cdot \vec{w} \quad f = ReLU(h)
"""
)
RIDGE = Model(r"L = \|X w - y\|_2^2 + \lambda \|w\|_2^2", shapes={"X": "m,n", "w": "n", "y": "m"})
NETWORK = Model(
    r"z = W x + b \quad p = \operatorname{softmax}(z) \quad L = -y^\top \log p",
    shapes={"W": "m,n", "x": "n", "y": "m"},
    assume={"y": "simplex"},
)
LOGISTIC = Model(
    r"z = X w \quad p = \sigma(z) \quad "
    r"L = -y^\top \log p - (\mathbf{1} - y)^\top \log(\mathbf{1} - p)",
    shapes={"X": "m,n", "w": "n", "y": "m"},
)
CHAIN = Model(r"v = A B C x", {"A": "n,n", "B": "n,n", "C": "n,n", "x": "n"})
PCA = Model(r"L = \|X - X W W^\top\|_F^2", {"X": "m,n", "W": "n,k"})


def test_a_whole_module() -> None:
    assert NEURON.derivative("f", "w").code() == (
        "import numpy as np\n\n\n"
        "def df_dw(I, w):\n"
        r'    r"""\nabla_{\vec{w}} f = \begin{cases} [0, 0] & h \leq 0 \\ [I_0, I_1] & h > 0 \end{cases}'
        "\n\n"
        "    Args:\n"
        "        I: \\vec{I}, an array of shape (2,).\n"
        "        w: \\vec{w}, an array of shape (2,).\n\n"
        "    Returns: an array of shape (2,).\n"
        '    """\n'
        "    h = I[0] * w[0] + I[1] * w[1]\n"
        "    return np.where(h <= 0, 0, I)\n"
    )


LINES: dict[str, tuple[Worked, BackendName, list[str]]] = {
    "ridge": (RIDGE.gradient("L", "w"), "numpy", ["return 2 * (X.T @ (X @ w - y) + lam * w)"]),
    "vectors first": (
        RIDGE.gradient("L", "w"),
        "jax",
        ["return 2 * ((X @ w - y) @ X + lam * w)"],
    ),
    "an identity": (
        RIDGE.hessian("L", "w"),
        "torch",
        [
            "n = X.shape[1]",
            "return 2 * (X.T @ X + lam * torch.eye(n, dtype=X.dtype, device=X.device))",
        ],
    ),
    "names of the model": (
        NETWORK.gradient("L", "W"),
        "jax",
        ["z = W @ x + b", "p = jax.nn.softmax(z)", "return jnp.outer(p - y, x)"],
    ),
    "a common matrix": (
        LOGISTIC.gradient("L", "w"),
        "torch",
        ["z = X @ w", "p = torch.sigmoid(z)", "return X.T @ (p - y)"],
    ),
    "vectors before matrices": (CHAIN.jacobian("v", "x"), "numpy", ["return A @ (B @ C)"]),
    "thin matrices first": (
        PCA.gradient("L", "W"),
        "numpy",
        [
            "part_1 = 2 * (X.T @ (X @ W)) - X.T @ (X @ (W @ (W.T @ W)))"
            " - W @ (W.T @ (X.T @ (X @ W)))",
            "return -(2 * part_1)",
        ],
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_lines(name: str) -> None:
    worked, backend, lines = LINES[name]
    text = worked.code(backend)
    assert [line.strip() for line in text.split('"""\n')[-1].splitlines()] == lines


def test_a_product_is_multiplied_from_its_vector_on() -> None:
    model = Model(r"f = x^\top A B C x", {"A": "n,n", "B": "n,n", "C": "n,n", "x": "n"})
    tree = ast.parse(model.gradient("f", "x").code())
    products = [
        n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.MatMult)
    ]
    assert len(products) == 6
    # None of them is of two matrices.
    assert all("x" in ast.unparse(product) for product in products)


def test_what_is_used_twice_is_computed_once() -> None:
    text = Model(r"y = \exp(\sin(x)) \cdot \sin(x)").derivative("y", "x").code()
    assert text.count("np.sin") == text.count("np.exp") == 1


def test_long_formulas_have_short_lines() -> None:
    terms = " + ".join(rf"\sin({k} x)" for k in range(2, 60))
    text = Model(f"y = {terms}").derivative("y", "x").code()
    assert max(map(len, text.splitlines())) <= 100


NAMES = [
    (r"\vec{w}", "w"),
    (r"\theta", "theta"),
    (r"\lambda", "lam"),
    ("w_{ij}", "w_ij"),
    ("W_1", "W_1"),
    (r"\hat{y}", "y_hat"),
    (r"\mathbf{X}", "X"),
    ("h_{t-1}", "h_t_minus_1"),
    ("a^{[l]}", "a_l"),
    ("w'", "w_prime"),
    (r"W_{\text{out}}", "W_out"),
    (r"\text{가중치}", "가중치"),
    (r"\ell", "ell"),
    ("2", "x_2"),
    ("", "x"),
    (r'\text{"""; import os}', "importos"),
    (r"\text{x); __import__('os')}", "x_import_primeos_prime"),
]


@pytest.mark.parametrize(("latex", "name"), NAMES)
def test_names(latex: str, name: str) -> None:
    assert identifier(latex) == name


def test_names_differ_and_mean_nothing_else() -> None:
    names = Names(["np"])
    assert [names.of(n) for n in ("x", r"\vec{x}", "np", "if", "print")] == [
        "x",
        "x_2",
        "np_2",
        "if_2",
        "print_2",
    ]


HOSTILE = st.text(st.sampled_from("\"'\\\n\r\0{}()[]_^#:;,.= abπ１ªＡ⁡‮x") | st.characters())


@given(HOSTILE)
def test_a_name_is_an_identifier_whatever_it_was(latex: str) -> None:
    made = Names([]).of(latex)
    assert made.isidentifier()
    assert not keyword.iskeyword(made)
    # Python itself normalises identifiers: two that it takes for one would be one.
    assert isinstance(ast.parse(made, mode="eval").body, ast.Name)
    assert ast.unparse(ast.parse(made)) == made


@given(HOSTILE, HOSTILE)
def test_a_docstring_holds_whatever_is_written_in_it(latex: str, name: str) -> None:
    body = Body(BACKENDS["numpy"], Names([]))
    known = Parameter("x", name, "a number")
    function = Function("f", latex, [known], body, ast.Name("x"), "a number")
    (made,) = ast.parse(function.text()).body
    assert isinstance(made, ast.FunctionDef)
    assert made.name == "f"
    docstring, returned = made.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert ast.unparse(returned) == "return x"


def test_hostile_names_of_a_model_stay_names() -> None:
    model = Model(
        r'L = x_{\text{""");import os}} \cdot y_{\text{os.remove()}}^2 \cdot \mathrm{exec}'
    )
    worked = model.derivative("L", r"y_{\text{os.remove()}}")
    tree = ast.parse(worked.code())
    assert [type(node) for node in tree.body] == [ast.FunctionDef]
    assert not any(
        isinstance(node, (ast.Attribute, ast.Call, ast.Import)) for node in ast.walk(tree)
    )


def test_there_is_no_other_backend() -> None:
    with pytest.raises(
        UndefinedError, match="there is no code for 'julia'; there is numpy, jax, torch"
    ):
        NEURON.derivative("f", "w").code("julia")  # type: ignore[arg-type]
