r"""The program of a page: an example's derivatives against JAX's, at random arrays.

The page shows it for its readers to run, and the tests run it, so what is shown is what is tested.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from textwrap import dedent, indent

from docs.gallery.example import Example
from nablatex import Model
from nablatex.expr import Symbol
from nablatex.traverse import postorder

# Sizes in the order in which a model's letters appear; no two are one, so no axes are mixed up,
# and what slides over something is smaller than that.
SIZES = (6, 5, 4, 3, 2, 7)

_HEAD = """\
import jax
import jax.numpy as jnp
import numpy as np

import nablatex

jax.config.update("jax_enable_x64", True)
random = np.random.default_rng({seed})


"""

_COMPARE = """

def compare(program, values, *names):
    places = tuple(list(values).index(name) for name in names)
    wanted = jax.jit(jax.jacobian(program, places))(*values.values())
    for name, expected in zip(names, wanted, strict=True):
        found = model.derivative({of}, name).evaluate(values{sizes})
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-10)
        print(name, "differs by at most", np.abs(found - expected).max())


"""


def program(example: Example, sizes: Sequence[int] = SIZES, seed: int = 0) -> str:
    """Return Python that fails unless each derivative of the example is what JAX finds.

    Args:
        example: the example.
        sizes: numbers for the letters that are sizes, as many as there are or more.
        seed: of the random arrays.
    """
    names = _names(example)
    functions = _parameters(example.jax)
    letters = _letters(example)
    given = {key: [names[plain] for plain in plains] for key, plains in functions.items()}
    drawn = ", ".join(str(n) for n in sizes[: len(letters)])
    parts = [
        _HEAD.format(seed=seed),
        example.jax.strip("\n"),
        "\n\n\n",
        _reading(example),
        f"{', '.join(letters)} = {drawn}\n",
        _values("values", example, given["model"]),
        _COMPARE.format(of=quoted(example.of), sizes=_hidden_sizes(example, letters)),
    ]
    outer = [wrt for wrt in example.wrt if wrt in {name.name for name in given["model"]}]
    if outer:
        parts.append(f"compare(model_by_hand, values, {', '.join(map(quoted, outer))})\n")
    for wrt in example.wrt:
        if wrt not in outer:
            parts += _inside(example, wrt, given[f"by_{_plain(wrt)}"])
    return "".join(parts).replace("def model(", "def model_by_hand(")


def quoted(text: str) -> str:
    r"""Return LaTeX as Python writes it: `"w"`, `r"\alpha"`."""
    return f'r"{text}"' if "\\" in text else f'"{text}"'


def _reading(example: Example) -> str:
    lines = indent(dedent(example.latex).strip(), "    ")
    more = [f"shapes={_row(example.shapes)}"] if example.shapes else []
    more += [f"assume={_row(example.facts)}"] if example.facts else []
    extra = "".join(f",\n    {item}" for item in more)
    if not extra:
        return f'model = nablatex.Model(r"""\n{lines}\n""")\n'
    return f'model = nablatex.Model(\n    r"""\n{indent(lines, "    ")}\n    """{extra},\n)\n'


def _row(words: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{quoted(k)}: {quoted(v)}" for k, v in words.items()) + "}"


def _inside(example: Example, wrt: str, given: Sequence[Symbol]) -> Iterator[str]:
    """Yield what compares the derivative by a name that the model defines."""
    inner = f"inside_{_plain(wrt)}"
    yield _values(inner, example, given)
    yield f"compare(by_{_plain(wrt)}, {inner}, {quoted(wrt)})\n"


def _values(called: str, example: Example, given: Sequence[Symbol]) -> str:
    rows = (f"    {quoted(n.name)}: {_drawn(n, example.facts.get(n.name, ''))},\n" for n in given)
    return f"{called} = {{\n{''.join(rows)}}}\n"


def _drawn(name: Symbol, fact: str) -> str:
    """Return Python that draws an array of which a fact holds."""
    dims = [re.sub(r"(\d)([a-z])", r"\1 * \2", str(dim)) for dim in name.shape]
    size = dims[0] if len(dims) == 1 else f"({', '.join(dims)})"
    more = f", size={size}" if dims else ""
    match fact:
        case "":
            return f"random.normal({more.removeprefix(', ')})"
        case "positive":
            return f"random.uniform(0.5, 2.0{more})"
        case "binary":
            return f"random.integers(0, 2{more}).astype(float)"
        case "sign":
            return f"random.choice([-1.0, 1.0]{more})"
        case "simplex":
            return f"random.dirichlet(np.ones({dims[0]}))"
        case "positive definite":
            return f"np.cov(random.normal(size=({dims[0]}, 3 * {dims[0]})))"
        case _:
            raise ValueError(f"no array of which {fact!r} holds is drawn yet: add it here")


def _parameters(source: str) -> dict[str, list[str]]:
    """Return the parameters of each function of a program."""
    tree = ast.parse(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {f.name: [argument.arg for argument in f.args.args] for f in functions}


@cache
def _symbols(latex: str) -> tuple[Symbol, ...]:
    statements = Model(latex).statements
    return tuple(n for s in statements for n in postorder(s) if isinstance(n, Symbol))


def _names(example: Example) -> dict[str, Symbol]:
    return {_plain(name.name): name for name in _symbols(example.latex)}


def _dims(example: Example) -> Iterator[str]:
    """Yield the sizes of the axes of what is given."""
    names = _names(example)
    used = {plain for plains in _parameters(example.jax).values() for plain in plains}
    return (str(dim) for plain, name in names.items() if plain in used for dim in name.shape)


def _letters(example: Example) -> list[str]:
    """Return the letters in sizes, in the order in which they appear."""
    return list(dict.fromkeys(re.findall(r"[a-z]", " ".join(_dims(example)))))


def _hidden_sizes(example: Example, letters: Iterable[str]) -> str:
    """Return Python that adds the sizes that are the size of no axis by themselves."""
    shown = set(_dims(example))
    hidden = [f'"{letter}": {letter}' for letter in letters if letter not in shown]
    return f" | {{{', '.join(hidden)}}}" if hidden else ""


def _plain(name: str) -> str:
    r"""Return what a program calls a name: Sigma for `\Sigma`, `W_r` for `W_{\text{r}}`."""
    before = name.replace("{t-1}", "before").replace(r"\text", "")
    return before.translate(str.maketrans("", "", "\\{}"))
