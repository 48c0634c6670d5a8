r"""The gallery's models: what each says in LaTeX, and an independent program for its value.

Kept as data so that pages, tests and benchmarks are made from one source. `latex` is what a
textbook writes, with sizes that are letters; `jax` computes the same by other means and is what a
derivative is compared with.
"""

from docs.gallery.attention import ATTENTION
from docs.gallery.example import Example
from docs.gallery.latent import LATENT
from docs.gallery.networks import NETWORKS
from docs.gallery.normalising import NORMALISING
from docs.gallery.recurrent import RECURRENT
from docs.gallery.regression import LOSSES, REGRESSION

__all__ = ["EXAMPLES", "SUBJECTS", "Example"]

SUBJECTS: dict[str, tuple[Example, ...]] = {
    "Regression and classification": REGRESSION,
    "Layers of networks": NETWORKS,
    "Normalisation": NORMALISING,
    "Recurrent cells": RECURRENT,
    "Attention": ATTENTION,
    "Losses": LOSSES,
    "Probability and hidden quantities": LATENT,
}
EXAMPLES: tuple[Example, ...] = tuple(e for group in SUBJECTS.values() for e in group)
