"""Productions for environments: matrices, branches, lines of equations."""

from __future__ import annotations

import difflib
from abc import abstractmethod

from nablatex.errors import ReadError
from nablatex.latex.commands import ENVIRONMENTS
from nablatex.latex.lexer import Token
from nablatex.latex.parse_scripts import ScriptParser
from nablatex.latex.syntax import (
    Branch,
    Branches,
    Group,
    Letter,
    Num,
    Relation,
    Scripts,
    Syntax,
    System,
    Table,
)
from nablatex.latex.trampoline import Steps

_PAUSES = frozenset(["comma", "semicolon", "quad", "ampersand", "period"])
_WORDS = frozenset(["words", "name?", "word"])


class TableParser(ScriptParser):
    """Parses environments."""

    @abstractmethod
    def statements(self, until: str) -> Steps[Syntax]:
        """Parse statements up to a token of kind `until`."""

    @abstractmethod
    def sum(self) -> Steps[Syntax]:
        """Parse terms with signs between them."""

    def environment(self, as_cases: bool = False) -> Steps[Syntax]:
        r"""Parse `\begin{name} ... \end{name}`."""
        opened = self.now
        kind = ENVIRONMENTS.get(opened.text)
        if kind is None:
            close = difflib.get_close_matches(opened.text, ENVIRONMENTS, 2, 0.6)
            hint = f"did you mean {' or '.join(close)}?" if close else ""
            raise self.error(f"the environment {opened.text} is not known", opened, hint=hint)
        self.deeper(opened)
        made: Syntax
        if kind == "rows":
            outside, self.open = self.open, []
            self.advance()
            made = yield self.statements("end")
            self.open = outside
            end = self._end(opened)
            made = Group(opened.start, end.end, "{", (made,))
        else:
            made = yield self._table(opened, "cases" if as_cases else kind, "end")
        self.higher()
        return made

    def short_table(self) -> Steps[Syntax]:
        r"""Parse `\pmatrix{a & b \\ c & d}`, the old form of a matrix."""
        command = self.advance()
        self.deeper(command)
        if self.kind != "{":
            raise self.error(f"nothing stands after {self.shown(command)}", self.now, "{...}")
        opened = self.now._replace(text=command.text)
        made: Syntax = yield self._table(opened, ENVIRONMENTS[command.text], "}")
        self.higher()
        return made

    def _table(self, opened: Token, kind: str, until: str) -> Steps[Syntax]:
        self.enter("cases" if kind == "cases" else "matrix")
        if self.kind == until:
            raise self.error(f"{opened.text} is empty", opened, expected="entries")
        if kind == "cases":
            branches: tuple[Branch, ...] = yield self._branches(until)
            end = self._closing(opened, until)
            if all(isinstance(branch.value, Relation) for branch in branches):
                return self._equations(opened.start, end.end, branches)
            return Branches(opened.start, end.end, branches)
        rows: tuple[tuple[Syntax, ...], ...] = yield self._rows(until)
        end = self._closing(opened, until)
        self._note_matrix(rows)
        return Table(opened.start, end.end, kind, rows)

    def _equations(self, start: int, end: int, rows: tuple[Branch, ...]) -> Syntax:
        """Return equations that a brace holds together: `x + y = 1` and `x - y = 3`."""
        for row in rows:
            if row.conditions:
                raise self.error("an equation with a condition", row.conditions[0])
        return Group(start, end, "{", (System(start, end, tuple(row.value for row in rows)),))

    def _closing(self, opened: Token, until: str) -> Token:
        self.open.pop()
        if until == "}" and self.kind == "}":
            return self.advance()
        return self._end(opened)

    def _end(self, opened: Token) -> Token:
        token = self.now
        expected = rf"\end{{{opened.text}}}"
        if token.kind != "end":
            raise self._not_closed(opened, expected)
        if token.text != opened.text:
            raise self.error(f"{opened.text} is closed as {token.text}", token, expected=expected)
        return self.advance()

    def _not_closed(self, opened: Token, expected: str) -> ReadError:
        return self.error(
            f"{opened.text} is not closed: found {self.shown(self.now)}",
            self.now, expected=expected,
        )  # fmt: skip

    def _rows(self, until: str) -> Steps[tuple[tuple[Syntax, ...], ...]]:
        rows: list[tuple[Syntax, ...]] = []
        cells: list[Syntax] = []
        start = self.now
        while True:
            if self.kind in ("ampersand", "newline") or self.kind == until:
                raise self.error("an entry of the matrix is empty", self.now, "a formula")
            cell: Syntax = yield self.expression(0)
            cells.append(cell)
            if self.kind == "ampersand":
                self.advance()
                continue
            if rows and len(cells) != len(rows[0]):
                message = f"a row has {len(cells)} entries where the first has {len(rows[0])}"
                raise self.error(message, start)
            rows.append(tuple(cells))
            if self.kind == "newline":
                self.advance()
                if self.kind != until:
                    cells, start = [], self.now
                    continue
            return tuple(rows)

    def _branches(self, until: str) -> Steps[tuple[Branch, ...]]:
        rows: list[Branch] = []
        while True:
            row: Branch = yield self._branch(until)
            rows.append(row)
            if self.kind == "newline":
                self.advance()
                if self.kind != until:
                    continue
            return tuple(rows)

    def _branch(self, until: str) -> Steps[Branch]:
        """Parse a value, and behind it conditions and words in any order."""
        start = self.now
        if self.kind in _PAUSES or self.kind == "newline" or self.kind == until:
            raise self.error("a branch has no value", start, expected="a formula")
        value: Syntax = yield self.expression(0)
        words: list[str] = []
        conditions: list[Syntax] = []
        while self.kind != "newline" and self.kind != until:
            if self.kind in _WORDS:
                words.append(self.advance().text)
            elif self.kind in _PAUSES:
                self.advance()
            elif self.kind in ("eof", "end", "close", "}"):
                break
            else:
                condition: Syntax = yield self.expression(0)
                conditions.append(condition)
        end = self.peek(-1).end
        return Branch(start.start, end, value, tuple(conditions), " ".join(words))

    def _note_matrix(self, rows: tuple[tuple[Syntax, ...], ...]) -> None:
        """Take a table of `x_{11}, x_{12}, ...` for a matrix x, and not for elements 11, 12."""
        if len(rows) < 2 or len(rows[0]) < 2:
            return
        names = {_two_digit_name(cell) for row in rows for cell in row}
        name = names.pop()
        if not names and name:
            self.matrices.add(name)


def _two_digit_name(cell: Syntax) -> str:
    """Return `x` for `x_{12}`, else nothing."""
    if not isinstance(cell, Scripts) or not isinstance(cell.base, Letter):
        return ""
    digits = isinstance(cell.sub, Num) and len(cell.sub.text) == 2 and cell.sub.text.isdecimal()
    return cell.base.name if digits else ""
