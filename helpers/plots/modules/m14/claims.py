"""The table *Claimed and measured* of module 14."""

import numpy as np

from helpers.datasets.paired import paired_interval
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m14.capstone import studies

# Of each ladder: the strongest recurrent network, and the strongest that is none.
RIVALS = {
    "source": ("LSTM 128", "5-grams"),
    "tagging": ("both sides, RNN", "window of 3"),
    "names": ("LSTM", "counts"),
}


def show_claims(first, second, leaks, effects, ladders):
    """Show the table of claims, each from the numbers that the cells above show.

    first, second: stored reading_direction and reading_direction_again; leaks: stored split_leaks;
    effects: {reader: (seeds, 2, 2)}; ladders: {track: {baseline: {seed: score}}}, of RIVALS.
    """
    found = studies(first, second)
    claims.show_claims(
        [
            _claim_of_direction(found),
            _claim_of_counts(found),
            _claim_of_pilot(found),
            _claim_of_split(leaks),
            _claim_of_ablation(effects["LSTM"]),
            _claim_of_baselines(first, ladders),
        ]
    )


def _interval(values):
    mean, low, high = paired_interval(values, np.zeros(len(values)))
    return low, high, f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"


def _claim_of_direction(found):
    (_, first), (_, second) = [item for item in found.items() if item[0].startswith("LSTM")]
    low, high, text = _interval(second)
    said = "holds here" if low > 0 else "stays open here"
    return (
        "Networks predict a text better forwards than backwards (Papadopoulos, Wenger & Hongler "
        "2024, for transformers and other networks on words and parts of them)",
        f"an LSTM on characters of the help topics, backwards: {_interval(first)[2]} nats over "
        f"{len(first)} splits, {text} over {len(second)} new ones",
        verdict(said, high > 0),
    )


def _claim_of_counts(found):
    (_, first), (_, second) = [item for item in found.items() if item[0].startswith("5-grams")]
    ends = [*_interval(first)[:2], *_interval(second)[:2]]
    return (
        "In principle both directions are equally hard: the probability of a text is one number "
        "(the chain rule)",
        f"5-grams, backwards: {_interval(first)[2]} and {_interval(second)[2]} nats",
        verdict("to within 0.01, for counts", max(map(abs, ends)) < 0.01),
    )


def _claim_of_pilot(found):
    first, second = (values for name, values in found.items() if name.startswith("LSTM"))
    sds = [np.std(values, ddof=1) for values in (first[:3], first, second)]
    return (
        "A pilot of three seeds says how many are needed",
        f"standard deviation of the differences: {sds[0]:.4f} in the pilot, {sds[1]:.4f} over "
        f"{len(first)} seeds, {sds[2]:.4f} over {len(second)} new ones",
        verdict("a rough guess, here too low", sds[0] < min(sds[1:])),
    )


def _claim_of_split(record):
    shares, nats = (
        {way: [run[way][k] for run in record.results] for way in record.results[0]} for k in (0, 2)
    )
    text = "; ".join(
        f"{way} {min(shares[way]):.0%} to {max(shares[way]):.0%} ({np.mean(nats[way]):.2f} nats)"
        for way in shares
    )
    return (
        "A random split keeps the test new",
        "40-grams of the test that stand in training, and the loss of 5-grams, over "
        f"{len(record.seeds)} seeds: {text}",
        verdict(
            "not on text with copies; nor does a split by topic suffice",
            min(shares["by paragraph"]) > 0.1,
            min(shares["by topic"]) > 0.1,
            max(shares["no copies"]) < 0.05,
        ),
    )


def _claim_of_ablation(values):
    effects, alone = values.mean(axis=0)
    return (
        "An ablation, which takes out one part at a time, shows what each part is worth",
        f"turning the words, in nats: {2 * effects[0] - alone[0]:+.3f} beside letters as they "
        f"were, {alone[0]:+.3f} beside turned ones",
        verdict(
            "not where parts depend on each other: here the signs differ",
            2 * effects[0] > alone[0],
            alone[0] < 0,
        ),
    )


def _claim_of_baselines(record, ladders):
    counts = np.array([run["n-grams"]["5"][0][0] for run in record.results])
    lstm = np.array([run["LSTM"][0][0] for run in record.results])
    pairs = {"help topics, LSTM over 5-grams": lstm - counts}
    for track, (network, cheap) in RIVALS.items():
        a, b = ladders[track][network], ladders[track][cheap]
        sign = -1 if track == "tagging" else 1  # so that below 0 is better everywhere
        pairs[f"{track}, {network} over {cheap}"] = sign * np.array([a[s] - b[s] for s in a])
    better = sum(_interval(values)[1] < 0 for values in pairs.values())
    return (
        "A recurrent network is the baseline to beat",
        "excess loss, or share of words wrong: "
        + "; ".join(f"{name} {_interval(values)[2]}" for name, values in pairs.items()),
        verdict(
            f"at these budgets in {better} of {len(pairs)}: excess below 0 with its whole interval",
            better < len(pairs),
        ),
    )
