"""From a figure of matplotlib to SVG in the colours of the page.

Separate from what is drawn, so that every picture has the same colours, letters and text
alternative. A figure is drawn in the colours of `INK`, `FIRST`, ...; in a page each of them becomes
a variable of the theme, so that one picture is read on a light and on a dark page.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from hashlib import sha256
from html import escape
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.figure import Figure

from nablatex.notebook.plots.picture import Picture, plain

INK, QUIET, GRID, PAPER = "#222221", "#6b6b6a", "#cfcfce", "#fefefd"
FIRST, SECOND = "#3b82d6", "#d96c1c"
_IN_A_PAGE = {
    INK: "var(--jp-content-font-color1, currentColor)",
    QUIET: "var(--jp-content-font-color2, currentColor)",
    GRID: "var(--jp-border-color2, #9994)",
    PAPER: "var(--jp-layout-color0, Canvas)",
    FIRST: f"var(--nablatex-first, {FIRST})",
    SECOND: f"var(--nablatex-second, {SECOND})",
}
"""Middle tones, which stand out by 3:1 from white and from black, and what the theme gives."""

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nablatex",
    "font.size": 10.0,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": False,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.minor.size": 0.0,
    "ytick.minor.size": 0.0,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "text.parse_math": False,
}
_UNSAID = ("Date", "Creator", "Format", "Type")
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_REFERENCE = re.compile(r"#(\w+)")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_LOOSE = re.compile(r"\s*([A-Za-z])\s*")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_FAMILY = re.compile(r"\s*font-family:[^;]*;?")
_IN_LETTERS = "ui-sans-serif, system-ui, 'Helvetica Neue', Arial, 'Noto Sans KR', sans-serif"
_DECIMALS = {"d", "x", "y", "transform", "width", "height"}


def painted(
    paint: Callable[[Figure], None], size: tuple[float, float], said: str, lang: str
) -> Picture:
    """Return what a function paints on a figure as a picture.

    Args:
        paint: draws on the figure.
        size: width and height in inches.
        said: what is seen, with LaTeX between dollar signs.
        lang: the language of the words.
    """
    drawn = ElementTree.fromstring(_svg_of(paint, size))  # noqa: S314 - our own
    root = _slim(drawn)
    words = plain(said)
    root.attrib |= {"role": "img", "aria-label": words, "lang": lang}
    _own_ids(root, sha256((ElementTree.tostring(root, "unicode")).encode()).hexdigest()[:8])
    text = ElementTree.tostring(root, "unicode", short_empty_elements=True)
    page = _COLOUR.sub(lambda match: _IN_A_PAGE[match[0]], text)
    return Picture(page, _document(text, words), said, lang)


def _svg_of(paint: Callable[[Figure], None], size: tuple[float, float]) -> str:
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # Letters are set by the page, which has those that matplotlib's own font has not.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=size, layout="constrained")
        figure.patch.set_visible(False)
        paint(figure)
        for axes in figure.axes:
            axes.patch.set_visible(False)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(_UNSAID))
    return buffer.getvalue()


def _slim(root: ElementTree.Element) -> ElementTree.Element:
    """Return the tree without what a page has no use for, in short numbers."""
    width, height = root.attrib["viewBox"].split()[2:]
    for style in [parent for parent in root if parent.find(f"{_SVG}style") is not None]:
        # It would hold for everything on the page.
        root.remove(style)
    for node in root.iter():
        for empty in [child for child in node if child.tag == f"{_SVG}g" and not len(child)]:
            node.remove(empty)
        node.tag = node.tag.removeprefix(_SVG)
        node.text = node.text.strip() if node.text else None
        node.tail = None
        node.attrib = dict(_kept(node))
    root.attrib |= {
        "xmlns": _SVG[1:-1],
        "width": f"{float(width) * 4 / 3:.0f}",
        "height": f"{float(height) * 4 / 3:.0f}",
        "style": f"max-width: 100%; height: auto; font-family: {_IN_LETTERS}; "
        "stroke-linejoin: round; stroke-linecap: butt",
    }
    return root


def _kept(node: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        if key == "transform" and value.startswith("rotate(-0 "):
            continue
        if key in _DECIMALS:
            short = " ".join(_DECIMAL.sub(_rounded, value).split())
            yield key, _LOOSE.sub(r"\1", short) if key == "d" else short
        elif key == "style":
            yield key, _FAMILY.sub("", value).strip()
        else:
            yield key.removeprefix(_XLINK), value


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.1f}".removesuffix(".0")


def _own_ids(root: ElementTree.Element, salt: str) -> None:
    """Leave the ids that are referred to, and make them the picture's own."""
    nodes = list(root.iter())
    values = [v for n in nodes for k, v in n.attrib.items() if k in ("href", "clip-path")]
    used = {match for value in values for match in _REFERENCE.findall(value)}
    own = {name: f"nx{salt}{number}" for number, name in enumerate(sorted(used))}
    for node in nodes:
        name = node.attrib.pop("id", "")
        if name in own:
            node.attrib["id"] = own[name]
        for key in ("href", "clip-path"):
            if key in node.attrib:
                value = node.attrib[key]
                node.attrib[key] = _REFERENCE.sub(lambda match: f"#{own[match[1]]}", value)


def _document(text: str, words: str) -> str:
    """Return the SVG as a document of its own: on white, with its words as its description."""
    head, rest = text.split(">", 1)
    paper = '<rect width="100%" height="100%" fill="#fff"/>'
    return f"{head}><desc>{escape(words)}</desc>{paper}{rest}"
