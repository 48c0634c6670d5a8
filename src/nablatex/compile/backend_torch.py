"""PyTorch: arguments are tensors, and so is what its functions take."""

from __future__ import annotations

from nablatex.compile.backend import FORMS, FUNCTIONS, Backend, helpers

TORCH = Backend(
    name="torch",
    alias="torch",
    imports={"math": "import math", "torch": "import torch"},
    functions={
        **FUNCTIONS,
        "relu": "torch.relu(x)",
        "sigmoid": "torch.sigmoid(x)",
        "softplus": "torch.logaddexp(torch.zeros_like(x), x)",
        "silu": "torch.nn.functional.silu(x)",
        "erf": "torch.erf(x)",
        "gelu": "torch.nn.functional.gelu(x)",
        "softmax": "torch.softmax(x, dim=-1)",
        "hardmax": "torch.nn.functional.one_hot(torch.argmax(x, dim=-1), x.shape[-1]).to(x.dtype)",
        "prod": "torch.prod(x, dim=-1)",
        "greatest": "torch.amax(x, dim=-1)",
        "least": "torch.amin(x, dim=-1)",
        "nuclear_norm": "torch.linalg.matrix_norm(x, 'nuc')",
        "spectral_norm": "torch.linalg.matrix_norm(x, 2)",
    },
    forms={
        **FORMS,
        "eye": "torch.eye(n, dtype=a.dtype, device=a.device)",
        "zeros": "torch.zeros(n, dtype=a.dtype, device=a.device)",
        "ones": "torch.ones(n, dtype=a.dtype, device=a.device)",
        "positions": "torch.arange(1, n, dtype=a.dtype, device=a.device)",
        "sum_axis": "torch.sum(x, dim=n)",
        "permuted": "torch.permute(x, n)",
        "as_number": "x.to(a.dtype)",
        "array": "torch.stack(x)",
        "given": "torch.tensor(x, dtype=torch.float64)",
        "number": "torch.tensor(x, dtype=torch.float64)",
    },
    helpers=helpers("torch", {}),
    needs_arrays=True,
)
