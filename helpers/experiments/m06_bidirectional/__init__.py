"""Experiments of module 06 that are too long for its notebook."""
