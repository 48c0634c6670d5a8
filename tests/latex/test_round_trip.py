"""Reading back what was written gives the same expression, over the whole language."""

from hypothesis import given
from hypothesis import strategies as st

from nablatex import ops
from nablatex.expr import (
    Apply,
    Call,
    Cases,
    Compare,
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

NAMES: list[Expr] = [Symbol(name, ()) for name in ("x", "y", "a", "b", r"\theta", r"\hat{y}")]
NUMBERS: list[Expr] = [Number(value, 0) for value in (0, 1, 2, 10)]
LEAVES: st.SearchStrategy[Expr] = st.sampled_from(
    [
        *NAMES,
        *NUMBERS,
        Component(Symbol("x", ()), (Number(0, 0),), "sub"),
        Component(Symbol("w", ()), (Symbol("i", ()), Symbol("j", ())), "sub"),
        Derivative(Symbol("y", ()), (Symbol("x", ()),), "partial", 1),
        Derivative(Symbol("y", ()), (Symbol("x", ()),), "total", 1),
    ]
)
FUNCTIONS = [ops.sin, ops.cos, ops.exp, ops.ln, ops.relu, ops.sigmoid, ops.tanh, ops.sqrt, ops.abs_]


def grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Return expressions one storey higher."""
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    flat = several.map(lambda parts: tuple(p for p in parts if not isinstance(p, Product)))
    index = Symbol("i", ())
    return st.one_of(
        several.map(lambda parts: tuple(p for p in parts if not isinstance(p, Sum)))
        .filter(lambda parts: len(parts) > 1)
        .map(Sum),
        flat.filter(lambda parts: len(parts) > 1).map(Product),
        inner.filter(lambda e: not isinstance(e, (Sum, Negation))).map(Negation),
        st.builds(lambda a, b: Quotient(a, b), inner, inner),
        st.builds(lambda a, b: Power(a, b), inner, inner),
        st.builds(lambda op, arg: Call(op, (arg,)), st.sampled_from(FUNCTIONS), inner),
        st.builds(lambda arg: Apply("f", (arg,), (), ()), inner),
        st.builds(lambda arg: Apply("g", (arg,), ((0, ()),), ()), inner),
        st.builds(lambda b: Reduction("sum", b, index, Number(1, 0), Symbol("n", ()), None), inner),
        st.builds(
            lambda a, b, c: Cases(
                ((a, Compare(("<=",), (c, Number(0, 0)))), (b, Compare((">",), (c, Number(0, 0)))))
            ),
            inner, inner, inner,
        ),
    )  # fmt: skip


EXPRESSIONS = st.recursive(LEAVES, grow, max_leaves=8)


def listed(parts: list[Expr]) -> Expr:
    """Return a vector that is written out."""
    return Stack(tuple(parts), (len(parts),), "list")


ARRAYS = st.lists(EXPRESSIONS, min_size=2, max_size=3).map(listed)


@given(st.one_of(EXPRESSIONS, ARRAYS))
def test_reads_back_what_it_writes(expr: Expr) -> None:
    latex = write(expr)
    assert read(latex) is expr, latex
