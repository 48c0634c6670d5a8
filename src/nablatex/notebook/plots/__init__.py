"""Plots for a notebook, where people would rather look: tangents, heat maps, descents."""

from nablatex.notebook.plots.descent import Descent, descent
from nablatex.notebook.plots.heatmap import heatmap
from nablatex.notebook.plots.picture import Picture
from nablatex.notebook.plots.tangent import tangent
from nablatex.notebook.plots.training import Training

__all__ = ["Descent", "Picture", "Training", "descent", "heatmap", "tangent"]
