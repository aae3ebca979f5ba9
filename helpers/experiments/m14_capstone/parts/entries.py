"""What a learner typed, as scores or as a reading, and one sentence where something is off."""

import math
import string
import textwrap
from numbers import Real

import numpy as np

__all__ = ["pairs", "read_scores", "read_sheet", "read_track"]

WIDTH = 100


def read_scores(mine, track, rungs):
    """Return the learner's {seed: score} as far as it can be drawn, and print what is off.

    Whatever stands there: at most one sentence is printed, and the scores that are none are left
    out.   mine: any value; track: a Track; rungs: {baseline: {seed: score}}.
    """
    low, high = track.possible
    example = {0: round(next(iter(next(iter(rungs.values())).values())), 2)}
    if mine is None:
        said = f"No scores yet: put a dict in place of None, such as {example}."
        fit = {}
    elif not isinstance(mine, dict) or not mine:
        said = f"Scores are a dict from seeds to numbers, such as {example}, not {_short(mine)}."
        fit = {}
    else:
        fit = {s: float(v) for s, v in mine.items() if _is_number(v) and low <= float(v) <= high}
        said = _remark(mine, fit, track, rungs)
    if said:
        print(textwrap.fill(said, WIDTH))
    return fit


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _remark(mine, fit, track, rungs):
    """Return what is off about scores that stand in a dict, in one sentence, or ''."""
    for seed, value in mine.items():
        if seed not in fit:
            scale = f"a number from {track.possible[0]:g} to {track.possible[1]:g}"
            scale = scale if math.isfinite(track.possible[1]) else "a finite number, at least 0"
            percent = _is_number(value) and 1 < value <= 100 and track.possible[1] == 1
            hint = " Is it in percent? Divide it by 100." if percent else ""
            hint = (
                f" Write the score alone, {value.score:.3f}." if hasattr(value, "score") else hint
            )
            return f"Left out: seed {seed!r}, whose score is {value!r}, not {scale}.{hint}"
    seeds = {seed for scores in rungs.values() for seed in scores}
    common = seeds & fit.keys()
    if not common:
        known, own = ", ".join(map(str, sorted(seeds))), ", ".join(map(repr, fit))
        texts = " (those in quotes are texts)" if any(isinstance(s, str) for s in fit) else ""
        return (
            f"Without a common seed there is no pair: baselines have {known}, yours {own}{texts}."
        )
    if unusual := _unusual(fit, track, rungs):
        return unusual
    if len(common) == 1:
        return "One common seed has no spread: an interval needs two, a plan more."
    if apart := sorted(map(repr, fit.keys() - seeds)):
        return f"No baseline has seed {', '.join(apart)}: it is on the ladder, but in no pair."
    return ""


def _unusual(fit, track, rungs):
    """Return what is odd about scores beside those of the baselines, or ''."""
    rows = [score for scores in rungs.values() for score in scores.values()]
    least, most, span = min(rows), max(rows), max(rows) - min(rows)
    best = min(fit.values()) if track.better == "lower" else max(fit.values())
    ahead = least - best if track.better == "lower" else best - most
    behind = best - most if track.better == "lower" else least - best
    if ahead > span:
        return "Far better than every baseline: look for a leak, and at the unit, first."
    if behind <= span / 2:
        return ""
    if track.unit.startswith("nats"):
        for name, scale in {"bits": math.log(2) * best, "a perplexity": math.log(best)}.items():
            if least - span < scale < most + span / 2:
                return f"Worse than every baseline. Is it in {name}? In nats it is {scale:.3f}."
    return f"Far worse than every baseline: is it the {track.unit} of the track?"


def read_track(chosen, tracks, otherwise="tagging"):
    """Return the track that a learner chose, or another one and a sentence in print."""
    name = chosen.strip().lower() if isinstance(chosen, str) else chosen
    if isinstance(name, str) and name in tracks:
        return name
    if chosen is not None:
        said = f"No track {_short(chosen)}; there are {', '.join(tracks)}. Shown is {otherwise}."
        print(textwrap.fill(said, WIDTH))
    return otherwise


def pairs(rungs, own, name="yours"):
    """Return rungs and one more, {name: own}, which comes first; without rungs that share no seed.

    Where own is empty, rungs alone. The first of the result is what the others are compared with.
    """
    if not own:
        return dict(rungs)
    return {name: own} | {k: v for k, v in rungs.items() if v.keys() & own.keys()}


def _short(value):
    return textwrap.shorten(repr(value), 40)


def read_sheet(marked, sheet):
    """Return which texts of a sheet are marked, (2N,) bool, or None and a sentence in print.

    marked: any value; a string of letters, the n-th for the n-th text, is read.
    """
    known = string.ascii_uppercase[: len(sheet)]
    if isinstance(marked, str):
        letters = set(marked.upper()) - set(" ,;")
        if letters <= set(known):
            return np.array([letter in letters for letter in known])
    print(f'No reading yet: in place of None put letters from A to {known[-1]}, as "ABC".')
    return None
