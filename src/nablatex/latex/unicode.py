r"""LaTeX to terminal text: `∂y/∂x₀`, `h ≤ 0`, vectors and matrices over lines.

Works on the LaTeX itself, so that what cannot be read as mathematics can still be shown; it never
fails: what it does not know it leaves as it stands.
"""

from __future__ import annotations

import re
import unicodedata

from nablatex.latex.commands import UNICODE
from nablatex.latex.text_blocks import CLOSE, OPEN, Block, join, table

_SIGNS = {command: char for char, command in UNICODE.items() if command.startswith("\\")} | {
    r"\leq": "≤", r"\le": "≤", r"\geq": "≥", r"\ge": "≥", r"\top": "ᵀ", r"\quad": "\x06",
    r"\qquad": "\x06\x06", r"\,": " ", r"\;": " ", r"\!": "", r"\:": " ",
    r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
    r"\sum": "Σ", r"\prod": "Π", r"\|": "‖", r"\lVert": "‖", r"\rVert": "‖", r"\lvert": "|",
    r"\rvert": "|", r"\ldots": "…", r"\cdots": "⋯", r"\dots": "…",
    r"\rightarrow": "→", r"\implies": "⇒", r"\lim": "lim", r"\phi": "φ", r"\varphi": "φ",
    r"\ell": "ℓ", r"\sqrt": "√", r"\prime": "′", r"\displaystyle": "", r"\limits": "",
}  # fmt: skip
_DOWN = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_UP = str.maketrans(
    "0123456789+-=()Tabcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵀᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
_ACCENTS = {
    "hat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303", "dot": "\u0307",
    "ddot": "\u0308", "widehat": "\u0302", "widetilde": "\u0303",
}  # fmt: skip
_BOARD = str.maketrans("RNZQCE1", "ℝℕℤℚℂ𝔼𝟙")
# What stands for signs that a later pass would take for LaTeX's own.
_KEPT = {"\x02": "^", "\x03": "_", "\x04": "{", "\x05": "}", "\x06": "   "}
_INNER = re.compile(r"\\begin\{(\w+)\*?\}((?:(?!\\begin\{|\\end\{).)*)\\end\{\1\*?\}", re.DOTALL)
# An array says how its columns are aligned before its first row.
_ALIGNMENT = re.compile(r"^\s*\{[clr|\s]*\}")
_FRACTION = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_WORD = re.compile(
    r"\\(text(?:bf|it|rm|sf)?|math(?:rm|bf|it|sf|cal|bb|scr|frak)|operatorname\*?|vec|boldsymbol|bm"
    rf"|boxed|overrightarrow|{'|'.join(_ACCENTS)})\s*\{{([^{{}}]*)\}}"
)
_SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\\{}\s]))")
_BINOMIAL = re.compile(r"\\[dt]?binom\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*(?:\[([^\[\]{}]*)\])?\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
# One name, number or bracket with what is written above and below it: a denominator needs no more.
_RAISED = "".join(map(chr, {*_DOWN.values(), *_UP.values()})) + "′'!"
_POWERS = _RAISED + "^\x02"
_ATOM = re.compile(
    rf"(?:\d+(?:\.\d+)?|[√∛∜]?(?:\\[A-Za-z]+|[^\W\d_])[\u0300-\u036f]*|[√∛∜]?\((?:[^()]|\([^()]*\))*\)|\x00\d+\x01"
    rf"|d\s?(?:\\[A-Za-z]+|[^\W\d_]))(?:[{re.escape(_RAISED)}]|[\x02\x03](?:\w|\([^()]*\)))*"
)
# Arguments without braces: \frac12, \frac{a}b, \sqrt2, x^\frac{1}{2}.
_BARE = (
    (re.compile(r"(\\(?:[dtc]?frac|sqrt))(?:\s+([A-Za-z\d])|(\d))"), r"\1{\2\3}"),
    (re.compile(r"(\\[dtc]?frac\s*\{[^{}]*\})\s*([A-Za-z\d])"), r"\1{\2}"),
    (re.compile(r"([_^])\s*(\\[dtc]?frac\s*\{[^{}]*\}\s*\{[^{}]*\})"), r"\1{\2}"),
    (re.compile(r"\\(?:left|right)\s*\."), ""),
    (re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*"), ""),
)
_MOST = 20_000


def latex_to_text(latex: str) -> str:
    """Return LaTeX as text for a terminal; a matrix or a brace takes several lines."""
    if len(latex) > _MOST:
        return latex
    text, blocks = _cut_blocks(re.sub(r"[\x00-\x08]", "", latex))
    return "\n".join(line.rstrip() for line in join(_inline(text), blocks))


def _cut_blocks(latex: str) -> tuple[str, list[Block]]:
    """Replace each matrix and brace by a mark, innermost first, and return what they look like."""
    blocks: list[Block] = []
    text = latex
    while True:
        found = _INNER.search(text)
        if found is None:
            return text, blocks
        inside = _ALIGNMENT.sub("", found[2]) if found[1] == "array" else found[2]
        rows = [
            [join(_inline(cell), blocks) for cell in row.split("&")]
            for row in re.split(r"\\\\(?:\[[^\]]*\])?", inside)
            if row.strip()
        ]
        blocks.append(table(rows, found[1]))
        text = f"{text[: found.start()]}{OPEN}{len(blocks) - 1}{CLOSE}{text[found.end() :]}"


def _inline(latex: str) -> str:
    text = latex.replace(r"\{", "\x04").replace(r"\}", "\x05")
    for bare, braced in _BARE:
        text = bare.sub(braced, text)
    # A script that has no Unicode form is marked as done, so that it is not taken twice.
    for _ in range(60):
        before = text
        text = _WORD.sub(_word, text)
        text = _SCRIPT.sub(_script, text)
        text = _FRACTION.sub(_fraction, text)
        text = _BINOMIAL.sub(lambda m: f"binom({m[1]}, {m[2]})", text)
        text = _ROOT.sub(_root, text)
        if text == before:
            break
    text = _COMMAND.sub(_sign, text)
    text = text.replace("{", "").replace("}", "").replace("$", "")
    text = re.sub(r"[ \t\n]+", " ", text).strip()
    text = re.sub(r"(?<=[⌊⌈]) | (?=[⌋⌉])|(?<=‖) (?=[^‖]*[^\s‖] ‖)|(?<=[^\s‖]) (?=‖)", "", text)
    text = re.sub(r"([∂∇][²³⁴]?) (?=\w)", r"\1", text)
    for mark, sign in _KEPT.items():
        text = text.replace(mark, sign)
    return unicodedata.normalize("NFC", text)


def _sign(match: re.Match[str]) -> str:
    """Return a command's character, or its name with space between it and other letters."""
    shown = _SIGNS.get(match[0], match[0].removeprefix("\\"))
    if not (len(shown) > 1 and shown.isalpha()):
        return shown
    before, after = match.string[: match.start()], match.string[match.end() :]
    left = " " if before[-1:].isalpha() else ""
    right = " " if re.match(r"\\[A-Za-z]", after) else ""
    return left + shown + right


def _word(match: re.Match[str]) -> str:
    style, inside = match[1], match[2]
    shown = _SIGNS.get(inside, inside)
    if style in _ACCENTS and len(shown) == 1:
        return shown + _ACCENTS[style]
    return inside.translate(_BOARD) if style == "mathbb" else inside


def _fraction(match: re.Match[str]) -> str:
    """Return a fraction on one line that means the same when it is read from left to right."""
    text = f"{_closed(match[1])}/{_below(match[2])}"
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :]
    number = before[-1:].isdecimal() and text[:1].isdecimal()
    raised = after.lstrip()[:1]
    if (raised and raised in _POWERS) or before[-1:] in ("/", "^") or number:
        return f"({text})"
    left = " " if match.string[: match.start()][-1:].isalpha() else ""
    return left + text + _gap(after)


def _gap(after: str) -> str:
    """Return the space that keeps what comes after a fraction or a root out of it."""
    return " " if after[:1].isalnum() or after[:1] in ("\\", "(", "\x00") else ""


def _root(match: re.Match[str]) -> str:
    degree, body = match[1] or "", match[2].strip()
    sign = {"": "√", "3": "∛", "4": "∜"}.get(degree, f"{degree.translate(_UP)}√")
    text = sign + (body if body.isdecimal() or len(body) == 1 else f"({body})")
    after = match.string[match.end() :]
    return f"({text})" if after[:1] and after[:1] in _POWERS else text + _gap(after)


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
    closed = re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]", shown) is not None
    whole = len(shown) == 1 or closed or (sign == "\x03" and shown.isalnum())
    return sign + (shown if whole else f"({shown})")


def _closed(text: str) -> str:
    """Return a side of a fraction, in brackets where a line of text needs them."""
    inner = re.sub(r"(∂[²³⁴]?|^d[²³⁴]?)\s+", r"\1", text.strip().replace(r"\partial", "∂"))
    if re.fullmatch(r"(?:∂[^\s∂/]*\s*)+", inner):
        return inner.replace(" ", "")
    return f"({inner})" if re.search(r"(?<=.)[+\-\s·/](?=.)", inner) else inner


def _below(text: str) -> str:
    """Return a denominator, in brackets unless it is one factor: `1/2x` is a half of x."""
    if _ATOM.fullmatch(text.strip()):
        return re.sub(r"^d\s+", "d", text.strip())
    inner = _closed(text)
    done = inner.startswith("∂") or inner == f"({text.strip()})"
    return inner if done else f"({inner})"
