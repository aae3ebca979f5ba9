"""Clocks, words over characters, pyramids, and memory along depth."""

import numpy as np

from helpers.plots.labels import at_right, spread_text
from helpers.plots.style import (
    INK,
    SERIES,
    figure,
    show,
    styled,
)

# ------------------------------------------------------------------ clocks

DRAWN = 150  # steps of the signal, in the picture


def show_signal(signal, record):
    """Show the signal of two periods as three networks write it, and the stored errors.

    Shapes: signal (T,).
    """
    print("error over variance; amplitude of the error at period 7, at period 61 (the signal's: 1)")
    for kind in record.results[0]:
        runs = [run[kind] for run in record.results]
        error = spread_text([run["rows"][-1][2] for run in runs], ".3f")
        left = [spread_text([run["left"][p] for run in runs]) for p in ("7", "61")]
        weights, seconds = runs[0]["weights"], np.median([run["rows"][-1][1] for run in runs])
        print(
            f"{kind:10s}{weights:6d} weights{seconds:6.1f} s  {error:>22s}"
            f"  {left[0]:>20s}  {left[1]:>20s}"
        )
    print(record.note())
    fig, axes = figure(7, 3.3, rows=len(record.results[0]), columns=1)
    said = []
    for ax, series, kind in zip(axes, SERIES, record.results[0], strict=False):
        runs = sorted((run[kind] for run in record.results), key=lambda run: run["rows"][-1][2])
        run = runs[len(runs) // 2]
        written_line(ax, signal, run["written"], kind, series)
        said.append(f"{kind} {run['rows'][-1][2]:.3f}")
    axes[-1].set_xlabel("step")
    show(
        fig,
        alt=f"A sum of two sines, of periods 7 and 61, {DRAWN} steps in grey, and in three panels "
        "what each network wrote after training (the seed in the middle). "
        f"Error over variance: {', '.join(said)}.",
        caption="**Two periods.** Grey: the signal. Coloured: what each network writes without any "
        "input, after about as many seconds (stored, the seed whose error is in the middle; "
        f"{DRAWN} of 244 steps).",
    )


@styled
def written_line(ax, signal, written, kind, series):
    """Draw a signal and what was written. Shapes: (T,) both."""
    ax.plot(signal[:DRAWN], color="#B9C4CC", lw=3)
    ax.plot(written[:DRAWN], color=series.colour, lw=1.3)
    ax.set_ylim(-2.6, 2.6)
    ax.margins(x=0)
    ax.set_ylabel(kind)
    return ax


# ------------------------------------------------------------------ levels


def show_first_character(changes):
    """Show how far one changed character reaches.   Shapes: changes {label: (T,)}."""
    fig, ax = figure(7, 2.8)
    ends = []
    for series, (label, values) in zip(SERIES, changes.items(), strict=False):
        ax.plot(values, color=series.colour, ls=series.linestyle)
        ends.append((float(values[-1]), label, series.colour))
        print(f"{label:20s}" + "  ".join(f"step {t}: {values[t]:.1e}" for t in (8, 24, 47)))
    ax.set_yscale("log")
    ax.margins(x=0)
    ax.set_xlabel("step $t$")
    ax.set_ylabel("change of $h_t$,\nstep 0 is 1")
    at_right(ax, ends)
    said = ", ".join(f"{label} {value:.1e}" for value, label, _ in ends)
    show(
        fig,
        alt="Change of the character state against the step, when the first character changes a "
        f"little, on a log axis. At the last step: {said}.",
        caption="**A change of the first character.** In one long word it fades step by step; by "
        "way of the words it arrives in fewer steps.",
    )


def show_memories(found, done):
    """Show one memory under copy, update and flush.

    Shapes: found {label: (T,)}; done, T letters.
    """
    fig, ax = figure(7, 2.6)
    ends = []
    for series, (label, values) in zip(SERIES, found.items(), strict=False):
        ax.step(range(len(values)), values, where="post", color=series.colour, ls=series.linestyle)
        ends.append((float(values[-1]) + 0.04 * (series is SERIES[0]), label, series.colour))
    for t, letter in enumerate(done):
        ax.text(t + 0.5, 0.55, letter, ha="center", fontsize=9, color=INK)
    ax.set_ylim(-0.03, 0.62)
    ax.set_xlim(0, len(done))
    ax.set_xlabel("step (U update, c copy, F flush)")
    ax.set_ylabel("memory $c$")
    at_right(ax, ends)
    kept = found["boundaries"]
    show(
        fig,
        alt=f"A memory over {len(done)} steps, operations {done}. With boundaries it stays level "
        f"through copies, {kept[3]:.2f} at step 3, {kept[11]:.2f} at step 11, and is 0 after the "
        f"flush; updated at every step it fades, {found['update always'][11]:.2f} at step 11.",
        caption="**Copy, update, flush.** Both memories were written once, at step 0, and have the "
        "same gates. A copy is exact; a flush is complete.",
    )


def show_levels(record):
    """Show the two-level character model against the flat one, by updates and by seconds."""
    fig, axes = figure(8, 2.6, columns=2)
    for ax, column, label in zip(axes, (0, 1), ("updates", "seconds of CPU"), strict=True):
        level_lines(ax, record, column)
        ax.set_xlabel(label)
    axes[0].set_ylabel("held-out nats\nper character")
    print("held-out nats per character at the end, and after the same 500 updates")
    for kind in record.results[0]:
        runs = [run[kind] for run in record.results]
        last = spread_text([run["rows"][-1][2] for run in runs], ".3f")
        same = spread_text([nats_after(run, 500) for run in runs], ".3f")
        seconds = np.median([run["rows"][-1][1] for run in runs])
        print(f"{kind:11s}{runs[0]['weights']:9,d} weights{seconds:6.1f} s{last:>24s}{same:>24s}")
    print(record.note())
    ends = ", ".join(
        f"{kind} {np.median([run[kind]['rows'][-1][2] for run in record.results]):.2f}"
        for kind in record.results[0]
    )
    show(
        fig,
        alt=f"Held-out loss against updates, and against seconds. Median at the end: {ends}.",
        caption="**Words over characters: nothing gained.** One line for each seed.",
    )


def final_nats(record):
    """Return the held-out nats at the end of the flat and the two-level model, (seeds,) each."""
    return (
        np.array([run[kind]["rows"][-1][2] for run in record.results])
        for kind in ("flat", "two levels")
    )


def nats_after(run, updates):
    """Return the held-out loss after so many updates."""
    return next(row[2] for row in run["rows"] if row[0] == updates)


@styled
def level_lines(ax, record, column):
    """Draw held-out losses, a line for each seed."""
    for series, kind in zip(SERIES, record.results[0], strict=False):
        for i, run in enumerate(record.results):
            rows = np.array(run[kind]["rows"])
            style = {"color": series.colour, "ls": series.linestyle, "lw": 1.4}
            ax.plot(rows[:, column], rows[:, 2], label=kind if i == 0 else None, **style)
    ax.legend(fontsize=9, frameon=False)
    return ax


def print_pyramid(record):
    """Print what strides cost and bring on windows of source code."""
    print("package of a 256-character window: accuracy after 400 and 1,000 updates, CPU seconds")
    share = np.mean([run["share"] for run in record.results])
    for stride in ("1", "2", "4"):
        rows = [run[stride]["rows"] for run in record.results]
        texts = [spread_text([row[i][2] for row in rows]) for i in (3, 9)]
        seconds = spread_text([row[9][1] for row in rows], ".0f")
        print(f"stride {stride}: {texts[0]:>20s}{texts[1]:>20s}   {seconds} s")
    print(f"most frequent package: {share:.2f}. {record.note()}")


# ------------------------------------------------------------------ the grid


def updates_to_solve(record, case, kind):
    """Collect the updates until at most 1 % of the last labels are wrong; inf where never."""
    enough = record.settings["training"]["enough"]
    rows = [run[case][kind]["rows"][-1] for run in record.results]
    return np.array([row[0] if row[2] <= enough else np.inf for row in rows])


def updates_text(record, found):
    """Write the updates of each seed, with > before the most where a run did not get there."""
    most = record.settings["training"]["steps"]
    return ", ".join(f"{n:.0f}" if np.isfinite(n) else f">{most}" for n in found)


def print_grid(record):
    """Print how soon parity at every step is learned, by kind, length and depth."""
    kinds = [*record.settings["units"]]
    print("updates until at most 1 % of the labels of the last bit are wrong, one for each seed")
    print(f"{'bits, layers':14s}" + "".join(f"{kind:>20s}" for kind in kinds))
    for case in record.results[0]:
        found = (updates_to_solve(record, case, kind) for kind in kinds)
        texts = [updates_text(record, updates) for updates in found]
        print(f"{case:14s}" + "".join(f"{text:>20s}" for text in texts))
    costs, weights = [], []
    for kind in kinds:
        rows = [run["8, 6"][kind]["rows"][-1] for run in record.results]
        costs.append(f"{kind} {1000 * np.median([row[1] / row[0] for row in rows]):.0f}")
        weights.append(f"{kind} {record.results[0]['8, 6'][kind]['weights']:,}")
    print(f"8 bits, 6 layers: ms an update {', '.join(costs)}; weights {', '.join(weights)}")
    print(record.note())
