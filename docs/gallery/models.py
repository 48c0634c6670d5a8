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

__all__ = ["EXAMPLES", "Example"]

EXAMPLES: tuple[Example, ...] = (
    *REGRESSION,
    *NETWORKS,
    *NORMALISING,
    *RECURRENT,
    *ATTENTION,
    *LOSSES,
    *LATENT,
)
