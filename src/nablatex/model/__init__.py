"""Models: statements gathered into equations, and the face over them."""

from nablatex.model.model import Model, read_together
from nablatex.model.statements import Collector
from nablatex.model.worked import Step, Worked

__all__ = ["Collector", "Model", "Step", "Worked", "read_together"]
