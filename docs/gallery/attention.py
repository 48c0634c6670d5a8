r"""Attention: one head by matrices, several by index."""

from docs.gallery.example import Example

ATTENTION: tuple[Example, ...] = (
    Example(
        slug="attention",
        title="Scaled dot-product attention",
        about="Each of n queries weighs the m values by how well its vector matches their keys.",
        latex=r"""
            Q \in \mathbb{R}^{n \times d}
            K \in \mathbb{R}^{m \times d}
            V \in \mathbb{R}^{m \times p}
            S = \frac{Q K^\top}{\sqrt{d}}
            P = \operatorname{softmax}(S)
            Y = P V
        """,
        of="Y",
        wrt=("Q", "K", "V"),
        jax="""
def model(Q, K, V):
    scores = jnp.exp(Q @ K.T / jnp.sqrt(Q.shape[1]))
    return scores @ V / scores.sum(axis=1, keepdims=True)
""",
    ),
    Example(
        slug="multi-head-attention",
        title="Self-attention with several heads",
        about="Every head r has its own queries, keys and values; W adds up what they found.",
        latex=r"""
            X \in \mathbb{R}^{n \times m}
            A \in \mathbb{R}^{h \times m \times d}
            B \in \mathbb{R}^{h \times m \times d}
            C \in \mathbb{R}^{h \times m \times p}
            W \in \mathbb{R}^{h \times p \times m}
            Q_{rik} = \sum_{l=1}^m X_{il} A_{rlk}
            K_{rjk} = \sum_{l=1}^m X_{jl} B_{rlk}
            V_{rjq} = \sum_{l=1}^m X_{jl} C_{rlq}
            S_{rij} = \frac{1}{\sqrt{d}} \sum_{k=1}^d Q_{rik} K_{rjk}
            P_{rij} = \frac{e^{S_{rij}}}{\sum_{t=1}^n e^{S_{rit}}}
            Y_{il} = \sum_{r=1}^h \sum_{j=1}^n \sum_{q=1}^p P_{rij} V_{rjq} W_{rql}
        """,
        of="Y",
        wrt=("A", "C", "W"),
        jax="""
def model(X, A, B, C, W):
    total = 0.0
    for a, b, c, w in zip(A, B, C, W):
        scores = jnp.exp((X @ a) @ (X @ b).T / jnp.sqrt(a.shape[1]))
        total = total + scores / scores.sum(axis=1, keepdims=True) @ (X @ c) @ w
    return total
""",
    ),
)
