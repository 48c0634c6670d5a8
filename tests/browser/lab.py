"""JupyterLab and Chromium for the tests: started once, driven as a student would.

Separate from the tests because the screenshots of the documentation are made by it too.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request

_START = 90.0  # seconds for the server, and for a kernel, on a busy machine
_IDLE = """() => {
  const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel?.status === 'idle' && kernel.connectionStatus === 'connected';
}"""


class Lab:
    """A JupyterLab server on this machine, and the folder that it shows."""

    def __init__(self, folder: Path, port: int, token: str) -> None:
        self.folder = folder
        self._address = f"http://127.0.0.1:{port}/lab"
        self._token = token

    def address(self, notebook: str) -> str:
        """Return where a notebook of the folder opens."""
        return f"{self._address}/tree/{notebook}?token={self._token}&reset"


@contextmanager
def running_lab(*, dark: bool = False) -> Iterator[Lab]:
    """Run JupyterLab, shut off from the world and from this user's settings."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary, "notebooks")
        folder.mkdir()
        settings = Path(temporary, "settings", "@jupyterlab", "apputils-extension")
        settings.mkdir(parents=True)
        quiet = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
        theme = {"theme": "JupyterLab Dark" if dark else "JupyterLab Light"}
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
        (settings / "themes.jupyterlab-settings").write_text(json.dumps(theme))
        port, token = _free_port(), secrets.token_hex(16)
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
            f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
            "--LabApp.expose_app_in_browser=True",
        ]  # fmt: skip
        environment = os.environ | {
            "JUPYTERLAB_SETTINGS_DIR": str(settings.parents[1]),
            "JUPYTERLAB_WORKSPACES_DIR": str(Path(temporary, "workspaces")),
            "JUPYTER_CONFIG_DIR": str(Path(temporary, "config")),
            "JUPYTER_RUNTIME_DIR": str(Path(temporary, "runtime")),
            "IPYTHONDIR": str(Path(temporary, "ipython")),
        }
        with Path(temporary, "log").open("w+") as log:
            server = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
            try:
                _wait_for(server, port, log)
                yield Lab(folder, port, token)
            finally:
                server.terminate()
                server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Any) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    log.seek(0)
    raise AssertionError(f"JupyterLab did not start:\n{log.read()[-4000:]}")


class Student:
    """Someone at a page of JupyterLab: opens, types, presses keys; hears what goes wrong."""

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page = page
        self.lab = lab
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            self.requests.append(request.url)

    def open(self, notebook: str) -> None:
        """Open a notebook and wait until its kernel is at rest."""
        self.page.goto(self.lab.address(notebook))
        self.wait()

    def wait(self) -> None:
        """Wait until the kernel is connected and at rest."""
        self.page.wait_for_selector(
            ".jp-NotebookPanel .jp-Cell", state="attached", timeout=_START * 1000
        )
        self.page.wait_for_function(_IDLE, timeout=_START * 1000)

    def command(self, name: str) -> None:
        """Run a command of JupyterLab, as its menu would."""
        self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def run_all(self) -> None:
        """Run all cells."""
        self.command("notebook:run-all-cells")
        self.wait()

    def restart(self) -> None:
        """Restart the kernel, as the menu's entry does when it is confirmed."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
        )
        self.wait()

    def save(self) -> None:
        """Save by the command, and wait until it is done."""
        self.command("docmanager:save")
        self.page.wait_for_function(
            "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
        )

    def field(self, label: str) -> Any:
        """Return the live part of an answer."""
        return self.page.locator(".nablatex-live").filter(
            has=self.page.locator(f".nablatex-label:text-matches(' {label}$')")
        )

    def source(self, label: str) -> str:
        """Return the source of an answer's cell, as the notebook would be saved now."""
        find = """label => window.jupyterapp.shell.currentWidget.content.widgets
          .map(cell => cell.model.sharedModel.getSource())
          .find(text => text.startsWith(`%%answer ${label}`))"""
        found: str = self.page.evaluate(find, label)
        return found


@contextmanager
def student(
    chromium: Any, lab: Lab, *, width: int = 1280, height: int = 960, scale: float = 1
) -> Iterator[Student]:
    """Sit down at a page of a JupyterLab, in a Chromium that runs."""
    size = {"width": width, "height": height}
    context = chromium.new_context(viewport=size, device_scale_factor=scale)
    try:
        yield Student(context.new_page(), lab)
    finally:
        context.close()
