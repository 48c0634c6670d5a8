"""What several commands share: exit statuses, NAME=VALUE arguments, reports in files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from nablatex.errors import NablatexError
from nablatex.homework.report_data import markdown, notebook
from nablatex.homework.report_page import page
from nablatex.homework.solution import WorkedDocument

FINE, FOUND, UNUSABLE = 0, 1, 2
# What a shell says of a command that Ctrl-C has ended.
STOPPED = 130
_ENDINGS = (".html", ".htm", ".ipynb", ".md")


def shape_argument(parser: argparse.ArgumentParser) -> None:
    """Add `--shape`."""
    parser.add_argument(
        "--shape",
        action="append",
        default=[],
        metavar="X=m,n",
        help="the size of a name: w=3 or w=n for a vector, X=m,n for a matrix; once for each",
    )


def assume_argument(parser: argparse.ArgumentParser) -> None:
    """Add `--assume`."""
    parser.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="NAME=WORD",
        help="what is known of a name: W=symmetric, S='positive definite'; once for each word",
    )


def report_path(given: str | None) -> Path | None:
    """Return where a report goes, before any work is done for it.

    Raises:
        NablatexError: the ending does not tell a kind of report, or there is no such folder.
    """
    if given is None:
        return None
    path = Path(given)
    if path.suffix not in _ENDINGS:
        raise NablatexError(f"{path} tells no kind of report; let it end in .html, .ipynb or .md")
    if not path.parent.is_dir():
        raise NablatexError(f"there is no folder {path.parent}")
    return path


def write_report(document: WorkedDocument, path: Path, lang: str) -> None:
    """Write a report of the kind that the path's ending says."""
    match path.suffix:
        case ".html" | ".htm":
            text = page(document, lang)
        case ".ipynb":
            text = json.dumps(notebook(document, lang), ensure_ascii=False, indent=1) + "\n"
        case _:
            text = markdown(document, lang)
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}", file=sys.stderr)
