r"""One page of the gallery: a model, its derivatives with their steps, and how they are checked.

Separate from the command that writes the pages. What is shown comes from the library alone; only
the words between formulas are written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docs.gallery.example import Example
from docs.gallery.program import program
from nablatex import Model
from nablatex.errors import UndefinedError
from nablatex.latex import write
from nablatex.model import Step, Worked
from nablatex.model.arrays import WorkedArrays

# The argument by differentials is shown beside the steps while each of its lines is this short.
MOST_SIGNS = 130

# How a fact that the model's own lines do not state is said under them.
_SAID = {"positive": "> 0"}

# Markdown takes a backslash before punctuation for its own, so these are spelled in letters.
_SPELLED = ((r"\\", r"\cr"), (r"\{", r"\lbrace "), (r"\}", r"\rbrace "), (r"\|", r"\Vert "))


def page(example: Example) -> str:
    """Return the page of an example as Markdown."""
    model = Model(example.latex, example.shapes, assume=example.facts)
    parts = [f"# {example.title}", example.about, *_given(model, example)]
    for wrt in example.wrt:
        parts += _derivative(model.derivative(example.of, wrt))
    parts += [
        "## Compared with JAX",
        "This program draws arrays at random and fails unless JAX finds the same numbers.",
        f"```py\n{program(example)}```",
        "[All models](index.md)",
    ]
    return "\n\n".join(parts) + "\n"


def _given(model: Model, example: Example) -> Iterator[str]:
    rows: list[str] = []
    for statement in model.statements:
        rows.append(write(statement, model.notation).replace(r" \quad ", r",\quad "))
    for name, fact in example.facts.items():
        if fact in _SAID:
            rows.append(f"{name} {_SAID[fact]}")
    yield display(rows)


def _derivative(worked: Worked) -> Iterator[str]:
    of, wrt = (write(name, worked.notation) for name in (worked.of, worked.wrt[0]))
    yield f"## {inline(of)} by {inline(wrt)}"
    main, *where = repr(worked).split(r",\quad ")
    yield _layout(worked, of, wrt)
    yield display([main])
    if where:
        yield "where"
        yield display(where)
    yield from _folded("Steps", _steps(worked.steps))
    other = _by_differentials(worked)
    if other:
        yield from _folded("By differentials", _steps(other))


def _layout(worked: Worked, of: str, wrt: str) -> str:
    """Return how the entries lie, in words."""
    ranks = [len(name.shape) for name in (worked.of, worked.wrt[0])]
    sizes = r" \times ".join(map(str, worked.shape))
    match ranks:
        case [0, 0]:
            return "A number:"
        case [0, _]:
            return f"A gradient with the shape of {inline(wrt)}, {inline(sizes)}:"
        case [1, 1]:
            return (
                f"A Jacobian of {inline(sizes)}, a row for each entry of {inline(of)} and a column "
                f"for each of {inline(wrt)}:"
            )
        case _:
            return (
                f"An array of {inline(sizes)}, first the indices of {inline(of)}, then those of "
                f"{inline(wrt)}:"
            )


def _by_differentials(worked: Worked) -> Sequence[Step]:
    """Return the argument by differentials, where it is another one and short."""
    if worked.of.shape or not isinstance(worked, WorkedArrays):
        return ()
    try:
        found = worked.differentials()
    except UndefinedError:
        return ()
    lines = [step.latex for step in found]
    if lines == [step.latex for step in worked.steps] or max(map(len, lines)) > MOST_SIGNS:
        return ()
    return found


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield f"{_capital(step.rule)}:"
        yield display([step.latex])
        if step.note:
            yield f"({step.note})"
        if step.parts:
            yield "\n".join(f"- {inline(part.latex)} ({part.rule})" for part in step.parts)


def _folded(title: str, parts: Iterable[str]) -> Iterator[str]:
    yield f"<details>\n<summary>{title}</summary>"
    yield from parts
    yield "</details>"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def inline(latex: str) -> str:
    """Return a formula within a line of Markdown."""
    return f"${_spelled(latex)}$"


def display(rows: Sequence[str]) -> str:
    """Return formulas under one another, lined up at their relations."""
    if len(rows) == 1:
        return f"$$\n{_spelled(rows[0])}\n$$"
    body = " \\cr\n".join(_lined_up(_spelled(row)) for row in rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def _lined_up(row: str) -> str:
    places = [(row.find(sign), sign) for sign in (" = ", r" \in ", " > ") if sign in row]
    if not places:
        return f"& {row}"
    place, _ = min(places)
    return f"{row[:place]} &{row[place:]}"


def _spelled(latex: str) -> str:
    for sign, word in _SPELLED:
        latex = latex.replace(sign, word)
    return latex.rstrip()
