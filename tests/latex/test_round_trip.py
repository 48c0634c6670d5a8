"""Reading back what was written gives the same expression, over the whole language."""

from hypothesis import given

from nablatex.expr import Expr
from nablatex.latex import read, write
from tests.latex.strategies import EXPRESSIONS, SHAPES


@given(EXPRESSIONS)
def test_reads_back_what_it_writes(expr: Expr) -> None:
    latex = write(expr)
    assert read(latex, SHAPES) is expr, latex
