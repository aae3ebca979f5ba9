"""Experiments of module 07: depth, pyramids, sentences as vectors, and retrieval."""
