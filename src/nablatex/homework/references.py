r"""References to earlier problems: "in the problem above", "as in (b)", `위 문제ㄷ의`.

Separate from what is asked: a reference says whose givens hold here too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nablatex.homework.labels import consonant
from nablatex.homework.outline import Draft
from nablatex.homework.segments import segments
from nablatex.homework.solution import Message

_PROBLEM = r"(?:problem|exercise|question|part|item)"
_THING = rf"(?:{_PROBLEM}|neuron|function|network|model|setting|layer|loss|result)"
_LETTER = r"[ㄱ-ㅎ가나다라마바사아자차카타파하]"
_LABEL = rf"(?:{_LETTER}|[A-Z]?\d{{1,3}}|[A-Za-z]|[ivx]{{2,4}})"
_REFERENCE = re.compile(
    r"(?:위|앞|이전)(?:의|선)?\s*\(?(?P<slip>[ㄱ-ㅎ가-힣A-Za-z\d]{1,2})?\)?\s*번?\s*"
    r"(?:문제|문항|뉴런|함수|신경망|모형|모델|식)\s*"
    r"\(?(?P<above>[ㄱ-ㅎ]|[가-하](?=[의에번.)\s])|[A-Za-z]?\d{1,2})?"
    rf"|(?:문제|문항)\s*(?:(?P<section_ko>\d{{1,2}})[.-])?\(?(?P<korean>{_LABEL})\)?\s*"
    r"(?:에서|에|의|와|과|번|처럼|같이|을|를|로|으로)"
    rf"|(?<![가-힣\w])\(?(?P<number>{_LABEL})\)?\s*번?\s*(?:문제|문항)\s*(?:에서|의|와|과|처럼)"
    rf"|(?<![\w\\)])\((?P<bracketed>{_LABEL})\)\s*(?:에서|의|와 같|과 같|처럼)"
    rf"|\b{_PROBLEM}\s+(?:(?P<section>\d{{1,2}})[.-])?\(?(?P<english>{_LABEL})\)?(?!\w)"
    r"|\b(?:as in|from|of|in|use|using|see)\s+"
    r"(?:the\s+(?:result|setting|function|answer)s?\s+of\s+)?\((?P<as_in>[A-Za-z]|\d{1,2}|[ivx]{2,4})\)"
    rf"|{_THING}s?\s+(?:of\s+|from\s+)?above"
    rf"|(?:above|previous|preceding|last|same)\s+{_THING}",
    re.IGNORECASE,
)
# These name a problem and nothing else; brackets and "above" may be something else.
_NAMING = ("korean", "number", "english")


def inherited(place: int, drafts: Sequence[Draft]) -> int | None:
    """Return the place of the problem that the words of one refer to, or None."""
    draft = drafts[place]
    if draft.part_of is not None:
        return _place_of(draft.part_of, drafts)
    words = (
        piece.text if piece.kind == "words" else "$" for piece in segments("\n".join(draft.body))
    )
    found = _REFERENCE.search("".join(words))
    if found is None or not place:
        return None
    groups = found.groupdict()
    exact = next((groups[group] for group in _NAMING if groups[group]), "")
    soft = groups["bracketed"] or groups["as_in"] or ""
    wanted = exact or soft or groups["above"] or groups["slip"] or ""
    section = int(groups["section"] or groups["section_ko"] or draft.section)
    named = [i for i in range(place) if _same(drafts[i].label, wanted)]
    here = [i for i in named if drafts[i].section == section]
    if here or named:
        return (here or named)[-1]
    if exact and not exact.islower():
        draft.notes.append(
            Message(
                f"it refers to {exact}, and no problem before it has this label",
                f"{exact} 을(를) 가리키지만 앞에 그런 문제가 없다",
            )
        )
    return None if exact or soft else place - 1


def _place_of(wanted: Draft, drafts: Sequence[Draft]) -> int:
    return next(place for place, draft in enumerate(drafts) if draft is wanted)


def _same(label: str, wanted: str) -> bool:
    r"""Whether a reference means a label: the same letters, or the same consonant (쯔 for ㅈ)."""
    if not wanted:
        return False
    if label.casefold() == wanted.casefold():
        return True
    return len(wanted) == 1 and consonant(wanted) != "" and consonant(wanted) == consonant(label)
