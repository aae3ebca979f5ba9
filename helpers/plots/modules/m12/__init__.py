"""Figures and tables of module 12."""
