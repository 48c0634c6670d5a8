r"""The magics: cells whose body is plain LaTeX, and lines that ask.

`%%model NAME` reads equations, `%%answer LABEL` judges an answer, `%%formula` shows how something
is read; `%grad`, `%jacobian`, `%hessian`, `%steps`, `%check`, `%graph` and the plots ask about the
model. `%magic?` tells more of each. They hold no mathematics: they read a line, call the library,
and show what it returns. Braces are LaTeX's: IPython puts no values of Python's names into them.
"""

from __future__ import annotations

from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import (
    Magics,
    cell_magic,
    line_cell_magic,
    line_magic,
    magics_class,
    no_var_expand,
)
from IPython.core.magic_arguments import argument, magic_arguments
from IPython.display import display

from nablatex.errors import NablatexError, UndefinedError
from nablatex.homework import Homework
from nablatex.homework.answers import Sheet, claims_in
from nablatex.homework.appearance import without_remarks
from nablatex.homework.sheet_data import homework_of
from nablatex.latex import read, write
from nablatex.model import FORMS, LAYOUTS, Model, Worked
from nablatex.model.display import mimebundle
from nablatex.notebook import shown
from nablatex.notebook.graph_player import graph, handle
from nablatex.notebook.options import facts_of, parsed, shapes_of, values_of
from nablatex.notebook.runtime import HAS_WIDGETS, Runtime
from nablatex.notebook.session import LANGUAGES, Notebook

_SAVED = {"nablatex": True}


@magics_class
class NablatexMagics(Magics):
    """The magics of one notebook, its state, and what is live in its page."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self.notebook = Notebook()
        self.runtime = Runtime(
            {"read": self._read, "check": self._check, "save": self._save, "evaluate": handle},
            self.notebook.lang,
        )
        self._saved: dict[str, Any] = {}

    # -- cells ----------------------------------------------------------------------------------

    @magic_arguments()
    @argument("name", help="the name by which the model is meant in other cells")
    @argument(
        "--shape",
        metavar="X=m,n",
        action="append",
        default=[],
        help="the shape of a name; repeatable",
    )
    @argument(
        "--assume", metavar="W=symmetric", action="append", default=[], help="a fact; repeatable"
    )
    @no_var_expand
    @cell_magic
    def model(self, line: str, cell: str) -> None:
        r"""Read equations in LaTeX, one a line, and show how they were read, with all shapes.

        Example::

            %%model neuron
            h = \vec{I} \cdot \vec{w}
            f = \operatorname{ReLU}(h)
        """
        options = parsed(self.model, line)
        read_ = Model(cell, shapes_of(options.shape), assume=facts_of(options.assume))
        self.notebook.add(options.name, read_)
        self._show(shown.model_shown(options.name, read_, self.notebook.lang))

    @magic_arguments()
    @argument("label", help="the label of the problem, such as 2.a, or a name of your own")
    @argument("--model", help="judge it by a model, not by the worksheet")
    @no_var_expand
    @cell_magic
    def answer(self, line: str, cell: str) -> None:
        r"""Judge an answer in LaTeX, one claim a line; the cell is the answer and is what is saved.

        Below the cell stand a maths field that writes into it and the verdict.

        Example::

            %%answer 2.a
            \frac{dz}{ds} \frac{ds}{dt}
        """
        options = parsed(self.answer, line)
        label = options.label
        verdict = self.notebook.judge(label, cell, options.model) if claims_in(cell) else None
        if HAS_WIDGETS:
            self._show(self._field(f"%%answer {line.strip()}", label, cell, verdict))
        bundle = (
            {"text/plain": ""}
            if verdict is None
            else shown.verdict_shown(label, verdict, self.notebook.lang)
        )
        self._saved[label] = display(bundle, raw=True, metadata=_SAVED, display_id=True)

    def _field(self, head: str, label: str, cell: str, verdict: Any) -> shown.Bundle:
        lang = self.notebook.lang
        unread = verdict is None or verdict.outcome == "unreadable"
        claims = [] if unread else _one_line_each(cell)
        content = {
            "label": label,
            "head": head,
            "text": cell.strip("\n"),
            "claims": claims,
            "verdict": None if verdict is None else shown.verdict_data(verdict, lang),
        }
        return shown.field_shown(self.runtime.name, content, lang)

    @magic_arguments()
    @argument(
        "--shape",
        metavar="X=m,n",
        action="append",
        default=[],
        help="the shape of a name; repeatable",
    )
    @no_var_expand
    @cell_magic
    def formula(self, line: str, cell: str) -> None:
        """Show formulas typeset as they are read, one a line."""
        options = parsed(self.formula, line)
        shapes = shapes_of(options.shape)
        formulas = tuple(write(read(claim, shapes=shapes)) for claim in claims_in(cell))
        self._show(shown.formulas_shown(formulas, self.notebook.lang))

    @magic_arguments()
    @argument("what", nargs="?", default="", help="a homework file, or 'lecture'")
    @argument("lang", nargs="?", choices=LANGUAGES, help="the language of the lecture")
    @no_var_expand
    @line_cell_magic
    def worksheet(self, line: str, cell: str | None = None) -> None:
        """Take the problems of a homework, so that `%%answer` knows their labels.

        `%worksheet lecture ko` takes the lecture that comes with the package, `%worksheet FILE` a
        homework; a cell holds the problems of a notebook that was made from one.
        """
        options = parsed(self.worksheet, line)
        if cell is not None:
            homework = homework_of(cell)
        elif options.what == "lecture":
            homework = Homework.lecture(options.lang)
        elif options.what:
            homework = Homework.read(options.what)
        else:
            raise UndefinedError("name a homework file, or write %worksheet lecture")
        self.notebook.sheet = sheet = Sheet(homework)
        self._speak(options.lang or sheet.lang)

    # -- lines ----------------------------------------------------------------------------------

    @magic_arguments()
    @argument("lang", choices=LANGUAGES, help="en or ko")
    @no_var_expand
    @line_magic
    def language(self, line: str) -> None:
        """Speak English or Korean."""
        self._speak(parsed(self.language, line).lang)

    @magic_arguments()
    @argument("of", help="the scalar that is differentiated")
    @argument("wrt", help="by what: a name or an element")
    @argument("--model", help="the model; without it the last one")
    @argument("--layout", choices=LAYOUTS, help="how a gradient or Jacobian is printed")
    @argument("--form", choices=FORMS, help="the view of the result")
    @no_var_expand
    @line_magic
    def grad(self, line: str) -> None:
        """Show the gradient of a scalar, its steps folded."""
        options = parsed(self.grad, line)
        model = self.notebook.model(options.model)
        self._derived(model.gradient(options.of, options.wrt, layout=options.layout), options)

    @magic_arguments()
    @argument("of", help="what is differentiated")
    @argument("wrt", help="by what")
    @argument("--model", help="the model; without it the last one")
    @argument("--layout", choices=LAYOUTS, help="how the Jacobian is printed")
    @argument("--form", choices=FORMS, help="the view of the result")
    @no_var_expand
    @line_magic
    def jacobian(self, line: str) -> None:
        """Show a Jacobian, its steps folded."""
        options = parsed(self.jacobian, line)
        model = self.notebook.model(options.model)
        self._derived(model.jacobian(options.of, options.wrt, layout=options.layout), options)

    @magic_arguments()
    @argument("of", help="the scalar that is differentiated")
    @argument("wrt", help="by what, twice")
    @argument("--model", help="the model; without it the last one")
    @argument("--form", choices=FORMS, help="the view of the result")
    @no_var_expand
    @line_magic
    def hessian(self, line: str) -> None:
        """Show a Hessian, its steps folded."""
        options = parsed(self.hessian, line)
        model = self.notebook.model(options.model)
        self._derived(model.hessian(options.of, options.wrt), options)

    @magic_arguments()
    @argument("of", help="what is differentiated")
    @argument("wrt", nargs="+", help="by what; two names for a mixed second derivative")
    @argument("--model", help="the model; without it the last one")
    @argument("--layout", choices=LAYOUTS, help="how the result is printed")
    @argument("--form", choices=FORMS, help="the view of the result")
    @no_var_expand
    @line_magic
    def steps(self, line: str) -> None:
        """Show every step of a derivative."""
        options = parsed(self.steps, line)
        model = self.notebook.model(options.model)
        worked = model.derivative(options.of, tuple(options.wrt), layout=options.layout)
        self._derived(worked, options, opened=True)

    def _derived(self, worked: Worked, options: Any, *, opened: bool = False) -> None:
        lang = self.notebook.lang
        self._show(mimebundle(worked, lang, form=options.form, opened=opened))

    @no_var_expand
    @line_magic
    def check(self, line: str) -> None:
        r"""Judge a claim about the last model; without one, all answers so far again.

        Example: `%check \nabla_{\vec w} f = [2, 3]`
        """
        lang = self.notebook.lang
        if line.strip():
            verdict = self.notebook.model().check(line)
            self._show(shown.verdict_shown("", verdict, lang))
            return
        if not self.notebook.answers:
            raise UndefinedError("nothing has been answered yet; an answer begins with %%answer")
        self._show(shown.table_shown(self.notebook.judged_again(), lang))

    @magic_arguments()
    @argument(
        "values", metavar="x=2", nargs="*", help="numbers by name; a name alone is the output"
    )
    @argument("--model", help="the model; without it the last one")
    @no_var_expand
    @line_magic
    def graph(self, line: str) -> None:
        """Draw the computational graph, and step through its back-propagation.

        Example: `%graph f I=[2,3] w=[4,5]`
        """
        options = parsed(self.graph, line)
        outputs = [word for word in options.values if "=" not in word]
        values = values_of(word for word in options.values if "=" in word)
        if len(outputs) > 1:
            raise UndefinedError(f"a graph has one output; {' and '.join(outputs)} are named")
        model, lang = self.notebook.model(options.model), self.notebook.lang
        of = outputs[0] if outputs else None
        display(graph(model, values, lang, of=of, runtime=self.runtime.name))

    # -- what the page asks -----------------------------------------------------------------------

    def _asked(self, payload: dict[str, Any]) -> tuple[str, str, str | None]:
        """Return label, LaTeX and model of an answer, which the first line of its cell names."""
        texts = [payload.get(name, "") for name in ("label", "latex", "head")]
        if not all(isinstance(text, str) for text in texts):
            raise UndefinedError("a label, the LaTeX of an answer and its head are texts")
        label, latex, head = texts
        words = head.removeprefix("%%answer").strip()
        return label, latex, parsed(self.answer, words).model if words else None

    def _read(self, payload: dict[str, Any]) -> dict[str, Any]:
        label, latex, model = self._asked(payload)
        reading = self.notebook.read(label, latex, model)
        claims = [] if reading.unread else _one_line_each(latex)
        return {"read": list(reading.lines), "claims": claims, "unread": reading.unread}

    def _check(self, payload: dict[str, Any]) -> dict[str, Any]:
        lang = self.notebook.lang
        label, latex, model = self._asked(payload)
        verdict = self.notebook.judge(label, latex, model)
        return {
            "verdict": shown.verdict_data(verdict, lang),
            "saved": shown.verdict_shown(label, verdict, lang),
        }

    def _save(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Renew what is saved with the notebook, where the page could not do it by itself."""
        label, latex, model = self._asked(payload)
        if label in self._saved:
            verdict = self.notebook.judge(label, latex, model)
            bundle = shown.verdict_shown(label, verdict, self.notebook.lang)
            self._saved[label].update(bundle, raw=True, metadata=_SAVED)
        return {}

    # -- all of them ------------------------------------------------------------------------------

    def _speak(self, lang: str) -> None:
        self.notebook.lang = lang
        self.runtime.speak(lang)

    def _show(self, bundle: shown.Bundle) -> None:
        display(bundle, raw=True)

    def failed(self, _: Any, __: Any, error: NablatexError, *___: Any, **____: Any) -> None:
        """Show an error of the library as a reader's message, in place of a traceback."""
        self._show(shown.error_shown(error, self.notebook.lang))


def _one_line_each(answer: str) -> list[str]:
    """Return the claims of an answer, each on one line without remarks, as a field takes them."""
    return [" ".join(without_remarks(claim).split()) for claim in claims_in(answer)]
