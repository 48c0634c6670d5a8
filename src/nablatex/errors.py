"""Errors written for a person: where it is, what was expected, what to write instead.

Every error that a user can cause derives from `NablatexError`; the faces of the library (command
line, notebook, homework) catch that one class and show its text, never a traceback.
"""

from __future__ import annotations

_CONTEXT = 60


class NablatexError(Exception):
    """Base of every error that nablatex raises on purpose."""


class ReadError(NablatexError):
    """LaTeX that cannot be read, with its place.

    Attributes:
        message: what is wrong, one sentence without the place.
        latex: the whole source.
        start, end: the half-open span of the fault in `latex`, in characters.
        expected: what could have stood there, or "".
        hint: what to write instead, or "".
    """

    def __init__(
        self,
        message: str,
        latex: str = "",
        start: int = 0,
        end: int = 0,
        *,
        expected: str = "",
        hint: str = "",
    ) -> None:
        self.message = message
        self.latex = latex
        self.start = max(0, min(start, len(latex)))
        self.end = max(self.start, min(end, len(latex)))
        self.expected = expected
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        lines = [self.message]
        if self.latex:
            lines += self._caret()
        if self.expected:
            lines.append(f"expected: {self.expected}")
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def _caret(self) -> list[str]:
        """Return the source line of the fault, cut to a window, and the caret line under it."""
        begin = self.latex.rfind("\n", 0, self.start) + 1
        stop = self.latex.find("\n", self.start)
        stop = len(self.latex) if stop < 0 else stop
        left = max(begin, self.start - _CONTEXT)
        right = min(stop, self.start + _CONTEXT)
        head = "…" if left > begin else ""
        tail = "…" if right < stop else ""
        width = max(1, min(self.end, right) - self.start)
        shown = self.latex[left:right].replace("\t", " ")
        margin = " " * (2 + len(head) + self.start - left)
        return [f"  {head}{shown}{tail}", f"{margin}{'^' * width}"]


class LimitError(ReadError):
    """LaTeX that is larger, deeper or longer than what is read."""


class ShapeError(NablatexError):
    """Shapes that do not fit together."""


class ReadShapeError(ReadError, ShapeError):
    """LaTeX whose parts have shapes that do not fit, with the place."""


class UndefinedError(NablatexError):
    """A name that nothing defines, or a question that cannot be formed."""


class NoRuleError(NablatexError):
    """No rule differentiates this; the message names the missing row."""


class EvaluationError(NablatexError):
    """An expression has no value at the given point."""


class UncoveredError(EvaluationError):
    """No branch of a piecewise expression holds at the given point."""
