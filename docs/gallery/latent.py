r"""Probabilities and hidden quantities: Gaussians, factors, clusters, autoencoders."""

from docs.gallery.example import Example

LATENT: tuple[Example, ...] = (
    Example(
        slug="gaussian-log-likelihood",
        title="Log-likelihood of a Gaussian",
        about="The logarithm of the density of a normal vector, by its mean and its covariance.",
        latex=r"""
            x \in \mathbb{R}^n
            \mu \in \mathbb{R}^n
            \Sigma \in \mathbb{S}^n_{++}
            r = x - \mu
            \ell = -\frac{n}{2} \log(2 \pi) - \frac{1}{2} \log \det \Sigma
                - \frac{1}{2} r^\top \Sigma^{-1} r
        """,
        of="\\ell",
        wrt=("\\mu", "\\Sigma", "x"),
        jax="""
def model(x, mu, Sigma):
    r = x - mu
    fit = r @ jnp.linalg.solve(Sigma, r)
    return -0.5 * (len(x) * jnp.log(2.0 * jnp.pi) + jnp.linalg.slogdet(Sigma)[1] + fit)
""",
        facts={"\\Sigma": "positive definite"},
    ),
    Example(
        slug="matrix-factorisation",
        title="Matrix factorisation with gaps",
        about="A table of ratings is explained by few factors; M is one where a rating is known.",
        latex=r"""
            T \in \mathbb{R}^{m \times n}
            M \in \{0, 1\}^{m \times n}
            U \in \mathbb{R}^{m \times k}
            V \in \mathbb{R}^{n \times k}
            R = M \odot (T - U V^\top)
            L = \|R\|_F^2 + \alpha \|U\|_F^2 + \alpha \|V\|_F^2
        """,
        of="L",
        wrt=("U", "V"),
        jax="""
def model(T, M, U, V, alpha):
    fit = jnp.sum((M * (T - jnp.einsum("ik,jk->ij", U, V))) ** 2)
    return fit + alpha * (jnp.sum(U**2) + jnp.sum(V**2))
""",
        facts={"M": "binary", "\\alpha": "positive"},
    ),
    Example(
        slug="k-means",
        title="k-means",
        about="The squared distances of n points to the centres that R assigns them to.",
        latex=r"""
            x \in \mathbb{R}^{n \times m}
            c \in \mathbb{R}^{p \times m}
            R \in \{0, 1\}^{n \times p}
            L = \sum_{i=1}^n \sum_{k=1}^p R_{ik} \|x_i - c_k\|_2^2
        """,
        of="L",
        wrt=("c", "x"),
        jax="""
def model(x, c, R):
    return jnp.sum(R * jnp.sum((x[:, None, :] - c[None, :, :]) ** 2, axis=2))
""",
        facts={"R": "binary"},
    ),
    Example(
        slug="vae",
        title="Evidence bound of a variational autoencoder",
        about="An encoder gives mean and log-variance of a hidden vector, noise moves it, a "
        "decoder rebuilds x; the bound weighs the rebuilding against the distance to the prior.",
        latex=r"""
            x \in \mathbb{R}^n
            A \in \mathbb{R}^{k \times n}
            B \in \mathbb{R}^{k \times n}
            D \in \mathbb{R}^{n \times k}
            \epsilon \in \mathbb{R}^k
            \mu = A x
            s = B x
            z = \mu + \exp(\frac{1}{2} s) \odot \epsilon
            \hat{x} = D z
            L = -\frac{1}{2} \|x - \hat{x}\|_2^2
                + \frac{1}{2} \mathbf{1}^\top (\mathbf{1} + s - \mu \odot \mu - \exp(s))
        """,
        of="L",
        wrt=("A", "B", "D"),
        jax="""
def model(x, A, B, D, epsilon):
    mean, log_variance = A @ x, B @ x
    rebuilt = D @ (mean + jnp.exp(0.5 * log_variance) * epsilon)
    distance = 0.5 * jnp.sum(mean**2 + jnp.exp(log_variance) - 1.0 - log_variance)
    return -0.5 * jnp.sum((x - rebuilt) ** 2) - distance
""",
    ),
    Example(
        slug="pca",
        title="Principal components",
        about="What is lost when the rows of X are projected onto the columns of W.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            W \in \mathbb{R}^{n \times k}
            L = \|X - X W W^\top\|_F^2
        """,
        of="L",
        wrt=("W",),
        jax="""
def model(X, W):
    return jnp.sum((X - (X @ W) @ W.T) ** 2)
""",
    ),
    Example(
        slug="gaussian-process",
        title="Evidence of a Gaussian process",
        about="How probable the observations y are under a smooth random function with kernel K "
        "and noise s.",
        latex=r"""
            x \in \mathbb{R}^n
            y \in \mathbb{R}^n
            K_{ij} = a \exp(-\frac{(x_i - x_j)^2}{2 l^2})
            C = K + s \mathbf{I}
            \ell = -\frac{1}{2} y^\top C^{-1} y - \frac{1}{2} \log \det C - \frac{n}{2} \log(2 \pi)
        """,
        of="\\ell",
        wrt=("a", "l", "s", "y"),
        jax="""
def model(x, y, a, l, s):
    C = a * jnp.exp(-((x[:, None] - x[None, :]) ** 2) / (2.0 * l**2)) + s * jnp.eye(len(x))
    fit = y @ jnp.linalg.solve(C, y)
    return -0.5 * (fit + jnp.linalg.slogdet(C)[1] + len(x) * jnp.log(2.0 * jnp.pi))
""",
        facts={"a": "positive", "l": "positive", "s": "positive"},
    ),
)
