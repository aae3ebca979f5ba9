"""The four tracks: what is measured, in which budget, and the baselines that stand in the store."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from helpers.datasets.tagged import TAGS, load_tagged
from helpers.experiments import stored
from helpers.experiments.names_model import kept
from helpers.experiments.tagging import from_letters

__all__ = ["TRACKS", "Track", "baselines", "reference"]


class Track(NamedTuple):
    """A question's frame.

    better: "lower" or "higher". possible: the least and the largest score that can be. chosen_by:
    what settings are chosen by, since the test is not for that. floor: what is known of the best
    that any model could score. start: the course's parts to begin with. experiment: the name of
    the stored one. scores: what one seed of it returned -> {baseline: score}.
    """

    title: str
    measure: str
    unit: str
    better: str
    possible: tuple[float, float]
    budget: str  # CPU seconds of training for one seed, on one thread
    chosen_by: str
    floor: str
    start: tuple[str, ...]
    experiment: str
    scores: Callable[[dict[str, Any]], dict[str, float]]
    judged_by: str = ""  # what is judged besides the score
    dev_scores: Callable[[dict[str, Any]], dict[str, float]] = lambda run: {}  # as scores


OTHER = ("words", "dev")  # what a run of ladder_tagging returns besides


def _source(run):
    return {name: nats for name, (_, nats) in run.items()}


def _memory(run):
    record = stored("ladder_memory").settings
    stop, budget = record["training"]["stop"], record["budget"]

    def longest(rows):
        T = max((T for T, s, _, error in rows if s <= budget and error <= stop), default=1)
        return float(np.log2(T))

    return {kind: longest(rows) for kind, rows in run.items()}


def _tagging(run):
    return {name: right / run["words"] for name, right in run.items() if name not in OTHER}


def _tagging_dev(run):
    return _tagging(run["dev"])


def _names(run):
    return {"counts": run["counts"]} | {kind: row[3] for kind, row in _best_rows(run).items()}


def _names_dev(run):
    return {kind: row[2] for kind, row in _best_rows(run).items()}


def _best_rows(run):
    """Return of each network the row with the lowest validation loss, over all rates."""
    trained = {kind: found["runs"] for kind, found in run.items() if kind != "counts"}
    return {
        kind: min((kept(rows) for rows in runs), key=lambda row: row[2])
        for kind, runs in trained.items()
    }


TRACKS = {
    "source": Track(
        "A character model of the standard library",
        "loss on the held-out windows of source_code.code_windows(held_out, 40, 1200)",
        "nats per character",
        "lower",
        (0, np.inf),
        "120",
        "training files that you set aside",
        "none known",
        ("helpers.datasets.source_code", "helpers.experiments.source_reader"),
        "ladder_source",
        _source,
    ),
    "memory": Track(
        "The longest adding problem",
        "log2 of the largest T of 25, 50, 100, 200, 400, ... with a mean squared error of at most "
        "0.01: one more is twice as long",
        "doublings",
        "higher",
        (0, np.inf),
        "30 for each length",
        "the error on fresh sequences",
        "an error of 0; always answering 1 has 1/6",
        ("helpers.datasets.tasks", "helpers.experiments.adding"),
        "ladder_memory",
        _memory,
    ),
    "tagging": Track(
        "Tagging learned from 100 sentences",
        "share of the test words tagged right",
        "share right",
        "higher",
        (0, 1),
        "30",
        'tagged.load_tagged("dev")',
        "none known",
        ("helpers.datasets.tagged", "helpers.experiments.tagger_model"),
        "ladder_tagging",
        _tagging,
        dev_scores=_tagging_dev,
    ),
    "names": Track(
        "Names of eleven languages, written under constraints of your choice",
        "loss on the test names",
        "nats per letter",
        "lower",
        (0, np.inf),
        "20",
        "names_model.corpus(seed).valid",
        "none known",
        ("helpers.experiments.names_model", "helpers.experiments.m14_capstone.parts.blind"),
        "names_compared",
        _names,
        "of 40 names that obey a constraint of yours (a length, a first letter, a sound): novelty, "
        "the share that is no training name (and sampling.measures.novelty, of n-grams); blind "
        "reading, the share of a mixed sheet that readers judge rightly, where one who cannot tell "
        "comes to 50 % (parts.blind)",
        _names_dev,
    ),
}


def baselines(track: str) -> dict[str, dict[int, float]]:
    """Return {baseline: {seed: score}} of a track, from the store.

    Raises: KeyError if there is no such track.
    """
    record = stored(TRACKS[track].experiment)
    table: dict[str, dict[int, float]] = {}
    for seed, result in zip(record.seeds, record.results, strict=True):
        for name, score in TRACKS[track].scores(result).items():
            table.setdefault(name, {})[seed] = float(score)
    return table


def reference(track: str) -> tuple[float, str] | None:
    """Return what a model of an earlier module scored that had more, or None.

    The score is a mean over the stored seeds.
    """
    if track == "source":
        record = stored("source_lstm")
        nats = [run["nats"] for run in record.results]
        return float(np.mean(nats)), f"module 04's LSTM, {record.settings['steps']:,} updates"
    if track == "tagging":
        gold = np.array([TAGS.index(tag) for s in load_tagged("test") for tag in s.tags])
        runs = stored("tagger_sentences").results
        shares = [np.mean(from_letters(run["both"]["test"]) == gold) for run in runs]
        return float(np.mean(shares)), f"module 06's tagger, {len(load_tagged('train'))} sentences"
    return None
