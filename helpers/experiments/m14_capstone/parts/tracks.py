"""The four tracks: what is measured, in which budget, and the baselines that stand in the store."""

from typing import Any, NamedTuple

from helpers.experiments import stored
from helpers.experiments.names_model import kept

__all__ = ["TRACKS", "Track", "baselines"]


class Track(NamedTuple):
    """A question's frame.

    better: "lower" or "higher". bound: a value and what it is, or None where none is known.
    start: names of the course's parts to begin with.
    """

    title: str
    measure: str
    unit: str
    better: str
    budget: int  # CPU seconds of training for one seed, one thread
    bound: tuple[float, str] | None
    start: tuple[str, ...]


TRACKS = {
    "source": Track(
        "A character model of the standard library",
        "loss on the held-out windows of source_code.code_windows(held_out, 40, 1200)",
        "nats per character",
        "lower",
        120,
        None,
        ("helpers.datasets.source_code", "helpers.experiments.source_reader"),
    ),
    "memory": Track(
        "The longest adding problem",
        "the largest T of 25, 50, 100, 200, 400, ... with a mean squared error of at most 0.01",
        "steps",
        "higher",
        30,
        None,
        ("helpers.datasets.tasks", "helpers.experiments.adding"),
    ),
    "tagging": Track(
        "Tagging learned from 100 sentences",
        "share of the test words tagged right",
        "share right",
        "higher",
        30,
        (1.0, "all right"),
        ("helpers.datasets.tagged", "helpers.experiments.tagger_model"),
    ),
    "names": Track(
        "Names of eleven languages, made up under constraints",
        "loss on the test names; then novelty, and whether readers tell them from real ones",
        "nats per letter",
        "lower",
        10,
        None,
        ("helpers.datasets.names", "helpers.experiments.names_model"),
    ),
}


def baselines(track: str) -> dict[str, dict[int, float]]:
    """Return {baseline: {seed: score}} of a track, from the store.

    Raises: KeyError if there is no such track.
    """
    return {"source": _source, "memory": _memory, "tagging": _tagging, "names": _names}[track]()


def _by_seed(record: Any, score) -> dict[str, dict[int, float]]:
    table: dict[str, dict[int, float]] = {}
    for seed, result in zip(record.seeds, record.results, strict=True):
        for name, value in score(result).items():
            table.setdefault(name, {})[seed] = float(value)
    return table


def _source():
    return _by_seed(stored("ladder_source"), lambda run: {k: v[1] for k, v in run.items()})


def _memory():
    record = stored("ladder_memory")
    stop, budget = record.settings["training"]["stop"], record.settings["budget"]

    def longest(rows):
        return max((T for T, s, _, error in rows if s <= budget and error <= stop), default=0)

    return _by_seed(record, lambda run: {kind: longest(rows) for kind, rows in run.items()})


def _tagging():
    def shares(run):
        return {name: right / run["words"] for name, right in run.items() if name != "words"}

    return _by_seed(stored("ladder_tagging"), shares)


def _names():
    def losses(run):
        best = {
            kind: min((kept(rows) for rows in run[kind]["runs"]), key=lambda row: row[2])[3]
            for kind in ("RNN", "GRU", "LSTM")
        }
        return {"counts": run["counts"]} | best

    return _by_seed(stored("names_compared"), losses)
