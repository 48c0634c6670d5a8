"""Homework: a document with its key becomes worked solutions and an audit of the key."""

from nablatex.homework.solve import Homework, solve

__all__ = ["Homework", "solve"]
