"""Figures of module 13."""
