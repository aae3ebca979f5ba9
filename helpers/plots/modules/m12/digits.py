"""Digits drawn write by write, and a patch laid down through filters."""

import numpy as np

from helpers.plots.labels import spread_text
from helpers.plots.style import INK, VERMILLION, figure, show, styled

INKS = "Greys"


def show_writes(record, rows=4):
    """Show DRAW's canvases after each write, and what a VAE paints at once.   record: stored."""
    drawn = np.array(record.results[0]["DRAW"]["drawn"])[:, :rows]  # (T, rows, 8, 8)
    painted = np.array(record.results[0]["VAE"]["drawn"])[:, :rows]
    T = len(drawn)
    fig, axes = figure(8.6, 0.9 * rows, rows=rows, columns=T + 2, width_ratios=[1] * T + [0.3, 1])
    for row, line in enumerate(axes):
        for t in range(T):
            pixels(line[t], drawn[t, row])
        line[T].set_axis_off()
        pixels(line[-1], painted[-1, row])
    for t in range(T):
        axes[0, t].set_title(f"write {t + 1}", fontsize=9)
    axes[0, -1].set_title("VAE", fontsize=9)
    inked = (drawn > 50).mean(axis=(1, 2, 3))
    show(
        fig,
        alt=f"{rows} digits in rows, the canvas after each of {T} writes in columns, from an even "
        "grey to a digit with edges; beside them one column of digits that a VAE painted at once. "
        f"Pixels likelier black than white: {inked[0]:.0%} after the first write, "
        f"{inked[-1]:.0%} after the last.",
        caption="**Digits that are drawn.** Each row is one digit out of noise: the canvas of DRAW "
        "after each write, black where ink is certain. Right: digits that a VAE painted in one "
        "step, one for each row, unrelated to DRAW's (stored, seed 0).",
    )


@styled
def pixels(ax, percent):
    """Draw one image. Shapes: percent (R, C), 0 to 100."""
    ax.imshow(percent, cmap=INKS, vmin=0, vmax=100, interpolation="nearest")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def print_digits(record):
    """Print the scores on held-out digits, and what each write costs."""
    print(
        "nats an image on 300 held-out digits, mean (from, to) of the seeds; 50 samples beside it"
    )
    print(f"independent pixels  {record.results[0]['pixels']:.2f}")
    for kind in record.settings["plans"]:
        runs = [run[kind] for run in record.results]
        bound, many = (spread_text([run[k] for run in runs]) for k in ("bound", "by samples"))
        seconds = np.median([run["rows"][-1][1] for run in runs])
        print(f"{kind:14s}{runs[0]['weights']:7,d} weights {seconds:4.0f} s  {bound}   {many}")
    kl = np.mean([run["DRAW"]["kl"] for run in record.results], axis=0)
    print("KL of DRAW's writes, nats: " + " ".join(f"{each:.2f}" for each in kl))
    print(record.note())


def show_patches(patches):
    """Show one patch written on a digit at several places.

    patches: {name: (digit (R, C), written (R, C), places (N N, 2))}.
    """
    fig, axes = figure(8.2, 3.0, columns=len(patches))
    for ax, (name, (digit, written, places)) in zip(axes, patches.items(), strict=True):
        patch(ax, digit, written, places)
        ax.set_title(name, fontsize=10)
    ink = ", ".join(f"{name} {written.sum():.1f}" for name, (_, written, _) in patches.items())
    show(
        fig,
        alt="A cross of five ones written on a digit of 8 by 8 pixels three times: wide and soft "
        "over the whole image, small and sharp in the upper left corner, and half outside at the "
        f"lower right. Ink that was written, summed over the pixels: {ink}.",
        caption="**One patch, three banks of filters.** Grey: a held-out digit. Orange: the same "
        "patch of 3 by 3 numbers, a cross, laid down by your functions. Dots: where the nine "
        "filters stand; frame: the image. A filter outside still sums to 1, so its ink is "
        "pushed to the edge.",
    )


@styled
def patch(ax, digit, written, places):
    """Draw a digit in grey, what was written in orange, and the places of the filters."""
    orange = np.array([int(VERMILLION[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    paper = np.repeat(1 - 0.45 * digit[:, :, None], 3, axis=2)
    amount = np.clip(written, 0, 1)[:, :, None]
    ax.imshow(paper * (1 - amount) + orange * amount, interpolation="nearest")
    ax.plot(*places.T, "o", color=INK, ms=3)
    rows, columns = digit.shape
    edges = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows), (0, 0)]) - 0.5
    ax.plot(*edges.T, color=INK, lw=1)
    ax.set_xlim(-1, len(digit[0]) + 1)
    ax.set_ylim(len(digit) + 0.5, -1)
    ax.set_xlabel("column")
    ax.set_ylabel("row")
    ax.grid(visible=False)
    return ax
