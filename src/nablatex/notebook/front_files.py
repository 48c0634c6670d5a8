"""What the notebook's page is given: one script, one style sheet, MathLive.

Separate from the widget that sends them, because this knows files and nothing of Jupyter. The
script is written as modules, each of one idea; a page that gets its script as text cannot import
them, so they are joined into one, each after those that it imports.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from nablatex.homework.page_assets import embedded_font

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(?P<name>[\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|class|const)", re.MULTILINE)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FONTS = (
    ("AMS", "Regular", "normal", 400),
    ("Caligraphic", "Regular", "normal", 400),
    ("Main", "Regular", "normal", 400),
    ("Main", "Bold", "normal", 700),
    ("Main", "Italic", "italic", 400),
    ("Main", "BoldItalic", "italic", 700),
    ("Math", "Italic", "italic", 400),
    ("Math", "BoldItalic", "italic", 700),
    ("Size1", "Regular", "normal", 400),
    ("Size2", "Regular", "normal", 400),
    ("Size3", "Regular", "normal", 400),
    ("Size4", "Regular", "normal", 400),
)  # fmt: skip


def _notebook() -> Traversable:
    return files("nablatex.notebook")


def _text(*path: str) -> str:
    return _notebook().joinpath(*path).read_text(encoding="utf-8")


@cache
def script() -> str:
    """Return the page's script: `runtime.js` after all that it imports."""
    done: dict[str, str] = {}
    open_: list[str] = ["runtime.js"]
    while open_:
        name = open_[-1]
        source = _text("front", name)
        missing = [other for other in _IMPORT.findall(source) if other not in done]
        if missing:
            open_ += missing
            continue
        done.setdefault(open_.pop(), _EXPORT.sub("", _IMPORT.sub("", source)))
    return "\n".join(done.values())


@cache
def stylesheet() -> str:
    """Return the page's style sheet: fonts, MathLive's own for typeset formulas, and ours."""
    own = _text("front", "nablatex.css")
    # MathLive's fonts would come from files beside its style sheet, and there are none.
    theirs = _FONT_FACE.sub("", _text("assets", "mathlive-static.css"))
    return "\n".join([*map(_face, _FONTS), theirs, own])


def _face(font: tuple[str, str, str, int]) -> str:
    family, face, style, weight = font
    source = embedded_font(f"KaTeX_{family}-{face}.woff2")
    return (
        f"@font-face{{font-family:KaTeX_{family};font-style:{style};font-weight:{weight};{source}}}"
    )


@cache
def mathlive() -> str:
    """Return MathLive's module."""
    return _text("assets", "mathlive.min.mjs")
