"""Models: statements gathered into equations, and the face over them."""

from nablatex.model.layout import LAYOUTS, Layout
from nablatex.model.model import Model, read_together
from nablatex.model.statements import Collector
from nablatex.model.worked import FORMS, Form, Step, Worked

__all__ = [
    "FORMS",
    "LAYOUTS",
    "Collector",
    "Form",
    "Layout",
    "Model",
    "Step",
    "Worked",
    "read_together",
]
