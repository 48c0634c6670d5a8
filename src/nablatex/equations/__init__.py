"""What a model says: definitions, elements, numbers, and all of it over scalar names."""

from nablatex.equations.entries import bare, element_names, first_index, names_in
from nablatex.equations.equations import Equations
from nablatex.equations.families import base_name

__all__ = ["Equations", "bare", "base_name", "element_names", "first_index", "names_in"]
