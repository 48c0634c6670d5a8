"""The documentation as a site: `make site` builds it from the Markdown of this folder.

Pages need no network, neither to build nor to read: the formulas are typeset by the KaTeX that the
package ships, which the site carries among its own files.
"""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

ROOT = Path(__file__).resolve().parents[1]

project = "nablatex"
author = "The nablatex authors"
project_copyright = author
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 4
exclude_patterns = ["**/README.md"]
nitpicky = True

pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

html_theme = "furo"
html_title = "nablatex"
html_static_path = ["site", "../src/nablatex/homework/assets"]
html_css_files = ["katex.min.css", "site.css"]
html_js_files = ["katex.min.js", "typeset.js"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}

# Documents of the repository's root that the site shows too, each in the place of a page here that
# on a code host only points to it.
SHOWN = {
    "project/architecture": "ARCHITECTURE.md",
    "project/contributing": "CONTRIBUTING.md",
    "project/changes": "CHANGELOG.md",
}
_LINK = re.compile(r"(?<=\])\((?P<file>[^)\s#:]+\.md)(?P<anchor>#[^)\s]*)?\)")


def show_documents(app: Sphinx, page: str, source: list[str]) -> None:
    """Put a document of the root in its page's place, and lead links to those to their pages."""
    path = ROOT / SHOWN[page] if page in SHOWN else Path(app.srcdir, f"{page}.md")
    text = path.read_text(encoding="utf-8") if page in SHOWN else source[0]
    here = Path(app.srcdir, page).parent
    pages = {ROOT / name: Path(app.srcdir, f"{shown}.md") for shown, name in SHOWN.items()}

    def led(link: re.Match[str]) -> str:
        file = (path.parent / link["file"]).resolve()
        target = os.path.relpath(pages.get(file, file), here)
        return f"({Path(target).as_posix()}{link['anchor'] or ''})"

    source[0] = _LINK.sub(led, text)


def add_contents(app: Sphinx, page: str, source: list[str]) -> None:
    """Give an index page the pages that it links to as its contents, under the same headings.

    The tree of the site is so what a reader of the Markdown sees, and no directive stands in it.
    """
    if Path(page).name != "index":
        return
    groups: dict[str, dict[str, None]] = {}
    heading = ""
    for line in source[0].splitlines():
        heading = line.removeprefix("## ") if line.startswith("## ") else heading
        for link in _LINK.finditer(line):
            target = os.path.normpath(Path(page).parent / link["file"]).removesuffix(".md")
            if _index_above(app, target) == page:
                groups.setdefault(heading, {})[target] = None
    for caption, pages in groups.items():
        options = ":hidden:\n" + (f":caption: {caption}\n" if caption else "")
        rows = "\n".join(f"/{name}" for name in pages)
        source[0] += f"\n```{{toctree}}\n{options}\n{rows}\n```\n"


def _index_above(app: Sphinx, page: str) -> str:
    """Return the nearest index page over a page."""
    above = (folder / "index" for folder in Path(page).parents)
    found = (str(index) for index in above if str(index) != page)
    return next(index for index in found if Path(app.srcdir, f"{index}.md").exists())


def formula(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line, which `typeset.js` typesets."""
    writer.body.append(f'<span class="math">{escape(node.astext())}</span>')
    raise nodes.SkipNode


def display(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own."""
    writer.body.append(f'<div class="math">{escape(node.astext())}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the formulas' writer and the documents of the root."""
    app.add_html_math_renderer("katex", (formula, None), (display, None))
    # A notebook's cell holds LaTeX behind a magic: it is no Python, and is shown as it is.
    app.add_lexer("ipython", TextLexer)
    app.connect("source-read", show_documents)
    app.connect("source-read", add_contents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


html_math_renderer = "katex"
