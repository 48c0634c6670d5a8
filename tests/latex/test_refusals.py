r"""What is refused, with its words, its place and what to write instead: nothing is guessed.

Each row: the formula, the message, the part of the formula that is pointed at, the hint.
"""

import pytest

from nablatex import ReadError
from nablatex.latex import Context, read
from tests.latex.timed import within

MALFORMED = [
    ("|x = y|", "a relation stands where a number should", "|x = y|", "write [x > 0] for 0 or 1"),
    (r"\|x = y\|_F", "a relation has no norm", r"\|x = y\|", ""),
    ("(x = y)^2", "a relation has no power", "2", "write [x > 0] for 0 or 1"),
    ("x^", "nothing stands after ^", "", ""),
    (r"\frac{1}", r"nothing stands after \frac", "", ""),
    (r"x^-1", "nothing stands after ^", "-", "write ^{...}"),
    ("{}", "an empty bracket", "{", "remove it, or fill it"),
    (r"\frac{}{2}", "an empty group {}", "{", "remove it, or fill it"),
    ("(x]", "( is not closed: found ]", "]", ""),
    (r"\left( x", r"\left has no \right", r"\left", ""),
    (r"\left x", "x is no bracket for this side", "x", ""),
    ("x)", ") closes nothing", ")", ""),
    ("x = = y", "nothing stands after =: found =", "=", ""),
    ("x +", "nothing stands after +: found the end", "", ""),
    (r"x \cdot \cdot y", r"nothing stands after \cdot: found \cdot", r"\cdot", ""),
    ("x + + y", "two signs follow one another", "+", "bracket the second: (-x)"),
    ("a^b^c", "double superscript", "^", "write a^{b^c} or {a^b}^c"),
    ("a_b_c", "double subscript", "_", "write a_{bc} or {a_b}_c"),
    (
        r"\begin{pmatrix}1&2\\3\end{pmatrix}",
        "a row has 1 entries where the first has 2", "3", "",
    ),
    (r"\begin{pmatrix}1&\\3&4\end{pmatrix}", "an entry of the matrix is empty", r"\\", ""),
    (
        r"\begin{pmatrx}1\end{pmatrx}",
        "the environment pmatrx is not known", r"\begin{pmatrx}", "did you mean pmatrix or matrix?",
    ),
    (r"\placeholder{}", "a place is left empty", r"\placeholder", "fill it in"),
    (
        r"\apha + 1",
        r"the command \apha is not known", r"\apha", r"did you mean \alpha?",
    ),
    (
        r"\newcommand{\z}{\z\z}\z",
        "definitions of commands are not read", r"\newcommand", "write what the command stands for",
    ),
    ("\u0445 + 1",
     "the character '\u0445' (U+0445) has no meaning here; "
     "it looks like a Latin letter but is another",
     "\u0445", r"put words into \text{...}"),
]  # fmt: skip
AMBIGUOUS = [
    ("1 000", "two numbers side by side", "000", r"write \cdot between them"),
    (
        "1,000", "a comma between digits may part thousands, decimals or numbers", ",",
        "write 1000 or 1{,}5 for one number, or a space behind the comma",
    ),
    ("007", "a number begins with 0: 007", "007", "write it without, or a sign between"),
    ("n!=5", "!= can be read in two ways", "!=", r"write \neq, or n! = 5"),
    (r"a \pm b", r"\pm has two values", r"\pm", "write the two formulas"),
    (
        r"1\frac{1}{2}", "a mixed number, or a product", r"1\frac{1}{2}",
        r"write 1 + \frac{1}{2} or 1 \cdot ...",
    ),
    ("5\\%", "a per cent sign is not read", r"\%", r"write \frac{5}{100}"),
    ("sin x", "sin is the name of a function", "sin", r"write \sin x, or spaces between the letters"),
    (
        "loss(x)", "loss is no function that is known", "loss",
        r"write \operatorname{loss}(...) or put spaces between the letters",
    ),
    (
        r"\sigma(z) + \sigma", r"\sigma is a number elsewhere and stands before a bracket here",
        r"\sigma", r"write \sigma \cdot (...), or \operatorname{sigmoid}(...)",
    ),
    (
        "f^{-1}(x)", "the inverse of the function f is not read", "-1",
        "give the inverse a name of its own",
    ),
    (r"f \circ g", "a composition of functions", r"f \circ g",
     r"write h(x) = f(g(x)) or (f \circ g)(x)"),
    ("x_{2k}", "this is one index or two", "2k", r"write x_{2,k} or x_{2 \cdot k}"),
    (
        r"\frac{df}{dx}(2)", "a product, or a derivative at a point", "(2)",
        r"write \left.\frac{dy}{dx}\right|_{x=2} or \cdot",
    ),
    (
        r"\frac{d}{dx} x \cdot y", "how far this derivative reaches is not clear", r"\frac{d}{dx}",
        "bracket what is differentiated",
    ),
    (
        r"\nabla f(1, 2)", "a gradient at a point", "f",
        r"write \left.\nabla f\right|_{x=1, y=2}",
    ),
    (r"f \nabla", "what is differentiated is missing", r"\nabla", ""),
    (
        r"\frac{\partial^2 f}{\partial x}", "order 2 above and 1 below the bar",
        r"\frac{\partial^2 f}{\partial x}", "",
    ),
    (r"x \frac{d}{dx}", "what is differentiated is missing", r"\frac{d}{dx}", ""),
    (
        r"x = 1 \quad - y", "a minus behind a wide space continues the formula or begins another",
        "-", "write a comma between two equations, or leave the space out",
    ),
    (r"2 \text{times} x", "words that calculate are not read", r"\text{times}", ""),
    (r"\sum x_i", r"\sum has no index", r"\sum", ""),
    (r"2 (x > 0) y", "a relation is no factor", "(x > 0)", "write [x > 0] for 0 or 1"),
    (
        r"\begin{cases} 1 \\ 0 & x > 0 \end{cases}", "a branch has no condition", "1", "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "message", "place", "hint"),
    [*MALFORMED, *AMBIGUOUS],
    ids=[row[0] for row in (*MALFORMED, *AMBIGUOUS)],
)
def test_refuses_with_these_words(latex: str, message: str, place: str, hint: str) -> None:
    with within(0.1), pytest.raises(ReadError) as caught:
        read(latex)
    error = caught.value
    assert (error.message, error.hint) == (message, hint)
    assert latex[error.start : error.end] == place


SHAPED = [
    (r"A x", "A has 3 columns, but x has 2 entries: A is 2 by 3, x is 2"),
    (r"x + y", "x is a vector of 2, but y is a vector of 3"),
    (r"x y", r"two vectors side by side: write \vec{u} \cdot \vec{v}, u^\top v or u \odot v"),
    (r"x^2", "a vector has no power"),
    (r"A^2", "only a square matrix has a power"),
    (r"\|A\|", "which norm of the matrix is not said"),
    (r"x_{ij}", "x has 1 indices, not 2"),
    (r"\frac{1}{x}", "cannot divide by a vector of 2"),
]


@pytest.mark.parametrize(("latex", "message"), SHAPED, ids=[row[0] for row in SHAPED])
def test_refuses_shapes_that_do_not_fit(latex: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(latex, context=Context({"A": (2, 3), "x": (2,), "y": (3,)}))
    assert caught.value.message == message
