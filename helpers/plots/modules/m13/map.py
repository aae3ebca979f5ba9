"""The map of module 13."""

from helpers.plots.course_map import Map, show_map

MAP = Map(
    parts={
        "ladder": (0, 0, "one step, faster:\nthe ladder"),
        "scan": (1, 0, "linear in time:\nthe scan"),
        "kernel": (2, 0, "state spaces:\nconvolution"),
        "selective": (3, 0, "by the input:\nMamba"),
        "matrix": (3, 1, "a matrix:\nxLSTM"),
        "parity": (2, 1, "what is lost:\nparity"),
        "seconds": (1, 1, "digits and text,\nequal seconds"),
        "yours": (0, 1, "your scan reads\nand writes"),
    },
    arrows=(
        ("ladder", "scan"),
        ("scan", "kernel"),
        ("kernel", "selective"),
        ("selective", "matrix"),
        ("matrix", "parity"),
        ("parity", "seconds"),
        ("seconds", "yours"),
    ),
    about=(
        "Map of the module: one step made faster, the ladder; recurrences linear in time, the "
        "scan; state spaces and convolution; coefficients by the input, Mamba. Below, from right "
        "to left: a matrix for a state, xLSTM; what is lost, parity; digits and text at equal "
        "seconds; your scan reads and writes."
    ),
)


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)
