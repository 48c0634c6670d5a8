r"""The table of LaTeX commands: a row for each, with its kind and its meaning.

To read a new command, add a word to its kind's row here; to read a new name of a function, add a
spelling in the row of the operation. A kind is one production of the parser, so a command of a
known kind needs no code.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A row of the table.

    Attributes:
        kind: which production of the parser takes it.
        meaning: what it stands for: a relation's name, an operation's name, canonical LaTeX.
    """

    kind: str
    meaning: str


_TABLE: dict[str, str] = {
    # Each row: commands without backslash; `name=meaning` where the meaning is another word.
    "skip": """displaystyle textstyle scriptstyle scriptscriptstyle limits
        nolimits mathstrut strut thinspace medspace thickspace negthinspace nonumber notag hline
        centering small large Large normalsize allowbreak nobreak enspace mathop
        mathord mathbin mathrel mathopen mathclose boldmath noindent relax""",
    "quad": "quad qquad therefore because",
    "letter": """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa
        varkappa lambda mu nu xi omicron rho varrho sigma varsigma tau upsilon phi varphi chi psi
        omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar imath jmath aleph
        digamma emptyset""",
    "constant": """pi infty=infinity exponentialE=e imaginaryI=i dots=ellipsis ldots=ellipsis
        cdots=ellipsis vdots=ellipsis ddots=ellipsis dotsc=ellipsis dotsb=ellipsis""",
    "function": """sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp ln log det
        arctg=arctan tg=tan ctg=cot lg=lg sech csch max min Tr=trace tr=trace
        adj""",
    "big": "sum prod lim=limit",
    "integral": "int=integral",
    "accent": """vec hat bar tilde dot ddot dddot overline underline widehat widetilde mathbf
        boldsymbol bm mathcal mathscr mathfrak mathsf mathtt mathit overrightarrow check breve
        acute grave mathbfit symbf bold=mathbf bf=mathbf cal=mathcal""",
    "fraction": "frac dfrac=frac tfrac=frac cfrac=frac",
    "binomial": "binom dbinom=binom tbinom=binom",
    "radical": "sqrt",
    "relation": """leq=<= le=<= leqslant=<= leqq=<= lt=<
        geq=>= ge=>= geqslant=>= geqq=>= gt=> neq=!=
        ne=!= in approx=approx equiv=equiv coloneqq=:= colonequals=:= triangleq=:= leftarrow=:=
        succ=succ succeq=succeq gets=:= to=to rightarrow=to longrightarrow=to colon=colon""",
    "implies": "implies=implies Rightarrow=implies Longrightarrow=implies",
    "logic": "land=and wedge=and lor=or vee=or",
    "multiply": """cdot times ast=cdot odot otimes oslash circ div=/ bullet=cdot""",
    "nabla": "nabla",
    "partial": "partial",
    "differential": "differentialD=d dd=d",
    "mark": "top intercal=top dagger prime",
    "wrapper": "boxed cancel bcancel xcancel fbox displaylines substack",
    "note": "underbrace overbrace",
    "table": "pmatrix bmatrix vmatrix matrix cases",
    "raw-drop": "tag label hspace vspace color textcolor vphantom hphantom phantom",
    "raw-length": "kern mkern hskip mskip",
    "raw-text": "text textrm textbf textit textsf textnormal mbox textup hbox",
    "raw-name": "mathrm operatorname operatorname* rm mathop*",
    "raw-set": "mathbb mathds",
    "raw-begin": "begin",
    "raw-end": "end",
    "newline": "cr newline",
    "left": "left",
    "right": "right",
    "size": "big Big bigg Bigg middle",
    "size-open": "bigl Bigl biggl Biggl",
    "size-close": "bigr Bigr biggr Biggr",
    "open": r"""lbrack=[ lparen=( lbrace=\{ lfloor=\lfloor lceil=\lceil langle=\langle lvert=|
        lVert=\| lang=\langle""",
    "close": r"""rbrack=[ rparen=( rbrace=\{ rfloor=\lfloor rceil=\lceil rangle=\langle rvert=|
        rVert=\| rang=\langle""",
    "bar": r"vert=| Vert=\|",
}

_BACKSLASHED = {
    "\\,": ("skip", ""), "\\;": ("skip", ""), "\\:": ("skip", ""), "\\!": ("skip", ""),
    "\\>": ("skip", ""), "\\ ": ("skip", ""), "\\\n": ("skip", ""), "\\\t": ("skip", ""),
    "\\(": ("skip", ""), "\\)": ("skip", ""), "\\[": ("skip", ""), "\\]": ("skip", ""),
    "\\/": ("skip", ""),
    "\\{": ("open", "\\{"), "\\}": ("close", "\\{"), "\\|": ("bar", "\\|"),
    "\\R": ("set", "R"),
}  # fmt: skip

SYMBOLS: dict[str, Command] = {
    "+": Command("add", "+"), "-": Command("add", "-"), "*": Command("multiply", "cdot"),
    "/": Command("multiply", "/"), "=": Command("relation", "="), "<": Command("relation", "<"),
    ">": Command("relation", ">"), ":": Command("relation", "colon"), "(": Command("open", "("),
    ")": Command("close", "("), "[": Command("open", "["), "]": Command("close", "["),
    "{": Command("{", "{"), "}": Command("}", "}"), "|": Command("bar", "|"),
    ",": Command("comma", ","), ";": Command("semicolon", ";"), "^": Command("sup", "^"),
    "_": Command("sub", "_"), "'": Command("prime", "'"), "!": Command("factorial", "!"),
    "&": Command("ampersand", "&"), ".": Command("period", "."), "~": Command("skip", ""),
    "$": Command("skip", ""), "?": Command("period", "?"),
}  # fmt: skip
"""Characters that mean something on their own."""


def _commands() -> dict[str, Command]:
    made = {name: Command(kind, meaning) for name, (kind, meaning) in _BACKSLASHED.items()}
    plain = ("letter", "mark")
    for kind, row in _TABLE.items():
        for word in row.split():
            name, _, meaning = word.partition("=")
            default = "\\" + name if kind in plain else name
            made["\\" + name] = Command(kind, meaning or default)
    made[r"\lt"] = Command("relation", "<")
    made[r"\intercal"] = Command("mark", r"\top")
    return made


COMMANDS: dict[str, Command] = _commands()
"""Every command, with its backslash."""

REFUSED: dict[str, tuple[str, str]] = {
    r"\pm": (r"\pm has two values", "write the two formulas"),
    r"\mp": (r"\mp has two values", "write the two formulas"),
    r"\placeholder": ("a place is left empty", "fill it in"),
    r"\over": (r"\over is an old form", r"write \frac{a}{b}"),
    r"\not": (r"\not is not read", r"write \neq"),
    r"\arg": (r"\arg\max is no number", "state it in words"),
    r"\argmax": (r"\argmax is no number", "state it in words"),
    r"\argmin": (r"\argmin is no number", "state it in words"),
    r"\%": ("a per cent sign is not read", r"write \frac{5}{100}"),
    r"\$": ("a dollar sign that is printed is no mathematics", "leave it out"),
    r"\propto": (r"\propto is not read", "write the factor: y = k x"),
    r"\sim": (r"\sim is not read", r"write = or \approx"),
    r"\simeq": (r"\simeq is not read", r"write \approx"),
    r"\cong": (r"\cong is not read", r"write = or \approx"),
    r"\notin": (r"\notin is not read", r"write \in or the opposite condition"),
    r"\mapsto": (r"\mapsto is not read", "write f(x) = ..."),
    r"\ll": (r"\ll is not read", "write <"),
    r"\gg": (r"\gg is not read", "write >"),
    r"\mid": (r"\mid is not read", "give the function of both a name of its own: q(x, y)"),
    r"\choose": (r"\choose is an old form", r"write \binom{n}{k}"),
    r"\atop": (r"\atop is an old form", r"write \binom{n}{k} or \frac{a}{b}"),
    r"\cap": ("sets are not calculated with", "state the condition by signs"),
    r"\cup": ("sets are not calculated with", "state the condition by signs"),
    r"\setminus": ("sets are not calculated with", "state the condition by signs"),
    r"\subset": ("sets are not calculated with", "state the condition by signs"),
    r"\subseteq": ("sets are not calculated with", "state the condition by signs"),
    r"\forall": (r"\forall is not read", r"write \text{for all}"),
    r"\exists": (r"\exists is not read", "state it in words"),
    r"\neg": (r"\neg is not read", "write the opposite condition"),
    r"\lnot": (r"\lnot is not read", "write the opposite condition"),
    r"\degree": ("degrees are not read", r"write the angle in radians: \frac{\pi}{2}"),
    r"\Pr": ("a probability is not read", "give the function a name: P(x)"),
    r"\sup": (r"\sup is not read", r"write \max where it is taken"),
    r"\inf": (r"\inf is not read", r"write \min where it is taken"),
    r"\bmod": ("remainders are not read", "state it in words"),
    r"\pmod": ("remainders are not read", "state it in words"),
    r"\mod": ("remainders are not read", "state it in words"),
    r"\gcd": (r"\gcd is not read", "state it in words"),
    r"\arccsc": (r"\arccsc is not read", r"write \arcsin\frac{1}{x}"),
    r"\arcsec": (r"\arcsec is not read", r"write \arccos\frac{1}{x}"),
    r"\overset": (r"\overset is not read", "leave out what stands above"),
    r"\stackrel": (r"\stackrel is not read", "leave out what stands above"),
    r"\underset": (r"\underset is not read", r"write it as a subscript: \max_x"),
    r"\iff": (r"\iff is not read", "write both formulas"),
    r"\Leftrightarrow": (r"\Leftrightarrow is not read", "write both formulas"),
    r"\newcommand": ("definitions of commands are not read", "write what the command stands for"),
    r"\def": ("definitions of commands are not read", "write what the command stands for"),
    r"\iint": ("a double integral is not read", r"write \int \int"),
    r"\oint": (r"\oint is not read", r"write \int"),
    r"\arccot": (r"\arccot has several definitions", "write it by arctan"),
    r"\Re": (r"\Re is not read", r"for a name that begins with Re write \text{...}"),
    r"\Im": (r"\Im is not read", r"for a name that begins with Im write \text{...}"),
}
"""Commands that are known and not read, with the reason and what to write."""

CHAINS: dict[str, tuple[str, ...]] = {
    "logdet": ("log", "det"), "lndet": ("ln", "det"), "adj": ("adj",),
}  # fmt: skip
"""Names that stand for functions without a row: for several, one of the other, or for a product."""

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau
        upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega""".split(),
        strict=True,
    )
)
UNICODE: dict[str, str] = {letter: "\\" + name for letter, name in _GREEK.items()} | {
    "∂": r"\partial", "∇": r"\nabla", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "·": r"\cdot",
    "⋅": r"\cdot", "×": r"\times", "∈": r"\in", "−": "-", "–": "-", "′": "'", "’": "'",
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∞": r"\infty", "π": r"\pi", "→": r"\to",
    "⊙": r"\odot", "⊗": r"\otimes", "√": r"\sqrt", "÷": r"\div", "≈": r"\approx", "∘": r"\circ",
    "⊤": r"\top", "ℝ": r"\R", "‖": r"\|", "，": ",", "（": "(", "）": ")", "＝": "=", "＋": "+",
    "…": r"\dots", "ϕ": r"\phi", "⟨": r"\langle", "⟩": r"\rangle", "∗": "*", "∣": "|", "ℓ": r"\ell",
    "⇒": r"\implies", "∧": r"\land", "∨": r"\lor", "≡": r"\equiv", "。": ".", "．": ".",
    "\u00a0": "~", "\u2009": "~", "\u3000": "~", "\u200b": "~", "\ufeff": "~", "±": r"\pm",
}  # fmt: skip
"""Characters that are read as a command or as a plain sign."""

RAISED = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
        "0123456789+-Tabcdefghijklmnoprstuvwxyz",
        strict=True,
    )
)
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True))
"""Characters that are a superscript or a subscript."""

ENVIRONMENTS = {
    "pmatrix": "matrix", "bmatrix": "matrix", "matrix": "matrix", "Bmatrix": "matrix",
    "smallmatrix": "matrix", "array": "matrix", "psmallmatrix": "matrix", "bsmallmatrix": "matrix",
    "vmatrix": "det", "Vmatrix": "norm", "cases": "cases", "dcases": "cases", "rcases": "cases",
    "aligned": "rows", "align": "rows", "gather": "rows", "gathered": "rows", "split": "rows",
    "equation": "rows", "alignedat": "rows", "alignat": "rows", "multline": "rows",
    "eqnarray": "rows", "math": "rows", "displaymath": "rows",
}  # fmt: skip
"""Environments by what they hold: a matrix, its determinant or norm, branches, lines."""

ARITHMETIC = frozenset(
    ["plus", "minus", "times", "over", "divided by", "squared", "cubed", "더하기", "빼기", "곱하기"]
)
"""Words that calculate; a formula is not cut there."""

PROSE = frozenset(
    """a also and are as at be but by else elsewhere find for from given has hence if in is it
    let of on or otherwise over since so such than that the then therefore there thus to under we
    when where which with answer solution key note times by per all each every any both""".split()
)
"""Words of sentences; other single words in `\\text{...}` may be names."""
