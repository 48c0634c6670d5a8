r"""The page of feedback: each kind of fault with an answer that has it, and what is said of it.

Separate from judging: the sentences here tell a reader when a kind is said; the examples are judged
when the page is written, so that none of them can be untrue.
"""

from __future__ import annotations

from dataclasses import dataclass

from docs.reference.markdown import code, inline, table
from nablatex import Homework, Verdict, check
from nablatex.homework.answers import Sheet

_INTRODUCTION = """# Feedback

What can be said of an answer. A fault has a `kind`, which never changes, a `message` in English or
Korean, and, where there is one, the place in the answer (`where`).
[Judging](../explanation/judging.md) tells how a fault is found.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of feedback.

    Attributes:
        kind: its name.
        when: when it is said.
        answer, key: an answer that has the fault, and the right one.
        problem: the problem of a sheet that is answered, where only such answers have the fault.
    """

    kind: str
    when: str
    answer: str
    key: str
    problem: str = ""


_MATRIX = r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"
_TURNED = r"\begin{pmatrix} a & c \\ b & d \end{pmatrix}"
_STEP = r"\begin{cases} 0 & x \leq 0 \\ 1 & x > 0 \end{cases}"
_THROUGH_U = r"\frac{\partial z}{\partial u} \frac{\partial u}{\partial x}"
_THROUGH_V = r"\frac{\partial z}{\partial v} \frac{\partial v}{\partial x}"
_CROSSED = (
    r"\frac{\partial z}{\partial u} \frac{\partial v}{\partial x}"
    r" + \frac{\partial z}{\partial v} \frac{\partial u}{\partial x}"
)

FAULTS: tuple[Fault, ...] = (
    Fault(
        "transposed",
        "rows and columns are exchanged, or one matrix in a product is transposed",
        _TURNED,
        _MATRIX,
    ),
    Fault(
        "shape",
        "a vector of another length, or a sum in place of a gradient",
        "x + y",
        "[x, y]",
    ),
    Fault(
        "entry",
        "an entry is wrong (`where` says which; its cause follows), or a number without a better "
        "reason",
        "[2x, 3y, 0]",
        "[2x, 3y^2, 0]",
    ),
    Fault(
        "entries-permuted",
        "the right rows, columns or entries in another order",
        "[y, x]",
        "[x, y]",
    ),
    Fault("sign", "the opposite sign of the whole, of a term, or inside", "2x - 3y", "2x + 3y"),
    Fault(
        "factor",
        "the ratio to the right value is constant; a factor is missing, or is one too many",
        "x^2",
        "2x^2",
    ),
    Fault(
        "missing-term",
        "a sum lacks a term, such as a path of the chain rule",
        _THROUGH_U,
        f"{_THROUGH_U} + {_THROUGH_V}",
    ),
    Fault("extra-term", "a sum has a term too many", "a + b", "a"),
    Fault(
        "crossed-pairing",
        "factors of two terms are exchanged",
        _CROSSED,
        f"{_THROUGH_U} + {_THROUGH_V}",
    ),
    Fault(
        "missing-inner-derivative",
        "the answer times the derivative of what stands inside is right, or times another link of "
        "the chain",
        r"\cos(x^2)",
        r"2x \cos(x^2)",
    ),
    Fault(
        "wrong-variable",
        "a name, or a derivative, in the place of another; differentiated by another name",
        "x^2",
        "2xy",
    ),
    Fault(
        "inverted",
        "a fraction or a derivative is upside down",
        r"\frac{b}{a} + c",
        r"\frac{a}{b} + c",
    ),
    Fault(
        "wrong-argument",
        "a derivative is taken at the wrong place",
        "f'(x) g'(x)",
        "f'(g(x)) g'(x)",
    ),
    Fault(
        "branch",
        "branches are exchanged or wrong",
        r"\begin{cases} 1 & x \leq 0 \\ 0 & x > 0 \end{cases}",
        _STEP,
    ),
    Fault("missing-branch", "a case is missing", "1", _STEP),
    Fault(
        "boundary",
        "a boundary is on the wrong side",
        r"\begin{cases} 0 & x < 0 \\ 1 & x \geq 0 \end{cases}",
        _STEP,
    ),
    Fault(
        "bounds",
        "a sum begins or ends elsewhere",
        r"\sum_{i=0}^{n} x_i",
        r"\sum_{i=1}^{n} x_i",
    ),
    Fault("exponent", "an exponent is another one, or missing", "x^2 y", "x^3 y"),
    Fault("letter-case", "capital and small letters are exchanged", "x + 1", "X + 1"),
    Fault(
        "product-order",
        "matrices are multiplied in another order",
        r"\mathbf{B} \mathbf{A}",
        r"\mathbf{A} \mathbf{B}",
    ),
    Fault("relation", "another relation, or the right value of something else", "x = 2y", "y = 2x"),
    Fault(
        "rounded",
        "near, but neither exact nor rounded to three digits or more",
        "0.3",
        r"\frac{1}{3}",
    ),
    Fault("integrated", "integrated in place of differentiated", r"\frac{x^4}{4}", "3x^2"),
    Fault("not-evaluated", "the question is restated", r"\frac{d}{dx} x^2", "2x"),
    Fault(
        "unanswered",
        "what stands there is right, and more is asked",
        r"\frac{dy}{dx} = 2x",
        r"\frac{dy}{dx} = 2x, \quad \frac{dz}{dx} = 3x^2",
        r"Find $\frac{dy}{dx}$ and $\frac{dz}{dx}$ for $y = x^2$, $z = x^3$.",
    ),
    Fault(
        "appearance",
        "a formula is to be typed as it is shown, and looks different",
        r"x \frac{1}{2}",
        r"\frac{1}{2} x",
        "Type this formula.\n\nAnswer: $\\frac{1}{2} x$",
    ),
    Fault("syntax", "the answer cannot be read", r"\frac{x}{2", r"\frac{x}{2}"),
    Fault("limit", "too much work, or it could not be decided", "9^{9^{9^9}}", "1"),
)
"""Every kind, with one example each."""


def page() -> str:
    """Return the page of feedback."""
    kinds = table(("kind", "said when"), [(f"[{f.kind}](#{f.kind})", f.when) for f in FAULTS])
    return "\n".join([_INTRODUCTION, f"{kinds}\n", *map(_example, FAULTS)])


def _example(fault: Fault) -> str:
    verdict = _verdict(fault)
    if not verdict.feedback or verdict.feedback[0].kind != fault.kind:
        raise ValueError(f"{fault.answer} for {fault.key} is no {fault.kind}: {verdict}")
    said = verdict.feedback[0]
    shown = code(fault.answer) if fault.kind == "syntax" else inline(fault.answer)
    rows = [
        f"## {fault.kind}\n",
        f"{fault.when[0].upper()}{fault.when[1:]}.\n",
        f"For example {shown}, where {inline(fault.key)} is right:\n",
        # Of an error of reading the first line is the message, the others point at the place.
        *(f"- {text.splitlines()[0]}" for text in dict.fromkeys((said.message, said.message_ko))),
    ]
    return "\n".join([*rows, f"- where: {code(said.where)}"] if said.where else rows) + "\n"


def _verdict(fault: Fault) -> Verdict:
    if not fault.problem:
        return check(fault.answer, fault.key)
    sheet = Sheet(Homework.read(f"a. {fault.problem}\n".encode()))
    return sheet.judge(sheet.labels[0], fault.answer)
