"""The figures of module 07 with their texts, and the tables that are printed beside them."""

import textwrap

import numpy as np

from helpers.datasets.docstrings import words_of
from helpers.plots import gradient_flow
from helpers.plots.course_map import Map, show_map
from helpers.plots.labels import at_right
from helpers.plots.lines import band
from helpers.plots.style import GREY, SERIES, figure, show, styled

MAP = Map(
    parts={
        "stack": (0, 0, "layers on\nlayers"),
        "links": (1, 0, "links and gates\nupwards"),
        "pyramid": (2, 0, "pyramid: two\nsteps in one"),
        "vector": (0, 1, "a sentence as\none vector"),
        "words": (1, 1, "count words:\nTF-IDF"),
        "close": (2, 1, "bring pairs\nclose"),
        "search": (3, 1, "yours searches\nthe library"),
    },
    arrows=(
        ("stack", "links"),
        ("links", "pyramid"),
        ("stack", "vector"),
        ("vector", "words"),
        ("words", "close"),
        ("close", "search"),
    ),
    about=(
        "Map of the module: above, layers on layers, links and gates that lead upwards, and the "
        "pyramid that makes two steps one. Below, a sentence as one vector, words counted by "
        "TF-IDF, pairs brought close, and a search over the library."
    ),
)
KS = (1, 2, 3, 5, 10, 20, 50, 100)  # of recall at k
WIDE = 84  # letters of a line
SECONDS = (15, 20, 25, 30)  # at which the strides of a pyramid are compared


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


# ------------------------------------------------------------------ depth


def show_gradients(norms):
    """Print and show gradients by layer and lag.   norms: {title: (seeds, L, T)}."""
    fig, axes = figure(9, 3.1, columns=len(norms))
    for ax, (title, values) in zip(axes, norms.items(), strict=True):
        middle = np.exp(np.median(np.log(values), axis=0))
        L = values.shape[1]
        print(f"{title:16s} median of {len(values)} seeds")
        for name, lag in (("lag 0", 0), ("lag 10", 10), ("lag 20", 20)):
            row = ", ".join(f"{middle[layer, lag]:.2g}" for layer in range(L))
            print(f"  {name:7s} layer 0 to {L - 1}: {row}")
        lines = {f"layer {layer}": values[:, layer] for layer in reversed(range(L))}
        ax.set_yscale("log")
        ax.set_ylim(3e-7, 5)  # the same in both; set first, since the labels look at it
        gradient_flow.norms_by_lag(ax, lines, title=title, ylabel="norm of the gradient")
        ax.set_xticks(range(0, values.shape[2], 5))
    show(
        fig,
        alt="Norm of the gradient of each of four layers' states against the lag, log axis, in two "
        "panels. Left, without links: at lag 0 the lines start apart, the lowest layer at 0.15. "
        "Right, with links: all start near 1. In both all lines fall by 4 to 6 powers of ten "
        "over 20 steps.",
        caption="**Links shorten the way down, not the way back.** Median and range of 5 seeds; "
        "$H = 64$, PyTorch's first weights. The loss reads the top layer, layer 3, at the last "
        "step; its gradient there is 1.",
    )


def print_transitions(norms):
    """Print what deep transitions leave of a gradient.   norms: {layers a step: (seeds, T)}."""
    print("tanh layers in a step     left at lag 1     at lag 5    at lag 10")
    for n, values in norms.items():
        middle = np.exp(np.median(np.log(values), axis=0))
        print(f"{n:21d}{middle[1]:18.2f}{middle[5]:13.1e}{middle[10]:13.1e}")


def best_nats(one):
    """Return the lowest last held-out loss of a network's rates.   one: {"runs": [rows, ...]}."""
    return min(rows[-1][2] for rows in one["runs"])


def depth_scores(record):
    """Collect held-out losses by depth: {name: {L: (seeds,)}}, of the better of the rates."""
    return {
        name: {
            int(L): np.array([best_nats(run[name][L]) for run in record.results])
            for L in record.results[0][name]
        }
        for name in record.results[0]
    }


def show_depth(record, baselines):
    """Print and show held-out losses by depth.   baselines: {name: nats}, of the first split."""
    scores = depth_scores(record)
    scores["residual"] = {1: scores["plain"][1], **scores["residual"]}  # one layer has no link
    print(f"held-out nats a character, mean (from, to) of {len(record.seeds)} seeds")
    for name, by_depth in scores.items():
        for L, nats in by_depth.items():
            print(f"  {name:15s} {L} layers   {spread_text(nats)}")
    for name, nats in baselines.items():
        print(f"  {name:24s}   {nats:.3f} on the first split")
    print(record.note())
    fig, ax = figure(6.5, 3.0)
    depth_lines(ax, scores)
    said, linked = (
        ", ".join(f"{L} layers {np.median(nats):.2f}" for L, nats in scores[name].items())
        for name in ("plain", "residual")
    )
    show(
        fig,
        alt=f"Held-out loss against the number of layers, medians. Without links: {said}. "
        f"With links: {linked}.",
        caption="**Depth needs links.** Elman networks of 40,000 weights each, median and range "
        f"over {len(record.seeds)} seeds, {record.settings['steps']} updates. The better of two "
        "learning rates, chosen on the same text.",
    )


@styled
def depth_lines(ax, scores):
    """Draw losses by depth.   scores: {name: {L: (seeds,)}}."""
    ends = []
    for series, (name, by_depth) in zip(SERIES, scores.items(), strict=False):
        values = np.array(list(by_depth.values())).T
        band(ax, list(by_depth), values, series)
        label = {"plain": "without links", "residual": "with links"}.get(name, name)
        ends.append((float(np.median(values[:, -1])), label, series.colour))
    ax.set_xticks(list(by_depth))
    ax.set_xlabel("layers $L$ (fewer units each)")
    ax.set_ylabel("held-out loss\n(nats per character)")
    at_right(ax, ends)
    return ax


def print_gated(record):
    """Print what depth gates gain."""
    print("three LSTM layers       weights   held-out nats, mean (from, to)")
    for kind, one in record.results[0].items():
        nats = np.array([best_nats(run[kind]) for run in record.results])
        print(f"  {kind:18s} {one['weights']:10,d}   {spread_text(nats)}")
    print(record.note())


def spread_text(values, form=".3f"):
    """Return a mean with the smallest and the largest value."""
    return f"{values.mean():{form}} ({values.min():{form}}, {values.max():{form}})"


# ------------------------------------------------------------------ pyramid


def pyramid_rows(record):
    """Collect a pyramid's runs: {stride: (seeds, tests, 3)} of updates, seconds, accuracy."""
    strides = [key for key in record.results[0] if key != "share"]
    return {k: np.array([run[k]["rows"] for run in record.results]) for k in strides}


def accuracy_within(rows, seconds):
    """Return the accuracy that each run's last test within some seconds of CPU found.

    rows: as pyramid_rows returns them -> {stride: (seeds,)}.   Raises: IndexError if there is none.
    """
    return {
        stride: np.array([run[run[:, 1] <= seconds][-1, 2] for run in values])
        for stride, values in rows.items()
    }


def show_pyramid(record, interval):
    """Print and show accuracy by stride, at equal updates and at equal seconds.

    interval: (scores_a, scores_b) -> mean, low, high.
    """
    rows, T = pyramid_rows(record), record.settings["T"]
    share = np.mean([run["share"] for run in record.results])
    last, early = {k: v[:, -1, 2] for k, v in rows.items()}, accuracy_within(rows, SECONDS[-1])
    steps = record.settings["steps"]
    print(f"{'':41s}accuracy, mean (from, to)")
    print(
        "stride   units   top layer's   ms an      "
        f"{f'{steps:,} updates':22s}{SECONDS[-1]} s of CPU\n{'':18s}steps      update"
    )
    for stride, values in rows.items():
        cost = np.median(1000 * values[:, -1, 1] / values[:, -1, 0])
        print(
            f"{stride:>4s}{record.results[0][stride]['H']:10d}{T // int(stride):10d}{cost:12.0f}"
            f"       {spread_text(last[stride], '.2f')}     {spread_text(early[stride], '.2f')}"
        )
    print(f"most frequent package: {share:.2f}")
    for when, scores in ((f"{steps:,} updates", last), (f"{SECONDS[-1]} s of CPU", early)):
        mean, low, high = interval(scores["4"], scores["1"])
        print(f"stride 4 minus stride 1 after {when}: {mean:+.2f} [{low:+.2f}, {high:+.2f}]")
    print(record.note())
    fig, axes = figure(9, 2.8, columns=2)
    tests = rows["1"][0, 1::2, 0].astype(int)  # every second one
    pyramid_ranges(axes[0], tests, {k: v[:, 1::2, 2] for k, v in rows.items()}, "updates", share)
    timed = [accuracy_within(rows, at) for at in SECONDS]
    timed = {k: np.stack([one[k] for one in timed], axis=1) for k in rows}
    pyramid_ranges(axes[1], SECONDS, timed, "seconds of CPU", share)
    said = ", ".join(f"stride {k} {np.median(v):.2f}" for k, v in last.items())
    soon = ", ".join(f"stride {k} {np.median(v):.2f}" for k, v in early.items())
    show(
        fig,
        alt=f"Accuracy on held-out files against updates, left, and against seconds, right, for "
        f"three strides. Medians after the last update: {said}; after {SECONDS[-1]} seconds: "
        f"{soon}.",
        caption="**Fewer steps, more learned in the same time.** Three LSTM layers of 65,000 "
        f"weights say of which of six packages a window of {T} characters is. Median and range of "
        f"{len(record.seeds)} seeds, side by side; grey, the most frequent package.",
    )


@styled
def pyramid_ranges(ax, xs, scores, xlabel, share):
    """Draw accuracy by stride, its range over seeds as an upright line at each x.

    scores: {stride: (seeds, len(xs))}; share: of the most frequent class.
    """
    ends, gap = [], 0.13 * (xs[1] - xs[0])  # side by side, so that ranges do not hide each other
    for i, (series, (stride, values)) in enumerate(zip(SERIES, scores.items(), strict=False)):
        at, middle = np.asarray(xs) + (i - 1) * gap, np.median(values, axis=0)
        ax.vlines(at, values.min(axis=0), values.max(axis=0), color=series.colour, lw=2, alpha=0.5)
        look = {"color": series.colour, "ls": series.linestyle, "marker": series.marker, "ms": 4.5}
        ax.plot(at, middle, **look)
        ends.append((float(middle[-1]), f"stride {stride}", series.colour))
    ax.axhline(share, color=GREY, lw=1.2, ls=(0, (5, 2)), zorder=1)
    ax.set_xticks(xs)
    ax.set_xlabel(xlabel)
    ax.set_ylabel("accuracy")
    at_right(ax, ends)
    return ax


# ------------------------------------------------------------------ sentences


def print_packages(record, interval):
    """Print accuracies of classifiers, and paired differences to the bag of words.

    interval: (scores_a, scores_b) -> mean, low, high.
    """
    runs = record.results
    first = runs[0]
    print(f"{len(first['packages'])} packages: {', '.join(first['packages'])}")
    bag = np.array([run["accuracy"]["TF-IDF, logistic"] for run in runs])
    most = np.array([run["majority"] for run in runs])
    print(f"{'accuracy on held-out sentences':34s} mean (from, to)         minus TF-IDF, 95 %")
    print(f"  {'most frequent package':30s} {spread_text(most, '.3f')}")
    for kind in first["accuracy"]:
        values, told = np.array([run["accuracy"][kind] for run in runs]), ""
        if kind != "TF-IDF, logistic":
            mean, low, high = interval(values, bag)
            told = f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"
        print(f"  {kind:30s} {spread_text(values, '.3f')}   {told}")
    print(f"{first['test']} sentences in the first split.")
    print(record.note())


# ------------------------------------------------------------------ retrieval


def print_unknown(query, vocab):
    """Print which words of a query the search has never seen, so that they count for nothing."""
    unknown = [word for word in words_of(query) if word not in vocab]
    if unknown:
        print(f"Unknown, and without effect: {', '.join(unknown)}")


def print_found(functions):
    """Print the functions that a search found, best first."""
    if not functions:
        print("No word of this is known. Try others.")
    for place, one in enumerate(functions, start=1):
        print(f"{place:2d}  {textwrap.shorten(one.signature, WIDE - 4, placeholder=' ...')}")
        print(f"      {textwrap.shorten(one.sentence, WIDE - 6, placeholder=' ...')}")


def show_scores(before, after, losses):
    """Show a batch's scores before and after training.   Shapes: before, after (N, N)."""
    fig, axes = figure(7, 3.2, columns=2)
    for ax, (title, scores) in zip(
        axes, {"first vectors": before, "learned vectors": after}.items(), strict=True
    ):
        score_table(ax, scores, title)
    print(f"loss of a batch: {losses[0]:.2f} at first, {losses[-50:].mean():.2f} at the end")
    right = [float(np.mean(s.argmax(axis=1) == np.arange(len(s)))) for s in (before, after)]
    show(
        fig,
        alt=f"Two tables of scores of {len(before)} held-out sentences (rows) and signatures "
        "(columns). With the first vectors the diagonal is faint; with the learned ones it is "
        f"dark. The right one is the darkest of its row in {right[0]:.0%} and "
        f"{right[1]:.0%} of the rows.",
        caption="**Pairs come close.** Row $i$ is a sentence, column $j$ a signature, both held "
        "out; each row is scaled to its own range. The diagonal holds the pairs that belong "
        "together; where they share words it is dark from the start.",
    )


@styled
def score_table(ax, scores, title):
    """Draw a table of scores, each row scaled from its lowest to its highest.  Shapes: (N, N)."""
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    ax.imshow((scores - low) / (high - low), cmap="Blues", vmin=0, vmax=1, interpolation="nearest")
    ax.set_xlabel("signature $j$")
    ax.set_ylabel("sentence $i$")
    ax.set_title(title)
    ax.grid(visible=False)
    return ax


def recalls(ranks, ks=KS):
    """Return the share of ranks of at most k, for each k.   Shapes: ranks (Q,) -> (len(ks),)."""
    return np.array([np.mean(np.asarray(ranks) <= k) for k in ks])


def retrieval_scores(record, ks=KS):
    """Collect recall at each k: {kind: (seeds, len(ks))}."""
    kinds = record.results[0]["ranks"]
    return {
        kind: np.array([recalls(run["ranks"][kind], ks) for run in record.results])
        for kind in kinds
    }


def show_retrieval(record, interval):
    """Print and show recall of the stored encoders, and what the order of words is worth.

    interval: (scores_a, scores_b) -> mean, low, high.
    """
    scores, ones = retrieval_scores(record), retrieval_scores(record, (1, 10))
    print(f"{'':16s}recall@1, mean (from, to)  recall@10               @10 minus TF-IDF, 95 %")
    for kind, values in ones.items():
        told = ""
        if kind != "TF-IDF":
            mean, low, high = interval(values[:, 1], ones["TF-IDF"][:, 1])
            told = f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"
        print(f"{kind:16s}{spread_text(values[:, 0])}      {spread_text(values[:, 1])}   {told}")
    for kind in record.results[0]["shuffled"]:
        mixed = np.array([recalls(run["shuffled"][kind], (10,))[0] for run in record.results])
        mean, low, high = interval(mixed, ones[kind][:, 1])
        print(f"{kind}, words shuffled: recall@10 {mean:+.3f} [{low:+.3f}, {high:+.3f}]")
    for kind in record.results[0]["shuffled"]:
        mean, low, high = interval(ones[kind][:, 1], ones["mean of words"][:, 1])
        print(f"{kind}, minus mean of words: recall@10 {mean:+.3f} [{low:+.3f}, {high:+.3f}]")
    many = ", ".join(str(run["test"]) for run in record.results)
    print(f"{many} held-out functions.")
    print(record.note())
    fig, ax = figure(7, 3.2)
    shown = {k: scores[k] for k in ("TF-IDF", "mean of words", "GRU, mean", "TF-IDF + mean")}
    recall_lines(ax, shown)
    said = ", ".join(f"{kind} {np.median(values[:, 4]):.2f}" for kind, values in shown.items())
    show(
        fig,
        alt=f"Recall at k against k, log axis, four curves that rise. Medians at 10: {said}.",
        caption="**Who finds the function?** Share of held-out sentences whose function is among "
        f"the first $k$; median and range of {len(record.seeds)} splits.",
    )


@styled
def recall_lines(ax, scores):
    """Draw recall at k.   scores: {name: (seeds, len(KS))}."""
    ax.set_xscale("log")
    ends = []
    for series, (name, values) in zip(SERIES, scores.items(), strict=False):
        band(ax, KS, values, series)
        ends.append((float(np.median(values[:, -1])), name, series.colour))
    ax.set_xticks(KS, [str(k) for k in KS])
    ax.minorticks_off()
    ax.set_ylim(0, 1)
    ax.set_xlabel("$k$")
    ax.set_ylabel("recall@$k$")
    at_right(ax, ends)
    return ax


def print_examples(record, count=2):
    """Print queries of the first split that one kind finds at once and another misses."""
    for title, rows in record.results[0]["examples"].items():
        _, other = title.split(" over ")
        print(f"{title} (in brackets the rank by {other}):")
        for sentence, signature, _, behind in rows[:count]:
            print(f"  {textwrap.shorten(sentence, WIDE - 2, placeholder=' ...')}")
            name = textwrap.shorten(signature, WIDE - 20, placeholder=" ...")
            print(f"    {name}   (rank {behind})")
        if not rows:
            print("  none")
