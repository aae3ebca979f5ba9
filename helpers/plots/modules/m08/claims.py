"""The table *Claimed and measured* of module 08."""

import numpy as np

from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m08.exposure import copy_scores
from helpers.plots.modules.m08.sampling import (
    code_scores,
    sampler_rows,
    spread_text,
)


def show_claims(compared, code, found, lines, scheduled, taus, losses):
    """Show the table of claims, each from what the cells above measured.

    compared, code, scheduled: stored experiments; found: {(K, alpha): (ids, score)};
    lines: as show_drift takes it; taus, losses: (n,).
    """
    rows = sampler_rows(compared)
    claims.show_claims(
        [
            _claim_of_likelihood(rows),
            _claim_of_repetition(rows),
            _claim_of_temperature(code, taus, losses),
            _claim_of_beams(found),
            _claim_of_compounding(lines),
            _claim_of_asking(lines),
            _claim_of_scheduled(scheduled),
        ]
    )


def _claim_of_likelihood(rows):
    beam, own, people = (rows[k]["nats"] for k in ("beam, K = 10", "ancestral", "people"))
    return (
        "People's text is not the most likely (Holtzman et al. 2020)",
        f"nats per character: beam {spread_text(beam)}, ancestral {spread_text(own)}, people "
        f"{spread_text(people)}",
        verdict("holds", max(beam) < min(own), max(own) < min(people)),
    )


def _claim_of_repetition(rows):
    beam, nucleus, people = (
        rows[k]["distinct"] for k in ("beam, K = 10", "nucleus, p = 0.9", "people")
    )
    return (
        "Search degenerates into loops, a nucleus does not (Holtzman et al. 2020)",
        f"different 8-grams: beam {spread_text(beam)}, nucleus {spread_text(nucleus)}, people "
        f"{spread_text(people)}",
        verdict("holds", max(beam) < 0.3, abs(nucleus.mean() - people.mean()) < 0.1),
    )


def _claim_of_temperature(record, taus, losses):
    at, values, people = code_scores(record)
    lines = values["lines"].mean(axis=0)
    best = at[int(np.argmax(lines))]
    return (
        "A low temperature makes better text (many tutorials)",
        f"lines of code that parse: {lines.max():.2f} at {best}, {lines[at.index(1.0)]:.2f} at 1, "
        f"{lines[0]:.2f} at {at[0]}; texts with a whole function that parses at most "
        f"{values['parsed'].mean(axis=0).max():.2f} (people {people['parsed']:.2f}); loss on "
        f"human text lowest at {taus[int(np.argmin(losses))]}",
        verdict(
            "lines up to a point; whole functions hardly; it predicts worse",
            at[0] < best < 1,
            values["parsed"].max() < 0.15,
            taus[int(np.argmin(losses))] >= 0.9,
        ),
    )


def _claim_of_beams(found):
    lengths = {K: len(found[K, 0][0]) - 1 for K, alpha in found if alpha == 0}
    narrow, wide = min(lengths), max(lengths)
    return (
        "Wider beams find likelier and shorter sequences (Murray & Chiang 2018)",
        f"a name by pairs of letters: {lengths[narrow]} letters, ln P {found[narrow, 0][1]:.2f} at "
        f"K = {narrow}; {lengths[wide]} letters, {found[wide, 0][1]:.2f} at K = {wide}; with "
        f"alpha = 1 {len(found[wide, 1][0]) - 1} letters",
        verdict(
            "holds",
            lengths[wide] < lengths[narrow],
            found[wide, 0][1] > found[narrow, 0][1],
            len(found[wide, 1][0]) - 1 > lengths[wide],
        ),
    )


def _claim_of_compounding(lines):
    names = "free running", "teacher-forced, f", "free running, counted"
    free, forced, counted = (lines[name][:, -1] for name in names)
    return (
        "Errors compound when a model is fed its own output (Ross et al. 2011)",
        f"distance at step 100: teacher-forced {spread_text(forced, '.3f')}, free running "
        f"{spread_text(free, '.3f')}, free running without smoothing {spread_text(counted, '.3f')}",
        verdict(
            "on this road if the model is smoothed; for text it is disputed",
            np.mean(free) > 4 * np.mean(forced),
            max(counted) < min(free),
        ),
    )


def _claim_of_asking(lines):
    free, asked = (lines[k][:, -1] for k in ("free running", "free running, driver asked"))
    return (
        "Asking the teacher on the learner's own states mends it (Ross et al. 2011)",
        f"distance at step 100: {spread_text(free, '.3f')} before, {spread_text(asked, '.3f')} "
        "after one round",
        verdict("holds here", max(asked) < min(free)),
    )


def _claim_of_scheduled(record):
    epsilons, values = copy_scores(record)
    off = np.abs(values - (1 + epsilons) / 2).max()
    half = values[:, list(epsilons).index(0.5)]
    return (
        "Scheduled sampling brings training closer to use (Bengio et al. 2015); its optimum is "
        "wrong (Huszár 2015)",
        f"a copied coin, right is 1: {spread_text(half, '.3f')} at eps = 0.5; nowhere more than "
        f"{off:.3f} from (1 + eps)/2",
        verdict("on the coin Huszár is right", off < 0.05, max(half) < 0.8),
    )
