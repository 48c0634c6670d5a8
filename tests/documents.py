"""The examples of a Markdown document: what is run, and what the document says comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CLAIM = re.compile(r"^(?P<code>[^#\n].*?)\s+# (?:->|→) (?P<value>.+)$")


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block and the line on which its body begins, counted from 1."""

    language: str
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command line after `$ `, and the lines shown under it."""

    line: str
    shown: str


def documents() -> list[Path]:
    """Return the documents whose examples are run."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(path.relative_to(ROOT) for path in found)


def examples(document: Path) -> Iterator[Example]:
    """Yield the fenced blocks of a document that name their language."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for fence in _FENCE.finditer(text):
        line = text.count("\n", 0, fence.start("body")) + 1
        yield Example(fence["language"], fence["body"], line)


def links(document: Path) -> Iterator[str]:
    """Yield the files that a document points to, as written, without their anchors."""
    text = _FENCE.sub("", (ROOT / document).read_text(encoding="utf-8"))
    for link in _LINK.finditer(text):
        target = link["target"].partition("#")[0]
        if target and "://" not in target:
            yield target


def commands(body: str) -> list[Command]:
    """Return the commands of a console block with what is shown under each."""
    parts = re.split(r"^\$ ", body, flags=re.MULTILINE)
    if parts[0].strip():
        raise AssertionError(f"a console block begins with '$ ', not with {parts[0]!r}")
    found = []
    for part in parts[1:]:
        line, _, shown = part.partition("\n")
        while line.endswith("\\"):
            more, _, shown = shown.partition("\n")
            line = line[:-1] + more.removeprefix("> ")
        found.append(Command(line, shown))
    return found


def checked(body: str) -> str:
    """Return Python in which each `expression  # -> value` also states that it comes out so."""
    lines = []
    for line in body.splitlines():
        claim = _CLAIM.match(line)
        lines.append(line if claim is None else f"_claim({claim['code']}, {claim['value']!r})")
    return "\n".join(lines) + "\n"
