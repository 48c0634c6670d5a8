"""Claims judged by what a model implies, without a key."""

from __future__ import annotations

import pytest

from nablatex import Model

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
