"""Trains a baseline of a track anew: a start that runs, on the machine that the study runs on."""

import importlib
import time
from typing import Any, NamedTuple

import torch

from helpers.experiments.m14_capstone.parts.tracks import TRACKS, baselines
from helpers.experiments.store import experiment_files

__all__ = ["Rung", "changeable", "run_baseline"]

CHOICES = ("orders", "lstm", "kinds", "taggers")  # the settings that name the baselines


class Rung(NamedTuple):
    """What a run scored, in the track's unit, and its CPU seconds with data and scoring.

    score: on the test. dev: on the set that settings are chosen by, None where the experiment has
    none.
    """

    score: float
    seconds: float
    dev: float | None = None


def run_baseline(track: str, name: str, seed: int, **changes: Any) -> Rung:
    """Train one baseline of a track under one seed, as its stored experiment did.

    changes: settings to replace; of a setting that is a dict, only the keys that are given. With
    none, the score is the stored one, but for what another processor rounds differently.
    Raises: ValueError if the track, the baseline or a setting is none of those there are.
    """
    settings = _only(_one_of("track", track, TRACKS), _one_of("baseline", name, baselines(track)))
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise ValueError(f"seed is {seed!r}, expected a whole number.")
    for key, value in changes.items():
        settings[key] = _changed(key, settings[_one_of("setting", key, settings)], value)
    threads, begun = torch.get_num_threads(), time.process_time()
    torch.set_num_threads(1)  # as a budget is counted
    try:
        found = _experiment(track).run(seed, **settings)
    finally:
        torch.set_num_threads(threads)
    score, dev = TRACKS[track].scores(found)[name], TRACKS[track].dev_scores(found).get(name)
    return Rung(float(score), time.process_time() - begun, None if dev is None else float(dev))


def changeable(track: str, name: str) -> dict[str, Any]:
    """Return the settings of a baseline that run_baseline can change, as they are stored."""
    return {key: value for key, value in _only(track, name).items() if value != []}


def _changed(key, old, new):
    if not isinstance(old, dict):
        return new
    if not isinstance(new, dict):
        raise ValueError(f"{key} is {new!r}, expected a dict of some of {', '.join(old)}.")
    parts = {_one_of(f"setting of {key}", part, old): value for part, value in new.items()}
    return old | {part: _changed(part, old[part], value) for part, value in parts.items()}


def _experiment(track):
    file = experiment_files()[TRACKS[track].experiment]
    return importlib.import_module(f"helpers.experiments.{file.parent.name}.{file.stem}")


def _only(track, name):
    """Return an experiment's settings with no other baseline than the one of this name."""
    settings = dict(_experiment(track).SETTINGS)
    for key in CHOICES:
        if isinstance(settings.get(key), dict):
            settings[key] = {k: v for k, v in settings[key].items() if k == name}
        elif key in settings:
            settings[key] = [k for k in settings[key] if name in (k, f"{k}-grams")]
    return settings


def _one_of(what, name, known):
    if name not in known:
        raise ValueError(f"no {what} {name!r}; there are {', '.join(map(repr, known))}.")
    return name
