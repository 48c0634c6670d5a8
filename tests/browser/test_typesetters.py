"""The two typesetters are really asked: good formulas pass, bad ones are named."""

from __future__ import annotations

import pytest

from tests.browser.chromium import Browser
from tests.browser.typesetters import refused_by_katex, refused_by_mathjax

pytestmark = pytest.mark.browser

ACCEPTED = [
    r"\nabla_{\vec{w}} f = \begin{cases} [0, 0] & h \leq 0 \\ [I_0, I_1] & h > 0 \end{cases}",
    r"\frac{\partial y}{\partial u_0} \frac{\partial u_0}{\partial x_0}",
    r"\begin{pmatrix} w_0 \\ w_1 \end{pmatrix}",
    r"\text{단, } x < y \text{ & } \{1\}".replace("&", r"\&"),
]
REFUSED = [r"\frac{1}{", r"x^1^2", r"\unheard", r"\begin{pmatrix} 1"]


def test_katex_tells_good_from_bad(browser: Browser) -> None:
    assert list(refused_by_katex(browser, ACCEPTED + REFUSED)) == REFUSED


def test_mathjax_tells_good_from_bad(mathjax: str) -> None:
    assert list(refused_by_mathjax(mathjax, ACCEPTED + REFUSED)) == REFUSED
