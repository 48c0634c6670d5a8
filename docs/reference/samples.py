r"""What the page of functions shows each function with, and under which heading.

A function of numbers needs nothing here but its heading: it is shown as `y = \sin(x)`. What is no
function of one number has a formula, with the name by which it is differentiated.
"""

from __future__ import annotations

from dataclasses import dataclass

SHAPES = {
    "a": "n",
    "b": "n",
    "x": "n",
    "A": "m,n",
    "B": "n,p",
    "X": "n,n",
    "Y": "m,n",
    "P": "p,q",
}
"""The shapes of the letters in the samples; all others are numbers."""

_THREE = r"\vec{u} = [u_1, u_2, u_3] \quad \vec{v} = [v_1, v_2, v_3]"


@dataclass(frozen=True, slots=True)
class Sample:
    """A formula with one function in it.

    Attributes:
        ops: the rows that it shows.
        formula: the value.
        wrt: the name by which it is differentiated.
        before: equations that the formula needs.
        assume: what is known of the names.
    """

    ops: str
    formula: str
    wrt: str
    before: str = ""
    assume: str = ""


OF_NUMBERS: dict[str, str] = {
    "Exponentials, logarithms, roots": "exp ln log sqrt",
    "Trigonometric functions": "sin cos tan cot sec csc arcsin arccos arctan",
    "Hyperbolic functions": "sinh cosh tanh coth sech csch arsinh arcosh artanh",
    "Functions of networks": "sigmoid relu softplus silu gelu erf",
    "Signs and steps": "abs sign step floor ceil",
}
"""The rows of functions of one number by heading; those that stand nowhere come last."""

SEVERAL_NUMBERS: tuple[Sample, ...] = (
    Sample("power", "t^s", "t"),
    Sample("power", "s^t", "t"),
    Sample("root", r"\sqrt[k]{t}", "t"),
    Sample("log_base", r"\log_2 t", "t"),
    Sample("max", r"\max(s, t)", "t"),
    Sample("min", r"\min(s, t)", "t"),
    Sample("factorial", "k!", "k"),
    Sample("binom", r"\binom{k}{l}", "k"),
    Sample("indicator", "[t > 0]", "t"),
)

OF_ARRAYS: dict[str, tuple[Sample, ...]] = {
    "Products": (
        Sample("dot", r"a^\top x", "x"),
        Sample("matmul", "A x", "x"),
        Sample("matmul", "A B", "A"),
        Sample("hadamard", r"a \odot x", "x"),
        Sample("hadamard_divide", r"a \oslash x", "x"),
        Sample("outer", r"a \otimes x", "x"),
        Sample("kron", r"\operatorname{sum}(Y \otimes P)", "Y"),
        Sample("cross", r"\vec{u} \times \vec{v}", "u", _THREE),
        Sample("prod", r"\prod_i x_i", "x"),
    ),
    "Sums, norms, greatest entries": (
        Sample("total", r"\operatorname{sum}(x)", "x"),
        Sample("mean", r"\operatorname{mean}(x)", "x"),
        Sample("norm", r"\|x\|_2", "x"),
        Sample("norm", r"\|x\|_1", "x"),
        Sample("norm", r"\|x\|_p", "x"),
        Sample("norm frobenius", r"\|Y\|_F", "Y"),
        Sample("nuclear_norm nuclear", r"\|Y\|_*", "Y"),
        Sample("spectral_norm", r"\|Y\|_2", "Y"),
        Sample("greatest", r"\max_i x_i", "x"),
        Sample("least", r"\min_i x_i", "x"),
        Sample("hardmax", r"\operatorname{hardmax}(x)", "x"),
        Sample("logsumexp", r"\operatorname{logsumexp}(x)", "x"),
        Sample("softmax", r"\operatorname{softmax}(x)", "x"),
    ),
    "Matrices": (
        Sample("transpose", r"Y^\top", "Y"),
        Sample("inverse", "X^{-1}", "X"),
        Sample("pinv", r"\operatorname{pinv}(Y)", "Y"),
        Sample("det", r"\det X", "X"),
        Sample("det log", r"\log \det X", "X"),
        Sample("trace", r"\operatorname{tr}(X)", "X"),
        Sample("diag", r"\operatorname{diag}(x)", "x"),
        Sample("vec", r"\|\operatorname{vec}(Y)\|_2^2", "Y"),
    ),
    "Eigenvalues and singular values": (
        Sample("eigenvalue eigenvector", r"\lambda_{\max}(X)", "X", assume="symmetric"),
        Sample("eigenvector", "v_1(X)", "X", assume="symmetric"),
        Sample("polar", r"\operatorname{polar}(Y)", "Y"),
        Sample("dyad", r"\operatorname{dyad}(Y)", "Y"),
    ),
}

SAID: dict[str, str] = {
    "pi": "the constant",
    "e": "the constant",
    "i": "the imaginary unit",
    "infinity": "infinity, of norms, bounds and limits",
    "ones": "the vector whose entries are 1",
    "identity": "the identity matrix",
    "commutation": r"the matrix that makes $\operatorname{vec}(X^\top)$ of $\operatorname{vec}(X)$",
    "reals": "the real numbers, and their arrays",
    "nonnegatives": "arrays without negative entries",
    "positives": "arrays of positive entries",
    "symmetric": "symmetric matrices",
    "semidefinite": "symmetric positive semidefinite matrices",
    "definite": "symmetric positive definite matrices",
    "simplex": "vectors without negative entries whose sum is 1",
    "choices": "one of the numbers between the braces",
    "integers": "the whole numbers",
    "naturals": "the natural numbers",
    "signature": "the shapes that a function takes and gives",
    "and": "both conditions",
    "or": "one condition or both",
    "not": "the condition does not hold",
    "otherwise": "the branch of `cases` that is left",
    "ellipsis": "what goes on in the same way",
    "system": "several equations at once",
}
"""What the signs without a derivative say."""
