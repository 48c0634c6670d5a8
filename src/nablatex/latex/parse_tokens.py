"""The stream of tokens that productions read from, its limits, and the errors that they raise."""

from __future__ import annotations

from nablatex.errors import LimitError, ReadError
from nablatex.latex.lexer import Token
from nablatex.latex.syntax import Num, Syntax

MOST_DEPTH = 500
MOST_BRACKETS = 10_000
SEPARATORS = frozenset(["comma", "semicolon", "quad", "newline", "ampersand", "words", "name?"])
_BEHIND_A_NAME = frozenset(["relation", "sub", "sup", "prime", "add", "multiply"])


class TokenStream:
    """Tokens with a place; depth, and the brackets that are open.

    Attributes:
        latex: the source.
        now: the token to be read next; `kind` is its kind.
        open: what each open bracket or environment is; empty between statements.
        integrals: for each integral that waits for its `dx`, how many brackets are open round it.
        scripted: letters that stand in subscripts, which elaboration takes for indices.
        matrices: letters with a subscript such as `00`, which are matrices.
    """

    def __init__(self, latex: str, tokens: list[Token]) -> None:
        self.latex = latex
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self.open: list[str] = []
        self.integrals: list[int] = []
        self.scripted: set[str] = set()
        self.matrices: set[str] = set()
        self.now = tokens[0]
        self.kind = self.now.kind

    def advance(self) -> Token:
        """Return the token at this place and go to the next."""
        token = self.now
        if token.kind == "eof":
            return token
        self._at += 1
        following = self._tokens[self._at]
        while following.kind == "quad" and self.open and self.open[-1] != "cases":
            self._at += 1
            following = self._tokens[self._at]
        self.now = following
        self.kind = following.kind
        return token

    def pass_over(self, count: int) -> None:
        """Go on by so many tokens."""
        self._at += count
        self.now = self._tokens[self._at]
        self.kind = self.now.kind

    def peek(self, by: int = 1) -> Token:
        """Return a token further on, or further back."""
        at = self._at + by
        return self._tokens[at] if 0 <= at < len(self._tokens) else self._tokens[-1]

    def is_name(self) -> bool:
        r"""Tell whether `\text{word}` here is a name, `\text{MSE} = ...`, rather than prose."""
        if self.kind != "name?":
            return False
        following = self.peek()
        if following.kind in _BEHIND_A_NAME or (following.text == "(" and following.kind == "open"):
            self._tokens[self._at] = self.now = self.now._replace(kind="word")
            self.kind = "word"
            return True
        return False

    def at_differential(self) -> bool:
        """Tell whether the `dx` of the innermost integral stands here."""
        return (
            self.integrals[-1] == len(self.open)
            and (self.kind == "differential" or (self.kind == "letter" and self.now.text == "d"))
            and self.peek().kind in ("letter", "accent")
        )

    def error(
        self, message: str, at: Token | Syntax, expected: str = "", hint: str = ""
    ) -> ReadError:
        """Return the error that points at a token or a piece."""
        return ReadError(message, self.latex, at.start, at.end, expected=expected, hint=hint)

    def nothing(self, after: str) -> ReadError:
        """Return the error for a place where a formula should begin."""
        where = f"after {after}" if after else "here"
        found = self.shown(self.now)
        return self.error(f"nothing stands {where}: found {found}", self.now, "a formula")

    def shown(self, token: Token) -> str:
        """Return how a token stands in the source."""
        return self.latex[token.start : token.end] or token.text

    def close(self, kind: str, text: str, opened: Token, expected: str) -> Token:
        """Return the token that closes `opened`, or raise an error."""
        if self.kind != kind or self.now.text != text:
            raise self.error(
                f"{self.shown(opened)} is not closed: found {self.shown(self.now)}",
                self.now, expected=expected,
            )  # fmt: skip
        self.open.pop()
        return self.advance()

    def enter(self, what: str) -> Token:
        """Pass over an opening bracket and count it; `close` ends it."""
        token = self.now
        if len(self.open) >= MOST_BRACKETS:
            raise LimitError(
                f"more than {MOST_BRACKETS:,} brackets in one another",
                self.latex, token.start, token.end,
            )  # fmt: skip
        self.open.append(what)
        return self.advance()

    def deeper(self, at: Token) -> None:
        """Count a storey of fractions, roots, scripts or environments; `higher` leaves it."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise LimitError(f"nested more than {MOST_DEPTH} deep", self.latex, at.start, at.end)

    def higher(self) -> None:
        """Leave a storey."""
        self._depth -= 1

    def one_digit(self) -> Num:
        r"""Return the first digit of a number: TeX takes one in `\frac12` and `x^23`."""
        token = self.now
        if len(token.text) > 1 and token.text[0] != ".":
            rest = Token("number", token.text[1:], token.start + 1, token.end)
            self._tokens[self._at] = self.now = rest
            return Num(token.start, token.start + 1, token.text[0])
        self.advance()
        return Num(token.start, token.end, token.text)
