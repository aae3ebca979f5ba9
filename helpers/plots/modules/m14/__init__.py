"""Figures and tables of module 14."""
