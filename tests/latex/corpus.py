"""LaTeX that the printer writes, over the whole language, for the typesetters to accept."""

from nablatex.latex import read, write

FORMULAS = [
    r"\partial_2 f(u, x)", r"\partial_{1,0} g(\vec{x})", r"\partial_1 \partial_2 f(u, x)",
    r"\frac12", r"x^2_1", r"\alpha\beta + \gamma", r"x(x-1)", r"\sin x \cos y", r"\sin^{-1} x",
    r"\sqrt{x^2+y^2}", r"\sqrt[3]{x}", r"e^{-\frac{x^2}{2\sigma^2}}", r"e^{i\theta}", r"0.50 x",
    r"n!", r"\binom{n}{k}", r"|x - 1|", r"\lfloor x \rfloor",
    r"\left\lVert \mathbf{x} \right\rVert_2^2", r"\|A\|_F", r"\prod_{j=1}^{3} (x - j)",
    r"\sum_{i=1}^{n} w_i x_i + b", r"\sum_i^n w_{ij} L_i", r"\sum_{i<j} x_i x_j",
    r"\lim_{x \to 0} \frac{\sin x}{x}", r"\int_0^1 x^2 dx", r"\max(0, x)", r"\log_2 8",
    r"\ln x^2", r"\tanh(w x + b)", r"\operatorname{softmax}(\vec{z})", r"\text{ReLU}(w x + b)",
    r"\frac{\partial y}{\partial x_0}", r"\frac{\partial^2 f}{\partial x \partial y}",
    r"\frac{\partial^2 f}{\partial x^2}", r"\frac{d}{dx} x^3", r"\frac{dy}{dx}",
    r"f'(x) g(x) + f(x) g'(x)", r"y''", r"\nabla f", r"\nabla_{\vec{u}} \vec{y}", r"\nabla^2 f",
    r"\nabla \cdot \vec{F}", r"\nabla \times \vec{F}",
    r"\left.\frac{\partial f}{\partial x}\right|_{x=1}", r"[2x, 3y^2, 0]", r"\{1, 2\}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"\begin{pmatrix} a \\ b \end{pmatrix}",
    r"\begin{pmatrix} a & b \end{pmatrix}", r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}",
    r"\mathbf{A}^\top \mathbf{x}", r"\mathbf{A}^{-1}", r"\vec{u} \cdot \vec{v}",
    r"\vec{u} \times \vec{v}", r"\vec{u} \odot \vec{v}", r"\vec{u} \otimes \vec{v}",
    r"\operatorname{tr}(\mathbf{A})", r"\det(\mathbf{A})",
    r"\begin{cases} x^2 & \text{if } x \geq 1 \\ 2x - 1 & \text{otherwise} \end{cases}",
    r"[h > 0]", r"\delta_{ij}", r"\sigma(z)\left(1 - \sigma(z)\right)",
    r"f: \mathbb{R}^2 \to \mathbb{R}^3", r"x \in \mathbb{R}^{m \times n}",
    r"y = f(u) \quad u = g(x)", r"0 < x \leq 1", r"W^{(l)} a^{[l]}", r"w_{i+1,j} x_{10}", r"-2x",
    r"(-2) x", r"a - (b - c)", r"a (b c)", r"(a b)^2", r"(x + 1)^{n - 1}",
    r"\hat{y} - y_{\text{out}}", r"2 \cdot 3", r"x \cdot (y + 1)", r"\sin^2 x", r"(\sin x)^n",
    r"\sin(x^2)", r"-x^2", r"(-x)^2", r"\frac{a}{b} c",
    r"\frac{\partial L}{\partial y} \cdot \frac{\partial y}{\partial x}",
]  # fmt: skip


def corpus() -> list[str]:
    """Return what the printer makes of each formula."""
    return [write(read(latex)) for latex in FORMULAS]
