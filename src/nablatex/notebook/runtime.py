"""The kernel's half of what is live in the page: one hidden widget that answers questions.

Separate from the magics because it is optional: without the widget extra everything is shown all
the same, and nothing answers. A question has a kind, and each kind one function of a payload.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from nablatex.errors import NablatexError
from nablatex.notebook.front_files import mathlive, script, stylesheet

try:
    import anywidget
    import traitlets
except ImportError:  # pragma: no cover - the widget extra is not installed
    HAS_WIDGETS = False
else:
    HAS_WIDGETS = True

Handler = Callable[[dict[str, Any]], dict[str, Any]]
# No answer of a learner is longer, and a page that sends more is not ours.
_MOST_CHARACTERS = 200_000


class Runtime:
    """The questions a page may ask, and the widget through which it asks them."""

    def __init__(self, handlers: dict[str, Handler], lang: str) -> None:
        self.name = f"nablatex-{uuid4().hex[:12]}"
        self._handlers = handlers
        self._widget = _widget(self.name, lang, self._received) if HAS_WIDGETS else None

    def close(self) -> None:
        """Leave the page."""
        if self._widget is not None:
            self._widget.close()

    def speak(self, lang: str) -> None:
        """Let the live parts speak a language."""
        if self._widget is not None:
            self._widget._lang = lang

    def _received(self, _: Any, content: Any, __: Any) -> None:
        reply = self.answer(content)
        if self._widget is not None:
            self._widget.send(reply)

    def answer(self, content: Any) -> dict[str, Any]:
        """Return the answer to one question; whatever is wrong with it is told, never raised."""
        if not isinstance(content, dict) or not isinstance(content.get("payload"), dict):
            return {"id": None, "error": "this is no question"}
        number, payload = content.get("id"), content["payload"]
        handler = self._handlers.get(str(content.get("kind")))
        try:
            if handler is None or len(repr(payload)) > _MOST_CHARACTERS:
                return {"id": number, "error": "this question is not known here, or too long"}
            return {"id": number, "reply": handler(payload)}
        except NablatexError as error:
            return {"id": number, "error": str(error)}
        except Exception as error:  # The page waits for an answer, whatever it has sent.
            return {"id": number, "error": f"this cannot be answered: {type(error).__name__}"}


def _widget(name: str, lang: str, received: Callable[[Any, Any, Any], None]) -> Any:
    """Return the hidden widget: its script runs in the page though it is nowhere shown."""

    class Page(anywidget.AnyWidget):
        _esm = script()
        _css = stylesheet()
        _mathlive = traitlets.Unicode(mathlive()).tag(sync=True)
        _name = traitlets.Unicode(name).tag(sync=True)
        _lang = traitlets.Unicode(lang).tag(sync=True)

    page = Page()
    page.on_msg(received)
    return page
