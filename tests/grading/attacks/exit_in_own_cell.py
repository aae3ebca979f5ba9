"""Ends its process in a cell of its own, before any answer."""

LOSES = ("one_hot",)
OWN_CELLS = [
    """
import os

os._exit(0)
""",
]
