"""The figures of module 08 with their texts, and the tables that are printed beside them."""

import math
import textwrap

import numpy as np

from helpers.plots.course_map import Map, show_map
from helpers.plots.labels import spread_text
from helpers.plots.lines import band
from helpers.plots.style import BLUE, GREY, INK, PALE, VERMILLION, figure, show, styled
from helpers.scratch.ops import softmax

MAP = Map(
    parts={
        "draw": (0, 0, "draw one\ntoken"),
        "cut": (1, 0, "temperature\nand cuts"),
        "feed": (2, 0, "feed it back,\nstop at <EOS>"),
        "beam": (3, 0, "beam search"),
        "measure": (2, 1, "likely, repeated,\nnew"),
        "drift": (3, 1, "fed its own text:\ndrift"),
        "yours": (1, 1, "yours writes"),
    },
    arrows=(
        ("draw", "cut"),
        ("cut", "feed"),
        ("feed", "beam"),
        ("feed", "measure"),
        ("measure", "drift"),
        ("cut", "yours"),
    ),
    about=(
        "Map of the module: draw one token, change the distribution by temperature and cuts, feed "
        "the token back until <EOS>, or search with a beam. Below, what was written is measured, "
        "and a model that is fed its own text drifts; with temperature and cuts yours writes."
    ),
)
WIDE = 84  # letters of a line
TOKENS = "ABCDE"
BESIDE = {  # where a sampler's name stands, in points: these four have close neighbours
    "temperature 0.7": (-8, 10, "right"),
    "min-p, p = 0.1": (-8, -11, "right"),
    "nucleus, p = 0.9": (8, 8, "left"),
    "typical, mass 0.9": (8, -11, "left"),
}


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


def print_names(names, languages):
    """Print written names, a line for each language.   names: as many for each, in order."""
    each = len(names) // len(languages)
    for k, language in enumerate(languages):
        own = names[k * each : (k + 1) * each]
        print(f"{language:10s} " + ", ".join(name.capitalize() for name in own))


def print_told(record, live, tau=0.7):
    """Print, for each language, the share of names that a classifier gives to it.

    record: stored names_told; live: as told.measured returns it; tau: the temperature of both.
    """
    people, runs = record.results[0]["people"], [run[str(tau)] for run in record.results]
    languages = [key for key in people if key != "new"]
    print(f"share given to the language     people    yours   {len(runs)} networks")
    for language in languages:
        spread = spread_text([run[language] for run in runs])
        print(f"  {language:28s}{people[language]:8.2f}{live[language]:9.2f}   {spread}")
    means = [np.mean([run[language] for language in languages]) for run in (people, live, *runs)]
    print(
        f"  {'all (by chance 0.09)':28s}{means[0]:8.2f}{means[1]:9.2f}   {spread_text(means[2:])}"
    )
    new = spread_text([run["new"] for run in runs])
    print(f"  {'names not in training':28s}{people['new']:8.2f}{live['new']:9.2f}   {new}")
    print(record.note())


def print_text(text):
    """Print a written text with its own line breaks, long lines broken."""
    for line in text.split("\n"):
        for part in textwrap.wrap(line, WIDE, drop_whitespace=False) or [""]:
            print("| " + part)


# ------------------------------------------------------------------ one distribution


def print_chi_squared(rows):
    """Print how draws fit.   rows: {sampler: (counts (V,), probs (V,))}."""
    print("sampler            chi-squared   degrees of freedom   p-value")
    for name, (counts, probs) in rows.items():
        value, freedom = chi_squared(counts, probs)
        print(f"{name:18s}{value:12.2f}{freedom:15d}{beyond(value, freedom):17.3f}")


def chi_squared(counts, probs):
    """Return Pearson's statistic of counts, and its degrees of freedom.

    It is infinite where a token of probability 0 was drawn.
    """
    kept = probs > 0
    if counts[~kept].any():
        return np.inf, int(kept.sum() - 1)
    expected = counts.sum() * probs[kept]
    return float(((counts[kept] - expected) ** 2 / expected).sum()), int(kept.sum() - 1)


def beyond(value, freedom):
    """Return the probability that a chi-squared of so many degrees of freedom exceeds a value.

    Source: for one degree it is that of a normal number beyond the root, for two an exponential,
    and integration by parts leads from each to two more.
    """
    half, odd = value / 2, freedom % 2
    total = math.erfc(math.sqrt(half)) if odd else 0.0
    terms = (k / 2 for k in range(odd, freedom, 2))
    return total + sum(half**k * math.exp(-half) / math.gamma(k + 1) for k in terms)


def print_kept(text, whole, by_number, by_mass):
    """Print how many tokens two cuts keep after a text, and the probability of these.

    Shapes: logits (V,), as they are, cut to a number of tokens, and cut to a probability.
    """
    probs = softmax(whole)
    told = [
        f"{name} keeps {int((cut > -np.inf).sum()):2d} ({probs[cut > -np.inf].sum():.2f})"
        for name, cut in (("top-k", by_number), ("nucleus", by_mass))
    ]
    print(f"after {text!r:22s} " + ", ".join(told) + f", the likeliest has {probs.max():.2f}")


def show_samplers(logits, samplers):
    """Show what each sampler makes of one distribution.   samplers: {name: cut}, 6 of them."""
    fig, axes = figure(9, 3.4, rows=2, columns=3)
    whole, said = softmax(logits), []
    for ax, (name, cut) in zip(axes.flat, samplers.items(), strict=True):
        probs = softmax(cut(logits))
        five_bars(ax, whole, probs, name)
        said.append(f"{name}: " + ", ".join(f"{p:.2f}" for p in probs))
    show(
        fig,
        alt="Six panels of bars, one for each sampler, with the probabilities of the tokens A to "
        "E. " + "; ".join(said) + ".",
        caption="**What a sampler does to a distribution.** Grey outlines: as the model has it. "
        "A temperature moves everything; a cut removes tokens, and shares what they had among "
        "the rest. Only *typical* can drop the most likely token.",
    )


@styled
def five_bars(ax, whole, probs, title):
    """Draw probabilities as bars, with the untouched ones as outlines."""
    at = range(len(whole))
    ax.bar(at, probs, color=BLUE, width=0.7)
    ax.bar(at, whole, fill=False, edgecolor=PALE, lw=1.4, width=0.84)
    ax.set_xticks(at, TOKENS[: len(whole)])
    ax.set_ylim(0, 0.8)
    ax.set_title(title)
    ax.set_xlabel("token")
    ax.set_ylabel("probability")
    return ax


def show_next(tokens, whole, probs):
    """Show the 16 most likely next characters, before and after the sampler."""
    order = np.argsort(-whole, kind="stable")[:16]
    fig, ax = figure(8, 2.5)
    next_bars(ax, [tokens[i] for i in order], whole[order], probs[order])
    show(
        fig,
        alt="Bars of the 16 most likely next characters. Kept: "
        + ", ".join(f"{tokens[i]} {probs[i]:.2f}" for i in order if probs[i] >= 0.005)
        + f"; {int((probs > 0).sum())} characters kept in all.",
        caption="**The next character.** Grey outlines: as the model has it; bars: after your "
        "temperature and cuts.",
    )


@styled
def next_bars(ax, names, whole, probs):
    """Draw the probabilities of next characters, with the untouched ones as outlines."""
    at = range(len(names))
    ax.bar(at, probs, color=BLUE, width=0.7)
    ax.bar(at, whole, fill=False, edgecolor=PALE, lw=1.4, width=0.84)
    ax.set_xticks(at, names)
    ax.set_ylim(0, 1.1 * max(*whole, *probs))
    ax.set_xlabel("next character, the most likely first")
    ax.set_ylabel("probability")
    return ax


def show_temperature(taus, losses, record):
    """Print and show what a temperature does: to the loss on human text, and to code.

    Shapes: taus, losses (n,).   record: stored functions_by_temperature.
    """
    at, values, people = code_scores(record)
    count, length = record.settings["count"], record.settings["length"]
    print(f"{len(record.seeds)} seeds of {count} texts, each of {length} characters")
    print("                  lines that parse      functions that end   of these parse")
    for name, column in [*zip(at, range(len(at)), strict=True), ("people", None)]:
        row = {k: v[:, column] if column is not None else [people[k]] for k, v in values.items()}
        ended, parsed = (round(count * sum(row[k])) for k in ("ended", "parsed"))
        of = f"{ended} of {count * len(row['ended'])}"
        share = f"{parsed} ({parsed / ended:.2f})" if ended else "-"
        print(f"  {name!s:16s}{spread_text(row['lines']):22s}{of:21s}{share}")
    print(record.note())
    fig, axes = figure(9, 2.9, columns=2)
    loss_line(axes[0], taus, losses)
    parse_lines(axes[1], at, values["lines"], people["lines"])
    best = taus[int(np.argmin(losses))]
    show(
        fig,
        alt=f"Left: loss on human English against temperature, lowest at {best:.1f}, far higher "
        f"near 0.3. Right: share of lines of code that parse against temperature, highest near "
        f"0.3 to 0.5, falling to {values['lines'][:, -1].mean():.2f} at 1.3; people "
        f"{people['lines']:.2f}.",
        caption="**Two questions, two temperatures.** Left: which temperature predicts human "
        "text best? Right: at which one do most written lines parse? Median and range of 3 "
        "seeds.",
    )


def code_scores(record):
    """Collect the shares by temperature: taus, {kind: (seeds, taus)}, {kind: people's}."""
    taus = [float(tau) for tau in record.results[0] if tau != "people"]
    kinds = record.results[0]["people"]
    values = {
        kind: np.array([[run[str(tau)][kind] for tau in taus] for run in record.results])
        for kind in kinds
    }
    return taus, values, kinds


@styled
def loss_line(ax, taus, losses):
    """Draw a loss against the temperature."""
    ax.plot(taus, losses, color=BLUE, marker="o")
    ax.set_xlabel("temperature")
    ax.set_ylabel("loss on human text\n(nats per character)")
    return ax


@styled
def parse_lines(ax, taus, shares, people):
    """Draw the share of lines that parse.   Shapes: taus (n,), shares (seeds, n)."""
    band(ax, taus, shares)
    ax.axhline(people, color=INK, ls=":", lw=1.5)
    ax.annotate("people", (taus[0], people), xytext=(0, -12), textcoords="offset points", size=9)
    ax.set_ylim(0, 1)
    ax.set_xlabel("temperature")
    ax.set_ylabel("lines that parse (share)")
    return ax


# ------------------------------------------------------------------ beam


def show_growth(levels, K, spell, eos, steps):
    """Show a beam as it grows.   levels: as names.grow returns it; steps: one for each panel."""
    fig, axes = figure(9, 5.2, rows=2, columns=2)
    for ax, step in zip(axes.flat, steps, strict=True):
        beam_tree(ax, levels, step, spell, eos)
    kept = [[spell(h.ids) + ("#" if h.ids[-1] == eos else "") for h in level] for level in levels]
    show(
        fig,
        alt=f"A tree of letters at four moments, with {K} hypotheses kept at each step. "
        + " ".join(f"After step {s}: {', '.join(kept[s - 1])}." for s in steps)
        + " Branches that no kept hypothesis goes through are grey.",
        caption=f"**A beam grows, $K = {K}$.** From left to right one letter more, from top to "
        "bottom the more likely to the less likely. Blue: kept, with all that leads to it. Grey: "
        "once kept, and died out. A square ends a name. Most branches die, and what is left "
        "shares one beginning.",
    )


@styled
def beam_tree(ax, levels, step, spell, eos):
    """Draw the beam after some steps, as a tree."""
    levels = levels[:step]
    spot = {(): (0, 0.0)}
    for t, level in enumerate(levels, start=1):
        spot |= {h.ids: (t, float(rank)) for rank, h in enumerate(level)}
    ends = [h for level in levels for h in level if h.ids[-1] == eos] + levels[-1]
    alive = {h.ids[:n] for h in ends for n in range(len(h.ids) + 1)}
    for ids in sorted(spot, key=lambda ids: (ids in alive, len(ids))):
        colour = BLUE if ids in alive else PALE
        if ids:
            ax.plot(*zip(spot[ids[:-1]], spot[ids], strict=True), color=colour, lw=1.6, zorder=1)
        ended = bool(ids) and ids[-1] == eos
        mark = {"boxstyle": "square" if ended else "circle", "fc": "white"}
        mark |= {"ec": VERMILLION if ended else colour}
        text = ("#" if ended else spell(ids)[-1]) if ids else "·"
        ink = GREY if colour == PALE else INK
        ax.text(*spot[ids], text, ha="center", va="center", size=9, color=ink, bbox=mark)
    ax.set_xlim(-0.5, 11.5)
    ax.set_ylim(2.6, -0.6)
    ax.set_yticks([0, 1, 2], ["1", "2", "3"])
    ax.grid(visible=False)
    ax.set_title(f"after step {step}")
    ax.set_xlabel("step (letters)")
    ax.set_ylabel("place")
    return ax


# ------------------------------------------------------------------ samplers compared


def sampler_rows(record):
    """Collect what was measured: {sampler: {"nats", "distinct", "new": (seeds,)}}."""

    def of(name, kind):
        return np.array([run[name][kind] for run in record.results])

    return {
        name: {
            "nats": of(name, "nats"),
            "distinct": of(name, "distinct"),
            "new": 1 - of(name, "copied"),
        }
        for name in record.results[0]
    }


def print_samplers(record, live):
    """Print likelihood, variety and novelty by sampler, the most likely first.

    live: {name: (nats, share of different n-grams, share of new ones)}, of one model.
    """
    n = record.settings["n"]
    print(f"mean (from, to) of {len(record.seeds)} models")
    print(f"{'':26s}nats/character       different {n}-grams    new {n}-grams")
    rows = sampler_rows(record)
    for name, row in sorted(rows.items(), key=lambda item: item[1]["nats"].mean()):
        print(f"{name:25s} " + "   ".join(spread_text(row[k]) for k in row))
    for name, numbers in live.items():
        print(f"{name:25s} " + "".join(f"{number:<22.2f}" for number in numbers).rstrip())
    print(record.note())


def show_compared(record):
    """Show likelihood against variety, a point for each sampler."""
    points = {name: (row["nats"], row["distinct"]) for name, row in sampler_rows(record).items()}
    fig, ax = figure(7.5, 3.6)
    sampler_points(ax, points)
    show(
        fig,
        alt="Share of different 8-grams against nats per character, a point for each sampler. "
        + "; ".join(f"{name} {x.mean():.2f}, {y.mean():.2f}" for name, (x, y) in points.items())
        + ".",
        caption="**People do not write the most likely text.** Left is likelier, down is more "
        "repetitive. What was made to be likely repeats itself; human text stands far to "
        f"the right of it. Mean and range of {len(record.seeds)} models.",
    )


@styled
def sampler_points(ax, points):
    """Draw named means with their ranges.   points: {name: (nats (seeds,), shares (seeds,))}.

    "people" has its own mark.
    """
    for name, (xs, ys) in points.items():
        own = name == "people"
        colour, x, y = VERMILLION if own else BLUE, xs.mean(), ys.mean()
        ax.plot([xs.min(), xs.max()], [y, y], color=colour, lw=1.2)
        ax.plot([x, x], [ys.min(), ys.max()], color=colour, lw=1.2)
        ax.plot(x, y, "*" if own else "o", ms=14 if own else 6, color=colour)
    ax.set_xlabel("nats per character under the model")
    ax.set_ylabel("different 8-grams (share)")
    ax.set_ylim(-0.05, 1.12)
    ax.margins(x=0.12)
    for name, (xs, ys) in points.items():
        xy = xs.mean(), ys.mean()
        dx, dy, side = BESIDE.get(name, (0, 14, "center"))
        spot = {"textcoords": "offset points", "va": "center", "ha": side}
        ax.annotate(name, xy, xytext=(dx, dy), size=9, **spot)
    return ax
