"""The words by which a document is taken apart, in Korean and English, and its language.

Separate so that another wording is a word here and nothing elsewhere.
"""

from __future__ import annotations

import re

ANSWER_WORDS = (
    "모범답안", "모범 답안", "정답", "해답", "해설", "풀이", "답안", "답",
    "model answer", "answer key", "answers", "answer", "solutions", "solution", "ans", "sol", "key",
)  # fmt: skip
PROBLEM_WORDS = (
    "연습문제", "연습 문제", "문제", "문항", "과제", "질문",
    "problem", "exercise", "question", "task", "q",
)  # fmt: skip
SECTION_WORDS = ("파트", "단원", "section", "part", "chapter")

# A paragraph that begins with one of these shows something; it is not given of what is asked.
EXAMPLE_WORDS = (
    "예시", "예)", "예:", "예 )", "힌트", "example", "e.g.", "for example", "for instance", "hint",
    "recall",
)  # fmt: skip
EXAMPLE_INSIDE = ("예를 들어", "예를 들면", "for example", "for instance", "e.g.")

# Derivatives in words. Longer words first: the first that fits is taken.
PARTIAL_NOUNS = ("partial derivatives", "partial derivative", "partial", "편도함수", "편미분")
NABLA_NOUNS = (
    "gradient vector", "gradient", "jacobian matrix", "jacobian", "그래디언트", "그레디언트",
    "그라디언트", "야코비안", "자코비안", "기울기",
)  # fmt: skip
TOTAL_NOUNS = ("derivative", "slope", "도함수", "미분계수", "미분값", "미분")

_HANGUL = re.compile("[가-힣ㄱ-ㅎ]")
_LATIN_WORD = re.compile("[A-Za-z]{2,}")


def language_of(text: str) -> str:
    """Return "ko" where the words are mostly Korean, "en" otherwise."""
    hangul = len(_HANGUL.findall(text))
    return "ko" if hangul > len(_LATIN_WORD.findall(text)) // 2 else "en"


def has_hangul(text: str) -> bool:
    """Whether a Korean letter stands in `text`."""
    return _HANGUL.search(text) is not None
