"""Claims judged by what a model implies, without a key."""

from __future__ import annotations

import pytest

from nablatex import Model, check

NEURON = Model(r"""
    \vec{I} = [I_0, I_1]
    \vec{w} = \begin{pmatrix} w_0 \\ w_1 \end{pmatrix}
    h = \vec{I} \cdot \vec{w}
    f = ReLU(h)
""")
NUMBERS = Model(
    r"I = [2, 3] \quad w = \begin{pmatrix} 4 \\ 5 \end{pmatrix} \quad h = I \cdot w \quad f = ReLU(h)"
)
CHAIN = Model(r"y = f(u) \quad u = g(x)")
PATHS = Model(
    r"y = f(\vec{u}) \quad \vec{u} = g(\vec{x}) \quad \vec{u} = [u_0, u_1, u_2] \quad \vec{x} = [x_0, x_1]"
)
SQUARES = Model(r"L = \|X w - y\|_2^2", shapes={"X": "m,n", "w": "n", "y": "m"})


def path(k: int) -> str:
    return rf"\frac{{\partial y}}{{\partial u_{k}}} \frac{{\partial u_{k}}}{{\partial x_0}}"


# model, claim, outcome, kind of the first fault
CLAIMS = [
    (NEURON, r"\nabla_{\vec w} f = \begin{cases} [0, 0] & h \leq 0 \\ [I_0, I_1] & h > 0 \end{cases}", "correct", ""),
    (NEURON, r"\nabla_{\vec w} f = [I_0, I_1]", "wrong", "missing-branch"),
    (NEURON, r"\nabla_{\vec w} f = \begin{cases} [0, 0] & h \leq 0 \\ [I_1, I_0] & h > 0 \end{cases}", "wrong", "entries-permuted"),
    (NEURON, r"\nabla_{\vec w} f = \begin{cases} [0, 0] & h \leq 0 \\ [w_0, w_1] & h > 0 \end{cases}", "wrong", "branch"),
    (NEURON, r"\frac{\partial f}{\partial w_0} = \frac{\partial f}{\partial h} \frac{\partial h}{\partial w_0}", "correct", ""),
    (NEURON, r"\frac{\partial h}{\partial w_0} = I_0, \quad \frac{\partial h}{\partial w_1} = I_0", "partial", "wrong-variable"),
    (NEURON, r"\frac{\partial h}{\partial w_0} = I_0, \quad \frac{\partial h}{\partial w_1} = I_1", "correct", ""),
    (NEURON, r"\frac{\partial h}{\partial w_0} = w_0", "wrong", "wrong-variable"),
    (NEURON, r"\frac{\partial h}{\partial w_0} = q", "wrong", "wrong-variable"),
    (NEURON, r"\nabla_{\vec w} f = \nabla_{\vec w} f", "wrong", "not-evaluated"),
    (NEURON, r"\nabla_{\vec w} g = [1, 2]", "undecided", "limit"),
    (NEURON, "[I_0, I_1]", "undecided", "limit"),
    (NEURON, "h = I_0 w_0 + I_1 w_1", "correct", ""),
    (NEURON, r"\frac{\partial h}{\partial", "unreadable", "syntax"),
    (NEURON, r"h = \sum_{k=1}^{10^9} k", "unreadable", "limit"),
    (NUMBERS, r"\nabla_w f = [2, 3]", "correct", ""),
    (NUMBERS, r"\nabla_w f = [3, 2]", "wrong", "entries-permuted"),
    (NUMBERS, r"\nabla_w f = [2, -3]", "partial", "entry"),
    (NUMBERS, "h = 23", "correct", ""),
    (CHAIN, r"\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx}", "correct", ""),
    (CHAIN, r"\frac{dy}{dx} = f'(g(x)) g'(x)", "correct", ""),
    (CHAIN, r"\frac{dy}{dx} = f'(u) u'", "correct", ""),
    (CHAIN, r"\frac{dy}{dx} = f'(x) g'(x)", "wrong", ""),
    (PATHS, r"\frac{\partial y}{\partial x_0} = " + f"{path(0)} + {path(1)} + {path(2)}", "correct", ""),
    (PATHS, r"\frac{\partial y}{\partial x_0} = " + f"{path(0)} + {path(1)}", "wrong", "missing-term"),
    (PATHS, r"\nabla y = \nabla_{\vec u} y \cdot \nabla_{\vec x} \vec u", "correct", ""),
    (SQUARES, r"\nabla_w L = 2 X^\top (X w - y)", "correct", ""),
    (SQUARES, r"\nabla_w L = X^\top (X w - y)", "wrong", "factor"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "claim", "outcome", "kind"), CLAIMS, ids=[row[1] for row in CLAIMS]
)
def test_claim(model: Model, claim: str, outcome: str, kind: str) -> None:
    verdict = model.check(claim)
    assert verdict.outcome == outcome, verdict
    assert not kind or verdict.feedback[0].kind == kind
    assert bool(verdict.feedback) == (outcome != "correct")


MORE = [
    (r"f(x) = x^2 \sin x", "f'(0) = 0", "correct"), (r"f(x) = x^2 \sin x", "f'(0) = 1", "wrong"), ("y = x^3 - 3x", r"\left.\frac{dy}{dx}\right|_{x=1} = 0", "correct"),
    ("f(x) = x^2", "f(2) = 4", "correct"), ("f(x) = x^2", "f(2) = 5", "wrong"), ("y = x^2", "y'(3) = 6", "correct"), ("y = x^2", "y'(3) = 5", "wrong"),
    ("h_t = u h_{t-1}", r"\frac{\partial h_t}{\partial h_{t-2}} = 0", "undecided"), (r"L_j = ReLU(\sum_{i=1}^n w_{ij} L_i + B_j)", r"\frac{\partial L_j}{\partial B_j} = 1", "wrong"),
    ("f(x, y) = x^2 y", r"\nabla f = [2xy, x^2]", "correct"), ("f(x, y) = x^2 y", r"\nabla f = [x^2, 2xy]", "wrong"), ("L = w_1^2 + 3 w_2", r"\nabla L = [2 w_1, 3]", "correct"),
    (r"y = \max(x^2, x)", r"\frac{dy}{dx} = \begin{cases} 2x & x^2 > x \\ 1 & x^2 < x \end{cases}", "correct"),
    ("y = x^3", r"\frac{d^3 y}{dx^3} = 6", "correct"), (r"\vec{w} = [w_0, w_1] \quad f = w_0^2 + w_1^2", r"\nabla^2 f = 4", "correct"),
    ("y = x + z \n z = y + 1", "y = 2", "undecided"), ("y = x + z \n z = y + 1", "y'(x) = 2", "undecided"), ("y = x^2", "1 = 1", "undecided"),
    (r"p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}", r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", "correct"),
    (r"p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}", r"\frac{\partial p_i}{\partial z_j} = -p_i p_j", "wrong"),
    (r"z = f(u, v) \quad u = xy \quad v = x + y", r"\frac{\partial z}{\partial x} = \frac{\partial f}{\partial u} y + \frac{\partial f}{\partial v}", "correct"),
    (r"z = f(u, v) \quad u = xy \quad v = x + y", r"\frac{\partial z}{\partial x} = \frac{\partial f}{\partial u} y", "wrong"),
    (r"y = \sigma(h) \quad h = w x", r"\frac{\partial y}{\partial w} = \frac{dy}{dw}", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "claim", "outcome"), MORE)
def test_claims_of_other_models(model: str, claim: str, outcome: str) -> None:
    assert Model(model).check(claim).outcome == outcome


# equations, shapes, what is known, claim, outcome
ARRAYS = [
    ("f = (x - s)^T W (x - s)", {"x": "n", "s": "n", "W": "n,n"}, {"W": "symmetric"}, r"\nabla_x f = 2 W (x - s)", "correct"),
    ("f = (x - s)^T W (x - s)", {"x": "n", "s": "n", "W": "n,n"}, {}, r"\nabla_x f = 2 W (x - s)", "wrong"),
    (r"f = \sqrt{x^T A x}", {"x": "n", "A": "n,n"}, {"A": "positive definite"}, r"\nabla_x f = \frac{A x}{\sqrt{x^T A x}}", "correct"),
    (r"f = \|Q x\|_2^2", {"x": "n", "Q": "m,n"}, {"Q": "orthogonal"}, r"\nabla_x f = 2 x", "correct"),
    (r"f = \|Q x\|_2^2", {"x": "n", "Q": "m,n"}, {}, r"\nabla_x f = 2 x", "wrong"),
    (r"f = -t^T \log(\operatorname{softmax}(z))", {"t": "n", "z": "n"}, {"t": "simplex"}, r"\nabla_z f = \operatorname{softmax}(z) - t", "correct"),
    (r"f = -t^T \log(\operatorname{softmax}(z))", {"t": "n", "z": "n"}, {}, r"\nabla_z f = \operatorname{softmax}(z) - t", "wrong"),
    (r"f = \|W \odot X\|_F^2", {"W": "m,n", "X": "m,n"}, {"W": "binary"}, r"\nabla_X f = 2 W \odot X", "correct"),
    (r"f = a^T \operatorname{ReLU}(W x)", {"a": "m", "W": "m,n", "x": "n"}, {}, r"\nabla_W f = (a \odot [W x > 0]) x^T", "correct"),
    (r"f = a^T \operatorname{ReLU}(W x)", {"a": "m", "W": "m,n", "x": "n"}, {}, r"\nabla_W f = (a \odot [W x < 0]) x^T", "wrong"),
    (r"f = \operatorname{softmax}(x)", {"x": "n", "f": "n"}, {}, r"\frac{\partial f}{\partial x} = \operatorname{diag}(s) - s s^T, \ s = \operatorname{softmax}(x)", "correct"),
    (r"f = \operatorname{softmax}(x)", {"x": "n", "f": "n"}, {}, r"\frac{\partial f}{\partial x} = \operatorname{diag}(s) + s s^T, \ s = \operatorname{softmax}(x)", "wrong"),
    (r"f = \|X\|_F^2", {"X": "m,n"}, {}, r"\nabla_X f = 2 U, \ X = U V", "undecided"),
    (r"f = \sum_i \sum_j K_{ij} x_i x_j", {"K": "n,n", "x": "n"}, {}, r"\frac{\partial f}{\partial x_k} = \sum_j (K_{kj} + K_{jk}) x_j", "correct"),
    (r"f = \sum_i \sum_j K_{ij} x_i x_j", {"K": "n,n", "x": "n"}, {}, r"\frac{\partial f}{\partial x_k} = 2 \sum_j K_{kj} x_j", "wrong"),
    (r"f = \sum_{i<j} x_i x_j", {"x": "n"}, {}, r"\frac{\partial f}{\partial x_k} = \sum_{j \neq k} x_j", "correct"),
    (r"f = \sum_{i=1}^{n-1} (x_{i+1} - x_i)^2", {"x": "n"}, {}, r"\frac{\partial f}{\partial x_k} = 2 [k > 1] (x_k - x_{k-1}) - 2 [k < n] (x_{k+1} - x_k)", "correct"),
    (r"f = \sum_{i=1}^{n-1} (x_{i+1} - x_i)^2", {"x": "n"}, {}, r"\frac{\partial f}{\partial x_k} = 2 (x_k - x_{k-1}) - 2 (x_{k+1} - x_k)", "wrong"),
    ("f = g(u) \n u = A x", {"u": "m", "A": "m,n", "x": "n"}, {}, r"\frac{\partial f}{\partial x_j} = \sum_i \frac{\partial f}{\partial u_i} A_{ij}", "correct"),
    ("f = g(u) \n u = A x", {"u": "m", "A": "m,n", "x": "n"}, {}, r"\frac{\partial f}{\partial x_j} = \sum_i \frac{\partial f}{\partial u_i} A_{ji}", "wrong"),
    ("f = u(x)^T v(x) \n u: \\mathbb{R}^n \\to \\mathbb{R}^m \n v: \\mathbb{R}^n \\to \\mathbb{R}^m", {"x": "n"}, {}, r"\nabla_x f = J_u^T v(x) + J_v^T u(x)", "correct"),
    ("f = e + x^T f", {"x": "n", "f": "n"}, {}, r"\nabla_x f = f", "undecided"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "shapes", "assume", "claim", "outcome"),
    ARRAYS,
    ids=[f"{r[0]} {r[3]}" for r in ARRAYS],
)
def test_claims_of_arrays(
    model: str, shapes: dict[str, str], assume: dict[str, str], claim: str, outcome: str
) -> None:
    assert Model(model, shapes, assume=assume).check(claim).outcome == outcome


KEYS = [
    (r"\delta_{il} A_{kj}", r"A_{kj} \delta_{li}", {"A": "m,n"}, {}, "correct"),
    (r"2 \delta_{jk} \delta_{il}", r"2 \delta_{jl} \delta_{ik}", {}, {}, "wrong"),
    ("2 W x", "(W + W^T) x", {"W": "n,n", "x": "n"}, {"W": "symmetric"}, "correct"),
    ("2 W x", "(W + W^T) x", {"W": "n,n", "x": "n"}, {}, "wrong"),
    (r"\operatorname{diag}(p) - p p^T, \ p = \operatorname{softmax}(x)", r"\operatorname{diag}(s) - s s^T, \ s = \operatorname{softmax}(x)", {"x": "n"}, {}, "correct"),
    (r"-M \odot M, \ M = A^T A", r"-(A^T A) \odot (A^T A)", {"A": "m,n"}, {}, "correct"),
    (r"-M \odot M, \ M = A^T A", r"(A^T A) \odot (A^T A)", {"A": "m,n"}, {}, "wrong"),
    (r"a \odot [x > 0]", r"a \odot [x > 1]", {"a": "n", "x": "n"}, {}, "wrong"),
    ("2y, y = 3", "6", {}, {}, "correct"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key", "shapes", "assume", "outcome"), KEYS)
def test_arrays_beside_a_key(
    answer: str, key: str, shapes: dict[str, str], assume: dict[str, str], outcome: str
) -> None:
    assert check(answer, key, shapes=shapes, assume=assume).outcome == outcome


SAID = [
    (r"\nabla_{\vec w} g = [1, 2]", "this could not be decided: the model does not define $g$"),
    (
        "[I_0, I_1]",
        "this could not be decided: it is not said what this is; write y = ... in front",
    ),
    (r"\frac{\partial h}{\partial w_0} = q", "the model has no $q$"),
]


@pytest.mark.parametrize(("claim", "words"), SAID)
def test_it_says_what_the_model_does_not_have(claim: str, words: str) -> None:
    assert NEURON.check(claim).feedback[0].message == words


def test_the_path_that_is_missing_is_named() -> None:
    verdict = PATHS.check(r"\frac{\partial y}{\partial x_0} = " + f"{path(0)} + {path(1)}")
    assert (
        verdict.feedback[0].message == "a path of the chain rule is missing: the one through $u_2$"
    )


def test_claims_are_credited_one_by_one() -> None:
    verdict = NEURON.check(
        r"\frac{\partial h}{\partial w_0} = I_0, \quad \frac{\partial h}{\partial w_1} = 2 I_1"
    )
    assert verdict.credit == pytest.approx(0.5)
