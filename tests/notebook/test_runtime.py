"""The questions of a page are answered, whatever they are; the page's script is one module."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest

from nablatex.errors import ReadError, UndefinedError
from nablatex.notebook import front_files, runtime
from nablatex.notebook.runtime import Runtime


def _fails(payload: dict[str, Any]) -> dict[str, Any]:
    match payload.get("how"):
        case "ours":
            raise UndefinedError("there is no q")
        case "read":
            raise ReadError("x", "x", 0, 1)
        case "deep":
            raise RecursionError
        case _:
            return {"x": payload["missing"].splitlines()}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Runtime:
    monkeypatch.setattr(runtime, "HAS_WIDGETS", False)
    return Runtime({"echo": lambda payload: payload, "fails": _fails}, "en")


def nested(depth: int) -> list[Any]:
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    return made


NONE = "this is no question"
UNKNOWN = "this question is not known here, or too long"
QUESTIONS: dict[str, tuple[Any, Any, str]] = {
    "no object": (1, None, NONE),
    "nothing": (None, None, NONE),
    "a list": ([], None, NONE),
    "no payload": ({"id": 1, "kind": "echo"}, None, NONE),
    "a payload that is text": ({"id": 1, "kind": "echo", "payload": "x"}, None, NONE),
    "no kind": ({"id": 1, "payload": {}}, 1, UNKNOWN),
    "an unknown kind": ({"id": 1, "kind": "close", "payload": {}}, 1, UNKNOWN),
    "a kind that is no text": ({"id": 1, "kind": [{}], "payload": {}}, 1, UNKNOWN),
    "too long": ({"id": 1, "kind": "echo", "payload": {"x": "y" * 200_001}}, 1, UNKNOWN),
    "too deep": (
        {"id": 1, "kind": "echo", "payload": {"x": nested(100_000)}}, 1, "cannot be answered"
    ),
    "what the library refuses": (
        {"id": 1, "kind": "fails", "payload": {"how": "ours"}}, 1, "there is no q"
    ),
    "what cannot be read": ({"id": 1, "kind": "fails", "payload": {"how": "read"}}, 1, "x"),
    "what is too deep": (
        {"id": 1, "kind": "fails", "payload": {"how": "deep"}}, 1, "cannot be answered"
    ),
    "a missing part": ({"id": 1, "kind": "fails", "payload": {}}, 1, "cannot be answered"),
    "a part of another type": (
        {"id": 1, "kind": "fails", "payload": {"missing": 3}}, 1, "cannot be answered"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "number", "said"), QUESTIONS.values(), ids=QUESTIONS)
def test_what_is_wrong_is_told(page: Runtime, question: Any, number: Any, said: str) -> None:
    answer = page.answer(question)
    assert set(answer) == {"id", "error"}
    assert answer["id"] == number
    assert said in answer["error"]


def test_a_question_is_answered_under_its_number(page: Runtime) -> None:
    question = {"id": 7, "kind": "echo", "payload": {"x": [1]}}
    assert page.answer(question) == {"id": 7, "reply": {"x": [1]}}


def test_without_widgets_there_is_nothing_to_close(page: Runtime) -> None:
    page.speak("ko")
    page.close()
    page._received(None, {"id": 1, "kind": "echo", "payload": {}}, None)
    assert re.fullmatch(r"nablatex-[0-9a-f]{12}", page.name)


def test_the_widget_answers_in_the_page() -> None:
    pytest.importorskip("anywidget")
    live = Runtime({"echo": lambda payload: payload}, "en")
    widget: Any = live._widget
    sent: list[Any] = []
    widget.send = sent.append
    live._received(widget, {"id": 3, "kind": "echo", "payload": {}}, [])
    assert sent == [{"id": 3, "reply": {}}]
    live.speak("ko")
    assert widget._lang == "ko"
    assert widget._name == live.name
    assert widget._esm == front_files.script()
    live.close()


# -- the script -----------------------------------------------------------------------------------

FRONT = files("nablatex.notebook").joinpath("front")
MODULES = sorted(path.name for path in FRONT.iterdir() if path.name.endswith(".js"))


def test_the_script_has_every_module_once() -> None:
    script = front_files.script()
    for name in MODULES:
        source = FRONT.joinpath(name).read_text(encoding="utf-8")
        own = re.search(r"^(?:export )?(?:async )?(?:function|class|const) \w+.*$", source, re.M)
        assert own is not None
        assert script.count(own[0].removeprefix("export ")) == 1, name


def test_the_script_is_one_module() -> None:
    script = front_files.script()
    assert not re.search(r"^import\b", script, re.MULTILINE)
    assert re.findall(r"^export\b.*$", script, re.MULTILINE) == ["export default { initialize };"]
    tops = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", script, re.MULTILINE)
    assert len(set(tops)) == len(tops)


def test_modules_stand_behind_what_they_import() -> None:
    script = front_files.script()
    for name in MODULES:
        source = FRONT.joinpath(name).read_text(encoding="utf-8")
        for names, other in re.findall(
            r'^import \{([^}]*)\} from "\./([\w-]+\.js)";', source, re.M
        ):
            assert other in MODULES
            for imported in map(str.strip, names.split(",")):
                defined = re.search(
                    rf"^(?:async )?(?:function|class|const) {imported}\b", script, re.M
                )
                assert defined is not None, imported


@pytest.mark.parametrize(
    "text", [front_files.script(), front_files.stylesheet()], ids=["js", "css"]
)
def test_nothing_is_loaded_from_anywhere(text: str) -> None:
    # Names of XML are addresses that nothing loads.
    rest = text.replace("http://www.w3.org/", "")
    assert not re.search(r"https?://|//cdn|@import|\bfetch\(|XMLHttpRequest|WebSocket", rest)
    assert all(found.startswith("data:") for found in re.findall(r"url\([\"']?([^)\"']*)", rest))


def test_mathlive_names_addresses_in_its_messages_alone() -> None:
    addresses = set(re.findall(r"https?://[\w./@-]+", front_files.mathlive()))
    assert {address for address in addresses if not address.startswith("http://www.w3.org/")} == {
        "https://www.npmjs.com/package/aws-sdk", "https://esm.run/@cortex-js/compute-engine"
    }  # fmt: skip
