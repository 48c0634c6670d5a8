"""The notebook front: what shows itself and what is live in JupyterLab."""
