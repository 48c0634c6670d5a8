"""Tokens: what is left out, what is mapped, what is refused."""

import pytest

from nablatex import ReadError
from nablatex.latex.lexer import tokens_of

TOKENS = [
    (r"\left( x \right)", "( x ("),
    (r"$$x\,y$$", "x y"),
    (r"x % a remark", "x"),
    ("x²", "x ^ { 2 }"),
    ("x⁻¹", "x ^ { - 1 }"),
    ("w₁₀", "w _ { 10 }"),
    ("∂y/∂x", "partial y / partial x"),
    ("0{,}5", "0.5"),
    ("ReLU(h)", "relu ( h ("),
    ("ReLU'(h)", "relu ' ( h ("),
    ("wx", "w x"),
    (r"\text{ if so }", "if so"),
    (r"a \\[4pt] b", r"a \\ b"),
]


@pytest.mark.parametrize(("latex", "texts"), TOKENS, ids=[row[0] for row in TOKENS])
def test_tokens(latex: str, texts: str) -> None:
    assert " ".join(token.text for token in tokens_of(latex)[:-1]) == texts


@pytest.mark.parametrize("latex", [row[0] for row in TOKENS])
def test_spans_lie_in_the_source_and_do_not_go_back(latex: str) -> None:
    tokens = tokens_of(latex)
    assert all(0 <= token.start <= token.end <= len(latex) for token in tokens)
    assert [t.start for t in tokens if t.text not in "{}"] == sorted(
        t.start for t in tokens if t.text not in "{}"
    )


REFUSED = ["х", "а+b", "1.2.3", "$x$ and $y$", "x # y", "sin x", "sine(x)"]


@pytest.mark.parametrize("latex", REFUSED)
def test_refuses(latex: str) -> None:
    with pytest.raises(ReadError):
        tokens_of(latex)
