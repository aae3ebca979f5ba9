"""What blocks learn and where they look: associative recall and induction."""

import numpy as np
from matplotlib.patches import Rectangle

from helpers.plots.labels import at_right, spread_text
from helpers.plots.lines import band
from helpers.plots.modules.m09.attention import LOOKS
from helpers.plots.style import GREY, SERIES, VERMILLION, figure, show, styled

KINDS = ("two layers", "one layer", "LSTM", "LSTM over its states")
LOOK = dict(zip(KINDS, (SERIES[0], SERIES[1], SERIES[2], SERIES[3]), strict=True))


def token_name(i, keys=32):
    """Name a token of associative recall: k0 to k31 are keys, v0 to v15 values."""
    return f"k{i}" if i < keys else f"v{i - keys}"


# ------------------------------------------------------------------ associative recall


def print_recalled(asked, likeliest, rows=3):
    """Print sequences of pairs, what was asked and what was answered.   likeliest: (T, B) ids."""
    for b in range(rows):
        N = asked.ids.shape[0] // 3
        names = [token_name(i) for i in asked.ids[:, b]]
        print(
            "  ".join(f"{k}={v}" for k, v in zip(names[0 : 2 * N : 2], names[1::2], strict=False))
        )
        for t in range(2 * N, 3 * N):
            answer, right = token_name(likeliest[t, b]), likeliest[t, b] == asked.targets[t, b]
            print(f"{names[t]}? {answer}{'' if right else ' (WRONG)'}", end="   ")
        print("\n")


def show_looks(asked, weights, b=0):
    """Show where two blocks look in one sequence of associative recall, the aptest head of each.

    asked: an Asked; weights: for each block (B, K, T, T), as Transformer.weights returns them.
    Of the first block the head that looks most at the step before; of the last one the head that
    looks most at the value asked for.
    """
    ids, T = asked.ids[:, b], len(asked.ids)
    N = T // 3
    place = np.array(
        [np.flatnonzero(ids[: 2 * N : 2] == ids[t])[0] * 2 + 1 for t in range(2 * N, T)]
    )
    first, last = (np.asarray(w[b]) for w in (weights[0], weights[-1]))
    at_value = np.arange(1, 2 * N, 2)
    before = first[:, at_value, at_value - 1].mean(axis=1)
    found = last[:, np.arange(2 * N, T), place].mean(axis=1)
    fig, axes = figure(9, 3.4, columns=2, width_ratios=(1.35, 1))
    names = [token_name(i) for i in ids]
    rows = (np.arange(1, 2 * N, 2), np.arange(2 * N, T))
    marks = (rows[0] - 1, place)
    for ax, one, row, mark in zip(
        axes, (first[before.argmax()], last[found.argmax()]), rows, marks, strict=True
    ):
        look_map(
            ax, one[row][:, : T if row[0] > 2 * N else 2 * N], names, [names[t] for t in row], mark
        )
    axes[0].set_title("block 1: values look at their keys")
    axes[1].set_title("block 2: questions look at the values")
    show(
        fig,
        alt="Two heat maps of attention weights. In block 1 each value's step gives "
        f"{before.max():.2f} of its weight to the key before it, on average; in block 2 each "
        f"question gives {found.max():.2f} to the value that is asked for.",
        caption="**How two blocks recall.** The head of each block that does it most clearly. "
        f"First, a value's step looks at the key before it ({before.max():.2f} of the weight), so "
        "that it holds both; then a question looks for the step that holds its key, and takes the "
        f"value ({found.max():.2f}). Framed: the key, and the value asked for.",
    )


@styled
def look_map(ax, weights, columns, rows, framed):
    """Draw attention weights, a row for each step that looks, with one framed column each.

    Shapes: weights (n, m); columns, m labels or more; rows, n labels; framed (n,).
    """
    ax.imshow(weights, cmap=LOOKS, vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(weights.shape[1]), columns[: weights.shape[1]], rotation=90)
    ax.set_yticks(range(len(rows)), rows)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for n, column in enumerate(framed):
        frame = Rectangle((column - 0.5, n - 0.5), 1, 1, fill=False, ec=VERMILLION, lw=1.5)
        ax.add_patch(frame)
    ax.set_xlabel("looked at")
    ax.set_ylabel("the step that looks")
    return ax


def show_jump(rows, record, baseline):
    """Show the plateau and the jump: a run of one's own block on those of the store.

    rows: [updates, seconds, accuracy]; record: stored associative_recall; baseline: accuracy of the
    most frequent value.
    """
    fig, ax = figure(8.2, 3.5)
    jump_lines(ax, record, baseline, rows)
    ends = "; ".join(
        f"{kind} {spread_text(np.array([run[kind]['by_pairs']['8'] for run in record.results]))}"
        for kind in KINDS
    )
    left = next((row[0] for row in rows if row[2] > baseline + 0.1), rows[-1][0])
    show(
        fig,
        alt="Accuracy at 8 pairs against updates. The block that ran here stays near the line of "
        f"the most frequent value, {baseline:.2f}, until update {left}, then rises to "
        f"{rows[-1][2]:.2f}. Stored runs at their end: {ends}.",
        caption="**A plateau, then a jump.** Thick: the run above, with your block once its check "
        "has passed. Thin: stored runs, one line a seed; a layer is a block. Dashed: answering "
        "with the value shown most often, all that one block learns here. Two blocks and the LSTM "
        "that looks at its own states stay there, then leave. The first 1,500 updates.",
    )


@styled
def jump_lines(ax, record, baseline, rows=None):
    """Draw accuracy at 8 pairs against updates."""
    for kind in KINDS:
        for i, run in enumerate(record.results):
            steps, _, right = zip(*run[kind]["curve"], strict=True)
            style = {"color": LOOK[kind].colour, "ls": LOOK[kind].linestyle, "lw": 1.1}
            ax.plot(steps, right, label=kind if i == 0 else None, **style)
    if rows is not None:
        steps, _, right = zip(*rows, strict=True)
        ax.plot(steps, right, color=SERIES[0].colour, lw=3.6, label="the run above", zorder=5)
    ax.axhline(baseline, color=GREY, lw=1.2, ls=(0, (4, 2)))
    ax.text(1480, baseline + 0.02, "most frequent value", fontsize=9, ha="right")
    ax.set_xlim(-20, 1500)
    ax.set_ylim(0, 1.04)
    ax.set_xlabel("updates")
    ax.set_ylabel("right at 8 pairs (share)")
    ax.legend(fontsize=9, frameon=False, loc="center right")
    return ax


def print_recall(record, baseline):
    """Print weights, updates, seconds and accuracy of the four networks.

    baseline: {N: accuracy of the most frequent value}.
    """
    print(f"share right at N pairs: mean, at 8 with the range, of {len(record.seeds)} seeds")
    print(f"{'':21s}{'weights':>8s}{'updates':>8s}{'s':>6s}{'N = 2':>8s}{'4':>6s}{'8':>21s}")
    for kind in KINDS:
        runs = [run[kind] for run in record.results]
        steps, seconds = (np.median([run["curve"][-1][i] for run in runs]) for i in (0, 1))
        two, four, eight = (np.array([run["by_pairs"][N] for run in runs]) for N in "248")
        print(f"{kind:21s}{runs[0]['weights']:8,}{steps:8.0f}{seconds:6.1f}", end="")
        print(f"{two.mean():8.2f}{four.mean():6.2f}{spread_text(eight):>21s}")
    shares = f"{baseline[2]:8.2f}{baseline[4]:6.2f}{baseline[8]:6.2f}"
    print(f"{'most frequent value':42s}{shares}")
    print("Training ends when 0.99 are right at 8 pairs, twice in a row.")
    print(record.note())


# ------------------------------------------------------------------ induction


def repeats_of(record, layers, kind):
    """Collect learning curves: updates (n,), accuracy (seeds, n)."""
    curves = [run[str(layers)][kind] for run in record.results]
    return np.array([row[0] for row in curves[0]]), np.array([[r[2] for r in c] for c in curves])


def show_induction(record):
    """Show how one block and two learn repeats, with a drawn period and with a fixed one."""
    fig, axes = figure(9, 3.1, columns=2)
    for ax, kind in zip(axes, ("drawn", "fixed"), strict=True):
        repeat_lines(ax, record, kind)
    said, parts = [], {}
    for layers in (1, 2):
        name = "one block" if layers == 1 else "two blocks"
        parts[name] = [repeats_of(record, layers, kind)[1][:, -1] for kind in ("drawn", "fixed")]
        parts[name].append(np.array([run[str(layers)]["elsewhere"] for run in record.results]))
        said.append(f"{name}: drawn {parts[name][0].mean():.2f}, fixed {parts[name][1].mean():.2f}")
    print(f"right in the repeat, mean (range) of {len(record.seeds)} seeds")
    print(f"{'':12s}{'drawn period':>22s}{'fixed period':>22s}{'trained on the fixed,':>24s}")
    print(f"{'':12s}{'':22s}{'':22s}{'asked at drawn ones':>24s}")
    for name, (drawn, fixed, other) in parts.items():
        print(
            f"{name:12s}{spread_text(drawn):>22s}{spread_text(fixed):>22s}{spread_text(other):>24s}"
        )
    print(record.note())
    show(
        fig,
        alt=f"Accuracy in the repeat against updates, two panels. At the end, {'; '.join(said)}.",
        caption="**Induction, and its trap.** Left, the period is drawn for each sequence: only "
        "two blocks find what followed last time. Right, one period for all: one block learns it "
        f"too, by position alone. Median and range of {len(record.seeds)} seeds.",
    )


@styled
def repeat_lines(ax, record, kind):
    """Draw accuracy in the repeat against updates, a line for one block and one for two."""
    ends = []
    for layers, name, series in ((2, "two blocks", SERIES[0]), (1, "one block", SERIES[1])):
        steps, right = repeats_of(record, layers, kind)
        band(ax, steps, right, series, size=3.5)
        ends.append((float(np.median(right[:, -1])), name, series.colour))
    settings = record.settings[kind]
    low, high = settings["shortest"], settings["longest"]
    ax.set_title(f"period drawn from {low} to {high}" if low < high else f"period always {low}")
    ax.set_xlabel("updates")
    ax.set_ylabel("right in the repeat (share)")
    ax.set_ylim(-0.02, 1.04)
    at_right(ax, ends)
    return ax
