"""Unrolled graphs with their shortest path, beside the gradient by lag.

A graph is a dict: each state that is made, in the order of making, with the states that it is made
from and what the connection costs: 1 where it is computed, 0 where it is only kept.
"""

from math import inf

import numpy as np

from helpers.plots.gradient_flow import norms_by_lag
from helpers.plots.style import BLUE, GREY, VERMILLION, figure, readable, show, styled

STEPS = 16  # from the first state to the last, in the picture
SHOWN = 136  # lags; beyond, a plain network's gradient is too small for the axis
FAINT = "#B9C4CC"


def delayed(T, delays):
    """Return the graph of a network with delays; a state is (t, row 0)."""
    return {(t, 0): [((t - d, 0), 1) for d in delays if d <= t] for t in range(T + 1)}


def dilated(T, dilations):
    """Return the graph of stacked layers, layer l reading its own state dilations[l] steps ago."""
    graph = {}
    for t in range(T + 1):
        for layer, d in enumerate(dilations):
            below = [((t, layer - 1), 1)] if layer else []
            graph[t, layer] = below + ([((t - d, layer), 1)] if d <= t else [])
    return graph


def clockwork(T, periods):
    """Return the graph of a clockwork network, its groups from the fastest to the slowest."""
    graph = {(0, group): [] for group in range(len(periods))}
    for t in range(1, T + 1):
        for group, period in enumerate(periods):
            read = range(group, len(periods)) if t % period == 0 else [group]
            cost = int(t % period == 0)
            graph[t, group] = [((t - 1, other), cost) for other in read]
    return graph


def pyramid(T, strides):
    """Return the graph of a pyramid; a state is (the last step that it read, level)."""
    graph = {(t, 0): [((t - 1, 0), 1)] if t else [] for t in range(T + 1)}
    below = list(range(T + 1))
    for level, stride in enumerate(strides, start=1):
        groups = [below[i : i + stride] for i in range(0, len(below), stride)]
        for i, group in enumerate(groups):
            own = [((groups[i - 1][-1], level), 1)] if i else []
            graph[group[-1], level] = [((t, level - 1), 1) for t in group] + own
        below = [group[-1] for group in groups]
    return graph


def words(T, length):
    """Return the graph of word_level_forward: characters in row 0, the words they make in row 1."""
    graph, word = {}, None
    for t in range(T + 1):
        own = [((t - 1, 0), 1)] if t % length else []
        graph[t, 0] = own + ([((word, 1), 1)] if word is not None else [])
        if t % length == length - 1:
            graph[t, 1] = [((t, 0), 1)] + ([((word, 1), 1)] if word is not None else [])
            word = t
    return graph


def shortest(graph, end):
    """Return the length of the shortest path from any state of step 0 to `end`, and its states."""
    best = {}
    for state, sources in graph.items():
        start = (0, None) if state[0] == 0 and not sources else (inf, None)
        ways = [(best[source][0] + cost, source) for source, cost in sources]
        best[state] = min([start, *ways], key=lambda way: way[0])
    path = [end]
    while (before := best[path[-1]][1]) is not None:
        path.append(before)
    return best[end][0], path[::-1]


def networks(T, delays, dilations, periods, strides, length):
    """Return {name: (graph, last state)} of the six networks over T steps."""
    top = pyramid(T, strides)
    return {
        "plain": (delayed(T, (1,)), (T, 0)),
        f"delays {' and '.join(map(str, delays))}": (delayed(T, delays), (T, 0)),
        f"dilated layers {_span(dilations)}": (dilated(T, dilations), (T, len(dilations) - 1)),
        f"clocks {_span(periods)}": (clockwork(T, periods), (T, 0)),
        f"pyramid, strides {' '.join(map(str, strides))}": (top, (T, len(strides))),
        f"words of {length}": (words(T, length), (T, 0)),
    }


def at_lag(T):
    """Return {name: shortest path} over T steps, of the networks whose gradients are measured."""
    nets = networks(T, (1, 7), [2**n for n in range(7)], [2**n for n in range(8)], (2, 2, 2), 8)
    plain, delays, dilations, clocks, strides, length = (shortest(*net)[0] for net in nets.values())
    recurrences = {"plain": plain, "leaky": plain, "unitary": plain, "delayed": delays}
    levels = {"dilated, 7 layers": dilations, "pyramid": strides, "words of 8": length}
    return recurrences | {"clockwork": clocks} | levels


def _span(numbers):
    """Return "1, 2, 4, 8" as text, or "1 to 64" where there are many."""
    if len(numbers) > 4:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))


# The clockwork stands where it stands among the states, so that it has one look in both panels.
OF_INPUTS = ("plain", "dilated, 7 layers", "pyramid", "clockwork", "words of 8")
PICTURE = networks(STEPS, (1, 4), (1, 2, 4, 8), (1, 2, 8), (2, 2), 4)


def show_paths(states, inputs):
    """Show the figure of the module: six graphs, and the gradients that go with them.

    Shapes: states, inputs {name: (seeds, lags)}.
    """
    inputs = {name: inputs[name] for name in OF_INPUTS}
    fig, axes = figure(8.4, 6.9, rows=4, columns=2, height_ratios=(0.62, 1, 1, 2.1))
    said = [
        unrolled(ax, name, *net)
        for ax, (name, net) in zip(axes.flat, PICTURE.items(), strict=False)
    ]
    for ax, norms, where in zip(axes[3], (states, inputs), ("state", "input"), strict=True):
        ax.set_ylim(1e-29, 1e3)
        norms = {name: values[:, : SHOWN + 1] for name, values in norms.items()}
        norms_by_lag(ax, norms, title=f"of the {where} $k$ steps back", ylabel="")
        ax.set_xlabel("lag $k$ (steps back from the loss)")
    axes[3, 0].set_ylabel("norm of the gradient")
    comb = axes[3, 1].lines[OF_INPUTS.index("clockwork")]
    comb.set(linewidth=1, linestyle="-", zorder=1.5)
    ends = [
        f"{name} {np.median(np.array(v)[:, 100]):.0e}"
        for norms in (states, inputs)
        for name, v in norms.items()
    ]
    show(
        fig,
        alt="Six unrolled graphs over 16 steps with the shortest path from the first state to the "
        f"last in colour; states computed on it: {', '.join(said)}. Below, norm of the gradient "
        f"against the lag. At lag 100: {', '.join(ends)}.",
        caption="**The way back in six networks.** Coloured: the shortest path from step 0 to step "
        "16, and how many states are computed on it (hollow: only kept). Below, the gradients of "
        "larger ones as first drawn (delays 1 and 7, clocks 1 to 128), median and range of three "
        "seeds: with respect to the state, lag 0 being 1, and to the input. The comb of the "
        f"clockwork's inputs shows where slow units read. Lags up to {SHOWN}.",
    )


@styled
def unrolled(ax, name, graph, end):
    """Draw an unrolled graph with its shortest path. Returns the name and the path's length."""
    length, path = shortest(graph, end)
    rows = max(row for _, row in graph) + 1
    ax.set_axis_off()
    kept = set()
    for state, sources in graph.items():
        for source, cost in sources:
            on = source in path and state in path and path.index(state) == path.index(source) + 1
            look = (
                {"color": VERMILLION, "lw": 2.6, "zorder": 3} if on else {"color": FAINT, "lw": 0.8}
            )
            ax.plot(*_link(source, state), ls="-" if cost else (0, (1, 1.2)), **look)
            if not cost:
                kept.add(state)
    for state in graph:
        colour = VERMILLION if state in path else GREY
        face = "white" if state in kept else colour
        size = 5 if state in path else 3.4
        ax.plot(*state, "o", ms=size, mfc=face, mec=colour, mew=1.2, zorder=4)
    ax.set_xlim(-0.6, STEPS + 0.6)
    ax.set_ylim(-0.6, rows - 0.3 if rows > 1 else 1.0)
    ax.set_title(f"{name}: {length} states", color=readable(BLUE))
    return f"{name} {length}"


def _link(source, state):
    """Return the line from a state to the next: an arc if it passes over others of its row."""
    (x0, y0), (x1, y1) = source, state
    if y0 != y1 or x1 - x0 <= 1:
        return [x0, x1], [y0, y1]
    s = np.linspace(0, 1, 25)
    return x0 + s * (x1 - x0), y0 + 2.4 * s * (1 - s) * min(1.0, 0.35 + 0.06 * (x1 - x0))


def print_lags(lengths, states, inputs, lag=200):
    """Print shortest paths beside gradients, the mean of ln over seeds.

    lengths: {name: states computed}.   Shapes: states, inputs {name: (seeds, lags)}.
    """
    print(f"from step {lag} back to step 0: states computed on the shortest path; gradient's norm")
    print(f"{'':20s}{'path':>6s}   {'of the state, lag 0 is 1':28s}of the input")
    for name, length in lengths.items():
        texts = [
            f"{middle(norms[name][:, lag]):.0e}" if name in norms else "-"
            for norms in (states, inputs)
        ]
        print(f"{name:20s}{length:6d}   {texts[0]:28s}{texts[1]}")
    comb = inputs["clockwork"][:, lag // 2 :]
    print(
        f"the clockwork's inputs at lags {lag // 2} to {lag}: median {np.median(comb):.0e}, ",
        end="",
    )
    print(f"above 0.01 at {(comb > 0.01).mean():.0%} of them")


def middle(values):
    """Return the geometric mean of positive numbers."""
    return float(np.exp(np.log(values).mean()))
