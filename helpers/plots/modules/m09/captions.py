"""Where a network looks while it describes a picture, and how good its captions are."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from helpers.datasets.generated.scenes import COLOURS, GRID
from helpers.plots.labels import spread_text
from helpers.plots.modules.m09.attention import LOOKS
from helpers.plots.style import VERMILLION, figure, show, styled

MARKS = {"circle": "o", "square": "s", "triangle": "^", "cross": "P", "ring": "o"}


def show_caption(scene, words, weights):
    """Show a picture, and for each word of its caption the weights of the cells.

    Shapes: scene.image (3, Y, X); words, T strings; weights, S for each of T steps or more.
    """
    weights, columns = weights[: len(words)], 6
    rows = -(-(len(words) + 1) // columns)
    fig, axes = figure(8.4, 1.75 * rows, rows=rows, columns=columns)
    panels = list(np.ravel(axes))
    draw_picture(panels[0], scene.image)
    for ax, word, own in zip(panels[1:], words, weights, strict=False):
        cell_weights(ax, own, word, scene.things)
    for ax in panels[len(words) + 1 :]:
        ax.set_axis_off()
    tops = ", ".join(
        f"{word}: row {top // GRID + 1}, column {top % GRID + 1}"
        for word, top in zip(words, weights.argmax(axis=1), strict=True)
    )
    show(
        fig,
        alt=f"A drawn scene of {', '.join(f'a {t.colour} {t.shape}' for t in scene.things)}, and "
        f"for each word the weights of the 16 cells. Largest weight at {tops}.",
        caption="**Where it looks while it writes.** First the picture (the noise of its "
        "background is not drawn), then for each word the weights of its 16 cells: the darker, the "
        "larger; framed: the largest. Small marks show where the objects are. The colour's word "
        "finds its object, the shape's often does not.",
    )


@styled
def draw_picture(ax, image):
    """Draw a picture (3, Y, X), its dark background in one grey: noise would use up all colours."""
    plain = np.where((image < 0.45).all(axis=0), np.float32(0.2), image)
    ax.imshow(np.moveaxis(plain, 0, -1), interpolation="nearest")
    _bare(ax, "the picture")
    return ax


@styled
def cell_weights(ax, weights, title, things=()):
    """Draw the weights (S,) of the cells of a grid, a small mark for each of the scene's things."""
    ax.imshow(weights.reshape(GRID, GRID), cmap=LOOKS, vmin=0, vmax=1)
    for thing in things:
        row, column = divmod(thing.cell, GRID)
        face = "none" if thing.shape == "ring" else COLOURS[thing.colour]
        edge = COLOURS[thing.colour] if thing.shape == "ring" else "#444444"
        behind = [withStroke(linewidth=3, foreground="#444444")]  # a yellow ring on white
        ax.plot(column, row, MARKS[thing.shape], ms=6, mfc=face, mec=edge, mew=1.2,
                path_effects=behind if thing.shape == "ring" else None)  # fmt: skip
    row, column = divmod(int(weights.argmax()), GRID)
    corner = (column - 0.5, row - 0.5)
    ax.add_patch(Rectangle(corner, 1, 1, fill=False, ec=VERMILLION, lw=2))
    _bare(ax, title)
    return ax


def _bare(ax, title):
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[["top", "right"]].set_visible(True)
    ax.set_title(title, fontsize=10)


def print_captions(record):
    """Print how good the captions are, and where attention is when an object is named."""
    factor = record.settings["penalties"]["attention, penalty"]
    print(f"captions without a mistake, mean (from, to) of {len(record.seeds)} seeds")
    print(f"{'':20s}{'1 or 2 objects':>20s}{'new kinds':>20s}{'3 objects':>20s}")
    for kind in record.results[0]:
        cells = (caption_scores(record, kind, "exact", k) for k in ("seen", "new", "three"))
        print(f"{kind:20s}" + "".join(f"{spread_text(x):>20s}" for x in cells))
    print("\nwhile an object is named: share of words with the largest weight on its cell, and")
    print("the mean weight of that cell when the colour is written")
    print(f"{'':20s}{'at the colour':>20s}{'at the noun':>20s}{'weight, colour':>20s}")
    for kind in list(record.results[0])[1:]:
        cells = (caption_scores(record, kind, k) for k in ("colour", "noun", "mass"))
        print(f"{kind:20s}" + "".join(f"{spread_text(x):>20s}" for x in cells))
    occupied = caption_scores(record, "attention", "occupied").mean()
    print(f"{'some object, whichever':26s}{occupied:.2f}   any cell {1 / GRID**2:.2f}")
    print(f"factor of the penalty {factor}. {record.note()}")


def caption_scores(record, kind, what, scenes="seen"):
    """Collect one number of each seed (seeds,)."""
    return np.array([run[kind][scenes][what] for run in record.results])
