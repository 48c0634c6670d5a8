"""A derivative on its own as a worked document, so that every report can show it.

Separate from solving a homework: here is one problem, without a number and without a key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nablatex.equations import bare
from nablatex.errors import UndefinedError
from nablatex.homework.numbers import numbers, of_array
from nablatex.homework.solution import Message, ProblemShown, StepShown, WorkedDocument
from nablatex.latex import latex_to_text, write
from nablatex.model import Form, Model, Step, Worked, WorkedArrays
from nablatex.model.display import lines


def derived_document(
    model: Model,
    worked: Worked,
    form: Form | None,
    values: Mapping[str, Any],
    steps: Sequence[Step],
    lang: str = "en",
) -> WorkedDocument:
    """Return a derivative with its steps as a document.

    Args:
        model: the equations.
        worked: the derivative.
        form: how the result is written; None for what a textbook prints.
        values: the numbers at which it is evaluated, if any.
        steps: the way to it.
        lang: the language of its title, "en" or "ko".
    """
    asked = write(worked.asked, worked.notation)
    results = lines(worked, form)
    if form == "factored":
        results += [step.latex for step in worked.factored()[1:]]
    if values:
        results.append(_with_numbers(model, worked, values))
    problem = ProblemShown(
        section=0,
        item=0,
        label="",
        title="",
        prose="",
        given=tuple(write(statement, model.notation) for statement in model.statements),
        asked=(asked,),
        derived=tuple(results),
        steps=tuple(_shown(step) for step in steps),
        key=(),
    )
    return WorkedDocument(_title(worked).text(lang), lang, (problem,), worked.layout)


def form_of(worked: Worked, form: Form | None) -> Form:
    """Return the form in which a result is written where none was asked for."""
    if form is not None:
        return form
    if not isinstance(worked, WorkedArrays):
        return "elements"
    try:
        worked.latex("matrix")
    except UndefinedError:
        return "index"
    return "matrix"


def steps_of(worked: Worked, *, differentials: bool) -> list[Step]:
    """Return the steps to a derivative, by the chain rule or by differentials.

    Raises:
        UndefinedError: there is no such way to it.
    """
    if not differentials:
        return worked.steps
    if not isinstance(worked, WorkedArrays):
        raise UndefinedError(
            "the way by differentials is for arrays; declare the shapes of the names"
        )
    return worked.differentials()


def _with_numbers(model: Model, worked: Worked, values: Mapping[str, Any]) -> str:
    spelled = {write(model.name(name), model.notation): values[name] for name in values}
    where_ = ", ".join(f"{name} = {value}" for name, value in spelled.items())
    laid = worked.evaluate_as_laid(values)
    if isinstance(worked, WorkedArrays):
        shown = of_array(laid, row=worked.layout == "numerator")
    else:
        shown = numbers(laid, worked.result)
    asked, result = (write(side, worked.notation) for side in (worked.asked, shown))
    return rf"\left. {asked} \right|_{{{where_}}} = {result}"


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
    parts = tuple(map(_shown, step.parts))
    return StepShown(Message(step.rule, step.rule_ko), before, after, note, parts)
