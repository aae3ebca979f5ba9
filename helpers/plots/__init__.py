"""Figures: one file per kind, and every function takes an Axes, draws on it and returns it.

`figure` makes an empty one in the course's style, `show` displays it with its alternative text.
"""

from helpers.plots.style import figure, show

__all__ = ["figure", "show"]
