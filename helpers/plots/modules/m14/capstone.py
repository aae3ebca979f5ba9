"""The module's map, and the worked example's results."""

import numpy as np

from helpers.datasets.paired import T_975, paired_interval
from helpers.plots.course_map import Map, show_map
from helpers.plots.style import GREY, INK, SERIES, figure, show, styled

MAP = Map(
    parts={
        "question": (0, 0, "a question\nand a plan"),
        "data": (1, 0, "data that\ndo not leak"),
        "budget": (2, 0, "runs within\na budget"),
        "table": (2, 1, "a table with\nintervals"),
        "ablation": (1, 1, "an ablation"),
        "report": (0, 1, "a report, read\nby others"),
    },
    arrows=(
        ("question", "data"),
        ("data", "budget"),
        ("budget", "table"),
        ("table", "ablation"),
        ("ablation", "report"),
        ("report", "question"),
    ),
    about=(
        "Map of the module: a question and a plan; data that do not leak; runs within a budget. "
        "Below, from right to left: a table with intervals; an ablation; a report, read by others, "
        "with an arrow back to the question."
    ),
)
READERS = ("LSTM", "5-grams")
WAYS = ("forwards", "letters turned", "words turned", "backwards")


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


# ------------------------------------------------------------------ the worked example


def excess(record, reader):
    """Return how much each way costs over reading forwards, (seeds, 4), in nats per character.

    reader: of READERS. The columns are WAYS.
    """
    rows = [run["LSTM"] if reader == "LSTM" else run["n-grams"]["5"] for run in record.results]
    losses = np.array(rows)  # (seeds, words turned, letters turned)
    ways = np.stack([losses[:, 0, 0], losses[:, 0, 1], losses[:, 1, 0], losses[:, 1, 1]], axis=1)
    return ways - ways[:, :1]


def show_directions(record):
    """Show what each reading direction costs an LSTM and 5-grams.   record: reading_direction."""
    costs = {reader: excess(record, reader) for reader in READERS}
    fig, ax = figure(7.5, 3.0)
    directions(ax, costs)
    said = "; ".join(
        f"{way}: " + ", ".join(f"{k} {values[:, i].mean():+.3f}" for k, values in costs.items())
        for i, way in enumerate(WAYS[1:], start=1)
    )
    show(
        fig,
        alt="Excess loss of three turned readings over reading forwards, for an LSTM and for "
        f"5-grams, one dot a seed. Means: {said}.",
        caption="**Is a text as predictable backwards?** Each dot is one split of the help topics, "
        "above the line if it was harder to read than forwards. On the left only the letters of "
        "each word are turned, in the middle only the order of the words; both together, on the "
        "right, are the text from its last character to its first.",
    )


@styled
def directions(ax, costs):
    """Draw what each way but forwards costs, one dot a seed.   costs: {reader: (seeds, 4)}."""
    for k, (values, series) in enumerate(zip(costs.values(), SERIES, strict=False)):
        aside = np.linspace(-0.04, 0.04, len(values)) + (-0.12 if k == 0 else 0.12)
        xs = np.arange(3) + aside[:, None]
        look = {"color": series.colour, "mfc": "white", "ms": 5}
        ax.plot(xs.ravel(), values[:, 1:].ravel(), series.marker, **look)
    ax.axhline(0, color=GREY, lw=1)
    ax.set_xticks(range(3), WAYS[1:])
    ax.set_xlabel("the text as it is read")
    ax.set_ylabel("nats per character\nover reading forwards")
    ax.legend(list(costs), loc="upper right")
    return ax


def excess_again(record, reader):
    """Return how much reading backwards costs in the second study, (seeds,), in nats.

    record: reading_direction_again.
    """
    rows = [run["LSTM"] if reader == "LSTM" else run["n-grams"]["5"] for run in record.results]
    return np.diff(np.array(rows), axis=1)[:, 0]


def studies(first, second):
    """Return {study: (seeds,)} of both readers, backwards minus forwards.

    first: reading_direction; second: reading_direction_again.
    """
    return {
        f"{reader}, {len(values)} seeds": values
        for reader in READERS
        for values in (excess(first, reader)[:, 3], excess_again(second, reader))
    }


def without_largest(values):
    """Return the values without the one that is farthest from 0.   values: (n,)."""
    return np.delete(values, np.argmax(np.abs(values)))


def show_studies(found, planned=0.01):
    """Show each study's differences and their interval.   found: as studies returns it."""
    ends = {name: paired_interval(values, np.zeros(len(values))) for name, values in found.items()}
    fig, ax = figure(7.5, 2.8)
    intervals(ax, found, planned)
    said = "; ".join(
        f"{name}: {mean:+.3f}, from {low:+.3f} to {high:+.3f}"
        for name, (mean, low, high) in ends.items()
    )
    for name, values in found.items():
        _print_study(name, values)
        if name.startswith("LSTM") and len(values) > 10:
            _print_study("  its largest left out", without_largest(values))
    show(
        fig,
        alt=f"Loss backwards minus forwards, mean and paired 95 % interval: {said}.",
        caption="**Two studies, two readers.** Each dot is a seed, the bar with caps the paired "
        f"95 % interval of their mean. Dashed: the effect of {planned} that the plan names.",
    )


def print_forwards(record):
    """Print how the LSTM compares with 5-grams, forwards.   record: reading_direction."""
    runs = record.results
    lstm, counts = zip(
        *((run["LSTM"][0][0], run["n-grams"]["5"][0][0]) for run in runs), strict=True
    )
    mean, low, high = paired_interval(lstm, counts)
    print(
        f"forwards: LSTM {np.mean(lstm):.3f} nats, 5-grams {np.mean(counts):.3f}; difference "
        f"{mean:+.3f}  [{low:+.3f}, {high:+.3f}], {len(runs)} seeds"
    )


def _print_study(name, values):
    mean, low, high = paired_interval(values, np.zeros(len(values)))
    print(
        f"{name:23s} {mean:+.3f}  [{low:+.3f}, {high:+.3f}]  above 0 in {np.sum(values > 0):2d} "
        f"of {len(values):2d}, standard deviation {np.std(values, ddof=1):.3f}"
    )


@styled
def intervals(ax, found, planned):
    """Draw a row for each of {name: (seeds,)}: dots, and above them the interval of their mean."""
    ax.axvline(0, color=GREY, lw=1)
    ax.axvline(planned, color=GREY, lw=1.2, ls=(0, (5, 3)))
    for row, (name, values) in enumerate(found.items()):
        series = SERIES[not name.startswith("LSTM")]
        mean, low, high = paired_interval(values, np.zeros(len(values)))
        look = {"color": series.colour, "mfc": "white", "ms": 4, "alpha": 0.7}
        ax.plot(values, np.full(len(values), row + 0.14), series.marker, **look)
        ends = {"color": INK, "capsize": 4, "lw": 2, "marker": "|", "ms": 10}
        ax.errorbar(mean, row - 0.2, xerr=[[mean - low], [high - mean]], **ends)
    ax.set_yticks(range(len(found)), list(found))
    ax.set_ylim(len(found) - 0.5, -0.6)
    ax.set_xlabel("backwards minus forwards, nats per character")
    ax.set_ylabel("study")
    return ax


def print_leaks(found, record):
    """Print what ways to split let through, and the range over the stored seeds.

    found: {way: (share, longest, nats)}; record: stored split_leaks.
    """
    print("held out       40-grams also in training    longest copy      nats of 5-grams")
    for way, (share, longest, nats) in found.items():
        shares, longests, losses = zip(*(run[way] for run in record.results), strict=True)
        print(
            f"{way:13s} {share:6.1%} ({min(shares):5.1%} to {max(shares):5.1%})"
            f" {longest:7,d} ({min(longests):,d} to {max(longests):,d})".ljust(60)
            + f"{nats:5.2f} ({min(losses):.2f} to {max(losses):.2f})"
        )
    print(f"this seed (and {len(record.seeds)} stored ones)")


def print_table(table, unit, baseline):
    """Print an interval_table."""
    print(f"{unit}, difference to {baseline}, mean and paired 95 % interval")
    for name, (mean, low, high) in table.items():
        alike = "  (all pairs differ alike: too few to know the spread)" if low == high else ""
        print(f"{name:20s} {mean:+8.3f}  [{low:+.3f}, {high:+.3f}]{alike}")


def seeds_for(differences, half):
    """Return the fewest seeds, at least 2, whose paired interval has at most half this width."""
    sd = np.std(differences, ddof=1)
    return next(n for n in range(2, 32) if T_975[n - 1] * sd / np.sqrt(n) <= half)


def print_seeds(differences, pilot=3):
    """Print what the first seeds promised of an interval, and what all of them say.

    differences: (seeds,), backwards minus forwards.
    """
    for name, values in (("pilot", differences[:pilot]), ("all", differences)):
        counts = ", ".join(f"{half}: {seeds_for(values, half)}" for half in (0.02, 0.01))
        print(
            f"{name:6s} {len(values)} seeds, standard deviation {np.std(values, ddof=1):.4f}, above"
            f" 0 in {np.sum(values > 0)}; seeds needed for half an interval of {counts}"
        )


def print_effects(found):
    """Print an ablation's effects.   found: {reader: (seeds, 2, 2), effects and alone by part}."""
    other = {"words": "letters", "letters": "words"}
    for reader, values in found.items():
        effects, alone = values[:, 0], values[:, 1]
        for k, part in enumerate(other):
            rows = {
                f"the {other[part]} as they were": 2 * effects[:, k] - alone[:, k],
                f"the {other[part]} turned, too (alone)": alone[:, k],
                "the mean of both (effects)": effects[:, k],
            }
            for setting, row in rows.items():
                mean, low, high = paired_interval(row, np.zeros(len(row)))
                below = f"below 0 in {np.sum(row < 0)} of {len(row)}"
                turned = f"{reader:8s} {part} turned, {setting}"
                print(f"{turned:57s} {mean:+.3f}  [{low:+.3f}, {high:+.3f}]  {below}")
