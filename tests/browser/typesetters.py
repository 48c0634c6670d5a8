"""Asks KaTeX and MathJax whether they accept formulas: a whole list in one start of each."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from nablatex.homework import page_assets
from tests.browser.chromium import Browser

_HERE = Path(__file__).parent
MATHJAX = _HERE / "node_modules" / "mathjax-full"
_ANSWER = re.compile(r'<pre id="answer">(.*?)</pre>', re.DOTALL)

_KATEX_PAGE = """<!doctype html><meta charset="utf-8"><pre id="answer"></pre>
<script>%s</script>
<script>
const refused = [];
for (const latex of %s) {
  try { katex.renderToString(latex, {throwOnError: true, strict: "error", displayMode: true}); }
  catch (error) { refused.push([latex, error.message]); }
}
document.getElementById("answer").textContent = JSON.stringify(refused);
</script>
"""


def refused_by_katex(browser: Browser, formulas: Sequence[str]) -> dict[str, str]:
    """Return the formulas that the shipped KaTeX does not accept, with its words."""
    listed = json.dumps(list(formulas)).replace("</", "<\\/")
    page = browser.render(_KATEX_PAGE % (page_assets.script(), listed))
    answer = _ANSWER.search(page)
    if answer is None or not answer[1]:
        raise AssertionError("the page that asks KaTeX did not run")
    return dict(json.loads(html.unescape(answer[1])))


def refused_by_mathjax(node: str, formulas: Sequence[str]) -> dict[str, str]:
    """Return the formulas that MathJax does not accept, with its words."""
    done = subprocess.run(
        [node, str(_HERE / "mathjax_refuses.js")],
        input=json.dumps(list(formulas)),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"MathJax did not run:\n{done.stderr}")
    return dict(json.loads(done.stdout))


def node() -> str | None:
    """Return the Node on this machine, or None."""
    return shutil.which("node")
