r"""Expressions to LaTeX: what a good lecturer would write.

One pass over the distinct parts, leaves first, so depth costs no recursion. Each part becomes text
with a binding strength; a bracket is written where the strength asks for one and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import assert_never

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
from nablatex.latex.notation import Notation
from nablatex.latex.print_calls import POWERED, write_call
from nablatex.latex.print_parts import (
    ATOM,
    POWER,
    PRODUCT,
    RELATION,
    SUM,
    Made,
    Text,
    bracket,
    fenced,
    in_brackets,
)
from nablatex.traverse import postorder

_RELATIONS = {
    "=": "=", "!=": r"\neq", "<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "in": r"\in",
    "approx": r"\approx", "equiv": r"\equiv", ":=": ":=", "to": r"\to", "implies": r"\implies",
    "succ": r"\succ", "succeq": r"\succeq",
}  # fmt: skip
_ROW = r" \\ "
# Letters that nobody takes for a function: a sum in brackets behind one of them is a factor.
_NO_FUNCTION = re.compile(
    r"(?![dfghFGH])[a-zA-Z]|\\(?:alpha|beta|gamma|epsilon|varepsilon|zeta|eta|theta|lambda|mu|nu|xi"
    r"|rho|tau|omega)"
)
_BIG = {
    "sum": r"\sum", "prod": r"\prod", "max": r"\max", "min": r"\min", "limit": r"\lim",
    "integral": r"\int",
}  # fmt: skip


_PLAIN = Notation()


def write(expr: Expr, notation: Notation = _PLAIN) -> str:
    r"""Return `expr` as LaTeX; reading it back gives the same expression.

    Args:
        expr: what is written.
        notation: the spellings of its author, as far as they are known.
    """
    parts = list(postorder(expr))
    texts: dict[Expr, Text] = {}
    made = Made(texts, notation, frozenset(_applied(parts)))
    for node in parts:
        texts[node] = _write(node, made)
    return texts[expr].latex


def _applied(parts: Iterable[Expr]) -> Iterator[str]:
    for node in parts:
        if isinstance(node, Apply):
            yield node.function
        elif isinstance(node, Derivative) and node.style == "prime":
            yield _letter(node.of)


def _letter(name: Expr) -> str:
    """Return the letter that carries the marks of a name: `y` of `y_{out}` and of `y_0`."""
    if isinstance(name, Component):
        name = name.base
    return name.name.partition("_")[0] if isinstance(name, Symbol) else ""


def _write(node: Expr, made: Made) -> Text:
    match node:
        case Number():
            return Text(_number(node), ATOM)
        case Symbol(name):
            return Text(name, POWER if name.endswith((")}", "]}")) else ATOM)
        case Sum(terms):
            return Text(_sum(terms, made), SUM)
        case Product(factors):
            return Text(_product(factors, made), PRODUCT)
        case Negation(body):
            return Text("-" + bracket(made(body), PRODUCT), SUM)
        case Quotient(numerator, denominator):
            return Text(rf"\frac{{{made(numerator).latex}}}{{{made(denominator).latex}}}", POWER)
        case Power(base, exponent):
            return _power(base, exponent, made)
        case Call():
            return write_call(node, made)
        case Reduction():
            return _reduction(node, made)
        case Component(base, indices, place):
            return _component(base, indices, place, made)
        case Delta(left, right):
            return Text(rf"\delta_{{{_indices((left, right), made)}}}", ATOM)
        case Stack():
            return _stack(node, made)
        case Cases(branches):
            rows = [f"{made(value).latex} & {made(when).latex}" for value, when in branches]
            return Text(rf"\begin{{cases}} {_ROW.join(rows)} \end{{cases}}", POWER)
        case Compare(relations, terms):
            return Text(_compare(relations, terms, made), RELATION)
        case Apply():
            return _apply(node, made)
        case Derivative():
            return _derivative(node, made)
        case At(body, bindings):
            return _at(made(body).latex, bindings, made)
        case _:
            assert_never(node)


def _number(node: Number) -> str:
    if not node.places:
        return str(node.value)
    scaled = int(node.value * 10**node.places)
    digits = str(scaled).rjust(node.places + 1, "0")
    return f"{digits[: -node.places]}.{digits[-node.places :]}"


def _sum(terms: tuple[Expr, ...], made: Made) -> str:
    text = ""
    for place, term in enumerate(terms):
        if isinstance(term, Negation):
            text += f" - {bracket(made(term.body), PRODUCT)}" if place else made(term).latex
        else:
            shown = bracket(made(term), PRODUCT)
            text += f" + {shown}" if place else shown
    return text


def _product(factors: tuple[Expr, ...], made: Made) -> str:
    texts = [_factor(f, made, last=k == len(factors) - 1) for k, f in enumerate(factors)]
    text = texts[0]
    for place in range(1, len(texts)):
        text += _sign(factors[place - 1], factors[place], texts[place], made) + texts[place]
    return text


def _factor(factor: Expr, made: Made, *, last: bool) -> str:
    text = made(factor)
    greedy = isinstance(factor, Reduction) or _is_greedy(factor)
    if (greedy and not last) or isinstance(factor, Product):
        return in_brackets(text.latex)
    if isinstance(factor, Reduction):
        return text.latex
    if last and isinstance(factor, Call) and factor.op is ops.matmul:
        # Scalars in front of a matrix product belong to all of it.
        return bracket(text, PRODUCT)
    return bracket(text, POWER if isinstance(factor, Compare) else PRODUCT + 1)


def _is_greedy(factor: Expr) -> bool:
    """Tell whether a factor would swallow what follows it: a function without brackets."""
    return isinstance(factor, Derivative) and not isinstance(factor.of, (Symbol, Component))


def _sign(left: Expr, right: Expr, text: str, made: Made) -> str:
    if text.startswith(("[", r"\left[")):
        return r" \cdot "
    if isinstance(left, Derivative) and isinstance(right, Derivative) and text.startswith(r"\frac"):
        return made.notation.between
    gradients = isinstance(left, Derivative) and text.startswith(r"\nabla")
    mixed = isinstance(left, Number) and isinstance(right, Quotient)
    if text[:1].isdigit() or isinstance(right, Number) or gradients or mixed:
        return r" \cdot "
    if isinstance(left, Number) or not (left.children or right.children):
        return "" if len(text) == 1 and isinstance(left, Number) else " "
    if text.startswith((r"\left(", "(")) and _could_apply(left, right, made):
        return r" \cdot "
    return " "


def _could_apply(left: Expr, right: Expr, made: Made) -> bool:
    """Tell whether a bracket behind this factor would read as its argument."""
    if isinstance(left, Power):
        left = left.base
    if isinstance(left, Derivative):
        return left.style == "prime"
    if isinstance(left, Delta):
        return True
    if not isinstance(left, (Symbol, Component)):
        return False
    inside = right.base if isinstance(right, Power) else right
    letter = _letter(left)
    factor = _NO_FUNCTION.fullmatch(letter) and letter not in made.applied
    return not (factor and isinstance(inside, (Sum, Negation, Product)))


def _power(base: Expr, exponent: Expr, made: Made) -> Text:
    exponent_text = made(exponent).latex
    above = f"{{{exponent_text}}}" if len(exponent_text) > 1 else exponent_text
    if above == "T" or (isinstance(exponent, Call) and exponent.op is ops.indicator):
        # Alone in its braces it would be the sign of a transpose, or a mark as in a^{[l]}.
        above = f"{{{{{exponent_text}}}}}"
    if isinstance(base, Call) and base.op.partials and len(base.args) == 1 and _is_named(base):
        whole = isinstance(exponent, Number) and not exponent.places
        if whole:
            name = base.op.latex
            return Text(f"{name}^{above}{in_brackets(made(base.args[0]).latex)}", ATOM)
    return Text(f"{bracket(made(base), POWER + 1)}^{above}", POWER)


def _is_named(base: Call) -> bool:
    return base.op.latex in POWERED


def _is_bound_below(node: Reduction) -> bool:
    r"""Tell whether the sum inside says this index too: `\sum_{i<j}` binds both."""
    inner = node.body
    return (
        isinstance(inner, Reduction)
        and inner.kind == node.kind
        and isinstance(inner.condition, Compare)
        and inner.condition.relations in (("<",), ("<=",))
        and inner.condition.terms == (inner.index, node.index)
        and node.lower is node.upper is node.condition is None
    )


def _reduction(node: Reduction, made: Made) -> Text:
    if _is_bound_below(node):
        return made(node.body)
    name, index = _BIG[node.kind], made(node.index).latex
    body = bracket(made(node.body), PRODUCT)
    lower = None if node.lower is None else made(node.lower).latex
    upper = "" if node.upper is None else f"^{{{made(node.upper).latex}}}"
    if node.kind == "integral":
        below = "" if lower is None else f"_{{{lower}}}"
        return Text(rf"{name}{below}{upper} {body} \, d{index}", PRODUCT)
    if node.condition is not None:
        start = "" if lower is None else f"{index}={lower}, "
        return Text(rf"{name}_{{{start}{made(node.condition).latex}}}{upper} {body}", PRODUCT)
    if node.kind in ("max", "min") and lower is not None and node.upper is not None:
        ends = rf"{lower} \leq {index} \leq {made(node.upper).latex}"
        return Text(rf"{name}_{{{ends}}} {body}", PRODUCT)
    joiner = r" \to " if node.kind == "limit" else "="
    below = index if lower is None else f"{index}{joiner}{lower}"
    return Text(rf"{name}_{{{below}}}{upper} {body}", PRODUCT)


_LAYER = re.compile(r"(?<=[A-Za-z}])\^\{[(\[].*[)\]]\}$")


def _component(base: Expr, indices: tuple[Expr, ...], place: str, made: Made) -> Text:
    # W^{(l)}_{ij} is an element of a layer's matrix, X^\top_i the transpose of a row.
    shown = bracket(made(base), POWER if isinstance(base, Component) else ATOM)
    layer = _LAYER.search(base.name) if isinstance(base, Symbol) and place == "sub" else None
    if layer is not None and isinstance(base, Symbol) and "_" not in base.name:
        # a_i^{[l]} is an element of the layer's vector a^{[l]}.
        below = _indices(indices, made)
        below = below if len(below) == 1 else f"{{{below}}}"
        return Text(f"{base.name[: layer.start()]}_{below}{layer.group()}", POWER)
    if place == "sub":
        if isinstance(base, Symbol) and base.shape and "_" in base.name:
            shown = in_brackets(shown)
        below = _indices(indices, made)
        return Text(f"{shown}_{below}" if len(below) == 1 else f"{shown}_{{{below}}}", ATOM)
    inside = ", ".join(made(index).latex for index in indices)
    mark = f"({inside})" if place == "paren" else f"[{inside}]"
    return Text(f"{shown}^{{{mark}}}", POWER)


def _indices(indices: tuple[Expr, ...], made: Made) -> str:
    """Return indices side by side where each is one character, else with commas.

    A letter behind a digit would be a product: `w_{2,k}`.
    """
    texts = [made(index).latex for index in indices]
    close = all(len(text) == 1 for text in texts) and not any(
        left.isdigit() and not right.isdigit() for left, right in pairwise(texts)
    )
    return ("" if close else ",").join(texts)


def _stack(node: Stack, made: Made) -> Text:
    texts = [made(entry).latex for entry in node.entries]
    if node.kind == "list":
        return Text(fenced("[", ", ".join(texts), "]"), ATOM)
    if node.kind == "set":
        return Text(rf"\{{{', '.join(texts)}\}}", ATOM)
    width = 1 if node.kind == "column" else int(node.dims[-1])
    rows = [" & ".join(texts[k : k + width]) for k in range(0, len(texts), width)]
    kind = made.notation.matrix
    return Text(rf"\begin{{{kind}}} {_ROW.join(rows)} \end{{{kind}}}", ATOM)


def _compare(relations: tuple[str, ...], terms: tuple[Expr, ...], made: Made) -> str:
    text = bracket(made(terms[0]), SUM)
    for relation, term in zip(relations, terms[1:], strict=True):
        text += f" {_RELATIONS[relation]} {bracket(made(term), SUM)}"
    return text


def _apply(node: Apply, made: Made) -> Text:
    args = in_brackets(", ".join(made(arg).latex for arg in node.args))
    if len(node.args) == 1 and all(mark == (0, ()) for mark in node.orders):
        return Text(node.function + "'" * len(node.orders) + args, ATOM)
    marks = "".join(rf"\partial_{_slot(slot, place)} " for slot, place in node.orders)
    return Text(marks + node.function + args, PRODUCT if marks else ATOM)


def _at(body: str, bindings: tuple[tuple[Expr, Expr], ...], made: Made) -> Text:
    where = ", ".join(f"{made(name).latex} = {made(value).latex}" for name, value in bindings)
    # The braces, which nobody sees, say where the bar's scope begins.
    scope = body if len(body) == 1 else f"{{{body}}}"
    return Text(rf"\left.{scope}\right|_{{{where}}}", PRODUCT + 1)


def _slot(slot: int, place: tuple[int, ...]) -> str:
    """Return which argument is meant, counted from 1, and which of its elements, from 0."""
    shown = ",".join(map(str, (slot + 1, *place)))
    return shown if len(shown) == 1 else f"{{{shown}}}"


def _derivative(node: Derivative, made: Made) -> Text:
    of = made(node.of)
    if node.style == "prime":
        return Text(bracket(of, POWER) + "'" * node.order, ATOM)
    if node.style in ("partial", "total"):
        return _fraction(node, of, made)
    below = f"_{{{made(node.wrt[0]).latex}}}" if node.wrt else ""
    sign = {"divergence": r"\cdot ", "curl": r"\times "}.get(node.style, "")
    power = f"^{node.order}" if node.order > 1 else ""
    again = isinstance(node.of, Derivative) and node.of.style == node.style == "nabla"
    body = of.latex if again else bracket(of, POWER)
    return Text(rf"\nabla{below}{power} {sign}{body}", PRODUCT + 1)


def _fraction(node: Derivative, of: Text, made: Made) -> Text:
    sign = r"\partial" if node.style == "partial" else made.notation.differential
    order = f"^{node.order}" if node.order > 1 else ""
    below: list[str] = []
    for by in dict.fromkeys(node.wrt):
        times = node.wrt.count(by)
        shown = made(by).latex + (f"^{times}" if times > 1 else "")
        below.append(_behind(sign, shown))
    vec = isinstance(node.of, Call) and node.of.op is ops.vec
    plain = vec or isinstance(node.of, (Symbol, Component))
    top = _behind(sign + order, of.latex) if plain else sign + order
    fraction = rf"\frac{{{top}}}{{{' '.join(below)}}}"
    if plain:
        return Text(fraction, POWER)
    return Text(f"{fraction} {in_brackets(of.latex)}", PRODUCT)


def _behind(sign: str, name: str) -> str:
    """Return a sign of differentiation and what it stands before: `dy`, `\\partial y`."""
    return f"{sign} {name}" if sign.startswith(r"\partial") else sign + name
