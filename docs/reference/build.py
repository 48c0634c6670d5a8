"""Writes the generated pages: `python -m docs.reference.build`, with `--check` to compare only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from docs.reference import commands, faults, functions, interface, magics, titles

FOLDER = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """Return what each generated page is to hold, by its name."""
    return {
        "functions.md": functions.page(),
        "latex-commands.md": commands.page(),
        "rules.md": titles.page(),
        "feedback.md": faults.page(),
        "python.md": interface.page(),
        "magics.md": magics.page(),
    }


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` list those that are not up to date and return 1."""
    stale = {name: text for name, text in pages().items() if _here(name) != text}
    if "--check" in arguments:
        print("".join(f"not up to date: {name}\n" for name in stale), end="")
        return 1 if stale else 0
    for name, text in stale.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"pages written: {', '.join(stale) or 'none'}")
    return 0


def _here(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
