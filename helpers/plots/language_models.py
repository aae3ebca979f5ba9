"""Figures about language models: surprise token by token, losses, and shares of right choices."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from helpers.plots.labels import at_right
from helpers.plots.lines import band, runs
from helpers.plots.style import GREY, INK, SERIES, Series, readable, styled

SURPRISE = LinearSegmentedColormap.from_list("surprise", ["#FFFFFF", "#F6C58F", "#E07B39"])
LAST = Series(GREY, (0, (3, 1, 1, 1, 1, 1)), "v")  # a fifth line
SHOWN = {" ": "\N{OPEN BOX}", "\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"}


@styled
def surprise_rows(ax, tokens, rows, most=8.0):
    """Write a text once for each model, every token on a ground coloured by its surprise.

    Shapes: tokens (N,) short texts; rows name -> (N,), nats. The colour runs from white, 0 bits,
    to full at `most` bits and above; at the right stands the mean of the row.
    """
    widths = np.array([len(token) + 0.35 for token in tokens])
    left = np.concatenate([[0.0], np.cumsum(widths)])
    for place, (name, nats) in enumerate(rows.items()):
        y, bits = -1.3 * place, np.asarray(nats, dtype=float) / np.log(2.0)
        boxes = [Rectangle((x, y - 0.5), w, 1.0) for x, w in zip(left, widths, strict=False)]
        ground = SURPRISE(np.clip(bits / most, 0.0, 1.0))
        ax.add_collection(PatchCollection(boxes, facecolor=ground, edgecolor="#DDDDDD", lw=0.3))
        for x, w, token in zip(left, widths, tokens, strict=False):
            text = "".join(SHOWN.get(c, c) for c in token)
            style = {"family": "DejaVu Sans Mono", "fontsize": 8.5, "ha": "center"}
            colour = GREY if token.isspace() else INK
            ax.text(x + w / 2, y, text, va="center_baseline", color=colour, **style)
        ax.text(-1, y, name, ha="right", va="center", fontsize=9)
        mean = f"{bits.mean():.2f}"
        ax.text(left[-1] + 1, y, mean, ha="left", va="center", fontsize=9)
    ax.text(left[-1] + 1, 1.0, "bits", ha="left", va="center", fontsize=9, color=GREY)
    ax.set_xlim(-0.01 * left[-1], left[-1])
    ax.set_ylim(-1.3 * (len(rows) - 1) - 0.7, 1.3)
    ax.axis("off")
    return ax


@styled
def loss_by_context(ax, contexts, losses, orders, ngram):
    """Draw loss against the number of characters given: a network's, and that of n-gram models.

    Shapes: contexts (n,); losses (seeds, n) or (n,); orders, ngram (m,), an order n model being
    given n - 1 characters. Units: nats per character.
    """
    losses, given = runs(losses), np.asarray(orders) - 1
    line = band(ax, contexts, losses, SERIES[0])
    other = ax.plot(given[1:], ngram[1:], color=SERIES[1].colour, ls=SERIES[1].linestyle)[0]
    ax.plot(given[1:], ngram[1:], SERIES[1].marker, color=SERIES[1].colour)
    ax.set_xscale("log", base=2)
    ticks = [k for k in contexts if k & (k - 1) == 0]
    ax.set_xticks(ticks, [f"{k}" for k in ticks])
    ax.minorticks_off()
    ax.set_xlabel("characters given")
    ax.set_ylabel("held-out loss\n(nats per character)")
    ax.legend(
        [line, other], [f"LSTM, {len(losses)} seeds", "$n$-gram, given $n - 1$"], frameon=False
    )
    return ax


@styled
def losses_by_order(ax, orders, lines, levels):
    """Draw losses against the order n of n-gram models, and named levels beside them.

    Shapes: orders (n,); lines name -> (n,); levels name -> (seeds,).
    """
    for (name, values), series in zip(lines.items(), SERIES, strict=False):
        look = {"color": series.colour, "ls": series.linestyle, "marker": series.marker}
        ax.plot(orders, values, label=name, **look)
    ends = []
    for name, values in levels.items():
        ax.axhspan(min(values), max(values), color=INK, alpha=0.35, lw=0)
        ax.axhline(np.median(values), color=INK, lw=1.2)
        ends.append((float(np.median(values)), f"{name} {np.median(values):.2f}", INK))
    ax.set_xticks(orders)
    ax.set_xlabel("order $n$ (the window holds $n - 1$ tokens)")
    ax.legend(frameon=False, loc="upper center")
    at_right(ax, ends)
    return ax


@styled
def loss_by_place(ax, lines, title, limits):
    """Draw the loss at each place of a chunk, one line for each way of using a model.

    Shapes: lines name -> (seeds, T) or (T,).   limits: of the loss axis.
    """
    drawn = [
        band(ax, np.arange(1, runs(values).shape[1] + 1), runs(values), series)
        for values, series in zip(lines.values(), SERIES, strict=False)
    ]
    ax.set_xlabel("place in the chunk")
    ax.set_ylabel("held-out loss\n(nats per character)")
    ax.set_ylim(*limits)
    ax.legend(drawn, list(lines), frameon=False)
    ax.set_title(title)
    return ax


@styled
def accuracy_lines(ax, xs, lines, xlabel, title, legend=False, chance=0.5):
    """Draw accuracies against something: medians over seeds thick, each seed thin.

    Shapes: xs (n,); lines name -> (seeds, n) or (n,). A line keeps its look by its place in lines;
    None leaves one out.
    """
    ax.axhline(chance, color=GREY, lw=1.2, ls=(0, (4, 2)), zorder=1)
    ax.annotate("guessing", (xs[-1], chance), (0, 3), ha="right", **_NOTE)
    for (name, values), series in zip(lines.items(), (*SERIES, LAST), strict=False):
        look = {"color": series.colour, "ls": series.linestyle, "label": name}
        if values is None:
            ax.plot([], [], marker=series.marker, **look)
            continue
        values = runs(values)
        ax.plot(xs, values.T, color=series.colour, lw=0.8, alpha=0.6)
        ax.plot(xs, np.median(values, axis=0), marker=series.marker, **look)
    ax.set_ylim(-0.04, 1.04)
    ax.set_xlabel(xlabel)
    ax.set_ylabel("right form of the verb (share)")
    ax.set_title(title)
    if legend:
        ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1.02, 0.5))
    return ax


@styled
def shares_at_chance(ax, shares, questions, chance=0.5):
    """Draw shares of right answers as points over the range that guessing covers 95 % of the time.

    Shapes: shares name -> (runs,).   questions: how many there were.
    """
    reach = 1.96 * np.sqrt(chance * (1 - chance) / questions)
    ax.axvspan(chance - reach, chance + reach, color="#E4E4E4", lw=0)
    ax.axvline(chance, color=GREY, lw=1.2, ls=(0, (4, 2)))
    for place, values in enumerate(shares.values()):
        values = np.atleast_1d(values)
        ax.plot(values, np.full(len(values), -place), "o", color=SERIES[0].colour, ms=6, alpha=0.7)
    ax.set_yticks(-np.arange(len(shares)), list(shares))
    ax.grid(axis="y", visible=False)
    ax.set_xlim(0.25, 1.0)
    ax.set_ylim(0.6 - len(shares), 0.8)
    ax.annotate("95 % of guessing", (chance + reach, 0.45), (4, 0), ha="left", **_NOTE)
    ax.set_xlabel(f"share of {questions} questions answered right")
    return ax


_NOTE = {"textcoords": "offset points", "fontsize": 9, "color": readable(GREY)}
