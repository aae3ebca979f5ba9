"""The last figure of module 03: many descents beside a cliff, without clipping and with it."""

import numpy as np

from helpers.plots import gradient_flow
from helpers.plots.style import figure, show


def show_walks(ws, bs, losses, walks):
    """Show descents from many starts from above, and print how many reached the minimum.

    Shapes: ws, bs, losses (m, n); walks {name: [(updates + 1, 3), ...]}: w, b and loss.
    """
    fig, axes = figure(9, 3.5, columns=len(walks))
    found = {name: sum(walk[-1, 2] < 1e-3 for walk in some) for name, some in walks.items()}
    for ax, (name, some) in zip(axes, walks.items(), strict=True):
        title = f"{name}: {found[name]} of {len(some)} at the minimum"
        gradient_flow.walks_from_above(ax, ws, bs, losses, some, title)
        print(f"{title}; largest |w| at the end {max(np.abs(walk[-1, 0]) for walk in some):,.1f}")
    said = " and ".join(f"{found[name]} of {len(some)} {name}" for name, some in walks.items())
    show(
        fig,
        alt="The loss over w and b from above, a low plain in light grey and a high one in dark "
        f"grey, with the paths of descents; at the minimum end {said}.",
        caption="**Which descents stay?** Light grey is the low plain, dark grey the high one, and "
        "their border the wall. A ring is a start, a blue dot an end, and a cross the place where "
        "a path first left the picture.",
    )
