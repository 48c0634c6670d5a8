r"""Quotients and products of functions that are one function: softmax, sigmoid, `\tanh`, `|u|`.

Separate from factors that cancel as arrays: here every factor is a function entry by entry, and
what is found has a name of its own.
"""

from __future__ import annotations

from fractions import Fraction

from nablatex import ops
from nablatex.tensor.kinds import Add, Compared, Contraction, Factor, General, Map, Tensor
from nablatex.tensor.product import Product

_QUOTIENTS = {ops.sinh: (ops.cosh, ops.tanh), ops.sin: (ops.cos, ops.tan)}


def softmaxes(product: Product) -> bool:
    r"""`\exp(z_i) / \sum_j \exp(z_j)` is a softmax."""
    for below in product.factors:
        total = below.base
        if below.exponent >= 0 or below.exponent.denominator != 1:
            continue
        if not isinstance(total, Contraction) or len(total.factors) != 1 or total.brackets:
            continue
        ((exp, at, power),) = total.factors
        if total.coefficient != 1 or power != 1 or total.rank != len(total.sizes) - 1:
            continue
        if not isinstance(exp, Map) or exp.op is not ops.exp or at != tuple(range(len(at))):
            continue
        for above in product.factors:
            if above.base is not exp or above.exponent < 1 or above.indices[:-1] != below.indices:
                continue
            product.drop(above, below)
            shares = General(ops.softmax, exp.args, len(exp.shape) - 1, exp.shape)
            product.factors += [
                Factor(shares, above.indices, Fraction(1)),
                *([above._replace(exponent=above.exponent - 1)] if above.exponent != 1 else []),
                *([below._replace(exponent=below.exponent + 1)] if below.exponent != -1 else []),
            ]
            return True
    return False


def sigmoids(product: Product) -> bool:
    r"""`\exp(z) / (1 + \exp(z))` is `\sigma(z)`; `1 / (1 + \exp(z))` is left as it is."""
    for below in product.factors:
        exp = _one_and_exp(below.base)
        if exp is None or below.exponent >= 0 or below.exponent.denominator != 1:
            continue
        above = next(
            (f for f in product.factors if f.base is exp and f.indices == below.indices), None
        )
        if above is None or above.exponent < 1:
            continue
        product.drop(above, below)
        product.factors += [
            Factor(Map(ops.sigmoid, exp.args), below.indices, Fraction(1)),
            *([above._replace(exponent=above.exponent - 1)] if above.exponent != 1 else []),
            *([below._replace(exponent=below.exponent + 1)] if below.exponent != -1 else []),
        ]
        return True
    return False


def _one_and_exp(base: Tensor) -> Map | None:
    """Return the exponential in `1 + \\exp(z)`."""
    if not isinstance(base, Add) or len(base.terms) != 2:
        return None
    exps = [t for t in base.terms if isinstance(t, Map) and t.op is ops.exp]
    ones = [
        t
        for t in base.terms
        if isinstance(t, Contraction) and t.coefficient == 1 and not t.factors and not t.brackets
    ]
    return exps[0] if len(exps) == len(ones) == 1 else None


def signs(product: Product) -> bool:
    """`sign(u) / |u|` is `1 / u`, and `u sign(u)` is `|u|`."""
    for factor in product.factors:
        base = factor.base
        if not isinstance(base, Map) or base.op is not ops.sign or factor.exponent != 1:
            continue
        for other in product.factors:
            if other.indices != factor.indices or other.exponent.denominator != 1:
                continue
            size = isinstance(other.base, Map) and other.base.op is ops.abs_
            if size and other.base.parts == base.args and other.exponent < 0:
                new = [Factor(base.args[0], factor.indices, Fraction(-1))]
                step = 1
            elif other.base is base.args[0] and other.exponent > 0:
                new = [Factor(Map(ops.abs_, base.args), factor.indices, Fraction(1))]
                step = -1
            else:
                continue
            product.drop(factor, other)
            rest = other.exponent + step
            product.factors += new + ([other._replace(exponent=rest)] if rest else [])
            return True
    return False


def quotients(product: Product) -> bool:
    r"""`\sinh(u) / \cosh(u)` is `\tanh(u)`, `|u|^2` is `u^2`, `[u > 0] ReLU(u)` is `ReLU(u)`."""
    for factor in product.factors:
        base = factor.base
        if not isinstance(base, Map):
            continue
        if base.op is ops.abs_ and factor.exponent % 2 == 0:
            product.drop(factor)
            product.factors.append(Factor(base.args[0], factor.indices, factor.exponent))
            return True
        if base.op in _QUOTIENTS and factor.exponent == 1:
            below, whole = _QUOTIENTS[base.op]
            divisor = Factor(Map(below, base.args), factor.indices, Fraction(-1))
            if divisor in product.factors:
                product.drop(factor, divisor)
                made = Map(whole, base.args)
                product.factors.append(Factor(made, factor.indices, Fraction(1)))
                return True
        if base.op is ops.relu:
            for other in product.factors:
                if other.indices == factor.indices and _is_positive(other.base, base.args[0]):
                    product.drop(other)
                    return True
    return False


def _is_positive(condition: Tensor, inside: Tensor) -> bool:
    """Tell whether a condition is `[u > 0]`."""
    if not isinstance(condition, Compared) or condition.left is not inside:
        return False
    right = condition.right
    zero = isinstance(right, Contraction) and right.coefficient == 0
    return zero and condition.relation in (">", ">=")


def powers(product: Product) -> bool:
    """`a^b / a` is `a^{b - 1}`."""
    for factor in product.factors:
        base = factor.base
        if not isinstance(base, Map) or base.op is not ops.power or factor.exponent != 1:
            continue
        for other in product.factors:
            same = other.base is base.args[0] and other.indices == factor.indices
            if same and other.exponent.denominator == 1:
                product.drop(factor, other)
                raised = product.raised(base.args[0], base.args[1], other.exponent)
                product.factors.append(Factor(raised, factor.indices, Fraction(1)))
                return True
    return False
