r"""Normalisations: over a batch, over a layer, by the mean square."""

from docs.gallery.example import Example

NORMALISING: tuple[Example, ...] = (
    Example(
        slug="batch-normalisation",
        title="Batch normalisation",
        about="Each feature is centred and scaled over the m samples of a batch, then stretched "
        "and shifted again.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            \gamma \in \mathbb{R}^n
            \beta \in \mathbb{R}^n
            \mu_j = \frac{1}{m} \sum_{i=1}^m X_{ij}
            v_j = \frac{1}{m} \sum_{i=1}^m (X_{ij} - \mu_j)^2
            Y_{ij} = \gamma_j \frac{X_{ij} - \mu_j}{\sqrt{v_j + \epsilon}} + \beta_j
        """,
        of="Y",
        wrt=("X", "\\gamma", "\\beta"),
        jax="""
def model(X, gamma, beta, epsilon):
    return gamma * (X - X.mean(axis=0)) / jnp.sqrt(X.var(axis=0) + epsilon) + beta
""",
        facts={"\\epsilon": "positive"},
    ),
    Example(
        slug="layer-normalisation",
        title="Layer normalisation",
        about="The entries of one vector are centred and scaled, then stretched and shifted entry "
        "by entry.",
        latex=r"""
            x \in \mathbb{R}^n
            \gamma \in \mathbb{R}^n
            \beta \in \mathbb{R}^n
            \mu = \frac{1}{n} \mathbf{1}^\top x
            c = x - \mu \mathbf{1}
            v = \frac{1}{n} \|c\|_2^2
            y = \gamma \odot \frac{c}{\sqrt{v + \epsilon}} + \beta
        """,
        of="y",
        wrt=("x", "\\gamma", "\\beta"),
        jax="""
def model(x, gamma, beta, epsilon):
    return gamma * (x - x.mean()) / jnp.sqrt(x.var() + epsilon) + beta
""",
        facts={"\\epsilon": "positive"},
    ),
    Example(
        slug="rms-normalisation",
        title="RMS normalisation",
        about="A vector is divided by the root of its mean square; nothing is subtracted.",
        latex=r"""
            x \in \mathbb{R}^n
            g \in \mathbb{R}^n
            r = \sqrt{\frac{1}{n} x^\top x + \epsilon}
            y = \frac{g \odot x}{r}
        """,
        of="y",
        wrt=("x", "g"),
        jax="""
def model(x, g, epsilon):
    return g * x / jnp.sqrt(jnp.mean(x**2) + epsilon)
""",
        facts={"\\epsilon": "positive"},
    ),
)
