r"""Where paper leaves a choice: application or product, index or name, which product."""

import pytest

from nablatex import Model, ReadError, check, ops
from nablatex.expr import Apply, Call, Compare, Component, Derivative, Expr, Product, Symbol
from nablatex.latex import Context, read
from nablatex.traverse import postorder


def applied(expr: Expr) -> set[str]:
    """Return the abstract functions and the named operations of one argument in `expr`."""
    found = {node.function for node in postorder(expr) if isinstance(node, Apply)}
    calls = (node for node in postorder(expr) if isinstance(node, Call))
    return found | {node.op.name for node in calls if node.args}


APPLIED = [
    ("f(x)", {"f"}),
    ("f(x + 1)", {"f"}),
    ("h(x)", {"h"}),
    (r"\phi(a b)", {r"\phi"}),
    ("f(f(x))", {"f"}),
    ("u(x) v(x)", {"u", "v"}),
    (r"J(\theta)", {"J"}),
    ("y'(x) + y", {"y"}),
    ("u'(x) v(2x) + u(2x) v'(x)", {"u", "v"}),
    ("k(x, y + 1)", {"k"}),
    ("f_1(x)", {"f_1"}),
    (r"\sigma(z)", {"sigmoid"}),
    (r"\operatorname{loss}(x)", {r"\operatorname{loss}"}),
    (r"\frac{dx}{dt} = x(t)", {"x"}),
    ("x(x-1)", set()),
    ("h(1-h)", set()),
    ("h_1(1-h_1)", set()),
    ("h_{k}(1-h_k^2)", set()),
    ("h^{(1)}(1-h^{(1)})", set()),
    ("h_2(1-h_1)", {"h_2"}),
    ("f_1(f_1(x))", {"f_1"}),
    ("f(1-f)", set()),
    ("a(b+c)", set()),
    ("x(y) + x", set()),
    (r"\sigma^2(x-1)", set()),
    ("e(x)", set()),
    ("2(x)", set()),
    (r"f \cdot (x)", set()),
    ("f(x)^2", {"f"}),
]


@pytest.mark.parametrize(("latex", "functions"), APPLIED, ids=[row[0] for row in APPLIED])
def test_what_is_applied(latex: str, functions: set[str]) -> None:
    assert applied(read(latex)) == functions


def test_what_is_declared_decides() -> None:
    assert applied(read("f(x)", context=Context({"f": ()}))) == set()
    assert applied(read("q(x + 1)", context=Context(functions=frozenset(["q"])))) == {"q"}
    context = Context(functions=frozenset(["loss"]))
    assert applied(read("loss(x)", context=context)) == {r"\operatorname{loss}"}


def indices(expr: Expr) -> str:
    """Return the indices of an element as text, or the name if it is none."""
    if isinstance(expr, Symbol):
        return expr.name
    assert isinstance(expr, Component)
    return ",".join(str(getattr(i, "value", None) or getattr(i, "name", "0")) for i in expr.indices)


INDEXED = [
    ("x_2", "2"),
    ("x_{10}", "10"),
    ("x_i", "i"),
    ("x_{ij}", "i,j"),
    ("x_{i,j}", "i,j"),
    ("x_{1,2}", "1,2"),
    ("x_{i0}", "i,0"),
    ("x_a", "x_a"),
    ("x_{out}", r"x_{\text{out}}"),
    ("x_{in}", r"x_{\text{in}}"),
    (r"x_\alpha", r"x_{\alpha}"),
    ("W^{(l)}", "l"),
    ("a^{[2]}", "2"),
]


@pytest.mark.parametrize(("latex", "shown"), INDEXED, ids=[row[0] for row in INDEXED])
def test_index_or_name(latex: str, shown: str) -> None:
    assert indices(read(latex)) == shown


def test_two_digits_are_two_indices_of_a_matrix() -> None:
    assert indices(read("x_{10}", {"x": "3,3"})) == "1,0"
    beside = read("x_{00} x_{10}")
    assert isinstance(beside, Product)
    assert indices(beside.factors[1]) == "1,0"
    table = read(r"\begin{pmatrix} x_{11} & x_{12} \\ x_{21} & x_{22} \end{pmatrix}")
    assert indices(table.children[1]) == "1,2"


def test_a_bound_letter_is_an_index() -> None:
    total = read(r"\sum_{a=1}^{n} x_a")
    assert isinstance(total.children[0], Component)


SHAPES = {"A": "n,n", "B": "n,n", "x": "n", "y": "n", "c": ""}
PRODUCTS = [
    ("c A x", [Product, ops.matmul]),
    (r"x \cdot y", [ops.dot]),
    (r"x^\top y", [ops.matmul, ops.transpose]),
    (r"x^\top A y", [ops.matmul, ops.transpose]),
    (r"A \cdot B", [ops.matmul]),
    (r"A B x", [ops.matmul]),
    (r"x \odot y \odot x", [ops.hadamard]),
    (r"A x \odot y", [ops.hadamard, ops.matmul]),
    (r"A \otimes B", [ops.kron]),
    (r"x \otimes y", [ops.outer]),
    (r"A^{-1} x", [ops.matmul, ops.inverse]),
    (r"A^{-\top} x", [ops.matmul, ops.transpose, ops.inverse]),
    (r"A^+", [ops.pinv]),
    (r"|A| + |x|", [ops.det, ops.norm]),
    (r"x^{\odot 2}", [ops.hadamard]),
    (r"\tanh^2(x)", [ops.hadamard, ops.tanh]),
    (r"x^{\circ 2}", [ops.hadamard]),
    (r"e^x", [ops.exp]),
    (r"[x]_+", [ops.relu]),
    (r"\lambda_1(A) + \lambda_{\text{max}}(A + B)", [ops.eigenvalue]),
    (r"\lambda_{\max}(A^\top A)", [ops.eigenvalue, ops.matmul, ops.transpose]),
    (r"\lambda_1 (x^\top A x)", [Product, ops.matmul, ops.transpose]),
    (r"v_2(A)", [ops.eigenvector]),
    (r"\sigma_{\max}(A)", [ops.norm]),
    (r"\operatorname{adj}(A)", [Product, ops.det, ops.inverse]),
    (r"x^\top |y|", [ops.matmul, ops.transpose, ops.abs_]),
    (r"x \odot [|y| < 1]", [ops.hadamard, ops.indicator, Compare, ops.abs_]),
    (r"(A x)_{+}", [ops.relu, ops.matmul]),
    (r"(x)_+^2", [ops.relu, ops.hadamard]),
    (r"\|A\|_2", [ops.norm]),
    (r"\|A\|_{\text{op}}", [ops.norm]),
    (r"\langle A, B \rangle", [ops.trace, ops.matmul, ops.transpose]),
    (r"\langle A, B \rangle_F", [ops.trace, ops.matmul, ops.transpose]),
    (r"A + I", [ops.identity]),
]


@pytest.mark.parametrize(("latex", "kinds"), PRODUCTS, ids=[row[0] for row in PRODUCTS])
def test_shapes_decide_the_product(latex: str, kinds: list[object]) -> None:
    nodes = postorder(read(latex, SHAPES))
    found = {node.op if isinstance(node, Call) else type(node) for node in nodes}
    assert found - {Symbol, *(type(n) for n in postorder(read("x_0 + 2")))} == set(kinds)


SEVERAL_READINGS = [
    (r"x * y", "a star between vectors or matrices stands for several products"),
    (r"A \ast B", "a star between vectors or matrices stands for several products"),
    (r"e^A", "e to the power of a square matrix is the exponential of the matrix"),
    (r"\operatorname{tr}(\sin(A))", r"sin of a square matrix inside of \operatorname{tr}"),
    (r"\det(\exp(A))", r"exp of a square matrix inside of \det"),
    (r"\lambda_i(A)", "this is not known of a matrix here"),
    (r"\rho(A)", "this is not known of a matrix here"),
    (r"\sigma_2(A)", "this is not known of a matrix here"),
    (r"\operatorname{Var}(x)", r"the function \operatorname{Var} is not read"),
    (r"\|x\|_{\text{op}}", "the operator norm is of a matrix"),
    (r"[x > 0]_+", "a relation has no positive part"),
]


@pytest.mark.parametrize(("latex", "message"), SEVERAL_READINGS)
def test_shapes_leave_several_readings(latex: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(latex, SHAPES)
    assert caught.value.message.startswith(message)


def test_a_sum_over_two_letters_side_by_side() -> None:
    assert read(r"\sum_{ij} A_{ij}", SHAPES) is read(r"\sum_{i,j} A_{ij}", SHAPES)


def test_a_sum_over_all_pairs() -> None:
    assert check(r"\sum_{1 \le i < j \le 3} i j", "2 + 3 + 6").correct
    assert check(r"\sum_{1 \le i \le j \le 2} i j", "1 + 2 + 4").correct
    with pytest.raises(ReadError, match="this binds no index"):
        read(r"\sum_{1 < i < j < 3} i j")


def test_a_known_function_may_be_defined() -> None:
    model = Model("\\operatorname{Var}(t) = t^2\nL = \\operatorname{Var}(z)")
    assert model.derivative("L", "z").latex() == "2z"


def test_shapes_of_statements_hold_in_the_others() -> None:
    system = read(r"L = \|h - y\|_2^2, h = A x", SHAPES)
    assert Symbol("h", ("n",)) in set(postorder(system))
    declared = read(r"y = W x, W \in \mathbb{R}^{2 \times 3}, x \in \mathbb{R}^3")
    assert declared.children[0].children[1].shape == (2,)


def test_the_imaginary_unit() -> None:
    unit = Call(ops.i, ())
    assert unit in set(postorder(read(r"e^{i\theta}")))
    assert unit in set(postorder(read(r"\cos\theta + i\sin\theta")))
    assert unit not in set(postorder(read(r"\sum_{i=1}^{n} e^{i x}")))
    assert unit not in set(postorder(read("x_i e^{i}")))


def test_a_sum_ends_before_plus_and_a_derivative_with_its_bracket() -> None:
    assert isinstance(read(r"\frac{d}{dx}(x^2) y"), Product)
    assert isinstance(read(r"\frac{d}{dx} x^2 y"), Derivative)
    assert type(read(r"\sum_i x_i + y")).__name__ == "Sum"


def test_both_letters_of_a_pair_are_bound_only_where_they_must_be() -> None:
    pairs = read(r"\sum_{i<j} x_i x_j")
    below = read(r"\sum_{j<i} w_{ij} x_j")
    assert [type(node).__name__ for node in (pairs, pairs.children[0])] == ["Reduction"] * 2
    assert type(below.children[0]).__name__ == "Product"
