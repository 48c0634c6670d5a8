"""The examples of a Markdown document: what is run, and what the document says comes out.

`python -m tests.documents` puts what comes out now into the documents; read the difference before
committing it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cells import displayed_by

ROOT = Path(__file__).resolve().parents[1]
_FENCE = re.compile(
    r"^```(?P<language>\w+)\n(?P<body>.*?)^```$(?P<under>\n\n```text\n(?P<shown>.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CLAIM = re.compile(r"^(?P<code>[^#\n].*?)\s+# (?:->|→) (?P<value>.+)$")


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block.

    Attributes:
        language: what stands after the fence.
        body: the lines inside.
        line: the line on which the body begins, counted from 1.
        shown: the `text` block right under it: what Python prints, what a notebook's cell shows.
    """

    language: str
    body: str
    line: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command after `$ `.

    Attributes:
        typed: the command as it stands there, over one line or several.
        line: the command as one line.
        shown: the lines under it.
    """

    typed: str
    line: str
    shown: str


def claim(value: object, shown: str) -> None:
    """Fail unless a value shows itself as the document says, spaces aside."""
    if shown.split() not in (repr(value).split(), str(value).split()):
        raise AssertionError(f"the document shows {shown}, the value is {value!r}")


def printed_by(example: Example, names: dict[str, object]) -> str:
    """Return what a block of Python prints; its names stay in `names`."""
    # Blank lines in front keep the document's own line numbers in a traceback.
    source = "\n" * (example.line - 1) + checked(example.body)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "document", "exec"), names)
    return printed.getvalue()


def run_command(command: Command, folder: Path) -> tuple[int, str]:
    """Return the exit status of a command and what it prints, as seen in a terminal."""
    scripts = str(Path(sys.executable).parent)
    done = subprocess.run(
        command.line,
        shell=True,
        cwd=folder,
        env=os.environ | {"PATH": scripts + os.pathsep + os.environ["PATH"], "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def documents() -> list[Path]:
    """Return the documents whose examples are run."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(path.relative_to(ROOT) for path in found)


def examples(document: Path) -> Iterator[Example]:
    """Yield the fenced blocks of a document that name their language."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for fence in _FENCE.finditer(text):
        line = text.count("\n", 0, fence.start("body")) + 1
        yield Example(fence["language"], fence["body"], line, fence["shown"] or "")


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
        typed, _, shown = part.partition("\n")
        while typed.endswith("\\"):
            more, _, shown = shown.partition("\n")
            typed += "\n" + more
        found.append(Command(typed, re.sub(r"\\\n(> )?", "", typed), shown))
    return found


def checked(body: str) -> str:
    """Return Python in which each `expression  # -> value` also states that it comes out so."""
    lines = []
    for line in body.splitlines():
        claim = _CLAIM.match(line)
        lines.append(line if claim is None else f"_claim({claim['code']}, {claim['value']!r})")
    return "\n".join(lines) + "\n"


def refreshed(document: Path) -> str:
    """Return a document with what its examples print now in place of what it shows."""
    names: dict[str, object] = {"_claim": claim}
    displayed = displayed_by([e.body for e in examples(document) if e.language == "ipython"])

    def again(fence: re.Match[str]) -> str:
        example = Example(fence["language"], fence["body"], 1)
        if example.language == "python":
            printed = printed_by(example, names)
            shown = f"\n\n```text\n{printed}```" if printed else ""
            return f"```python\n{example.body}```{shown}"
        if example.language == "ipython":
            shown = next(displayed)
            under = f"\n\n```text\n{shown}```" if fence["under"] else ""
            return f"```ipython\n{example.body}```{under}"
        if example.language != "console":
            return fence[0]
        # What shows nothing is run too: the next command may need the file that it writes.
        ran = [(command, run_command(command, Path())[1]) for command in commands(example.body)]
        parts = [f"$ {command.typed}\n" + (got if command.shown else "") for command, got in ran]
        return f"```console\n{''.join(parts)}```{fence['under'] or ''}"

    return _FENCE.sub(again, (ROOT / document).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for name in documents():
        with tempfile.TemporaryDirectory() as scratch, contextlib.chdir(scratch):
            (ROOT / name).write_text(refreshed(name), encoding="utf-8")
