"""Bounds over exact floors: stored runs, where collapse shows, and how loose a bound is."""

import numpy as np

from helpers.plots.labels import at_right, spread_text
from helpers.plots.style import GREY, SERIES, figure, readable, show, styled

KINDS = ("VRNN", "annealed", "free bits", "heavy KL first")
LOOKS = dict(zip(KINDS, SERIES, strict=True))  # the same in every figure
UNUSED = 0.05  # nats a step: a latent number below it is marked by a 0


def excesses(runs, kind, K="1"):
    """Collect nats a step over the floor by K samples, one for each seed (seeds,)."""
    return np.array([run[kind]["excess"][K] for run in runs])


def rates(runs, kind):
    """Collect the KL a step, summed over the latent numbers, one for each seed (seeds,)."""
    return np.array([sum(run[kind]["kl"]) for run in runs])


def print_scores(record, part=None, form=".2f"):
    """Print stored runs as a table: excess by 1 and 100 samples, KL, weights, updates, seconds.

    part: a key that comes before the models in each result, if there is one; form: of a number.
    """
    runs = [run[part] if part else run for run in record.results]
    print("nats a step over the floor, mean (from, to) of the seeds: bound by 1 sample, by 100; KL")
    for kind in runs[0]:
        first = runs[0][kind]
        told = f"{spread_text(excesses(runs, kind), form):>24s}"
        if "100" in first["excess"]:
            told += f"{spread_text(excesses(runs, kind, '100'), form):>24s}"
            told += f"{rates(runs, kind).mean():8{form}}"
        seconds = np.median([run[kind]["rows"][-1][1] for run in runs])
        size = f"{first['weights']:6,d} weights{first['rows'][-1][0]:5d} updates{seconds:4.0f} s"
        print(f"{kind:15s}{size}{told}")
    print(record.note())


def show_collapse(record, kinds):
    """Show the excess and the KL of stored VRNNs while they learn, and each latent number's KL."""
    fig, (left, right) = figure(8.6, 3.0, columns=2, width_ratios=[1.2, 1])
    run = record.results[0]
    excess_lines(left, {kind: run[kind]["rows"] for kind in kinds})
    numbers_used(right, {kind: run[kind]["kl"] for kind in kinds})
    said = "; ".join(
        f"{kind} {run[kind]['excess']['1']:.2f} over the floor, KL a number "
        + ", ".join(f"{kl:.2f}" for kl in run[kind]["kl"])
        for kind in kinds
    )
    show(
        fig,
        alt="Left: nats a step over the floor against updates. Right: the KL of each latent "
        f"number. At the end: {said}.",
        caption=f"{_what_collapse_costs(record, kinds)} (Stored; seed 0 is drawn.) Left: the bound "
        "over the exact floor (grey line). Right: what each latent number says about the present; "
        f"0 marks a KL below {UNUSED}.",
    )


def _what_collapse_costs(record, kinds):
    """Return the first sentence of a caption: where the plain bound ends lowest, or highest."""
    mean = {kind: excesses(record.results, kind).mean() for kind in kinds}
    costs = {kind: mean[kind] - mean["VRNN"] for kind in ("annealed", "free bits")}
    if min(costs.values()) > 0:
        told = " and ".join(f"{kind} by {cost:.2f}" for kind, cost in costs.items())
        last = " A heavy KL provokes a collapse." if "heavy KL first" in kinds else ""
        return f"**The remedies cost here**, {told} nats a step on average.{last}"
    told = " and ".join(f"{kind} {mean[kind]:.1f}" for kind in costs)
    return f"**Collapse, and what mends it.** The plain bound ends at {mean['VRNN']:.1f}, {told}."


@styled
def excess_lines(ax, rows):
    """Draw excess against updates.   rows: {name: [[updates, seconds, excess], ...]}."""
    ends = []
    for name, run in rows.items():
        look = LOOKS[name]
        updates, excess = np.array(run)[:, 0], np.array(run)[:, 2]
        ax.plot(updates, excess, color=look.colour, ls=look.linestyle, marker=look.marker, ms=4)
        ends.append((float(excess[-1]), name, look.colour))
    ax.axhline(0, color=GREY, lw=1.5)
    ax.set_ylim(-0.1 * max(end[0] for end in ends))
    ax.set_xlabel("updates")
    ax.set_ylabel("nats a step\nover the floor")
    at_right(ax, ends)
    return ax


@styled
def numbers_used(ax, kls):
    """Draw the KL of each latent number as bars.   kls: {name: Z numbers}."""
    width = 0.8 / len(kls)
    for i, (name, kl) in enumerate(kls.items()):
        look = LOOKS[name]
        places = np.arange(len(kl)) + (i - (len(kls) - 1) / 2) * width
        ax.bar(places, kl, width=0.9 * width, color=look.colour, label=name)
        for place in places[np.array(kl) < UNUSED]:
            ax.text(place, 0, "0", color=readable(look.colour), ha="center", va="bottom", size=8)
    ax.set_xticks(range(len(kl)), [str(i + 1) for i in range(len(kl))])
    ax.set_xlabel("latent number")
    ax.set_ylabel("KL, nats a step")
    ax.legend(fontsize=8, frameon=False, ncols=2, loc="upper left")
    ax.margins(y=0.35)
    return ax


def show_looseness(found, record):
    """Show how a bound tightens with the number of samples.

    found: {K: nats a step over the floor} of this run; record: six lamps, stored.
    """
    runs = record.results
    six = {
        kind: {int(K): excesses(runs, kind, K).mean() for K in runs[0][kind]["excess"]}
        for kind in ("annealed", "VRNN")
    }
    curves = {"two futures, VRNN": found} | {f"six lamps, {kind}": six[kind] for kind in six}
    for name, curve in curves.items():
        print(f"{name:24s}" + "  ".join(f"{K:,}: {v:+.2f}" for K, v in curve.items()))
    fig, (left, right) = figure(9.0, 2.8, columns=2, width_ratios=[0.9, 1])
    looseness(left, {"VRNN": found})
    looseness(right, six)
    left.set_title("two futures")
    right.set_title("six lamps")
    said = "; ".join(
        f"{name} {', '.join(f'{v:.2f} by {K}' for K, v in curve.items())}"
        for name, curve in curves.items()
    )
    show(
        fig,
        alt=f"Nats a step over the floor against the number of samples, log axis. {said}.",
        caption="**How loose?** The bound by more and more importance samples; grey line: the "
        "floor. Where z is not used (six lamps, VRNN) no gap closes. Six lamps: by one sample "
        "on 400 sequences, by more on the first 100 of them, which differ by a few hundredths.",
    )


@styled
def looseness(ax, curves):
    """Draw bounds against numbers of samples.   curves: {name: {K: excess}}."""
    ends = []
    for name, curve in curves.items():
        look = LOOKS[name]
        ax.plot(
            [*curve], [*curve.values()], color=look.colour, ls=look.linestyle, marker=look.marker
        )
        ends.append((float([*curve.values()][-1]), name, look.colour))
    ax.axhline(0, color=GREY, lw=1.5)
    ax.set_xscale("log")
    ax.set_ylim(-0.05 * max(max(curve.values()) for curve in curves.values()))
    ax.set_xlabel("samples $K$")
    ax.set_ylabel("nats a step\nover the floor")
    at_right(ax, ends)
    return ax
