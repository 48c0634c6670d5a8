"""Models: statements gathered into equations, and the face over them."""

from nablatex.model.answers import check
from nablatex.model.arrays import WorkedArrays
from nablatex.model.layout import LAYOUTS, Layout
from nablatex.model.model import Model
from nablatex.model.reading import Reading, read_together
from nablatex.model.statements import Collector, known_matrices
from nablatex.model.worked import FORMS, Form, Step, Worked

__all__ = [
    "FORMS",
    "LAYOUTS",
    "Collector",
    "Form",
    "Layout",
    "Model",
    "Reading",
    "Step",
    "Worked",
    "WorkedArrays",
    "check",
    "known_matrices",
    "read_together",
]
