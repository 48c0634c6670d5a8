"""The magics that draw: `%plot`, `%heatmap`, `%descent`.

Separate from the other magics because they need matplotlib, and those work without it; a notebook
that draws nothing does not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments
from IPython.display import display

from nablatex.errors import UndefinedError
from nablatex.notebook.options import pair, parsed, values_of
from nablatex.notebook.session import Notebook


@magics_class
class PlotMagics(Magics):
    """The magics that draw what the notebook's models say."""

    def __init__(self, shell: InteractiveShell, notebook: Notebook) -> None:
        super().__init__(shell)
        self._notebook = notebook

    @magic_arguments()
    @argument("of", help="the number that is drawn")
    @argument(
        "values", metavar="x=1", nargs="+", help="the variable and the point; then other numbers"
    )
    @argument("--model", help="the model; without it the last one")
    @no_var_expand
    @line_magic
    def plot(self, line: str) -> None:
        """Draw a function and its derivative, with the tangent at a point.

        Example: `%plot y x=1`
        """
        options = parsed(self.plot, line)
        wrt, _ = pair(options.values[0])
        values = values_of(options.values)
        at = values.pop(wrt)
        if not isinstance(at, (int, float)):
            raise UndefinedError(f"{wrt} is the variable of the plot; give it one number")
        model = self._notebook.model(options.model)
        display(_plots().tangent(model, options.of, wrt, at, values=values, lang=self._lang))

    @magic_arguments()
    @argument("of", help="what is differentiated: a vector for a Jacobian, a number for a Hessian")
    @argument("wrt", help="by what")
    @argument("values", metavar="x=[1,2]", nargs="*", help="numbers by name")
    @argument("--model", help="the model; without it the last one")
    @no_var_expand
    @line_magic
    def heatmap(self, line: str) -> None:
        """Draw a Jacobian, or the Hessian of a number, at a point.

        Example: `%heatmap y x x=[1,2,3]`
        """
        options = parsed(self.heatmap, line)
        model = self._notebook.model(options.model)
        worked = model.jacobian(options.of, options.wrt)
        if not worked.of.shape:
            worked = model.hessian(options.of, options.wrt)
        display(_plots().heatmap(worked, values_of(options.values), lang=self._lang))

    @magic_arguments()
    @argument("loss", help="the number that is made small")
    @argument("values", metavar="w=[4,5]", nargs="+", help="a parameter and its start")
    @argument("--rate", type=float, default=0.01, help="how far a step goes along the gradient")
    @argument("--steps", type=int, default=50, help="how many steps")
    @argument(
        "--given",
        metavar="x=[1,2]",
        action="append",
        default=[],
        help="numbers that stay; repeatable",
    )
    @argument("--model", help="the model; without it the last one")
    @no_var_expand
    @line_magic
    def descent(self, line: str) -> Any:
        """Follow the gradient downhill, and draw the loss and the path.

        Example: `%descent L w=[4,5] --rate 0.01 --steps 20`
        """
        options = parsed(self.descent, line)
        start = values_of(options.values)
        values = start | values_of(options.given)
        model = self._notebook.model(options.model)
        return _plots().descent(
            model, options.loss, tuple(start), values, rate=options.rate, steps=options.steps,
            lang=self._lang,
        )  # fmt: skip

    @property
    def _lang(self) -> str:
        return self._notebook.lang


def _plots() -> ModuleType:
    """Return the plots, which bring matplotlib with them, when the first is drawn."""
    return import_module("nablatex.notebook.plots")
