"""The cells of a notebook that a document shows, run one after the other in one IPython.

Separate from the other examples because what a cell displays is no printed text: a test compares
what a terminal would show in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.testing.globalipapp import start_ipython
from IPython.utils.capture import capture_output

from nablatex.errors import NablatexError


def displayed_by(cells: Sequence[str]) -> Iterator[str]:
    """Yield what each cell displays, as plain text; fields, which need a page, are left out."""
    shell: InteractiveShell = start_ipython() or InteractiveShell.instance()
    shell.extension_manager.unload_extension("nablatex")
    for cell in cells:
        with capture_output() as captured:
            result = shell.run_cell(cell)
        if not isinstance(result.error_in_exec, NablatexError):
            result.raise_error()
        shown = [captured.stdout.removeprefix("Out[0]: "), *map(_plain, captured.outputs)]
        yield "".join(f"{text.rstrip()}\n" for text in shown if text.strip())


def _plain(output: Any) -> str:
    if 'data-nablatex="field"' in output.data.get("text/html", ""):
        return ""
    return str(output.data["text/plain"])
