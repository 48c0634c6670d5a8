"""What several commands share: exit statuses, NAME=VALUE arguments, reports in files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nablatex.errors import NablatexError
from nablatex.homework.report_data import markdown, notebook
from nablatex.homework.report_page import page
from nablatex.homework.solution import WorkedDocument

FINE, FOUND, UNUSABLE = 0, 1, 2


def pair(text: str) -> tuple[str, str]:
    """Return the two sides of `NAME=VALUE`.

    Raises:
        NablatexError: there is no `=`, or nothing before it.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise NablatexError(f"{text!r} is not of the form NAME=VALUE")
    return name.strip(), value.strip()


def write_report(document: WorkedDocument, path: Path, lang: str) -> None:
    """Write a report of the kind that the path's ending says."""
    match path.suffix:
        case ".html" | ".htm":
            text = page(document, lang)
        case ".ipynb":
            text = json.dumps(notebook(document, lang), ensure_ascii=False, indent=1) + "\n"
        case ".md":
            text = markdown(document, lang)
        case other:
            raise NablatexError(f"no report is written as {other!r}; use .html, .ipynb or .md")
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}", file=sys.stderr)
