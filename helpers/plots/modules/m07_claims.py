"""The table *Claimed and measured* of module 07."""

import numpy as np

from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m07_deep import (
    SECONDS,
    accuracy_within,
    best_nats,
    depth_scores,
    pyramid_rows,
    recalls,
    retrieval_scores,
    spread_text,
)


def show_claims(interval, norms, depths, deeper, gated, pyramid, packages, found):
    """Show the table of claims, each from what the cells above measured.

    interval: (scores_a, scores_b) -> mean, low, high; norms: as show_gradients takes it; deeper: as
    print_transitions takes it; the others: stored experiments.
    """
    claims.show_claims(
        [
            _claim_of_depth(depth_scores(depths)),
            _claim_of_links(norms),
            _claim_of_transitions(deeper),
            _claim_of_gates(gated),
            _claim_of_pyramid(pyramid_rows(pyramid), interval),
            _claim_of_pools(packages, interval),
            _claim_of_order(found, interval),
            _claim_of_sum(found, interval),
        ]
    )


def _claim_of_depth(scores):
    plain, linked = scores["plain"], scores["residual"]
    return (
        "Depth is better than width (Graves et al. 2013)",
        "text, 40,000 weights, held-out nats: one layer "
        f"{spread_text(plain[1], '.2f')}; four without links {spread_text(plain[4], '.2f')}, "
        f"with links {spread_text(linked[4], '.2f')}",
        verdict(
            "here only with links",
            min(plain[4]) > max(plain[1]),
            max(linked[4]) < min(plain[1]),
        ),
    )


def _claim_of_links(norms):
    plain, linked = (np.median(values, axis=0) for values in norms.values())
    return (
        "Residual links cure vanishing gradients (many tutorials)",
        f"gradient of the lowest of four layers: at lag 0 {plain[0, 0]:.2f} without, "
        f"{linked[0, 0]:.1f} with; at lag 20 {plain[0, 20]:.0e} and {linked[0, 20]:.0e}",
        verdict(
            "down the layers; not back in time",
            plain[0, 0] < 0.3 < 1 < linked[0, 0],
            linked[0, 20] < 1e-3,
        ),
    )


def _claim_of_transitions(deeper):
    one, two, four = (np.median(deeper[n], axis=0) for n in (1, 2, 4))
    return (
        "Depth in the step is another way to be deep, and needs shortcuts (Pascanu et al. 2014)",
        f"gradient at lag 5 with one, two, four tanh a step: {one[5]:.0e}, {two[5]:.0e}, "
        f"{four[5]:.0e}; not trained here",
        verdict(
            "it needs them; whether it pays is open", two[5] < one[5] / 5, four[5] < two[5] / 5
        ),
    )


def _claim_of_gates(record):
    scores = {
        kind: np.array([best_nats(run[kind]) for run in record.results])
        for kind in record.results[0]
    }
    said = ", ".join(f"{kind} {spread_text(nats, '.2f')}" for kind, nats in scores.items())
    plain, linked, deep = scores.values()
    return (
        "A depth gate improves stacked LSTMs (Yao et al. 2015)",
        f"three layers, 200 updates of text, held-out nats: {said}",
        verdict("a little, so early; links more", max(deep) < min(plain), max(linked) < min(deep)),
    )


def _claim_of_pyramid(rows, interval):
    cost = {k: float(np.median(v[:, -1, 1])) for k, v in rows.items()}
    late = interval(rows["4"][:, -1, 2], rows["1"][:, -1, 2])
    early = accuracy_within(rows, SECONDS[-1])
    soon = interval(early["4"], early["1"])
    return (
        "A pyramid is cheaper and learns better (Chan et al. 2016)",
        f"stride 4 takes {cost['4'] / cost['1']:.2f} of stride 1's time; its accuracy minus that "
        f"of stride 1 after {SECONDS[-1]} s {_signed(soon)}, after equally many updates "
        f"{_signed(late)}",
        verdict(
            "cheaper, and ahead after equal time; after equal updates open",
            cost["4"] < 0.5 * cost["1"],
            soon[1] > 0,
            late[1] < 0 < late[2],
        ),
    )


def _claim_of_pools(record, interval):
    acc = {
        kind: np.array([run["accuracy"][kind] for run in record.results])
        for kind in record.results[0]["accuracy"]
    }
    mean, low, high = interval(acc["GRU, max"], acc["GRU, last"])
    bag = interval(acc["GRU, last"], acc["TF-IDF, logistic"])
    top = interval(acc["GRU, max"], acc["TF-IDF, logistic"])
    return (
        "Max pooling is ahead of the last state (Conneau et al. 2017)",
        f"docstrings, max minus last {mean:+.3f} [{low:+.3f}, {high:+.3f}]; last minus TF-IDF "
        f"{bag[0]:+.3f} [{bag[1]:+.3f}, {bag[2]:+.3f}]",
        verdict("open here; neither reaches TF-IDF", low < 0 < high, bag[2] < 0, top[2] < 0),
    )


def _claim_of_order(record, interval):
    tens = {k: v[:, 0] for k, v in retrieval_scores(record, (10,)).items()}
    gru, plain = tens["GRU, mean"], tens["mean of words"]
    mean, low, high = interval(gru, plain)
    mixed = np.array([recalls(run["shuffled"]["GRU, mean"], (10,))[0] for run in record.results])
    less, least, most = interval(mixed, gru)
    return (
        "An RNN finds more than a bag of words, since it knows their order (many tutorials)",
        f"recall@10, GRU minus mean of words {mean:+.3f} [{low:+.3f}, {high:+.3f}]; words shuffled "
        f"{less:+.3f} [{least:+.3f}, {most:+.3f}]",
        verdict("no: it uses the order, and still finds less", high < 0, most < 0),
    )


def _signed(found):
    """Write a difference with the ends of its interval."""
    mean, low, high = found
    return f"{mean:+.2f} [{low:+.2f}, {high:+.2f}]"


def _claim_of_sum(record, interval):
    tens = {k: v[:, 0] for k, v in retrieval_scores(record, (10,)).items()}
    alone = interval(tens["mean of words"], tens["TF-IDF"])
    both = interval(tens["TF-IDF + mean"], tens["TF-IDF"])
    return (
        "Learned vectors make counting words obsolete (many product pages)",
        f"recall@10 minus TF-IDF's: mean of words {alone[0]:+.3f} [{alone[1]:+.3f}, "
        f"{alone[2]:+.3f}], sum of both {both[0]:+.3f} [{both[1]:+.3f}, {both[2]:+.3f}]",
        verdict("no: the sum of both is ahead", both[1] > 0, both[0] > alone[0]),
    )
