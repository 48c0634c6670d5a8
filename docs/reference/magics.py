"""The page of magics: what stands in a notebook's cells, from the magics' own tables of arguments.

Separate from the page of Python because a magic's arguments stand in a parser and not in a
signature. `%magic?` in a notebook shows the same sentences.
"""

from __future__ import annotations

import inspect
from argparse import Action
from collections.abc import Iterator
from typing import Any, NamedTuple

from docs.reference.markdown import code, table
from nablatex.notebook.magics import NablatexMagics
from nablatex.notebook.plot_magics import PlotMagics

_INTRODUCTION = """# Magics

What `%load_ext nablatex` adds to a notebook. `%name` stands on a line, `%%name` at the head of a
cell, whose body is then LaTeX and no Python. `%name?` shows the same in the notebook. How to use
them is told in [Work in a notebook of your own](../how-to/notebook.md).

In the body of a cell an equation or a claim stands on one line, or as display mathematics; `%`
begins a remark. What is wrong is said in a sentence, with the place in the LaTeX, and not in a
traceback. `%unload_ext nablatex` takes all of it away.
"""
_SECTIONS: dict[str, tuple[str, ...]] = {
    "Models": ("model", "formula"),
    "Derivatives": ("grad", "jacobian", "hessian", "steps"),
    "Answers": ("answer", "check", "worksheet", "language"),
    "Pictures": ("graph", "plot", "heatmap", "descent"),
}
"""The order of the page; a magic that stands nowhere comes last."""
_CLASSES = (NablatexMagics, PlotMagics)


class Magic(NamedTuple):
    """A magic: how it is written, and the function behind it."""

    name: str
    marks: tuple[str, ...]
    function: Any


def page() -> str:
    """Return the page of magics."""
    found = magics()
    placed = {name for names in _SECTIONS.values() for name in names}
    rest = tuple(name for name in found if name not in placed)
    sections = _SECTIONS | ({"More": rest} if rest else {})
    parts = [_INTRODUCTION]
    for title, names in sections.items():
        parts.append(f"## {title}\n")
        parts += ["\n".join(_lines(found[name])) for name in names]
    return "\n".join(parts)


def magics() -> dict[str, Magic]:
    """Return every magic by its name."""
    found: dict[str, Magic] = {}
    for owner in _CLASSES:
        for mark, kind in (("%", "line"), ("%%", "cell")):
            for name, attribute in owner.magics[kind].items():
                marks = found[name].marks if name in found else ()
                found[name] = Magic(name, (*marks, mark), getattr(owner, attribute))
    return found


def _lines(magic: Magic) -> Iterator[str]:
    heading = ", ".join(code(f"{mark}{magic.name}") for mark in magic.marks)
    yield f"### {heading}\n"
    parser = getattr(magic.function, "parser", None)
    actions = [a for a in parser._actions if a.dest != "help"] if parser else []
    usage = " ".join((f"{magic.marks[0]}{magic.name}", *map(_usage, actions)))
    if parser is None:
        # It takes the rest of its line as it is: LaTeX has backslashes that a parser would eat.
        usage += " [CLAIM]"
    yield f"```text\n{usage}\n```\n"
    yield _text(parser.description if parser else magic.function.__doc__)
    if actions:
        rows = [(code(_written(action)), _says(action)) for action in actions]
        yield f"\n{table(('argument', 'means'), rows)}"
    yield ""


def _usage(action: Action) -> str:
    """Return an argument as it stands in the line of usage."""
    if action.option_strings:
        more = " ..." if isinstance(action.default, list) else ""
        return f"[{action.option_strings[0]} {action.metavar or action.dest.upper()}{more}]"
    several = f"{_written(action)} ..." if action.nargs in ("+", "*") else _written(action)
    return f"[{several}]" if action.nargs in ("?", "*") else several


def _written(action: Action) -> str:
    """Return an argument as it is typed: `--rate RATE`, `NAME`, `en|ko`."""
    named = str(action.metavar or action.dest.upper())
    value = "|".join(action.choices) if action.choices else named
    return f"{action.option_strings[0]} {value}" if action.option_strings else value


def _says(action: Action) -> str:
    sentence = action.help or ""
    plain = action.default in (None, "", []) or not action.option_strings
    return sentence if plain else f"{sentence}; {action.default} where nothing is said"


def _text(docstring: str | None) -> str:
    """Return a docstring as Markdown; what stands behind `::` is a block of code."""
    lines: list[str] = []
    inside = False
    for line in inspect.cleandoc(docstring or "").splitlines():
        if inside and line and not line.startswith(" "):
            lines.append("```\n")
            inside = False
        if line.endswith("::"):
            lines += [line[:-1], "", "```text"]
            inside = True
        elif line or not inside:
            lines.append(line[4:] if inside else line)
    return "\n".join([*lines, "```"] if inside else lines)
