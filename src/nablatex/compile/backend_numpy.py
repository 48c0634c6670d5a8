"""NumPy."""

from __future__ import annotations

from nablatex.compile.backend import FORMS, FUNCTIONS, Backend, helpers

NUMPY = Backend(
    name="numpy",
    alias="np",
    imports={"math": "import math", "np": "import numpy as np"},
    functions={
        **FUNCTIONS,
        "erf": "erf(x)",
        "softmax": "softmax(x)",
        "hardmax": "np.eye(x.shape[-1])[np.argmax(x, axis=-1)]",
    },
    forms=FORMS,
    helpers=helpers(
        "np",
        {
            "erf": "def erf(x):\n    return np.vectorize(math.erf, otypes=[float])(x)",
            "softmax": """
def softmax(x):
    shifted = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return shifted / np.sum(shifted, axis=-1, keepdims=True)
""",
        },
    ),
    slow_sums=True,
)
