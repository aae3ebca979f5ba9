"""Letters drawn by a pen, by the rule and by three models."""

import numpy as np

from helpers.datasets.generated.strokes import pen_path
from helpers.plots.labels import spread_text
from helpers.plots.style import BLUE, INK, figure, show, styled


def show_strokes(record, real, distances):
    """Show letters of three models beside real ones, the scores, and how far from letters they are.

    distances: {name: (n,)}, each from the nearest of many letters of the rule.
    Shapes: real (T, B, 2), steps of the pen.
    """
    print("nats a step, mean (from, to) of the seeds; the VRNN's a bound, by 100 samples behind it")
    for kind, plan in record.settings["plans"].items():
        runs = [run[kind] for run in record.results]
        many = "100" in runs[0]["excess"]
        told = spread_text([run["excess"]["1"] for run in runs], ".3f")
        told += f"   {spread_text([r['excess']['100'] for r in runs], '.3f')}" if many else ""
        seconds = np.median([run["rows"][-1][1] for run in runs])
        kl = f"   KL {np.mean([sum(run['kl']) for run in runs]):.2f}" if many else ""
        print(f"{kind:14s}{runs[0]['weights']:7,d} weights {seconds:4.0f} s, {plan['steps']:,} "
              f"updates  {told}{kl}")  # fmt: skip
    told = ", ".join(f"{name} {np.median(each):.2f}" for name, each in distances.items())
    print(f"median distance of letters drawn, from the nearest of 2,000 of the rule: {told}")
    print(record.note())
    letters = {"the rule": real} | {
        kind: np.array(record.results[0][kind]["written"]) for kind in record.settings["plans"]
    }
    B = record.settings["letters"]
    drawn = {name: np.median(each) for name, each in distances.items() if name != "the rule"}
    nearest = min(drawn, key=drawn.__getitem__)
    fig, axes = figure(8.6, 4.6, rows=len(letters), columns=B)
    for line, (name, xs) in zip(axes, letters.items(), strict=True):
        for b, ax in enumerate(line):
            pen(ax, xs[:, b], INK if name == "the rule" else BLUE)
        line[0].set_ylabel(name, fontsize=9)
    show(
        fig,
        alt=f"Four rows of {B} letters as pen strokes: drawn by the rule, then by a Gaussian, a "
        f"mixture of 10 Gaussians, and a VRNN. Median distance from the nearest letter: {told}.",
        caption="**Who writes?** First row: letters drawn by the rule (c, e, n, s, u, z). Below: "
        "what each model draws by itself, first eight of seed 0, not chosen. The dot is where the "
        f"pen starts. Nearest to real letters are the {nearest}'s ({drawn[nearest]:.2f}). The "
        "distance printed is the root mean square over the steps, in sides of the square, of three "
        "times as many letters (all seeds).",
    )


@styled
def pen(ax, steps, colour):
    """Draw one letter. Shapes: steps (T, 2)."""
    path = pen_path(steps[:, None])[:, 0]
    ax.plot(*path.T, color=colour, lw=1.6)
    ax.plot(*path[0], "o", color=colour, ms=4)
    middle, half = (
        (path.max(axis=0) + path.min(axis=0)) / 2,
        max(np.ptp(path, axis=0).max() / 2, 0.6),
    )
    ax.set_xlim(middle[0] - 1.1 * half, middle[0] + 1.1 * half)
    ax.set_ylim(middle[1] - 1.1 * half, middle[1] + 1.1 * half)
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])
    for side in ax.spines.values():
        side.set_visible(False)
    return ax
