"""What keeps a norm and what that is good for: copy memory, reflections, noise."""

import numpy as np

from helpers.plots.gradient_flow import norms_by_lag
from helpers.plots.labels import at_right, spread_text
from helpers.plots.style import (
    BLUE,
    GREY,
    INK,
    SERIES,
    VERMILLION,
    figure,
    show,
    styled,
)
from helpers.scratch.modules.m11_norm_keeping import cayley

KINDS = ("leaky", "clockwork", "Cayley tanh", "GRU", "LSTM", "unitary", "LRU")
SYMBOLS = "abcdefgh.>"


# ------------------------------------------------------------------ copy memory


def print_copies(copies, written, rows=3):
    """Print what was read and what was written, some rows; blanks are dots, > the signal.

    Shapes: copies.ids (T + 2S, B); written (S, B).
    """
    S = len(written)
    for b in range(rows):
        ids = "".join(SYMBOLS[i] for i in copies.ids[:, b])
        answer = "".join(SYMBOLS[i] for i in written[:, b])
        blanks = ids[S:-S].count(".")
        right = int((written[:, b] == copies.targets[-S:, b]).sum())
        print(f"read {ids[:S]}  then {blanks} blanks and >   wrote {answer}   {right} of {S} right")
    share = (written == copies.targets[-S:]).mean()
    print(f"right, of all {written.size:,} symbols: {share:.3f} (by guessing: {1 / 8:.3f})")


def print_trained(model, lengths, S=10):
    """Print what training made of the norm of a unitary network.

    Shapes: lengths (steps, B). The first S steps read symbols.
    """
    b = model.layer.layer.cell.b.detach().numpy()
    print(f"length of the state, mean: {lengths[S - 1].mean():.0f} after the symbols, ", end="")
    print(f"{lengths[-1].mean():.0f} at the end; b above 0 in {(b > 0).mean():.0%} of the units")


def final_losses(record, T, kind):
    """Collect the last test loss over the baseline, one for each seed (seeds,)."""
    return np.array([run[str(T)][kind]["rows"][-1][2] for run in record.results])


def shares_right(record, T, kind):
    """Collect the share of symbols written right at the end, one for each seed (seeds,)."""
    return np.array([run[str(T)][kind]["right"] for run in record.results])


def show_copying(record):
    """Show the learning of all recurrences, one panel for each number of blanks, and a table."""
    lengths = [*record.results[0]]
    print("loss over that of a network without memory, at the end: mean (from, to) of the seeds;")
    print("updates; seconds of CPU for all of them; symbols written right (by guessing 0.125)")
    for T in lengths:
        print(f"{T} blanks")
        for kind in record.results[0][T]:
            runs = [run[T][kind] for run in record.results]
            updates, seconds = (np.median([r["rows"][-1][i] for r in runs]) for i in (0, 1))
            loss = spread_text(final_losses(record, T, kind), ".3f")
            right = spread_text(shares_right(record, T, kind), ".3f")
            print(f"  {kind:12s}{loss:>24s}{updates:6.0f}{seconds:6.1f} s{right:>24s}")
    print(record.note())
    fig, axes = figure(8.6, 2.9, columns=len(lengths))
    for ax, T in zip(axes, lengths, strict=True):
        curves = {k: [run[T][k]["rows"] for run in record.results] for k in record.results[0][T]}
        copy_lines(ax, curves, f"{T} blanks")
    axes[0].set_ylabel("test loss over that of a\nnetwork without memory")
    said = "; ".join(
        f"{T} blanks: "
        + ", ".join(
            f"{k} {np.median(final_losses(record, T, k)):.2g}" for k in record.results[0][T]
        )
        for T in lengths
    )
    clockwork = np.mean([shares_right(record, T, "clockwork").mean() for T in ("50", "100")])
    show(
        fig,
        alt="Loss over the memoryless baseline against updates, on a log axis, a panel for each "
        f"number of blanks. Median at the end, {said}.",
        caption="**Who leaves the line.** One thin line for each seed; grey: near "
        "the line to the end, told apart in the table (of them only the clockwork writes clearly "
        f"more symbols right than guessing, {clockwork:.2f} up to 100 blanks). Dotted: a network "
        "without memory; a run stops at 1/50 of it.",
    )


LOOKS = {"unitary": (BLUE, "-"), "LRU": (VERMILLION, (0, (5, 1.6)))}


@styled
def copy_lines(ax, curves, title):
    """Draw losses over the baseline by updates.   curves: {kind: [rows of each seed]}."""
    for kind, runs in curves.items():
        colour, dashes = LOOKS.get(kind, (GREY, "-"))
        for rows in runs:
            ax.plot(*np.array(rows)[:, [0, 2]].T, color=colour, ls=dashes, lw=1.4)
    ax.axhline(1, color=INK, lw=1, ls=(0, (1, 1.3)), zorder=1)
    named = [(kind, *LOOKS[kind]) for kind in curves if kind in LOOKS]
    named.append((f"{len(curves) - len(named)} others", GREY, "-"))
    for name, colour, dashes in named:
        ax.plot([], [], color=colour, ls=dashes, lw=1.8, label=name)
    ax.legend(fontsize=9, frameon=False, loc="lower right")
    ax.set_yscale("log")
    ax.set_ylim(0.012, 12)
    ax.set_xlabel("updates")
    ax.set_title(title)
    return ax


def print_longer(record):
    """Print what more updates bring on copy memory."""
    print("with more updates: loss over the baseline, updates, symbols written right")
    for T, found in record.results[0].items():
        for kind in found:
            updates = ", ".join(str(run[T][kind]["rows"][-1][0]) for run in record.results)
            loss = spread_text(final_losses(record, T, kind), ".3f")
            right = spread_text(shares_right(record, T, kind), ".3f")
            print(f"  {T} blanks, {kind:12s}{loss:>24s}  {updates:>18s}{right:>24s}")
    print(record.note())


# ------------------------------------------------------------------ maps that keep a norm


def slope(norms, low=20, high=100):
    """Fit a line to ln of the norms by lag (T + 1,). Units: nats a step."""
    lags = np.arange(low, high + 1)
    return float(np.polyfit(lags, np.log(norms[lags]), 1)[0])


def cayley_turns(entries):
    """Return for each a the angle by which the map of ((0, a), (-a, 0)) turns, in degrees."""
    turns = {}
    for a in entries:
        W = cayley(np.array([[0.0, a], [-a, 0.0]]))
        turns[a] = float(np.degrees(np.arccos(W[0, 0])))
    return turns


def show_cayley(norms):
    """Show that an orthogonal matrix under a driven tanh changes nothing."""
    fig, ax = figure(6.5, 2.9)
    ax.set_ylim(1e-30, 10)
    norms_by_lag(ax, {name: values[:, :141] for name, values in norms.items()})
    ends = ", ".join(f"{k} {np.median(v[:, 100]):.0e}" for k, v in norms.items())
    for name, values in norms.items():
        slopes = ", ".join(f"{slope(run):.3f}" for run in values)
        print(f"{name:14s}slope of ln norm, lags 20 to 100: {slopes}")
    show(
        fig,
        alt="Norm of the gradient of the state against the lag, on a log axis, for a plain network "
        f"and one with an orthogonal matrix: the lines lie on each other. At lag 100: {ends}.",
        caption="**Orthogonal, and still gone.** The matrix keeps every length; tanh, driven by "
        "inputs of standard deviation 1, does not. Median and range of three seeds.",
    )


@styled
def reflection(ax):
    """Draw the row h = (3, 1) reflected along v = (1, 2), as on paper."""
    h, v = np.array([3.0, 1.0]), np.array([1.0, 2.0])
    out = h - 2 * (h @ v) / (v @ v) * v
    mirror = np.array([2.0, -1.0])
    ax.plot(*np.outer([-0.6, 1.9], mirror).T, color=GREY, lw=1.2, ls=(0, (5, 2)))
    for end, name, colour in ((h, "$h$", BLUE), (out, "reflected", VERMILLION), (v, "$v$", INK)):
        ax.annotate("", end, (0, 0), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2})
        ax.annotate(name, end, (5, 3), textcoords="offset points", color=colour)
    ax.plot(*np.array([h, out]).T, color=GREY, lw=1, ls=(0, (1, 1.3)))
    ax.set_xlim(-1.8, 4.6)
    ax.set_ylim(-3.4, 2.6)
    ax.set_aspect("equal")
    ax.set_xlabel("first entry")
    ax.set_ylabel("second entry")
    ax.set_title("a reflection")
    return ax


@styled
def cayley_angles(ax, angles):
    """Draw the angle by which Cayley's map of ((0, a), (-a, 0)) turns.   angles {a: degrees}."""
    ax.plot(list(angles), list(angles.values()), color=BLUE, marker="o", ms=4)
    ax.axhline(180, color=VERMILLION, lw=1.2, ls=(0, (5, 2)))
    ax.annotate("half a turn, eigenvalue $-1$: never", (0.11, 180), (0, -13),
                textcoords="offset points", color=VERMILLION, fontsize=9.5)  # fmt: skip
    ax.set_xscale("log")
    ax.set_ylim(0, 195)
    ax.set_yticks([0, 45, 90, 135, 180])
    ax.set_xlabel("$a$, the entry of $A$")
    ax.set_ylabel("angle of the rotation\n(degrees)")
    ax.set_title("Cayley's map")
    return ax


def show_keepers(angles):
    """Show a reflection and what Cayley's map reaches."""
    fig, (left, right) = figure(8, 3.1, columns=2)
    reflection(left)
    cayley_angles(right, angles)
    last = list(angles.items())[-1]
    show(
        fig,
        alt="Left: the vector (3, 1) reflected along (1, 2) into (1, -3), on the other side of a "
        "dashed mirror line, with the same length. Right: the angle of a rotation made by Cayley's "
        f"map against the entry a of A, on a log axis: it rises to {last[1]:.1f} degrees at a = "
        f"{last[0]:g} and does not reach 180.",
        caption="**Two ways to keep a length.** A reflection turns the part along $v$ around. "
        "Cayley's map turns, by less than half a turn whatever $A$ is.",
    )


# ------------------------------------------------------------------ forgetting


def show_noise(lengths):
    """Show how states grow that are fed noise.   Shapes: lengths {"unitary", "leaky": (T,)}."""
    fig, ax = figure(7, 2.9)
    ends, T = [], len(lengths["unitary"])
    steps = np.arange(1, T + 1)
    for series, (label, values) in zip(SERIES, lengths.items(), strict=False):
        ax.plot(steps, values, color=series.colour, ls=series.linestyle)
        ends.append((float(values[-1]), label, series.colour))
    ax.plot(steps, np.sqrt(steps), color=INK, lw=1.3, ls=(0, (4, 2)))
    ax.annotate("$\\sqrt{t}$", (T / 3, np.sqrt(T / 3)), (-4, 8), textcoords="offset points")
    ax.set_xlabel("steps of noise $t$")
    ax.set_ylabel("length of the state")
    ax.margins(x=0)
    at_right(ax, ends)
    values = lengths["unitary"]
    print(
        f"unitary after 100 and {T} steps: {values[99]:.2f}, {values[-1]:.2f}; "
        f"sqrt: {np.sqrt(100):.2f}, {np.sqrt(T):.2f}"
    )
    print(f"leaky after 100 and {T} steps: {lengths['leaky'][99]:.2f}, {lengths['leaky'][-1]:.2f}")
    show(
        fig,
        alt=f"Length of the state against steps of noise. Unitary: {values[99]:.1f} after 100, "
        f"{values[-1]:.1f} after {T}, on the dashed square root. Leaky: level at "
        f"{lengths['leaky'][-1]:.1f}.",
        caption="**Nothing leaves.** A unitary state adds up all it is fed, like a random walk; a "
        "leaky one loses as much as comes in. Both read the same noise.",
    )
