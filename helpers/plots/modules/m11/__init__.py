"""Figures of module 11."""
