"""The notebook front: models, derivations and graphs as they show themselves in a notebook."""
