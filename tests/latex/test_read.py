"""Reading: each formula as it is meant, each fault with its place."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablatex import ReadError, ops
from nablatex.errors import LimitError
from nablatex.expr import (
    ONE,
    TWO,
    ZERO,
    Apply,
    At,
    Call,
    Component,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Stack,
    Sum,
    Symbol,
)
from nablatex.latex import read, write
from tests.latex.corpus import FORMULAS

x, y, z, f = (Symbol(name, ()) for name in ("x", "y", "z", "f"))
i, n = Symbol("i", ()), Symbol("n", ())
u, v = Symbol(r"\vec{u}", ("?u",)), Symbol(r"\vec{v}", ("?v",))


def element(name: str, *indices: int) -> Expr:
    return Component(Symbol(name, ()), tuple(Number(k, 0) for k in indices), "sub")


def call(op: ops.Op, *args: Expr) -> Expr:
    return Call(op, args)


MEANINGS: list[tuple[str, Expr]] = [
    (r"\frac12", Quotient(ONE, TWO)),
    ("x^2_1", Power(element("x", 1), TWO)),
    ("x(x-1)", Product((x, Sum((x, Negation(ONE)))))),
    ("f(x)", Apply("f", (x,), (), ())),
    ("f'(x)", Apply("f", (x,), ((0, ()),), ())),
    (r"\sin x \cos y", Product((call(ops.sin, x), call(ops.cos, y)))),
    (r"\sin 2x", call(ops.sin, Product((TWO, x)))),
    (r"\sin(x)y", Product((call(ops.sin, x), y))),
    (r"\sin^{-1} x", call(ops.arcsin, x)),
    (r"\ln x^2", call(ops.ln, Power(x, TWO))),
    (r"\log_2 8", call(ops.log_base, Number(8, 0), TWO)),
    ("-2x", Negation(Product((TWO, x)))),
    ("0{,}5", Number(Fraction(1, 2), 1)),
    ("x_{10}", element("x", 10)),
    (r"x_{00} x_{10}", Product((element("x", 0, 0), element("x", 1, 0)))),
    (r"\vec{u} \cdot \vec{v}", call(ops.dot, u, v)),
    (r"\vec{u} \times \vec{v}", call(ops.cross, u, v)),
    (r"\frac{\partial y}{\partial x_0}", Derivative(y, (element("x", 0),), "partial", 1)),
    (r"\frac{d}{dx} x^3", Derivative(Power(x, Number(3, 0)), (x,), "total", 1)),
    (r"dy/dx", Derivative(y, (x,), "total", 1)),
    (r"\nabla f", Derivative(f, (), "nabla", 1)),
    (r"\nabla^2 f", Derivative(f, (), "laplacian", 2)),
    (r"\left. x + y \right|_{x=1}", At(Sum((x, y)), ((x, ONE),))),
    (r"x y|_{x=1}", At(Product((x, y)), ((x, ONE),))),
    (
        r"\left.\frac{d}{dx} \sin x\right|_{x=0}",
        At(Derivative(call(ops.sin, x), (x,), "total", 1), ((x, ZERO),)),
    ),
    ("[2, x]", Stack((TWO, x), (2,), "list")),
    (r"\sigma(z)", call(ops.sigmoid, z)),
    ("ReLU(x)", call(ops.relu, x)),
    (r"\operatorname{relu}(x)", call(ops.relu, x)),
    (
        r"\sum_i^n x_i + y",
        Sum((Reduction("sum", Component(x, (i,), "sub"), i, None, n, None), y)),
    ),
    (r"\max(0, x)", call(ops.max_, ZERO, x)),
    ("(((x)))", x),
    (r"$$ x $$", x),
    (r"\left( x \right).", x),
    ("α", Symbol(r"\alpha", ())),
]

FAULTS = [
    ("x^", "nothing stands after ^", 2),
    (r"\frac{1}", r"nothing stands after \frac", 8),
    (r"\begin{pmatrix}1\\2\end{bmatrix}", "pmatrix is closed as bmatrix", 19),
    (r"\mystery{x}", r"the command \mystery is not known", 0),
    ("x^a^b", "double superscript", 3),
    ("x_a_b", "double subscript", 3),
    (r"\begin{pmatrix}1&2\\3\end{pmatrix}", "a row has 1 entries where the first has 2", 20),
    ("x+", "nothing stands after +: found the end", 2),
    ("(x", "( is not closed: found the end", 2),
    ("x)", ") closes nothing", 1),
    ("", "there is no mathematics here", 0),
    (r"\placeholder{}", "a place is left empty", 0),
    (r"\nabla_{\vec{f}}", "what is differentiated is missing", 0),
    (
        "х",
        "the character 'х' (U+0445) has no meaning here; "
        "it looks like a Latin letter but is another",
        0,
    ),
    ("모", "the character '모' (U+BAA8) has no meaning here", 0),
    ("sine(x)", "sine is no function that is known", 0),
    (r"a \pm b", r"\pm has two values", 2),
    (r"\frac{\partial^2 y}{\partial x}", "order 2 above and 1 below the bar", 0),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "meaning"), MEANINGS, ids=[latex for latex, _ in MEANINGS])
def test_reads_as_meant(latex: str, meaning: Expr) -> None:
    assert read(latex) is meaning


@pytest.mark.parametrize(("latex", "message", "start"), FAULTS, ids=[row[0] for row in FAULTS])
def test_names_the_fault_and_its_place(latex: str, message: str, start: int) -> None:
    with pytest.raises(ReadError) as caught:
        read(latex)
    assert (caught.value.message, caught.value.start) == (message, start)


@pytest.mark.parametrize("latex", FORMULAS)
def test_reads_back_what_it_writes(latex: str) -> None:
    expr = read(latex)
    assert read(write(expr)) is expr


HOSTILE = ["{" * 20_000, r"\frac{1}{" * 2_000 + "x" + "}" * 2_000, "9" * 2_000, "x" * 300_000]


@pytest.mark.parametrize("latex", HOSTILE, ids=["braces", "fractions", "digits", "length"])
def test_refuses_what_is_too_large_at_once(latex: str) -> None:
    begin = time.thread_time()
    with pytest.raises(LimitError):
        read(latex)
    assert time.thread_time() - begin < 5


def test_reads_five_thousand_balanced_brackets() -> None:
    assert read("(" * 5_000 + "x" + ")" * 5_000) is x


PIECES = st.sampled_from(
    r"""x y 2 + - = ( ) { } [ ] ^ _ , | ' ! / \frac \sin \sum \partial \nabla \vec \sqrt \cdot
    \begin{pmatrix} \end{pmatrix} \begin{cases} \end{cases} & \\ \text{if} d \left| \to \in
    \mathbb{R} f \top \int \lim \log \quad""".split()
)


def refusal(latex: str) -> ReadError | None:
    """Return the error with which a text is refused, or None."""
    try:
        read(latex)
    except ReadError as error:
        return error
    return None


@given(st.lists(PIECES, max_size=14))
def test_any_text_is_read_or_refused(pieces: list[str]) -> None:
    text = " ".join(pieces)
    error = refusal(text)
    assert error is None or 0 <= error.start <= error.end <= len(text)
