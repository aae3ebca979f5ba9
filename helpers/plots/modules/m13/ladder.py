"""The ladder under the roofs of the machine, and what is left between FastLSTM and nn.LSTM."""

import numpy as np

from helpers.plots.labels import spread_text
from helpers.plots.style import BLUE, GREY, INK, VERMILLION, figure, readable, show, styled
from helpers.scratch.modules.m13_machine import lstm_flops

BLOCKS = ("backward by hand", "loop compiled", "nn.LSTM")  # one product for the weights' gradient
LOOKS = {"large": (BLUE, "o", "-"), "small": (VERMILLION, "s", (0, (5, 1.6)))}


def speeds(ms, size):
    """Return every rung's speed, the inputs' gradient left out.

    ms: {rung: milliseconds}; size (T, B, D, H). Units: flops of matrix products a second.
    """
    T, B, D, H = size
    work = sum(lstm_flops(*size).values()) - 8 * T * B * D * H
    return {rung: 1000 * work / each for rung, each in ms.items()}


def intensity(rung, size):
    """Return a rung's flops a byte: each product's three arrays moved once, in single precision.

    A product and the two that take its gradients have arrays of the same sizes, so that forward
    and backward are alike; but by hand, and in FastLSTM and nn.LSTM, the weights' gradient is one
    product of all steps.
    """
    T, B, D, H = size
    inputs, states, one = [(T, B, D, 4 * H)], [(T, B, H, 4 * H)], [(1, T * B, D, 4 * H)]
    forward = {
        "eight products": [(4 * T, B, D, H), (4 * T, B, H, H)],
        "four gates in one": inputs + states,
        "[x, h] in one": [(T, B, D + H, 4 * H)],
    }.get(rung, one + states)
    products = 3 * forward
    if rung in BLOCKS:
        products = one + 2 * states + [(1, D + H, T * B, 4 * H)]
    work = sum(2 * n * N * K * M for n, N, K, M in products)
    moved = sum(4 * n * (N * K + K * M + N * M) for n, N, K, M in products)
    return work / moved


def print_ladder(found):
    """Print milliseconds, times of nn.LSTM and share of the peak, both sizes."""
    peak, bandwidth = found["machine"]["peak"], found["machine"]["bandwidth"]
    print(f"peak {peak / 1e9:.0f} Gflop/s, memory {bandwidth / 1e9:.0f} GB/s, one thread: ", end="")
    print(f"the two roofs meet at {peak / bandwidth:.1f} flops a byte")
    sizes = found["sizes"]
    heads = (f"{name} (T, B, D, H) = {size}" for name, size in sizes.items())
    print("; ".join(heads))
    print(
        f"{'':25s}"
        + "".join(f"{name + ': ms':>12s}{'/nn.LSTM':>10s}{'of peak':>9s}" for name in sizes)
    )
    for number, rung in enumerate(found["large"], 1):
        line = f"{number} {rung:23s}"
        for name, size in sizes.items():
            ms, share = found[name][rung], speeds(found[name], size)[rung] / peak
            line += f"{ms:12.2f}{ms / found[name]['nn.LSTM']:10.2f}{share:9.1%}"
        print(line)


def one_thread(record):
    """Return the stored ladder on one thread, means over blocks, as live.climb returns one."""
    runs = [block["1"] for block in record.results]
    means = {
        part: {key: float(np.mean([run[part][key] for run in runs])) for key in runs[0][part]}
        for part in ("machine", "large", "small")
    }
    return means | {"sizes": record.settings["sizes"]}


def show_ladder(found):
    """Show the figure of the module: the climb, rung by rung, and the two roofs.

    found: as one_thread returns it.
    """
    fig, axes = figure(8.8, 3.8, columns=2, width_ratios=(1, 1))
    climb(axes[0], found)
    roofs(axes[1], found)
    peak = found["machine"]["peak"]
    said = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{rung} {speed / peak:.0%}" for rung, speed in speeds(found[name], size).items()
        )
        for name, size in found["sizes"].items()
    )
    show(
        fig,
        alt="Left, the rungs of the ladder against the speed of an LSTM training step, log axis, "
        f"at a large and a small size. Share of the peak: {said}. Right, the same speeds against "
        "flops a byte, under a roof that rises with the memory's speed and a level one.",
        caption="**The ladder under the roof.** Left: each rung's speed on one thread, means of "
        "three stored blocks of runs; grey: the peak. Right: the same speeds over flops a byte; "
        "the slope is what memory could feed. The small size stands far below both roofs. Named: "
        "the first rung and the last.",
    )


def _limits(found):
    """Return the ends of the axis of speeds: wide enough for a faster machine, and a busy one."""
    slowest = min(min(speeds(found[name], size).values()) for name, size in found["sizes"].items())
    return min(0.7, 0.7e-9 * slowest), max(250, 1.5e-9 * found["machine"]["peak"])


@styled
def climb(ax, found):
    """Draw the speed of every rung at both sizes, the first rung at the foot."""
    for name, (colour, marker, dashes) in LOOKS.items():
        values = np.array(list(speeds(found[name], found["sizes"][name]).values())) / 1e9
        ax.plot(
            values,
            range(len(values)),
            color=colour,
            marker=marker,
            ls=dashes,
            ms=6,
            label=f"{name} size",
        )
    peak = found["machine"]["peak"] / 1e9
    ax.axvline(peak, color=GREY, lw=2)
    ax.annotate("peak", (peak, 0), (-5, 0), color=readable(GREY), ha="right", va="center",
                textcoords="offset points", fontsize=9)  # fmt: skip
    ax.set_xscale("log")
    ax.set_xlim(*_limits(found))
    ax.set_yticks(range(len(found["large"])), found["large"])
    ax.set_xlabel("speed (Gflop/s)")
    ax.legend(frameon=False, fontsize=9, loc="upper left")
    return ax


@styled
def roofs(ax, found):
    """Draw the roofline, and every rung below it."""
    peak, bandwidth = (found["machine"][name] / 1e9 for name in ("peak", "bandwidth"))
    xs = np.array([0.5, peak / bandwidth, 100])
    ax.plot(xs, np.minimum(peak, xs * bandwidth), color=GREY, lw=2)
    ax.annotate("memory", (2.2, 2.2 * bandwidth), (-6, 3), textcoords="offset points",
                color=readable(GREY), ha="right", fontsize=9)  # fmt: skip
    for name, (colour, marker, _) in LOOKS.items():
        size = found["sizes"][name]
        values = speeds(found[name], size)
        places = [(intensity(rung, size), speed / 1e9) for rung, speed in values.items()]
        ax.plot(*np.array(places).T, color=colour, marker=marker, ls="", ms=6)
        first, last = places[0], places[-1]
        ax.annotate("eight products", first, (-8, -4), textcoords="offset points", color=INK,
                    ha="right", fontsize=9)  # fmt: skip
        ax.annotate("nn.LSTM", last, (8, -4), textcoords="offset points", color=INK, fontsize=9)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(0.5, 100)
    ax.set_ylim(*_limits(found))
    ax.set_xlabel("arithmetic intensity (flops a byte)")
    ax.set_ylabel("speed (Gflop/s)")
    return ax


def print_stored(record):
    """Print the stored ladder: times of nn.LSTM and share of the peak, one thread and two."""
    print("milliseconds over nn.LSTM's, mean (from, to) of three blocks; share of the peak, mean")
    for name, size in record.settings["sizes"].items():
        heads = (_threads(n) for n in record.settings["threads"])
        print(f"{name} {size}" + "".join(f"{head:>25s}{'':15s}" for head in heads))
        for rung in record.results[0]["1"][name]:
            texts = ""
            for n in record.settings["threads"]:
                runs = [block[str(n)] for block in record.results]
                over = [run[name][rung] / run[name]["nn.LSTM"] for run in runs]
                share = np.mean(
                    [speeds(run[name], size)[rung] / run["machine"]["peak"] for run in runs]
                )
                texts += f"{spread_text(over):>28s}{share:8.1%}    "
            print(f"  {rung:22s}{texts}")
    print(record.note())


def _threads(n):
    return "1 thread" if n == 1 else f"{n} threads"


def over_torch(record, n, kind):
    """Collect FastLSTM's time over nn.LSTM's: {size: (blocks,)}, with n threads."""
    sizes = record.results[0][str(n)]["compared"]
    pairs = {
        size: [block[str(n)]["compared"][size][kind] for block in record.results] for size in sizes
    }
    return {
        size: np.array([run["loop compiled"] / run["nn.LSTM"] for run in runs])
        for size, runs in pairs.items()
    }


def print_compared(record):
    """Print what is left between FastLSTM and nn.LSTM, and what layers on a diagonal bring."""
    print("FastLSTM's milliseconds over nn.LSTM's, mean (from, to) of three blocks")
    kinds = ("with inputs", "weights", "forward")
    names = ("with dxs", "without dxs", "forward alone")
    for n in record.settings["threads"]:
        print(f"{_threads(n):20s}" + "".join(f"{name:>24s}" for name in names))
        for size in record.results[0][str(n)]["compared"]:
            texts = (spread_text(over_torch(record, n, kind)[size]) for kind in kinds)
            print(f"  {size:18s}" + "".join(f"{text:>24s}" for text in texts))
    print("milliseconds of a forward pass, 1 thread, mean: FastLSTM's parts, and nn.LSTM in all")
    for size in record.settings["parts"]:
        name = ", ".join(map(str, size))
        runs = [block["1"]["parts"][name] for block in record.results]
        product, loop, whole, theirs = (np.mean([run[way] for run in runs]) for way in runs[0])
        print(
            f"  {name:18s}inputs' product {product:.2f}, loop {loop:.2f}, calls and the rest ",
            end="",
        )
        print(f"{whole - product - loop:.2f}; nn.LSTM {theirs:.2f}")
    print("layers on diagonals over layer by layer, (L, T, B, H), 1 thread:", end=" ")
    for size in record.results[0]["1"]["stacks"]:
        runs = [block["1"]["stacks"][size] for block in record.results]
        print(f"({size}) {spread_text([r['diagonals'] / r['layers'] for r in runs])}", end="; ")
    print(f"\n{record.note()}")
