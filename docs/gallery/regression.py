r"""Regression and losses: a model fitted to data, and what misfit costs."""

from docs.gallery.example import Example

REGRESSION: tuple[Example, ...] = (
    Example(
        slug="linear-regression",
        title="Linear regression",
        about="A linear function of n features is fitted to m observations by least squares.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            y \in \mathbb{R}^m
            w \in \mathbb{R}^n
            r = X w - y
            L = \frac{1}{2} \|r\|_2^2
        """,
        of="L",
        wrt=("w", "X", "y"),
        jax="""
def model(X, w, y):
    return 0.5 * jnp.sum((X @ w - y) ** 2)
""",
    ),
    Example(
        slug="ridge-regression",
        title="Ridge regression",
        about="Least squares with a price on large weights; alpha says how high the price is.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            y \in \mathbb{R}^m
            w \in \mathbb{R}^n
            L = \|X w - y\|_2^2 + \alpha \|w\|_2^2
        """,
        of="L",
        wrt=("w", "\\alpha"),
        jax="""
def model(X, w, y, alpha):
    return jnp.sum((X @ w - y) ** 2) + alpha * jnp.sum(w**2)
""",
        facts={"\\alpha": "positive"},
    ),
    Example(
        slug="logistic-regression",
        title="Logistic regression",
        about="The probability of a yes is the sigmoid of a linear function; the loss is the "
        "negative log-likelihood of the labels.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            y \in \{0, 1\}^m
            w \in \mathbb{R}^n
            z = X w
            p = \sigma(z)
            L = -y^\top \log p - (\mathbf{1} - y)^\top \log(\mathbf{1} - p)
        """,
        of="L",
        wrt=("w", "z"),
        jax="""
def model(X, w, y):
    return by_z(X @ w, y)


def by_z(z, y):
    return jnp.sum(jnp.logaddexp(0.0, z) - y * z)
""",
        facts={"y": "binary"},
    ),
    Example(
        slug="softmax-cross-entropy",
        title="Softmax regression with cross-entropy",
        about="Scores of k classes become probabilities by the softmax; y is the wanted "
        "distribution.",
        latex=r"""
            W \in \mathbb{R}^{k \times n}
            x \in \mathbb{R}^n
            b \in \mathbb{R}^k
            y \in \Delta^k
            z = W x + b
            p = \operatorname{softmax}(z)
            L = -y^\top \log p
        """,
        of="L",
        wrt=("W", "b", "x"),
        jax="""
def model(W, x, b, y):
    z = W @ x + b
    shifted = z - jnp.max(z)
    return -jnp.sum(y * (shifted - jnp.log(jnp.sum(jnp.exp(shifted)))))
""",
        facts={"y": "simplex"},
    ),
)

LOSSES: tuple[Example, ...] = (
    Example(
        slug="svm",
        title="Support vector machine with hinge loss",
        about="A wide margin against the price C of every sample that lies within it or beyond; "
        "labels are 1 and -1.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            y \in \{-1, 1\}^m
            w \in \mathbb{R}^n
            b \in \mathbb{R}
            C \in \mathbb{R}
            z = X w + b \mathbf{1}
            L = \frac{1}{2} \|w\|_2^2 + C \sum_{i=1}^m \max(0, 1 - y_i z_i)
        """,
        of="L",
        wrt=("w", "b"),
        jax="""
def model(X, y, w, b, C):
    return 0.5 * w @ w + C * jnp.sum(jnp.maximum(0.0, 1.0 - y * (X @ w + b)))
""",
        facts={"C": "positive", "y": "sign"},
    ),
    Example(
        slug="huber",
        title="Huber loss",
        about="Small errors count squared, large ones by their size, so that an outlier pulls "
        "with a bounded force.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            y \in \mathbb{R}^m
            w \in \mathbb{R}^n
            r = X w - y
            L = \sum_{i=1}^m \begin{cases} \frac{1}{2} r_i^2 & |r_i| \leq \delta \\
                \delta |r_i| - \frac{1}{2} \delta^2 & \text{otherwise} \end{cases}
        """,
        of="L",
        wrt=("w",),
        jax="""
def model(X, y, w, delta):
    clipped = jnp.clip(X @ w - y, -delta, delta)
    return jnp.sum(clipped * (X @ w - y) - 0.5 * clipped**2)
""",
        facts={"\\delta": "positive"},
    ),
    Example(
        slug="focal-loss",
        title="Focal loss",
        about="Cross-entropy in which a sample that is already well classified counts less.",
        latex=r"""
            W \in \mathbb{R}^{k \times n}
            x \in \mathbb{R}^n
            y \in \Delta^k
            z = W x
            p = \operatorname{softmax}(z)
            L = -\sum_{i=1}^k y_i (1 - p_i)^\gamma \log p_i
        """,
        of="L",
        wrt=("W", "z"),
        jax="""
def model(W, x, y, gamma):
    return by_z(W @ x, y, gamma)


def by_z(z, y, gamma):
    log_p = z - jnp.log(jnp.sum(jnp.exp(z)))
    return -jnp.sum(y * (1.0 - jnp.exp(log_p)) ** gamma * log_p)
""",
        facts={"y": "simplex", "\\gamma": "positive"},
    ),
    Example(
        slug="contrastive-loss",
        title="Contrastive loss",
        about="Row i of U should match row i of V better than any other row; tau says how "
        "strictly.",
        latex=r"""
            U \in \mathbb{R}^{n \times k}
            V \in \mathbb{R}^{n \times k}
            S = \frac{1}{\tau} U V^\top
            L = -\frac{1}{n} \sum_{i=1}^n \log \frac{e^{S_{ii}}}{\sum_{j=1}^n e^{S_{ij}}}
        """,
        of="L",
        wrt=("U", "V"),
        jax="""
def model(U, V, tau):
    scores = U @ V.T / tau
    return jnp.mean(jnp.log(jnp.exp(scores).sum(axis=1)) - jnp.diag(scores))
""",
        facts={"\\tau": "positive"},
    ),
)
