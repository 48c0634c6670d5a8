r"""Shapes that the notation tells: what is transposed is a vector or a matrix, not a number.

Separate from declarations, which go before it: nothing is inferred of a name that is declared, or
that an accent makes a vector. Small letters become vectors and capitals matrices where they are
transposed, stand in `\det`, `\operatorname{tr}`, `\operatorname{diag}` or beside `\otimes`, and
where a product with one of those goes on: in `A^\top A x` also x is a vector. In `x_i^\top x_j`
the elements of x are vectors. Norms are of vectors. (`\langle 2x, 2y \rangle` shows nothing: it
may be the vector with these elements.)

Letters that nothing of this concerns stay numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

from nablatex.latex.elaborate_names import whole_name
from nablatex.latex.elaborate_terms import joined
from nablatex.latex.scope import Scope, name_of
from nablatex.latex.steps import INDEX_LETTERS, bound_letters, steps_of
from nablatex.latex.syntax import (
    Addition,
    Function,
    Group,
    Letter,
    Listing,
    Mark,
    Negative,
    Num,
    Scripts,
    Syntax,
    Term,
    Times,
    Word,
)
from nablatex.latex.usage import parts
from nablatex.shape import Shape, unknown

_TRANSPOSING = (r"\top", r"\dagger")
_SIGNS = frozenset([r"\top", r"\dagger", r"\|", "|", "otimes", "T"])
_OF_MATRICES = frozenset(["det", "trace", "vec", "adj"])
_NUMBERS = frozenset(["det", "trace", "logsumexp"])
_OF_VECTORS = frozenset(["diag", "softmax", "logsumexp"])
_NEVER = frozenset(["e", "i", "d", "I", r"\pi"])
_MOST_ROUNDS = 4
_MOST_STOREYS = 4


def infer(scope: Scope, tree: Syntax) -> None:
    """Declare the shapes of names of which the notation shows that they are no numbers."""
    if not scope.has_sign(_SIGNS, _OF_MATRICES | _OF_VECTORS) and not any(scope.shapes.values()):
        return
    nodes = [tree]
    for node in nodes:
        nodes.extend(parts(node))
    found = _Inference(scope, nodes)
    for node in nodes:
        found.by_sign(node)
    for _ in range(_MOST_ROUNDS):
        before = found.count
        for node in reversed(nodes):
            found.by_neighbours(node)
        if found.count == before:
            break


class _Inference:
    """What has been found; each finding may show more in the products and sums it stands in."""

    def __init__(self, scope: Scope, nodes: Iterable[Syntax]) -> None:
        self._scope = scope
        self.count = 0
        self._arguments: set[int] = set()
        scripts = [node for node in nodes if isinstance(node, Scripts)]
        self._indices = INDEX_LETTERS | frozenset(bound_letters(scripts))
        # Names whose elements are numbered by letters, or by sums of these.
        self._numbered = {
            name_of(node.base)
            for node in scripts
            if not isinstance(node.sub, Num) and self._is_element(node.sub)
        }

    # -- single signs ----------------------------------------------------------------------------

    def by_sign(self, node: Syntax) -> None:
        """Take in what a transposition, a norm, a trace or the like shows."""
        if isinstance(node, Scripts) and self._is_transposing(node.sup):
            if id(node) not in self._arguments:
                self._transposed(node)
        elif isinstance(node, Group) and node.opener == r"\|":
            for entry in node.entries:
                self._tensor(entry)
        elif isinstance(node, Term):
            self._in_term(node)

    def _is_transposing(self, sup: Syntax | None) -> bool:
        mark = sup.body if isinstance(sup, Negative) else sup
        if isinstance(mark, Letter):
            return mark.name == "T" and not self._scope.stands_alone("T")
        return isinstance(mark, Mark) and mark.name in _TRANSPOSING

    def _transposed(self, node: Scripts) -> None:
        if node.sub is None:
            if isinstance(node.base, Group) and node.base.opener in "([":
                if not holds_number(node.base):
                    self._tensor(node.base)
            else:
                self._mark(node.base)
        else:
            self._mark(Scripts(node.start, node.end, node.base, node.sub, None, 0))

    def _in_term(self, node: Term) -> None:
        for place, item in enumerate(node.items[:-1]):
            behind = node.items[place + 1]
            head = item.base if isinstance(item, Scripts) else item
            if name_of(head) and isinstance(behind, Scripts) and isinstance(behind.base, Group):
                # In `\\phi(x)^\\top` it is the function's value that is transposed.
                self._arguments.add(id(behind))
            if isinstance(head, Function):
                if head.name in _OF_MATRICES:
                    self._capitals(behind)
                elif head.name in _OF_VECTORS:
                    self._tensor(behind)
            elif isinstance(item, Times) and item.sign == "otimes" and place:
                self._mark(node.items[place - 1])
                self._mark(behind)

    def _capitals(self, node: Syntax) -> None:
        """Take every capital in the argument of a determinant or a trace for a matrix."""
        waiting = [node]
        while waiting:
            piece = waiting.pop()
            if isinstance(piece, Letter) and piece.name.lstrip("\\")[:1].isupper():
                self._mark(piece)
            elif isinstance(piece, (Group, Addition, Term, Negative)):
                waiting.extend(parts(piece))
            elif isinstance(piece, Scripts) and piece.sub is None:
                waiting.append(piece.base)

    def _tensor(self, node: Syntax) -> None:
        """Take in that a formula is a vector or a matrix: each of its terms is."""
        waiting = [node]
        while waiting:
            piece = waiting.pop()
            if isinstance(piece, Group) and len(piece.entries) > 1:
                continue  # the entries of a list are numbers
            if isinstance(piece, (Addition, Group)):
                waiting.extend(parts(piece))
            elif isinstance(piece, Negative):
                waiting.append(piece.body)
            elif isinstance(piece, Scripts) and isinstance(piece.base, Group):
                waiting.append(piece.base)
            elif isinstance(piece, Term):
                self._product(piece.items)
            elif isinstance(piece, (Letter, Word, Scripts)):
                self._mark(piece)

    def _product(self, items: Iterable[Syntax]) -> None:
        """Take `\\lambda A x` for a number, a matrix and a vector; what is less clear, not."""
        names = [item for item in items if not isinstance(item, (Num, Times))]
        while names and _is_greek(names[0]) and len(names) > 1:
            names.pop(0)
        if all(map(_is_capital, names[:-1])):
            for item in names:
                self._mark(item)

    # -- neighbours ------------------------------------------------------------------------------

    def by_neighbours(self, node: Syntax) -> None:
        """Take in that a product with a matrix goes on, and that terms of a sum are alike."""
        if isinstance(node, Term):
            self._rank(node, marking=True)
            self._leftwards(node.items)
            self._entry_by_entry(node.items)
        elif isinstance(node, Addition):
            ranks = {self._rank(term) for term in node.terms}
            for term in node.terms:
                lone = term.body if isinstance(term, Negative) else term
                if isinstance(lone, Term) and "vector" in ranks:
                    operands = _operands(lone.items)
                    self._mark_names(operands if len(operands) > 1 else ())
                if ("vector" in ranks and not _is_capital(lone)) or (
                    "matrix" in ranks and _is_capital(lone)
                ):
                    self._mark(lone)

    def _entry_by_entry(self, items: tuple[Syntax, ...]) -> None:
        r"""Take r for a vector in `r \odot (W x)`: it has the shape of what is beside it."""
        operands = _operands(items)
        if len(operands) > 1 and {self._rank(part) for part in operands} & {"vector", "matrix"}:
            self._mark_names(operands)

    def _mark_names(self, operands: Iterable[Syntax]) -> None:
        for part in operands:
            if name_of(_head(part)):
                self._mark(part)

    def _leftwards(self, items: tuple[Syntax, ...]) -> None:
        """Take U and a for a matrix and a vector in `U V^\\top` and in `a b^\\top` at the end."""
        for place in range(len(items) - 1, 0, -1):
            item, before = items[place], items[place - 1]
            turned = isinstance(item, Scripts) and self._is_transposing(item.sup)
            rank = self._rank_of(item, 0) if name_of(item) or turned else ""
            last = place + 1 == len(items)
            gram = not last and turned and _base(items[place + 1]) == _base(item)
            if (rank == "matrix" and (turned or not last) and not gram and _is_capital(before)) or (
                rank == "row" and last and not _is_greek(before)
            ):
                self._mark(before)

    def _rank(self, node: Syntax, marking: bool = False, storey: int = 0) -> str:
        """Return "matrix", "row", "vector" or "" (a number, or not known) for a product."""
        if isinstance(node, Negative):
            node = node.body
        state = ""
        items = node.items if isinstance(node, Term) else (node,)
        for before, item, behind in zip((None, *items), items, (*items[1:], None), strict=False):
            if isinstance(before, Function) and before.name in _NUMBERS:
                state = ""  # the argument of a trace: what follows multiplies a number
                continue
            if isinstance(item, Times):
                state = state if item.sign == "cdot" else ""
                continue
            rank = "" if id(item) in self._arguments else self._rank_of(item, storey)
            if isinstance(behind, (Group, Scripts)) and _is_bracket(behind) and name_of(item):
                state = ""
                continue
            if marking and not rank and state in ("matrix", "row"):
                self._mark(item)
                rank = self._rank_of(item, storey)
            if state in ("row", "vector") and rank == "vector":
                state = ""
            elif state == "matrix" and rank == "vector":
                state = "vector"
            elif rank or not isinstance(item, Num):
                state = rank if rank != "matrix" or state != "row" else "row"
        return state

    def _rank_of(self, item: Syntax, storey: int) -> str:
        """Return the same for one factor."""
        turned = isinstance(item, Scripts) and self._is_transposing(item.sup)
        rank = ["", "vector", "matrix"][min(len(self._shape_of(item)), 2)]
        head = item.base if isinstance(item, Scripts) else item
        if not rank and isinstance(head, Group) and head.opener in "([" and storey < _MOST_STOREYS:
            inner = head.entries[0]
            terms = inner.terms if isinstance(inner, Addition) else (inner,)
            ranks = (self._rank(term, storey=storey + 1) for term in terms)
            rank = next((found for found in ranks if found), "")
        return "row" if turned and rank == "vector" else rank

    def _shape_of(self, item: Syntax) -> Shape:
        while isinstance(item, Group) and item.opener in "({" and len(item.entries) == 1:
            item = item.entries[0]
        name = name_of(item.base if isinstance(item, Scripts) else item)
        if not name:
            return ()
        if isinstance(item, Scripts) and (whole := self._scope.shapes.get(self._whole(item))):
            return whole
        shape = self._scope.shape(name)
        if isinstance(item, Scripts) and any(s.letter in self._scope.steps for s in steps_of(item)):
            return tuple(unknown(self._whole(item)) for _ in shape)
        if not isinstance(item, Scripts) or not self._is_element(item.sub):
            return shape
        return shape[_count(item.sub) :]

    def _has_own_name(self, node: Scripts) -> bool:
        """Tell whether a name with a script is no element: a step's `h_t`, a bias `b_h`."""
        if any(step.letter in self._scope.steps for step in steps_of(node)):
            return True
        if self._scope.is_label(name_of(node.base), node.sub):
            return True
        if isinstance(node.sub, Num) and name_of(node.base) not in self._numbered:
            return True
        return node.sub is not None and not self._is_element(node.sub) and bool(self._whole(node))

    def _is_element(self, sub: Syntax | None) -> bool:
        """Tell whether a subscript is an index, and not part of a name: `J_g`, `W_{xh}`."""
        if isinstance(sub, Term):
            return all(map(self._is_element, sub.items))
        if isinstance(sub, Letter):
            return sub.name in self._indices or self._scope.numbers_elements(sub.name)
        return sub is not None and not isinstance(sub, (Word, Function))

    def _whole(self, item: Scripts) -> str:
        return whole_name(self._scope, item)

    # -- names -----------------------------------------------------------------------------------

    def _mark(self, node: Syntax) -> None:
        """Declare a name: a small letter as a vector, a capital as a matrix."""
        while isinstance(node, Group) and node.opener in "({" and len(node.entries) == 1:
            node = node.entries[0]
        name = name_of(node.base if isinstance(node, Scripts) else node)
        scope = self._scope
        if isinstance(node, Scripts) and scope.declared(self._whole(node)) is not None:
            return
        own = isinstance(node, Scripts) and self._has_own_name(node)
        if not name or (name in _NEVER and not own) or scope.bound.get(name) or scope.shape(name):
            return
        if scope.declared(name) is not None or name in scope.functions | scope.numbers:
            return
        letter = name.rpartition("{")[2].strip("\\}")
        if own and isinstance(node, Scripts):
            name = self._whole(node)
        elements = isinstance(node, Scripts) and not own and self._is_element(node.sub)
        if elements and letter[:1].isupper():
            return
        matrix = elements or letter[:1].isupper()
        size = name if own else letter
        shape: Shape = (unknown(size), unknown(size + "'")) if matrix else (unknown(size),)
        self.count += 1
        if elements:
            scope.shapes[name] = shape
        else:
            scope.declare(name, shape)
        scope.inferred.add(name)


def _operands(items: tuple[Syntax, ...]) -> list[Syntax]:
    r"""Return what stands between the signs `\odot` and `\oslash` of a product."""
    found: list[list[Syntax]] = [[]]
    for item in items:
        if isinstance(item, Times) and item.sign in ("odot", "oslash"):
            found.append([])
        else:
            found[-1].append(item)
    return [joined(tuple(part)) for part in found if part]


def _head(node: Syntax) -> Syntax:
    return node.base if isinstance(node, Scripts) else node


def _count(sub: Syntax | None) -> int:
    """Return how many indices a subscript holds: two in `ij` and in `i,j`."""
    if isinstance(sub, Term):
        return len([item for item in sub.items if not isinstance(item, Times)])
    return len(sub.entries) if isinstance(sub, (Listing, Group)) else 1


def holds_number(node: Syntax) -> bool:
    """Tell whether a number is a term in a bracket, `(1 + r)`: what stands there is a number."""
    inner = node.entries[0] if isinstance(node, Group) else node
    return isinstance(inner, Addition) and any(isinstance(term, Num) for term in inner.terms)


def _base(node: Syntax) -> str:
    return name_of(node.base if isinstance(node, Scripts) else node)


def _is_bracket(node: Syntax) -> bool:
    head = node.base if isinstance(node, Scripts) else node
    return isinstance(head, Group) and head.opener == "("


def _is_greek(node: Syntax) -> bool:
    name = name_of(node)
    return name.startswith("\\") and name[1:2].islower()


def _is_capital(node: Syntax) -> bool:
    name = name_of(node.base if isinstance(node, Scripts) else node)
    return name.rpartition("{")[2].lstrip("\\")[:1].isupper()
