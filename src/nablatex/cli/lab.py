"""`nablatex lab`: open JupyterLab on a student's notebook of the lecture, or of a homework."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from shlex import split

from nablatex.cli.shared import FINE
from nablatex.errors import NablatexError
from nablatex.homework import Homework
from nablatex.homework.student import student_notebook

HELP = "open a notebook in which a homework is answered and judged"
DESCRIPTION = (
    "Writes a student's notebook of the lecture that comes with the package, or of a homework, "
    "into this folder and opens it in JupyterLab. A notebook that is there already is opened as it "
    "is: nothing that was answered is lost. Example: nablatex lab --lang ko"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("homework", nargs="?", help="plain text, Markdown or a notebook")
    parser.add_argument("--lang", choices=("en", "ko"), help="language of the lecture")
    parser.add_argument(
        "--tutor", action="store_true", help="the tutor's notebook: with the key and the steps"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where the notebook is written")
    parser.add_argument(
        "--no-open", action="store_true", help="write the notebook, and do not open JupyterLab"
    )
    parser.add_argument(
        "--jupyter",
        metavar="OPTIONS",
        default="",
        help="options for JupyterLab in quotes, such as '--no-browser --port=8890'",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if not options.no_open and find_spec("jupyterlab") is None:
        raise NablatexError(
            "JupyterLab is not installed; install it with: pip install 'nablatex[notebook]'"
        )
    more = _more(options.jupyter)
    if options.homework is not None and options.lang is not None:
        raise NablatexError("--lang is for the lecture; a homework has its own language")
    path = _path(options)
    if path.exists():
        print(f"{path} is there already and is opened as it is", file=sys.stderr)
    else:
        path.write_text(_notebook(options), encoding="utf-8")
        print(f"wrote {path}", file=sys.stderr)
    return FINE if options.no_open else _open(path, more)


def _path(options: argparse.Namespace) -> Path:
    """Return where the notebook goes.

    Raises:
        NablatexError: the ending is not a notebook's, or there is no such folder.
    """
    lecture = "lecture-ko" if options.lang == "ko" else "lecture"
    name = lecture if options.homework is None else Path(options.homework).stem
    if options.homework is not None and Path(options.homework).suffix == ".ipynb":
        name += "-student"
    if options.tutor:
        name += "-tutor"
    path = Path(options.output or f"{name}.ipynb")
    if path.suffix != ".ipynb" or not path.parent.is_dir():
        raise NablatexError(f"{path} cannot be written: name a file .ipynb in a folder that exists")
    return path


def _notebook(options: argparse.Namespace) -> str:
    if options.homework is None:
        lang = options.lang or "en"
        made = student_notebook(Homework.lecture(lang), lecture=lang, tutor=options.tutor)
    else:
        made = student_notebook(Homework.read(options.homework), tutor=options.tutor)
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _open(path: Path, more: Sequence[str]) -> int:
    """Run JupyterLab on a notebook until it is closed, and return its exit status."""
    command = [
        sys.executable, "-m", "jupyterlab", str(path.resolve()),
        # The maths field writes an answer into its cell through the application.
        "--LabApp.expose_app_in_browser=True",
        *more,
    ]  # fmt: skip
    running = subprocess.Popen(command)  # noqa: S603 - our own arguments
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            # JupyterLab has heard it too, and asks whether it is meant.
            continue


def _more(options: str) -> list[str]:
    """Return the options for JupyterLab.

    Raises:
        NablatexError: a quotation is left open.
    """
    try:
        return split(options)
    except ValueError as error:
        raise NablatexError(f"--jupyter {options!r} cannot be read: {error}") from None
