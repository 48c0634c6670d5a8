"""Plots: the words say the right numbers, the SVG is sound, limits and errors are clear."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import nablatex as nt
from nablatex.notebook.plots import Picture, descent, heatmap, tangent
from nablatex.notebook.plots.curves import sampled
from nablatex.notebook.plots.grid import grid
from nablatex.notebook.plots.numbers import entry_names, in_latex
from nablatex.notebook.plots.structure import structure

KINKED = r"y = \begin{cases} 1 & x > 0.3 \\ -x & x \leq 0.3 \end{cases}"
NEURON = r"""
    \vec{I} = [2, 3] \quad \vec{w} = [4, 5]
    h = \vec{I} \cdot \vec{w}
    f = ReLU(h)
    L = (f - t)^2
"""
LAYER = {"W": "m,n", "x": "n", "b": "m"}
RIDGE = nt.Model(r"L = \|X w - y\|_2^2", shapes={"X": "m,n", "w": "n", "y": "m"})
POINT: dict[str, Any] = {"X": [[1, 2], [3, 4], [5, 6]], "w": [1, -1], "y": [0, 0, 1]}


def _softmax(size: int, lang: str = "en") -> Picture:
    model = nt.Model(r"s = \operatorname{softmax}(x)", {"x": "n"})
    return heatmap(model.jacobian("s", "x"), {"x": np.linspace(-1, 1, size)}, lang=lang)


PICTURES: dict[str, Callable[[], Picture]] = {
    "tangent": lambda: tangent(nt.Model("y = x^2"), "y", "x", 2),
    "tangent-ko": lambda: tangent(nt.Model("y = ReLU(x)"), "y", "x", 0, lang="ko"),
    "tangent-poles": lambda: tangent(nt.Model(r"y = \tan(x)"), "y", "x", 1, span=(-9, 9)),
    "heatmap-numbers": lambda: _softmax(4),
    "heatmap-marks": lambda: _softmax(20, "ko"),
    "heatmap-pooled": lambda: _softmax(47),
    "descent-two": lambda: descent(nt.Model(NEURON), "L", "w", {"t": 1}).picture,
    "descent-dead": lambda: (
        descent(nt.Model(NEURON), "L", "w", {"t": 1}, rate=0.1, lang="ko").picture
    ),
    "descent-one": lambda: descent(nt.Model("L = x^2"), "L", "x", {"x": 1}, steps=900).picture,
    "descent-many": lambda: descent(RIDGE, "L", "X", POINT, rate=1e-3, steps=20).picture,
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return {name: make() for name, make in PICTURES.items()}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_itself(name: str, drawn: dict[str, Picture]) -> None:
    picture = drawn[name]
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert all(len(text.encode()) < 40_000 for text in bundle.values())
    assert bundle["text/plain"] == picture.words == str(picture)
    assert "$" not in picture.words
    assert "\\" not in picture.words
    page = ElementTree.fromstring(picture.html)
    assert page.tag == "figure"
    svg = next(node for node in page.iter() if node.tag.endswith("}svg"))
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == picture.words
    document = ElementTree.fromstring(picture.svg)
    described = document.find("{http://www.w3.org/2000/svg}desc")
    assert described is not None
    assert described.text == picture.words


@pytest.mark.parametrize("name", PICTURES)
def test_its_colours_are_the_pages(name: str, drawn: dict[str, Picture]) -> None:
    html = drawn[name].html
    without_fallbacks = re.sub(r"var\(--[\w-]+,[^()]*\)", "", html)
    assert (
        re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\")", re.sub(r"[#(]#?nx\w+", "", without_fallbacks))
        == []
    )
    # A style element would hold for everything on the page.
    assert "<style" not in html
    assert "DejaVu" not in html


def test_two_pictures_share_no_id(drawn: dict[str, Picture]) -> None:
    found = [set(re.findall(r'\bid="([^"]+)"', picture.html)) for picture in drawn.values()]
    assert sum(map(len, found)) == len(set().union(*found))
    for picture, own in zip(drawn.values(), found, strict=True):
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', picture.html)) == own


def test_a_picture_is_the_same_each_time() -> None:
    assert _softmax(4) == _softmax(4)


def test_words_are_escaped() -> None:
    html = tangent(nt.Model(r"y = x \quad z = y"), "z", "x", 1).html
    assert ElementTree.fromstring(html) is not None
    assert Picture("<svg/>", "<svg/>", "$a < b$", "en").html.count("&lt;") == 1


TANGENTS = {
    "slope": ("y = x^2", 2, {}, ["At x = 2, y = 4", "∂y/∂x = 4", "y rises with x."]),
    "falls": (r"y = e^{-x}", 0, {}, ["y = 1", "∂y/∂x = -1", "y falls as x grows."]),
    "level": (r"y = \cos(x)", 0, {}, ["∂y/∂x = 0", "y is level there."]),
    "values": ("y = a x^2 + b", 1, {"a": 3, "b": 4}, ["y = 7", "∂y/∂x = 6"]),
    "kink": (
        "y = ReLU(x)",
        0,
        {},
        ["kink", "0 on the left, 1 on the right", "taken as 0", "The derivative jumps at 0."],
    ),
    "kink-of-abs": ("y = |x|", 0, {}, ["-1 on the left, 1 on the right"]),
    "pole": (r"y = \frac{1}{x}", 1, {}, ["y has a pole at 0."]),
    "even-pole": (r"y = \frac{1}{x^2}", 1.03, {}, ["has a pole at 0."]),
    "poles": (r"y = \tan(x)", 0, {}, ["y has a pole at -1.571, 1.571."]),
    "hole": (r"y = \sin(1/x)", 1, {}, ["y has no value at 0."]),
    "overflow-is-no-pole": (r"y = e^{e^{2x}}", 1, {}, ["Where the curve is missing"]),
    "jump": (KINKED, 2, {}, ["y jumps at 0.3."]),
    "domain": (r"y = \ln(x)", 1, {}, ["Where the curve is missing, y has no value."]),
}


@pytest.mark.parametrize(("latex", "at", "values", "said"), TANGENTS.values(), ids=TANGENTS)
def test_a_tangent_in_words(latex: str, at: float, values: dict[str, Any], said: list[str]) -> None:
    words = tangent(nt.Model(latex), "y", "x", at, values=values).words
    assert [part for part in said if part not in words] == []
    if not {"kink", "kink-of-abs"} & {name for name, row in TANGENTS.items() if row[0] == latex}:
        assert "kink" not in words
    if "pole" not in "".join(said):
        assert "pole" not in words


def test_a_tangent_in_korean() -> None:
    words = tangent(nt.Model("y = ReLU(x)"), "y", "x", 0, lang="ko").words
    for part in ("x = 0에서 y = 0", "∂y/∂x = 0", "왼쪽 기울기는 0, 오른쪽 기울기는 1"):
        assert part in words


def test_an_array_function_has_a_tangent() -> None:
    model = nt.Model(r"L = \|x - s y\|_2^2", {"x": "n", "y": "n", "s": ""})
    words = tangent(model, "L", "s", 1, values={"x": [1, 2], "y": [3, 4]}).words
    assert "At s = 1, L = 8" in words
    assert "= 28" in words


@pytest.mark.parametrize(
    ("latex", "poles", "jumps"),
    [
        (lambda x: 1 / x if x else math.nan, (0.0,), ()),
        (lambda x: -2 / x**3 if x else math.nan, (0.0,), ()),
        (lambda x: float(x > 1.234), (), (1.234,)),
        (lambda x: max(x, 0.0), (), ()),
        (lambda x: math.exp(x), (), ()),
        (lambda x: math.sin(30 * x), (), ()),
    ],
    ids="reciprocal cubed step relu exp fast".split(),
)
def test_gaps(latex: Callable[[float], float], poles: object, jumps: object) -> None:
    curve = sampled(latex, -2.97, 5.03)
    assert (curve.poles, curve.jumps) == (poles, jumps)
    low, high = curve.window
    crossing = [
        (a, b)
        for a, b in zip(curve.ys, curve.ys[1:], strict=False)
        if min(a, b) <= low and max(a, b) >= high
    ]
    assert crossing == []


def test_a_tangent_is_quick() -> None:
    model = nt.Model(r"h = w x + b \quad y = \sigma(h) \quad L = (y - t)^2")
    before = time.perf_counter()
    tangent(model, "L", "w", 1, values={"x": 1, "b": 0, "t": 0})
    assert time.perf_counter() - before < 2


W22 = r"""
    \vec{u} = [u_0, u_1]
    W = \begin{pmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \end{pmatrix}
    \vec{z} = W \vec{u}
"""
MAPS = {
    "softmax": (
        lambda: nt.Model(r"s = \operatorname{softmax}(x)", {"x": "n"}).jacobian("s", "x"),
        {"x": [1, 2, 3]},
        ["∂s/∂x is 3 × 3", "No entry is 0.", "symmetric", "rank is 2.", "0.2227, at (s₃, x₃)"],
    ),
    "blocks": (
        lambda: nt.Model(W22).jacobian("z", "W"),
        {"W": [[1, 2], [3, 4]], "u": [5, -6]},
        ["2 × 4", "4 of its 8 entries are 0.", "block diagonal: 2 blocks of 1 × 2", "at (z₀, w₀₁)"],
    ),
    "diagonal": (
        lambda: nt.Model(r"y = \sigma(x)", {"x": "n"}).jacobian("y", "x"),
        {"x": [0, 1]},
        ["It is diagonal.", "2 of its 4 entries are 0.", "rank is 2 (full)."],
    ),
    "identity": (
        lambda: nt.Model(r"y = x + b", {"x": "n", "b": "n"}).jacobian("y", "x"),
        {"x": [0, 1], "b": [0, 0]},
        ["It is the identity."],
    ),
    "scaled": (
        lambda: nt.Model(r"f = \|x\|_2^2", {"x": "n"}).hessian("f", "x"),
        {"x": [0, 1]},
        ["It is 2 times the identity."],
    ),
    "lower": (
        lambda: nt.Model(r"y = A x", {"A": "n,n", "x": "n"}).jacobian("y", "x"),
        {"A": [[1, 0], [2, 3]], "x": [1, 1]},
        ["It is lower triangular.", "1 of its 4 entries is 0."],
    ),
    "upper": (
        lambda: nt.Model(r"y = A x", {"A": "n,n", "x": "n"}).jacobian("y", "x"),
        {"A": [[1, 4], [0, 3]], "x": [1, 1]},
        ["It is upper triangular."],
    ),
    "zero": (
        lambda: nt.Model(r"y = A x", {"A": "n,n", "x": "n"}).jacobian("y", "x"),
        {"A": [[0, 0], [0, 0]], "x": [1, 1]},
        ["All entries are 0.", "rank is 0."],
    ),
    "hessian": (
        lambda: nt.Model(r"\vec{x} = [x_0, x_1] \quad f = x_0^2 x_1").hessian("f", "x"),
        {"x": [1, 2]},
        ["2 × 2", "symmetric", "4, at (x₀, x₀)"],
    ),
    "pooled": (
        lambda: nt.Model(r"y = A x", {"A": "n,n", "x": "n"}).jacobian("y", "x"),
        {"A": np.eye(41), "x": np.ones(41)},
        ["41 × 41", "the identity", "A cell stands for 3 × 3 entries"],
    ),
}


@pytest.mark.parametrize(("made", "values", "said"), MAPS.values(), ids=MAPS)
def test_a_heat_map_in_words(
    made: Callable[[], Any], values: dict[str, Any], said: list[str]
) -> None:
    words = heatmap(made(), values).words
    assert [part for part in said if part not in words] == []


def test_a_heat_map_in_korean() -> None:
    words = _softmax(3, "ko").words
    for part in ("크기는 3 × 3", "0인 원소는 없다", "대칭행렬", "계수(rank)는 2"):
        assert part in words


def test_each_cell_has_its_number_or_its_mark(drawn: dict[str, Picture]) -> None:
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn["heatmap-numbers"].html)
    numbers = [text for text in texts if re.fullmatch(r"−?[\d.]+", text)]
    # Those of the cells, and of the scale.
    assert len(numbers) == 16 + 3
    assert "orange with a bar negative" in drawn["heatmap-pooled"].words


GRIDS = {
    "row": (nt.Model(r"\vec{x} = [x_0, x_1] \quad f = x_0^2 x_1").gradient("f", "x"), {"x": [1, 2]}, (1, 2), ["f"], ["x_0", "x_1"]),
    "column": (RIDGE.gradient("L", "w"), POINT, (2, 1), ["w_1", "w_2"], ["L"]),
    "flattened": (RIDGE.gradient("L", "X", layout="numerator"), POINT, (1, 6), ["L"], ["X_{11}", "X_{12}", "X_{21}", "X_{22}", "X_{31}", "X_{32}"]),
    "shape-of-variable": (RIDGE.gradient("L", "X"), POINT, (3, 2), ["1", "2", "3"], ["1", "2"]),
    "denominator": (nt.Model(r"y = A x", {"A": "m,n", "x": "n"}).jacobian("y", "x", layout="denominator"), {"A": [[1, 2, 3], [4, 5, 6]], "x": [1, 1, 1]}, (3, 2), ["x_1", "x_2", "x_3"], ["y_1", "y_2"]),
    "scalar": (nt.Model("y = x^2").derivative("y", "x"), {"x": 3}, (1, 1), ["y"], ["x"]),
    "vec-by-columns": (nt.Model("Y = A X", {"A": "m,n", "X": "n,k"}).jacobian("Y", "X"), {"A": [[1, 2]], "X": [[1, 2, 3], [4, 5, 6]]}, (3, 6), ["Y_{11}", "Y_{12}", "Y_{13}"], ["X_{11}", "X_{21}", "X_{12}", "X_{22}", "X_{13}", "X_{23}"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("worked", "values", "shape", "rows", "columns"), GRIDS.values(), ids=GRIDS
)
def test_rows_and_columns(worked: Any, values: Any, shape: Any, rows: Any, columns: Any) -> None:
    found = grid(worked, values)
    assert found.matrix.shape == shape
    assert found.rows.names == rows
    assert found.columns.names == columns


def test_vec_by_columns_is_a_kronecker_product() -> None:
    worked, values, *_ = GRIDS["vec-by-columns"]
    np.testing.assert_allclose(grid(worked, values).matrix, np.kron(np.eye(3), [[1, 2]]))


STRUCTURES = {
    "tiny-is-0": ([[1, 1e-15], [0, 2]], "diagonal", 2),
    "square-blocks": ([[1, 2, 0], [3, 4, 0], [0, 0, 5]], "blocks", 3),
    "empty-column": ([[1, 0], [0, 0], [3, 0]], "none", 1),
    "full": ([[1, 2], [2, 4]], "none", 1),
    "row": ([[1, 0, 2]], "none", 1),
    "tall-blocks": ([[1, 0], [2, 0], [0, 3]], "blocks", 2),
}


@pytest.mark.parametrize(("matrix", "kind", "rank"), STRUCTURES.values(), ids=STRUCTURES)
def test_structure(matrix: list[list[float]], kind: str, rank: int) -> None:
    found = structure(np.array(matrix, dtype=float))
    assert (found.kind, found.rank) == (kind, rank)


def test_descent_of_the_neuron() -> None:
    done = descent(nt.Model(NEURON), "L", "w", {"t": 1}, rate=0.01, steps=30)
    assert done.losses.shape == (31,)
    assert done.path.shape == (31, 2)
    # By hand: w' = w - 0.02 (f - t) I, from h = 23.
    np.testing.assert_allclose(done.path[1], [4 - 0.02 * 22 * 2, 5 - 0.02 * 22 * 3])
    np.testing.assert_allclose(done.last["w"] @ [2, 3], 1, atol=1e-2)
    assert np.all(np.diff(done.losses) < 0)
    assert "the loss L goes from 484 to 6.898 × 10⁻⁶" in str(done)
    assert done._repr_mimebundle_()["text/plain"] == str(done)


ENDINGS = {
    "dead-by-a-step": (NEURON, "w", {"t": 1}, 0.1, 1, ["After step 1 the gradient is 0, here and all around", "The neuron is dead", "A smaller rate"]),
    "dead-at-the-start": (NEURON, "w", {"t": 1, "w": [-1, -1]}, 0.1, 0, ["Already the gradient is 0", "The neuron is dead"]),
    "level-at-its-goal": (NEURON, "w", {"t": 0, "w": [-1, -1]}, 0.1, 0, ["it has arrived"]),
    "arrived": ("L = (x - 1)^2", "x", {"x": 3}, 0.5, 1, ["x goes from 3 to 1.", "it has arrived"]),
    "diverged": ("L = x^2", "x", {"x": 1}, 1.1, 1946, ["The next loss is not finite: the rate is too large."]),
    "grown": ("L = x^2", "x", {"x": 1}, 1.1, 10, ["The loss has grown: the rate is too large."]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "wrt", "values", "rate", "steps", "said"), ENDINGS.values(), ids=ENDINGS
)
def test_how_a_descent_ends(
    latex: str, wrt: str, values: dict[str, Any], rate: float, steps: int, said: list[str]
) -> None:
    asked = 10 if "grown" in said[0] else 3000
    done = descent(nt.Model(latex), "L", wrt, values, rate=rate, steps=asked)
    assert done.training.steps == steps
    assert [part for part in said if part not in str(done)] == []
    assert np.all(np.isfinite(done.losses))
    assert np.all(np.isfinite(done.path))


def test_a_dead_neuron_in_korean() -> None:
    words = str(descent(nt.Model(NEURON), "L", "w", {"t": 1}, rate=0.1, lang="ko"))
    for part in ("484 → 1", "1단계 후", "뉴런이 죽었다", "학습률을 줄이면"):
        assert part in words


def test_where_a_loss_is_level_is_shaded(drawn: dict[str, Picture]) -> None:
    assert "opacity: 0.25" in drawn["descent-dead"].html
    assert "opacity: 0.25" not in drawn["descent-two"].html
    assert "회색: 손실이 평평한 곳." in drawn["descent-dead"].words


def test_several_parameters_by_name() -> None:
    model = nt.Model(r"h = w x + b \quad L = (h - t)^2")
    done = descent(model, "L", ["w", "b"], {"w": 0, "b": 0, "x": 1, "t": 2}, rate=0.1, steps=200)
    assert done.last == {"w": pytest.approx(1), "b": pytest.approx(1)}
    matrix = descent(RIDGE, "L", ("X", "w"), POINT, rate=1e-3, steps=3)
    assert matrix.last["X"].shape == (3, 2)
    assert matrix.path.shape == (4, 8)


ERRORS: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "no-number": (lambda: tangent(nt.Model("y = a x"), "y", "x", 1), nt.UndefinedError, r"a; give it by values="),
    "no-value": (lambda: tangent(nt.Model(r"y = \ln(x)"), "y", "x", -1), nt.EvaluationError, r"y has no value or no slope at x = -1"),
    "vector": (lambda: tangent(nt.Model(NEURON), "h", "w", 1), nt.ShapeError, "a tangent is of a number by a number"),
    "entry": (lambda: tangent(RIDGE, "L", "w_1", 1, values=POINT), nt.UndefinedError, "is an entry of an array"),
    "span": (lambda: tangent(nt.Model("y = x"), "y", "x", 5, span=(0, 1)), nt.UndefinedError, "the span must hold the point"),
    "map-without-numbers": (lambda: heatmap(RIDGE.gradient("L", "w")), nt.UndefinedError, "nothing gives"),
    "too-many-steps": (lambda: descent(nt.Model("L = x^2"), "L", "x", {"x": 1}, steps=10_001), nt.LimitError, "steps are from 1 to 10000, not 10001"),
    "no-step": (lambda: descent(nt.Model("L = x^2"), "L", "x", {"x": 1}, steps=0), nt.LimitError, "not 0"),
    "rate": (lambda: descent(nt.Model("L = x^2"), "L", "x", {"x": 1}, rate=-1), nt.UndefinedError, "a rate is a positive number, not -1"),
    "no-start": (lambda: descent(nt.Model("L = x^2"), "L", "x"), nt.UndefinedError, "nothing says where x starts"),
    "no-start-of-array": (lambda: descent(RIDGE, "L", "w", {"X": [[1]], "y": [1]}), nt.UndefinedError, "nothing says where w starts"),
    "no-loss": (lambda: descent(nt.Model(NEURON), "w", "w", {"t": 1}), nt.ShapeError, "ask for its Jacobian"),
    "no-value-at-start": (lambda: descent(nt.Model(r"L = \ln(x)"), "L", "x", {"x": -1}), nt.EvaluationError, "there is no value at the start: ln of a negative number"),
    "no-parameter": (lambda: descent(nt.Model("L = x^2"), "L", []), nt.UndefinedError, "needs a parameter"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "error", "message"), ERRORS.values(), ids=ERRORS)
def test_what_is_refused(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("value", "latex"),
    [(2, "2"), (-0.0, "0"), (1e-7, "10^{-7}"), (123456, r"1.235 \times 10^{5}")],
    ids=str,
)
def test_numbers(value: float, latex: str) -> None:
    assert in_latex(value) == latex


def test_names_of_entries() -> None:
    assert entry_names("x", (2,)) == ["x_1", "x_2"]
    assert entry_names("x", (10,))[-1] == "x_{10}"
    assert entry_names("W", (1, 10))[-1] == "W_{1,10}"
    assert entry_names("y", ()) == ["y"]


def test_the_value_of_what_is_differentiated() -> None:
    assert RIDGE.gradient("L", "w").value(POINT) == 6
    neuron = nt.Model(NEURON).gradient("L", "w")
    assert neuron.value({"t": 1}) == 484
    assert [nt.write(entry) for entry in neuron.entries(neuron.wrt[0])] == ["w_0", "w_1"]
    softmax = nt.Model(r"s = \operatorname{softmax}(x)", {"x": "n"}).jacobian("s", "x")
    assert softmax.value({"x": [0, 0]}).tolist() == [0.5, 0.5]
    with pytest.raises(nt.EvaluationError, match="y has no value here"):
        nt.Model(r"y = \ln(x)").derivative("y", "x").value({"x": 0})
