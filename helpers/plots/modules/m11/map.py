"""The map of module 11."""

from helpers.plots.course_map import Map, show_map

MAP = Map(
    parts={
        "one": (0, 0, "one scale\nforgets"),
        "paths": (1, 0, "fewer factors:\ndelays, clocks"),
        "levels": (2, 0, "levels: words,\npyramids"),
        "grid": (3, 0, "memory\nalong depth"),
        "norm": (3, 1, "factors of size\none: unitary"),
        "copy": (2, 1, "ten symbols,\n100 blanks"),
        "forget": (1, 1, "what cannot\nbe forgotten"),
    },
    arrows=(
        ("one", "paths"),
        ("paths", "levels"),
        ("levels", "grid"),
        ("grid", "norm"),
        ("norm", "copy"),
        ("copy", "forget"),
    ),
    about=(
        "Map of the module: one time scale forgets; fewer factors by delays and clocks; levels, as "
        "words and pyramids; memory along depth. Below, from right to left: factors of size one by "
        "unitary matrices, ten symbols copied over 100 blanks, what cannot be forgotten."
    ),
)


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)
