"""Experiments too long for a notebook: one file each, in a package for each module.

A file holds SEEDS, SETTINGS and run(seed, **SETTINGS), which returns plain values. `course
experiments NAME` runs it and stores the values in data/results/NAME.json; a notebook reads them
with `stored`.
"""

from helpers.experiments.store import stored

__all__ = ["stored"]
