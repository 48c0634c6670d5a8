"""A mismatch of shapes names both sides, what each is, and the names that make it so."""

import pytest

from nablatex import Model, ShapeError
from nablatex.latex import read

SHAPES = {"X": "m,n", "B": "k,n", "w": "n", "y": "n", "v": "m", "T": "m,n,p"}
WORDS = [
    ("X w - y", "X w is a vector of m, but y is a vector of n: X is m by n, w is n"),
    (r"\|X w - y\|_2^2", "X w is a vector of m, but y is a vector of n: X is m by n, w is n"),
    ("X + B", "X is an m by n matrix, but B is a k by n matrix"),
    ("X + T", "X is an m by n matrix, but T is an m by n by p array"),
    ("X B", "X has n columns, but B has k rows: X is m by n, B is k by n"),
    ("X v", "X has n columns, but v has m entries: X is m by n, v is m"),
    (r"v^\top B w", r"v^\top has m columns, but B has k rows: v is m, B is k by n"),
    (r"v \odot w", "v is a vector of m, but w is a vector of n"),
    (r"v \cdot w", "v is a vector of m, but w is a vector of n"),
    (r"v \odot (B w)", "v is a vector of m, but B w is a vector of k: B is k by n, w is n"),
    ("1 - w", r"1 is a number, but w is a vector of n; a vector of ones is \mathbf{1}"),
    (r"w^\top w + w", r"w^\top w is a number, but w is a vector of n: w is n"),
]


@pytest.mark.parametrize(("latex", "message"), WORDS, ids=[row[0] for row in WORDS])
def test_the_words(latex: str, message: str) -> None:
    with pytest.raises(ShapeError) as caught:
        read(latex, SHAPES)
    assert str(caught.value).splitlines()[0] == message


def test_a_name_of_another_shape_than_what_it_equals() -> None:
    with pytest.raises(ShapeError) as caught:
        Model(r"z \in \mathbb{R}^k" "\n" r"z = X w", SHAPES)
    assert str(caught.value) == (
        "z is a vector of k, but X w is a vector of m: X is m by n, w is n\n  z = X w\n  ^^^^^^^"
    )


def test_a_long_side_is_cut() -> None:
    long = " + ".join(["w"] * 60)
    with pytest.raises(ShapeError) as caught:
        read(f"v - ({long})", SHAPES)
    assert len(str(caught.value).splitlines()[0]) < 200


ZEROS = [
    (r"\begin{cases} 0 & h > 0 \\ \vec{x} & h \leq 0 \end{cases}", {"x": "2"}, "[0, 0]"),
    (
        r"\begin{cases} \vec{x} & h > 0 \\ \vec{0} & \text{otherwise} \end{cases}",
        {"x": "3"},
        "[0, 0, 0]",
    ),
    (
        r"\begin{cases} 0 & h > 0 \\ W & h \leq 0 \end{cases}",
        {"W": "2,2"},
        r"\begin{pmatrix} 0 & 0 \\ 0 & 0 \end{pmatrix}",
    ),
]


@pytest.mark.parametrize(("latex", "shapes", "zeros"), ZEROS, ids=["first", "last", "matrix"])
def test_a_lone_0_among_branches_of_arrays_is_their_zeros(
    latex: str, shapes: dict[str, str], zeros: str
) -> None:
    lone = r"\vec{0}" if r"\vec{0}" in latex else "0"
    assert read(latex, shapes) is read(latex.replace(lone, zeros, 1), shapes)


@pytest.mark.parametrize("value", ["1", "0.0", "a"])
def test_no_other_number_stands_for_an_array(value: str) -> None:
    with pytest.raises(ShapeError, match="the branches differ"):
        read(rf"\begin{{cases}} {value} & h > 0 \\ x & h \leq 0 \end{{cases}}", {"x": "2"})
