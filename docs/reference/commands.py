r"""The page of LaTeX commands: the table of `nablatex.latex.commands`, section by section.

Separate from that table because only a reader needs the sentences here. What a command means is
shown by what the library reads a small formula with it as.
"""

from __future__ import annotations

from typing import NamedTuple

from docs.reference.markdown import code, codes, inline, table, with_code
from nablatex import read, write
from nablatex.latex.commands import (
    COMMANDS,
    ENVIRONMENTS,
    LOWERED,
    RAISED,
    REFUSED,
    SYMBOLS,
    UNICODE,
)

_INTRODUCTION = r"""# LaTeX commands

Every command that is read, what it means, and what to write in place of those that are not read.
Commands in one row mean the same; the last column shows how a formula with the first of them is
understood. A command that is not listed is an error that names the nearest ones, and what a
formula means where LaTeX leaves a choice is told in [Reading](../explanation/reading.md).
[Functions](functions.md) has those that are written as `\operatorname{name}` too.
"""


class Kind(NamedTuple):
    """What the commands of one kind do, and a formula with one of them in it, or ""."""

    says: str
    sample: str = ""


SECTIONS: dict[str, dict[str, Kind]] = {
    "Letters": {
        "letter": Kind("a letter", "{}"),
    },
    "Accents, alphabets, marks": {
        "accent": Kind("", "{}{{x}}"),
        "raw-name": Kind("a name of several letters", "{}{{loss}}"),
        "mark": Kind("behind a name", "A^{}"),
    },
    "Numbers and functions": {
        "constant": Kind("a constant", "{}"),
        "fraction": Kind("a fraction or a derivative", "{}{{a}}{{b}}"),
        "radical": Kind("a root, its degree in brackets", "{}[3]{{x}}"),
        "binomial": Kind("a binomial coefficient", "{}{{n}}{{k}}"),
        "function": Kind("a function", "{} x"),
    },
    "Products, sums, derivatives": {
        "multiply": Kind("a product or a quotient", "a {} b"),
        "big": Kind("with bounds below and above", "{}_{{i=1}}^n x_i"),
        "integral": Kind("kept as it stands", r"{} f(x) \,dx"),
        "partial": Kind("a partial derivative", r"\frac{{{0} y}}{{{0} x}}"),
        "nabla": Kind("a gradient, with its variable or without", "{}_x f"),
        "differential": Kind("the d of a derivative", r"\frac{{{0} y}}{{{0} x}}"),
    },
    "Relations and conditions": {
        "relation": Kind("a relation", "a {} b"),
        "implies": Kind("between equations", "a = b {} c = d"),
        "logic": Kind("between conditions", "a > 0 {} b > 0"),
    },
    "Sets": {
        "set": Kind("the real numbers", r"x \in {}^n"),
        "raw-set": Kind("a set, in a declaration", r"x \in {}{{R}}^n"),
    },
    "Brackets": {
        "open": Kind("opens"),
        "close": Kind("closes"),
        "bar": Kind("an absolute value, a norm or a determinant"),
        "left": Kind("before an opening bracket"),
        "right": Kind("before a closing bracket"),
        "size-open": Kind("a size, before an opening bracket"),
        "size-close": Kind("a size, before a closing bracket"),
        "size": Kind("a size, before a bracket or a bar"),
    },
    "Rows and tables": {
        "raw-begin": Kind("begins [an environment](#environments)"),
        "raw-end": Kind("ends it"),
        "table": Kind(r"a matrix, a determinant or branches, as `\pmatrix{a & b \cr c & d}`"),
        "newline": Kind(r"the next row, as `\\`"),
        "quad": Kind("between equations that stand beside one another"),
    },
    "Words and wrappers": {
        "raw-text": Kind("a name, a condition, or words beside a formula"),
        "wrapper": Kind("what stands inside is read"),
        "note": Kind("what stands inside is read, the note is not"),
        "raw-drop": Kind("left out, with the argument"),
        "raw-length": Kind("left out, with the length behind it"),
        "skip": Kind("left out"),
    },
}
"""The page: what each kind of command does. A kind that stands nowhere is an error."""

_MEANS: dict[tuple[str, str], str] = {
    ("constant", "ellipsis"): "what goes on in the same way",
    ("mark", r"\top"): "the transpose",
    ("mark", r"\dagger"): "the pseudo-inverse",
    ("mark", r"\prime"): "a derivative",
    ("multiply", "circ"): "entry by entry, or a composition",
    ("multiply", "odot"): "entry by entry",
    ("multiply", "oslash"): "a quotient entry by entry",
    ("multiply", "otimes"): "the outer or the Kronecker product",
    ("relation", ":="): "a definition",
    ("relation", "succ"): "a positive definite matrix",
    ("relation", "succeq"): "a positive semidefinite matrix",
    ("relation", "to"): "what a function gives, or what a variable tends to",
    ("relation", "colon"): "what a function takes",
}
"""What one command says, where it is not what its kind does."""

_SAMPLES: dict[tuple[str, str], str] = {
    ("accent", "mathcal"): "{}{{L}}",
    ("accent", "mathscr"): "{}{{L}}",
    ("function", "det"): "{} X",
    ("function", "trace"): "{}(X)",
    ("function", "adj"): "{}(X)",
    ("function", "max"): "{}(a, b)",
    ("function", "min"): "{}(a, b)",
    ("mark", r"\prime"): "f^{}(x)",
    ("multiply", "circ"): r"(f {} g)(x)",
    ("big", "prod"): "{}_{{i=1}}^n x_i",
    ("big", "limit"): r"{}_{{x \to 0}} f(x)",
    ("relation", "in"): r"x {} \mathbb{{R}}^n",
    ("relation", "to"): r"f: \mathbb{{R}} {} \mathbb{{R}}",
    ("relation", "colon"): r"f {} \mathbb{{R}} \to \mathbb{{R}}",
    ("relation", "succ"): r"S {} 0",
    ("relation", "succeq"): r"S {} 0",
    ("wrapper", "boxed"): "{}{{x}}",
}
"""A formula for one command, where that of its kind does not suit it."""

_NOT_TYPESET = frozenset(["mathbfit", "symbf"])
"""Accents that typesetters for the web do not know."""

_HELD = {
    "matrix": "a matrix or a vector",
    "det": "a determinant",
    "norm": "a norm",
    "cases": "branches with their conditions",
    "rows": "equations, one a row",
}


def page() -> str:
    """Return the page of commands."""
    described = {kind for kinds in SECTIONS.values() for kind in kinds}
    missing = {command.kind for command in COMMANDS.values()} - described
    if missing:
        raise LookupError(f"docs/reference/commands.py does not describe {', '.join(missing)}")
    parts = [_INTRODUCTION]
    for title, kinds in SECTIONS.items():
        body = _letters() if title == "Letters" else _table(kinds)
        parts.append(f"## {title}\n\n{body}\n")
    parts += [f"## Environments\n\n{_environments()}\n", f"## Characters\n\n{_characters()}\n"]
    return "\n".join([*parts, f"## What is refused\n\n{_refused()}"]) + "\n"


def _grouped(kind: str) -> dict[str, list[str]]:
    """Return the commands of a kind by what they mean."""
    found: dict[str, list[str]] = {}
    for name, command in COMMANDS.items():
        if command.kind == kind:
            found.setdefault(command.meaning, []).append(name)
    return found


def _letters() -> str:
    return ", ".join(f"{code(name)} {inline(name)}" for (name,) in _grouped("letter").values())


def _table(kinds: dict[str, Kind]) -> str:
    found: dict[tuple[str, str], list[str]] = {}
    for kind, (says, plain) in kinds.items():
        for meaning, names in _grouped(kind).items():
            said, shown = says, ""
            if plain:
                sample = _SAMPLES.get((kind, meaning), plain).format(names[0])
                said = _accented(names[0]) if kind == "accent" else says
                said = _MEANS.get((kind, meaning), said)
                understood = write(read(sample, shapes={"X": "n,n"}))
                shown = code(understood) if meaning in _NOT_TYPESET else inline(understood)
            found.setdefault((said, shown), []).extend(name for name in names if _is_seen(name))
    rows = [(codes(names), said, shown) for (said, shown), names in found.items()]
    if any(shown for _, _, shown in rows):
        return table(("written", "means", "understood as"), rows)
    return table(("written", "means"), [row[:2] for row in rows])


def _accented(name: str) -> str:
    """Return what an accent makes of a small letter and of a capital."""
    match [len(read(f"{name}{{{letter}}}").shape) for letter in "xX"]:
        case [1, 2]:
            return "a small letter is a vector, a capital a matrix"
        case [1, 1]:
            return "a vector"
        case _:
            return "one more name of a letter"


def _is_seen(name: str) -> bool:
    """Tell whether a command can be shown: TeX has one of a backslash and a new line."""
    return name.isprintable()


def _environments() -> str:
    held: dict[str, list[str]] = {}
    for name, what in ENVIRONMENTS.items():
        held.setdefault(what, []).append(name)
    rows = [(codes(names), _HELD[what]) for what, names in held.items()]
    return table(("name", "holds"), rows)


def _characters() -> str:
    """Return what is read of plain and of Unicode characters."""
    pairs = [(sign, latex) for sign, latex in UNICODE.items() if sign.isprintable()]
    return (
        f"These mean something on their own: {codes(SYMBOLS)}. In place of a command or a plain "
        "sign a character of Unicode may stand:\n\n"
        + ", ".join(f"{sign} {code(latex)}" for sign, latex in pairs)
        + f"\n\nRaised and lowered characters are superscripts and subscripts: {''.join(RAISED)} "
        f"{''.join(LOWERED)}."
    )


def _refused() -> str:
    rows = [(code(n), with_code(why), with_code(hint)) for n, (why, hint) in REFUSED.items()]
    return table(("command", "why", "instead"), rows)
