"""The stream of tokens that productions read from, and the errors that they raise."""

from __future__ import annotations

from nablatex.errors import LimitError, ReadError
from nablatex.latex.lexer import Token, tokens_of
from nablatex.latex.syntax import EMPTY, Syntax

MOST_DEPTH = 400


class TokenStream:
    """Tokens with a place, a depth, and the bars that are open."""

    def __init__(self, latex: str) -> None:
        self._latex = latex
        self._tokens = tokens_of(latex)
        self._at = 0
        self._depth = 0
        self._bars: list[str] = []
        self._parsed = EMPTY

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.kind != "stop":
            self._at += 1
        return token

    def _is(self, text: str) -> bool:
        return self._now.text == text and self._now.kind in ("symbol", "command", "newline")

    def _error(
        self, message: str, token: Token | Syntax, expected: str = "", hint: str = ""
    ) -> ReadError:
        return ReadError(message, self._latex, token.start, token.end, expected=expected, hint=hint)

    def _expect(self, text: str, opened: Token) -> Token:
        if not self._is(text):
            found = self._now.text or "the end"
            raise self._error(
                f"{opened.text} is not closed: found {found}", self._now, expected=text
            )
        return self._next()

    def _enter(self, token: Token, by: int = 1) -> None:
        self._depth += by
        if self._depth > MOST_DEPTH:
            raise LimitError(
                f"nested more than {MOST_DEPTH} deep", self._latex, token.start, token.end
            )

    def _refuse_thousands(self, comma: Token) -> None:
        """Refuse `1,000`, which is one number to some and two to others."""
        if comma.text != ",":
            return
        before, after = self._tokens[self._at - 1], self._tokens[self._at + 1]
        together = before.end == comma.start and comma.end == after.start
        if together and before.kind == after.kind == "number" and len(after.text) == 3:
            raise self._error(
                "a comma between digits", comma, hint="write 1000, or 1{,}5 for one and a half"
            )

    def _skip_argument(self) -> None:
        """Pass over a command and its braced argument, whatever is in it."""
        command = self._next()
        depth = 0
        while True:
            token = self._next()
            if token.kind == "stop" or (not depth and token.text != "{"):
                raise self._error(f"{command.text} has no argument", command, expected="{...}")
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return
