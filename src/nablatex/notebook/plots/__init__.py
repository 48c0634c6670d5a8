"""Plots for a notebook, where people would rather look: tangents, heat maps, descents."""

from nablatex.notebook.plots.heatmap import heatmap
from nablatex.notebook.plots.picture import Picture
from nablatex.notebook.plots.tangent import tangent

__all__ = ["Picture", "heatmap", "tangent"]
