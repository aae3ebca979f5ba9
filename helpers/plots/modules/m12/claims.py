"""The table *Claimed and measured* of module 12."""

import numpy as np

from helpers.plots.labels import spread_text
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m12.latents import excesses, rates


def show_claims(futures, six, linear, pens, digits, tighter, distances):
    """Show the table of claims, each from what the cells above measured.

    tighter: {K: nats a step over the floor}, of this run; distances: of letters, as
    live.distances_to_letters returns them; the others: stored experiments.
    """
    claims.show_claims(
        [
            _needed(futures.results),
            _combined(six.results),
            _collapse(six.results, linear.results),
            _mended(futures.results, six.results),
            _samples(tighter, six.results),
            _priors(futures.results, linear.results),
            _strokes(pens.results, distances),
            _draw(digits.results),
        ]
    )


def _needed(runs):
    one, two, vrnn = (excesses(runs, kind) for kind in ("Gaussian", "mixture of 2", "VRNN"))
    return (
        "Variable sequences need latent variables (Chung et al. 2015)",
        f"two futures, over the floor: one Gaussian {spread_text(one)}, mixture of 2 "
        f"{spread_text(two, '.3f')}, VRNN (bound) {spread_text(vrnn)}",
        verdict(
            "one Gaussian is not enough; a mixture is", min(one) > 1.5, max(two) < min(vrnn) / 5
        ),
    )


def _combined(runs):
    few, many = (excesses(runs, f"mixture of {K}") for K in (10, 64))
    vrnn = excesses(runs, "annealed")
    by = excesses(runs, "annealed", "100")
    return (
        "Latents pay where choices combine (the argument of section 2)",
        f"six lamps, over the floor: mixture of 10 {spread_text(few)}, VRNN annealed "
        f"{spread_text(vrnn)}, by 100 samples {spread_text(by)}; mixture of 64 {spread_text(many)}",
        verdict(
            "against 10 components, yes; against one for each future, no",
            max(vrnn) < min(few),
            max(many) < min(by),
        ),
    )


def _collapse(six, linear):
    harmful, over = rates(six, "VRNN"), excesses(six, "VRNN")
    one = [run["one number"] for run in linear]
    right, near = rates(one, "VRNN"), excesses(one, "VRNN")
    return (
        "Posterior collapse is a failure (often said)",
        f"KL a step {spread_text(harmful)} and {spread_text(over)} over the floor on six lamps; KL "
        f"{spread_text(right)} and {spread_text(near, '.3f')} over it on one number of a linear "
        "state",
        verdict(
            "on six lamps; on one number nothing was to be gained",
            max(harmful) < 0.2,
            min(over) > 5,
            max(near) < 0.05,
        ),
    )


def _mended(two, six):
    names = ("VRNN", "annealed", "free bits")
    of_six = ", ".join(f"{name} {spread_text(excesses(six, name))}" for name in names)
    of_two = ", ".join(f"{name} {spread_text(excesses(two, name))}" for name in names)
    return (
        "Annealing (Bowman et al. 2016) and free bits (Kingma et al. 2016) mend it",
        f"over the floor, six lamps: {of_six}; two futures: {of_two}",
        verdict(
            "where it was harmful; elsewhere both cost",
            max(excesses(six, "annealed")) < min(excesses(six, "VRNN")) - 1,
            max(excesses(six, "free bits")) < min(excesses(six, "VRNN")) - 1,
            np.mean(excesses(two, "annealed")) > np.mean(excesses(two, "VRNN")),
            min(excesses(two, "free bits")) > max(excesses(two, "VRNN")),
        ),
    )


def _samples(tighter, six):
    one, many = excesses(six, "annealed"), excesses(six, "annealed", "100")
    return (
        "With more samples the bound goes to ln p(x) (Burda et al. 2016)",
        f"two futures: {tighter[1]:.2f} over the floor by 1 sample, {tighter[100]:.2f} by 100, "
        f"{tighter[1000]:.2f} by 1,000; six lamps: {spread_text(one)} by 1, {spread_text(many)} by "
        "100",
        verdict(
            "tighter each time; what is left after 1,000 stays open",
            tighter[1000] < tighter[100] < tighter[1],
            max(many) < min(one),
        ),
    )


def _priors(two, linear):
    one = [run["one number"] for run in linear]
    told = [
        f"VRNN {spread_text(excesses(runs, 'VRNN'), form)}, STORN "
        f"{spread_text(excesses(runs, 'STORN'), form)}"
        for runs, form in ((two, ".2f"), (one, ".3f"))
    ]
    return (
        "A prior that reads the state beats one that does not (Chung et al. 2015)",
        f"over the floor, two futures: {told[0]}; linear, one number: {told[1]}",
        verdict(
            "not on these",
            np.mean(excesses(two, "STORN")) < max(excesses(two, "VRNN")),
            np.mean(excesses(one, "STORN")) < max(excesses(one, "VRNN")) + 0.01,
        ),
    )


def _strokes(runs, distances):
    names = ("Gaussian", "mixture of 10", "VRNN")
    told = ", ".join(f"{name} {spread_text(excesses(runs, name), '.3f')}" for name in names)
    one, mixture, vrnn = (excesses(runs, name) for name in names)
    return (
        "A VRNN models handwriting better than a mixture (Chung et al. 2015)",
        f"strokes by a rule, nats a step: {told}; median distance of what they draw from a letter: "
        + ", ".join(f"{name} {np.median(distances[name]):.2f}" for name in names),
        verdict(
            "by nats the mixture is ahead on each seed; by what they draw the VRNN is",
            *(mixture < one),
            *(mixture < vrnn),
            np.median(distances["VRNN"]) < np.median(distances["mixture of 10"]),
        ),
    )


def _draw(runs):
    by = {kind: [run[kind]["bound"] for run in runs] for kind in ("DRAW", "VAE", "DRAW, 3 x 3")}
    told = ", ".join(f"{kind} {spread_text(each)}" for kind, each in by.items())
    pixels = runs[0]["pixels"]
    return (
        "Drawing step by step beats painting at once (Gregor et al. 2015, on larger images)",
        f"8 x 8 digits, nats an image: {told}; independent pixels {pixels:.2f}",
        verdict(
            "no gain at this size, in about equal seconds",
            abs(np.mean(by["DRAW"]) - np.mean(by["VAE"])) < 0.5,
            np.mean(by["DRAW, 3 x 3"]) > np.mean(by["DRAW"]) + 2,
        ),
    )
