"""Models in the notation of the books: labels of classes, gates, rendering, losses by elements."""

import numpy as np
import pytest

from nablatex import Model, NablatexError, check, read, write

ROWS = [
    (r"p = \operatorname{softmax}(z) \\ L = -\log p_y", {"z": "n"}, "L", "z",
     r"p_i - \delta_{yi}"),
    (r"p_c = \frac{e^{x_c}}{\sum_{c'} e^{x_{c'}}}", {"x": "n"}, "p", "x",
     r"\operatorname{diag}(p) - p p^\top"),
    (r"y_a = \sum_b X_{ab} w_b \\ L = \sum_a (y_a - z_a)^2", {"X": "m,n"}, "L", "w",
     r"2 X^\top (y - z)"),
    (r"L = \sum_{ij} (x_{ij} - a_i - b_j)^2", {"x": "m,d"}, "L", "x",
     r"2 (x - a \mathbf{1}^\top - \mathbf{1} b^\top)"),
    (r"F = -a^\top v - \sum_j \log(1 + e^{b_j + \sum_i v_i w_{ij}})", {"w": "n,m"}, "F", "v",
     r"-(a + w \sigma(b + w^\top v))"),
    (r"L = \|r \odot (W x)\|^2", {"W": "m,n"}, "L", "r", r"2 (r \odot (W x) \odot (W x))"),
    (r"y = \gamma \odot x + \beta", {"x": "n"}, "y", r"\gamma", r"\operatorname{diag}(x)"),
    (r"z = \mu + \sigma \odot \epsilon, \mu = W x, L = \|z\|^2", {"W": "m,n"}, "L", r"\sigma",
     r"2 (\epsilon \odot z)"),
    (r"c_t = f_t \odot c_{t-1} + i_t \odot \tanh(W x_t)", {"W": "m,n"}, "c_t", "c_{t-1}",
     r"\operatorname{diag}(f_t)"),
    (r"T_i = \exp(-\sum_{j=1}^{i-1} s_j) \\ C = \sum_{i=1}^N T_i c_i", {"s": "N", "c": "N"}, "C",
     "s", r"-\sum_{j > i} c_j T_j"),
    (r"T_i = \prod_{j<i} (1 - s_j) \\ C = \sum_i T_i s_i c_i", {"s": "N", "c": "N"}, "C", "s",
     r"c_i T_i - \sum_{j > i} \frac{s_j c_j T_j}{1 - s_i}"),
    (r"s_k = \sum_{i=1}^k x_i \\ L = \sum_k s_k^2", {"x": "n"}, "L", "x", r"2 \sum_{j \geq i} s_j"),
    (r"L = \sum_i \ell(X_i^\top w, y_i)", {"X": "m,n", "y": "m", "w": "n"}, "L", "w", None),
    (r"p = \sum_j y_j \prod_{i \neq j} \frac{t - x_i}{x_j - x_i}", {"x": "n", "y": "n"}, "p", "y",
     r"\prod_{j \neq i} \left(-\frac{t - x_j}{x_j - x_i}\right)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "shapes", "of", "wrt", "wanted"),
    ROWS,
    ids=[f"{r[2]} by {r[3]}, {k}" for k, r in enumerate(ROWS)],
)
def test_is_as_in_the_book(
    latex: str, shapes: dict[str, str], of: str, wrt: str, wanted: str | None
) -> None:
    model = Model(latex, shapes)
    found = model.derivative(of, wrt).latex()
    assert wanted is None or found == wanted


def test_a_label_is_not_summed_over() -> None:
    model = Model(r"s = W x \\ L = \sum_{j \neq y} \max(0, s_j - s_y + \Delta)", {"W": "K,d"})
    found = model.derivative("L", "W").latex()
    assert found.count(r"\sum") == 1
    assert r"\delta_{yi}" in found


STEPS = [
    (r"z_t = W x_t \\ L = \|z_t - z_{t-1}\|^2", {"W": "m,n"}, "at another step"),
    (r"h_t = \phi(W h_{t-1} + U x_t) \\ L = \ell(h_t, y_t)", {"W": "m,m", "U": "m,n"},
     "another kind of array"),
    (r"L = \sum_t \|h_t\|^2 \\ h_t = \tanh(W x_t)", {"W": "m,n"}, "the shapes of h, x do not follow"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "shapes", "message"), STEPS, ids=[row[2] for row in STEPS])
def test_steps_that_hang_together(latex: str, shapes: dict[str, str], message: str) -> None:
    with pytest.raises(NablatexError, match=message):
        Model(latex, shapes).derivative("L", "W")


def test_what_is_held_fixed_is_said() -> None:
    found = Model(r"h_t = \tanh(W h_{t-1}) \\ L = \|h_t\|^2", {"W": "m,m"}).derivative("L", "W")
    assert [rule.name for rule in found.conventions] == ["held-fixed"]
    by_state = Model(r"h_t = \tanh(W h_{t-1}) \\ L = \|h_t\|^2", {"W": "m,m"})
    assert by_state.derivative("L", "h_{t-1}").conventions == []


def test_values_by_the_name_that_was_given() -> None:
    model = Model(r"y = W_{xh} x \\ L = \|y\|^2", {"W_{xh}": "m,n"})
    found = model.derivative("L", "x").evaluate({"W_{xh}": [[1, 2], [3, 4]], "x": [1, 1]})
    np.testing.assert_allclose(found, [48.0, 68.0])


UNITS = [
    (r"\mathbf{I}_n A", r"\mathbf{I}_n A"),
    (r"\mathbf{1}_m^\top A", r"\mathbf{1}_m^\top A"),
]


@pytest.mark.parametrize(("latex", "wanted"), UNITS)
def test_units_keep_their_sizes(latex: str, wanted: str) -> None:
    shapes = {"A": "n,m"} if "I" in latex else {"A": "m,n"}
    made = read(latex, shapes)
    assert write(made) == wanted
    assert read(write(made), shapes) is made


A_BY_N = {"A": "m,n", "x": "n", "b": "m"}
SIZES = [
    (r"f(x) = \|A x\|^2 / m + \lambda x^\top x", r"\nabla^2 f(x) = \frac{2}{n} A^\top A + 2 \lambda I"),
    (r"f(x) = \|A x\|^2 + \lambda x^\top x", r"\nabla f = 2 (A^\top A + \lambda I) x + (m - n) x"),
    (r"f(x) = \mathbf{1}^\top A x", r"\frac{\partial f}{\partial x_k} = \sum_{i=1}^n A_{ik}"),
    (r"f(x) = \mathbf{1}^\top A x", r"\nabla f = \frac{m}{n} A^\top \mathbf{1}"),
    (r"f = \mathbf{1}^\top A \mathbf{1}", r"\nabla_A f = \mathbf{1}_n \mathbf{1}_m^\top"),
    (r"f = \mathbf{1}^\top A \mathbf{1}", r"\nabla_A f = \mathbf{1}_n \mathbf{1}_n^\top"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "answer"), SIZES, ids=[row[1] for row in SIZES])
def test_sizes_that_agree_by_chance_make_nothing_right(model: str, answer: str) -> None:
    assert Model(model, A_BY_N).check(answer).outcome == "wrong"


def test_sizes_count_against_a_key_too() -> None:
    key = r"\mathbf{1}^\top A x"
    shapes = {"A": "m,n", "x": "n"}
    assert check(r"A^\top A + n I", r"A^\top A + m I", shapes=shapes).outcome == "wrong"
    assert check(r"\sum_{i=1}^n \sum_{j=1}^n A_{ij} x_j", key, shapes=shapes).outcome == "wrong"
    assert check(r"\sum_{i=1}^m \sum_{j=1}^n A_{ij} x_j", key, shapes=shapes).correct


NUMBERED = [
    (r"p = u_k^\top v \\ L = p^2 + u_k^\top v", "v", r"u_{ki} (2 p_k + 1)"),
    (r"p = u_k^\top v \\ L = p^2 + u_j^\top v", "v", r"2 u_{ki} p_k + u_{ji}"),
    (r"p = \frac{\exp(u_o^\top v)}{\sum_{w=1}^V \exp(u_w^\top v)} \\ L = -\log p", "v", None),
]


@pytest.mark.parametrize(("latex", "wrt", "wanted"), NUMBERED, ids=[row[0] for row in NUMBERED])
def test_a_number_for_each_value_of_a_letter(latex: str, wrt: str, wanted: str | None) -> None:
    found = Model(latex, {"u": "V,d", "v": "d"}).derivative("L", wrt)
    assert wanted is None or found.latex() == wanted
    u, v = np.array([[1.0, 2.0], [0.5, -1.0], [0.2, 0.3]]), np.array([0.4, -0.3])
    if wanted is None:
        p = np.exp(u @ v) / np.exp(u @ v).sum()
        np.testing.assert_allclose(found.evaluate({"u": u, "v": v}), p @ u - u)


PAIRS = [r"p \neq q", r"s \neq t", r"i' \neq i", r"\mu \neq \nu", r"i \neq j"]


@pytest.mark.parametrize("pair", PAIRS)
def test_letters_that_go_together_are_both_summed_over(pair: str) -> None:
    one, other = pair.split(r" \neq ")
    model = Model(rf"L = \sum_{{{pair}}} x_{{{one}}} x_{{{other}}}", {"x": "n"})
    assert model.derivative("L", "x").latex() == r"2 \sum_{j \neq i} x_j"


@pytest.mark.parametrize("latex", [r"p = x_{k-1} \\ L = p + x_k", r"p = x_{k+1} \\ L = p + x_k"])
def test_a_letter_that_does_not_begin_at_the_first_element(latex: str) -> None:
    with pytest.raises(NablatexError, match="do not begin at the first"):
        Model(latex, {"x": "n"}).derivative("L", "x")
