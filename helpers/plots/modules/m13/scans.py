"""Loop, scan and convolution: seconds and digits."""

import numpy as np

from helpers.plots.labels import at_right
from helpers.plots.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    SERIES,
    VERMILLION,
    figure,
    show,
    styled,
)

WAYS = {
    "loop, PyTorch": (GREY, (0, (1, 1.3)), "v"),
    "loop, NumPy": (INK, (0, (1, 1.3)), "D"),
    "your scan, NumPy": (BLUE, "-", "o"),
    "scan in blocks, PyTorch": (VERMILLION, (0, (5, 1.6)), "s"),
    "convolution, kernel kept": (ORANGE, (0, (5, 1.4, 1, 1.4)), "^"),
}


PLAIN = str.maketrans("", "", "${}")  # what TeX needs, and a printed line does not


def show_seconds(few, many):
    """Show the time of five ways to take the steps of one recurrence, for few states and many.

    few, many: as live.seconds_by_T returns them.
    """
    fig, axes = figure(8.8, 3.6, columns=2)
    for ax, found, title in zip(
        axes, (few, many), ("$B H = 64$ states", "$B H = 2{,}048$ states"), strict=True
    ):
        seconds_lines(ax, found, title)
        longest = max(found["loop, NumPy"])
        print(f"{title.translate(PLAIN)}, T = {longest:,}, milliseconds:")
        print("  " + ", ".join(f"{way} {ms[longest]:.1f}" for way, ms in found.items()))
    axes[0].set_ylabel("milliseconds of CPU")
    axes[0].legend(frameon=False, fontsize=8.5, loc="upper left")
    said = "; ".join(
        f"{title}: " + ", ".join(f"{way} {list(ms.values())[-1]:.0f} ms" for way, ms in f.items())
        for title, f in (("few states, at the longest", few), ("many states", many))
    )
    show(
        fig,
        alt=f"Time against the number of steps on log axes, in two panels. {said}.",
        caption="**Five ways to take T steps**, forward, one thread. Left, few states: a scan "
        "replaces calls. Right, many: one step already keeps the processor busy. (Section 3 "
        "explains the convolution.)",
    )


@styled
def seconds_lines(ax, found, title):
    """Draw milliseconds by T, a line for each way."""
    for way, (colour, dashes, marker) in WAYS.items():
        ax.plot(*zip(*found[way].items(), strict=True), color=colour, ls=dashes, marker=marker,
                label=way)  # fmt: skip
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ax.set_ylim(0.04, 3000)
    ax.set_xlabel("steps $T$")
    ax.set_title(title)
    return ax


def show_digits_lost(by_size, by_T):
    """Show errors in single precision: by the eigenvalues' size, and of a scan in logarithms.

    by_size {way: {size: error}}; by_T {way: {T: error}}.
    """
    fig, axes = figure(8.8, 3.2, columns=2)
    ends = []
    for found, ax in ((by_size, axes[0]), (by_T, axes[1])):
        error_lines(ax, found)
        for way, errors in found.items():
            print(
                f"{NAMES.get(way, way):19s}"
                + "  ".join(f"{x:,}: {e:.0e}" for x, e in errors.items())
            )
            ends.append(f"{NAMES.get(way, way)} {list(errors.values())[-1]:.0e}")
    axes[0].set_xticks(range(len(by_size["loop"])), [str(size) for size in by_size["loop"]])
    axes[0].set_xlabel(r"size of the eigenvalues, $T = 4{,}096$")
    axes[0].set_ylabel("largest error,\nrelative")
    axes[1].set_xticks(range(len(by_T["without"])), [f"{T:,}" for T in by_T["without"]])
    axes[1].set_xlabel("steps $T$ of a minGRU's recurrence")
    show(
        fig,
        alt="Errors in single precision, log axis. Left, by the size of the eigenvalues, right, "
        f"of a scan in logarithms and one without by T. At the right ends: {', '.join(ends)}.",
        caption="**Digits lost, in single precision.** Left: nearer to the circle every way loses "
        "digits (over the root mean square of the output). Right: a scan in logarithms loses them "
        "with T, a plain one does not (relative to each state).",
    )


NAMES = {"without": "without logarithms"}


@styled
def error_lines(ax, found):
    """Draw errors, a line for each way."""
    ends = []
    for series, (way, errors) in zip(SERIES, found.items(), strict=False):
        values = list(errors.values())
        ax.plot(range(len(values)), values, color=series.colour, ls=series.linestyle,
                marker=series.marker)  # fmt: skip
        ends.append((values[-1], NAMES.get(way, way), series.colour))
    ax.set_yscale("log")
    ax.set_ylim(5e-8, 0.1)
    at_right(ax, ends)
    return ax


def show_selective(found, marked=8):
    """Show two states, one whose step size reads a mark, and the values they read.

    Shapes: found {"value", "fixed", "by the input": (T,)}.
    """
    fig, ax = figure(7, 2.8)
    value = found["value"][marked]
    ax.plot(found["value"], color=PALE, ls="", marker=".", ms=5)
    ax.plot(marked, value, color=INK, ls="", marker="o", ms=8, mfc="white", mew=1.6)
    ends = []
    for series, name in zip(SERIES, ("by the input", "fixed"), strict=False):
        ax.plot(found[name], color=series.colour, ls=series.linestyle)
        ends.append((float(found[name][-1]), f"step size {name}", series.colour))
        print(f"step size {name:14s} at the end {found[name][-1]:+.2f}", end="; ")
    print(f"the marked value {value:+.2f}")
    ax.set_xlabel("step")
    ax.set_ylabel("value, state")
    at_right(ax, ends)
    said = ", ".join(f"{label} {end:+.2f}" for end, label, _ in ends)
    show(
        fig,
        alt=f"Random values, the one at step {marked} marked, {value:+.2f}, and two states. At the "
        f"last step: {said}.",
        caption="**One value marked** (ring) among others (dots), and two channels of one state. "
        "The step size by the input takes the marked value and keeps it; the fixed one follows "
        "everything.",
    )


def gate_text(first):
    """Return when the output of a memory was first not finite."""
    return "always finite" if first is None else f"not finite at step {first}"


def print_forms(singles, doubles):
    """Print how far a matrix memory step by step is from all steps at once.

    singles, doubles: {T: difference over the root mean square}.
    """
    for T in singles:
        print(f"T = {T:5,}: float32 {singles[T]:.0e}, float64 {doubles[T]:.0e}")


def largest(*pairs):
    """Return the largest difference of pairs of arrays, over the first one's root mean square."""
    gaps = (np.abs(np.asarray(a) - np.asarray(b)).max() for a, b in pairs)
    return max(gaps) / float(np.sqrt(np.mean(np.asarray(pairs[0][0]) ** 2)))
