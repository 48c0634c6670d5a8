r"""Formulas as SVG: each glyph is drawn once in a picture, and used wherever it stands.

Separate from the picture of a graph, which only asks how large a formula is and where it goes.
Where `ziamath` is not installed formulas are Unicode text: `∂h/∂w₀`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from nablatex.homework.picture import typesetter
from nablatex.latex import latex_to_text

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+\.\d+")
_SPACES = re.compile(r"\s+(?=[A-Z-])|(?<=[A-Z])\s+")
# The mean width of a letter, as a part of the size of the type.
_LETTER = 0.56


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, drawn with its baseline at the origin.

    Attributes:
        svg: the drawing.
        width: how wide it is.
        above, below: how far it goes above and below its baseline.
    """

    svg: str
    width: float
    above: float
    below: float


@dataclass(slots=True)
class Typesetter:
    """Typesets the formulas of one picture.

    Attributes:
        prefix: begins the names of its glyphs: several pictures stand in one document.
    """

    prefix: str
    _glyphs: dict[str, str] = field(default_factory=dict)
    _made: dict[tuple[str, float], Formula] = field(default_factory=dict)

    def formula(self, latex: str, size: float) -> Formula:
        """Return a formula in a size of type."""
        key = latex, size
        if key not in self._made:
            drawn = self._drawn(latex, size) if typesetter() is not None else None
            self._made[key] = drawn or _as_text(latex, size)
        return self._made[key]

    @property
    def definitions(self) -> str:
        """The glyphs that the formulas use."""
        return "".join(self._glyphs.values())

    def _drawn(self, latex: str, size: float) -> Formula | None:
        """Return a formula as glyphs, or None where it cannot be typeset."""
        try:
            svg = typesetter().Math.fromlatex(latex, size=size).svgxml()
        except Exception:
            # Whatever the other library does not know, text can say.
            return None
        left, top, width, height = map(float, svg.attrib["viewBox"].split())
        parts = []
        outlines = {path for symbol in svg.iter(f"{_SVG}symbol") for path in symbol}
        outlines |= {path for symbol in svg.iter("symbol") for path in symbol}
        for part in svg.iter():
            if part in outlines:
                continue
            match part.tag.removeprefix(_SVG):
                case "symbol":
                    self._keep(part)
                case "use":
                    parts.append(self._use(part))
                case "rect" | "path" | "line" | "polygon":
                    parts.append(_plain(part))
                case _:
                    pass
        drawing = "".join(parts)
        return Formula(f"<g>{drawing}</g>", width + 2 * left, -top - 1, height + top - 1)

    def _keep(self, symbol: ElementTree.Element) -> None:
        name = self._name(symbol.attrib["id"])
        if name not in self._glyphs:
            outline = "".join(_short(path.attrib["d"]) for path in symbol if "d" in path.attrib)
            box = " ".join(map(_short, symbol.attrib["viewBox"].split()))
            self._glyphs[name] = (
                f'<symbol id="{name}" viewBox="{box}"><path d="{outline}"/></symbol>'
            )

    def _use(self, use: ElementTree.Element) -> str:
        places = " ".join(f'{key}="{_short(use.attrib[key])}"' for key in ("x", "y"))
        sizes = " ".join(f'{key}="{_short(use.attrib[key])}"' for key in ("width", "height"))
        return f'<use href="#{self._name(use.attrib["href"].lstrip("#"))}" {places} {sizes}/>'

    def _name(self, glyph: str) -> str:
        return f"{self.prefix}-{glyph.rpartition('_')[2]}"


def _plain(part: ElementTree.Element) -> str:
    """Return a line of a fraction or a root, in the colour of the text around it."""
    kept = {k: v for k, v in part.attrib.items() if k not in ("fill", "stroke", "id", "style")}
    written = " ".join(f'{key}="{_short(value)}"' for key, value in kept.items())
    return f"<{part.tag.removeprefix(_SVG)} {written}/>"


def _short(numbers: str) -> str:
    """Return numbers with two places: a hundredth of a point is not seen."""
    rounded = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), numbers)
    return _SPACES.sub("", rounded.replace("-0 ", "0 ")).strip()


def _as_text(latex: str, size: float) -> Formula:
    text = escaped(" ".join(latex_to_text(latex).split()))
    width = _LETTER * size * len(text)
    return Formula(f'<text font-size="{size}">{text}</text>', width, 0.8 * size, 0.25 * size)


def escaped(text: str) -> str:
    """Return text as it stands in HTML and SVG, in attributes too."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text.replace("'", "&#39;")
