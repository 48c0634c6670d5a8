"""Readings that would be silently wrong are refused, with the place and what to write instead."""

import pytest

from nablatex import ReadError, ShapeError, read
from tests.latex.timed import within

REFUSED = [
    (r"f \circ g", "f(g(x))"),
    ("1,000", "1000"),
    ("x_{012}", "0,1,2"),
    ("sin x", r"\sin x"),
    (r"x \frac{d}{dx}", ""),
    (r"\mathrm{d}x", ""),
    (r"f(x)_1", ""),
    (r"\sin(x)_1", ""),
    (r"\newcommand{\z}{\z\z}\z", ""),
    (r"\begin{foo} x \end{foo}", ""),
    (r"\begin{pmatrix} 1 & \\ 2 & 3 \end{pmatrix}", ""),
    (r"\nabla_{\vec{f}} =", ""),
    ("x{}", "remove"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "hint"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refuses_at_once_with_a_hint(latex: str, hint: str) -> None:
    with within(0.1), pytest.raises(ReadError) as caught:
        read(latex)
    assert hint in caught.value.hint
    assert "^" in str(caught.value)


@pytest.mark.parametrize("latex", [r"\vec{u} \vec{v}", r"\langle x, y \rangle"])
def test_shapes_that_do_not_fit_have_a_place(latex: str) -> None:
    with pytest.raises(ShapeError) as caught:
        read(latex)
    assert isinstance(caught.value, ReadError)
    assert caught.value.end == len(latex)


SAME = [
    (r"\begin{align*} y &= x + 1 \\ &= 2 \end{align*}", "y = x + 1 = 2"),
    (r"x = 1 \tag{1}", "x = 1"),
    (r"\text{Answer: } x", "x"),
    ("x²y₁", "x^2 y_1"),
    ("f^{(3)}(x)", "f'''(x)"),
    ("ReLU'(h)", r"\text{ReLU}'(h)"),
    (r"\langle \vec{u}, \vec{v} \rangle", r"\vec{u} \cdot \vec{v}"),
]


@pytest.mark.parametrize(("latex", "other"), SAME, ids=[row[0] for row in SAME])
def test_two_spellings_of_one_thing(latex: str, other: str) -> None:
    assert read(latex) is read(other)


def test_a_prime_behind_a_value_is_kept() -> None:
    assert read("f(x)'") is not read("f(x)")
