"""Expressions over the whole language, in the form that reading gives them."""

from hypothesis import strategies as st

from nablatex import ops
from nablatex.expr import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Component,
    Delta,
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
from nablatex.latex import read

Exprs = st.SearchStrategy[Expr]

X, Y, INDEX, N = (Symbol(name, ()) for name in "xyin")
ZERO, ONE, TWO = (Number(value, 0) for value in (0, 1, 2))

LEAVES: Exprs = st.sampled_from(
    [
        *(read(name) for name in ("x", "y", "a", "T", r"\theta", r"\hat{y}", r"y_{\text{out}}")),
        *(read(name) for name in ("0", "1", "2", "10", "0.50", r"\pi", "e", "x_0", "x_{10}")),
        *(read(name) for name in ("w_{ij}", "w_{i,j}", "w_{i+1,j}", "W^{(l)}", "a^{[l]}")),
        *(read(name) for name in (r"\frac{dy}{dx}", r"\frac{\partial y}{\partial x_0}", "y''")),
        *(read(name) for name in (r"\nabla^2 f", r"\nabla_u l", r"f(x)", r"\partial_1 g(x, y)")),
        *(read(name) for name in (r"\frac{\partial^3 f}{\partial x^2 \partial y}", r"\delta_{ij}")),
        Delta(INDEX, ONE),
    ]
)
VECTORS: Exprs = st.sampled_from(
    [read(name) for name in (r"\vec{u}", r"\vec{v}", r"\mathbf{w}", r"\nabla f")]
)
MATRICES: Exprs = st.sampled_from(
    [Symbol(name, ("n", "n")) for name in (r"\mathbf{A}", r"\mathbf{B}")]
)
SHAPES = {r"\mathbf{A}": "n,n", r"\mathbf{B}": "n,n"}
"""What a text that these strategies write must be read with."""
SCALAR_OPS = [
    op
    for op in ops.OPS.values()
    if op.partials is not None and op.arity == (1, 1) and op is not ops.step
]


def _joined(parts: list[Expr], kind: type[Sum] | type[Product]) -> Expr:
    """Return a sum or product of parts; a part of the same kind needs a bracket to say so."""
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _grow(inner: Exprs) -> Exprs:
    """Return scalars one storey higher."""
    several = st.lists(inner, min_size=2, max_size=3)
    below = st.sampled_from([None, ZERO, ONE])
    above = st.sampled_from([None, N, Sum((N, Negation(ONE)))])
    return st.one_of(
        several.map(lambda parts: _joined(parts, Sum)),
        several.map(lambda parts: _joined(parts, Product)),
        inner.map(Negation),
        st.builds(lambda a, b: Quotient(a, b), inner, inner),
        st.builds(lambda a, b: Power(a, b), inner, inner),
        st.builds(lambda op, arg: Call(op, (arg,)), st.sampled_from(SCALAR_OPS), inner),
        st.builds(
            lambda op, a, b: Call(op, (a, b)),
            st.sampled_from([ops.max_, ops.min_, ops.binom, ops.log_base, ops.root]),
            inner,
            inner,
        ),
        st.builds(lambda arg: Apply("f", (arg,), (), ()), inner),
        st.builds(lambda arg: Apply("g", (arg,), ((0, ()),), ()), inner),
        st.builds(
            lambda kind, body, low, high, when: Reduction(kind, body, INDEX, low, high, when),
            st.sampled_from(["sum", "prod"]),
            inner,
            below,
            above,
            st.sampled_from([None, Compare(("!=",), (INDEX, TWO))]),
        ),
        st.builds(lambda body: Reduction("limit", body, X, ZERO, None, None), inner),
        st.builds(lambda body: Reduction("integral", body, X, ZERO, ONE, None), inner),
        st.builds(lambda body: Derivative(body, (X,), "total", 1), inner),
        st.builds(lambda a, b: Product((X, Sum((a, b)))), inner, inner),
        st.builds(
            lambda a, b: Product((a, Reduction("sum", b, INDEX, ONE, N, None))), inner, inner
        ),
        st.builds(lambda body: Derivative(body, (X, X, Y), "partial", 3), inner),
        st.builds(lambda body, value: At(body, ((X, value), (Y, TWO))), inner, inner),
        st.builds(
            lambda a, b, c: Cases(
                ((a, Compare(("<", "<="), (ZERO, c, ONE))), (b, Call(ops.otherwise, ())))
            ),
            inner,
            inner,
            inner,
        ),
        st.builds(lambda a, b: Call(ops.indicator, (Compare((">",), (a, b)),)), inner, inner),
        several.map(lambda parts: Component(_listed(parts), (INDEX,), "sub")),
    )


def _listed(parts: list[Expr]) -> Expr:
    return Stack(tuple(parts), (len(parts),), "list")


SCALARS: Exprs = st.recursive(LEAVES, _grow, max_leaves=7)


def _chain(op: ops.Op, left: Expr, right: Expr) -> Expr:
    """Return a product read from left to right, which takes the product before it in."""
    before = left.args if isinstance(left, Call) and left.op is op else (left,)
    return Call(op, (*before, right))


def _grow_vectors(inner: Exprs) -> Exprs:
    return st.one_of(
        st.builds(lambda a, b: Sum((a, Negation(b))), inner, inner),
        st.builds(lambda a, b: Product((a, b)), SCALARS, inner),
        st.builds(lambda a, b: _chain(ops.hadamard, a, b), inner, inner),
        st.builds(lambda a, b: _chain(ops.matmul, a, b), MATRICES, inner),
        inner.map(Negation),
    )


def _grow_matrices(inner: Exprs) -> Exprs:
    return st.one_of(
        inner.map(lambda a: Call(ops.transpose, (a,))),
        inner.map(lambda a: Call(ops.inverse, (a,))),
        inner.map(lambda a: Power(a, TWO)),
        st.builds(lambda a, b: _chain(ops.matmul, a, b), inner, inner),
        st.builds(lambda a, b: Sum((a, b)), inner, inner),
    )


ARRAYS: Exprs = st.one_of(
    st.recursive(MATRICES, _grow_matrices, max_leaves=4),
    st.recursive(VECTORS, _grow_vectors, max_leaves=4),
    st.lists(SCALARS, min_size=2, max_size=3).map(_listed),
    st.lists(SCALARS, min_size=2, max_size=3).map(
        lambda parts: Stack(tuple(parts), (len(parts),), "column")
    ),
    st.lists(SCALARS, min_size=4, max_size=4).map(
        lambda parts: Stack(tuple(parts), (2, 2), "matrix")
    ),
    st.builds(lambda a, b: Call(ops.dot, (a, b)), VECTORS, VECTORS),
    VECTORS.map(lambda a: Call(ops.norm, (a, TWO))),
)
STATEMENTS: Exprs = st.builds(
    lambda relation, a, b: Compare((relation,), (a, b)),
    st.sampled_from(["=", "!=", "<", ">=", "approx", ":="]),
    SCALARS,
    SCALARS,
)
EXPRESSIONS: Exprs = st.one_of(SCALARS, ARRAYS, STATEMENTS)
