"""What an example of the gallery is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Example:
    r"""One model of the gallery.

    Attributes:
        slug: the name in addresses and test ids.
        title: the heading.
        about: one or two sentences on what the model is.
        latex: the model, one statement a line.
        of: the name that is differentiated.
        wrt: the names by which it is.
        jax: source of `model(...)`, which computes `of` with `jnp`; a parameter for each free name,
            `\Sigma` as `Sigma`, `W_1` as `W_1`, `W_{\text{r}}` as `W_r`, `h_{t-1}` as `h_before`.
            Sizes are no parameters.
        facts: what is known of a name beyond its shape: symmetric, positive definite, invertible,
            orthogonal, positive, simplex or binary.
        shapes: shapes that the LaTeX does not declare.
    """

    slug: str
    title: str
    about: str
    latex: str
    of: str
    wrt: tuple[str, ...]
    jax: str
    facts: Mapping[str, str] = field(default_factory=dict)
    shapes: Mapping[str, str] = field(default_factory=dict)
