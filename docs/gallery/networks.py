r"""Layers of networks: linear maps, convolutions, activations."""

from docs.gallery.example import Example

NETWORKS: tuple[Example, ...] = (
    Example(
        slug="two-layer-network",
        title="A network of two layers",
        about="A linear layer, ReLU, a linear layer and the squared error: the smallest network "
        "in which an error travels back through a layer.",
        latex=r"""
            x \in \mathbb{R}^n
            W_1 \in \mathbb{R}^{h \times n}
            b_1 \in \mathbb{R}^h
            W_2 \in \mathbb{R}^{k \times h}
            b_2 \in \mathbb{R}^k
            y \in \mathbb{R}^k
            z = W_1 x + b_1
            a = \operatorname{ReLU}(z)
            \hat{y} = W_2 a + b_2
            L = \frac{1}{2} \|\hat{y} - y\|_2^2
        """,
        of="L",
        wrt=("W_1", "b_1", "W_2", "b_2", "x"),
        jax="""
def model(x, W_1, b_1, W_2, b_2, y):
    hidden = jnp.maximum(W_1 @ x + b_1, 0.0)
    return 0.5 * jnp.sum((W_2 @ hidden + b_2 - y) ** 2)
""",
    ),
    Example(
        slug="layer-by-index",
        title="The lecture's layer by index",
        about="One layer as a lecture writes it: neuron j sums what arrives over i, adds its bias "
        "and cuts at zero.",
        latex=r"""
            L \in \mathbb{R}^n
            w \in \mathbb{R}^{n \times m}
            B \in \mathbb{R}^m
            z_j = \sum_{i=1}^n w_{ij} L_i + B_j
            a_j = ReLU(z_j)
        """,
        of="a",
        wrt=("w", "L", "B"),
        jax="""
def model(L, w, B):
    return jnp.maximum(jnp.einsum("ij,i->j", w, L) + B, 0.0)
""",
    ),
    Example(
        slug="convolution",
        title="Convolution by index",
        about="A filter of q weights slides over a signal; each output is a weighted sum of q "
        "neighbours.",
        latex=r"""
            x \in \mathbb{R}^n
            w \in \mathbb{R}^q
            y \in \mathbb{R}^{n - q + 1}
            y_i = \sum_{k=1}^q w_k x_{i+k-1}
        """,
        of="y",
        wrt=("w", "x"),
        jax="""
def model(x, w):
    return jnp.convolve(x, w[::-1], mode="valid")
""",
    ),
    Example(
        slug="convolution-2d",
        title="Convolution of an image by index",
        about="A small table of weights slides over an image in both directions.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            K \in \mathbb{R}^{p \times q}
            Y \in \mathbb{R}^{(m - p + 1) \times (n - q + 1)}
            Y_{ij} = \sum_{k=1}^p \sum_{l=1}^q K_{kl} X_{i+k-1, j+l-1}
        """,
        of="Y",
        wrt=("K", "X"),
        jax="""
def model(X, K):
    p, q = K.shape
    s, t = X.shape[0] - p + 1, X.shape[1] - q + 1
    return sum(K[k, l] * X[k : k + s, l : l + t] for k in range(p) for l in range(q))
""",
    ),
    Example(
        slug="max-pooling",
        title="Max-pooling by index",
        about="Of every two neighbours that do not overlap, the larger is kept.",
        latex=r"""
            x \in \mathbb{R}^{2m}
            y \in \mathbb{R}^m
            y_i = \max_{1 \leq k \leq 2} x_{2i + k - 2}
        """,
        of="y",
        wrt=("x",),
        jax="""
def model(x):
    return jnp.max(x.reshape(-1, 2), axis=1)
""",
    ),
    Example(
        slug="dropout",
        title="Dropout",
        about="A mask of zeros and ones silences part of a layer; q is the share that is kept.",
        latex=r"""
            W \in \mathbb{R}^{m \times n}
            x \in \mathbb{R}^n
            b \in \mathbb{R}^m
            s \in \{0, 1\}^m
            h = \operatorname{ReLU}(W x + b)
            y = \frac{1}{q} (s \odot h)
        """,
        of="y",
        wrt=("W", "x", "b"),
        jax="""
def model(W, x, b, s, q):
    return s * jnp.maximum(W @ x + b, 0.0) / q
""",
        facts={"s": "binary", "q": "positive"},
    ),
    Example(
        slug="embedding",
        title="Looking up an embedding",
        about="Each row of S has a single one, at the number of a word; the product with E picks "
        "the vectors of these words.",
        latex=r"""
            S \in \{0, 1\}^{n \times v}
            E \in \mathbb{R}^{v \times k}
            T \in \mathbb{R}^{n \times k}
            H = S E
            L = \frac{1}{2} \|H - T\|_F^2
        """,
        of="L",
        wrt=("E",),
        jax="""
def model(S, E, T):
    return 0.5 * jnp.sum((S @ E - T) ** 2)
""",
        facts={"S": "binary"},
    ),
    Example(
        slug="gelu",
        title="GELU",
        about="A smooth step of a network: each input times the probability that a standard "
        "normal variable is below it.",
        latex=r"""
            W \in \mathbb{R}^{m \times n}
            x \in \mathbb{R}^n
            z = W x
            y = \frac{1}{2} z \odot (\mathbf{1} + \operatorname{erf}(\frac{z}{\sqrt{2}}))
        """,
        of="y",
        wrt=("z", "W", "x"),
        jax="""
def model(W, x):
    return by_z(W @ x)


def by_z(z):
    return z * jax.scipy.stats.norm.cdf(z)
""",
    ),
    Example(
        slug="silu",
        title="SiLU and its gate",
        about="Each input times its own sigmoid; here it opens and closes a second linear map.",
        latex=r"""
            W \in \mathbb{R}^{m \times n}
            V \in \mathbb{R}^{m \times n}
            x \in \mathbb{R}^n
            z = W x
            g = z \odot \sigma(z)
            y = g \odot (V x)
        """,
        of="y",
        wrt=("W", "V", "x"),
        jax="""
def model(W, V, x):
    z = W @ x
    return z / (1.0 + jnp.exp(-z)) * (V @ x)
""",
    ),
)
