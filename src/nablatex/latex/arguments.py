r"""Arguments of commands in the source: where `\text{...}` begins and ends, and `$` in its words.

Separate from the tokens because nothing here has a meaning: braces are matched, once for all of
them, so that the work stays linear in the text.
"""

from __future__ import annotations

import re

from nablatex.errors import ReadError

_BRACED = re.compile(r"\s*\{([^{}]*)\}")
_BRACES = re.compile(r"\\.|[{}$]", re.DOTALL)
_OPENING = re.compile(r"\s*\{")
_LENGTH = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*(?:pt|em|ex|mu|mm|cm|in|bp|pc|dd|cc|sp)\s?")
_ONE = re.compile(r"\s*(\\[A-Za-z]+|[^\s\\{}])")


class Arguments:
    """The arguments in one text."""

    def __init__(self, latex: str) -> None:
        self._latex = latex
        self._closing: dict[int, int] | None = None

    def behind(self, text: str, start: int, end: int) -> tuple[int, int, int]:
        """Return where the argument of a command begins and ends, and where the command ends.

        Args:
            text: the command.
            start: where it stands.
            end: where its name ends.

        Raises:
            ReadError: nothing stands behind it, or a brace is not closed.
        """
        match = _BRACED.match(self._latex, end) or _ONE.match(self._latex, end)
        if match is not None:
            return match.start(1), match.end(1), match.end()
        opened = _OPENING.match(self._latex, end)
        if opened is None:
            message = f"nothing stands after {text}"
            raise ReadError(message, self._latex, start, end, expected="{...}")
        close = self._closes().get(opened.end() - 1)
        if close is None:
            message = f"the brace behind {text} is not closed"
            raise ReadError(message, self._latex, start, end, expected="}")
        return opened.end(), close, close + 1

    def behind_length(self, text: str, start: int, end: int) -> int:
        """Return where the length behind a command ends: `\\kern 3pt`.

        Raises:
            ReadError: no length stands behind it.
        """
        match = _LENGTH.match(self._latex, end)
        if match is None:
            message = f"no length stands after {text}"
            raise ReadError(message, self._latex, start, end, expected="a length such as 3pt")
        return match.end()

    def _closes(self) -> dict[int, int]:
        """Return where each brace is closed; found once for all of them."""
        if self._closing is None:
            self._closing = {}
            waiting: list[int] = []
            for mark in _BRACES.finditer(self._latex):
                if mark[0] == "{":
                    waiting.append(mark.start())
                elif mark[0] == "}" and waiting:
                    self._closing[waiting.pop()] = mark.start()
        return self._closing

    def dollars(self, start: int, stop: int) -> list[int]:
        """Return where `$` stands in words, those in inner braces left out."""
        found: list[int] = []
        depth = 0
        for mark in _BRACES.finditer(self._latex, start, stop):
            depth += (mark[0] == "{") - (mark[0] == "}")
            if mark[0] == "$" and not depth:
                found.append(mark.start())
        return found
