r"""LaTeX to terminal text: `∂y/∂x₀`, `h ≤ 0`, vectors and matrices over lines.

Works on the LaTeX itself, so that what cannot be read as mathematics can still be shown; it never
fails: what it does not know it leaves as it stands.
"""

from __future__ import annotations

import re
import unicodedata

from nablatex.latex.commands import UNICODE

_SIGNS = {command: char for char, command in UNICODE.items() if command.startswith("\\")} | {
    r"\leq": "≤", r"\le": "≤", r"\geq": "≥", r"\ge": "≥", r"\top": "ᵀ", r"\quad": "\x06",
    r"\qquad": "\x06\x06", r"\,": " ", r"\;": " ", r"\!": "", r"\:": " ",
    r"\left": "", r"\right": "", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
    r"\sum": "Σ", r"\prod": "Π", r"\|": "‖", r"\lVert": "‖", r"\rVert": "‖", r"\lvert": "|",
    r"\rvert": "|", r"\ldots": "…", r"\cdots": "⋯", r"\dots": "…",
    r"\rightarrow": "→", r"\implies": "⇒", r"\lim": "lim", r"\phi": "φ", r"\varphi": "φ",
    r"\ell": "ℓ", r"\prime": "′", r"\displaystyle": "", r"\limits": "",
}  # fmt: skip
_DOWN = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_UP = str.maketrans(
    "0123456789+-=()Tabcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵀᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_BOARD = str.maketrans("RNZQCE1", "ℝℕℤℚℂ𝔼𝟙")
# What stands for signs that a later pass would take for LaTeX's own.
_KEPT = {"\x02": "^", "\x03": "_", "\x04": "{", "\x05": "}", "\x06": "   "}
_INNER = re.compile(r"\\begin\{(\w+)\*?\}((?:(?!\\begin\{|\\end\{).)*)\\end\{\1\*?\}", re.DOTALL)
_FRACTION = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_WORD = re.compile(
    r"\\(text|mathrm|operatorname|vec|mathbf|boldsymbol|bm|hat|bar|tilde|boxed|mathbb)\s*"
    r"\{([^{}]*)\}"
)
_SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\\{}\s]))")
_BINOMIAL = re.compile(r"\\[dt]?binom\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*(?:\[([^\[\]{}]*)\])?\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_MOST = 20_000


def latex_to_text(latex: str) -> str:
    """Return LaTeX as text for a terminal; a matrix or a brace takes several lines."""
    if len(latex) > _MOST:
        return latex
    text, blocks = _cut_blocks(re.sub(r"[\x00-\x08]", "", latex))
    return "\n".join(line.rstrip() for line in _join(_inline(text), blocks))


def _cut_blocks(latex: str) -> tuple[str, list[list[str]]]:
    """Replace each matrix and brace by a mark, innermost first, and return what they look like."""
    blocks: list[list[str]] = []
    text = latex
    while True:
        found = _INNER.search(text)
        if found is None:
            return text, blocks
        rows = [
            [_join(_inline(cell), blocks) for cell in row.split("&")]
            for row in re.split(r"\\\\(?:\[[^\]]*\])?", found[2])
            if row.strip()
        ]
        blocks.append(_table(rows, found[1]))
        text = f"{text[: found.start()]}\x00{len(blocks) - 1}\x01{text[found.end() :]}"


def _inline(latex: str) -> str:
    text = latex.replace(r"\{", "\x04").replace(r"\}", "\x05")
    text = re.sub(r"\\(?:left|right)\s*\.", "", text)
    # A script that has no Unicode form is marked as done, so that it is not taken twice.
    for _ in range(60):
        before = text
        text = _WORD.sub(_word, text)
        text = _SCRIPT.sub(_script, text)
        text = _FRACTION.sub(lambda m: f"{_closed(m[1])}/{_closed(m[2])}", text)
        text = _BINOMIAL.sub(lambda m: f"binom({m[1]}, {m[2]})", text)
        text = _ROOT.sub(_root, text)
        if text == before:
            break
    text = _COMMAND.sub(lambda m: _SIGNS.get(m[0], m[0].removeprefix("\\")), text)
    text = text.replace("{", "").replace("}", "").replace("$", "")
    text = re.sub(r"[ \t\n]+", " ", text).strip()
    text = re.sub(r"(?<=[⌊⌈]) | (?=[⌋⌉])", "", text)
    text = re.sub(r"([∂∇][²³⁴]?) (?=\w)", r"\1", text)
    for mark, sign in _KEPT.items():
        text = text.replace(mark, sign)
    return unicodedata.normalize("NFC", text)


def _word(match: re.Match[str]) -> str:
    style, inside = match[1], match[2]
    shown = _SIGNS.get(inside, inside)
    if style in _ACCENTS and len(shown) == 1:
        return shown + _ACCENTS[style]
    return inside.translate(_BOARD) if style == "mathbb" else inside


def _root(match: re.Match[str]) -> str:
    degree, body = match[1] or "", match[2].strip()
    sign = {"": "√", "3": "∛", "4": "∜"}.get(degree, f"{degree.translate(_UP)}√")
    return sign + (body if body.isalnum() else f"({body})")


def _script(match: re.Match[str]) -> str:
    inside = match[2] if match[2] is not None else match[3]
    shown = _COMMAND.sub(lambda m: _SIGNS.get(m[0], m[0]), inside).strip()
    table = _DOWN if match[1] == "_" else _UP
    tight = shown.replace(" ", "")
    if tight and all(ord(char) in table for char in tight):
        return tight.translate(table)
    if shown in ("ᵀ", "′"):
        return shown
    sign = "\x02" if match[1] == "^" else "\x03"
    whole = len(shown) == 1 or shown.startswith("[") or (sign == "\x03" and shown.isalnum())
    return sign + (shown if whole else f"({shown})")


def _closed(text: str) -> str:
    """Return a side of a fraction, in brackets where a line of text needs them."""
    inner = re.sub(r"(∂[²³⁴]?)\s+", r"\1", text.strip().replace(r"\partial", "∂"))
    if re.fullmatch(r"(?:∂[^\s∂/]*\s*)+", inner):
        return inner.replace(" ", "")
    return f"({inner})" if re.search(r"(?<=.)[+\-\s·/](?=.)", inner) else inner


def _join(text: str, blocks: list[list[str]]) -> list[str]:
    """Return the lines of text with its blocks in place, all centred on one line."""
    columns: list[list[str]] = []
    for place, piece in enumerate(re.split(r"\x00(\d+)\x01", text)):
        columns.append(blocks[int(piece)] if place % 2 else [piece])
    height = max(len(column) for column in columns)
    padded = []
    for column in columns:
        above = (height - len(column)) // 2
        lines = [""] * above + column + [""] * (height - len(column) - above)
        width = max(map(_width, lines))
        padded.append([line + " " * (width - _width(line)) for line in lines])
    return ["".join(parts) for parts in zip(*padded, strict=True)]


def _table(rows: list[list[list[str]]], kind: str) -> list[str]:
    count = max(len(row) for row in rows)
    widths = [
        max((_width(line) for row in rows if k < len(row) for line in row[k]), default=0)
        for k in range(count)
    ]
    lines: list[str] = []
    for row in rows:
        height = max(len(cell) for cell in row)
        for k in range(height):
            cells = [cell[k] if k < len(cell) else "" for cell in row]
            shown = [c + " " * (widths[i] - _width(c)) for i, c in enumerate(cells)]
            lines.append("  ".join(shown))
    return _fenced(lines, kind)


def _fenced(lines: list[str], kind: str) -> list[str]:
    if kind == "cases":
        marks = [("⎨ ", "")] if len(lines) == 1 else [("⎧ ", ""), ("⎨ ", ""), ("⎩ ", "")]
    elif kind.endswith("matrix") and kind != "matrix":
        marks = [("[", "]")] if len(lines) == 1 else [("⎡", "⎤"), ("⎢", "⎥"), ("⎣", "⎦")]
    else:
        return lines
    if len(lines) == 1:
        return [marks[0][0] + lines[0] + marks[0][1]]
    if kind == "cases" and len(lines) == 2:
        lines = [lines[0], "", lines[1]]
    last = len(lines) - 1
    width = max(map(_width, lines))
    made = []
    for place, line in enumerate(lines):
        left, right = marks[0] if place == 0 else marks[2] if place == last else marks[1]
        if kind == "cases" and 0 < place < last and place != last // 2:
            left = "⎪ "
        made.append(f"{left}{line}{' ' * (width - _width(line))}{right}")
    return made


def _width(text: str) -> int:
    """Return how many columns a terminal gives to the text."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    marks = sum(unicodedata.combining(char) > 0 for char in text)
    return len(text) + wide - marks
