r"""The table of LaTeX commands: one row for each, by what kind of thing it is.

To read a new spelling, add one row here, or one spelling in the row of an operation.
"""

from __future__ import annotations

SKIPPED = frozenset(
    r"""\, \; \: \! \> \  \left \right \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr
    \Biggl \Biggr \middle \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits
    \nolimits \mathstrut \strut \thinspace \medspace \thickspace \negthinspace \nonumber \notag
    \hline \centering \small \large \allowbreak \nobreak \enspace""".split()
) | {"\\ ", "\\\n"}
"""Commands of spacing, sizing and style, which change nothing."""

GREEK = frozenset(
    "\\" + name
    for name in """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa
    varkappa lambda mu nu xi omicron rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar imath jmath aleph Re Im
    """.split()
)

ACCENTS = frozenset(
    rf"\{name}"
    for name in """vec hat bar tilde dot ddot overline underline widehat widetilde mathbf boldsymbol
    bm mathcal mathscr mathfrak mathsf mathtt overrightarrow check breve""".split()
)
"""Commands that mark a letter; the marked letter is a name of its own."""

WORDS = frozenset([r"\text", r"\mathrm", r"\operatorname"])
"""Commands whose argument is words; the lexer takes them whole."""

STYLES = frozenset(rf"\{name}" for name in "boxed cancel mathop mathord mathbin phantom".split())
"""Commands with one argument that means what it meant before."""

RELATIONS = {
    "=": "=", "<": "<", ">": ">", r"\leq": "<=", r"\le": "<=", r"\leqslant": "<=",
    r"\geq": ">=", r"\ge": ">=", r"\geqslant": ">=", r"\lt": "<", r"\gt": ">", r"\neq": "!=",
    r"\ne": "!=", r"\in": "in", r"\approx": "approx", r"\equiv": "equiv", r"\coloneqq": ":=",
    r"\to": "to", r"\rightarrow": "to", r"\Rightarrow": "implies", r"\implies": "implies",
}  # fmt: skip

TIMES = {
    r"\cdot": "cdot", r"\times": "times", "*": "cdot", r"\ast": "cdot", r"\odot": "odot",
    r"\otimes": "otimes", r"\oslash": "oslash", r"\circ": "circ", "/": "/", r"\div": "/",
    r"\bullet": "cdot",
}  # fmt: skip

BIG = {
    r"\sum": "sum", r"\prod": "prod", r"\lim": "limit", r"\int": "integral", r"\max": "max",
    r"\min": "min",
}  # fmt: skip

FUNCTIONS = {
    rf"\{name}": name
    for name in """sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp ln log det
    """.split()
} | {r"\arctg": "arctan", r"\tg": "tan", r"\ctg": "cot", r"\lg": "log", r"\Tr": "trace"}

CONSTANTS = {
    r"\pi": "pi", r"\infty": "infinity", r"\exponentialE": "e", r"\imaginaryI": "i",
    r"\dots": "ellipsis", r"\ldots": "ellipsis", r"\cdots": "ellipsis", r"\vdots": "ellipsis",
    r"\ddots": "ellipsis",
}  # fmt: skip

FENCES = {
    r"\lvert": ("abs", r"\rvert"), r"\lVert": ("norm", r"\rVert"),
    r"\lfloor": ("floor", r"\rfloor"),
    r"\lceil": ("ceil", r"\rceil"), r"\{": ("set", r"\}"), r"\lbrace": ("set", r"\rbrace"),
    r"\|": ("norm", r"\|"), r"\Vert": ("norm", r"\Vert"), "|": ("abs", "|"),
    r"\vert": ("abs", r"\vert"),
    "(": ("round", ")"), "[": ("square", "]"), r"\lbrack": ("square", r"\rbrack"),
    r"\lparen": ("round", r"\rparen"), r"\langle": ("angle", r"\rangle"),
}  # fmt: skip

ENVIRONMENTS = {
    "pmatrix": "matrix", "bmatrix": "matrix", "matrix": "matrix", "Bmatrix": "matrix",
    "smallmatrix": "matrix", "array": "matrix", "vmatrix": "det", "Vmatrix": "norm",
    "cases": "cases", "rcases": "cases", "aligned": "rows", "align": "rows", "gather": "rows",
    "gathered": "rows", "split": "rows", "equation": "rows", "alignedat": "rows",
    "multline": "rows",
    "eqnarray": "rows",
}  # fmt: skip

ARGUMENT_DROPPED = frozenset(
    [r"\tag", r"\label", r"\hspace", r"\vspace", r"\color", r"\kern", r"\textcolor", r"\vphantom",
     r"\hphantom"]
)  # fmt: skip
"""Commands whose argument is no mathematics."""

_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau
        upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega""".split(),
        strict=True,
    )
)
UNICODE = {letter: "\\" + name for letter, name in _LETTERS.items()} | {
    "∂": r"\partial", "∇": r"\nabla", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "·": r"\cdot",
    "⋅": r"\cdot", "×": r"\times", "∈": r"\in", "−": "-", "′": "'", "’": "'", "∑": r"\sum",
    "∏": r"\prod", "∫": r"\int", "∞": r"\infty", "π": r"\pi", "→": r"\to", "⊙": r"\odot",
    "⊗": r"\otimes", "√": r"\sqrt", "÷": r"\div", "≈": r"\approx", "∘": r"\circ", "⊤": r"\top",
    "ℝ": r"\R", "‖": r"\|", "，": ",", "（": "(", "）": ")", "＝": "=", "…": r"\dots", "ϕ": r"\phi",
    "⟨": r"\langle", "⟩": r"\rangle",
}  # fmt: skip

KNOWN = frozenset(
    [*SKIPPED, *GREEK, *ACCENTS, *WORDS, *STYLES, *RELATIONS, *TIMES, *BIG, *FUNCTIONS, *CONSTANTS,
     *FENCES, *ARGUMENT_DROPPED, r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\sqrt", r"\partial",
     r"\nabla", r"\top", r"\quad", r"\qquad", r"\binom", r"\mathbb", r"\displaylines", r"\prime",
     r"\underbrace", r"\overbrace", r"\differentialD", r"\begin", r"\end", r"\text", r"\land",
     r"\lor", r"\mid"]
)  # fmt: skip
