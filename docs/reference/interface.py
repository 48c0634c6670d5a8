"""The page of Python: the public names with their signatures, from their docstrings.

Separate from the pages of mathematics; it knows of the house style of docstrings and of nothing
else.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import Any

import nablatex
from docs.reference.markdown import code
from nablatex.homework.solution import KeyShown, ProblemShown, StepShown, WorkedDocument
from nablatex.model import Step, Worked

_INTRODUCTION = """# Python

What `import nablatex` gives, and what it returns. Anything else may change without notice. An
error that a user can cause is a `NablatexError`, whose text is written for a person.
"""

_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):$", re.MULTILINE)
_MADE_BY_USERS = (nablatex.Model, nablatex.Policy)
_RETURNED = (Worked, Step, WorkedDocument, ProblemShown, KeyShown, StepShown)
# What another class returns and nobody else calls.
_INNER = frozenset(["with_key", "with_problems", "scope", "evaluate_as_laid", "document"])


def page() -> str:
    """Return the page of public names: functions, classes, what they return, errors."""
    public = [getattr(nablatex, name) for name in nablatex.__all__]
    functions = [found for found in public if inspect.isfunction(found)]
    classes = [found for found in public if inspect.isclass(found)]
    errors = [found for found in classes if issubclass(found, Exception)]
    parts = [_INTRODUCTION]
    parts += ["## Functions\n", *map(_function, functions)]
    parts += ["## Classes\n", *(_class(found) for found in classes if found not in errors)]
    parts += ["## What is returned\n", *map(_class, _RETURNED)]
    parts += ["## Errors\n", *map(_error, sorted(errors, key=lambda error: len(error.__mro__)))]
    return "\n".join(parts)


def _function(found: Callable[..., Any]) -> str:
    name = found.__name__
    return f"### {name}\n\n{_signature(f'nablatex.{name}', found)}\n\n{_text(found)}\n"


def _class(found: type) -> str:
    parts = [f"### {found.__name__}\n"]
    if found in _MADE_BY_USERS:
        parts.append(_signature(f"nablatex.{found.__name__}", found.__init__) + "\n")
    parts.append(_text(found) + "\n")
    if is_dataclass(found) and "**Attributes**" not in parts[-1]:
        rows = [f"- `{f.name}`: `{f.type}`" for f in fields(found) if not f.name.startswith("_")]
        parts.append("**Attributes**\n\n" + "\n".join(rows) + "\n")
    for name, member in _members(found):
        title = f"#### {found.__name__}.{name}\n"
        if isinstance(member, (property, cached_property)):
            parts += [title, _text(member) + "\n"]
        else:
            called = getattr(member, "__func__", member)
            parts += [title, _signature(name, called) + "\n", _text(called) + "\n"]
    return "\n".join(parts)


def _members(found: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties, in the order in which they are written."""
    for name, member in vars(found).items():
        is_member = isinstance(
            member, (property, classmethod, cached_property)
        ) or inspect.isfunction(member)
        if is_member and not name.startswith("_") and name not in _INNER:
            yield name, member


def _error(found: type) -> str:
    above = found.__mro__[1].__name__
    return f"### {found.__name__}\n\nA kind of {code(above)}.\n\n{_text(found)}\n"


def _signature(name: str, found: Callable[..., Any]) -> str:
    """Return a signature as it stands in the source, a parameter a line where it is long."""
    signature = inspect.signature(found)
    given = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    shown: list[str] = []
    for parameter in given:
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        default = "" if parameter.default is parameter.empty else f" = {_default(parameter)}"
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        shown.append(f"{stars}{parameter.name}: {parameter.annotation}{default}")
    returned = "" if found.__name__ == "__init__" else f" -> {signature.return_annotation}"
    line = f"{name}({', '.join(shown)}){returned}"
    if len(line) > 88:
        rows = "".join(f"    {row},\n" for row in shown)
        line = f"{name}(\n{rows}){returned}"
    return f"```py\n{line}\n```"


def _default(parameter: inspect.Parameter) -> str:
    """Return a default; one of the library's own objects by its class: it is the plain one."""
    default = parameter.default
    return f"{type(default).__name__}()" if is_dataclass(default) else repr(default)


def _text(found: object) -> str:
    """Return a docstring as Markdown: its sentences, then a list for each of its sections."""
    sentences, *sections = _SECTION.split(inspect.getdoc(found) or "")
    parts = [sentences.strip()]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        heading = "Arguments" if title == "Args" else title
        parts.append(f"**{heading}**\n\n" + "\n".join(_items(inspect.cleandoc(body))))
    return "\n\n".join(parts)


def _items(body: str) -> Iterator[str]:
    """Yield the items of a section, each on one line of Markdown."""
    for item in re.split(r"\n(?=\S)", body):
        text = " ".join(item.split())
        names, colon, said = text.partition(": ")
        marked = ", ".join(code(name) for name in names.split(", "))
        yield f"- {marked}: {said}" if colon else f"- {text}"
