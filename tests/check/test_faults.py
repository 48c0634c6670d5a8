"""What is said of a wrong answer: every kind of fault, its place, the exact words."""

from __future__ import annotations

import pytest

from nablatex import Policy, check

STEP = r"\begin{cases}1 & x > 0\\0 & x \le 0\end{cases}"
CHAIN = (
    r"\frac{\partial z}{\partial u}\frac{\partial u}{\partial x}"
    r"+\frac{\partial z}{\partial v}\frac{\partial v}{\partial x}"
)
MATRIX = r"\begin{pmatrix}a&b\\c&d\end{pmatrix}"

# key, answer, kind, place, words
FAULTS = [
    ("2x+3y", "2x-3y", "sign", "2", "the sign of the term $-3y$ is the opposite one"),
    ("x - y", "y - x", "sign", "", "the sign is the opposite one"),
    (r"\infty", r"-\infty", "sign", "", "the sign is the opposite one"),
    (r"\sin(x-y)z", r"\sin(x+y)z", "sign", "y", "the sign of $y$ is the opposite one"),
    ("2x^2", "x^2", "factor", "", "a constant factor of 2 is missing"),
    ("2x^2", "3x^2", "factor", "", "this is 3/2 times what it should be"),
    (r"\frac{x}{\ln 2}", "x", "factor", "", "this is 0.693147 times what it should be"),
    ("2xy", "2x", "factor", "y", "a factor is missing, in which $y$ stands"),
    ("(a-t)xa(1-a)", "(a-t)x", "factor", "a", "a factor is missing, in which $a$ stands"),
    ("2x", r"2x \sin y", "factor", r"\sin(y)", r"there is a factor too many: $\sin(y)$"),
    (r"\frac{\partial L}{\partial y} \frac{\partial y}{\partial x}", r"\frac{\partial L}{\partial y}",
     "missing-inner-derivative", "y", "the derivative of $y$ with respect to $x$ is missing"),
    ("f'(g(x))g'(x)", "g'(x)", "missing-inner-derivative", "f", "a derivative of $f$ is missing"),
    ("x^3 y", "x^2 y", "exponent", "x^2", "the exponent in $x^2$ is not the right one"),
    ("x + y^2", "x + y", "exponent", "y", "an exponent of $y$ is missing"),
    (r"2x\cos(x^2)", r"\cos(x^2)", "missing-inner-derivative", "x^2",
     "the derivative of $x^2$, which stands inside, is missing"),
    ("f'(g(x))g'(x)", "f'(g(x))", "missing-inner-derivative", "g(x)",
     "the derivative of $g(x)$, which stands inside, is missing"),
    ("f'(g(x))g'(x)", "f'(x)g'(x)", "wrong-argument", "f'(x)", "$f'(x)$ is taken at the wrong place"),
    (r"\frac{a}{b} + c", r"\frac{b}{a} + c", "inverted", r"\frac{b}{a}", r"$\frac{b}{a}$ is upside down"),
    (r"\frac{2}{3}", r"\frac{3}{2}", "inverted", "", "this is upside down"),
    (r"\frac{\partial y}{\partial x}", r"\frac{\partial x}{\partial y}", "inverted", r"\frac{\partial x}{\partial y}",
     r"$\frac{\partial x}{\partial y}$ is upside down"),
    ("f(x,y)", "f(y,x)", "wrong-variable", "", "$x$ and $y$ are exchanged"),
    ("x_0 + y", "x_1 + y", "wrong-variable", "x_1", "$x_1$ is not what belongs there"),
    (r"2xy", "x^2", "wrong-variable", "y", "this may be the derivative with respect to $y$, not $x$"),
    ("X + 1", "x + 1", "letter-case", "", "capital and small letters are different names: $x$"),
    (CHAIN, r"\frac{\partial z}{\partial u}\frac{\partial u}{\partial x}", "missing-term", "",
     "a path of the chain rule is missing: the one through $v$"),
    ("(x+y)^2", "x^2+y^2", "missing-term", "", "several terms are missing"),
    ("a + b + c", "a + b", "missing-term", "", "a term is missing"),
    ("a", "a + b", "extra-term", "2", "there is a term too many: $b$"),
    (CHAIN, r"\frac{\partial z}{\partial u}\frac{\partial v}{\partial x}+\frac{\partial z}{\partial v}\frac{\partial u}{\partial x}",
     "crossed-pairing", "", "factors are paired crosswise: one of each of two terms belongs to the other term"),
    ("[2x, 3y^2, 0]", "[2x, 3y, 0]", "entry", "2", "entry 2: an exponent of $y$ is missing"),
    (MATRIX, r"\begin{pmatrix}a&b\\-c&d\end{pmatrix}", "entry", "(2, 1)", "entry (2, 1): the sign is the opposite one"),
    (MATRIX, r"\begin{pmatrix}a&b\\k&d\end{pmatrix}", "entry", "(2, 1)",
     "entry (2, 1): $k$ is not what belongs there"),
    ("[x, y]", "[y, x]", "entries-permuted", "", "the entries stand in another order"),
    (MATRIX, r"\begin{pmatrix}c&d\\a&b\end{pmatrix}", "entries-permuted", "", "the rows stand in another order"),
    (MATRIX, r"\begin{pmatrix}b&a\\d&c\end{pmatrix}", "entries-permuted", "", "the columns stand in another order"),
    ("[x, y]", "x + y", "shape", "", "this is the sum of the partial derivatives; a gradient is the vector of them"),
    ("[x, y]", "[x, y, 0]", "shape", "", "this is a vector of 3; it should be a vector of 2"),
    (MATRIX, r"\begin{pmatrix}a&c\\b&d\end{pmatrix}", "transposed", "", "rows and columns are exchanged"),
    (r"\begin{pmatrix}x & y\end{pmatrix}", r"\begin{pmatrix}x \\ y\end{pmatrix}", "transposed", "",
     "the entries are right, but a row is not a column"),
    (r"\mathbf{A}\mathbf{x}", r"\mathbf{A}^\top\mathbf{x}", "transposed", r"\mathbf{A}^\top",
     r"$\mathbf{A}^\top$ should not be transposed"),
    (r"\mathbf{A}\mathbf{B}", r"\mathbf{B}\mathbf{A}", "product-order", "",
     "the factors of the product stand in another order; the product of matrices depends on it"),
    (STEP, r"\begin{cases}0 & x > 0\\1 & x \le 0\end{cases}", "branch", "", "two branches are exchanged"),
    (STEP, r"\begin{cases}x + 2 & x > 0\\0 & x \le 0\end{cases}", "branch", "x > 0", "the branch for $x > 0$ is wrong"),
    (STEP, "1", "missing-branch", "", "a case is missing"),
    (STEP, r"\begin{cases}1 & x > 0\end{cases}", "missing-branch", "", "a case is missing"),
    (STEP, r"\begin{cases}1 & x > 0\\0 & x < 0\end{cases}", "missing-branch", "", "a case is missing"),
    (STEP, r"\begin{cases}1 & x \ge 0\\0 & x < 0\end{cases}", "boundary", "x = 0",
     "at $x = 0$ the other branch holds: the boundary belongs to it"),
    (r"\sum_{i=1}^{n}x_i", r"\sum_{i=0}^{n}x_i", "bounds", "", "the bounds are not the right ones"),
    ("y = 2x", "x = 2y", "relation", "", "this is another relation"),
    ("x < 3", r"x \leq 3", "relation", "", "the relation sign is another one"),
    (r"\frac{\partial f}{\partial x} = 2xy", r"\frac{\partial f}{\partial y} = 2xy", "relation", r"\frac{\partial f}{\partial y}",
     r"the right side is right, but of something else than $\frac{\partial f}{\partial y}$"),
    (r"\pi", r"\frac{22}{7}", "rounded", "",
     "this is close, but it is not the exact value, nor it rounded to three digits or more"),
    ("2^{10^9}", "2^{10^9} + 1", "rounded", "", "this is close, but it is not the exact value"),
    ("2x", r"\frac{x^3}{3}", "integrated", "", "this is integrated with respect to $x$ in place of differentiated"),
    ("3x^2 + 1", "x^3 + x", "integrated", "",
     "the derivative of this with respect to $x$ is the right answer: it is integrated, or not yet differentiated"),
    ("2xy", r"\frac{\partial}{\partial x}(x^2 y)", "not-evaluated", "",
     "this is right, but it only restates what is asked: carry it out"),
    (r"\frac{\partial}{\partial x}(x^2 y^3)", "x^2 y^3", "not-evaluated", "", "this is not differentiated yet"),
    (r"\{1,2\}", r"\{1,3\}", "entry", "", "the elements are not the right ones"),
    (r"\{1,2\}", r"\{1\}", "missing-term", "", "an element is missing"),
    (r"\{1,2\}", r"\{1,2,3\}", "extra-term", "", "$3$ does not belong to it"),
    ("x^2 + 1", "x + 3", "entry", "x = 3", "at $x = 3$ yours gives $6$, it should be $10$"),
    ("7", "5", "entry", "", "the value is too small"),
    ("2x", r"x < 3", "relation", "", "a value is asked, and this is none"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "answer", "kind", "where", "words"), FAULTS)
def test_fault(key: str, answer: str, kind: str, where: str, words: str) -> None:
    verdict = check(answer, key)
    first = verdict.feedback[0]
    assert (first.kind, first.where, first.message) == (kind, where, words)
    assert not verdict.correct
    assert verdict.credit < 1
    assert first.text("ko") != first.text("en")


def test_every_kind_is_shown() -> None:
    told = {kind for _, _, kind, _, _ in FAULTS}
    assert told | {"syntax", "limit"} == set(
        """transposed shape entry entries-permuted sign factor missing-term extra-term crossed-pairing
        missing-inner-derivative wrong-variable inverted wrong-argument branch missing-branch boundary
        bounds exponent letter-case product-order relation rounded integrated not-evaluated syntax
        limit""".split()
    )


def test_an_entry_is_told_with_its_cause_once() -> None:
    verdict = check("[2x, 3y, 0]", "[2x, 3y^2, 0]")
    assert [item.kind for item in verdict.feedback] == ["entry", "exponent"]
    assert verdict.plain() == "partial\n  entry 2: an exponent of y is missing"
    assert verdict.plain("ko") == "partial\n  원소 2: y 의 지수가 빠졌다"
    assert verdict.credit == pytest.approx(2 / 3)


def test_formulas_are_typeset_in_a_notebook_and_unicode_in_a_terminal() -> None:
    verdict = check(r"\frac{\partial x}{\partial y}", r"\frac{\partial y}{\partial x}")
    assert r"- $\frac{\partial x}{\partial y}$ is upside down" in verdict._repr_markdown_()
    assert str(verdict) == "wrong\n  ∂x/∂y is upside down"


def test_the_caret_of_an_unreadable_answer_keeps_its_place() -> None:
    verdict = check("2x +", "2x")
    assert verdict.outcome == "unreadable"
    assert (verdict.feedback[0].kind, verdict.feedback[0].where) == ("syntax", "4")
    assert verdict._repr_markdown_().splitlines()[-3:] == [
        "        2x +",
        "            ^",
        "      expected: a formula",
    ]


def test_parts_whose_sizes_vary_between_worlds_are_compared() -> None:
    step = r"\begin{cases} 1 & h > 0 \\ 0 & h \leq 0 \end{cases}"
    key, answer = (
        rf"((A + B)^\top A + {second} A) {step}" for second in (r"(A + B)^\top", "(A + B)")
    )
    verdict = check(answer, key, shapes={"A": "n,n", "B": "n,n"})
    assert verdict.outcome == "wrong"
    assert verdict.feedback


def test_a_gradient_restated_is_no_answer_where_it_is_zero() -> None:
    verdict = check(r"\nabla f", "0", given="f(x, y) = 3")
    assert [item.kind for item in verdict.feedback] == ["not-evaluated"]
    assert check("0", r"\nabla f", given="f(x, y) = 3").correct


def test_no_point_is_told_that_leaves_a_vector_out() -> None:
    verdict = check("x^2 + b", r"x^\top x + b")
    assert verdict.plain() == "wrong\n  the value is not the right one"


@pytest.mark.parametrize(("key", "answer"), [(key, answer) for key, answer, *_ in FAULTS])
def test_the_right_answer_is_told_only_when_asked_for(key: str, answer: str) -> None:
    verdict = check(answer, key)
    said = " ".join(item.message for item in verdict.feedback)
    assert len(key) < 4 or f"${verdict.reveal()}$" not in said
    assert verdict.reveal()
    assert verdict.reveal() not in repr(verdict.to_json().get("key", ""))


def test_credit_for_a_transposed_answer_is_a_choice() -> None:
    key, answer = r"\begin{pmatrix}x & y\end{pmatrix}", r"\begin{pmatrix}x \\ y\end{pmatrix}"
    assert check(answer, key).credit == 0
    half = check(answer, key, policy=Policy(transposed_credit=0.5))
    assert (half.outcome, half.credit) == ("partial", 0.5)
