"""Labels at the start of a line: `ㄱ.`, `가.`, `a)`, `(b)`, `A1.`, `3.`, `Problem 3`, `문제 2`.

A label has a style and a place in the order; the scanner takes a line for a problem only where its
label goes on with the style of its section. A scanner's slip (츠 for ㅊ) is told by its sound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_JAMO = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_SYLLABLES = "가나다라마바사아자차카타파하"
# The leading consonants of syllables in Unicode's order, doubled ones as their plain ones.
_LEADING = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

_MARKUP = r"^(?:>\s?)*(?:[-+*]\s+)?(?P<heading>#{1,6}\s*)?(?P<bold>\*\*|__)?"
_PLAIN = re.compile(
    _MARKUP
    + r"(?P<open>\()?(?P<body>[ㄱ-ㅎ가-힣]|[A-Za-z]\d{1,2}|[A-Za-z]|\d{1,3}|[ivx]{2,4}|[IVX]{2,4})"
    r"(?P<close>[.)])(?:\*\*|__)?(?:\s+|$|(?<=[ㄱ-ㅎ가-힣][.)]))(?P<words>.*)$"
)
_WORDED = re.compile(
    _MARKUP
    + r"(?P<word>Problem|Exercise|Question|Task|Q|연습\s?문제|문제|문항|Part|Section|Chapter|제)"
    r"\s*(?P<body>[A-Z]?\d{1,3}|[ㄱ-ㅎ가-하](?![가-힣])|(?<=\s)[A-Z](?![A-Za-z]))"
    r"\s*(?P<close>장|부|[.:)]|\([^()$]{1,60}\)\s?[.:]?)?(?:\*\*|__)?(?:\s+|$)(?P<words>.*)$",
    re.IGNORECASE,
)
_SECTION_WORDS = ("part", "section", "chapter", "제")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it stands, its style, its place in the style's order, the words behind it."""

    text: str
    style: str
    ordinal: int
    words: str

    @property
    def counts(self) -> bool:
        """Whether it is of a style that sections have."""
        return self.style in ("1.", "1)", "#1", "I", "A", "section")


def label_of(line: str) -> Label | None:
    """Return the label that a line begins with, or None."""
    worded = _WORDED.match(line)
    if worded is not None and (
        worded["close"] or worded["heading"] or worded["bold"] or not worded["words"]
    ):
        section = worded["word"].lower() in _SECTION_WORDS
        ordinal = _ordinal(worded["body"])
        return Label(worded["body"], "section" if section else "problem", ordinal, worded["words"])
    plain = _PLAIN.match(line)
    if plain is None:
        return None
    body = plain["body"]
    return Label(body, _style(body, plain), _ordinal(body), plain["words"].strip("* "))


def _style(body: str, found: re.Match[str]) -> str:
    if body.isdecimal():
        if found["open"]:
            return "(1)"
        return "#1" if found["heading"] else f"1{found['close']}"
    if body in _JAMO:
        return "ㄱ"
    if "가" <= body <= "힣":
        return "가" if body in _SYLLABLES else "slip"
    if len(body) > 1:
        return "A1" if body[1].isdecimal() else "I" if body.isupper() else "i"
    if body in ("I", "V", "X"):
        return "I"
    return "A" if body.isupper() else "a"


def _ordinal(body: str) -> int:
    digits = body.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    if digits.isdecimal():
        return int(digits)
    if body in _SYLLABLES:
        return _SYLLABLES.index(body) + 1
    if consonant(body):
        return _JAMO.index(consonant(body)) + 1
    if len(body) > 1 or body in ("I", "V", "X"):
        return _ROMAN.index(body.lower()) + 1 if body.lower() in _ROMAN else 0
    return ord(body.lower()) - ord("a") + 1


def consonant(letter: str) -> str:
    """Return the plain consonant that a letter or the head of a syllable stands for, or ""."""
    if "가" <= letter <= "힣":
        return _LEADING[(ord(letter) - ord("가")) // 588]
    if letter and letter in _JAMO:
        return letter
    return {"ㄲ": "ㄱ", "ㄸ": "ㄷ", "ㅃ": "ㅂ", "ㅆ": "ㅅ", "ㅉ": "ㅈ"}.get(letter, "")


def romans(labels: Sequence[Label | None]) -> list[Label | None]:
    """Return the labels with each `i` that no `h` comes before as the first Roman number."""
    made: list[Label | None] = []
    before = ""
    for label in labels:
        if label is not None and label.text == "i" and before != "h":
            label = replace(label, style="i", ordinal=1)
        if label is not None and label.style == "a":
            before = label.text
        made.append(label)
    return made


def follows(label: Label, style: str, last: int) -> bool:
    """Whether a label goes on with `style` after the one at place `last` (0: it may begin it)."""
    if not last:
        return (label.style != "slip" and label.ordinal in (1, 2)) or label.style in (
            "problem",
            "A1",
        )
    if style == "ㄱ" and label.style == "slip":
        return label.ordinal == last + 1
    if style == "A1":
        return label.style == "A1"
    if style == "i" and label.style == "a":
        return label.text in _ROMAN and _ROMAN.index(label.text) == last
    if style == "A" and label.style == "I":
        return len(label.text) == 1 and ord(label.text) - ord("A") == last
    return label.style == style and last < label.ordinal <= last + 2
