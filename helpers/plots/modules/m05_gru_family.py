"""The figures of module 05 with their texts, and the tables that are printed beside them."""

import numpy as np

from helpers.plots import gradient_flow
from helpers.plots.course_map import Map, show_map
from helpers.plots.labels import at_right
from helpers.plots.style import GREY, INK, SERIES, figure, show, styled

MAP = Map(
    parts={
        "leak": (0, 0, "a leak that\nis learned"),
        "moves": (1, 0, "LSTM to GRU\nin three moves"),
        "backward": (2, 0, "backward,\nfour ways"),
        "reset": (3, 0, "reset before\nor after"),
        "compare": (4, 0, "compare\nfairly"),
        "peephole": (1, 1, "peepholes:\ntiming"),
        "family": (2, 1, "one gate less,\none more"),
        "clocks": (3, 1, "clocks"),
        "names": (4, 1, "yours\nwrites names"),
    },
    arrows=(
        ("leak", "moves"),
        ("moves", "backward"),
        ("backward", "reset"),
        ("reset", "compare"),
        ("moves", "peephole"),
        ("peephole", "family"),
        ("family", "clocks"),
        ("compare", "names"),
    ),
    about=(
        "Map of the module: a leak that is learned leads to the GRU, made of the LSTM in three "
        "moves; then its backward pass, the place of the reset, a fair comparison, and names "
        "that it writes. A second row holds the relatives: peepholes, other gates, clocks."
    ),
)
CELLS_CAPTION = (
    "**Before and after.** Above, the LSTM; below, the GRU. Two gates instead of three, one state "
    "instead of two; $z$ and $1 - z$ share the work of $f$ and $i$. "
    "A star multiplies entry by entry."
)
RELATIVES_CAPTION = (
    "**Three relatives.** Above, the gates also see a memory: $i$ and $f$ the old one, $o$ the new "
    "one. In the middle, $1 - f$ takes the place of $i$. Below, one gate $f$ does the work of "
    "both $r$ and $z$."
)
WIDE = 13  # letters of a name in a table
RELATIVES = {
    "reset before": "GRU",
    "minimal": "GRU",
    "LSTM": "GRU",
    "coupled": "LSTM",
    "peephole": "LSTM",
    "RNN": "GRU",
    "multiplicative": "RNN",
}


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


def print_names(names, columns=4):
    """Print names by language. names: {language: list of names}."""
    for language, written in names.items():
        print(f"{language:10s}", *[f"{name.capitalize():{WIDE}s}" for name in written[:columns]])


def show_leak(target, marks, fixed, gated_h, keep):
    """Show what the best fixed leak keeps, and a gated one.   Shapes: all (T,)."""
    fig, ax = figure(8, 2.8)
    lines = {f"fixed, keeps {keep:.2f}": fixed, "gated": gated_h}
    leak_traces(ax, target, marks, lines)
    show(
        fig,
        alt="The last marked value, a staircase, against the step. The unit with a fixed leak "
        "wanders near 0 and does not follow it; the gated unit lies on the staircase.",
        caption="**One leak for everything, or one for each step.** Grey, the value to be kept. "
        "The fixed leak is the best of 100; the gate opens at marked steps only.",
    )


def show_reach(norms):
    """Print and show how far gradients reach before training.   norms: {cell: (seeds, T + 1)}."""
    lags = (10, 50, 100)
    print(
        "norm, median of the seeds",
        *[f"  lag {lag:3d}" for lag in lags],
        "  left at a step, to lag 50",
    )
    for name, values in norms.items():
        middle = np.median(values, axis=0)
        print(
            f"{name:25s}", *[f"{middle[lag]:9.1e}" for lag in lags], f"{middle[50] ** 0.02:14.2f}"
        )
    fig, ax = figure(7.5, 3.3)
    gradient_flow.norms_by_lag(ax, norms, ylabel="norm of the gradient of\nthe state, lag 0 is 1")
    show(
        fig,
        alt="Norm of the gradient by lag, log axis, before training. The RNN and the GRU with "
        "bias 0 fall side by side, below 1e-17 at lag 100; the GRU with bias 1 and the LSTM fall "
        "more slowly; the clockwork RNN falls in stairs and least of all.",
        caption="**Additive is not enough.** Median and range of 5 seeds, $H = 64$, driven by "
        "normal inputs. The loss reads $h$ of the last step in a random direction; the norm is of "
        "the gradient of the whole state, $h$ and, in the LSTM, $c$.",
    )


def print_speed(speed):
    """Print times of a forward and backward pass.   speed: {library: {kind: milliseconds}}."""
    print("forward and backward, ms     RNN     GRU    LSTM   GRU over LSTM")
    for name, times in speed.items():
        row = "".join(f"{times[kind]:8.1f}" for kind in ("RNN", "GRU", "LSTM"))
        print(f"{name:24s}{row}{times['GRU'] / times['LSTM']:16.2f}")


def print_coverage(found):
    """Print how often intervals hold the truth.   found: {name: (share, median width)}."""
    print("interval of 95 %                     holds the truth   median width")
    for name, (share, width) in found.items():
        print(f"{name:36s} {share:15.1%} {width:14.2f}")


def show_budgets(scores, intervals):
    """Print test losses under three budgets, and show the paired differences.

    scores: {budget: {kind: (nats (seeds,), updates (seeds,))}}; counts made no updates.
    intervals: {budget: {pair: (differences (seeds,), mean, low, high)}}.
    """
    for budget, kinds in scores.items():
        print(f"{budget}: test loss in nats per letter, mean (from, to), and updates made")
        for kind, (nats, updates) in kinds.items():
            made = f"{min(updates):.0f} to {max(updates):.0f}" if max(updates) else ""
            print(f"  {kind:6s} {nats.mean():.3f} ({nats.min():.3f}, {nats.max():.3f})   {made}")
        for pair, (_, mean, low, high) in intervals[budget].items():
            print(f"  {pair:13s} {mean:+.3f} [{low:+.3f}, {high:+.3f}]")
    fig, axes = figure(9, 2.6, columns=len(intervals))
    drawn = [row for rows in intervals.values() for row in rows.values()]
    ends = np.concatenate([[*values, low, high] for values, _, low, high in drawn])
    for ax, (budget, rows) in zip(axes, intervals.items(), strict=True):
        differences(ax, rows, budget, named=ax is axes[0])
        ax.set_xlim(1.15 * min(*ends, -0.03), 1.15 * max(*ends, 0.03))
    said = "; ".join(
        f"{budget}: " + ", ".join(f"{pair} {row[1]:+.3f}" for pair, row in rows.items())
        for budget, rows in intervals.items()
    )
    show(
        fig,
        alt=f"Differences of test losses with their 95 % intervals in three panels. {said}.",
        caption="**Who is better depends on what is held equal.** Dots, 5 seeds; diamond and bar, "
        "mean and paired 95 % interval (behind the diamond where it is narrower). Left of 0 the "
        "first of the two is better. The LSTM's "
        "forget bias begins at 1, the GRU's biases near 0.",
    )


def print_biases(budgets, pairs, interval):
    """Print test losses by the first bias of a gate, and paired differences.

    budgets: {budget: {cell: (nats (seeds,), updates (seeds,))}}.   pairs: (cell a, cell b).
    interval: (scores_a, scores_b) -> mean, low, high.
    """
    for budget, scores in budgets.items():
        print(f"{budget}: test loss in nats per letter, mean")
        print("  " + "; ".join(f"{name} {nats.mean():.3f}" for name, (nats, _) in scores.items()))
        for a, b in pairs:
            mean, low, high = interval(scores[a][0], scores[b][0])
            print(f"  {a} - {b}: {mean:+.3f} [{low:+.3f}, {high:+.3f}]")


def show_dots(groups, xlabel, alt, caption, lines=None, log=False):
    """Show a dot for each run in rows, and print the medians.   groups: {name: (runs,)}."""
    fig, ax = figure(7.5, 0.75 + 0.27 * len(groups))
    dot_rows(ax, groups, xlabel, lines, log)
    medians = ", ".join(f"{name} {np.median(values):.3g}" for name, values in groups.items())
    show(fig, alt=f"{alt} Medians: {medians}.", caption=caption)


def show_greff(record, solved=0.02):
    """Print and show after how many updates each variant had learned to add."""
    result, s = record.results[0], record.settings
    first = {}
    print("variant   solved   updates to 0.02, median   last error, from and to")
    for name, errors in result.items():
        rows = np.array(errors).T  # (networks, tests)
        below = [np.flatnonzero(run < solved) * s["every"] for run in rows]
        first[name] = [updates[0] for updates in below if len(updates)]
        middle = f"{np.median(first[name]):.0f}" if first[name] else "none"
        ends = f"{rows[:, -1].min():.4f}, {rows[:, -1].max():.4f}"
        print(f"{name:9s} {len(first[name])} of {len(rows)} {middle:>25s}   {ends}")
    print(_made(record))
    show_dots(
        first,
        f"updates until the test error was below {solved:g}",
        "A row of dots for each variant: updates until the error was below 0.02.",
        f"**One change at a time.** Adding problem, $T = {s['T']}$, $H = {s['H']}$, "
        f"{s['networks']} networks each, tested every {s['every']} updates; bar, the median. "
        "Without an input gate (NIG), or with gates that see all gates (FGR), learning takes "
        "longer; coupled gates (CIFG) cost nothing.",
    )


def _made(record):
    """Return one sentence on where a result of networks trained side by side comes from."""
    return (
        f"Stored: {record.settings['networks']} networks each, {record.seconds:,.0f} s of "
        f"computing; `course experiments {record.name}` runs it again."
    )


def show_counter(runs):
    """Show memories that count.   runs: {N: (cs (T,), hs (T,))}."""
    fig, axes = figure(9, 2.6, columns=len(runs))
    for ax, (N, (cs, hs)) in zip(axes, runs.items(), strict=True):
        fired = np.flatnonzero(hs > 0.3) + 1
        counter_traces(ax, cs, hs / np.tanh(np.maximum(cs, 1e-9)), f"$N = {N}$")
        print(f"N = {N}: fires at steps {', '.join(map(str, fired))}")
    show(
        fig,
        alt="Two panels, a memory rising in a line to 1 and falling to its start, again and "
        "again, every 10 steps left, every 100 right. The output gate is 1 at the top, else 0.",
        caption="**A unit that counts.** Weights set by hand; no input at all. The gate opens "
        "when the memory, which nothing outside can see, has reached 1.",
    )


def print_spikes(record, p_value):
    """Print how many trained networks keep time, with and without peepholes.

    p_value: (successes a, successes b, networks each) -> of the hypothesis that there is no
    difference.
    """
    s, names = record.settings, {"NP": "no peepholes", "V": "peepholes"}
    print(f"fires at every step {s['F']}, and only there, for {s['tested']} periods")
    for H in map(str, s["H"]):
        for variant, name in names.items():
            one = record.results[0][variant][H]
            print(
                f"  H = {H}, {name:12s} {sum(one['solved']):3d} of {len(one['solved'])}; "
                f"training loss, median {np.median(one['losses']):.3f} nats a step"
            )
    solved = [
        sum(sum(one["solved"]) for one in record.results[0][variant].values()) for variant in names
    ]
    many = len(s["H"]) * s["networks"]
    print(f"{solved[0]} and {solved[1]} of {many}: p = {p_value(*solved, many):.2f}")
    print(_made(record))


def print_clocks(products, times):
    """Print what a clockwork RNN costs.   As speeds.clockwork_costs returns them."""
    print(f"products a step, counted: Elman {products[0]:,.0f}, clockwork {products[1]:,.0f}: ")
    print(f"  {products[1] / products[0]:.2f} of them")
    for name, spent in times.items():
        print(f"{name:32s} {spent:7.1f} ms, {spent / times['Elman']:.2f} of Elman's")


def print_family(record, interval, beside):
    """Print the test losses on names, and the paired differences between cells.

    record: of networks trained side by side.   interval: (scores_a, scores_b) -> mean, low, high.
    beside: name -> the cell that it is compared with; a cell that is not there is not compared.
    """
    scores = {name: kept_losses(one["runs"]) for name, one in record.results[0].items()}
    print("names            units   nats, mean   difference, 95 % interval")
    for name, nats in scores.items():
        H, line, told = record.results[0][name]["H"], f"{nats.mean():.3f}", ""
        if name in beside:
            mean, low, high = interval(nats, scores[beside[name]])
            told = f"{mean:+.3f} [{low:+.3f}, {high:+.3f}] to {beside[name]}"
        print(f"{name:16s} {H:5d} {line:>12s}   {told}")
    print(_made(record))


def print_greff(record, wider, interval, weights):
    """Print the test losses of Greff's variants on names, with their weights, beside V's.

    record: of variants of one size; wider: of some that use as many weights as V.
    interval: (scores_a, scores_b) -> mean, low, high.   weights: (variant, units) -> how many.
    """
    first, more = record.results[0], wider.results[0]
    base = kept_losses(first["V"]["runs"])
    print("names          units  weights used  nats, mean  minus V, 95 % interval")
    for label, rows in (("", first), (", wider", more)):
        for name, one in rows.items():
            nats, used, told = kept_losses(one["runs"]), weights(name, one["H"]), ""
            if name != "V":
                mean, low, high = interval(nats, base)
                told = f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"
            print(f"{name + label:14s} {one['H']:5d} {used:13,d} {nats.mean():11.3f}  {told}")
    for one in (record, wider):
        print(_made(one))


def kept_losses(runs):
    """Take each test loss where, over all rates and moments, the validation loss was lowest.

    Shapes: runs (rates, tests, networks, 2) -> (networks,).
    """
    runs = np.array(runs)
    rows = runs.reshape(-1, *runs.shape[2:])
    return rows[rows[:, :, 0].argmin(axis=0), np.arange(rows.shape[1]), 1]


def print_judged(found, stored):
    """Print how good written names are, beside stored runs.   found: as names_written.judge."""
    print("                        this run   stored, from and to")
    rows = {
        "test loss, nats": ("nats", ".3f"),
        "language guessed": ("guessed", ".0%"),
        "of real names": ("guessed_real", ".0%"),
        "copied from training": ("copied", ".1%"),
    }
    for name, (key, form) in rows.items():
        others = [one[key] for one in stored]
        print(f"{name:22s} {found[key]:>9{form}}   {min(others):{form}}, {max(others):{form}}")


@styled
def leak_traces(ax, target, marks, lines):
    """Draw what should be kept, step by step, and what units keep of it.

    Shapes: target (T,); marks (T,), 1 at the steps whose value counts; lines name -> (T,).
    """
    steps = np.arange(1, len(target) + 1)
    ax.step(steps, target, where="mid", color=GREY, lw=5, alpha=0.35)
    ax.vlines(steps[np.asarray(marks) > 0], -1, 1, color=GREY, lw=1, ls=(0, (1, 1.5)))
    ends = [(float(target[-1]), "to be kept", GREY)]
    for (name, values), series in zip(lines.items(), SERIES, strict=False):
        look = {"color": series.colour, "ls": series.linestyle, "lw": 1.6}
        ax.step(steps, values, where="mid", **look)
        ends.append((float(values[-1]), name, series.colour))
    ax.set_xlabel("step $t$ (dotted: a marked value)")
    ax.set_ylabel("state $h$")
    ax.set_ylim(-1, 1)
    ax.margins(x=0)
    at_right(ax, ends)
    return ax


@styled
def differences(ax, rows, title="", named=True, xlabel="difference (nats per letter)"):
    """Draw differences between paired scores: a dot for each seed, a bar for the interval.

    rows: name -> (differences (seeds,), mean, low, high), drawn from the top down.
    named: whether the rows' names are written at the left.
    """
    ax.axvline(0, color=INK, lw=1.2)
    for place, (values, mean, low, high) in enumerate(rows.values()):
        colour = SERIES[place % len(SERIES)].colour
        ax.plot([low, high], [-place, -place], color=colour, lw=5, alpha=0.3, solid_capstyle="butt")
        ax.plot(values, np.full(len(values), -place - 0.22), "o", ms=4, color=colour, alpha=0.8)
        ax.plot(mean, -place, "D", ms=6, color=colour, mec="white", mew=0.7)
    ax.set_yticks(-np.arange(len(rows)), list(rows) if named else [""] * len(rows))
    ax.grid(axis="y", visible=False)
    ax.set_ylim(0.5 - len(rows), 0.4)
    ax.locator_params(axis="x", nbins=5)
    ax.set_xlabel(xlabel)
    ax.set_title(title)
    return ax


@styled
def dot_rows(ax, groups, xlabel, lines=None, log=False):
    """Draw the scores of some models in rows: a dot for each run, a bar at the median.

    groups: name -> (runs,), from the top down; equal scores are drawn one above the other.
    lines: name -> value, drawn upright.
    """
    if log:
        ax.set_xscale("log")
    for place, values in enumerate(groups.values()):
        values, colour = np.asarray(values, dtype=float), SERIES[0].colour
        earlier = np.array([np.sum(values[:k] == value) for k, value in enumerate(values)])
        middle = np.array([np.sum(values == value) - 1 for value in values]) / 2
        heights = -place + 0.14 * (earlier - middle)
        ax.plot(values, heights, "o", ms=4.5, color=colour, alpha=0.8)
        ax.plot(np.median(values), -place, "|", ms=15, mew=2.2, color=SERIES[1].colour)
    for name, value in (lines or {}).items():
        ax.axvline(value, color=INK, lw=1.2, ls=(0, (5, 2)), zorder=1)
        style = {"textcoords": "offset points", "fontsize": 9, "color": INK}
        ax.annotate(name, (value, 0.55), (4, 0), va="center", **style)
    ax.set_yticks(-np.arange(len(groups)), list(groups))
    ax.grid(axis="y", visible=False)
    ax.set_ylim(0.4 - len(groups), 0.95 if lines else 0.6)
    ax.set_xlabel(xlabel)
    return ax


@styled
def counter_traces(ax, cs, os, title=""):
    """Draw a memory that counts, and the output gate that watches it. Shapes: cs, os (T,)."""
    steps = np.arange(1, len(cs) + 1)
    for values, name, series in ((cs, "memory $c$", SERIES[0]), (os, "output gate $o$", SERIES[1])):
        look = {"color": series.colour, "ls": series.linestyle}
        ax.step(steps, values, where="mid", label=name, **look)
    ax.set_xlabel("step $t$")
    ax.set_ylim(-0.05, 1.3)
    ax.margins(x=0)
    ax.legend(frameon=False, loc="upper left", ncols=2, fontsize=9)
    ax.set_title(title)
    return ax
