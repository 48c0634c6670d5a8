"""Formulas of several lines in a terminal: tables, braces and brackets that grow with them.

Separate from turning commands into characters because nothing here knows LaTeX: a block is a list
of lines, and a text holds the number of a block between two marks where the block stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

OPEN, CLOSE = "\x00", "\x01"
_PIECE = re.compile(rf"({OPEN}\d+{CLOSE})")
_RAISED = re.compile(r"[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ᵀᵃ-ᵛᶜᶠᶻʰʲˡʳˢʷˣʸⁱⁿ]+")
_PAIRS = {"(": ")", "[": "]"}
_FENCES = {
    "(": ("⎛", "⎜", "⎝"), ")": ("⎞", "⎟", "⎠"), "[": ("⎡", "⎢", "⎣"), "]": ("⎤", "⎥", "⎦"),
    "|": ("|", "|", "|"), "‖": ("‖", "‖", "‖"),
}  # fmt: skip
# What stands on both sides of an environment's rows; `cases` has a brace of its own.
_SIDES = {
    "pmatrix": ("[", "]"), "bmatrix": ("[", "]"), "Bmatrix": ("[", "]"), "smallmatrix": ("", ""),
    "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
}  # fmt: skip
_TIGHT = ("aligned", "align", "split", "gathered", "eqnarray")

Block = list[str]


def join(text: str, blocks: Sequence[Block]) -> Block:
    """Return the lines of text with its blocks in place, all centred on one line."""
    pieces = [piece for piece in _PIECE.split(text) if piece]
    columns = list(_columns(pieces, blocks)) or [[""]]
    height = max(len(column) for column in columns)
    padded = []
    for column in columns:
        above = (height - len(column)) // 2
        lines = [""] * above + column + [""] * (height - len(column) - above)
        width = max(map(width_of, lines))
        padded.append([line + " " * (width - width_of(line)) for line in lines])
    return ["".join(parts) for parts in zip(*padded, strict=True)]


def _columns(pieces: Sequence[str], blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield what stands side by side; brackets round a block are as high as it."""
    heights = [len(blocks[int(piece[1:-1])]) if piece.startswith(OPEN) else 1 for piece in pieces]
    tall = _tall_brackets(pieces, heights)
    above = 1
    for place, piece in enumerate(pieces):
        if piece.startswith(OPEN):
            yield blocks[int(piece[1:-1])]
            above = heights[place]
            continue
        start = 0
        for at in (*(at for where, at in tall if where == place), len(piece)):
            raised = _RAISED.match(piece, start) if above > 1 else None
            if raised is not None and raised.end() <= at:
                yield [raised.group(), *[""] * (above - 1)]
                start = raised.end()
            if piece[start:at]:
                yield [piece[start:at]]
            if at < len(piece):
                above = tall[place, at]
                yield _fence(piece[at], above)
            start = at + 1


def _tall_brackets(pieces: Sequence[str], heights: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the height of each bracket, by piece and place in it, that has a block inside."""
    found: dict[tuple[int, int], int] = {}
    opened: list[tuple[int, int]] = []
    for place, piece in enumerate(pieces):
        if piece.startswith(OPEN):
            continue
        for at, char in enumerate(piece):
            if char in _PAIRS:
                opened.append((place, at))
            elif opened and char in ")]":
                where, start = opened.pop()
                height = max(heights[where : place + 1])
                if height > 1 and _PAIRS[pieces[where][start]] == char:
                    found[where, start] = found[place, at] = height
    return dict(sorted(found.items()))


def _fence(sign: str, height: int) -> Block:
    top, middle, bottom = _FENCES[sign]
    return [top, *[middle] * (height - 2), bottom]


def table(rows: Sequence[Sequence[Block]], kind: str) -> Block:
    """Return the rows of an environment as lines, with what stands round them."""
    count = max((len(row) for row in rows), default=0)
    widths = [
        max((width_of(line) for row in rows if k < len(row) for line in row[k]), default=0)
        for k in range(count)
    ]
    gap = "" if kind.rstrip("*") in _TIGHT else "  "
    lines: list[str] = []
    for row in rows:
        height = max(len(cell) for cell in row)
        for k in range(height):
            cells = []
            for width, cell in zip(widths, row, strict=False):
                own = k - (height - len(cell)) // 2
                line = cell[own] if 0 <= own < len(cell) else ""
                cells.append(line + " " * (width - width_of(line)))
            lines.append(gap.join(cells))
    return _braced(lines) if kind == "cases" else _fenced(lines, *_SIDES.get(kind, ("", "")))


def _fenced(lines: Block, left: str, right: str) -> Block:
    if not left or not lines:
        return lines or [""]
    if len(lines) == 1:
        return [left + lines[0] + right]
    width = max(map(width_of, lines))
    lefts, rights = _fence(left, len(lines)), _fence(right, len(lines))
    return [
        f"{one}{line}{' ' * (width - width_of(line))}{other}"
        for one, line, other in zip(lefts, lines, rights, strict=True)
    ]


def _braced(lines: Block) -> Block:
    if len(lines) < 2:
        return ["⎨ " + line for line in lines] or [""]
    if len(lines) == 2:
        lines = [lines[0], "", lines[1]]
    middle, last = (len(lines) - 1) // 2, len(lines) - 1
    signs = {0: "⎧ ", middle: "⎨ ", last: "⎩ "}
    width = max(map(width_of, lines))
    return [
        signs.get(place, "⎪ ") + line + " " * (width - width_of(line))
        for place, line in enumerate(lines)
    ]


def width_of(text: str) -> int:
    """Return how many columns a terminal gives to the text."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    marks = sum(unicodedata.combining(char) > 0 for char in text)
    return len(text) + wide - marks
