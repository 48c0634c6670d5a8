"""Reports that programs read: JSON, a notebook, Markdown."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from nablatex.homework import words
from nablatex.homework.report_messages import in_markdown
from nablatex.homework.segments import segments
from nablatex.homework.solution import KeyShown, ProblemShown, StepShown, WorkedDocument
from nablatex.model.markdown import fenced, in_dollars


def to_json(document: WorkedDocument, lang: str = "en") -> dict[str, Any]:
    """Return the document as the object that `solve --json` prints."""
    return {
        "document": document.title,
        "problems": [_problem(problem, lang) for problem in document.problems],
    }


def _problem(problem: ProblemShown, lang: str) -> dict[str, Any]:
    return {
        "section": problem.section,
        "item": problem.item,
        "label": problem.label,
        "given": list(problem.given),
        "asked": list(problem.asked),
        "derived": list(problem.derived),
        "steps": [_step(step, lang) for step in problem.steps],
        "key": [_claim(claim, lang) for claim in problem.key],
        "verdict": problem.verdict,
        "warnings": [warning.text(lang) for warning in problem.warnings],
    }


def _step(step: StepShown, lang: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "rule": step.rule.text(lang),
        "before": step.before,
        "after": step.after,
    }
    if step.parts:
        shown["parts"] = [_step(part, lang) for part in step.parts]
    return shown


def _claim(claim: KeyShown, lang: str) -> dict[str, Any]:
    feedback = [
        {"kind": item.kind, "message": item.message.text(lang), "where": item.where}
        for item in claim.feedback
    ]
    return {"latex": claim.latex, "verdict": claim.verdict, "feedback": feedback}


def markdown(document: WorkedDocument, lang: str = "en") -> str:
    """Return the document as Markdown with display mathematics."""
    return "\n\n".join(_parts(document, lang)) + "\n"


def _parts(document: WorkedDocument, lang: str) -> list[str]:
    """Return what stands before the problems, and each problem."""
    parts = [_opening(document, lang)]
    parts += ["\n".join(_problem_markdown(problem, lang)) for problem in document.problems]
    return [re.sub(r"\n{3,}", "\n\n", part).strip() for part in parts]


def _opening(document: WorkedDocument, lang: str) -> str:
    """Return the title, the layout, and a table of the verdicts where there is more than one."""
    lines = [f"# {in_words(document.title)}", "", words.LAYOUTS[document.layout].text(lang), ""]
    if len(document.problems) > 1:
        lines += [f"| {words.PROBLEM.text(lang)} | {words.VERDICT.text(lang)} |", "|---|---|"]
        lines += [
            f"| {in_words(problem.number)} | {_verdict(problem.verdict, lang)}"
            f"{' ⚠' if problem.warnings else ''} |"
            for problem in document.problems
        ]
    return "\n".join(lines)


def _verdict(verdict: str, lang: str) -> str:
    return f"{words.MARKS[verdict]} {words.VERDICTS[verdict].text(lang)}"


def in_words(text: str) -> str:
    """Return words that Markdown takes for nothing else."""
    return re.sub(r"([\\`*_\[\]<>#|$])", r"\\\1", text.replace("\\$", "$"))


def _prose(problem: ProblemShown) -> str:
    """Return the words of a problem on one line, its formulas in dollars with room round them."""
    shown = " ".join(
        in_words(piece.text) if piece.kind == "words" else f"${in_dollars(piece.text)}$"
        for piece in segments(problem.prose.removeprefix(problem.title))
    )
    return re.sub(r"\$ (?=[.,;:?!)])", "$", " ".join(shown.split()))


def _problem_markdown(problem: ProblemShown, lang: str) -> list[str]:
    head = in_words(f"{problem.number} {problem.title}".strip())
    lines = [f"## {head}", ""] if head else []
    lines += [_prose(problem), ""]
    for title, formulas in (
        (words.GIVEN, problem.given),
        (words.ASKED, problem.asked),
    ):
        if formulas:
            lines += [f"**{title.text(lang)}**", ""]
            lines += [f"$$\n{in_dollars(formula)}\n$$\n" for formula in formulas]
    if problem.steps:
        lines += [f"**{words.STEPS.text(lang)}**", ""]
    for number, step in enumerate(problem.steps, 1):
        lines += _step_markdown(step, f"{number}. ", lang)
    if problem.derived:
        lines += [f"**{words.RESULT.text(lang)}**", ""]
        lines += [f"$$\n{in_dollars(formula)}\n$$\n" for formula in problem.derived]
    for claim in problem.key:
        verdict = _verdict(claim.verdict, lang)
        lines += [f"**{words.KEY.text(lang)}**: {verdict}", "", _shown(claim), ""]
        lines += [f"- {in_markdown(item.message.text(lang))}" for item in claim.told]
        lines.append("")
    lines += [
        f"> {words.WARNING.text(lang)}: {in_markdown(w.text(lang))}\n" for w in problem.warnings
    ]
    return lines


def steps_markdown(problem: ProblemShown, lang: str) -> str:
    """Return the steps of a problem, folded, and its result; "" where nothing is derived."""
    if not problem.derived:
        return ""
    lines = [f"<details><summary>{words.STEPS.text(lang)} ({len(problem.steps)})</summary>", ""]
    for number, step in enumerate(problem.steps, 1):
        lines += _step_markdown(step, f"{number}. ", lang)
    lines += ["</details>", "", f"**{words.RESULT.text(lang)}**", ""]
    lines += [f"$$\n{in_dollars(formula)}\n$$\n" for formula in problem.derived]
    return "\n".join(lines).strip()


def _step_markdown(step: StepShown, label: str, lang: str) -> list[str]:
    """Return a step as an item of a list, its parts as a list in it."""
    note = f" ({step.note.text(lang)})" if step.note else ""
    lines = [f"{label}{step.rule.text(lang)}{note}", ""]
    if not step.parts:
        return [*lines, f"$$\n{_equation(step)}\n$$", ""]
    inside = " " * len(label)
    lines += [f"{inside}$$", f"{inside}{_equation(step)}", f"{inside}$$", ""]
    for part in step.parts:
        lines += [f"{inside}{line}".rstrip() for line in _part_markdown(part, lang)]
    return lines


def _equation(step: StepShown) -> str:
    return in_dollars(f"{step.before} = {step.after}")


def _part_markdown(part: StepShown, lang: str) -> list[str]:
    lines = [f"- {part.rule.text(lang)}: ${_equation(part)}$", ""]
    for inner in part.parts:
        lines += [f"  {line}".rstrip() for line in _part_markdown(inner, lang)]
    return lines


def _shown(claim: KeyShown) -> str:
    """Return a claim typeset; one that cannot be read would spoil the page and stays as typed."""
    if claim.verdict != "unreadable":
        return f"$$\n{in_dollars(claim.latex)}\n$$"
    return fenced(claim.latex, "latex")


def notebook(document: WorkedDocument, lang: str = "en") -> dict[str, Any]:
    """Return the document as a notebook (nbformat 4.5): one cell for each problem."""
    texts = _parts(document, lang)
    return {
        "cells": [_cell(place, text) for place, text in enumerate(texts)],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(place: int, text: str) -> dict[str, Any]:
    name = hashlib.sha256(f"{place}:{text}".encode()).hexdigest()[:12]
    lines = text.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": lines}
