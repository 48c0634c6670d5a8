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
