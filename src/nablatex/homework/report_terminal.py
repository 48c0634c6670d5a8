"""The report in the terminal: mathematics in Unicode, one problem after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nablatex.homework import words
from nablatex.homework.report_messages import in_text, split_picture
from nablatex.homework.solution import KeyShown, ProblemShown
from nablatex.latex import latex_to_text

_COLOURS = {"agrees": "32", "differs": "31", "unreadable": "33", "nothing-to-check": "2"}


def terminal(
    title: str, problems: Iterable[ProblemShown], lang: str = "en", *, colour: bool = False
) -> Iterator[str]:
    """Yield the report part by part: each problem once it is solved, so that one sees progress."""
    yield f"{_bold(title, colour)}\n{words.LAYOUTS['numerator'].text(lang)}\n"
    seen: list[ProblemShown] = []
    for problem in problems:
        seen.append(problem)
        yield "\n".join(_problem(problem, lang, colour))
    yield _summary(seen, lang, colour)


def _problem(problem: ProblemShown, lang: str, colour: bool) -> list[str]:
    head = f"{problem.section}.{problem.item}  {problem.label}  {problem.title}".rstrip()
    lines = ["─" * 72, _bold(head, colour)]
    lines += _formulas(words.GIVEN.text(lang), problem.given)
    lines += _formulas(words.ASKED.text(lang), problem.asked)
    if problem.steps:
        lines.append(f"  {words.STEPS.text(lang)}")
    for number, step in enumerate(problem.steps, 1):
        note = f"  ({step.note.text(lang)})" if step.note else ""
        label = f"    {number}. "
        lines.append(f"{label}{step.rule.text(lang)}{note}")
        lines += _indent(latex_to_text(f"{step.before} = {step.after}"), len(label))
    lines += _formulas(words.RESULT.text(lang), problem.derived)
    for claim in problem.key:
        lines += _claim(claim, lang, colour)
    for warning in problem.warnings:
        lines += _message(f"  ! {words.WARNING.text(lang)}: ", warning.text(lang))
    lines.append("")
    return lines


def _formulas(title: str, formulas: tuple[str, ...]) -> list[str]:
    if not formulas:
        return []
    lines = [f"  {title}"]
    for formula in formulas:
        lines += _indent(latex_to_text(formula), 4)
    return lines


def _claim(claim: KeyShown, lang: str, colour: bool) -> list[str]:
    verdict = f"{words.MARKS[claim.verdict]} {words.VERDICTS[claim.verdict].text(lang)}"
    lines = [f"  {words.KEY.text(lang)}: {_paint(verdict, _COLOURS[claim.verdict], colour)}"]
    # What cannot be read is shown as it was typed.
    read = claim.verdict != "unreadable"
    lines += _indent(latex_to_text(claim.latex) if read else claim.latex, 4)
    for item in claim.told:
        lines += _message("    → ", item.message.text(lang))
    return lines


def _message(before: str, text: str) -> list[str]:
    """Return the lines of a message; those that show a place in LaTeX keep their columns."""
    first, picture = split_picture(text)
    return [before + in_text(first), *_indent(picture, 6)]


def _summary(problems: Iterable[ProblemShown], lang: str, colour: bool) -> str:
    lines = ["─" * 72]
    for problem in problems:
        verdict = problem.verdict
        text = f"{words.MARKS[verdict]} {words.VERDICTS[verdict].text(lang)}"
        note = "  !" if problem.warnings else ""
        where = f"{problem.section}.{problem.item} {problem.label}"
        lines.append(f"  {where:<10}{_paint(text, _COLOURS[verdict], colour)}{note}")
    return "\n".join(lines) + "\n"


def _indent(text: str, by: int) -> list[str]:
    return [" " * by + line for line in text.splitlines()]


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def _bold(text: str, colour: bool) -> str:
    return _paint(text, "1", colour)
