r"""What holds in a problem: what it states itself over what an earlier one, or its section, states.

A later definition replaces an earlier one of the same name, also where a display states several.
What a section states before its problems holds where a problem uses it, and in no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nablatex import ops
from nablatex.equations import bare
from nablatex.errors import NablatexError
from nablatex.expr import Apply, Call, Compare, Component, Expr, Stack, Symbol
from nablatex.latex import read, write
from nablatex.normalise import value_of
from nablatex.traverse import postorder


@dataclass(frozen=True, slots=True)
class _Stated:
    """One statement.

    Attributes:
        latex: as it is written.
        name: what it defines or declares, or ""; the letters for indices do not matter.
        right: what a definition says of it, or None.
        uses: the names in it.
        family: the name whose every element it defines (`p_i = ...`), or "".
    """

    latex: str
    name: str
    right: Expr | None
    uses: frozenset[str]
    family: str = ""

    def tells_of(self, names: set[str]) -> bool:
        """Whether it says what one of some names is."""
        return self.name in names or self.family in names


def held(earlier: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return what earlier givens state that a problem's own do not replace, and then its own."""
    newer: dict[str, _Stated] = {}
    for latex in own:
        newer.update((stated.name, stated) for stated in _statements(latex) if stated.name)
    kept: list[str] = []
    for latex in earlier:
        parts = _statements(latex)
        left = [part for part in parts if not _replaced(part, newer)]
        kept += [latex] if len(left) == len(parts) else [part.latex for part in left]
    return tuple(dict.fromkeys((*kept, *own)))


def _replaced(stated: _Stated, newer: Mapping[str, _Stated]) -> bool:
    other = newer.get(stated.name) if stated.name else None
    if other is None or (other.right is None and stated.right is not None):
        # A declaration beside a definition adds a shape; it takes nothing away.
        return False
    mine, theirs = stated.right, other.right
    if isinstance(mine, Stack) and isinstance(theirs, Stack) and mine.shape == theirs.shape:
        # Numbers for a vector whose elements have names: both hold.
        named = all(isinstance(entry, (Symbol, Component)) for entry in mine.entries)
        return not (named and all(value_of(entry) is not None for entry in theirs.entries))
    return True


def used(context: Sequence[str], by: Iterable[str]) -> tuple[str, ...]:
    """Return the statements of a context that define what some LaTeX uses, directly or not."""
    waiting = {name for latex in by for name in _names(latex)}
    stated = [(latex, _statements(latex)) for latex in context]
    chosen: set[str] = set()
    wanted: set[str] = set()
    while waiting - wanted:
        wanted |= waiting
        for latex, parts in stated:
            if latex not in chosen and any(part.tells_of(wanted) for part in parts):
                chosen.add(latex)
                waiting |= {name for part in parts for name in part.uses}
    return tuple(latex for latex, _ in stated if latex in chosen)


def defines(given: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether some statement defines a name that a question uses."""
    return bool(used(given, asked))


def _names(latex: str) -> Iterator[str]:
    for stated in _statements(latex):
        yield from stated.uses
        if stated.name:
            yield stated.name


@lru_cache(maxsize=4_096)
def _statements(latex: str) -> tuple[_Stated, ...]:
    """Return the statements of a piece of LaTeX; what cannot be read states nothing known."""
    try:
        whole = read(latex)
    except NablatexError:
        return (_Stated(latex, "", None, frozenset()),)
    if isinstance(whole, Call) and whole.op is ops.system:
        return tuple(_stated(part, write(part)) for part in whole.args)
    return (_stated(whole, latex),)


def _stated(statement: Expr, latex: str) -> _Stated:
    uses = frozenset(_used_names(statement))
    match statement:
        case Compare(("=" | ":=" | "equiv", *_), (left, *_, right)):
            return _Stated(latex, _name(left), right, uses, _family(left))
        case Compare(("in",), (left, _)):
            return _Stated(latex, _name(left), None, uses)
        case _:
            return _Stated(latex, "", None, uses)


def _name(left: Expr) -> str:
    match left:
        case Symbol(name):
            return bare(name)
        case Component() if _family(left):
            return f"{_family(left)}_*"
        case Component():
            return write(left)
        case Apply(function):
            return function
        case Call(op):
            return op.name
        case _:
            return ""


def _family(left: Expr) -> str:
    match left:
        case Component(Symbol(base), indices) if any(isinstance(i, Symbol) for i in indices):
            return bare(base)
        case _:
            return ""


def _used_names(statement: Expr) -> Iterator[str]:
    for node in postorder(statement):
        if isinstance(node, (Symbol, Apply)):
            yield _name(node)
        elif isinstance(node, Component):
            yield write(node)
