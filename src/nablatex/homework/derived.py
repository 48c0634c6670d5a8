"""A derivative on its own as a worked document, so that every report can show it.

Separate from solving a homework: here is one problem, without a number and without a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nablatex.equations import bare
from nablatex.homework.numbers import numbers
from nablatex.homework.solution import Message, ProblemShown, StepShown, WorkedDocument
from nablatex.latex import latex_to_text, write
from nablatex.model import Form, Model, Step, Worked


def derived_document(
    model: Model, worked: Worked, form: Form, values: Mapping[str, Any], lang: str = "en"
) -> WorkedDocument:
    """Return a derivative with its steps as a document.

    Args:
        model: the equations.
        worked: the derivative.
        form: how the result is written.
        values: the numbers at which it is evaluated, if any.
        lang: the language of its title, "en" or "ko".
    """
    asked = write(worked.asked, worked.notation)
    results = [f"{asked} = {worked.latex(form)}"]
    if form == "factored":
        results += [step.latex for step in worked.factored()[1:]]
    if values:
        spelled = {write(model.name(name), model.notation): values[name] for name in values}
        where = ", ".join(f"{name} = {value}" for name, value in spelled.items())
        laid = worked.evaluate_as_laid(values)
        result = write(numbers(laid, worked.result), worked.notation)
        results.append(rf"\left. {asked} \right|_{{{where}}} = {result}")
    problem = ProblemShown(
        section=0,
        item=0,
        label="",
        title="",
        prose="",
        given=tuple(write(statement, model.notation) for statement in model.statements),
        asked=(asked,),
        derived=tuple(results),
        steps=tuple(_shown(step) for step in worked.steps),
        key=(),
    )
    return WorkedDocument(_title(worked).text(lang), lang, (problem,), worked.layout)


def _title(worked: Worked) -> Message:
    of, *wrt = (latex_to_text(bare(write(name))) for name in (worked.of, *worked.wrt))
    names = list(dict.fromkeys(wrt))
    by, about = " and ".join(names), f"{of}의 {', '.join(names)}에 대한"
    if len(wrt) == 1:
        return Message(f"The derivative of {of} with respect to {by}", f"{about} 미분")
    return Message(f"The second derivatives of {of} with respect to {by}", f"{about} 이계 미분")


def _shown(step: Step) -> StepShown:
    before, after = (write(side, step.notation) for side in (step.before, step.after))
    note = Message(step.note, step.note_ko) if step.note else None
    return StepShown(Message(step.rule, step.rule_ko), before, after, note)
