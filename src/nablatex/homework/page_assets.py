"""The typesetter that a worked page carries inside itself, so that it opens offline.

Separate from the page's own text because nothing here knows of homework: it turns the files in
`assets/` (KaTeX, unmodified) into one style sheet and one script without outside references.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

# Each face lists the same font in three formats; every browser of today reads the first.
_SOURCES = re.compile(r"src:url\(fonts/(?P<name>[\w-]+\.woff2)\)[^;}]*")


def _assets() -> Traversable:
    return files("nablatex.homework") / "assets"


@cache
def stylesheet() -> str:
    """Return KaTeX's style sheet with its fonts inside, to stand in a `<style>` element."""
    css = (_assets() / "katex.min.css").read_text(encoding="utf-8")
    return _SOURCES.sub(lambda match: embedded_font(match["name"]), css)


@cache
def script() -> str:
    """Return KaTeX's script, which defines `katex.render`, to stand in a `<script>` element."""
    return (_assets() / "katex.min.js").read_text(encoding="utf-8")


def embedded_font(name: str) -> str:
    """Return the `src` of a font face whose data stands in the style sheet itself."""
    data = (_assets() / "fonts" / name).read_bytes()
    encoded = base64.b64encode(data).decode("ascii")
    return f'src:url(data:font/woff2;base64,{encoded}) format("woff2")'
