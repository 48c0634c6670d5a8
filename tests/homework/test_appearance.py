"""How formulas look: spellings that are the same on paper, and signs that are not."""

from __future__ import annotations

import pytest

from nablatex.homework.appearance import first_difference, formulas_in, signs

ALIKE = {
    "braces round one sign": (r"x^{2}", "x^2"),
    "spaces of every width": (r"2\,x\;+\:1\ !\quad", "2x+1!"),
    "brackets that grow": (r"f\left(x\right)", "f(x)"),
    "brackets of a given size": (r"\bigl(x\bigr)", "(x)"),
    "fractions of each size": (r"\dfrac12 + \tfrac{1}{2}", r"\frac{1}{2} + \frac12"),
    "relations by two names": (
        r"a \le b \ge c \ne d \lt e \gt f",
        r"a \leq b \geq c \neq d < e > f",
    ),
    "letters of any face": (r"\operatorname{ReLU}(x)", r"\text{ReLU}(x)"),
    "a name of letters": (r"\mathrm{ReLU}(x)", "ReLU(x)"),
    "a starred operator": (r"\operatorname*{ReLU}(x)", "ReLU(x)"),
    "a function without its backslash": (r"\cos x", "cos x"),
    "limits beside or above": (r"\sum\limits_{i=1}^n x", r"\sum_{i=1}^n x"),
    "scripts in either order": (r"\sum^n_{i=1} x^2_1", r"\sum_{i=1}^{n} x_1^2"),
    "the field's upright letters": (r"\exponentialE^{\imaginaryI x}\differentialD x", "e^{ix}dx"),
    "arrows over names": (r"\overrightarrow{l}", r"\vec{l}"),
    "dollars": ("$x$", "x"),
    "a full stop": ("x + 1.", "x + 1"),
    "a remark": ("x % the first\n+ 1", "x + 1"),
    "the end of the last row": (
        r"\begin{pmatrix} a \\ b \\ \end{pmatrix}",
        r"\begin{pmatrix} a \\ b \end{pmatrix}",
    ),
    "brackets round a bare matrix": (
        r"\left(\begin{matrix} a & b \end{matrix}\right)",
        r"\begin{pmatrix} a & b \end{pmatrix}",
    ),
    "square brackets round a bare matrix": (
        r"[\begin{matrix} (\begin{matrix} a \end{matrix}) \end{matrix}]",
        r"\begin{bmatrix} \begin{pmatrix} a \end{pmatrix} \end{bmatrix}",
    ),
    "signs of Unicode": ("∇ f ⋅ x", r"\nabla f \cdot x"),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_looks_the_same(one: str, other: str) -> None:
    assert signs(one) == signs(other)
    assert first_difference(one, other) is None
    assert first_difference(other, one) is None


DIFFERENT = {
    "one sign for another": ("x + 1", "x - 1", ("+", "-")),
    "a sign too many": (r"2 \cdot x", "2x", (r"\cdot", "")),
    "a sign too few": ("w x", r"w \cdot x", ("", r"\cdot")),
    "nothing at all": ("", "x", ("", "x")),
    "two signs in the other order": ("x2", "2x", ("x 2", "2 x")),
    "upper and lower case": ("relu(x)", "ReLU(x)", ("r e l u", "R e L U")),
    "another bracket": (
        r"\begin{bmatrix} a \end{bmatrix}",
        r"\begin{pmatrix} a \end{pmatrix}",
        (r"\begin{bmatrix} a \end{bmatrix}", r"\begin{pmatrix} a \end{pmatrix}"),
    ),
    "a decimal": ("0.5", r"\frac12", ("0 . 5", r"\frac 1 2")),
    "a row less": (r"a \\ b", r"a \\ b \\ c", ("", r"\\ c")),
    "much": ("abcdefghijk", "ABCDEFGHIJK", ("a b c d e f", "A B C D E F")),
}


@pytest.mark.parametrize(("mine", "theirs", "signs_"), DIFFERENT.values(), ids=DIFFERENT)
def test_the_first_difference(mine: str, theirs: str, signs_: tuple[str, str]) -> None:
    assert first_difference(mine, theirs) == signs_
    assert first_difference(theirs, mine) == signs_[::-1]


PARTED = {
    "a comma between formulas": ([r"x^2, e^{x}"], ["x^2", "e^{x}"]),
    "commas within brackets": ([r"[0, 0], f(x, y)"], ["[0, 0]", "f(x, y)"]),
    "a comma within braces": ([r"x_{1,2}, y"], ["x_{1,2}", "y"]),
    "commas within an environment": (
        [r"\begin{cases} 0, & x \\ 1, & y \end{cases}, z"],
        [r"\begin{cases} 0, & x \\ 1, & y \end{cases}", "z"],
    ),
    "a line each": (["x", "y"], ["x", "y"]),
    "a space with a backslash": ([r"x,\ y"], ["x", r"\ y"]),
    "nothing between commas": (["x,, ,y."], ["x", "y."]),
    "brackets that are not closed": (["((x, y"], ["((x, y"]),
    "brackets that were not opened": (["x), y"], ["x)", "y"]),
}


@pytest.mark.parametrize(("claims", "formulas"), PARTED.values(), ids=PARTED)
def test_formulas_of_claims(claims: list[str], formulas: list[str]) -> None:
    assert formulas_in(claims) == formulas


@pytest.mark.parametrize(
    "part", ["\\", "^", "_", "{", "}", "(", r"\begin{matrix}", r"\end{matrix}"]
)
def test_anything_has_signs(part: str) -> None:
    signs(part)
    signs(part * 5_000)
    assert first_difference(part * 5_000, part * 5_001) is not None or part in "{}"
