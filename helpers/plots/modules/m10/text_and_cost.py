"""Text, and what attention costs: a transformer beside an LSTM, a cache beside none."""

import numpy as np

from helpers.plots.labels import at_right, spread_text
from helpers.plots.style import SERIES, Series, figure, show, styled

# ------------------------------------------------------------------ text


def nats_of(record, kind):
    """Collect curves: CPU seconds (seeds, n), characters read and nats per character alike."""
    rows = np.array([run[kind]["curve"] for run in record.results])
    return rows[:, :, 0], rows[:, :, 2], rows[:, :, 3]


def show_text(record, long):
    """Show a transformer and an LSTM on text: against seconds, and against characters read."""
    fig, axes = figure(9, 3.2, columns=2)
    for ax, column in zip(axes, (0, 1), strict=True):
        text_lines(ax, record, long, column)
    said, kinds = [], ("LSTM", "transformer")
    for kind in kinds:
        last, far = nats_of(record, kind)[2][:, -1], nats_of(long, kind)[2][0, -1]
        said.append(f"{kind} {spread_text(last)}, longer {far:.2f}")
    show(
        fig,
        alt="Held-out loss against seconds of training and against characters read. At the end: "
        f"{'; '.join(said)}.",
        caption="**Text, with equal weights.** Left against seconds, right against characters "
        "read. Thick: one seed for five times as long. The rate falls to 0 at the end of each "
        "run, so that only ends may be compared.",
    )


@styled
def text_lines(ax, record, long, column):
    """Draw nats per character against seconds (column 0) or characters (column 1)."""
    for kind, series in (("LSTM", SERIES[1]), ("transformer", SERIES[0])):
        for source, width in ((record, 1.2), (long, 2.6)):
            found = nats_of(source, kind)
            for i in range(len(found[0])):
                label = kind if width > 2 else None
                style = {"color": series.colour, "ls": series.linestyle, "lw": width}
                ax.plot(
                    found[column][i], found[2][i], label=label, marker=series.marker, ms=3, **style
                )
    ax.set_xscale("log")
    ticks = ((5, 10, 25, 50, 100, 200), (250_000, 1_000_000, 4_000_000, 16_000_000))[column]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.minorticks_off()
    ax.set_xlabel(("CPU seconds of training", "characters read")[column])
    ax.set_ylabel("held out, nats a character")
    ax.legend(fontsize=9, frameon=False, loc="upper right")
    return ax


def print_text(record, long):
    """Print what both reach, in how many steps and characters, and the longer run."""
    print(f"held-out nats per character, mean (range) of {len(record.seeds)} seeds, one rate each")
    print(
        f"{'':12s}{'weights':>8s}{'s':>5s}{'characters':>12s}{'nats':>22s}{'longer: s, nats':>18s}"
    )
    for kind in ("LSTM", "transformer"):
        seconds, characters, nats = (one[:, -1] for one in nats_of(record, kind))
        far = [one[0, -1] for one in nats_of(long, kind)]
        print(f"{kind:12s}{record.results[0][kind]['weights']:8,}{seconds.mean():5.0f}", end="")
        print(f"{characters.mean():12,.0f}{spread_text(nats):>22s}{far[0]:11.0f},{far[2]:6.2f}")
    print(record.note())
    print(long.note())


# ------------------------------------------------------------------ costs


def show_costs(rows, lstm_numbers):
    """Show what one more token costs.

    rows: [length, ms without cache, ms with, ms of an LSTM, numbers in the cache].
    """
    table = np.array(rows)
    print(
        f"{'after':>8s}{'no cache':>11s}{'cache':>9s}{'LSTM':>9s}{'numbers kept':>15s}{'LSTM':>7s}"
    )
    for length, without, cached, lstm, numbers in rows:
        times = f"{without:8.2f} ms{cached:6.2f} ms{lstm:6.2f} ms"
        print(f"{length:8d}{times}{numbers:15,d}{lstm_numbers:7d}")
    fig, axes = figure(9, 3.1, columns=2)
    cost_lines(axes[0], table[:, 0], table[:, 1:4].T, "milliseconds for one more token")
    kept = np.array([table[:, 4], np.full(len(table), lstm_numbers)])
    cost_lines(axes[1], table[:, 0], kept, "numbers kept", names=("with a cache", "LSTM"))
    show(
        fig,
        alt="Left, milliseconds for one more token against the tokens before it; right, numbers "
        f"kept. After {rows[-1][0]}: without a cache {rows[-1][1]:.1f} ms, with one "
        f"{rows[-1][2]:.2f} ms and {rows[-1][4]:,} numbers, an LSTM {rows[-1][3]:.2f} ms and "
        f"{lstm_numbers} numbers.",
        caption="**Time for memory.** A cache makes a token cheap, and grows with every token; an "
        "LSTM's state does not. Both axes are logarithmic.",
    )


COSTS = {"without a cache": SERIES[0], "with a cache": SERIES[1], "LSTM": SERIES[2]}


@styled
def cost_lines(ax, lengths, values, label, names=tuple(COSTS)):
    """Draw costs against the number of tokens, one line for each name."""
    ends = []
    for name, row in zip(names, values, strict=True):
        series: Series = COSTS[name]
        ax.plot(lengths, row, color=series.colour, ls=series.linestyle, marker=series.marker)
        ends.append((float(row[-1]), name, series.colour))
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ax.set_xticks(lengths, [f"{int(n):,}" for n in lengths])
    ax.minorticks_off()
    ax.set_xlabel("tokens before it")
    ax.set_ylabel(label)
    at_right(ax, ends)
    return ax


def print_cost_table(tables):
    """Print cost tables.   tables: {(T, D): as cost_table returns it}."""
    for (T, D), table in tables.items():
        print(f"T = {T:,}, D = {D}{'':8s}multiplications   steps that wait   longest path")
        for layer, row in table.items():
            name = layer.replace("_", "-")
            print(f"  {name:20s}{row['multiplications']:17,}{row['steps']:18,}{row['path']:15,}")


def print_graphs(differences):
    """Print how far attention on a graph is from models with another name."""
    print("\nattention on a graph, largest difference")
    for name, difference in differences.items():
        print(f"  {name:58s}{difference:.0e}")


def print_scaling(rows):
    """Print what dividing scores does.   rows: {H: what measured.scaling returns}."""
    print("largest of 16 weights, mean of random queries and keys (all alike: 0.06)")
    print(f"{'H':>6s}{'sd of a score':>15s}{'as it is':>11s}{'/ sqrt(H)':>11s}{'/ H':>8s}")
    for H, (sd, plain, root, whole) in rows.items():
        print(f"{H:6d}{sd:15.1f}{plain:11.2f}{root:11.2f}{whole:8.2f}")
