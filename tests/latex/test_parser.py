"""The syntax tree keeps what paper leaves open, and the places in the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablatex import ReadError
from nablatex.latex.parser import parse
from nablatex.latex.syntax import Accented, Group, Letter, Scripts, Syntax, Term
from nablatex.latex.usage import numbers, parts


def shown(node: Syntax) -> str:
    """Return a tree as kinds in brackets, letters as they are."""
    if isinstance(node, Letter):
        return node.name
    inner = " ".join(shown(part) for part in parts(node))
    return f"{type(node).__name__}({inner})" if inner else type(node).__name__


TREES = [
    ("ab", "Term(a b)"),
    ("f(x)", "Term(f Group(x))"),
    ("x(x)", "Term(x Group(x))"),
    ("A^T", "Scripts(A T)"),
    ("dy/dx", "Term(d y Times d x)"),
    (r"\sin x y", "Term(Function x y)"),
    ("a + b - c", "Addition(a b Negative(c))"),
    ("a b + c", "Addition(Term(a b) c)"),
    ("a = b + c = d", "Relation(a Addition(b c) d)"),
    (r"a > b \land c > d", "Logic(Relation(a b) Relation(c d))"),
    ("-x^2", "Negative(Scripts(x Num))"),
    ("n!^2", "Scripts(Factorial(n) Num)"),
    ("|a||b|", "Term(Group(a) Group(b))"),
    ("||a|b|", "Group(Term(Group(a) b))"),
    (r"f|_{x=1}", "Term(f Bar(Relation(x Num)))"),
    (r"\int x dx y", "Term(Integral(x x) y)"),
    (r"\int_a^b x + y \, dx", "Integral(a b Addition(x y) x)"),
    ("a, b", "System(a b)"),
    ("{a}", "Group(a)"),
    ("x^{a}", "Scripts(x a)"),
]


@pytest.mark.parametrize(("latex", "tree"), TREES, ids=[row[0] for row in TREES])
def test_trees(latex: str, tree: str) -> None:
    assert shown(parse(latex).tree) == tree


SOURCES = st.lists(
    st.sampled_from(["x", "y_1", "2", "+", "-", "=", r"\cdot", "(a)", r"\frac{x}{2}", "z^2", "'"]),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(SOURCES)
def test_a_piece_lies_in_the_piece_that_holds_it(latex: str) -> None:
    try:
        tree = parse(latex).tree
    except ReadError:
        return
    stack = [tree]
    while stack:
        node = stack.pop()
        assert 0 <= node.start <= node.end <= len(latex)
        for part in parts(node):
            assert node.start <= part.start <= part.end <= node.end
            stack.append(part)


def test_spans_point_into_the_source() -> None:
    tree = parse(r"  \hat{y}_1 (z)").tree
    assert isinstance(tree, Term)
    marked, bracket = tree.items
    assert isinstance(marked, Scripts)
    assert isinstance(marked.base, Accented)
    assert isinstance(bracket, Group)
    assert [(node.start, node.end) for node in (marked.base, marked, bracket)] == [
        (2, 9), (2, 11), (12, 15),
    ]  # fmt: skip


def test_letters_used_as_numbers() -> None:
    latex = r"y = f(x) + \frac{df}{dx} h(1 - h) + a_{1}(1 - a_1^2) + \nabla g"
    found = numbers(parse(latex).tree, latex)
    assert set(found) == {"h", "x", "d", "a_1^2", "a_1"}
    assert found["h"] == [latex.index("h)")]
    assert found["a_1"] == [latex.index("a_1^2")]
