r"""The page of functions: each row of `nablatex.ops` with the derivative that the engine finds.

Separate from the samples, so that what is written by hand and what is worked out stand apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docs.reference.markdown import codes, inline, table
from docs.reference.samples import OF_ARRAYS, OF_NUMBERS, SAID, SEVERAL_NUMBERS, SHAPES, Sample
from nablatex import Model, NoRuleError, read
from nablatex.expr import OPS, Op
from nablatex.model import Worked
from nablatex.shape import Shape

_INTRODUCTION = r"""# Functions

Every function that is known, with the derivative that the library itself finds for it.

A function is written as LaTeX's command for it (`\sin x`), as `\operatorname{softmax}(x)` or
`\text{ReLU}(h)`, or as a bare name before a bracket, `ReLU(h)`. Where a function has several names
they are all read as the same one. Any other function may stand in a formula without a definition,
`f(x)`; its derivatives then appear by name.
"""

_OF_NUMBERS = """## Functions of numbers

Of a vector or a matrix they are taken entry by entry, and the value has the shape of the argument.
The last column says where there is a derivative, if not everywhere.
"""

_OF_ARRAYS = r"""## Functions of arrays

Here $a$, $b$ and $x$ are vectors of $n$, $A$ and $Y$ are $m \times n$, $B$ is $n \times p$, $P$ is
$p \times q$, $X$ is $n \times n$, and $\vec{u}$ and $\vec{v}$ have three elements with names. A
derivative of a matrix by a matrix is shown as the matrix of $\operatorname{vec}$, which puts the
columns under one another, or by index.
"""

_SIGNS = "## Signs\n\nWhat can stand in a formula or a declaration and has no derivative.\n"

_LETTERS = {0: "f", 1: "h", 2: "F"}
_INFINITE, _FAR = float("inf"), 1e6


def page() -> str:
    """Return the page of functions."""
    parts = [_INTRODUCTION, _OF_NUMBERS]
    rest = _unlisted()
    for title, names in (OF_NUMBERS | ({"Others": rest} if rest else {})).items():
        parts.append(f"### {title}\n\n{_of_numbers(OPS[name] for name in names.split())}\n")
    parts += [f"### Of several numbers\n\n{_samples(SEVERAL_NUMBERS)}\n", _OF_ARRAYS]
    for title, group in OF_ARRAYS.items():
        parts.append(f"### {title}\n\n{_samples(group)}\n{_conventions(group)}")
    parts += [_SIGNS, _signs()]
    return "\n".join(parts) + "\n"


def _unlisted() -> str:
    """Return the rows that no heading names yet: functions of one number that were added."""
    samples = [*SEVERAL_NUMBERS, *(sample for group in OF_ARRAYS.values() for sample in group)]
    listed = {*" ".join(OF_NUMBERS.values()).split(), *SAID}
    listed.update(name for sample in samples for name in sample.ops.split())
    return " ".join(name for name in OPS if name not in listed)


def _of_numbers(ops: Iterable[Op]) -> str:
    rows = []
    for op in ops:
        formula = op.latex + ("{x}" if op.name == "sqrt" else "(x)")
        found = _worked(Sample(op.name, formula, "x"), {})
        derivative = "no rule" if found is None else inline(found.latex())
        rows.append((inline(formula), codes(op.spellings), derivative, _domain(op)))
    return table(("function", "names", "derivative", "where"), rows)


def _domain(op: Op) -> str:
    """Return where the function has a value, in a formula."""
    low, high = op.domain
    if low == -_INFINITE and high == _INFINITE:
        return ""
    above = round(low)
    return inline(f"{above} < x < {high}" if high < _FAR else f"x > {above}")


def _samples(samples: Sequence[Sample]) -> str:
    rows = []
    for sample in samples:
        shape, names = _shape(sample), OPS[sample.ops.split()[0]].spellings
        formula = inline(f"{_LETTERS[len(shape)]} = {sample.formula}")
        found = _worked(sample, SHAPES)
        derivative = "no rule" if found is None else _equation(found)
        rows.append((formula, codes(names), _size(shape), derivative))
    if not any(_shape(sample) for sample in samples):
        return table(("function", "names", "derivative"), [(f, n, d) for f, n, _, d in rows])
    return table(("function", "names", "value", "derivative"), rows)


def _shape(sample: Sample) -> Shape:
    return (3,) if sample.before else read(sample.formula, shapes=SHAPES).shape


def _size(shape: Shape) -> str:
    return inline(r" \times ".join(map(str, shape))) if shape else "a number"


def _equation(found: Worked) -> str:
    return ", where ".join(inline(part) for part in repr(found).split(r",\quad "))


def _worked(sample: Sample, shapes: dict[str, str]) -> Worked | None:
    """Return the derivative, as the engine finds it, or None where there is no rule."""
    letter = "f" if not shapes else _LETTERS[len(_shape(sample))]
    assume = {sample.wrt: sample.assume} if sample.assume else None
    model = Model(f"{sample.before}\n{letter} = {sample.formula}", shapes, assume=assume)
    try:
        return model.derivative(letter, sample.wrt)
    except NoRuleError:
        return None


def _conventions(samples: Iterable[Sample]) -> str:
    """Return what a reader must know of the signs in these results, each once."""
    found = [_worked(sample, SHAPES) for sample in samples]
    rules = {rule.en: None for worked in found if worked for rule in worked.conventions}
    return "".join(f"\n- {sentence}" for sentence in rules) + "\n" if rules else ""


def _signs() -> str:
    signs = [(OPS[name].latex, said) for name, said in SAID.items()]
    return table(("sign", "says"), [(inline(latex), said) for latex, said in signs if latex])
