"""The module's map, how memories forget, and what a memory network looks at."""

import numpy as np

from helpers.datasets.generated.stories import WORDS
from helpers.plots.course_map import Map, show_map
from helpers.plots.labels import at_right, spread_text
from helpers.plots.lines import band
from helpers.plots.modules.m09.attention import LOOKS
from helpers.plots.style import INK, SERIES, WASH, figure, show, styled

MAP = Map(
    parts={
        "one size": (0, 0, "a memory of\none size"),
        "slots": (1, 0, "slots: find,\nread, write"),
        "past": (2, 0, "attention over\none's own past"),
        "block": (3, 0, "the block, and\nhow it learns"),
        "text": (3, 1, "induction\nand text"),
        "cost": (2, 1, "cache, cost,\ngraphs"),
        "linear": (1, 1, "linear attention:\nan RNN again"),
    },
    arrows=(
        ("one size", "slots"),
        ("slots", "past"),
        ("past", "block"),
        ("block", "text"),
        ("text", "cost"),
        ("cost", "linear"),
        ("linear", "one size"),
    ),
    about=(
        "Map of the module: a memory of one size; slots that are found, read and written; "
        "attention over one's own past; the block and how it learns. Below, from right to left: "
        "induction and text; cache, cost and graphs; linear attention, an RNN again, with an "
        "arrow back to the start."
    ),
)
MEMORIES = ("outer product", "orthonormal keys", "least squares", "attention")
READERS = ("outer product", "LSTM", "attention")


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


# ------------------------------------------------------------------ capacity


def bits_of(record, reader):
    """Collect the share of bits right: numbers of pairs (n,), (seeds, n)."""
    pairs = [int(N) for N in record.results[0]["bits"][reader]]
    return np.array(pairs), np.array([list(run["bits"][reader].values()) for run in record.results])


def show_capacity(errors, numbers, record, D=64):
    """Show how memories forget: the error of what is recalled, and bits beside a trained LSTM.

    errors: {memory: (draws, n)}; numbers: n pairs; record: stored recall_bits.
    """
    fig, axes = figure(9, 3.5, columns=2, width_ratios=(1.15, 1))
    error_lines(axes[0], errors, numbers, D)
    bit_lines(axes[1], record)
    at = list(numbers).index(2 * D)
    said = "; ".join(f"{name} {errors[name][:, at].mean():.2f}" for name in MEMORIES)
    pairs, found = bits_of(record, "LSTM")
    bits = "; ".join(f"{name} {bits_of(record, name)[1][:, -1].mean():.2f}" for name in READERS)
    show(
        fig,
        alt=f"Left: relative squared error against the number of pairs, keys of {D} numbers. At "
        f"{2 * D} pairs: {said}; theory for random keys {(2 * D - 1) / D:.2f}. Right: share of "
        f"bits right with memories of 64 numbers. At {pairs[-1]} pairs: {bits}.",
        caption=f"**How a memory of one size forgets.** Left, {D} x {D} numbers: with random keys "
        "the error grows on theory's line from the first pair on; orthonormal keys and least "
        "squares hold out until the keys outnumber the dimensions; attention, which keeps all "
        "pairs, stays near 0. Right, 64 numbers: a trained LSTM beside an outer product that "
        f"learned nothing (median and range of {len(found)} seeds).",
    )


@styled
def error_lines(ax, errors, numbers, D):
    """Draw the error of memories against the number of pairs, with theory's line."""
    ends = []
    for name, series in zip(MEMORIES, SERIES, strict=True):
        band(ax, numbers, errors[name], series, size=3.5)
        ends.append((float(np.median(errors[name][:, -1])), name, series.colour))
    line = np.array([1, numbers[-1]])
    ax.plot(line, (line - 1) / D, color=INK, lw=1.6, ls=(0, (1, 2.5)), zorder=4)
    ax.axvline(D, color="#9A9A9A", lw=0.9)
    ax.text(D + 3, 3.7, f"N = D = {D}", fontsize=9)
    ax.text(150, 2.75, "dotted: theory,\n(N - 1) / D", fontsize=9, ha="right")
    ax.set_xlabel("pairs stored, N")
    ax.set_ylabel("squared error / size of values")
    at_right(ax, ends)
    return ax


@styled
def bit_lines(ax, record):
    """Draw the share of bits right against the number of pairs."""
    ends = []
    for name, series in zip(READERS, (SERIES[0], SERIES[1], SERIES[3]), strict=True):
        pairs, found = bits_of(record, name)
        band(ax, pairs, found, series, size=3.5)
        ends.append((float(np.median(found[:, -1])), name, series.colour))
    ax.axhline(0.5, color="#9A9A9A", lw=0.9)
    ax.text(1, 0.51, "guessing", fontsize=9, va="bottom")
    ax.set_xticks([1, 4, 8, 12, 16])
    ax.set_xlabel("pairs stored, N")
    ax.set_ylabel("bits right (share)")
    ax.set_ylim(0.47, 1.03)
    at_right(ax, ends)
    return ax


def print_errors(errors, nearest, numbers, D=64):
    """Print the error of each memory at some numbers of pairs, with theory's."""
    print("relative squared error, mean over draws")
    print(f"{'pairs':20s}" + "".join(f"{N:8d}" for N in numbers))
    for name in MEMORIES:
        print(f"{name:20s}" + "".join(f"{x:8.3f}" for x in errors[name].mean(axis=0)))
    print(f"{'theory (N - 1)/D':20s}" + "".join(f"{(N - 1) / D:8.3f}" for N in numbers))
    print("outer product: the stored value nearest to what is recalled is the right one")
    print(f"{'':20s}" + "".join(f"{x:8.2f}" for x in nearest.mean(axis=0)))


def print_bits(record):
    """Print the share of bits right of each reader."""
    pairs, _ = bits_of(record, "LSTM")
    print(f"bits right, mean of {len(record.seeds)} seeds; guessing gives 0.50")
    print(f"{'pairs':16s}" + "".join(f"{N:7d}" for N in pairs))
    for name in READERS:
        found = bits_of(record, name)[1]
        print(f"{name:16s}" + "".join(f"{x:7.2f}" for x in found.mean(axis=0)))
    low, high = (f(bits_of(record, "LSTM")[1][:, -1]) for f in (np.min, np.max))
    print(f"LSTM at {pairs[-1]} pairs, from seed to seed: {low:.2f} to {high:.2f}")
    print(record.note())


# ------------------------------------------------------------------ hops


def show_hops(stories, b, weights):
    """Show a story, and how much each statement weighs in each hop.

    Shapes: weights (hops, N, B) of the stories.
    """
    lines = [" ".join(WORDS[i] for i in words) for words in stories.words[:, b]]
    question = f"Where is the {WORDS[stories.questions[b]]}?"
    answer = WORDS[stories.answers[b]]
    fig, ax = figure(5.2, 0.9 + 0.27 * len(lines))
    hop_columns(ax, lines, weights[:, :, b].T, stories.support[:, b])
    tops = "; ".join(
        f"hop {k + 1}: {lines[one[:, b].argmax()]} ({one[:, b].max():.2f})"
        for k, one in enumerate(weights)
    )
    show(
        fig,
        alt=f"A story of {len(lines)} statements, with two columns for the weights of the hops. "
        f"Question: {question} Largest weights: {tops}.",
        caption=f"**{question}** The first hop finds who took it, the second where that person "
        f"moved; the answer is *{answer}*. Framed: the two statements that it takes.",
    )


@styled
def hop_columns(ax, lines, weights, support):
    """Draw the weights (N, hops) of statements, those of `support` framed."""
    from matplotlib.patches import Rectangle  # here: only this figure frames a row

    ax.imshow(weights, cmap=LOOKS, vmin=0, vmax=1, aspect="auto")
    for n, row in enumerate(weights):
        for k, weight in enumerate(row):
            if weight >= 0.05:
                colour = "white" if weight > 0.6 else INK
                ax.text(k, n, f"{weight:.2f}", ha="center", va="center", fontsize=9, color=colour)
    for n in support:
        frame = {"fill": False, "ec": SERIES[1].colour, "lw": 1.6, "clip_on": False}
        ax.add_patch(Rectangle((-0.5, n - 0.5), weights.shape[1], 1, **frame))
    ax.set_yticks(range(len(lines)), lines)
    ax.set_xticks(range(weights.shape[1]), [f"hop {k + 1}" for k in range(weights.shape[1])])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.set_xlabel("weight of each statement")
    ax.set_ylabel("statements, in order")
    return ax


def story_scores(record, kind):
    """Collect the last accuracy of each seed."""
    return np.array([run[kind]["curve"][-1][2] for run in record.results])


def print_hops(record, latest, baseline):
    """Print what the hops reach over the seeds, and what they look at.

    baseline: how often the place that a story names most often is the answer.
    """
    print(f"held-out stories answered right: mean (range) of {len(record.seeds)} seeds")
    for name, one in record.results[0].items():
        print(f"  {name:8s}{one['weights']:7,} weights   {spread_text(story_scores(record, name))}")
    print(f"  the place named most often  {baseline:.2f}")
    for k in range(2):
        took, moved = (
            np.array([run["2 hops"]["support"][k][j] for run in record.results]) for j in (0, 1)
        )
        print(f"2 hops, hop {k + 1}: weight on who took it {spread_text(took)}, on where that")
        print(f"  person moved {spread_text(moved)}")
    print(record.note())
    print("people move twice, and the latest place counts, 2 hops:")
    for name in latest.results[0]:
        values = " ".join(f"{x:.2f}" for x in story_scores(latest, name))
        print(f"  {name:24s}{values}   (one number a seed)")
    print(latest.note())


def show_latest(record):
    """Show the learning of "the latest counts", with and without linear start."""
    fig, ax = figure(7.2, 3.0)
    start_lines(ax, record)
    scores = {name: story_scores(record, name) for name in record.results[0]}
    said = "; ".join(f"{name} {spread_text(each)}" for name, each in scores.items())
    reached = ", ".join(
        f"{name} {np.sum(np.array(each) > 0.9)} of {len(each)}" for name, each in scores.items()
    )
    show(
        fig,
        alt=f"Held-out accuracy against updates, one line for each seed. At the end: {said}.",
        caption="**Leaving the softmax out at first.** Grey: the updates in which the linear start "
        f"has no softmax. One line for each seed. Above 0.9 at the end: {reached}.",
    )


@styled
def start_lines(ax, record):
    """Draw accuracy against updates, a line for each seed, the linear phase shaded."""
    for (name, share), series in zip(record.settings["starts"].items(), SERIES, strict=False):
        for i, run in enumerate(record.results):
            steps, _, right = zip(*run[name]["curve"], strict=True)
            style = {"color": series.colour, "ls": series.linestyle, "lw": 1.5}
            ax.plot(steps, right, label=name if i == 0 else None, **style)
        if share:
            ax.axvspan(0, share * record.settings["training"]["steps"], color=WASH, zorder=0)
    ax.set_xlabel("updates")
    ax.set_ylabel("answered right (share)")
    ax.set_ylim(0, 1.04)
    ax.legend(fontsize=9, frameon=False, loc="center right", bbox_to_anchor=(1, 0.72))
    return ax
