r"""The gallery's models: what each says in LaTeX, and an independent program for its value.

Kept as data so that pages, tests and benchmarks are made from one source. `latex` is what a
textbook writes, with sizes that are letters; `jax` computes the same by other means and is what a
derivative is compared with.
"""

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
            `\Sigma` as `Sigma`, `W_1` as `W_1`, `W_{\text{r}}` as `W_r`. Sizes are no parameters.
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


_REGRESSION = (
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
            y \in \mathbb{R}^m
            w \in \mathbb{R}^n
            z = X w
            p = \sigma(z)
            L = -y^\top \log p - (\mathbf{1} - y)^\top \log(\mathbf{1} - p)
        """,
        of="L",
        wrt=("w", "z"),
        jax="""
def model(X, w, y):
    z = X @ w
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

_NETWORKS = (
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
            y \in \mathbb{R}^m
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
            Y \in \mathbb{R}^{s \times t}
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
            x \in \mathbb{R}^n
            y \in \mathbb{R}^m
            y_i = \max_{1 \leq k \leq 2} x_{2i + k - 2}
        """,
        of="y",
        wrt=("x",),
        jax="""
def model(x):
    return jnp.max(x[: len(x) // 2 * 2].reshape(-1, 2), axis=1)
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
            s \in \mathbb{R}^m
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
            S \in \mathbb{R}^{n \times v}
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
    import jax

    z = W @ x
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

_NORMALISING = (
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

_RECURRENT = (
    Example(
        slug="recurrent-network",
        title="A recurrent network over two steps",
        about="One state after another, by the same weights; the derivative by a weight collects "
        "what comes back from both steps.",
        latex=r"""
            W \in \mathbb{R}^{k \times k}
            U \in \mathbb{R}^{k \times n}
            b \in \mathbb{R}^k
            h_0 \in \mathbb{R}^k
            x_1 \in \mathbb{R}^n
            x_2 \in \mathbb{R}^n
            y \in \mathbb{R}^k
            h_1 = \tanh(W h_0 + U x_1 + b)
            h_2 = \tanh(W h_1 + U x_2 + b)
            L = \frac{1}{2} \|h_2 - y\|_2^2
        """,
        of="L",
        wrt=("W", "U", "b", "h_0"),
        jax="""
def model(W, U, b, h_0, x_1, x_2, y):
    state = h_0
    for x in (x_1, x_2):
        state = jnp.tanh(W @ state + U @ x + b)
    return 0.5 * jnp.sum((state - y) ** 2)
""",
    ),
    Example(
        slug="lstm",
        title="An LSTM cell",
        about="Three gates decide what the memory c forgets, what it takes in and what it shows.",
        latex=r"""
            x \in \mathbb{R}^n
            h_0, c_0 \in \mathbb{R}^k
            W_f, W_u, W_o, W_c \in \mathbb{R}^{k \times n}
            U_f, U_u, U_o, U_c \in \mathbb{R}^{k \times k}
            b_f, b_u, b_o, b_c \in \mathbb{R}^k
            f = \sigma(W_f x + U_f h_0 + b_f)
            u = \sigma(W_u x + U_u h_0 + b_u)
            o = \sigma(W_o x + U_o h_0 + b_o)
            \tilde{c} = \tanh(W_c x + U_c h_0 + b_c)
            c_1 = f \odot c_0 + u \odot \tilde{c}
            h_1 = o \odot \tanh(c_1)
        """,
        of="h_1",
        wrt=("W_f", "U_o", "b_u", "c_0", "x"),
        jax="""
def model(x, h_0, c_0, W_f, W_u, W_o, W_c, U_f, U_u, U_o, U_c, b_f, b_u, b_o, b_c):
    def gate(W, U, b):
        return 1.0 / (1.0 + jnp.exp(-(W @ x + U @ h_0 + b)))

    new = jnp.tanh(W_c @ x + U_c @ h_0 + b_c)
    memory = gate(W_f, U_f, b_f) * c_0 + gate(W_u, U_u, b_u) * new
    return gate(W_o, U_o, b_o) * jnp.tanh(memory)
""",
    ),
    Example(
        slug="gru",
        title="A GRU cell",
        about="Two gates: one says how much of the state is replaced, one how much of it the "
        "replacement sees.",
        latex=r"""
            x \in \mathbb{R}^n
            h_0 \in \mathbb{R}^k
            W_z, W_{\text{r}}, W_h \in \mathbb{R}^{k \times n}
            U_z, U_{\text{r}}, U_h \in \mathbb{R}^{k \times k}
            b_z, b_{\text{r}}, b_h \in \mathbb{R}^k
            z = \sigma(W_z x + U_z h_0 + b_z)
            r = \sigma(W_{\text{r}} x + U_{\text{r}} h_0 + b_{\text{r}})
            \tilde{h} = \tanh(W_h x + U_h (r \odot h_0) + b_h)
            h_1 = (\mathbf{1} - z) \odot h_0 + z \odot \tilde{h}
        """,
        of="h_1",
        wrt=("W_h", "U_h", "b_z", "h_0"),
        jax="""
def model(x, h_0, W_z, W_r, W_h, U_z, U_r, U_h, b_z, b_r, b_h):
    z = 1.0 / (1.0 + jnp.exp(-(W_z @ x + U_z @ h_0 + b_z)))
    r = 1.0 / (1.0 + jnp.exp(-(W_r @ x + U_r @ h_0 + b_r)))
    new = jnp.tanh(W_h @ x + U_h @ (r * h_0) + b_h)
    return h_0 + z * (new - h_0)
""",
    ),
)

_ATTENTION = (
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

_LOSSES = (
    Example(
        slug="svm",
        title="Support vector machine with hinge loss",
        about="A wide margin against the price C of every sample that lies within it or beyond; "
        "labels are 1 and -1.",
        latex=r"""
            X \in \mathbb{R}^{m \times n}
            y \in \mathbb{R}^m
            w \in \mathbb{R}^n
            b \in \mathbb{R}
            z = X w + b \mathbf{1}
            L = \frac{1}{2} \|w\|_2^2 + C \sum_{i=1}^m \max(0, 1 - y_i z_i)
        """,
        of="L",
        wrt=("w", "b"),
        jax="""
def model(X, y, w, b, C):
    return 0.5 * w @ w + C * jnp.sum(jnp.maximum(0.0, 1.0 - y * (X @ w + b)))
""",
        facts={"C": "positive"},
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
            y \in \mathbb{R}^k
            z = W x
            p = \operatorname{softmax}(z)
            L = -\sum_{i=1}^k y_i (1 - p_i)^\gamma \log p_i
        """,
        of="L",
        wrt=("W", "z"),
        jax="""
def model(W, x, y, gamma):
    z = W @ x
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

_LATENT = (
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
            M \in \mathbb{R}^{m \times n}
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
            R \in \mathbb{R}^{n \times p}
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

EXAMPLES: tuple[Example, ...] = (
    *_REGRESSION,
    *_NETWORKS,
    *_NORMALISING,
    *_RECURRENT,
    *_ATTENTION,
    *_LOSSES,
    *_LATENT,
)
