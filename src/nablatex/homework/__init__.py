"""Homework documents: problems, worked solutions and the audit of their keys."""
