r"""Operations to LaTeX: `\sin(x)`, `A^\top`, `\|x\|_2`, `u \cdot v`, `\operatorname{ReLU}(h)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby

from nablatex import ops
from nablatex.expr import Call, Expr, Number, Op
from nablatex.latex.print_parts import (
    ATOM,
    POWER,
    PRODUCT,
    RELATION,
    Made,
    Text,
    bracket,
    fenced,
    in_brackets,
)

_INFIX = {
    ops.dot: r" \cdot ", ops.matmul: " ", ops.hadamard: r" \odot ", ops.kron: r" \otimes ",
    ops.outer: r" \otimes ", ops.cross: r" \times ", ops.hadamard_divide: r" \oslash ",
}  # fmt: skip
# Functions whose powers are written behind their name.
POWERED = (r"\sin", r"\cos", r"\tan", r"\sinh", r"\cosh", r"\tanh")
_BEHIND = {ops.inverse: "^{-1}", ops.pinv: "^{+}"}
_FENCED = {
    ops.abs_: ("|", "|"),
    ops.floor: (r"\lfloor ", r" \rfloor"),
    ops.ceil: (r"\lceil ", r" \rceil"),
    ops.indicator: ("[", "]"),
}


def write_call(node: Call, made: Made) -> Text:
    """Return an operation with its arguments as LaTeX."""
    op, args = node.op, node.args
    if op is ops.hadamard:
        return _hadamard(args, made)
    if op in _INFIX:
        sign = r" \cdot " if op is ops.matmul and _both_derivatives(args, made) else _INFIX[op]
        if op is ops.matmul and sign == " ":
            return Text(_matmul(args, made), PRODUCT)
        return Text(sign.join(bracket(made(arg), PRODUCT + 1) for arg in args), PRODUCT)
    if op in _BEHIND:
        return Text(bracket(made(args[0]), POWER + 1) + _BEHIND[op], POWER)
    if op is ops.transpose and isinstance(args[0], Call) and args[0].op is ops.inverse:
        inside = bracket(made(args[0].args[0]), POWER + 1)
        return Text(f"{inside}^{{-{made.notation.transpose}}}", POWER)
    if op is ops.transpose:
        return Text(f"{bracket(made(args[0]), POWER + 1)}^{made.notation.transpose}", POWER)
    if op in _FENCED and not (op is ops.abs_ and args[0].shape):
        # Bars around a vector are its length.
        opening, closing = _FENCED[op]
        return Text(fenced(opening, made(args[0]).latex, closing), ATOM)
    special = _SPECIAL.get(op)
    if special is not None:
        return special(args, made)
    name = made.notation.spellings.get(op.name, op.latex)
    if not args:
        return Text(name, ATOM)
    # A power of \max(a, b) needs a bracket to say what is raised.
    strength = POWER if op in (ops.max_, ops.min_) else ATOM
    return Text(name + _arguments(args, made), strength)


def _matmul(args: tuple[Expr, ...], made: Made) -> str:
    r"""Return a matrix product; a thin space ends what a differential stands before."""
    texts = [bracket(made(arg), PRODUCT + 1) for arg in args]
    for place, text in enumerate(texts[:-1]):
        if text.startswith(r"\mathrm{d}"):
            texts[place] = text + r"\,"
    return " ".join(texts)


def _hadamard(args: tuple[Expr, ...], made: Made) -> Text:
    r"""Return a product entry by entry; the square of a named function is `\tanh^2(x)`."""
    shown: list[str] = []
    for arg, same in groupby(args):
        times = len(list(same))
        # Of a square matrix it would be a power of the matrix.
        plain = len(arg.shape) < 2
        if times > 1 and plain and isinstance(arg, Call) and arg.op.latex in POWERED:
            shown.append(f"{arg.op.latex}^{times}{_arguments(arg.args, made)}")
        else:
            shown += [bracket(made(arg), PRODUCT + 1)] * times
    return Text(r" \odot ".join(shown), PRODUCT if len(shown) > 1 else ATOM)


def _both_derivatives(args: tuple[Expr, ...], made: Made) -> bool:
    return any(r"\nabla" in made(arg).latex for arg in args)


def _arguments(args: tuple[Expr, ...], made: Made) -> str:
    return in_brackets(", ".join(made(arg).latex for arg in args))


def _sqrt(args: tuple[Expr, ...], made: Made) -> Text:
    return Text(rf"\sqrt{{{made(args[0]).latex}}}", ATOM)


def _root(args: tuple[Expr, ...], made: Made) -> Text:
    return Text(rf"\sqrt[{made(args[1]).latex}]{{{made(args[0]).latex}}}", ATOM)


def _log_base(args: tuple[Expr, ...], made: Made) -> Text:
    return Text(rf"\log_{{{made(args[1]).latex}}}{in_brackets(made(args[0]).latex)}", ATOM)


def _norm(args: tuple[Expr, ...], made: Made) -> Text:
    body, order = fenced(r"\|", made(args[0]).latex, r"\|"), made(args[1]).latex
    return Text(f"{body}_{order}" if len(order) == 1 else f"{body}_{{{order}}}", ATOM)


def _factorial(args: tuple[Expr, ...], made: Made) -> Text:
    return Text(bracket(made(args[0]), ATOM) + "!", ATOM)


def _binom(args: tuple[Expr, ...], made: Made) -> Text:
    return Text(rf"\binom{{{made(args[0]).latex}}}{{{made(args[1]).latex}}}", ATOM)


def _system(args: tuple[Expr, ...], made: Made) -> Text:
    return Text(r" \quad ".join(made(arg).latex for arg in args), RELATION)


def _signature(args: tuple[Expr, ...], made: Made) -> Text:
    name, domain, codomain = (made(arg).latex for arg in args)
    return Text(rf"{name}: {domain} \to {codomain}", RELATION)


def _space(name: str, mark: str = "") -> Callable[[tuple[Expr, ...], Made], Text]:
    """Return how a set with its sizes is written, and a mark for which of its elements."""

    def written(args: tuple[Expr, ...], made: Made) -> Text:
        if not args:
            return Text(name + mark, ATOM)
        sizes = r" \times ".join(made(arg).latex for arg in args)
        if len(args) == 1 and isinstance(args[0], Number) and len(sizes) == 1:
            return Text(f"{name}^{sizes}{mark}", ATOM)
        return Text(f"{name}^{{{sizes}}}{mark}", ATOM)

    return written


def _choices(args: tuple[Expr, ...], made: Made) -> Text:
    base, *sizes = args
    return _space(made(base).latex)(tuple(sizes), made)


def _commutation(args: tuple[Expr, ...], made: Made) -> Text:
    sizes = [made(arg).latex for arg in args]
    comma = "" if all(len(size) == 1 and size.isalpha() for size in sizes) else ","
    return Text(rf"\mathbf{{K}}_{{{comma.join(sizes)}}}", ATOM)


def _unit(args: tuple[Expr, ...], made: Made, sign: str) -> Text:
    size = "".join(made(arg).latex for arg in args)
    below = size if len(size) == 1 else f"{{{size}}}"
    return Text(f"{sign}_{below}" if size else sign, ATOM)


def _of_spectrum(args: tuple[Expr, ...], made: Made, sign: str) -> Text:
    number = made(args[1]).latex
    number = {"0": r"\max", "1": r"\min"}.get(number, number)
    return Text(f"{sign}_{{{number}}}" + in_brackets(made(args[0]).latex), ATOM)


def _logic(sign: str) -> Callable[[tuple[Expr, ...], Made], Text]:
    def written(args: tuple[Expr, ...], made: Made) -> Text:
        return Text(rf" \text{{ {sign} }} ".join(made(arg).latex for arg in args), RELATION)

    return written


_SPECIAL: dict[Op, Callable[[tuple[Expr, ...], Made], Text]] = {
    ops.sqrt: _sqrt,
    ops.root: _root,
    ops.log_base: _log_base,
    ops.norm: _norm,
    ops.factorial: _factorial,
    ops.binom: _binom,
    ops.system: _system,
    ops.signature: _signature,
    ops.commutation: _commutation,
    ops.identity: partial(_unit, sign=ops.identity.latex),
    ops.ones: partial(_unit, sign=ops.ones.latex),
    ops.eigenvalue: partial(_of_spectrum, sign=ops.eigenvalue.latex),
    ops.eigenvector: partial(_of_spectrum, sign=ops.eigenvector.latex),
    ops.reals: _space(r"\mathbb{R}"),
    ops.nonnegatives: _space(r"\mathbb{R}", "_{+}"),
    ops.positives: _space(r"\mathbb{R}", "_{++}"),
    ops.symmetric: _space(r"\mathbb{S}"),
    ops.semidefinite: _space(r"\mathbb{S}", "_{+}"),
    ops.definite: _space(r"\mathbb{S}", "_{++}"),
    ops.choices: _choices,
    ops.simplex: _space(r"\Delta"),
    ops.and_: _logic("and"),
    ops.or_: _logic("or"),
}
