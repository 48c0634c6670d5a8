"""The worked page: one self-contained HTML file that works offline and prints well.

Text of the document is hostile until escaped; the page's policy forbids every connection. The
mathematics is typeset by the script that the page carries; before it runs, or without it, the
LaTeX itself stands there to be read.
"""

from __future__ import annotations

from html import escape

from nablatex.homework import words
from nablatex.homework.page_assets import script, stylesheet
from nablatex.homework.report_messages import pieces, split_picture
from nablatex.homework.segments import NAME, segments
from nablatex.homework.solution import KeyShown, Message, ProblemShown, StepShown, WorkedDocument

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
margin:0;text-transform:uppercase;flex:0 0 7rem}
.row{display:flex;flex-wrap:wrap;gap:0 .8rem;align-items:baseline;margin:.7rem 0}
.row>div{flex:1 1 20rem;min-width:0}
.layout{color:var(--soft);font-size:.92rem;margin:0 0 1.6rem}
section{border-top:1px solid var(--line);padding:1.6rem 0 .6rem;break-inside:auto}
.m{overflow-x:auto;overflow-y:hidden;padding:.25rem 0}
.prose{white-space:pre-line;color:var(--soft);font-size:.95rem;margin:0 0 .4rem}
.result{background:var(--wash);border-left:3px solid var(--accent);padding:.35rem 1rem;
border-radius:0 .4rem .4rem 0}
.badge{font:600 .8rem/1 system-ui,sans-serif;padding:.32rem .6rem;border-radius:1rem;
border:1px solid currentColor;white-space:nowrap}
.count{white-space:nowrap;margin-right:.6rem}
.agrees{color:var(--good)}.differs{color:var(--bad)}.unreadable{color:var(--warn)}
.nothing-to-check{color:var(--soft)}
.claim{border:1px solid var(--line);border-radius:.5rem;padding:.3rem 1rem;margin:0 0 .4rem;
break-inside:avoid;display:flex;flex-wrap:wrap;gap:0 1rem;align-items:center}
.claim>.m{flex:1 1 auto;max-width:100%}.claim .badge{order:1}
.claim ul{margin:.2rem 0;padding-left:1.2rem;color:var(--bad);flex:1 0 100%;order:2}
.claim pre{color:var(--ink);font-size:.85rem;line-height:1.35;margin:.2rem 0}
.warning{color:var(--warn);border:1px dashed currentColor;border-radius:.5rem;padding:.5rem 1rem;
margin:.6rem 0}
details{border:1px solid var(--line);border-radius:.5rem;padding:.4rem 1rem;margin:.8rem 0}
summary{cursor:pointer;font:600 .92rem/1.9 system-ui,sans-serif;color:var(--accent)}
ol.steps{margin:.3rem 0 .4rem;padding-left:1.6rem}
ol.steps li{margin:.4rem 0;break-inside:avoid}
.step{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline}
.step>.why{flex:0 0 15rem}.step>.m{flex:0 1 auto;max-width:100%}
details.parts{border:none;border-left:2px solid var(--line);border-radius:0;
padding:0 0 0 .9rem;margin:.1rem 0 .3rem}
details.parts>summary{font-weight:400;font-size:.86rem;line-height:1.6}
.rule{color:var(--soft);font-size:.92rem}.note{display:block;color:var(--warn);font-size:.88rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0 1.6rem;font-size:.95rem}
tr{break-inside:avoid}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
th{font:600 .78rem/1.4 system-ui,sans-serif;color:var(--soft)}
a{color:var(--accent)}
.katex-display{margin:.35rem 0;text-align:left}.katex-display>.katex{text-align:left}
pre,code{white-space:pre-wrap;overflow-wrap:anywhere}
@media(max-width:40rem){body{font-size:16px}main{padding:1.5rem .9rem 3rem}
h3,.step>.why{flex-basis:100%}.row>div{flex-basis:100%}}
@media print{@page{margin:16mm 15mm}:root{--ink:#000;--soft:#444;--line:#ccc;--paper:#fff;
--wash:#f6f7fa;--good:#176b3a;--bad:#b3261e;--warn:#8a5a00;--accent:#2b4c9b}
body{font-size:10.5pt;line-height:1.4}main{max-width:none;padding:0}
h1{font-size:1.6rem}section{padding:.9rem 0 .2rem}h2,summary{break-after:avoid}
.prose{break-inside:avoid}
.row{margin:.35rem 0}ol.steps li{margin:.2rem 0}.m{padding:.1rem 0;overflow:visible}
details{border:none;padding:0;margin:.4rem 0}summary{list-style:none;line-height:1.4}
a{color:inherit;text-decoration:none}.result{break-inside:avoid;print-color-adjust:exact}}
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
  for (const part of problem.querySelectorAll("details:not(.parts)")) part.open = true;
  problem.scrollIntoView();
};
addEventListener("hashchange", show);
show();
// On paper nothing scrolls: steps are open, and what is wider than a sheet becomes smaller.
const sheet = 600, smaller = 14 / 17;  // pixels of a sheet's text; letters there to letters here
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const place of document.querySelectorAll("div.m")) {
    const wide = place.scrollWidth * smaller;
    if (wide > sheet) place.style.fontSize = sheet / wide + "em";
  }
});
addEventListener("afterprint", () => {
  for (const place of document.querySelectorAll("div.m")) place.style.fontSize = "";
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


def _message(message: Message, lang: str) -> str:
    """Return a sentence with its formulas typeset; a place shown in LaTeX stays as it is drawn."""
    first, picture = split_picture(message.text(lang))
    shown = "".join(_inline(part) if formula else escape(part) for formula, part in pieces(first))
    return f"{shown}<pre>{escape(picture)}</pre>" if picture else shown


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
    heads = "".join(
        f'<th scope="col">{_text(word, lang)}</th>'
        for word in (words.PROBLEM, words.ASKED, words.VERDICT)
    )
    return (
        f"<p>{_counts(document, lang)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _counts(document: WorkedDocument, lang: str) -> str:
    """Return how many problems have which verdict."""
    verdicts = [problem.verdict for problem in document.problems]
    return " ".join(
        f'<span class="count {kind}">{words.MARKS[kind]} {_text(title, lang)}: '
        f"{verdicts.count(kind)}</span>"
        for kind, title in words.VERDICTS.items()
        if kind in verdicts
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
            f'<div class="warning">⚠ {_text(words.WARNING, lang)}: {_message(warning, lang)}</div>'
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
    shown, formula = "", False
    for piece in segments(words_):
        # Words bring their own spaces; two formulas side by side have none.
        gap = " " if formula and piece.kind != "words" else ""
        formula = piece.kind != "words"
        shown += gap + (_inline(piece.text) if formula else _words(piece.text))
    return shown


def _words(text: str) -> str:
    """Return words with the names in them typeset that stand there without dollars."""
    shown, start = "", 0
    for name in NAME.finditer(text):
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
    return _row(title, f'<div class="{kind or "plain"}">{shown}</div>', lang)


def _row(title: Message, content: str, lang: str) -> str:
    return f'<div class="row"><h3>{_text(title, lang)}</h3>{content}</div>'


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
    formula = _formula(f"{step.before} = {step.after}")
    shown = f'<div class="step"><div class="why">{rule}</div>{formula}</div>'
    return f"<li>{shown}{_parts(step, lang)}</li>"


def _parts(step: StepShown, lang: str) -> str:
    """Return the argument for a step, folded: the page shows the way, a click how it is gone."""
    if not step.parts:
        return ""
    items = "".join(_step(part, lang) for part in step.parts)
    title = f"{_text(words.DETAILS, lang)} ({len(step.parts)})"
    return (
        f'<details class="parts"><summary>{title}</summary><ol class="steps">{items}</ol></details>'
    )


def _claims(claims: tuple[KeyShown, ...], lang: str) -> str:
    if not claims:
        return ""
    shown = "".join(_claim(claim, lang) for claim in claims)
    return _row(words.KEY, f"<div>{shown}</div>", lang)


def _claim(claim: KeyShown, lang: str) -> str:
    items = "".join(f"<li>{_message(item.message, lang)}</li>" for item in claim.told)
    listed = f"<ul>{items}</ul>" if items else ""
    return f'<div class="claim">{_badge(claim.verdict, lang)}{_formula(claim.latex)}{listed}</div>'
