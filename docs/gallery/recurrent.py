r"""Cells that carry a state: RNN, LSTM and GRU."""

from docs.gallery.example import Example

RECURRENT: tuple[Example, ...] = (
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
