r"""Eigenvalues and singular values: `\lambda_{\max}(A)`, `\lambda_2(A)`, `\sigma_1(A)`.

Separate from functions because the letters are names everywhere else. Eigenvalues are numbered from
the smallest, singular values from the greatest, as is customary; those of a symmetric matrix are
meant, and `v_k(A)` is the unit eigenvector of `\lambda_k(A)`.
"""

from __future__ import annotations

import re

from nablatex import ops
from nablatex.expr import TWO, Call, Expr, Number
from nablatex.latex.scope import Scope, name_of
from nablatex.latex.syntax import (
    Addition,
    Function,
    Group,
    Letter,
    Mark,
    Negative,
    Scripts,
    Syntax,
    Term,
)

_OPS = {r"\lambda": ops.eigenvalue, "v": ops.eigenvector}
_HEADS = frozenset([*_OPS, r"\sigma", r"\rho"])
_ENDS = {"max": 0, "min": 1}
_MOST_LEVELS = 20


def of_spectrum(scope: Scope, name: str, args: list[Expr], item: Syntax) -> Expr | None:
    r"""Return what `\lambda_k(A)`, `v_k(A)` or `\sigma_{\max}(A)` of a matrix is, else None.

    Raises:
        ReadError: it is said of a matrix, and not known here.
    """
    head, _, label = name.partition("_")
    if (
        len(args) != 1
        or len(args[0].shape) != 2
        or head not in (r"\lambda", r"\sigma", r"\rho", "v")
    ):
        return None
    plain = isinstance(item, Scripts) and item.sup is None and not item.primes
    found = re.sub(r"[\\{}\s]|text|mathrm|operatorname", "", label) if plain else ""
    number = _ENDS.get(found, int(found) if found.isdecimal() and len(found) < 3 else None)
    if head == r"\sigma" and label and number in (0, 1) and found != "min":
        return Call(ops.norm, (args[0], TWO))
    if head in _OPS and number is not None and found != "0":
        return Call(_OPS[head], (args[0], Number(number, 0)))
    if head == "v" or name == r"\sigma":
        return None
    raise scope.error(
        "this is not known of a matrix here", item,
        hint=r"of a symmetric matrix \lambda_{\max}(A), \lambda_{\min}(A) and \lambda_2(A), the "
        r"second from below, are; of any \sigma_{\max}(A), \operatorname{tr}(A) and \det(A)",
    )  # fmt: skip


def is_of_matrix(scope: Scope, item: Syntax, bracket: Group) -> bool:
    r"""Tell whether `\lambda_1` stands before the bracket of a matrix: `\lambda_1(X^\top X)`."""
    plain = isinstance(item, Scripts) and item.sub is not None and item.sup is None
    if not plain or not isinstance(item, Scripts) or name_of(item.base) not in _HEADS:
        return False
    return _rank(scope, bracket) == 2


def _rank(scope: Scope, node: Syntax, level: int = 0) -> int:
    """Return the rank of a formula as its names and signs show it, -1 for a row."""
    if level == _MOST_LEVELS:
        return 0
    match node:
        case Group(entries=(inner,)) | Negative(body=inner) | Addition(terms=(inner, *_)):
            return _rank(scope, inner, level + 1)
        case Scripts(base=base, sub=None, primes=0):
            rank = _rank(scope, base, level + 1)
            return -1 if rank == 1 and isinstance(node.sup, (Mark, Letter)) else rank
        case Function(name=name):
            return 2 if name == ops.diag.name else 0
        case Term(items=items):
            ranks = [_rank(scope, item, level + 1) for item in items]
            if isinstance(items[0], Function):
                return ranks[0]
            sized = [rank for rank in ranks if rank]
            # x x^\top is a matrix of vectors, x^\top A x is a number.
            ends = (sized[0], sized[-1]) if sized else (0, 0)
            return 2 if ends in ((2, 2), (1, -1), (2, -1), (1, 2)) else 0
        case _:
            return len(scope.shape(name_of(node))) if name_of(node) else 0
