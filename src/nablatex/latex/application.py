r"""Whether the bracket behind a name is its argument or a factor: `f(x)`, `x(x-1)`, `T(n/2)`.

Separate from functions because the decision asks the whole formula and makes nothing.

* a declared name is never applied, a declared function is;
* a name that the formula itself defines or primes is applied, `T(n) = 2 T(n/2) + n`;
* `f g h F G H \phi \varphi \psi \Phi \Psi \ell` and calligraphic letters are applied;
* any letter is applied that has a comma in its bracket, or one name other than itself, unless the
  letter is used as a number elsewhere: `u(x)`, `y'(x)`, but `x(y) + x`;
* what stands alone in its own bracket is a factor all the same: `h(1 - h)`, `h_1(1 - h_1)`,
  `y' = y(1 - y)`;
* `\sigma(z)` is the sigmoid; if `\sigma` is a number elsewhere, that is an error;
* everything else is a factor: `x(x-1)`, `a(b+c)`. One letter cannot be both: `a(b) + a(b+c)`;
* before a bracket with vectors or matrices in it only Greek letters and those of constants are
  factors: `\lambda(w^\top w)`, `c(x - y)`. What `r(w^\top x)` and `A(x - y)` are has to be said.
"""

from __future__ import annotations

import re

from nablatex.latex.scope import Scope, name_of
from nablatex.latex.syntax import Function, Group, Letter, Num, Scripts, Syntax, Word
from nablatex.latex.usage import parts, spelled
from nablatex.shape import SCALAR

APPLIED = frozenset(
    ["f", "g", "h", "F", "G", "H", r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi", r"\ell"]
)
"""Letters that are functions by convention."""

_CALLIGRAPHIC = (r"\mathcal{", r"\mathscr{")
_CONSTANTS = frozenset("abcdkmnstCMN")

_NEVER = frozenset(["e", "i", "d", r"\pi", r"\delta"])
_REFUSED = frozenset([r"\Gamma", r"\delta"])
_EXPECTATION = frozenset(["E", "P", r"\text{Var}", r"\text{Cov}", r"\text{Pr}"])


_VARIANCE = r"write \frac{1}{n} \sum_i (x_i - \frac{1}{n} \sum_j x_j)^2, or with n - 1"
_NOT_READ = {
    "var": _VARIANCE,
    "std": _VARIANCE + r", under \sqrt",
    "cov": r"write \frac{1}{n} \sum_i (x_i - m) (y_i - k) with m and k defined",
    "median": "a median is not differentiated",
    "rank": "a rank is not differentiated",
    "eig": r"the sum of the eigenvalues is \operatorname{tr}(A), their product \det(A)",
    "elu": r"write \begin{cases} x & x > 0 \\ e^x - 1 & x \leq 0 \end{cases}",
    "leakyrelu": r"write \max(x, a x)",
    "expm": "the exponential of a matrix is not known here",
    "logm": "the logarithm of a matrix is not known here",
    "clip": r"write \max(a, \min(x, b))",
    "clamp": r"write \max(a, \min(x, b))",
    "hardtanh": r"write \max(-1, \min(x, 1))",
    "mish": r"write x \tanh(\operatorname{softplus}(x))",
    "selu": r"write \begin{cases} a x & x > 0 \\ b (e^x - 1) & x \leq 0 \end{cases}",
    "celu": r"write \begin{cases} x & x > 0 \\ a (e^{x/a} - 1) & x \leq 0 \end{cases}",
    "sort": "a sorted vector is not differentiated",
    "cumsum": r"write \sum_{j \leq i} x_j",
    "argsort": "an order is not differentiated",
    "round": "a rounded number is not differentiated",
    "mode": "a mode is not differentiated",
    "quantile": "a quantile is not differentiated",
    "entropy": r"write -\sum_i p_i \log p_i",
    "kl": r"write \sum_i p_i \log \frac{p_i}{q_i}",
}
"""Functions that everybody knows, by their names in small letters, and what to write instead."""


def is_applied(scope: Scope, item: Syntax, bracket: Group) -> bool:
    """Tell whether the bracket behind a name is its argument, as the module's text says."""
    head = item.base if isinstance(item, Scripts) else item
    name = name_of(head)
    if not name or bracket.opener != "(" or (scope.bound.get(name) and len(bracket.entries) == 1):
        return False
    plain = name.removeprefix(r"\text{").rstrip("}") if name.startswith(r"\text") else name
    if name in scope.functions or plain in scope.functions:
        return not scope.alone_between(name, bracket.start, bracket.end)
    if scope.declared(name) is not None:
        return False
    if name in _REFUSED and _is_one_name(bracket):
        raise scope.error(
            f"{name} before a bracket", item, hint=rf"write {name} \cdot (x) for a product"
        )
    if name in _NEVER:
        return len(bracket.entries) > 1
    if name == r"\sigma":
        return _is_sigmoid(scope, item, bracket)
    if isinstance(item, Scripts):
        if item.primes:
            return True
        if item.sup is not None:
            return name in APPLIED and not _is_in(scope, item, bracket)
    return _by_use(scope, item, name, bracket)


def _by_use(scope: Scope, item: Syntax, name: str, bracket: Group) -> bool:
    alone = scope.alone_between(name, bracket.start, bracket.end)
    plain = not isinstance(item, Scripts)
    if plain and (name in APPLIED or name.startswith((r"\text", *_CALLIGRAPHIC))):
        return not alone
    if name == r"\Gamma":
        raise scope.error(
            r"\Gamma before a bracket", item, hint=r"write \Gamma \cdot (x) for a product"
        )
    if len(bracket.entries) > 1:
        return True
    if name in APPLIED:
        return not (alone or _is_in(scope, item, bracket))
    if plain and (scope.primed(name) or scope.defines(name)):
        return not alone
    if plain and _is_one_name(bracket) and _says_what_it_depends_on(scope, item, name):
        return True
    if alone or scope.stands_alone(name):
        return False
    if plain and isinstance(bracket.entries[0], Num):
        raise scope.error(
            f"{name} before a number in brackets: a product, or the value of a function", item,
            hint=rf"write {name} \cdot 2 for a product; "
            rf"a function is declared by {name}: \mathbb{{R}} \to \mathbb{{R}}",
        )  # fmt: skip
    applied = _is_one_name(bracket)
    if plain and not applied and _may_be_anything(name) and _holds_array(scope, bracket):
        raise scope.error(
            f"nothing says what {name} is before this bracket of vectors", item,
            hint=rf"write {name} \cdot (...) for a number, or declare it: "
            rf"{name}: \mathbb{{R}} \to \mathbb{{R}}, {name} \in \mathbb{{R}}^{{m \times n}}",
        )  # fmt: skip
    if plain and scope.decided(name, applied) != applied:
        raise scope.error(
            f"{name} is a function before one bracket here and a number before another", item,
            hint=rf"write {name} \cdot (...) for a product; "
            rf"a function is declared by {name}: \mathbb{{R}} \to \mathbb{{R}}",
        )  # fmt: skip
    return applied


def _may_be_anything(name: str) -> bool:
    """Tell whether a letter may as well be a function or a matrix as a number."""
    greek = name.startswith("\\") and name[1:].islower() and name != r"\rho"
    return not greek and name not in _CONSTANTS


def _holds_array(scope: Scope, bracket: Group) -> bool:
    """Tell whether a vector or a matrix stands in a bracket, its elements aside."""
    waiting: list[Syntax] = [bracket]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, Scripts):
            if piece.sub is None:
                waiting.append(piece.base)
        elif name := name_of(piece):
            if not scope.bound.get(name) and scope.shape(name):
                return True
        else:
            waiting.extend(parts(piece))
    return False


def _is_in(scope: Scope, item: Syntax, bracket: Group) -> bool:
    """Tell whether a name with its indices stands as a number in the bracket behind it."""
    return scope.alone_between(spelled(item, scope.latex), bracket.start, bracket.end)


def _says_what_it_depends_on(scope: Scope, item: Syntax, name: str) -> bool:
    """Tell whether this is the right side of `x = x(t)`."""
    before = scope.latex[: item.start].rstrip()
    return (
        before.endswith("=")
        and re.search(rf"(?<![A-Za-z\\_]){re.escape(name)}\s*$", before[:-1]) is not None
    )


def refuse_known(scope: Scope, name: str, item: Syntax) -> None:
    r"""Refuse a function that everybody knows and that is not read, unless it is defined."""
    word = name.removeprefix(r"\operatorname{").rstrip("}")
    if name in scope.functions or scope.defines(word):
        return
    plain = word.lower()
    if name.startswith(r"\operatorname") and plain in _NOT_READ:
        raise scope.error(f"the function {name} is not read", item, hint=_NOT_READ[plain])


def _is_one_name(bracket: Group) -> bool:
    inner = bracket.entries[0]
    inner = inner.base if isinstance(inner, Scripts) and inner.sup is None else inner
    return len(bracket.entries) == 1 and bool(name_of(inner))


def _is_sigmoid(scope: Scope, item: Syntax, bracket: Group) -> bool:
    if len(bracket.entries) > 1 or (isinstance(item, Scripts) and not item.primes):
        if isinstance(item, Scripts) and _is_inverse(scope, item) and _is_one_name(bracket):
            raise scope.error(
                r"a quotient, or the inverse of the sigmoid", item,
                hint=r"write \frac{x}{\sigma}, or \ln\frac{x}{1 - x}",
            )  # fmt: skip
        inner = bracket.entries[0]
        return _is_one_name(bracket) and len(scope.shape(name_of(inner))) == 2
    if scope.stands_alone(r"\sigma"):
        raise scope.error(
            r"\sigma is a number elsewhere and stands before a bracket here", item,
            hint=r"write \sigma \cdot (...), or \operatorname{sigmoid}(...)",
        )  # fmt: skip
    return True


def _is_inverse(scope: Scope, item: Scripts) -> bool:
    return item.sup is not None and scope.source(item.sup).strip("{} ") == "-1"


def refuse_square(scope: Scope, item: Syntax, bracket: Group) -> None:
    """Refuse `E[X]` and `x[0]`: square brackets behind a name are rarely those of a factor."""
    head = item.base if isinstance(item, Scripts) else item
    name = name_of(head)
    number = scope.declared(name) == SCALAR
    if not name or number or scope.bound.get(name):
        return
    if name in _EXPECTATION:
        raise scope.error(
            f"{name} before a square bracket may be an expectation, a function or a factor", item,
            hint=rf"write the sum or the integral; for a product {name} \cdot (...)",
        )  # fmt: skip
    inner = bracket.entries[0]
    inner = inner.base if isinstance(inner, Scripts) else inner
    if len(bracket.entries) > 1 or isinstance(inner, (Letter, Num, Word, Function)):
        raise scope.error(
            f"square brackets behind {name}", bracket,
            hint=f"write {name}_{{0}} for an element, {name}(x) for a value of a function, "
            rf"{name} \cdot x for a product",
        )  # fmt: skip
