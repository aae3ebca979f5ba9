"""The module's map, the ladder of a track, and the worked example's results."""

import numpy as np

from helpers.plots.course_map import Map, show_map
from helpers.plots.labels import spread_text
from helpers.plots.style import BLUE, GREY, INK, SERIES, VERMILLION, figure, show, styled

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
WAYS = ("forwards", "letters turned", "words turned", "backwards")


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


# ------------------------------------------------------------------ the worked example


def excess(record, reader, order="5"):
    """Return how much each way costs over reading forwards, (seeds, 4), in nats per character.

    The columns are WAYS.
    """
    rows = [run[reader] if reader == "LSTM" else run[reader][order] for run in record.results]
    losses = np.array(rows)  # (seeds, words turned, letters turned)
    ways = np.stack([losses[:, 0, 0], losses[:, 0, 1], losses[:, 1, 0], losses[:, 1, 1]], axis=1)
    return ways - ways[:, :1]


def show_directions(record):
    """Show what each reading direction costs an LSTM and 5-grams.   record: reading_direction."""
    costs = {reader: excess(record, reader) for reader in ("LSTM", "n-grams")}
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
        caption="**Is a text as predictable backwards?** Each dot is one split of the help topics. "
        "Turning only the words, or only the letters within them, costs both readers; turning "
        "both, which is the text from its end, costs the LSTM a little and the counts nothing.",
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


def print_leaks(found):
    """Print what ways to split let through.   found: {way: (share, longest, nats)}."""
    print("held out        40-grams also in training   longest copy   5-grams, nats")
    for way, (share, longest, nats) in found.items():
        print(f"{way:16s}{share:25.1%} {longest:14,d} {nats:15.2f}")


def print_table(table, unit, baseline):
    """Print an interval_table."""
    print(f"{unit}, difference to {baseline}, mean and paired 95 % interval")
    for name, (mean, low, high) in table.items():
        print(f"{name:20s} {mean:+8.3f}  [{low:+.3f}, {high:+.3f}]")


def print_effects(found):
    """Print an ablation's effects.   found: {reader: (effects (2,), alone (2,))}."""
    print("                 over all settings of the other     with the other turned too")
    for reader, (effects, alone) in found.items():
        for name, effect, one in zip(("words", "letters"), effects, alone, strict=True):
            print(f"{reader:8s} {name:8s} {effect:+24.3f} {one:+28.3f}")


# ------------------------------------------------------------------ the ladder


def print_track(name, track):
    """Print what a track asks for.   track: a Track."""
    print(f"{name}: {track.title}")
    print(f"  measured   {track.measure}, in {track.unit} ({track.better} is better)")
    print(f"  budget     {track.budget} CPU seconds of training for one seed, on one thread")
    bound = "none known" if track.bound is None else f"{track.bound[0]:g} ({track.bound[1]})"
    print(f"  bound      {bound}")
    print(f"  begin at   {', '.join(track.start)}")


def show_ladder(name, track, scores, mine=None):
    """Show the baselines of a track as rungs, best on top, and the learner's own among them.

    track: a Track; scores: {baseline: {seed: score}}; mine: {seed: score}, or None.
    Raises: ValueError if mine is not None and no {seed: score} of numbers.
    """
    rungs = dict(scores)
    if mine is not None:
        rungs["yours"] = _own(mine)
    best = min if track.better == "lower" else max
    sign = 1 if best is min else -1
    order = sorted(rungs, key=lambda rung: sign * np.mean(list(rungs[rung].values())))
    fig, ax = figure(7.5, 0.45 * len(order) + 1.1)
    label = f"{track.unit} ({track.better} is better)"
    ladder(ax, [(rung, list(rungs[rung].values())) for rung in order], label)
    said = "; ".join(f"{rung} {spread_text(list(rungs[rung].values()), '.3f')}" for rung in order)
    show(
        fig,
        alt=f"Rungs of the track {name}, best first, mean and range over seeds: {said}.",
        caption=f"**{track.title}: the ladder.** One dot a seed, the bar their mean; best on top.",
    )


def _own(mine):
    if not isinstance(mine, dict) or not mine:
        raise ValueError("The scores are no dict {seed: score}, such as {0: 1.52, 1: 1.49}.")
    try:
        return {seed: float(score) for seed, score in mine.items()}
    except (TypeError, ValueError):
        raise ValueError("A score in the dict {seed: score} is no number.") from None


@styled
def ladder(ax, rungs, label):
    """Draw rungs [(name, scores)] from the top down.   label: of the scores."""
    for row, (name, scores) in enumerate(rungs):
        colour = VERMILLION if name == "yours" else BLUE
        ax.plot(scores, [row] * len(scores), "o", color=colour, ms=5, mfc="white")
        ax.plot([np.mean(scores)] * 2, [row - 0.3, row + 0.3], color=INK, lw=2)
    ax.set_yticks(range(len(rungs)), [name for name, _ in rungs])
    ax.set_ylim(len(rungs) - 0.5, -0.5)
    ax.set_xlabel(label)
    ax.set_ylabel("rung")
    return ax
