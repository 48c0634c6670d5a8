r"""What an answer defines itself behind its formula: `\operatorname{diag}(s) - s s^\top, s = ...`.

Separate from pairing statements because these are no claims: a name that only the answer has is
what the answer says, and is put in its place before anything is judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nablatex import ops
from nablatex.check import Verdict, undecided
from nablatex.expr import Call, Compare, Component, Derivative, Expr, Symbol
from nablatex.latex import write
from nablatex.traverse import contains, free_symbols, parts_of, substitute, with_own_indices

_NAMES = (Symbol, Derivative)


@dataclass(frozen=True, slots=True)
class Answer:
    r"""An answer with what it defines put in.

    Attributes:
        expr: what it says.
        unsolved: names that stand in it and are said something of, but not what they are:
            the U and V of `X = U \Sigma V^\top`.
    """

    expr: Expr
    unsolved: tuple[Expr, ...] = ()


def understood(expr: Expr, known: Callable[[Expr], bool]) -> Answer:
    """Return an answer with the names put in that it defines behind its formula.

    Args:
        expr: what was read; only a formula, or a derivative, with equations behind it changes.
        known: whether a name is not the answer's own.
    """
    if not isinstance(expr, Call) or expr.op is not ops.system:
        return Answer(expr)
    first, *rest = expr.args
    named = isinstance(first, Compare) and not _is_main(first.terms[0], known)
    if named or not rest or not all(map(_is_equation, rest)):
        return Answer(expr)
    own: dict[Expr, Expr] = {}
    claims: list[Expr] = []
    for part in rest:
        left, right = part.children
        free = isinstance(left, _NAMES) and not known(left) and not contains(right, left)
        used = any(contains(other, left) for other in expr.args if other is not part)
        if free and used and left not in own:
            own[left] = right
        else:
            claims.append(part)
    main = _put_in(first, own)
    unsolved = tuple(n for part in claims for n in _shared(part, main, known))
    kept = [part for part in claims if not _shared(part, main, known)]
    return Answer(Call(ops.system, (main, *kept)) if kept else main, unsolved)


def _is_equation(part: Expr) -> bool:
    return isinstance(part, Compare) and part.relations == ("=",)


def _is_main(left: Expr, known: Callable[[Expr], bool]) -> bool:
    return isinstance(left, Derivative) or (isinstance(left, (Symbol, Component)) and known(left))


def _put_in(expr: Expr, own: dict[Expr, Expr]) -> Expr:
    """Return `expr` with names put in, also those that stand in what others stand for."""
    for _ in own:
        here = {name: right for name, right in own.items() if contains(expr, name)}
        if not here:
            break
        expr = substitute(with_own_indices(expr, here.values()), here)
    return expr


def _shared(part: Expr, main: Expr, known: Callable[[Expr], bool]) -> list[Expr]:
    """Return the names that a statement and the answer share, and nobody else has."""
    free = free_symbols(part)
    return [name for name in parts_of(main) if name in free and not known(name)]


def unsolved(claim: Expr, name: Expr) -> Verdict:
    """Return the verdict on an answer in which a name stands that nobody explains."""
    shown = write(name)
    return undecided(
        write(claim),
        f"it is not said what ${shown}$ is; write ${shown} = ...$ behind the answer",
        f"${shown}$ 이(가) 무엇인지 알 수 없다; 답 뒤에 ${shown} = ...$ 를 쓴다",
    )
