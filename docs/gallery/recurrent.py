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
            x_t \in \mathbb{R}^n
            h_{t-1}, c_{t-1} \in \mathbb{R}^k
            W_f, W_i, W_o, W_c \in \mathbb{R}^{k \times n}
            U_f, U_i, U_o, U_c \in \mathbb{R}^{k \times k}
            b_f, b_i, b_o, b_c \in \mathbb{R}^k
            f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)
            i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i)
            o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o)
            \tilde{c}_t = \tanh(W_c x_t + U_c h_{t-1} + b_c)
            c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t
            h_t = o_t \odot \tanh(c_t)
        """,
        of="h_t",
        wrt=("W_f", "U_o", "b_i", "c_{t-1}", "x_t"),
        jax="""
def model(
    x_t, h_before, c_before, W_f, W_i, W_o, W_c, U_f, U_i, U_o, U_c, b_f, b_i, b_o, b_c
):
    def gate(W, U, b):
        return 1.0 / (1.0 + jnp.exp(-(W @ x_t + U @ h_before + b)))

    new = jnp.tanh(W_c @ x_t + U_c @ h_before + b_c)
    memory = gate(W_f, U_f, b_f) * c_before + gate(W_i, U_i, b_i) * new
    return gate(W_o, U_o, b_o) * jnp.tanh(memory)
""",
    ),
    Example(
        slug="gru",
        title="A GRU cell",
        about="Two gates: one says how much of the state is replaced, one how much of it the "
        "replacement sees.",
        latex=r"""
            x_t \in \mathbb{R}^n
            h_{t-1} \in \mathbb{R}^k
            W_z, W_r, W_h \in \mathbb{R}^{k \times n}
            U_z, U_r, U_h \in \mathbb{R}^{k \times k}
            b_z, b_r, b_h \in \mathbb{R}^k
            z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)
            r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)
            \tilde{h}_t = \tanh(W_h x_t + U_h (r_t \odot h_{t-1}) + b_h)
            h_t = (\mathbf{1} - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t
        """,
        of="h_t",
        wrt=("W_h", "U_h", "b_z", "h_{t-1}"),
        jax="""
def model(x_t, h_before, W_z, W_r, W_h, U_z, U_r, U_h, b_z, b_r, b_h):
    z = 1.0 / (1.0 + jnp.exp(-(W_z @ x_t + U_z @ h_before + b_z)))
    r = 1.0 / (1.0 + jnp.exp(-(W_r @ x_t + U_r @ h_before + b_r)))
    new = jnp.tanh(W_h @ x_t + U_h @ (r * h_before) + b_h)
    return h_before + z * (new - h_before)
""",
    ),
)
