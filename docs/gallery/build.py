"""Writes the gallery's pages: `python -m docs.gallery.build`, with `--check` to compare only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from docs.gallery.models import EXAMPLES, SUBJECTS, Example
from docs.gallery.page import inline, page

FOLDER = Path(__file__).resolve().parent

_INTRODUCTION = """\
# Gallery

Models of machine learning as a textbook writes them, each with its derivatives, every step, and a
program that compares them with JAX. Sizes are letters: a derivative holds for all of them.
"""


def index() -> str:
    """Return the page that lists the others by subject."""
    parts = [_INTRODUCTION]
    for subject, examples in SUBJECTS.items():
        rows = [f"- [{e.title}]({e.slug}.md): {_asked(e)}" for e in examples]
        parts.append(f"## {subject}\n\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _asked(example: Example) -> str:
    return f"{inline(example.of)} by {', '.join(map(inline, example.wrt))}"


def pages() -> dict[str, str]:
    """Return what each file of the gallery is to hold, by its name."""
    return {"index.md": index(), **{f"{e.slug}.md": page(e) for e in EXAMPLES}}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` list those that are not up to date and return 1."""
    wanted = pages()
    here = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(name for name in {*here, *wanted} if here.get(name) != wanted.get(name))
    if "--check" in arguments:
        print("\n".join(f"not up to date: {name}" for name in stale), end="\n" if stale else "")
        return 1 if stale else 0
    for name in stale:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
    print(f"{len(stale)} of {len(wanted)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
