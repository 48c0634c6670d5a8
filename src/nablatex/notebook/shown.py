"""What the notebook shows, as MIME bundles: readings, verdicts, errors, fields.

Separate from the magics because nothing here computes. Each is whole without a script, in plain
text too; a word says what a colour says.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from nablatex.check import Verdict
from nablatex.homework.report_messages import in_markdown, pieces, split_picture
from nablatex.homework.solution import Message
from nablatex.latex import write
from nablatex.model import Model
from nablatex.model.markdown import fenced, in_dollars
from nablatex.shape import Shape

Bundle = dict[str, str]

OUTCOMES: dict[str, tuple[str, Message]] = {
    "correct": ("✓", Message("Correct", "맞았습니다")),
    "partial": ("◐", Message("Partly right", "부분적으로 맞았습니다")),
    "wrong": ("✗", Message("Not yet", "아직 아닙니다")),
    "unreadable": ("?", Message("Cannot be read", "읽을 수 없습니다")),
    "undecided": ("–", Message("Not judged", "판정하지 않았습니다")),
}
READ_AS = Message("I read this as", "이렇게 읽었습니다")
ANSWER = Message("Answer", "답")
STOPPED = Message("This does not work", "할 수 없습니다")
NAMES = Message("Names", "이름")


def verdict_data(verdict: Verdict, lang: str) -> dict[str, Any]:
    """Return a verdict as the page's script takes it."""
    mark, word = OUTCOMES[verdict.outcome]
    return {
        "outcome": verdict.outcome,
        "mark": mark,
        "word": word.text(lang),
        "says": [_in_dollars(item.text(lang)) for item in verdict.told],
    }


def verdict_shown(label: str, verdict: Verdict, lang: str) -> Bundle:
    """Return a verdict on an answer, with how the answer was read."""
    mark, word = OUTCOMES[verdict.outcome]
    head = f"**{mark} {word.text(lang)}**"
    if verdict.read_as and verdict.outcome != "unreadable":
        head += f" &ensp; {READ_AS.text(lang)}: ${in_dollars(verdict.read_as)}$"
    said = [f"- {in_markdown(item.text(lang))}" for item in verdict.told]
    body = "\n".join([head, "", *said]).strip()
    plain = f"{f'{ANSWER.text(lang)} {label}'.strip()}: {mark} {word.text(lang)}"
    faults = "".join(f"\n  {item.plain(lang)}" for item in verdict.told)
    return {
        "text/markdown": f'<div class="nablatex-mirror">\n\n{body}\n\n</div>',
        "text/plain": plain + faults,
    }


def field_shown(runtime: str, content: dict[str, Any], lang: str) -> Bundle:
    """Return the place where the maths input of an answer goes; a page without it shows nothing."""
    data = escape(json.dumps(content, ensure_ascii=False), quote=True)
    place = (
        f'<div class="nablatex-field" data-nablatex="field" data-runtime="{escape(runtime)}" '
        f'data-content="{data}"></div>'
    )
    return {"text/html": place, "text/plain": f"[{ANSWER.text(lang)} {content['label']}]"}


def error_shown(error: Exception, lang: str) -> Bundle:
    """Return an error: what is wrong, and the place in the LaTeX under a caret."""
    first, _, picture = str(error).partition("\n")
    drawn = f"\n\n{fenced(picture, 'text')}" if picture else ""
    return {
        "text/markdown": f"**✗ {STOPPED.text(lang)}**: {_markdown(first)}{drawn}",
        "text/plain": f"✗ {STOPPED.text(lang)}: {error}",
    }


def model_shown(name: str, model: Model, lang: str) -> Bundle:
    """Return a model as it was read: its equations, and each name with its shape."""
    rows = r" \\ ".join(write(statement, model.notation) for statement in model.statements)
    spaces = ", ".join(
        f"${in_dollars(latex)} \\in {space(shape)}$" for latex, shape in model.names.items()
    )
    shown = (
        f"**{_markdown(name)}** &ensp; {READ_AS.text(lang)}:\n\n"
        f"$$\n\\begin{{gathered}} {in_dollars(rows)} \\end{{gathered}}\n$$\n\n"
        f"{NAMES.text(lang)}: {spaces}"
    )
    plain = "; ".join(write(statement, model.notation) for statement in model.statements)
    return {"text/markdown": shown, "text/plain": f"{name}: {plain}"}


def space(shape: Shape) -> str:
    r"""Return the space of a shape: `\mathbb{R}^{m \times n}`."""
    above = r" \times ".join(map(str, shape))
    return rf"\mathbb{{R}}^{{{above}}}" if shape else r"\mathbb{R}"


def formulas_shown(formulas: tuple[str, ...], lang: str) -> Bundle:
    """Return formulas typeset as they were understood."""
    shown = "\n\n".join(f"$$\n{in_dollars(latex)}\n$$" for latex in formulas)
    return {
        "text/markdown": f"{READ_AS.text(lang)}:\n\n{shown}",
        "text/plain": "\n".join(formulas),
    }


def table_shown(verdicts: dict[str, Verdict], lang: str) -> Bundle:
    """Return the verdicts on several answers in one table."""
    rows = []
    for label, verdict in verdicts.items():
        mark, word = OUTCOMES[verdict.outcome]
        said = "; ".join(in_markdown(f.text(lang).partition("\n")[0]) for f in verdict.told)
        rows.append((_markdown(label), f"{mark} {word.text(lang)}", said.replace("|", "\\|")))
    right = sum(verdict.correct for verdict in verdicts.values())
    head = f"| {ANSWER.text(lang)} | {right}/{len(rows)} | |\n|---|---|---|"
    shown = "\n".join([head, *(f"| {a} | {b} | {c} |" for a, b, c in rows)])
    plain = "\n".join(f"{a}  {b}  {c}".rstrip() for a, b, c in rows)
    return {"text/markdown": shown, "text/plain": plain}


def _in_dollars(text: str) -> str:
    """Return a message with its formulas in dollars, the picture under it as it is drawn."""
    first, picture = split_picture(text)
    said = "".join(f"${part}$" if formula else part for formula, part in pieces(first))
    return f"{said}\n{picture}" if picture else said


def _markdown(text: str) -> str:
    """Return words that Markdown takes for nothing else."""
    return re.sub(r"([\\`*_\[\]<>#|$])", r"\\\1", text)
