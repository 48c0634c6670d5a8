r"""How many textbook identities are found, how rightly, how shortly, and how soon.

Run it with a JSON list of identities:

    python benchmarks/identities.py identities.json [id ...]

Each has "vars" (name: shape), "expr_latex", "wrt", "deriv_latex", "layout", "assume" and the
reference in NumPy ("d_numpy"). What is found is compared with the reference at two random points
that fit what is assumed. The length is counted in LaTeX symbols, against that of "deriv_latex".
"""

from __future__ import annotations

import json
import math
import pathlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

import numpy as np

import nablatex

SIZES = {"n": 4, "m": 3, "p": 2, "k": 3, "d": 5, "b": 2, "q": 2}
GREEK = {"mu", "lambda", "theta", "beta", "phi", "sigma"}
FACTS = {"sym", "spd", "inv", "pos", "prob", "pm1", "mask"}
WORST = 15
Array = np.ndarray[Any, Any]
Record = dict[str, Any]
Values = dict[str, Any]


def _tanh_2(x: Array) -> Any:
    return -2 * np.tanh(x) * (1 - np.tanh(x) ** 2)


PHI: list[Callable[..., Any]] = [np.tanh, lambda x: 1 - np.tanh(x) ** 2, _tanh_2]
PSI: list[Callable[..., Any]] = [np.sin, np.cos, lambda x: -np.sin(x)]


def _commutation(m: int, n: int) -> Array:
    made = np.zeros((m * n, m * n))
    for i in range(m):
        for j in range(n):
            made[i * n + j, j * m + i] = 1
    return made


def _softmax(x: Array) -> Any:
    shares = np.exp(x - x.max(-1, keepdims=True))
    return shares / shares.sum(-1, keepdims=True)


def namespace() -> Values:
    """Return the names that a reference in NumPy may use."""
    names = "exp log sin cos tanh sqrt abs kron eye outer einsum sum diag ones where sign".split()
    names += "maximum minimum argmax pi".split()
    made: Values = {name: getattr(np, name) for name in names}
    made |= {name: getattr(np.linalg, name) for name in "inv det pinv svd eigh".split()}
    made |= {
        "np": np,
        "tr": np.trace,
        "mpow": np.linalg.matrix_power,
        "norm": lambda x: np.sqrt(np.sum(x * x)),
        "softmax": _softmax,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "relu": lambda x: np.maximum(x, 0),
        "step": lambda x: (x > 0) * 1.0,
        "lse": lambda x: np.log(np.sum(np.exp(x))),
        "vec": lambda x: x.T.reshape(-1),
        "erf": np.vectorize(math.erf),
        "adj": lambda x: np.linalg.det(x) * np.linalg.inv(x),
        "comm": _commutation,
    }
    made |= {"phi": PHI[0], "dphi": PHI[1], "d2phi": PHI[2], "psi": PSI[0], "dpsi": PSI[1]}
    return made | SIZES


def spelled(name: str) -> str:
    """Return a name in LaTeX."""
    return "\\" + name if name in GREEK else name


def point(record: Record, seed: int) -> Values:
    """Return random numbers for the names that fit what is assumed of them."""
    rng = np.random.default_rng((seed, len(record["expr_latex"])))
    made: Values = {}
    for name, shape in record["vars"].items():
        x = rng.standard_normal(tuple(SIZES.get(d) or int(d) for d in shape.split(",") if d))
        word = record["assume"].get(name, "")
        if word.startswith("value="):
            x = eval(word.removeprefix("value="), {"np": np})
        made[name] = np.asarray(_fitting(x, word), dtype=float)
    return made


def _fitting(x: Array, word: str) -> Any:
    match word:
        case "sym":
            return x + x.T
        case "spd":
            return x @ x.T + np.eye(len(x))
        case "pos":
            return np.abs(x) + 0.1
        case "prob":
            return np.exp(x) / np.exp(x).sum()
        case "pm1":
            return np.sign(x)
        case "mask":
            return (x > 0) * 1.0
        case "small":
            return 0.3 * x
        case _:
            return x


def variables(record: Record) -> list[str]:
    """Return what is differentiated by: `wrt`, split at the commas outside of braces."""
    found = re.findall(r"(?:\{[^}]*\}|[^,{])+", record["wrt"])
    # The reference for an element of the whole is the whole gradient.
    return [re.sub(r"_\{?\d+\}?$", "", word) for word in found]


def formula(record: Record) -> tuple[str, str]:
    """Return a model, and the name in it that is differentiated."""
    text = re.sub(r"\\\s*\\text\{\([^)]*\)\}", "", record["expr_latex"])
    text = text.removeprefix(r"\nabla^2") if record["layout"] == "laplacian" else text
    letters = (c for c in "LJHGEY" if c not in record["vars"] and c not in text)
    output = next(letters)
    lines = [f"{output} = {text}"]
    if ":\\ " in text:
        equations, _, output = text.partition(":\\ ")
        lines = equations.split(",\\ ")
    for name, kind in record.get("abstract", {}).items():
        kind = "R->R" if "scalar" in kind else kind
        spaces = re.fullmatch(r"R(?:\^(\w))?->R(?:\^(\w))?", kind)
        if spaces:
            arrow = " \\to ".join(
                r"\mathbb{R}" + (f"^{size}" if size else "") for size in spaces.groups()
            )
            lines.append(f"{spelled(name)} : {arrow}")
    return r" \\ ".join(lines), output


def functions(record: Record, at: Values) -> Values:
    """Return what stands for the unknown functions, with their derivatives."""

    def layer(weights: Array, outer: list[Callable[..., Any]]) -> list[Callable[..., Any]]:
        return [
            lambda x: outer[0](weights @ x),
            lambda x: outer[1](weights @ x)[:, None] * weights,
            lambda x: np.einsum("k,ki,kj->kij", outer[2](weights @ x), weights, weights),
        ]

    match record["id"]:
        case "ab_chain_el":
            b = at["B"]
            by_u = [lambda u: PSI[0](u) @ b @ u, lambda u: PSI[1](u) * (b @ u) + b.T @ PSI[0](u)]
            return {"f": by_u, "g": layer(at["A"], PHI)}
        case "ab_prod":
            return {"u": layer(at["A"], PHI), "v": layer(at["B"], PSI)}
        case "ab_hesschain":
            m = at["M"]
            form = [lambda u: u @ m @ u, lambda u: (m + m.T) @ u, lambda u: m + m.T]
            return {"f": form, "g": layer(at["A"], PHI)}
        case _:
            return {r"\phi": PHI} if record.get("abstract") else {}


def asked(record: Record) -> tuple[Any, float, float]:
    """Return the derivative, and the seconds that reading and differentiating took."""
    text, output = formula(record)
    by = variables(record)
    wrt: Any = by[0] if len(by) == 1 else tuple(by)
    if record["layout"] == "laplacian":
        wrt = (by[0], by[0])
    structure = {"symmetric-gradient": "symmetric", "diagonal-gradient": "diagonal"}
    shapes = {spelled(name): shape for name, shape in record["vars"].items()}
    facts = {spelled(name): word for name, word in record["assume"].items() if word in FACTS}
    start = time.perf_counter()
    model = nablatex.Model(text, shapes=shapes, assume=facts)
    read = time.perf_counter()
    found = model.derivative(output, wrt, structure=structure.get(record["layout"]))
    return found, read - start, time.perf_counter() - read


def as_reference(record: Record, got: Array, change: Array, wanted: Array) -> Array:
    """Return an array of values as the reference lays it out."""
    match record["layout"]:
        case "differential":
            return np.asarray(np.tensordot(got, change, change.ndim))
        case "laplacian":
            return np.asarray(np.trace(got))
        case "vec-kron":
            rank = got.ndim // 2
            order = [*reversed(range(rank)), *reversed(range(rank, got.ndim))]
            return np.transpose(got, order).reshape(wanted.shape)
        case _:
            return got


def agrees(record: Record, found: Any, seed: int) -> bool:
    """Tell whether a derivative has the numbers of the reference at a point."""
    at = point(record, seed)
    base = variables(record)[0].partition("_")[0].removeprefix("\\")
    change = np.random.default_rng(seed).standard_normal(at[base].shape)
    wanted = eval(record["d_numpy"], {**namespace(), **at, "dX": change})
    wanted = np.asarray(wanted, dtype=float)
    given = {spelled(name): x for name, x in at.items()} | functions(record, at)
    if record.get("abstract"):
        given |= {name: size for name, size in SIZES.items() if name not in at}
    got = as_reference(record, found.evaluate(given), change, wanted)
    return got.shape == wanted.shape and np.allclose(got, wanted, rtol=1e-7, atol=1e-8)


def symbols(latex: str) -> int:
    """Return how many signs a formula shows."""
    silent = {
        r"\left",
        r"\right",
        r"\,",
        r"\ ",
        r"\;",
        r"\!",
        r"\quad",
        r"\mathrm",
        r"\operatorname",
    }
    silent |= {r"\mathbf", r"\text"}
    named = re.sub(r"\\(operatorname|text|mathbf|mathrm)\{(\w+)\}", r"\\\2 ", latex)
    tokens = re.findall(r"\\[a-zA-Z]+|\\.|[^\s{}^_&]", named)
    return len([token for token in tokens if token not in silent])


@dataclass(frozen=True)
class Outcome:
    """What came of one identity."""

    record: Record
    kind: str
    latex: str = ""
    read: float = 0.0
    derived: float = 0.0

    @property
    def ratio(self) -> float:
        """Return the length against the reference's."""
        return symbols(self.latex) / symbols(self.record["deriv_latex"])


def tried(record: Record) -> Outcome:
    """Return what came of one identity."""
    try:
        found, read, derived = asked(record)
        right = all(agrees(record, found, seed) for seed in (1, 2))
        return Outcome(record, "right" if right else "wrong", found.latex(), read, derived)
    except nablatex.NablatexError as error:
        return Outcome(record, f"refused: {type(error).__name__}: {error}")
    except Exception as error:
        return Outcome(record, f"crash: {type(error).__name__}: {error}")


def report(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield the lines of the report."""
    right = [o for o in outcomes if o.kind == "right"]
    wrong = [o for o in outcomes if o.kind == "wrong"]
    others = [o for o in outcomes if o.kind not in ("right", "wrong")]
    counts = f"{len(right)} right, {len(wrong)} wrong, {len(others)} refused"
    yield f"{len(outcomes)} identities: {counts}"
    for o in wrong:
        yield f"  wrong {o.record['id']}: {o.record['expr_latex']} => {o.latex}"
    for o in others:
        yield f"  {o.record['id']}: {o.kind.splitlines()[0]} | {o.record['expr_latex']}"
    # A differential and a Laplacian are other things than the derivative that is printed.
    compared = [o for o in right if o.record["layout"] not in ("differential", "laplacian")]
    if not compared:
        return
    ratios = [o.ratio for o in compared]
    short = sum(ratio <= 1 for ratio in ratios) / len(ratios)
    yield f"symbols against the reference: mean {mean(ratios):.2f}, no longer in {short:.0%}"
    yield f"median ms: {1000 * median(o.read for o in right):.1f} reading, " + (
        f"{1000 * median(o.derived for o in right):.1f} differentiating, "
        f"{1000 * median(o.read + o.derived for o in right):.1f} together; "
        f"slowest {1000 * max(o.read + o.derived for o in right):.0f}"
    )
    yield f"the {WORST} longest against their references:"
    for o in sorted(compared, key=lambda o: -o.ratio)[:WORST]:
        yield f"  {o.ratio:.2f} {o.record['id']}: {o.latex}   for   {o.record['deriv_latex']}"


def main(path: str, only: list[str]) -> None:
    """Try the identities of a file."""
    records = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    chosen = [record for record in records if not only or record["id"] in only]
    for line in report([tried(record) for record in chosen]):
        print(line)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
