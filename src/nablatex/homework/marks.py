"""What single lines are: a key's mark, a heading, noise of a notebook's export, a request.

Separate from the outline, which says what lines mean where they stand.
"""

from __future__ import annotations

import re

from nablatex.homework.fences import Event
from nablatex.homework.labels import Label, label_of, romans

_KEY_WORDS = (
    r"(?:(?:model|sample|expected|correct|suggested)\s+)?"
    r"(?:모범\s?답안|정답|답안|답|풀이|해답|해설|answers?|solutions?|ans|sol|key)"
    r"(?:\s+key|\s*(?:및|과|와)\s*(?:풀이|해설))?"
)
_BEFORE = r"^[>*_#\s\-☞→▶▷■□●◆※•]*(?:<[^>]{1,60}>)*"
_KEY = re.compile(
    rf"{_BEFORE}[\[(<]?{_KEY_WORDS}\s*(?:\(?[\dA-Za-zㄱ-ㅎ]{{1,2}}\)?)?[\s*_]*(?:[).:：\]>]|(?=</))"
    rf"[*_]*(?:</[^>]{{1,60}}>)*(?P<rest>.*)$|^[#*_\s]*{_KEY_WORDS}[*_\s]*$",
    re.IGNORECASE,
)
_KEY_INSIDE = re.compile(r"\s(?=(?:정답\s*\d?\s*[):]|답:|Answer:|Solution:))")
_NOISE = re.compile(r"^(?:In\s?\[.{0,9}\]:?|Out\s?\[.{0,9}\]:?|Loading \[MathJax\].*|</?details>)$")
_ENDS_SENTENCE = (".", "?", "!", "다", "오", "라", "요", "자", ":", ",")
_REQUEST = re.compile(
    r"구하|쓰시오|쓰세요|쓰라|써라|써\s?보|하시오|하세요|하여라|하라|풀어|나타내|"
    r"\b(?:find|compute|calculate|determine|derive|differentiate|write|give|express|what is)\b",
    re.IGNORECASE,
)
_TITLE_LENGTH = 60
# Where a problem shows its key as a picture, which a learner is to type.
PICTURE = re.compile(r"!\[(?P<says>[^\]]*)\]\(key\)")


def key_in(line: str) -> str | None:
    """Return what follows the mark of a key that a line begins with, or None without one."""
    found = _KEY.match(line)
    return None if found is None else (found["rest"] or "").strip()


def requests(line: str) -> bool:
    """Whether a line asks for something to be done."""
    return _REQUEST.search(line) is not None


def title_of(words: str) -> str:
    """Return the words behind a label as a title, or "" where they are a sentence or formulas."""
    shown = words.replace(r"\$", "")
    if PICTURE.search(words):
        return ""
    titled = "$" not in shown and "\\" not in shown and len(words) <= _TITLE_LENGTH
    return words if titled and not words.endswith(_ENDS_SENTENCE) else ""


def is_heading(line: str) -> bool:
    """Whether a line can be the heading of what comes after it."""
    words = line.strip("#*_ ")
    return bool(title_of(words)) and "=" not in words and key_in(line) is None


def split_keys(stream: list[Event]) -> list[Event]:
    """Return the events without noise, with an answer that stands inside a line on its own line."""
    made: list[Event] = []
    for event in stream:
        if event.kind != "text":
            made.append(event)
        elif not _NOISE.match(event.text):
            made += [Event("text", part) for part in _KEY_INSIDE.split(event.text)]
    return made


def labels_outside_math(lines: list[Event]) -> list[Label | None]:
    """Return the label of each line that has one and does not begin inside of a display."""
    found: list[Label | None] = []
    inside = False
    for event in lines:
        if event.kind != "text":
            inside = False
            found.append(None)
            continue
        text = event.text
        found.append(None if inside else label_of(text))
        inside ^= text.count("$$") % 2 == 1
        if r"\[" in text or r"\]" in text:
            inside = text.rfind(r"\[") > text.rfind(r"\]")
    return romans(found)
