"""What is wrong with an answer: the hypotheses in the order in which they are tried.

First what is read off the values, then one thing put right, the likelier first; a place and a
counterexample where nothing explains the fault.
"""

from __future__ import annotations

from nablatex.check import (
    fault_arrays,
    fault_branches,
    fault_calculus,
    fault_factors,
    fault_parts,
    fault_terms,
    fault_values,
)
from nablatex.check.case import Case, Hypothesis
from nablatex.check.counterexample import counterexample
from nablatex.check.verdict import Feedback
from nablatex.expr import Cases, Stack
from nablatex.traverse import parts_of

_READ_OFF: tuple[Hypothesis, ...] = (
    fault_arrays.shape,
    fault_arrays.transposed,
    fault_values.sign,
    fault_arrays.permuted,
    fault_values.factor,
)
_AS_A_WHOLE: tuple[Hypothesis, ...] = (fault_parts.letter_case, *_READ_OFF)
_OF_ARRAYS: tuple[Hypothesis, ...] = (
    fault_branches.exchanged,
    fault_branches.wrong_branch,
    fault_branches.missing_branch,
    fault_parts.transposed_part,
    fault_parts.product_order,
    fault_terms.missing_term,
    fault_terms.extra_term,
    fault_terms.term_sign,
    fault_parts.swapped_names,
    fault_parts.inner_sign,
    fault_parts.wrong_argument,
    fault_parts.exponent,
    fault_parts.bounds,
    fault_parts.wrong_name,
)
_OF_NUMBERS: tuple[Hypothesis, ...] = (
    fault_values.rounded,
    fault_branches.exchanged,
    fault_branches.wrong_branch,
    fault_branches.missing_branch,
    fault_parts.letter_case,
    fault_calculus.not_differentiated,
    fault_parts.inverted_part,
    fault_terms.missing_term,
    fault_terms.extra_term,
    fault_terms.term_sign,
    fault_parts.inner_sign,
    fault_terms.crossed_pairing,
    fault_parts.transposed_part,
    fault_parts.product_order,
    fault_parts.swapped_names,
    fault_parts.wrong_argument,
    fault_parts.bounds,
    fault_parts.exponent,
    fault_parts.wrong_name,
    fault_factors.missing_factor,
)
_LAST: tuple[Hypothesis, ...] = (
    fault_calculus.integrated,
    fault_calculus.other_variable,
    fault_factors.extra_factor,
    fault_values.size,
    counterexample,
)
# Of what is larger no part is tried, only what is read off the values.
_LARGE = 800
_OF_LARGE: tuple[Hypothesis, ...] = (*_READ_OFF, fault_values.size, counterexample)


def explain(case: Case) -> tuple[Feedback, ...]:
    """Return the fault that explains why an answer is not the right one, or where it lies."""
    sides = (case.claimed, case.right)
    if sum(1 + len(node.children) for side in sides for node in parts_of(side)) > _LARGE:
        return _first(case, _OF_LARGE) or (other_value(),)
    if case.right.shape or case.claimed.shape:
        return _explained_array(case)
    return named_fault(case) or _first(case, _LAST) or (other_value(),)


def _explained_array(case: Case) -> tuple[Feedback, ...]:
    whole = _first(case, _AS_A_WHOLE)
    if whole:
        return whole
    right = fault_arrays.right_entries(case)
    if isinstance(case.claimed, Stack) and right is not None:
        wrong = int(right.size - right.sum())
        if wrong < right.size or right.size == 1:
            return fault_arrays.entries(case, named_fault) or (other_value(),)
    found = _first(case, _OF_ARRAYS) or _in_one_term(case, (*_AS_A_WHOLE, *_OF_ARRAYS))
    if found:
        return found
    written = isinstance(case.claimed, (Stack, Cases)) and isinstance(case.right, (Stack, Cases))
    return (fault_arrays.entries(case, named_fault) if written else ()) or (other_value(),)


def named_fault(case: Case) -> tuple[Feedback, ...]:
    """Return the fault of a scalar that has a name, or nothing."""
    scaled = _scaled(case)
    if scaled:
        return scaled
    return _first(case, _OF_NUMBERS) or _in_one_term(case, (_scaled, *_OF_NUMBERS))


def _in_one_term(case: Case, hypotheses: tuple[Hypothesis, ...]) -> tuple[Feedback, ...]:
    """Return the fault of the one term that is wrong, where all others are right."""
    one = fault_terms.one_term(case)
    if one is None:
        return ()
    mine, wanted, place = one
    return fault_terms.in_term(_first(case.part(mine, wanted), hypotheses), place)


def _scaled(case: Case) -> tuple[Feedback, ...]:
    """Return a sign, or a factor that is missing: the inner derivative, and as a number."""
    whole = fault_values.sign(case) or fault_values.inverted(case)
    if whole:
        return whole
    return (*fault_calculus.inner_derivative(case), *fault_values.factor(case))


def _first(case: Case, hypotheses: tuple[Hypothesis, ...]) -> tuple[Feedback, ...]:
    for hypothesis in hypotheses:
        found = hypothesis(case)
        if found:
            return found
    return ()


def other_value() -> Feedback:
    """Return what is said where nothing is known of the fault."""
    return Feedback("entry", "the value is not the right one", "값이 다르다")
