r"""Derivatives that are asked for in words: "the gradient of $L$ by $w$", `y 를 x 로 미분하시오`.

Separate from finding derivatives that stand there as formulas: here a sentence is searched for who
is differentiated, by what, and how, each a formula or a bare name such as `y` or `\vec{x}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nablatex.homework.segments import Segment

# A formula of the text stands as its place between two zeros; a bare name stands as itself.
_NAME = (
    r"(?:\x00\d+\x00"
    r"|\\(?:vec|mathbf|boldsymbol|bm|hat|bar|tilde)\s*\{\s*\\?\w+\s*\}(?:_\w|_\{[\w,]{1,9}\})?"
    r"|\\[a-zA-Z]{2,10}(?:_\w|_\{[\w,]{1,9}\})?(?![A-Za-z])"
    r"|(?<![A-Za-z\\_\d])[A-Za-z](?:_\w|_\{[\w,]{1,9}\})?"
    r"(?:\([a-z](?:, ?[a-z])*\))?(?![A-Za-z\d_]))"
)
_THE = r"(?:by\s+)?(?:(?:the|its)\s+[a-z]{3,14}\s+|[가-힣]{1,6}\s+)?"
LIST = rf"{_NAME}(?:\s*(?:,\s*and|,|and|및|그리고|[와과])\s+{_THE}{_NAME}){{0,5}}"
_ENGLISH_KIND = (
    r"(?P<order>second|third|2nd|3rd|mixed|higher)?\s*"
    r"(?P<kind>(?:partial|total)?\s*derivatives?|partials|gradients?|jacobians?|hessians?)"
)
_BROKEN_LINE = re.compile(r"(?<=\S)[ ]*\n[ ]*(?=\S)")
_SHORT = re.compile(r"\bw\.?\s?r\.?\s?t\b\.?", re.IGNORECASE)
_BY = r"(?:with\s+respect\s+to|with\s+regard\s+to|by)"
_NOUNS = r"(?:(?:the|each|its|every|a|both)\s+)?(?:[a-z]{3,14}(?:\s+[a-z]{3,14})?\s+)?"
_KOREAN_KIND = (
    r"(?P<order>이계|2계|이차|2차|삼계|3계)?\s*(?P<kind>편미분|편도함수|도함수|미분계수|미분|"
    r"그래디언트|그라디언트|그레이디언트|기울기|야코비안|자코비안|야코비|헤시안|헤세|"
    r"gradient|jacobian|hessian)"
)
_ABOUT = r"(?:에\s*(?:대한|관한))"
_BY_KOREAN = r"(?:에\s*(?:대해서?|대하여|관해서?|관하여)|으?로)"
_WORD = r"(?:[가-힣]{1,8}\s*)?"
_ONCE = r"(?:\s*(?P<twice>두\s*번|세\s*번|2번|3번)|\s*각각|\s*한\s*번)*"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_ENGLISH_KIND}\s+(?:matrix\s+|vector\s+)?of\s+{_NOUNS}(?P<of>{LIST})\s*,?\s+"
        rf"{_BY}\s+{_NOUNS}(?P<wrt>{LIST})",
        rf"(?P<kind>differentiate)\s+{_NOUNS}(?P<of>{LIST})\s+(?P<order>twice\s+)?"
        rf"{_BY}\s+{_NOUNS}(?P<wrt>{LIST})(?P<twice>\s+twice)?",
        rf"(?P<of>{LIST})\s*[을를]\s*{_WORD}(?P<wrt>{LIST})\s*{_BY_KOREAN}{_ONCE}\s*"
        r"(?P<kind>편미분|미분)",
        rf"(?P<wrt>{LIST})\s*{_BY_KOREAN}\s*{_WORD}(?P<of>{LIST})\s*[을를]{_ONCE}\s*"
        r"(?P<kind>편미분|미분)",
        rf"(?P<of>{LIST})\s*의\s*{_WORD}(?P<wrt>{LIST})\s*{_ABOUT}\s*{_KOREAN_KIND}",
        rf"(?P<wrt>{LIST})\s*{_ABOUT}\s*{_WORD}(?P<of>{LIST})\s*의\s*{_KOREAN_KIND}",
    )
)
_ARRAYS = ("gradient", "jacobian", "그래디언트", "그라디언트", "그레이디언트", "기울기",
           "야코비안", "자코비안", "야코비")  # fmt: skip
_PARTIALS = ("partial", "편미분", "편도함수")


def asked_in_words(pieces: Sequence[Segment]) -> tuple[str, ...]:
    """Return the LaTeX of the derivatives that a text asks for in words, each once."""
    text = _SHORT.sub("with respect to", marked(pieces))
    found: dict[int, list[str]] = {}
    for sentence in re.finditer(r"[^.?!\n]+(?:\.(?=\S)[^.?!\n]*)*", text):
        for form in _FORMS:
            for match in form.finditer(sentence.group()):
                found.setdefault(sentence.start() + match.start(), []).extend(
                    _derivatives(match, pieces)
                )
    return tuple(dict.fromkeys(latex for start in sorted(found) for latex in found[start]))


def marked(pieces: Sequence[Segment]) -> str:
    """Return a text, a paragraph a line, in which each formula is its place between two zeros."""
    text = "".join(
        piece.text if piece.kind == "words" else f" \x00{place}\x00 "
        for place, piece in enumerate(pieces)
    )
    return _BROKEN_LINE.sub(" ", text)


def _derivatives(found: re.Match[str], pieces: Sequence[Segment]) -> Iterator[str]:
    groups = found.groupdict()
    higher = groups.get("order") or groups.get("twice")
    for of in names_in(found["of"], pieces):
        for wrt in names_in(found["wrt"], pieces):
            yield _derivative(found["kind"].lower(), of, wrt, higher)


def _derivative(kind: str, of: str, wrt: str, higher: str | None) -> str:
    sign = r"\partial " if kind.startswith(_PARTIALS) else "d"
    if kind.startswith(("hessian", "헤시안", "헤세")):
        return rf"\nabla_{{{wrt}}}^2 {of}"
    if higher is not None:
        order = 3 if higher.startswith(("third", "3", "삼", "세")) else 2
        return rf"\frac{{{sign}^{order} {of}}}{{{sign}{wrt}^{order}}}"
    if kind.startswith(_ARRAYS):
        return rf"\nabla_{{{wrt}}} {of}"
    if sign == "d" and _is_array(wrt):
        sign = r"\partial "
    if len(of) > 1 and not re.fullmatch(r"\\?\w+(?:_\{\w+\})?|\\\w+\s*\{\\?\w+\}", of):
        return rf"\frac{{{sign}}}{{{sign}{wrt}}} \left( {of} \right)".replace(
            r"\partial }", r"\partial}"
        )
    return rf"\frac{{{sign}{of}}}{{{sign}{wrt}}}"


def _is_array(name: str) -> bool:
    return name.startswith((r"\vec", r"\mathbf", r"\boldsymbol", r"\bm")) and "_" not in name


def names_in(listed: str, pieces: Sequence[Segment]) -> list[str]:
    """Return the names of a list: of an equation its left side, of `f(x)` the name `f`."""
    made: list[str] = []
    for found in re.finditer(_NAME, listed):
        name = found.group()
        if name.startswith("\x00"):
            name = pieces[int(name.strip("\x00"))].text.strip(" ,.")
            left, equals, _ = name.partition("=")
            name = left.strip() if equals and "{" not in left.replace("{", "", 1) else name
        made.append(re.sub(r"^([A-Za-z])\([\w, ]+\)$", r"\1", name))
    return made
