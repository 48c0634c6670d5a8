r"""Productions for subscripts, superscripts, primes, and the arguments of commands.

TeX's rule decides what an argument is: a group in braces, or the one token that follows.
"""

from __future__ import annotations

from abc import abstractmethod

from nablatex.errors import ReadError
from nablatex.latex.lexer import Token
from nablatex.latex.parse_tokens import TokenStream
from nablatex.latex.syntax import (
    Accented,
    Factorial,
    Group,
    Letter,
    Listing,
    Mark,
    Num,
    NumberSet,
    Scripts,
    Syntax,
    Word,
)
from nablatex.latex.trampoline import Steps

_ARGUMENT_TAKERS = frozenset(["fraction", "binomial", "radical", "accent"])
_MARKS = {"+": "+", "-": "-", "cdot": "*", r"\top": r"\top", r"\dagger": r"\dagger"}
# Behind a set: its positive elements. Behind a norm: the sum of singular values.
_BELOW = {"+": "+", "++": "++", ">0": "++", ">=0": "+", "*": "*"}
_STARS = ("*", r"\ast", "∗")


class ScriptParser(TokenStream):
    """Parses scripts and arguments."""

    @abstractmethod
    def expression(self, above: int) -> Steps[Syntax]:
        """Parse what binds more strongly than a level."""

    @abstractmethod
    def compound(self, waiting: bool) -> Steps[Syntax | None]:
        """Parse a factor that is no leaf."""

    @abstractmethod
    def leaf(self) -> Syntax | None:
        """Return the leaf that stands here."""

    def scripts(self, base: Syntax) -> Steps[Syntax]:
        """Parse `_`, `^`, primes and `!` behind a base."""
        sub: Syntax | None = None
        sup: Syntax | None = None
        primes = 0
        while True:
            token = self.now
            if token.kind == "prime":
                self.advance()
                primes += 1
            elif token.kind == "sub":
                if sub is not None:
                    raise self.error("double subscript", token, hint="write a_{bc} or {a_b}_c")
                self.advance()
                sub = self._mark_below(base)
                if sub is None:
                    sub = yield self.argument(token)
                self._note(base, sub)
            elif token.kind == "sup":
                if sup is not None:
                    raise self.error("double superscript", token, hint="write a^{b^c} or {a^b}^c")
                self.advance()
                sup = yield self.argument(token)
                if isinstance(sup, Mark) and sup.name[0] == "'":
                    primes += len(sup.name)
                    sup = None
            else:
                end = self.peek(-1).end
                if sub is not None or sup is not None or primes:
                    base = Scripts(base.start, end, base, sub, sup, primes)
                if token.kind != "factorial":
                    return base
                self._check_factorial(base, sup)
                self.advance()
                base = Factorial(base.start, token.end, base)
                sub, sup, primes = None, None, 0

    def _mark_below(self, base: Syntax) -> Mark | None:
        r"""Return the mark of `\mathbb{R}_{++}`, `\mathbb{S}^n_+`, `\|A\|_*`, `[x]_+`, or None."""
        norm = isinstance(base, Group) and base.opener == r"\|"
        bracket = isinstance(base, Group) and base.opener in ("[", "(")
        if not (norm or bracket or isinstance(base, NumberSet)):
            return None
        braced = self.kind == "{"
        signs = ""
        count = 1 if braced else 0
        while self.peek(count).kind in ("add", "relation", "number", "multiply"):
            token = self.peek(count)
            signs += "*" if self.shown(token) in _STARS else token.text
            count += 1
            if not braced:
                break
        if signs not in _BELOW or (signs == "*") != norm or (bracket and signs != "+"):
            return None
        if braced and self.peek(count).kind != "}":
            return None
        start = self.now.start
        self.pass_over(count + braced)
        return Mark(start, self.peek(-1).end, _BELOW[signs])

    def _check_factorial(self, base: Syntax, sup: Syntax | None) -> None:
        """Refuse `n!!`, which is no factorial of a factorial, and `x^n!`."""
        if isinstance(base, Factorial):
            raise self.error(
                "a double factorial is not read", self.now, hint="write (n!)! or the product"
            )
        if sup is not None:
            raise self.error(
                "this is the factorial of a power or of an exponent", self.now,
                hint="write (x^n)! or x^{n!}",
            )  # fmt: skip

    def _note(self, base: Syntax, sub: Syntax) -> None:
        """Take down letters that are indices here, and names that must be matrices."""
        if isinstance(sub, Num) and len(sub.text) == 2 and sub.text[0] == "0":
            letter = base.body if isinstance(base, Accented) else base
            if isinstance(letter, Letter):
                self.matrices.add(letter.name)

    def argument(self, after: Token) -> Steps[Syntax]:
        r"""Parse the argument of a command or a script: a braced group or one token."""
        token = self.now
        kind = token.kind
        made: Syntax | None
        if kind == "{":
            made = yield self._braced(after)
            return made
        if kind == "number":
            return self.one_digit()
        if kind == "mark" and token.text == r"\prime":
            self.advance()
            return Mark(token.start, token.end, "'")
        if kind in ("letter", "constant", "set", "mark", "word"):
            self._note_index(after, token)
            made = self.leaf()
            assert made is not None
            return made
        if kind == "name?":
            self.advance()
            return Word(token.start, token.end, token.text)
        if kind in _ARGUMENT_TAKERS:
            made = yield self.compound(waiting=True)
            assert made is not None
            return made
        if after.kind == "sup" and token.text in ("+", "cdot"):
            self.advance()
            return Mark(token.start, token.end, _MARKS[token.text])
        hint = ""
        if after.kind == "sup" and token.text == "circ":
            raise self._degrees()
        if kind in ("add", "open", "function") and after.kind in ("sup", "sub"):
            hint = f"write {after.text}{{...}}"
        raise self.error(
            f"nothing stands after {self.shown(after)}", token, "{...} or one symbol", hint
        )

    def _degrees(self) -> ReadError:
        return self.error(
            "degrees are not read", self.now, hint=r"write the angle in radians: \frac{\pi}{2}"
        )

    def _note_index(self, after: Token, token: Token) -> None:
        if after.kind == "sub" and token.kind == "letter":
            self.scripted.add(token.text)

    def _braced(self, after: Token) -> Steps[Syntax]:
        """Parse `{a, b}`; braces that hold one thing leave no trace."""
        self.deeper(self.now)
        first = self.peek()
        opened = self.enter(after.kind)
        made: Syntax
        if self.kind == "}":
            raise self.error(
                "an empty group {}", opened, expected="a formula", hint="remove it, or fill it"
            )
        if after.kind == "sup" and self.peek().kind == "}" and first.text in _MARKS:
            self.advance()
            made = Mark(first.start, first.end, _MARKS[first.text])
        elif self.at_prime():
            made = self._primes()
        elif after.kind == "sup" and first.text == "circ" and self.peek().kind == "}":
            raise self._degrees()
        elif self.kind in ("words", "name?") and self.peek().kind == "}":
            self.advance()
            made = Word(first.start, first.end, first.text)
        else:
            made = yield self.listing(opened)
        self.close("}", "}", opened, "}")
        if after.kind == "sub":
            self._note_indices(first.start, self.peek(-1).end)
        self.higher()
        return made

    def at_prime(self) -> bool:
        r"""Tell whether a prime stands here, as `'` or as `\prime`."""
        return self.kind == "prime" or (self.kind == "mark" and self.now.text == r"\prime")

    def _primes(self) -> Mark:
        first = self.now
        count = 0
        while self.at_prime():
            self.advance()
            count += 1
        if self.kind != "}":
            raise self.error(
                "a prime beside an exponent", self.now, hint="write the prime first: x'^2"
            )
        return Mark(first.start, first.end, "'" * count)

    def _note_indices(self, start: int, end: int) -> None:
        at = self._at - 1
        while at >= 0 and self._tokens[at].start >= start:
            if self._tokens[at].kind == "letter":
                self.scripted.add(self._tokens[at].text)
            at -= 1

    def _all(self) -> Mark | None:
        """Return the colon of `X_{i,:}`, which is for all columns, if it stands here."""
        behind = self.peek().kind in ("comma", "}", "semicolon")
        if self.now.text != "colon" or not behind or not self.open or self.open[-1] != "sub":
            return None
        token = self.advance()
        return Mark(token.start, token.end, ":")

    def listing(self, opened: Token) -> Steps[Syntax]:
        """Parse `a, b, c`; one thing alone is no listing."""
        first: Syntax = self._all() or (yield self.expression(0))
        if self.kind not in ("comma", "semicolon"):
            return first
        parts = [first]
        while self.kind in ("comma", "semicolon"):
            self.advance()
            part: Syntax = self._all() or (yield self.expression(0))
            parts.append(part)
        return Listing(first.start, parts[-1].end, tuple(parts))
