"""Questions: what is asked, what holds where it is asked, and what its key is worth."""

from __future__ import annotations

import pytest

from nablatex.homework.scan import parse_document
from nablatex.homework.solve import Homework


def test_what_a_problem_states_anew_replaces_what_it_inherits() -> None:
    text = (
        "a) Let $\\vec{x} = [x_0, x_1]$ and $y = f(\\vec{x})$. Find $\\nabla y$.\n\n"
        "b) In the problem above take $y = x_0^2 x_1$. Find $\\nabla y$.\n\n"
        "Answer: $[2 x_0 x_1, x_0^2]$\n"
    )
    worked = Homework(parse_document(text)).solve().problems[1]
    assert worked.given == (r"\vec{x} = [x_0, x_1]", "y = x_0^2 x_1")
    assert worked.verdict == "agrees"


@pytest.mark.parametrize(("key", "verdict"), [("6x", "agrees"), ("3 x^2", "differs")])
def test_a_second_derivative_is_never_taken_for_the_first(key: str, verdict: str) -> None:
    text = rf"a) Find $\frac{{d^2y}}{{dx^2}}$ for $y = x^3$. Answer: ${key}$"
    worked = Homework(parse_document(text)).solve().problems[0]
    assert (worked.verdict, worked.derived) == (verdict, (r"\frac{d^2y}{dx^2} = 6x",))


HELD = {
    "one name of a display": (
        r"a) $$x = t^2 \quad y = x^3$$ $z = 1$",
        r"b) In the problem above let $x = \sin t$.",
        ("y = x^3", "z = 1", r"x = \sin t"),
    ),
    "a vector with an accent": (
        r"a) $\vec{x} = [x_0, x_1]$",
        r"b) In the problem above let $x = [x_0, x_1, x_2]$.",
        ("x = [x_0, x_1, x_2]",),
    ),
    "numbers for named elements": (
        r"a) $\vec{x} = [x_1, x_2]$",
        r"b) In the problem above let $\vec{x} = [3, 4]$.",
        (r"\vec{x} = [x_1, x_2]", r"\vec{x} = [3, 4]"),
    ),
    "a declaration beside a definition": (
        r"a) $\vec{x} = [x_0, x_1]$",
        r"b) In the problem above $x \in \mathbb{R}^2$.",
        (r"\vec{x} = [x_0, x_1]", r"x \in \mathbb{R}^2"),
    ),
    "words need no reference": (
        r"a) $y = x^3$",
        r"b) Find $\frac{dy}{dx}$.",
        ("y = x^3",),
    ),
}


@pytest.mark.parametrize(("first", "second", "given"), HELD.values(), ids=HELD)
def test_a_later_definition_holds(first: str, second: str, given: tuple[str, ...]) -> None:
    solved = Homework(parse_document(f"{first}\n\n{second}")).solve()
    assert solved.problems[1].given == given


def test_what_a_section_states_holds_where_it_is_used() -> None:
    text = (
        "1) One\n\nThroughout $\\vec{x} = [x_0, x_1]$ and $t = 5$.\n\n"
        "a) Find $\\nabla y$ for $y = x_0 x_1$.\n\nAnswer: $[x_1, x_0]$\n\n"
        "b) Find $\\frac{dy}{du}$ for $y = u^2$.\n\nAnswer: $2u$\n"
    )
    problems = Homework(parse_document(text)).solve().problems
    assert [problem.given for problem in problems] == [
        (r"\vec{x} = [x_0, x_1]", "y = x_0 x_1"),
        ("y = u^2",),
    ]
    assert [problem.verdict for problem in problems] == ["agrees", "agrees"]


QUESTIONS = {
    "an expression": (r"Find $\frac{d}{dx}(x^2 e^x)$.", r"2x e^x + x^2 e^x"),
    "a prime": (r"Let $f(x) = x^3$. Find $f'(x)$.", "3 x^2"),
    "a bare prime": (r"Let $y = x^3$. Find $y'$.", "3 x^2"),
    "two primes": (r"Let $f(x) = x^3$. Find $f''(x)$.", "6x"),
    "an applied function": (r"Let $f(x) = x^3$. Find $\frac{df(x)}{dx}$.", "3 x^2"),
    "a function of two": (r"Let $f(p, q) = p q^2$. Find $\nabla f$.", "[q^2, 2p q]"),
    "a mixed second": (
        r"Let $z = x^2 y^3$. Find $\frac{\partial^2 z}{\partial x \partial y}$.",
        "6x y^2",
    ),
}


POINTS = {
    "a bar": (r"Let $y = x^3$. Find $\left.\frac{dy}{dx}\right|_{x=2}$.", "12"),
    "a prime": (r"Let $f(x) = x^3$. Find $f'(2)$.", "12"),
    "through another name": (
        r"Let $y = u^3$, $u = 2x$. Find $\frac{dy}{dx}\Big|_{x=1}$.",
        "24",
    ),
    "in words": (r"Let $y = x^3$. Find $\frac{dy}{dx}$ at $x = 2$.", "12"),
}


@pytest.mark.parametrize(("question", "value"), POINTS.values(), ids=POINTS)
@pytest.mark.parametrize(("key", "verdict"), [("{}", "agrees"), ("1 + {}", "differs")])
def test_a_derivative_at_a_point_is_a_number(
    question: str, value: str, key: str, verdict: str
) -> None:
    text = f"a) {question}\nAnswer: ${key.format(value)}$"
    worked = Homework(parse_document(text)).solve().problems[0]
    assert worked.derived[-1].endswith(f" = {value}")
    assert (worked.verdict, worked.warnings) == (verdict, ())


STEEP = {
    "a kink": (
        r"$\vec{a} = [2, -1]$, $\vec{w} = [1, 2]$, $h = \vec{a} \cdot \vec{w}$, $f = ReLU(h)$. "
        r"Find $\nabla_{\vec{w}} f$.",
        {"[0, 0]": "agrees", "[2, -1]": "differs", r"\nabla_{\vec{w}} f = [0, 0]": "agrees"},
    ),
    "a pole": (
        r"$y = \ln(u)$, $u = 3x + 1$. Find $\frac{dy}{dx}$.",
        {r"\frac{3}{u}": "agrees", r"\frac{dy}{dx} = \frac{3}{3x + 1}": "agrees", "3u": "differs"},
    ),
    "a root": (
        r"$y = \sqrt{u}$, $u = 3x + 1$. Find $\frac{dy}{dx}$.",
        {r"\frac{3}{2 \sqrt{u}}": "agrees", r"-\frac{3}{2 \sqrt{u}}": "differs"},
    ),
}


@pytest.mark.parametrize(("question", "keys"), STEEP.values(), ids=STEEP)
def test_what_cannot_be_measured_is_judged_by_what_is_derived(
    question: str, keys: dict[str, str]
) -> None:
    for key, verdict in keys.items():
        worked = Homework(parse_document(f"a) {question}\nAnswer: ${key}$")).solve().problems[0]
        assert (key, worked.verdict) == (key, verdict)


PRIMES = {
    "applied": ("f'(x) = 3x^2", "agrees"),
    "applied, wrong": ("f'(x) = 2x^2", "differs"),
    "bare": ("f' = 3x^2", "agrees"),
    "twice": ("f''(x) = 6x", "agrees"),
    "at a number": ("f'(2) = 12", "agrees"),
    "at a number, wrong": ("f'(2) = 8", "differs"),
}


@pytest.mark.parametrize(("claim", "verdict"), PRIMES.values(), ids=PRIMES)
def test_a_key_may_write_primes(claim: str, verdict: str) -> None:
    text = f"a) Let $f(x) = x^3$. Find $\\frac{{df}}{{dx}}$.\nAnswer: ${claim}$"
    assert Homework(parse_document(text)).solve().problems[0].verdict == verdict


SHARED = {
    "parts of a problem": (
        "1. Find $\\frac{dy}{dx}$ for\n(a) $y = x^2$\nAnswer: $2x$\n(b) $y = x^3$\nAnswer: $x^2$"
    ),
    "problems of a section": (
        "1) One\n\nFind $\\frac{dy}{dx}$ for each.\n\na) $y = x^2$\n\nAnswer: $2x$\n\n"
        "b) $y = x^3$\n\nAnswer: $x^2$"
    ),
}


@pytest.mark.parametrize("text", SHARED.values(), ids=SHARED)
def test_what_is_asked_of_each_is_asked_once(text: str) -> None:
    problems = Homework(parse_document(text)).solve().problems
    assert [problem.verdict for problem in problems] == ["agrees", "differs"]


@pytest.mark.parametrize(("question", "result"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_is_derived_and_its_key_judged(question: str, result: str) -> None:
    text = f"a) {question}\nAnswer: ${result}$\n\nb) {question}\nAnswer: $7 + {result[-3:]}$"
    right, wrong = Homework(parse_document(text)).solve().problems
    assert right.derived[0].endswith(f" = {result}")
    assert (right.verdict, right.warnings) == ("agrees", ())
    assert wrong.verdict in ("differs", "unreadable")


ANSWERS = {
    "in order": ("$2x$, $3x^2$", ("agrees", "agrees")),
    "in the wrong order": ("$3x^2$, $2x$", ("differs", "differs")),
    "one of them": ("$3x^2$", ("agrees",)),
    "one that is neither": ("$4x^3$", ("differs",)),
}


@pytest.mark.parametrize(("key", "verdicts"), ANSWERS.values(), ids=ANSWERS)
def test_several_questions_have_answers_in_order(key: str, verdicts: tuple[str, ...]) -> None:
    asked = r"Find $\frac{dy}{dx}$ and $\frac{dz}{dx}$ for $y = x^2$, $z = x^3$."
    worked = Homework(parse_document(f"a) {asked}\nAnswer: {key}")).solve().problems[0]
    assert tuple(claim.verdict for claim in worked.key) == verdicts


ASKED = {
    "in dollars": (r"Find $\frac{dy}{dx}$.", (r"\frac{dy}{dx}",)),
    "a partial": (
        r"Find $\frac{\partial L}{\partial w_0}$.",
        (r"\frac{\partial L}{\partial w_0}",),
    ),
    "bare": ("∇y 를 구하시오", (r"\nabla y",)),
    "with a slash": ("Find $dy/dx$.", ("dy/dx",)),
    "bare with a slash": ("Write dy/dx by the chain rule.", ("dy/dx",)),
    "twice the same": (r"$\nabla y$ and $\nabla  y$", (r"\nabla y",)),
    "of nothing": (r"$\nabla_{\vec{f}}$ 를 구하시오", (r"\nabla_{\vec{f}}",)),
    "a quotient is none": (r"Take $\frac{d}{2}$.", ()),
    "an equation is none": (r"Given $\nabla y = 2$.", ()),
    "in words": ("the gradient of $L$ with respect to $w$", (r"\nabla_{w} L",)),
    "in bare words": ("Differentiate y with respect to x.", (r"\frac{dy}{dx}",)),
    "Jacobian by": ("Find the Jacobian of y by x.", (r"\nabla_{x} y",)),
    "w.r.t.": (r"the gradient of the loss L w.r.t. \vec{w}", (r"\nabla_{\vec{w}} L",)),
    "by each of two": (
        "the partial derivatives of z with respect to x and y",
        (r"\frac{\partial z}{\partial x}", r"\frac{\partial z}{\partial y}"),
    ),
    "of an equation": ("Differentiate $y = x^2$ with respect to $x$.", (r"\frac{dy}{dx}",)),
    "of an expression": (
        r"Differentiate $x \sin x$ with respect to $x$.",
        (r"\frac{d}{dx} \left( x \sin x \right)",),
    ),
    "twice in words": ("Differentiate y twice with respect to x.", (r"\frac{d^2 y}{dx^2}",)),
    "of no name": ("Find the gradient of a scalar function by hand.", ()),
    "in no name": ("Find the derivative of y by the chain rule.", ()),
    "Korean": ("y 을 x 로 미분하시오", (r"\frac{dy}{dx}",)),
    "Korean, about": ("$y$를 $x$에 대해 미분하여라", (r"\frac{dy}{dx}",)),
    "Korean, partial": ("y의 x에 대한 편미분을", (r"\frac{\partial y}{\partial x}",)),
    "Korean, gradient": ("손실 L의 가중치 w에 대한 기울기", (r"\nabla_{w} L",)),
    "Korean, turned": (
        r"$\vec{x}$에 대한 $\vec{y}$의 야코비안",
        (r"\nabla_{\vec{x}} \vec{y}",),
    ),
    "Korean, twice": ("y를 x에 대해 두 번 미분하시오", (r"\frac{d^2 y}{dx^2}",)),
}


@pytest.mark.parametrize(("line", "asked"), ASKED.values(), ids=ASKED)
def test_a_derivative_in_the_words_is_asked(line: str, asked: tuple[str, ...]) -> None:
    assert parse_document(f"a) {line}").problems[0].asked == asked
