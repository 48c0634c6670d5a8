"""`%load_ext nablatex` and `%unload_ext nablatex`.

Separate from the magics because of what has to be taken back: the magics' names, the way errors
are shown, the hidden widget, the language of results.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from nablatex.errors import NablatexError
from nablatex.model import Worked, WorkedArrays
from nablatex.model.display import mimebundle
from nablatex.notebook.magics import NablatexMagics
from nablatex.notebook.plot_magics import PlotMagics

_LOADED = "_nablatex_magics"


def load(shell: InteractiveShell) -> None:
    """Add the magics to a notebook; loading again begins anew."""
    unload(shell)
    magics = NablatexMagics(shell)
    shell.register_magics(magics)
    if find_spec("matplotlib") is not None:
        shell.register_magics(PlotMagics(shell, magics.notebook))
    shell.set_custom_exc((NablatexError,), magics.failed)
    formatter = shell.display_formatter.mimebundle_formatter
    for kind in (Worked, WorkedArrays):
        formatter.for_type(kind, lambda worked, **_: _bundle(worked, magics))
    setattr(shell, _LOADED, magics)


def unload(shell: InteractiveShell) -> None:
    """Take away what `load` has added."""
    magics = getattr(shell, _LOADED, None)
    if magics is None:
        return
    for known in shell.magics_manager.magics.values():
        for name, function in list(known.items()):
            owner = getattr(function, "__self__", None)
            if type(owner).__module__.startswith("nablatex."):
                del known[name]
    shell.set_custom_exc((), None)
    formatter = shell.display_formatter.mimebundle_formatter
    for worked in (Worked, WorkedArrays):
        formatter.pop(worked, None)
    magics.runtime.close()
    delattr(shell, _LOADED)


def _bundle(worked: Worked, magics: NablatexMagics) -> dict[str, Any]:
    return mimebundle(worked, magics.notebook.lang)
