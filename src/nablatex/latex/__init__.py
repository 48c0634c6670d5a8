from nablatex.latex.context import Context
from nablatex.latex.read import read

__all__ = ["Context", "read"]
