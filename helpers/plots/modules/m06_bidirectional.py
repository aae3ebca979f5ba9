"""The figures of module 06 with their texts, and the tables that are printed beside them."""

from collections import Counter

import numpy as np

from helpers.plots.course_map import Map, show_map
from helpers.plots.labels import at_right
from helpers.plots.style import BLUE, GREY, INK, PALE_BLUE, SERIES, figure, show, styled

MAP = Map(
    parts={
        "cheat": (0, 0, "too good\nto be true"),
        "two": (1, 0, "two readers,\none batch"),
        "loss": (2, 0, "a loss for\nreal words"),
        "leak": (3, 0, "who sees\nthe future?"),
        "tagger": (4, 0, "yours tags:\nwho decided?"),
        "score": (4, 1, "scores\nand errors"),
        "wait": (3, 1, "how long\nto wait"),
        "batches": (2, 1, "buckets\nand packing"),
    },
    arrows=(
        ("cheat", "two"),
        ("two", "loss"),
        ("loss", "leak"),
        ("leak", "tagger"),
        ("tagger", "score"),
        ("score", "wait"),
        ("wait", "batches"),
    ),
    about=(
        "Map of the module, a path: a score too good to be true; two readers over one batch; a "
        "loss over real words; a test of who sees the future; the tagger that yours trains; its "
        "scores and errors; how long to wait; buckets and packing."
    ),
)
MEANINGS = {
    "ADJ": "adjective: old, Polish",
    "ADP": "preposition: in, of; or part of a verb: wear out",
    "ADV": "adverb: soon, where, very",
    "AUX": "auxiliary: will, has; all forms of be",
    "CCONJ": "joins equals: and, or, but",
    "DET": "determiner: the, a, this, some",
    "INTJ": "interjection: oh, yes",
    "NOUN": "noun: boat",
    "NUM": "number: two, 1998",
    "PART": "particle: not, n't, 's, to (before a verb)",
    "PRON": "pronoun: I, her, who",
    "PROPN": "proper noun, a name: Cork",
    "PUNCT": "punctuation",
    "SCONJ": "joins a clause: if, because, that",
    "SYM": "symbol: $, %",
    "VERB": "verb: run",
    "X": "other",
}
LEFT, RIGHT = SERIES[0], SERIES[1]  # the two readers, in every figure


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


def print_first_words(texts, gold, readers):
    """Print sentences with what taggers said of their first word, and how often.

    texts: sentences.   gold: their first words' tags.   readers: {name: for each sentence, a list
    of tags, one a seed}.
    """
    print(f"{'':44s}true tag   ", *(f"{name:14s}" for name in readers))
    for n, (text, tag) in enumerate(zip(texts, gold, strict=True)):
        said = (
            ", ".join(f"{k} {one}" for one, k in Counter(rows[n]).most_common())
            for rows in readers.values()
        )
        print(f"{text:44s}{tag:11s}", *(f"{one:14s}" for one in said))


def print_data(train, test, names):
    """Print how large the data are.   names: the number of names in the test sentences."""
    words = sum(len(s.words) for s in test)
    marked = sum(sum(s.needs_right) for s in test)
    print(f"train on {len(train)} sentences; test on {len(test)}: ", end="")
    print(f"{words:,} words, {marked} of them marked, {names} names")


def print_tags():
    """Print what the tags stand for."""
    for tag, meaning in MEANINGS.items():
        print(f"{tag:6s} {meaning}")


def show_dice(losses, floor):
    """Show the loss on dice by roll.   losses: {name: (T,)}, the one-way model first."""
    for name, values in losses.items():
        print(f"{name:10s} mean {values.mean():.3f} nats, last roll {values[-1]:.3f}")
    fig, ax = figure(7.5, 2.7)
    dice_by_step(ax, losses, floor)
    show(
        fig,
        alt="Loss by roll. The one-way model lies on the line ln 8 throughout. The two-way model "
        "lies near 0 up to the last roll, where it jumps to the line.",
        caption="**Nobody predicts dice.** Each roll is predicted from the rolls before it, or so "
        "it was meant. Only at the last roll is the target not among the inputs.",
    )


def print_text(scores):
    """Print nats per character of the language models, honest and not."""
    rows = {
        "uniform guess": scores["uniform"],
        "4-grams, interpolated": scores["counts"],
        "one-way RNN": scores["left"],
        "two-way RNN, as scored in training": scores["both"],
        "two-way RNN, last character of cut text": scores["both, nothing ahead"],
        "4-grams, on those last characters": scores["counts, the same"],
    }
    for name, nats in rows.items():
        print(f"{name:40s} {nats:6.2f} nats per character")


def print_changes(found):
    """Print by how much states change when a longer row stands beside.   found: {name: (n,)}."""
    for name, changes in found.items():
        print(
            f"{name:14s} largest change at each word:",
            *("      0" if c < 1e-12 else f"{c:7.2f}" for c in changes),
        )


def show_leaks(moved):
    """Show which outputs moved when inputs from a step on changed.   moved: {name: (T, T)}."""
    fig, axes = figure(7.2, 3.0, columns=len(moved))
    for ax, (name, table) in zip(axes, moved.items(), strict=True):
        leak_cells(ax, table, name)
        before = np.tril(np.ones_like(table), -1) & table
        print(
            f"{name}: {before.sum()} of {len(table) * (len(table) - 1) // 2} outputs before moved"
        )
    show(
        fig,
        alt="Two square tables. Left, one reader: only outputs at or after the changed step moved, "
        "a triangle. Right, two readers: all outputs moved.",
        caption="**The past moves when the future changes.** Row $t$: inputs from step $t$ on are "
        "replaced. Dark: outputs before $t$ that moved; pale: outputs from $t$ on, which may.",
    )


def show_votes(sentences):
    """Show what each reader adds to a word's margin, sentence by sentence.

    sentences: a list of (words, tags, left (T,), right (T,)), the last two in nats.
    """
    fig, axes = figure(9, 2.25 * len(sentences) + 0.2, rows=len(sentences))
    told = []
    axes = np.atleast_1d(axes)
    for ax, (words, tags, left, right) in zip(axes, sentences, strict=True):
        vote_bars(ax, words, tags, left, right)
        told.append(
            ", ".join(
                f"{w} {t} left {a:+.1f} right {b:+.1f}"
                for w, t, a, b in zip(words, tags, left, right, strict=True)
            )
        )
    axes[0].legend(frameon=False, loc="upper right", ncols=2, fontsize=9)
    show(
        fig,
        alt="For each word two bars, the votes of the readers from the left and from the right "
        f"for the chosen tag, in nats. {'; '.join(told)}.",
        caption="**Which side decided?** Below each word its tag. Bars: by how much each reader's "
        "vote favours that tag over its strongest rival. A bar below 0 votes against it. The "
        "constant $b_y$ is not drawn.",
    )


def print_scores(scores, pairs, interval):
    """Print scores of taggers, and paired differences.

    scores: {name: (seeds, 3) or (3,)}, right words, right marked words, F1 of names.
    pairs: pairs of names.   interval: (scores_a, scores_b) -> mean, low, high.
    """
    kinds = ("all words", "marked words", "F1 of names")
    print(f"{'':19s}", *(f"{kind:>21s}" for kind in kinds))
    for name, rows in scores.items():
        rows = np.atleast_2d(rows)
        cells = []
        for column in rows.T:
            span = f" ({column.min():.3f}, {column.max():.3f})" if len(column) > 1 else ""
            cells.append(f"{column.mean():.3f}{span}")
        print(f"{name:19s}", *(f"{cell:>21s}" for cell in cells))
    for a, b in pairs:
        ends = [interval(scores[a][:, k], scores[b][:, k]) for k in range(3)]
        cells = (f"{m:+.3f} [{low:+.3f}, {high:+.3f}]" for m, low, high in ends)
        print(f"{f'{a} - {b}':19s}", *(f"{cell:>21s}" for cell in cells))


def print_web(scores, pairs, interval):
    """Print scores on web text, and paired differences.   scores: {name: (seeds, 2)}."""
    print(f"{'':16s}", *(f"{kind:>24s}" for kind in ("all words", "F1 of names")))
    for name, rows in scores.items():
        cells = (f"{c.mean():.4f} ({c.min():.4f}, {c.max():.4f})" for c in rows.T)
        print(f"{name:16s}", *(f"{cell:>24s}" for cell in cells))
    for a, b in pairs:
        ends = [interval(scores[a][:, k], scores[b][:, k]) for k in range(2)]
        cells = (f"{m:+.4f} [{low:+.4f}, {high:+.4f}]" for m, low, high in ends)
        print(f"{f'{a} - {b}':16s}", *(f"{cell:>24s}" for cell in cells))


def show_confusions(counts, tags, alt, caption):
    """Show the mistakes of a tagger.   counts: (C, C), gold down, predicted across."""
    used = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1) > 0)
    fig, ax = figure(7.2, 4.6)
    confusion_cells(ax, counts[np.ix_(used, used)], [tags[k] for k in used])
    worst = [f"{n} {a} tagged {b}" for a, b, n in top_confusions(counts, tags, 4)]
    show(fig, alt=f"{alt} Most frequent: {', '.join(worst)}.", caption=caption)


def top_confusions(counts, tags, n):
    """List the n most frequent mistakes: (gold, predicted, how often)."""
    wrong = counts - np.diag(np.diag(counts))
    places = np.argsort(-wrong, axis=None, kind="stable")[:n]
    rows, columns = np.unravel_index(places, wrong.shape)
    return [(tags[r], tags[c], int(wrong[r, c])) for r, c in zip(rows, columns, strict=True)]


def print_confusions(found, tags, n=5):
    """Print the most frequent mistakes of some taggers.   found: {name: (C, C)}."""
    for name, counts in found.items():
        said = (f"{a} as {b} {many}" for a, b, many in top_confusions(counts, tags, n))
        print(f"{name:8s} {counts.sum() - np.trace(counts):4d} mistakes:", "; ".join(said))


def show_waiting(scores, whole):
    """Show accuracy against words of delay.

    scores: {words late: (seeds, 2)}, all and marked words.   whole: the same of both sides.
    """
    fig, ax = figure(7, 3.0)
    waiting(ax, scores, whole)
    said = "; ".join(
        f"{k} late {v[:, 0].mean():.2f}, {v[:, 1].mean():.2f}" for k, v in scores.items()
    )
    show(
        fig,
        alt=f"Share of right words against words of delay, all and marked: {said}; both sides "
        f"{whole[:, 0].mean():.2f}, {whole[:, 1].mean():.2f}.",
        caption="**What a word of waiting buys.** A reader from the left that answers $k$ words "
        "late, and, at the right, two readers, which wait for the end. Marked words need "
        "what follows to be tagged. Mean and range of 5 seeds.",
    )


def print_losses(record, names):
    """Print the training loss of the last pass of some stored taggers, mean of the seeds."""
    losses = (np.mean([r[name]["loss"] for r in record.results]) for name in names)
    said = (f"{name} {loss:.3f}" for name, loss in zip(names, losses, strict=True))
    print("training loss of the last pass:", "; ".join(said))


def show_batches(lengths, orders, n=3):
    """Show the first batches of some orders, their padding shaded.   orders: {name: batches}."""
    fig, axes = figure(9, 2.6, columns=len(orders))
    for ax, (name, batches) in zip(axes, orders.items(), strict=True):
        padded_rows(ax, [lengths[np.asarray(batch)] for batch in batches[:n]], name)
        ax.set_xlim(0, 1.02 * max(lengths))
    axes[0].set_ylabel("sentences, batch by batch")
    show(
        fig,
        alt="Bars, one for each sentence, in batches. Shuffled, most of each batch is padding up "
        "to its longest sentence; in buckets there is almost none.",
        caption=f"**What is computed for nothing.** {n} batches of each order; dark, words; pale, "
        "padding up to the longest sentence of the batch.",
    )


def print_speed(speed, waste):
    """Print real steps per second.   speed: {(order, how): steps per s}; waste: {order: share}."""
    print("order          padding   masked: words per s   packed")
    for name, share in waste.items():
        print(
            f"{name:12s} {share:9.1%} {speed[name, 'masked']:21,.0f} {speed[name, 'packed']:8,.0f}"
        )


def print_orders(record, interval):
    """Print what the order of batches does to a tagger, each order against shuffled."""
    print("order               right words   training loss   CPU s   right words, minus shuffled")
    usual = np.array([r["shuffled"]["right"] for r in record.results])
    for name in record.settings["orders"]:
        right, loss, spent = (
            np.array([r[name][key] for r in record.results]) for key in ("right", "loss", "seconds")
        )
        told = ""
        if name != "shuffled":
            mean, low, high = interval(right, usual)
            told = f"{mean:+.4f} [{low:+.4f}, {high:+.4f}]"
        print(f"{name:18s} {right.mean():12.4f} {loss.mean():15.4f} {spent.mean():7.1f}   {told}")
    print(record.note())


@styled
def dice_by_step(ax, losses, floor):
    """Draw losses by roll, and the entropy of a roll.   losses: {name: (T,)}."""
    ax.axhline(floor, color=INK, lw=1.2, ls=(0, (5, 2)))
    ax.set_ylim(-0.1, 1.25 * floor)
    ends = []
    for (name, values), series in zip(losses.items(), SERIES, strict=False):
        steps = np.arange(1, len(values) + 1)
        look = {"color": series.colour, "ls": series.linestyle, "marker": series.marker, "ms": 4}
        ax.plot(steps, values, **look)
        ends.append((float(values[-2]), name, series.colour))
    at_right(ax, ends)
    ax.annotate(r"$\ln 8$", (1, floor), (0, 4), textcoords="offset points", fontsize=9)
    ax.set_xlabel("roll that is predicted")
    ax.set_xticks(range(2, len(values) + 1, 2))
    ax.set_ylabel("loss (nats)")
    return ax


@styled
def leak_cells(ax, moved, title):
    """Draw which outputs moved.   Shapes: moved (T, T), changed step down, output across."""
    T = len(moved)
    before = np.tril(np.ones((T, T), dtype=bool), -1)
    for t, s in zip(*np.nonzero(moved), strict=True):
        colour = BLUE if before[t, s] else PALE_BLUE
        alpha = 1.0 if before[t, s] else 0.35
        ax.fill(
            [s - 0.44, s + 0.44, s + 0.44, s - 0.44],
            [t - 0.44, t - 0.44, t + 0.44, t + 0.44],
            color=colour,
            alpha=alpha,
            lw=0,
        )
    ax.set_xlim(-0.5, T - 0.5)
    ax.set_ylim(T - 0.5, -0.5)
    ax.set_aspect("equal")
    ax.grid(visible=False)
    ax.set_xticks(range(T))
    ax.set_yticks(range(T))
    ax.set_xlabel("output at step $s$")
    ax.set_ylabel("inputs changed from step $t$ on")
    ax.set_title(title)
    return ax


@styled
def vote_bars(ax, words, tags, left, right):
    """Draw the votes of two readers for each word's tag. Shapes: all (T,)."""
    places = np.arange(len(words))
    ax.axhline(0, color=INK, lw=1.2)
    ax.bar(places - 0.19, left, 0.36, color=LEFT.colour, label="from the left")
    ax.bar(
        places + 0.19,
        right,
        0.36,
        color=RIGHT.colour,
        hatch="////",
        edgecolor="white",
        lw=0,
        label="from the right",
    )
    ax.set_xticks(places, [f"{w}\n{t}" for w, t in zip(words, tags, strict=True)])
    ax.grid(axis="x", visible=False)
    ax.set_xlim(-0.6, len(words) - 0.4)
    low, high = min(0, *left, *right), max(0, *left, *right)
    ax.set_ylim(low - 0.08 * (high - low), high + 0.25 * (high - low))
    ax.set_xlabel("word, and the tag it gets")
    ax.set_ylabel("vote (nats)")
    return ax


@styled
def confusion_cells(ax, counts, tags):
    """Draw a table of gold by predicted tags, the mistakes with their numbers."""
    wrong = counts - np.diag(np.diag(counts))
    share = wrong / np.maximum(1, counts.sum(axis=1, keepdims=True))
    ax.imshow(share, cmap="Blues", vmin=0, vmax=max(0.3, share.max()))
    for r, c in zip(*np.nonzero(wrong), strict=True):
        colour = "white" if share[r, c] > 0.6 * max(0.3, share.max()) else INK
        ax.text(c, r, str(int(wrong[r, c])), ha="center", va="center", fontsize=7.5, color=colour)
    for k in range(len(tags)):
        ax.text(k, k, "·", ha="center", va="center", fontsize=9, color=GREY)
    ax.set_xticks(range(len(tags)), tags, rotation=90, fontsize=8)
    ax.set_yticks(range(len(tags)), tags, fontsize=8)
    ax.grid(visible=False)
    ax.set_xlabel("predicted tag")
    ax.set_ylabel("gold tag")
    return ax


@styled
def waiting(ax, scores, whole):
    """Draw accuracy by words of delay, and of two readers at the right end.

    scores: {words late: (seeds, 2)}; whole: (seeds, 2): all words, marked words.
    """
    late, ends = list(scores), []
    for k, (name, series) in enumerate(zip(("all words", "marked words"), SERIES, strict=False)):
        rows = np.array([scores[n][:, k] for n in late])
        look = {"color": series.colour, "marker": series.marker, "capsize": 3}
        for x, y, ls in ((late, rows, series.linestyle), ([max(late) + 1], whole[None, :, k], "")):
            mean = y.mean(axis=1)
            ax.errorbar(x, mean, yerr=[mean - y.min(axis=1), y.max(axis=1) - mean], ls=ls, **look)
        ends.append((float(whole[:, k].mean()), name, series.colour))
    ax.set_xticks([*late, max(late) + 1], [*map(str, late), "both\nsides"])
    ax.set_xlabel("delay of the answer (words)")
    ax.set_ylabel("share of right words")
    at_right(ax, ends)
    return ax


@styled
def padded_rows(ax, batches, title):
    """Draw sentences as bars, padded to their batch's longest.   batches: arrays of lengths."""
    row = 0
    for lengths in batches:
        rows = row + np.arange(len(lengths))
        ax.barh(rows, max(lengths), 1.0, color="#D5DCE3", lw=0)
        ax.barh(rows, lengths, 1.0, color=BLUE, lw=0)
        row += len(lengths) + 2
    ax.set_ylim(row - 1.5, -1)
    ax.set_yticks([])
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("words")
    ax.set_title(title)
    return ax
