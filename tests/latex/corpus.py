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
    r"||x| - 1|", r"|\frac{x}{2}|", r"\|\vec{u} - \vec{v}\|_1", r"\left\|\frac{1}{2} \vec{u}\right\|_2",
    r"x^{{T}}", r"2^{{[h > 0]}}", r"[x, y]_i", r"\partial_1 f(x, y)", r"\partial_{1,3} f(\vec{u})",
    r"\partial_1 \partial_2 f(x, y)", r"f''(x)", r"y'' \cdot (x - 1)", r"\left.{x^2 + y}\right|_{x=1, y=2}",
    r"\left.{f'(x)}\right|_{x=0}", r"\left(\frac{a}{b}\right)^2", r"\left(\frac{dy}{dx}\right)^2",
    r"(\max(a, b))^2", r"\max(a, b, c)", r"\min(\frac{a}{b}, 1)", r"\log_{10} x", r"\log x", r"\exp(-x)",
    r"\arctan(\frac{y}{x})", r"\sinh x + \cosh x", r"\sec x \tan x", r"\operatorname{erf}(x)",
    r"\operatorname{softplus}(x)", r"\operatorname{sigmoid}(x)", r"\lceil x \rceil",
    r"\frac{\partial^3 f}{\partial x^2 \partial y}", r"\frac{d^2 y}{dx^2}", r"\frac{\partial}{\partial w} (w x + b)",
    r"\nabla_{\vec{x}} \vec{u}", r"\nabla_w L", r"\nabla y \cdot 2", r"\prod_{i=1}^{n} \sum_{j=1}^{m} w_{ij}",
    r"\left(\sum_{i=1}^{n} x_i\right) y", r"\sum_{i=1}^{n} (x_i - y_i)^2", r"\max_{i} x_i", r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h}",
    r"\int_0^1 \frac{1}{x} dx", r"\int_0^1 (x + 1) dx", r"\begin{pmatrix} \frac{a}{b} & c_{01} \\ x^2 & -1 \end{pmatrix}",
    r"\begin{pmatrix} 1 & 2 & 3 \end{pmatrix}^\top", r"\mathbf{A} \mathbf{B} \mathbf{x}", r"(\mathbf{A} + \mathbf{B})^\top",
    r"(\mathbf{A} \mathbf{B})^{-1}", r"\mathbf{A}^+", r"\mathbf{A}^2", r"2 \mathbf{A}", r"\operatorname{diag}(\vec{v})",
    r"\operatorname{vec}(\mathbf{A})", r"\begin{cases} 1 & 0 < x \leq 1 \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{cases} a & x > 0 \text{ and } y > 0 \\ b & x \leq 0 \end{cases}", r"x \neq y", r"x \approx 3.14", r"x := 2",
    r"x \to y", r"a \implies b", r"a = b = c", r"\dot{x} + \bar{x} \tilde{x}", r"\vec{y} = f(\vec{x})", r"x_{10}^2",
    r"W^{(l)}_{ij}", r"a \odot b",
]  # fmt: skip


def corpus() -> list[str]:
    """Return what the printer makes of each formula."""
    return [write(read(latex)) for latex in FORMULAS]
