"""Bytes to text, and text to the characters that the scanner knows.

Separate from scanning: what an editor, a scanner or a file system did to the characters (UTF-16,
full-width digits, Hangul in pieces, numbers in circles) is undone once, before anything is read.
"""

from __future__ import annotations

import re
import unicodedata

from nablatex.errors import NablatexError

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = {b"%PDF": "a PDF", b"PK\x03\x04": "an archive", b"\x89PNG": "a picture"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f]")
_SPACES = re.compile("[\t\u00a0\u2002-\u200a\u202f\u3000]")
# Full-width ASCII, but not the dollar: it is money there, never a mark of mathematics.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF04}
# A consonant that stands alone: as the head of a syllable (U+1100...) and as a letter.
_CONSONANTS = dict(
    zip(range(0x1100, 0x1113), "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", strict=True)
)
# Numbers and letters in circles or brackets at the start of a line are labels: ①, ⑴, ㉠, ㉮, Ⅱ.
_ENCLOSED = re.compile(
    r"^([\s>*_#-]*)([\u2460-\u249b\u249c-\u24b5\u2160-\u216b\u2170-\u217b\u3200-\u321b\u3260-\u327b])"
    r"([.)]?)",
    re.MULTILINE,
)


def decoded(data: bytes) -> str:
    """Return the text of bytes in UTF-8, UTF-16 or the Korean code page.

    Raises:
        NablatexError: they are no text, or their encoding is not known.
    """
    for mark, what in _BINARY.items():
        if data.startswith(mark):
            raise NablatexError(f"this is {what}; give plain text, Markdown or a notebook")
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise NablatexError("this is no text; give plain text, Markdown or a notebook")
        return text
    raise NablatexError("the text's encoding is not known; save it as UTF-8")


def _encodings(data: bytes) -> tuple[str, ...]:
    """Return the encodings to try; zeros at every other byte are UTF-16 without its mark."""
    if data.startswith(_UTF16):
        return ("utf-16",)
    if b"\x00" in data:
        first, second = data[::2].count(0), data[1::2].count(0)
        # Every byte has a meaning in Latin-1: what is no UTF-16 either is told to be no text.
        return ("utf-16-le" if second > first else "utf-16-be", "latin-1")
    return ("utf-8-sig", "cp949")


def plain(text: str) -> str:
    """Return a text in the characters that the scanner knows."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _SPACES.sub(" ", text).translate(_WIDE)
    return _ENCLOSED.sub(_opened, text).translate(_CONSONANTS)


def _opened(found: re.Match[str]) -> str:
    """Return `①` as `(1)`, `㉠` as `ㄱ.`, `Ⅱ` as `II.`: a label as others type it."""
    inner = unicodedata.normalize("NFKC", found[2])
    if inner[0] == "(":
        return f"{found[1]}{inner} "
    body = inner.rstrip(".")
    if body.isdecimal() and inner == body:
        return f"{found[1]}({body}) "
    return f"{found[1]}{body}{found[3] or '.'} "
