r"""What looks like one thing and may be another: read as meant, or refused, never read past.

Each row of REFUSED: the formula, the message, the part that is pointed at. Each row of SAME: two
spellings of one meaning. The rows are the notation of textbooks, homework, editors and computer
algebra systems that is easiest to misread.
"""

import pytest

from nablatex import ReadError
from nablatex.latex import read, write

REFUSED = [
    # letters that are words, words that lack a backslash
    ("sinx", "sin stands among letters", "sinx"),
    ("x lnx", "ln stands among letters", "lnx"),
    ("theta x", "theta lacks its backslash", "theta"),
    ("loss = (y - t)^2", "loss looks like a word, not like a product", "loss"),
    (r"net_j = \sum_i w_{ij} o_i", "net looks like a word, not like a product", "net"),
    (r"z_j^l = \sum_k w_{jk}^l a_k^{l-1} + b_j^l", "a power, or the number of a layer", "l"),
    (r"\operatorname{a+b}(y)", "a+b is no name", r"\operatorname{a+b}"),
    (r"3 \mathrm{?}x", "? is no name", r"\mathrm{?}"),
    (r"a\kern x", r"no length stands after \kern", r"\kern"),
    # numbers
    ("2.5e-3", "e may be Euler's number or a power of ten", "2.5e-3"),
    ("1{,}000", "a comma between digits may part thousands or decimals", "1{,}000"),
    ("n!!", "a double factorial is not read", "!"),
    ("x^n!", "this is the factorial of a power or of an exponent", "!"),
    (r"\sin 90^\circ", "degrees are not read", r"\circ"),
    ("e^{(1)}", "an index, or an exponent of Euler's number", "(1)"),
    ("x_{1 2}", "two numbers side by side", "2"),
    (r"\frac{\delta L}{\delta x}", r"a quotient of \delta, or a derivative", r"\frac{\delta L}{\delta x}"),
    ("1½ x", "a number before a fraction in one character: a product, or a mixed number", "½"),
    ("a Σᵢ xᵢ", "a Greek capital with a script: the letter, or a sum or a product", "Σ"),
    # a bracket behind a letter
    (
        "a(b) + a(b+c)",
        "a is a function before one bracket here and a number before another", "a",
    ),
    ("m(2) + b", "m before a number in brackets: a product, or the value of a function", "m"),
    ("x[0]", "square brackets behind x", "[0]"),
    (
        "E[X]",
        "E before a square bracket may be an expectation, a function or a factor", "E",
    ),
    (r"\sigma^{-1}(x)", "a quotient, or the inverse of the sigmoid", r"\sigma^{-1}"),
    (r"\delta(t)", r"\delta before a bracket", r"\delta"),
    ("f^{(l)}(x)", "the superscript of the function f is not read", "(l)"),
    ("(fg)'(2)", "this derivative is at a point", "(2)"),
    ("p(y|x)", "a bar inside a bracket: a condition is not read", "|"),
    (r"p(y \mid x)", r"\mid is not read", r"\mid"),
    ("f(x=1)", "a relation is no argument", "(x=1)"),
    (r"\sin(x=1)", "a relation is no argument", "(x=1)"),
    ("x^{y=2}", "a relation is no exponent", "y=2"),
    (r"\frac{x=1}{2}", "a relation stands where a number should", "x=1"),
    # derivatives, integrals, limits
    (r"df = 2x\,dx", "differentials are not read", "d"),
    (r"\int dx\, x^2", "the variable of an integral stands before what is integrated", "x"),
    (r"\lim_{x \to 0^+} \frac{1}{x}", "a limit from one side is not read", "0^+"),
    (r"\left. a x^2 \right|_0^1", "which name has these bounds is not said", "1"),
    (r"\left. F(x) \right|_{x=a}^{2}", "a bound, or a power of the value", "2"),
    (r"\frac{\partial f}{\partial x}|_{(1,2)}", "name and value differ in shape", "(1,2)"),
    # vectors and matrices
    ("(ab)^T", "what is transposed is read as a number", "T"),
    (r"W_{ij}^\top x", "what is transposed is read as a number", r"\top"),
    (
        r"\sum_{t=0}^{T} w^T x_t",
        "T is a number elsewhere: a power, or a transposition", "T",
    ),
    ("x^+", "the superscript + of a number has several meanings", "+"),
    ("w^*", "the superscript * has several meanings", "*"),
    (r"\mathbf{1}_A(x)", "the indicator of a set is not read", r"\mathbf{1}_A"),
    (r"{n \choose k}", r"\choose is an old form", r"\choose"),
    (r"A \cap B", "sets are not calculated with", r"\cap"),
    (r"\begin{cases} x = 1 & x > 0 \\ 2 & x < 0 \end{cases}", "an equation among branches", "x = 1"),
    (r"\text{a", r"the brace behind \text is not closed", r"\text"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "message", "place"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refuses_what_has_two_readings(latex: str, message: str, place: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(latex)
    error = caught.value
    assert error.message == message
    assert latex[error.start : error.end] == place
    assert error.hint or error.expected or "closed" in message or "shape" in message


SAME = [
    (r"a\kern 3pt x", "a x"),
    (r"a\mkern-2mu x", "a x"),
    (r"\|[x, y]\|", r"\left\| [x, y] \right\|_2"),
    # braces and brackets that group
    (r"\exp\left\{-\frac{x}{2}\right\}", r"\exp(-\frac{x}{2})"),
    (r"2\{x + 1\}", "2(x + 1)"),
    (r"\{x + 1\}^2", "(x + 1)^2"),
    (r"\frac{d}{d x} f{\left(x \right)}", r"\frac{d}{dx} f(x)"),
    (r"\sin^{2}{\left(x \right)}", r"\sin^2 x"),
    ("f^{'}(x)", "f'(x)"),
    # sets, intervals, conditions
    (r"x \in [0, 1)", r"0 \leq x < 1"),
    (r"x \in (a, b]", r"a < x \leq b"),
    (r"x = 1 \text{ or } x = 2", r"x = 1 \lor x = 2"),
    (r"\begin{cases} x + y = 1 \\ x - y = 2 \end{cases}", "x + y = 1, x - y = 2"),
    (
        r"\left\{\begin{matrix} 1 & x > 0 \\ 0 & x \leq 0 \end{matrix}\right.",
        r"\begin{cases} 1 & x > 0 \\ 0 & x \leq 0 \end{cases}",
    ),
    ("I(x > 0)", r"\mathbb{1}[x > 0]"),
    # functions of functions, functions that a formula defines
    (r"(f \circ g)(x)", "f(g(x))"),
    (r"(f \circ g \circ h)(x + 1)", "f(g(h(x + 1)))"),
    ("(f + g)(x)", "f(x) + g(x)"),
    ("(fg)'(x)", r"\frac{d}{dx}(f(x) g(x))"),
    ("T(n) = 2T(n/2) + n", r"T(n) = 2 T\left(\frac{n}{2}\right) + n"),
    ("y'(t) = k y(1 - y)", r"y'(t) = k \cdot y \cdot (1 - y)"),
    ("(f - g)(f + g)", r"(f - g) \cdot (f + g)"),
    # values between bounds
    (r"\left[x^2\right]_0^1", r"\left. x^2 \right|_{x=1} - \left. x^2 \right|_{x=0}"),
    (r"x^2 \Big|_a^b", r"\left[x^2\right]_{x=a}^{x=b}"),
    (r"\left. F(x) \right|_a^b", r"F(x) \big|^b_a"),
    (r"\left.\frac{dy}{dx}\right|_{2}", r"\left.\frac{dy}{dx}\right|_{x=2}"),
    (
        r"\left.\frac{\partial f}{\partial x}\right|_{(x,y)=(1,2)}",
        r"\left.\frac{\partial f}{\partial x}\right|_{x=1, y=2}",
    ),
    # indices, names
    ("a_{1n}", "a_{1,n}"),
    (r"\operatorname{sech}^2 x", r"(\sech x)^2"),
    ("(1 + r)^T", "(1 + r)^{{T}}"),
]


@pytest.mark.parametrize(("latex", "other"), SAME, ids=[row[0] for row in SAME])
def test_reads_as_the_plainer_spelling(latex: str, other: str) -> None:
    meaning = read(latex)
    assert meaning is read(other)
    assert read(write(meaning)) is meaning
