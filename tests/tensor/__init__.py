"""Calculus on arrays of symbolic size."""
