"""The table *Claimed and measured* of module 14."""

import numpy as np

from helpers.datasets.paired import paired_interval
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m14.capstone import excess


def show_claims(record, leaks, effects, ladders):
    """Show the table of claims, each from what the cells above measured.

    record: stored reading_direction; leaks: {way: (share, longest, nats)}; effects: {reader:
    (effects, alone)}; ladders: {track: {baseline: {seed: score}}}.
    """
    claims.show_claims(
        [
            _claim_of_direction(record),
            _claim_of_counts(record),
            _claim_of_split(leaks),
            _claim_of_ablation(effects["LSTM"]),
            _claim_of_baselines(record, ladders["tagging"]),
        ]
    )


def _interval(values):
    mean, low, high = paired_interval(values, np.zeros(len(values)))
    return mean, low, high, f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"


def _claim_of_direction(record):
    _, low, _, text = _interval(excess(record, "LSTM")[:, 3])
    return (
        "Networks predict a text better forwards than backwards (Papadopoulos, Wenger & Hongler "
        "2024, for transformers on words)",
        f"an LSTM on characters of the help topics: backwards {text} nats, {len(record.seeds)} "
        "splits",
        verdict("holds here", low > 0),
    )


def _claim_of_counts(record):
    mean, _, high, text = _interval(excess(record, "n-grams")[:, 3])
    return (
        "In principle both directions are equally hard: the probability of a text is one number "
        "(the chain rule)",
        f"5-grams, backwards {text} nats",
        verdict("to within 0.01, for counts", abs(mean) < 0.01, high < 0.01),
    )


def _claim_of_split(leaks):
    shares = ", ".join(f"{way} {share:.0%}" for way, (share, *_) in leaks.items())
    nats = ", ".join(f"{values[2]:.2f}" for values in leaks.values())
    return (
        "A random split keeps the test new",
        f"40-grams of the test that stand in training: {shares}; 5-grams score {nats} nats",
        verdict(
            "not on text with copies; nor does a split by topic suffice",
            leaks["by paragraph"][0] > 0.1,
            leaks["by topic"][0] > 0.1,
            leaks["no copies"][0] < 0.05,
        ),
    )


def _claim_of_ablation(found):
    effects, alone = found
    return (
        "An ablation, which takes out one part at a time, shows what each part is worth",
        "turning the words, in nats: "
        f"{effects[0]:+.3f} over both settings of the letters, {alone[0]:+.3f} beside turned ones",
        verdict(
            "not where parts depend on each other: here the signs differ", effects[0] > 0 > alone[0]
        ),
    )


def _claim_of_baselines(record, tagging):
    counts = np.mean([run["n-grams"]["5"][0][0] for run in record.results])
    lstm = np.mean([run["LSTM"][0][0] for run in record.results])
    window, both = (np.mean(list(tagging[k].values())) for k in ("window of 3", "both sides, LSTM"))
    return (
        "A recurrent network is the baseline to beat",
        f"help topics, small budget: 5-grams {counts:.2f} nats, LSTM {lstm:.2f}; 100 tagged "
        f"sentences: a window of three words {window:.3f}, an LSTM from both sides {both:.3f}",
        verdict("not with little data or little time", counts < lstm, window > both),
    )
