r"""Superscripts, primes and subscripts: power, transpose, inverse, derivative, element.

`^T` and `^\top` transpose; `^{-1}` inverts a matrix and is a power of anything else; `^{(l)}` and
`^{[l]}` behind a name are an index that is kept.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.expr import (
    ONE,
    TWO,
    Apply,
    At,
    Call,
    Compare,
    Component,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from nablatex.latex.elaborate_names import (
    indices_of,
    is_slice,
    layer_name,
    marked,
    sliced,
    subscripted,
)
from nablatex.latex.elaborate_points import between, bindings
from nablatex.latex.elaborate_spaces import space
from nablatex.latex.scope import Scope, Steps, index_name, name_of
from nablatex.latex.steps import INDEX_LETTERS
from nablatex.latex.syntax import (
    Accented,
    Addition,
    Constant,
    Group,
    Letter,
    Mark,
    Negative,
    Num,
    NumberSet,
    Relation,
    Scripts,
    Syntax,
    Table,
    Term,
    Times,
    Word,
)
from nablatex.normalise import value_of
from nablatex.shape import SCALAR, dims_agree

_MOST_FACTORS = 9
_OPERATOR_NORM = (r"\text{op}", r"\operatorname{op}", r"\mathrm{op}")
_NUMBERS = (Symbol, Component, Sum, Product, Negation, Quotient, Power)


def scripts(scope: Scope, node: Scripts) -> Steps:
    """Return the meaning of a base with its scripts."""
    base, sub = node.base, node.sub
    if isinstance(base, Constant) and base.name == ops.pi.name and sub is not None:
        # With an index it is a name: the weights \pi_k of a mixture.
        base = Letter(base.start, base.end, r"\pi")
    if scope.bound.get(index_name(node)):
        return Symbol(index_name(node), SCALAR)
    value: Expr
    if scope.source(base) in ("Σ", "Π") and (sub is not None or node.sup is not None):
        raise scope.error(
            "a Greek capital with a script: the letter, or a sum or a product", base,
            hint=r"write \sum or \prod, or \Sigma or \Pi for the letter",
        )  # fmt: skip
    if isinstance(base, NumberSet):
        return (yield from _number_set(scope, node, base))
    if isinstance(base, Num) and isinstance(sub, Relation) and base.text == "1":
        value = yield sub
        return (yield from raised(scope, Call(ops.indicator, (value,)), node))
    if sub is None:
        if isinstance(base, Letter) and base.name == "I" and node.sup is not None:
            value = scope.symbol("I")
        else:
            value = yield base
    elif isinstance(base, (Letter, Accented, Word)):
        if isinstance(base, Accented) and isinstance(base.body, Num):
            return (yield from _bold_one(scope, node))
        value = yield from subscripted(scope, base, sub)
    elif isinstance(base, Group) and isinstance(sub, Mark) and base.opener in ("[", "("):
        return (yield from _positive_part(scope, node, base))
    elif isinstance(base, Group) and base.opener in ("[", "(", ".") and node.sup is not None:
        return (yield from _with_bounds(scope, node, base, sub))
    elif isinstance(base, Group) and base.opener == r"\langle" and name_of(sub) == "F":
        value = yield base
    elif isinstance(base, Group) and base.opener in (r"\|", "|", "."):
        value = yield from _behind_bar(scope, base, sub)
    elif isinstance(base, Table) and base.kind == "norm":
        raise scope.error("a norm of a table", base, hint=r"write \left\| ... \right\|_F")
    else:
        value = yield base
        value = yield from element(scope, value, sub)
    return (yield from raised(scope, value, node))


def _number_set(scope: Scope, node: Scripts, base: NumberSet) -> Steps:
    r"""Return `\mathbb{R}^{m \times n}` or an indicator `\mathbb{1}_{x > 0}`."""
    value: Expr
    if base.name != "1" or node.sub is None:
        return (yield from space(scope, node))
    inner = node.sub
    if isinstance(inner, Group) and len(inner.entries) == 1:
        inner = inner.entries[0]
    value = yield inner
    _check_condition(scope, value, inner)
    return (yield from raised(scope, Call(ops.indicator, (value,)), node))


def _check_condition(scope: Scope, value: Expr, node: Syntax) -> None:
    if not isinstance(value, Compare):
        raise scope.error("this is no condition", node, expected="a comparison such as x > 0")


def _bold_one(scope: Scope, node: Scripts) -> Steps:
    r"""Return `\mathbf{1}_{x > 0}`: an indicator; `\mathbf{1}_n`: a vector of ones."""
    value: Expr
    if isinstance(node.sub, (Relation, Group)):
        inner = node.sub.entries[0] if isinstance(node.sub, Group) else node.sub
        value = yield inner
        _check_condition(scope, value, inner)
        value = Call(ops.indicator, (value,))
    elif isinstance(node.base, Accented) and _is_size(scope, node.base, node.sub):
        assert node.sub is not None
        size: Expr = yield node.sub
        value = Call(ops.ones, (size,))
    else:
        value = yield node.base
    return (yield from raised(scope, value, node))


def _is_size(scope: Scope, base: Accented, sub: Syntax | None) -> bool:
    one = isinstance(base.body, Num) and base.body.text == "1"
    if isinstance(sub, Num):
        return one and sub.text.isdecimal() and int(sub.text) in scope.sizes
    return one and isinstance(sub, Letter) and sub.name in scope.sizes


def _positive_part(scope: Scope, node: Scripts, base: Group) -> Steps:
    """Return `[x]_+`, entry by entry, or a power of it."""
    inside: Expr = yield base.entries[0] if len(base.entries) == 1 else base
    if isinstance(inside, Compare):
        raise scope.error("a relation has no positive part", base)
    value = Call(ops.relu, (inside,))
    if value.shape and isinstance(node.sup, Num) and not node.primes:
        exponent: Expr = yield node.sup
        return function_power(scope, value, exponent, node.sup)
    return (yield from raised(scope, value, node))


def _with_bounds(scope: Scope, node: Scripts, base: Group, sub: Syntax) -> Steps:
    r"""Return `[x^2]_0^1`, the difference of two values; `(A B)_{ij}^2` is a power."""
    value: Expr = yield base.entries[0] if len(base.entries) == 1 else base
    index = isinstance(sub, Letter) and sub.name in INDEX_LETTERS
    difference = not value.shape and not index and not isinstance(value, (Symbol, Component))
    if node.sup is not None and not node.primes and (base.opener == "." or difference):
        return (yield from between(scope, value, sub, node.sup))
    value = yield from element(scope, value, sub)
    return (yield from raised(scope, value, node))


def _behind_bar(scope: Scope, base: Group, sub: Syntax) -> Steps:
    r"""Return a norm with its order, or a formula at a point."""
    body: Expr = yield base.entries[0] if len(base.entries) == 1 else base
    if base.opener == ".":
        pairs: tuple[tuple[Expr, Expr], ...] = yield from bindings(scope, sub, body)
        return At(body, pairs)
    if base.opener == "|":
        raise scope.error("a subscript behind an absolute value", sub, hint=r"write \|x\|_2")
    if isinstance(body, Compare):
        raise scope.error("a relation has no norm", base)
    if isinstance(sub, Letter) and sub.name == "F":
        return Call(ops.norm, (body, Call(ops.frobenius, ())))
    if isinstance(sub, Mark):
        if len(body.shape) != 2:
            raise scope.error("the nuclear norm is of a matrix", sub, r"1, 2, \infty, p or F")
        return Call(ops.norm, (body, Call(ops.nuclear, ())))
    if name_of(sub) in _OPERATOR_NORM or scope.source(sub).strip("{} ") == "op":
        if len(body.shape) != 2:
            raise scope.error("the operator norm is of a matrix", sub, r"1, 2, \infty, p or F")
        return Call(ops.norm, (body, TWO))
    order: Expr = yield sub
    return Call(ops.norm, (body, order))


def element(scope: Scope, value: Expr, sub: Syntax) -> Steps:
    """Return an element of a vector or matrix that is no name: `(A B)_{ij}`."""
    if is_slice(sub):
        return (yield from sliced(scope, value, sub))
    # What an abstract function of vectors returns may well be one.
    open_ = isinstance(value, Apply) and any(arg.shape for arg in value.args)
    if not value.shape and not open_:
        raise scope.error("only a name, a vector or a matrix has a subscript", sub)
    indices: tuple[Expr, ...] | None = yield from indices_of(scope, "", sub)
    if indices is None:
        raise scope.error("this is no index", sub, expected="an index such as i")
    return Component(value, indices, "sub")


def raised(scope: Scope, value: Expr, node: Scripts) -> Steps:
    """Return a value with the primes and the superscript of `node`."""
    if node.primes:
        value = _primed(scope, value, node)
    sup = node.sup
    if sup is None:
        return value
    special = _special(scope, value, sup)
    if special is not None:
        return special
    if isinstance(sup, Group) and sup.opener in "([" and isinstance(value, (Symbol, Component)):
        whole = value.base if isinstance(value, Component) and value.place == "sub" else value
        layer = layer_name(whole.name, sup) if isinstance(whole, Symbol) else ""
        if layer and scope.shapes.get(layer):
            name = Symbol(layer, scope.shapes[layer])
            return Component(name, value.indices, "sub") if isinstance(value, Component) else name
        return (yield from marked(scope, value, sup))
    if isinstance(sup, Term) and isinstance(sup.items[0], Times):
        return _entrywise(scope, value, sup)
    if _is_layer(scope, sup):
        raise scope.error(
            "a power, or the number of a layer", sup, hint="write a^{(l)} for a layer"
        )
    of_e = isinstance(value, Call) and value.op is ops.e
    if of_e and _is_mark(sup):
        raise scope.error(
            "an index, or an exponent of Euler's number", sup,
            hint=r"write \exp(1) for the power, another letter for a name with an index",
        )  # fmt: skip
    scope.exponents += of_e
    exponent: Expr = yield sup
    scope.exponents -= of_e
    return power(scope, value, exponent, sup)


def _is_mark(sup: Syntax) -> bool:
    if not isinstance(sup, Group) or sup.opener not in "([":
        return False
    return isinstance(sup.entries[0], (Num, Letter))


def _is_layer(scope: Scope, sup: Syntax) -> bool:
    r"""Tell whether `l` or `L` stands above names as the number of a layer does."""
    head = sup.terms[0] if isinstance(sup, Addition) else sup
    return isinstance(head, Letter) and head.name in "lL" and scope.counts_layers(head.name)


def _primed(scope: Scope, value: Expr, node: Scripts) -> Expr:
    """Return the derivative `y'` of a name, or of what stands in brackets: `(f g)'`."""
    constant = isinstance(value, (Number, Compare)) or (isinstance(value, Call) and not value.args)
    if constant:
        raise scope.error("a prime stands behind a name or a bracket", node, "y' or f'(x)")
    return Derivative(value, (), "prime", node.primes)


def _special(scope: Scope, value: Expr, sup: Syntax) -> Expr | None:
    """Return what a superscript that is no exponent makes of a value."""
    negative = isinstance(sup, Negative)
    mark = sup.body if isinstance(sup, Negative) else sup
    if isinstance(mark, Mark):
        if mark.name in ("+", r"\dagger") and not value.shape:
            raise scope.error(
                f"the superscript {mark.name} of a number has several meanings", sup,
                hint=r"write \max(0, x) for the positive part, or declare a matrix",
            )  # fmt: skip
        if mark.name == "*":
            raise scope.error(
                "the superscript * has several meanings", sup,
                hint=r"write \hat{x} or x_{opt} for a name, \bar{z} for a conjugate",
            )  # fmt: skip
        if mark.name == r"\top":
            if value is ONE and not negative:
                # 1^\top x: people write the vector of ones without its bold face.
                value = Call(ops.ones, ())
            _check_transposed(scope, value, sup)
            value = Call(ops.inverse, (value,)) if negative else value
            return Call(ops.transpose, (value,))
        if mark.name in ("+", r"\dagger") and not negative:
            return Call(ops.pinv, (value,))
        raise scope.error(f"the superscript {mark.name} has no reading", sup)
    if isinstance(mark, Letter) and mark.name == "T" and scope.declared("T") is None:
        number = isinstance(value, Number) or (isinstance(value, Call) and value.op is ops.e)
        if isinstance(value, Sum):
            number = number or any(isinstance(term, Number) for term in value.terms)
        if not value.shape and scope.stands_alone("T"):
            if isinstance(value, (Symbol, Component)):
                raise scope.error(
                    "T is a number elsewhere: a power, or a transposition", sup,
                    hint=r"write ^\top to transpose, or declare T",
                )  # fmt: skip
            return None
        if not number:
            _check_transposed(scope, value, sup)
            value = Call(ops.inverse, (value,)) if negative else value
            return Call(ops.transpose, (value,))
    return None


def _check_transposed(scope: Scope, value: Expr, sup: Syntax) -> None:
    """Refuse to transpose what is read as a number because nothing says what it is."""
    if not value.shape and isinstance(value, _NUMBERS):
        raise scope.error(
            "what is transposed is read as a number", sup,
            hint=r"declare its names: A \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n",
        )  # fmt: skip


def _entrywise(scope: Scope, value: Expr, sup: Term) -> Expr:
    r"""Return `x^{\odot 3}`: the entries to a whole power."""
    count = sup.items[1] if len(sup.items) == 2 else None
    sign = sup.items[0]
    small = isinstance(count, Num) and count.text.isdecimal() and len(count.text) == 1
    if not small or not isinstance(sign, Times) or sign.sign not in ("odot", "circ"):
        raise scope.error("this is no exponent", sup, expected=r"\odot 2")
    assert isinstance(count, Num)
    return Call(ops.hadamard, (value,) * int(count.text)) if int(count.text) > 1 else value


def power(scope: Scope, value: Expr, exponent: Expr, at: Syntax) -> Expr:
    """Return a power; of a matrix by -1, the inverse."""
    if isinstance(exponent, Compare):
        raise scope.error("a relation is no exponent", at, hint="write [x > 0] for 0 or 1")
    if isinstance(value, Compare):
        raise scope.error("a relation has no power", at, hint="write [x > 0] for 0 or 1")
    rank = len(value.shape)
    if isinstance(value, Call) and value.op is ops.e and exponent.shape:
        return _exponential(scope, exponent, at)
    if rank == 1:
        raise scope.error(
            "a vector has no power", at, hint=r"write x^{\odot 2} entry by entry, or x^\top x"
        )
    if rank == 2:
        if value_of(exponent) == -1:
            return Call(ops.inverse, (value,))
        if not dims_agree(value.shape[0], value.shape[1]):
            raise scope.error("only a square matrix has a power", at)
    return Power(value, exponent)


def _exponential(scope: Scope, exponent: Expr, at: Syntax) -> Expr:
    """Return `e^x` of a vector, entry by entry; of a square matrix it has two meanings."""
    if len(exponent.shape) == 2 and dims_agree(*exponent.shape):
        raise scope.error(
            "e to the power of a square matrix is the exponential of the matrix, which is not "
            "known here, or of its entries", at, hint=r"write \exp(X) for that of the entries",
        )  # fmt: skip
    return Call(ops.exp, (exponent,))


def function_power(scope: Scope, value: Expr, exponent: Expr, at: Syntax) -> Expr:
    r"""Return `\tanh^2(...)`: of a vector, entry by entry."""
    count = value_of(exponent)
    if len(value.shape) == 1 and isinstance(count, int) and TWO.value <= count <= _MOST_FACTORS:
        return Call(ops.hadamard, (value,) * count)
    return power(scope, value, exponent, at)


def is_name(node: Syntax) -> bool:
    """Tell whether a piece is a name without scripts."""
    return bool(name_of(node))
