"""The worked page: one self-contained HTML file that works offline and prints well.

Text of the document is hostile until escaped; the page's policy forbids every connection. The
mathematics is typeset by the script that the page carries; before it runs, or without it, the
LaTeX itself stands there to be read.
"""

from __future__ import annotations

import re
from html import escape

from nablatex.homework import words
from nablatex.homework.page_assets import script, stylesheet
from nablatex.homework.segments import segments
from nablatex.homework.solution import KeyShown, Message, ProblemShown, StepShown, WorkedDocument

_NAME = re.compile(r"\\(?:vec|mathbf|boldsymbol|hat|bar|tilde)\{\w+\}")
_STYLE = """
:root{--ink:#1c2230;--soft:#5b6475;--line:#dfe3ea;--paper:#fff;--wash:#f6f7fa;--good:#176b3a;
--bad:#b3261e;--warn:#8a5a00;--accent:#2b4c9b}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaf0;--soft:#a3acbd;--line:#333a48;
--paper:#14171d;--wash:#1c2129;--good:#6fd39a;--bad:#ff8a80;--warn:#f0c36d;--accent:#9db7ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:17px/1.6 Georgia,"Noto Serif KR","Nanum Myeongjo",serif}
main{max-width:52rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.9rem;line-height:1.25;margin:0 0 .4rem}
h2{font-size:1.2rem;margin:0 0 .8rem;display:flex;gap:.6rem;align-items:baseline;flex-wrap:wrap}
h2 .label{color:var(--accent)}
h3{font:600 .78rem/1.4 system-ui,sans-serif;letter-spacing:.05em;color:var(--soft);
margin:1.1rem 0 .2rem;text-transform:uppercase}
.layout{color:var(--soft);font-size:.92rem;margin:0 0 1.6rem}
section{border-top:1px solid var(--line);padding:1.6rem 0 .6rem;break-inside:auto}
.m{overflow-x:auto;overflow-y:hidden;padding:.25rem 0}
.prose{white-space:pre-line;color:var(--soft);font-size:.95rem;margin:0 0 .4rem}
.result{background:var(--wash);border-left:3px solid var(--accent);padding:.35rem 1rem;
border-radius:0 .4rem .4rem 0}
.badge{font:600 .8rem/1 system-ui,sans-serif;padding:.32rem .6rem;border-radius:1rem;
border:1px solid currentColor;white-space:nowrap}
.agrees{color:var(--good)}.differs{color:var(--bad)}.unreadable{color:var(--warn)}
.nothing-to-check{color:var(--soft)}
.claim{border:1px solid var(--line);border-radius:.5rem;padding:.6rem 1rem;margin:.4rem 0;
break-inside:avoid}
.claim ul{margin:.2rem 0 .2rem;padding-left:1.2rem;color:var(--bad)}
.warning{color:var(--warn);border:1px dashed currentColor;border-radius:.5rem;padding:.5rem 1rem;
margin:.6rem 0}
details{border:1px solid var(--line);border-radius:.5rem;padding:.4rem 1rem;margin:.8rem 0}
summary{cursor:pointer;font:600 .92rem/1.9 system-ui,sans-serif;color:var(--accent)}
ol.steps{margin:.3rem 0 .4rem;padding-left:1.6rem}
ol.steps li{margin:.55rem 0;break-inside:avoid}
.rule{color:var(--soft);font-size:.92rem}.note{display:block;color:var(--warn);font-size:.88rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0 1.6rem;font-size:.95rem}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
th{font:600 .78rem/1.4 system-ui,sans-serif;color:var(--soft)}
a{color:var(--accent)}
.katex-display{margin:.35rem 0;text-align:left}.katex-display>.katex{text-align:left}
pre,code{white-space:pre-wrap;overflow-wrap:anywhere}
@media print{body{font-size:11pt}main{max-width:none;padding:0}details{border:none;padding:0}
summary{list-style:none}.m{overflow:visible}a{color:inherit;text-decoration:none}}
"""

_RUN = r"""
for (const place of document.querySelectorAll(".m")) {
  const latex = place.textContent;
  // Fractions in a matrix need air between its rows.
  const tall = latex.includes("matrix}") && latex.includes("frac");
  const macros = tall ? {"\\arraystretch": "1.6"} : {};
  const displayMode = place.tagName === "DIV";
  try { katex.render(latex, place, {displayMode, throwOnError: true, trust: false,
    maxExpand: 1000, strict: "ignore", macros}); }
  catch (error) { const code = document.createElement("code"); code.textContent = latex;
    place.replaceChildren(code); }
}
// Who follows a link to a problem sees its steps.
const show = () => {
  const problem = document.getElementById(location.hash.slice(1));
  if (!problem) return;
  for (const part of problem.querySelectorAll("details")) part.open = true;
  problem.scrollIntoView();
};
addEventListener("hashchange", show);
show();
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
"""


def page(document: WorkedDocument, lang: str = "en") -> str:
    """Return the document as one HTML page with everything it needs inside."""
    title = escape(document.title)
    alone = len(document.problems) == 1
    body = "\n".join(_problem(problem, lang, opened=alone) for problem in document.problems)
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:"
    )
    return f"""<!DOCTYPE html>
<html lang="{escape(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{stylesheet()}</style>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="layout">{_text(words.LAYOUTS[document.layout], lang)}</p>
{"" if alone else _overview(document, lang)}
{body}
</main>
<script>{script()}</script>
<script>{_RUN}</script>
</body>
</html>
"""


def _text(message: Message, lang: str) -> str:
    return escape(message.text(lang))


def _anchor(problem: ProblemShown) -> str:
    return f"p{problem.section}-{problem.item}"


def _badge(verdict: str, lang: str) -> str:
    text = _text(words.VERDICTS[verdict], lang)
    return f'<span class="badge {verdict}">{words.MARKS[verdict]} {text}</span>'


def _overview(document: WorkedDocument, lang: str) -> str:
    rows = "\n".join(
        f'<tr><td><a href="#{_anchor(p)}">{p.section}.{p.item} {escape(p.label)}</a></td>'
        f"<td>{_title(p) or ', '.join(map(_inline, p.asked[:3]))}</td><td>{_badge(p.verdict, lang)}"
        f"{' ⚠' if p.warnings else ''}</td></tr>"
        for p in document.problems
    )
    return (
        f'<table><thead><tr><th scope="col">{_text(words.PROBLEM, lang)}</th>'
        f'<th scope="col"></th><th scope="col">{_text(words.VERDICT, lang)}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _problem(problem: ProblemShown, lang: str, *, opened: bool) -> str:
    prose = f'<p class="prose">{_prose(problem)}</p>' if problem.prose else ""
    parts = [
        f'<section id="{_anchor(problem)}">{_head(problem, lang)}{prose}',
        _formulas(words.GIVEN, problem.given, lang),
        _formulas(words.ASKED, problem.asked, lang),
        _formulas(words.RESULT, problem.derived, lang, "result"),
        _steps(problem.steps, lang, opened=opened),
        _claims(problem.key, lang),
        *(
            f'<p class="warning">⚠ {_text(words.WARNING, lang)}: {_text(warning, lang)}</p>'
            for warning in problem.warnings
        ),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _head(problem: ProblemShown, lang: str) -> str:
    if not problem.number:
        return ""
    label = f'<span class="label">{escape(problem.number)}</span>'
    return f"<h2>{label} {_title(problem)} {_badge(problem.verdict, lang)}</h2>"


def _title(problem: ProblemShown) -> str:
    return escape(problem.title.replace("\\$", "$"))


def _prose(problem: ProblemShown) -> str:
    """Return the words of a problem with the mathematics in them marked for typesetting."""
    words_ = problem.prose.removeprefix(problem.title).strip() if problem.title else problem.prose
    return " ".join(
        _words(piece.text) if piece.kind == "words" else _inline(piece.text)
        for piece in segments(words_)
    )


def _words(text: str) -> str:
    """Return words with the names in them typeset that stand there without dollars."""
    shown, start = "", 0
    for name in _NAME.finditer(text):
        shown += escape(text[start : name.start()].replace("\\$", "$")) + _inline(name.group())
        start = name.end()
    return shown + escape(text[start:].replace("\\$", "$"))


def _inline(latex: str) -> str:
    return f'<span class="m">{escape(latex)}</span>'


def _formula(latex: str) -> str:
    return f'<div class="m">{escape(latex)}</div>'


def _formulas(title: Message, formulas: tuple[str, ...], lang: str, kind: str = "") -> str:
    if not formulas:
        return ""
    shown = "".join(map(_formula, formulas))
    return f'<h3>{_text(title, lang)}</h3><div class="{kind or "plain"}">{shown}</div>'


def _steps(steps: tuple[StepShown, ...], lang: str, *, opened: bool) -> str:
    if not steps:
        return ""
    items = "".join(_step(step, lang) for step in steps)
    title = f"{_text(words.STEPS, lang)} ({len(steps)})"
    state = " open" if opened else ""
    return f'<details{state}><summary>{title}</summary><ol class="steps">{items}</ol></details>'


def _step(step: StepShown, lang: str) -> str:
    note = f' <span class="note">{_text(step.note, lang)}</span>' if step.note else ""
    rule = f'<span class="rule">{_text(step.rule, lang)}</span>{note}'
    return f"<li>{rule}{_formula(f'{step.before} = {step.after}')}</li>"


def _claims(claims: tuple[KeyShown, ...], lang: str) -> str:
    if not claims:
        return ""
    shown = "".join(_claim(claim, lang) for claim in claims)
    return f"<h3>{_text(words.KEY, lang)}</h3>{shown}"


def _claim(claim: KeyShown, lang: str) -> str:
    items = "".join(f"<li>{_text(item.message, lang)}</li>" for item in claim.feedback)
    listed = f"<ul>{items}</ul>" if items else ""
    return f'<div class="claim">{_badge(claim.verdict, lang)}{_formula(claim.latex)}{listed}</div>'
