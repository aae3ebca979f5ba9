"""The figures of module 09 with their texts, and the tables that are printed beside them."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from helpers.plots.course_map import Map, show_map
from helpers.plots.gradient_flow import norms_by_lag
from helpers.plots.labels import at_right, spread_text
from helpers.plots.lines import band
from helpers.plots.style import BLUE, SERIES, VERMILLION, WASH, figure, show, styled

MAP = Map(
    parts={
        "vector": (0, 0, "one vector:\nthe bottleneck"),
        "look": (1, 0, "score, soften,\nlook up"),
        "back": (2, 0, "backward,\nby hand"),
        "step": (3, 0, "a decoder\nthat looks"),
        "read": (3, 1, "weights as\npictures"),
        "captions": (2, 1, "looking at\npictures"),
        "without": (1, 1, "attention\nalone"),
        "yours": (0, 1, "your decoder\ntranslates"),
    },
    arrows=(
        ("vector", "look"),
        ("look", "back"),
        ("back", "step"),
        ("step", "read"),
        ("read", "captions"),
        ("captions", "without"),
        ("without", "yours"),
    ),
    about=(
        "Map of the module: one vector is a bottleneck; score, soften and look up is the way "
        "around it; its backward pass by hand; a decoder that looks. Below, from right to left: "
        "weights read as pictures, looking at pictures, attention alone, your decoder translates."
    ),
)
LOOKS = LinearSegmentedColormap.from_list("looks", ["#FFFFFF", "#9FC3E0", BLUE])
KINDS = ("additive", "dot", "general", "none")  # one look in every figure
END = "<EOS>"
OUTLINED = "Red outlines: the word that is translated; *und* translates nothing."
READINGS = {
    "dot": f"**Dot attention.** {OUTLINED} It looks there, and crosses between units and tens "
    "alone.",
    "additive": f"**Additive attention.** {OUTLINED} It is softer, and sometimes darkest beside "
    "the word.",
}


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


# ------------------------------------------------------------------ alignments


def print_translations(numbers, germans, join):
    """Print numbers with what was written for them.   germans: tuples of tokens."""
    for number, german in zip(numbers, germans, strict=True):
        mark = "right" if german == number.german else "WRONG"
        print(f"{number.n:>17,}  {mark}  {join(german)}")


def show_alignments(numbers, weights, caption, width=9.0, height=3.9):
    """Show where each German token looked.

    Shapes: numbers, B NumberPairs that were translated right; weights (T, S, B).
    """
    ratios = [len(number.english) + 6 for number in numbers]
    fig, axes = figure(width, height, columns=len(numbers), width_ratios=ratios)
    said = []
    for b, (ax, number) in enumerate(zip(np.atleast_1d(axes), numbers, strict=True)):
        own = weights[: len(number.german) + 1, : len(number.english) + 1, b]
        alignment(ax, own, (*number.english, END), (*number.german, END), number.sources)
        ax.set_ylabel("written (German)" if b == 0 else "")
        tops = [(*number.english, END)[j] for j in own.argmax(axis=1)]
        pairs = zip((*number.german, END), tops, strict=True)
        said.append(f"{number.n:,}: " + ", ".join(f"{german} at {top}" for german, top in pairs))
    show(
        fig,
        alt="Heat maps, a row for each German token, a column for each English word, dark where "
        "the weight is large. Largest weight of each token: " + "; ".join(said) + ".",
        caption=caption,
    )


def show_own(number, german, weights):
    """Show a translation and where it looked, right or wrong.

    number: a NumberPair; german: the tokens written.   Shapes: weights (T, S).
    """
    right = german == number.german
    rows, columns = (*german, END), (*number.english, END)
    weights = weights[: len(rows), : len(columns)]
    wide = 2.2 + 0.36 * len(columns)
    fig, ax = figure(wide, 1.4 + 0.34 * len(rows))
    alignment(ax, weights, columns, rows, number.sources if right else ())
    tops = ", ".join(
        f"{token} at {columns[j]}" for token, j in zip(rows, weights.argmax(axis=1), strict=True)
    )
    said = _own_in_words(number, weights) if right else "wrong; no word is outlined."
    show(
        fig,
        alt=f"Heat map of the attention weights for {number.n:,}. Largest weights: {tops}.",
        caption=f"**Your number, your decoder.** {number.n:,}: {said}",
    )


def _own_in_words(number, weights):
    """Say that a translation is right, and for which tokens another word got the largest weight."""
    tops = weights.argmax(axis=1)
    sources = zip(number.german, number.sources, tops, strict=False)
    beside = [token for token, source, top in sources if source not in (None, top)]
    if not beside:
        return "right, word for word."
    named = ", ".join(f"*{token}*" for token in beside)
    return f"right, although the largest weight is beside the outlined word at {named}."


@styled
def alignment(ax, weights, columns, rows, sources=()):
    """Draw attention weights as a heat map.

    Shapes: weights (T, S); columns, S labels; rows, T labels; sources: for each row the column
    that it translates, outlined, or None.
    """
    ax.imshow(weights, cmap=LOOKS, vmin=0, vmax=1, aspect="equal")
    ax.set_xticks(range(len(columns)), columns, rotation=90)
    ax.set_yticks(range(len(rows)), rows)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for t, source in enumerate(sources):
        if source is not None:
            corner = (source - 0.5, t - 0.5)
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, ec=VERMILLION, lw=1.6))
    ax.set_xlabel("read (English)")
    ax.set_ylabel("written (German)")
    return ax


def print_pointing(record, even):
    """Print how often the largest weight is on the translated word, by kind and length.

    even: what numbers.pointing returns of a pointer that moves on evenly.
    """
    print("largest weight on the word that is translated, mean (from, to) of the seeds")
    print(f"{'':10s}{'3 to 8 words':>22s}{'those that cross':>24s}{'9 to 13 words':>22s}")
    for kind in KINDS[:3]:
        near, crossed, far = (
            pointing_of(record, kind, *one)
            for one in (("all", 3, 8), ("crossed", 3, 8), ("all", 9, 13))
        )
        texts = [spread_text(near), spread_text(crossed), spread_text(far)]
        print(f"{kind:10s}{texts[0]:>22s}{texts[1]:>24s}{texts[2]:>22s}")
    print("without any network:")
    print(f"{'moving on evenly':18s}{even['all']:.2f}{even['crossed']:24.2f}")
    print(f"{'at random':18s}{even['chance']:.2f}{even['chance']:24.2f}")
    print(record.note())


def print_entropies(entropy, numbers):
    """Print how sharply each kind of German token looks.   entropy: (T, B), of B NumberPairs."""
    groups: dict[str, list[float]] = {}
    for b, number in enumerate(numbers):
        for t, token in enumerate((*number.german, END)):
            groups.setdefault(_group_of(token), []).append(float(entropy[t, b]))
    S = len(numbers[0].english) + 1
    print(f"entropy over {S - 1} words and {END}, mean in nats (all alike: {np.log(S):.2f})")
    for name, values in sorted(groups.items(), key=lambda item: np.mean(item[1])):
        mean = np.mean(values)
        print(f"  {name:22s}{mean:6.2f}   as over {np.exp(mean):.1f} places alike")


def _group_of(token):
    """Return what kind of German token this is."""
    if token in ("und", "hundert", "tausend", END):
        return token
    if token.startswith("Mill"):
        return "Million, Milliarde"
    return (
        "zwanzig to neunzig" if token.endswith("zig") or token == "dreißig" else "null to neunzehn"
    )


def pointing_of(record, kind, what, shortest, longest):
    """Collect a share of numbers.pointing, a mean over lengths for each seed (seeds,)."""
    lengths = [str(L) for L in range(shortest, longest + 1)]
    return np.array(
        [np.mean([run[kind]["pointing"][L][what] for L in lengths]) for run in record.results]
    )


# ------------------------------------------------------------------ learning


def exact_by_length(record, kind):
    """Collect exact match by length: lengths (n,), (seeds, n)."""
    lengths = [int(L) for L in record.results[0][kind]["by_length"]]
    rows = [[one[0] for one in run[kind]["by_length"].values()] for run in record.results]
    return np.array(lengths), np.array(rows)


def show_bottleneck(rows, lengths):
    """Show exact match against length of one network of each kind.   rows: {kind: n shares}."""
    show_lengths(
        {kind: np.array([row]) for kind, row in rows.items()},
        np.array(lengths),
        "**The bottleneck.** Same encoder, same data, same number of updates. What passes through "
        "one vector suffers more with every word.",
    )


def show_beyond(record):
    """Show exact match against length, in training and beyond, of all kinds."""
    show_lengths(
        {kind: exact_by_length(record, kind)[1] for kind in KINDS},
        exact_by_length(record, KINDS[0])[0],
        "**Length, in training and beyond.** Median and range of 3 seeds (the table: medians). One "
        "vector begins to fail before the longest numbers it was trained on; attention begins to "
        "fail behind them.",
    )


def show_lengths(values, lengths, title):
    """Show exact match against length.   values: {kind: (seeds, n)}; lengths (n,)."""
    print("words     " + "".join(f"{L:6d}" for L in lengths))
    for kind, rows in values.items():
        print(f"{kind:10s}" + "".join(f"{x:6.2f}" for x in np.median(rows, axis=0)))
    fig, ax = figure(7.5, 3.0)
    length_lines(ax, lengths, values)
    at = (0, list(lengths).index(8)) if lengths[-1] == 8 else (list(lengths).index(8), -1)
    ends = "; ".join(
        f"{kind} " + ", ".join(f"{np.median(v[:, i]):.2f} at {lengths[i]} words" for i in at)
        for kind, v in values.items()
    )
    show(fig, alt=f"Share of numbers translated right against their length. {ends}.", caption=title)


@styled
def length_lines(ax, lengths, values):
    """Draw exact match against length, the lengths beyond training shaded."""
    if lengths[-1] > 8:
        ax.axvspan(8.5, lengths[-1], color=WASH, zorder=0)
    ends = []
    for kind, rows in values.items():
        series = SERIES[KINDS.index(kind)]
        band(ax, lengths, rows, series)
        ends.append((float(np.median(rows[:, -1])), kind, series.colour))
    longer = " (shaded: longer than any in training)" if lengths[-1] > 8 else ""
    ax.set_xlabel(f"English words{longer}")
    ax.set_ylabel("translated right (share)")
    ax.set_ylim(-0.03, 1.05)
    at_right(ax, ends)
    return ax


def show_curves(record, caption):
    """Show learning curves in updates and in seconds."""
    kinds = [kind for kind in KINDS if kind in record.results[0]]
    curves = {kind: [run[kind]["curve"] for run in record.results] for kind in kinds}
    fig, axes = figure(9, 3.0, columns=2)
    for ax, column, label in zip(axes, (0, 1), ("updates", "seconds of one core"), strict=True):
        learning_lines(ax, curves, column, label)
    firsts = "; ".join(
        f"{kind} {first_over(runs, 0)} updates, {first_over(runs, 1)} s"
        for kind, runs in curves.items()
    )
    print(f"first over 0.9 on held-out data, median of {len(record.seeds)} seeds")
    for kind, runs in curves.items():
        print(f"  {kind:10s}{first_over(runs, 0):>12s} updates{first_over(runs, 1):>12s} s")
    print(record.note())
    show(
        fig,
        alt=f"Held-out exact match against updates, and against seconds. First over 0.9: {firsts}.",
        caption=caption,
    )


def first_over(runs, column, share=0.9):
    """Return the median update, or second, at which runs exceed a share; "not in" the most."""
    found = [next((row[column] for row in run if row[2] > share), np.inf) for run in runs]
    middle = np.median(found)
    return f"{middle:.0f}" if np.isfinite(middle) else f"not in {runs[0][-1][column]:.0f}"


@styled
def learning_lines(ax, curves, column, label):
    """Draw learning curves, a thin line for each seed.   curves: {kind: [rows]}."""
    for kind, runs in curves.items():
        series = SERIES[KINDS.index(kind)]
        for i, run in enumerate(runs):
            xs, ys = [row[column] for row in run], [row[2] for row in run]
            style = {"color": series.colour, "ls": series.linestyle, "lw": 1.3}
            ax.plot(xs, ys, label=kind if i == 0 else None, **style)
    ax.set_xlabel(label)
    ax.set_ylabel("exact match, held out")
    ax.set_ylim(-0.03, 1.05)
    ax.legend(fontsize=9, frameon=False, loc="center right")
    return ax


def print_spellings(record, examples):
    """Print exact match on held-out dates by kind, in known and in unknown spellings.

    examples: {spelling: a date in it}, of the spellings that were not trained on.
    """
    kinds = [kind for kind in KINDS if kind in record.results[0]]
    known = [name for name in record.results[0]["none"]["by_spelling"] if name not in examples]
    print("exact match on dates not trained on, mean (from, to) of the seeds")
    print(f"{'':26s}" + "".join(f"{kind:>22s}" for kind in kinds))
    rows = {f"{len(known)} spellings trained on": known}
    rows |= {f"new: {text}": [name] for name, text in examples.items()}
    for label, names in rows.items():
        cells = (f"{spread_text(spelling_scores(record, kind, names)):>22s}" for kind in kinds)
        print(f"{label:26s}" + "".join(cells))
    each, tests = record.settings["data"]["each"], len(known) * len(record.seeds)
    right = sum(spelling_scores(record, "additive", [name]).sum() for name in known)
    wrong = round(each * (tests - right))
    print(f"wrong with attention, spellings trained on: {wrong} of {each * tests:,} dates")


def spelling_scores(record, kind, names):
    """Collect the exact match in some spellings, a mean for each seed (seeds,)."""
    return np.array(
        [np.mean([run[kind]["by_spelling"][name][0] for name in names]) for run in record.results]
    )


def show_crossed(record):
    """Show what the score changes, and what the place of the context, one seed beside the other."""
    print("shares, one for each seed: of the tokens with the largest weight on the word that they")
    print("translate (3 to 8 words); of such tokens that cross; of numbers translated right")
    print(f"{'score':10s}{'context goes to':18s}", end="")
    print(f"{'pointing':>16s}{'crossing':>16s}{'8 words':>16s}{'13 words':>16s}")
    for name in record.results[0]:
        lengths, right = exact_by_length(record, name)
        score, place = name.split(", ")
        cells = [pointing_of(record, name, kind, 3, 8) for kind in ("all", "crossed")]
        cells += [right[:, list(lengths).index(L)] for L in (8, 13)]
        texts = ("".join(f"{x:5.2f}" for x in cell) for cell in cells)
        print(f"{score:10s}{place:18s}" + "".join(f"{text:>16s}" for text in texts))
    print(record.note())
    fig, axes = figure(9, 3.2, columns=2)
    said = [place_lines(ax, record, score) for ax, score in zip(axes, KINDS, strict=False)]
    axes[1].set_ylabel("")
    show(
        fig,
        alt="Share of numbers translated right against their length, one panel for each score, "
        f"one line for each place of the context. At 13 words: {'; '.join(said)}.",
        caption="**Two changes, one at a time.** Median and range of 3 seeds; shaded: longer than "
        "any in training. The order of the three places is not the same for both scores.",
    )


PLACES = ("step", "step and readout", "readout")


@styled
def place_lines(ax, record, score):
    """Draw exact match against length for one score, a line for each place of the context.

    Returns the ends of the lines as text.
    """
    ends = []
    for place, series in zip(PLACES, SERIES, strict=False):
        lengths, right = exact_by_length(record, f"{score}, {place}")
        band(ax, lengths, right, series)
        ends.append((float(np.median(right[:, -1])), place, series.colour))
    ax.axvspan(8.5, lengths[-1], color=WASH, zorder=0)
    ax.set_title(f"{score} score")
    ax.set_xlabel("English words")
    ax.set_ylabel("translated right (share)")
    ax.set_ylim(-0.03, 1.05)
    at_right(ax, ends)
    return f"{score} " + ", ".join(f"{place} {value:.2f}" for value, place, _ in ends)


# ------------------------------------------------------------------ gradients


def show_reach(norms, lag):
    """Show how far back a loss reaches.   Shapes: norms {label: (draws, S)}."""
    fig, ax = figure(7.5, 3.2)
    norms_by_lag(ax, norms, ylabel="norm of the gradient\nof an input")
    middles = {k: np.median(v, axis=0) for k, v in norms.items()}
    said = "; ".join(f"{k}: {m[0]:.1e} at lag 0, {m[lag]:.1e} at {lag}" for k, m in middles.items())
    for name, m in middles.items():
        print(f"{name:22s}{m[0]:.1e} at lag 0, {m[lag]:.1e} at lag {lag}")
    draws = len(next(iter(norms.values())))
    alone, spread = (norms[name][:, lag] / norms[name][:, 0] for name in list(norms)[:2])
    print(f"per step of the recurrence: times {np.median(alone) ** (1 / lag):.2f}")
    print(
        f"{list(norms)[1]}, lag {lag} over lag 0, by draw: {spread.min():.2f} to {spread.max():.2f}"
    )
    show(
        fig,
        alt=f"Norm of the gradient of each input against the lag, on a log axis. {said}.",
        caption="**A path of length one.** Through the recurrence alone the gradient shrinks by "
        "the same factor at each step. Through attention it reaches all inputs alike, divided by "
        f"their number, or the one that is looked at. Median and range of {draws} draws.",
    )


# ------------------------------------------------------------------ attention alone


def print_costs(rows):
    """Print what a layer costs.   rows: [T, entries of scores, seconds, seconds of a GRU]."""
    print("length T   weights T x T   self-attention, ms   GRU, ms")
    for T, entries, attended, recurrent in rows:
        print(f"{T:8d}{entries:16,d}{1000 * attended:19.1f}{1000 * recurrent:12.1f}")
