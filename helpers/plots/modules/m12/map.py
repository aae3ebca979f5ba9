"""The map of module 12."""

from helpers.plots.course_map import Map, show_map

MAP = Map(
    parts={
        "futures": (0, 0, "two futures,\none Gaussian"),
        "mixture": (1, 0, "mixtures,\nan exact floor"),
        "bound": (2, 0, "a latent z,\na lower bound"),
        "vrnn": (3, 0, "VRNN\nand STORN"),
        "collapse": (4, 0, "sixty-four\nfutures"),
        "kalman": (4, 1, "Kalman's\nfloor"),
        "loose": (3, 1, "how loose\nis the bound?"),
        "draw": (2, 1, "strokes, and\ndigits drawn"),
        "yours": (1, 1, "yours\ngoes on"),
    },
    arrows=(
        ("futures", "mixture"),
        ("mixture", "bound"),
        ("bound", "vrnn"),
        ("vrnn", "collapse"),
        ("collapse", "kalman"),
        ("kalman", "loose"),
        ("loose", "draw"),
        ("draw", "yours"),
    ),
    about=(
        "Map of the module: two futures that one Gaussian cannot say; mixtures and an exact floor; "
        "a latent z and a lower bound; VRNN and STORN; sixty-four futures. Below, from right to "
        "left: Kalman's floor; how loose the bound is; strokes, and digits drawn; your models go "
        "on by themselves."
    ),
)


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)
