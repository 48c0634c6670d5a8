"""A derivative as a notebook shows it: result, layout, steps that fold, code to copy.

Separate from the derivative itself, which knows nothing of notebooks. Markdown, because its
mathematics is typeset and its `<details>` folds in JupyterLab, in VS Code and on GitHub alike;
the buttons appear where the notebook is live, and without them everything can be selected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from nablatex.compile import BackendName
from nablatex.errors import NablatexError
from nablatex.latex import write
from nablatex.model.markdown import fenced, in_dollars

if TYPE_CHECKING:
    from nablatex.model.worked import Form, Step, Worked

_LAYOUTS = {
    "numerator": (
        "numerator layout: a gradient is a row, a Jacobian has a row for each output",
        "분자 배치: 그래디언트는 행, 야코비안은 출력마다 한 행",
    ),
    "denominator": (
        "denominator layout: a gradient has the shape of its variable, "
        "a Jacobian a column for each output",
        "분모 배치: 그래디언트는 변수와 같은 모양, 야코비안은 출력마다 한 열",
    ),
    "mixed": (
        "mixed layout: a gradient has the shape of its variable, a Jacobian a row for each output",
        "혼합 배치: 그래디언트는 변수와 같은 모양, 야코비안은 출력마다 한 행",
    ),
}
_BACKENDS: tuple[tuple[str, BackendName], ...] = (
    ("NumPy", "numpy"),
    ("JAX", "jax"),
    ("PyTorch", "torch"),
)
_WORDS = {
    "steps": ("Steps", "풀이 과정"),
    "details": ("Details", "자세히"),
    "copy": ("Copy", "복사"),
}


def lines(worked: Worked, form: Form | None) -> list[str]:
    """Return the result, and below it what the names in it stand for, an equation a line."""
    asked, latex = write(worked.asked, worked.notation), worked.latex(form)
    below = where(worked)
    behind = "".join(rf",\quad {row}" for row in below)
    if not below or not latex.endswith(behind):
        return [f"{asked} = {latex}"]
    return [f"{asked} = {latex.removesuffix(behind)}", *below]


def where(worked: Worked) -> list[str]:
    """Return what the names in the result stand for, as equations."""
    sides = ((write(side, worked.notation) for side in pair) for pair in worked.where)
    return [f"{name} = {value}" for name, value in sides]


def mimebundle(
    worked: Worked,
    lang: str = "en",
    *,
    form: Form | None = None,
    opened: bool = False,
) -> dict[str, str]:
    """Return what a notebook shows of a derivative, as Markdown and as plain text.

    Args:
        worked: the derivative.
        lang: the language of the words, "en" or "ko".
        form: the view of the result; None for what a textbook prints.
        opened: whether the steps stand open.
    """
    rows = lines(worked, form)
    parts = [_display(row) for row in rows]
    said = [_word_of(_LAYOUTS[worked.layout], lang), *(c.title(lang) for c in worked.conventions)]
    parts.append(f"<small>{escape('; '.join(said))}</small>")
    if worked.steps:
        parts.append(_folded_steps(worked.steps, lang, opened=opened))
    sources = {"LaTeX": "\n".join(rows), **_codes(worked)}
    parts += [_folded_code(name, text, lang) for name, text in sources.items()]
    return {"text/markdown": "\n\n".join(parts), "text/plain": repr(worked)}


def _word(name: str, lang: str) -> str:
    return _word_of(_WORDS[name], lang)


def _word_of(pair: tuple[str, str], lang: str) -> str:
    return pair[lang == "ko"]


def _display(latex: str) -> str:
    shown = in_dollars(latex)
    # Fractions in a matrix need air between its rows.
    tall = "matrix}" in latex and "frac" in latex
    return f"$$\n{shown.replace(chr(92) * 2, chr(92) * 2 + '[0.4em]') if tall else shown}\n$$"


def _folded_steps(steps: Sequence[Step], lang: str, *, opened: bool) -> str:
    state = " open" if opened else ""
    items = "\n".join(line for n, step in enumerate(steps, 1) for line in _step(n, step, lang))
    title = f"{_word('steps', lang)} ({len(steps)})"
    return f"<details{state}>\n<summary>{title}</summary>\n\n{items}\n\n</details>"


def _step(number: int, step: Step, lang: str) -> Iterator[str]:
    """Yield the lines of a step: an item of a list, its argument as a list in it."""
    label = f"{number}. "
    yield f"{label}{_said(step, lang)}"
    yield ""
    inside = " " * len(label)
    yield from (f"{inside}{line}" for line in _display(step.latex).splitlines())
    yield ""
    waiting = [(part, 0) for part in reversed(step.parts)]
    while waiting:
        part, depth = waiting.pop()
        yield f"{inside}{'  ' * depth}- {_said(part, lang)}: ${in_dollars(part.latex)}$"
        waiting += [(inner, depth + 1) for inner in reversed(part.parts)]
    yield ""


def _said(step: Step, lang: str) -> str:
    rule, note = (step.rule_ko, step.note_ko) if lang == "ko" else (step.rule, step.note)
    return f"{rule} ({note})" if note else rule


def _codes(worked: Worked) -> dict[str, str]:
    """Return the code in each library for which it can be written."""
    found: dict[str, str] = {}
    for title, backend in _BACKENDS:
        try:
            found[title] = worked.code(backend).strip()
        except NablatexError:
            continue
    return found


def _folded_code(name: str, text: str, lang: str) -> str:
    """Return code that folds, with a button that copies it where the notebook is live."""
    fence = "latex" if name == "LaTeX" else "python"
    button = (
        f'<button type="button" class="nablatex-copy" data-nablatex="copy" hidden '
        f'data-content="{escape(text).replace(chr(10), "&#10;")}">{_word("copy", lang)}</button>'
    )
    return (
        f"<details>\n<summary>{name}</summary>\n\n{button}\n\n{fenced(text, fence)}\n\n</details>"
    )
