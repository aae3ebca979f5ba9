"""The table *Claimed and measured* of module 10."""

import numpy as np

from helpers.plots.labels import spread_text
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m10.blocks import repeats_of
from helpers.plots.modules.m10.memory import bits_of, story_scores
from helpers.plots.modules.m10.text_and_cost import nats_of


def show_claims(errors, numbers, bits, recalled, induction, stories, latest, text, long, measured):
    """Show the table of claims, each from what the cells above measured.

    errors, numbers: of recall_errors; bits to long: stored experiments; measured: {"shuffled": the
    changes with one layer and with two, "linear": linear attention's error at some pairs, "same":
    the largest difference between its two forms}.
    """
    claims.show_claims(
        [
            _claim_of_capacity(errors, list(numbers)),
            _claim_of_recall(recalled, bits),
            _claim_of_hops(stories),
            _claim_of_start(latest),
            _claim_of_induction(induction),
            _claim_of_order(measured["shuffled"]),
            _claim_of_text(text, long),
            _claim_of_linear(measured["linear"], measured["same"]),
        ]
    )


def _claim_of_capacity(errors, numbers):
    at = [numbers.index(N) for N in (8, 64, 128)]
    texts = {
        name: ", ".join(f"{values.mean(axis=0)[i]:.2f}" for i in at)
        for name, values in errors.items()
    }
    random, basis = (errors[name].mean(axis=0) for name in ("outer product", "orthonormal keys"))
    return (
        "A linear memory of width D holds D pairs, then fails (Kohonen 1972, for orthogonal keys)",
        "relative squared error at 8, 64 and 128 pairs, D = 64: random keys "
        f"{texts['outer product']}; orthonormal {texts['orthonormal keys']}; least squares "
        f"{texts['least squares']}",
        verdict(
            "for orthonormal keys; with random ones the error grows from the first pair on",
            max(basis[i] for i in at[:2]) < 1e-9 < basis[at[2]],
            abs(random[at[0]] - 7 / 64) < 0.03,
            abs(random[at[1]] - 63 / 64) < 0.05,
        ),
    )


def _claim_of_recall(record, bits):
    found = {
        kind: np.array([run[kind]["by_pairs"]["8"] for run in record.results])
        for kind in record.results[0]
    }
    pairs, own = bits_of(bits, "LSTM")
    plain = bits_of(bits, "outer product")[1]
    return (
        "Transformers recall what RNNs with as many weights do not (Arora et al. 2024)",
        "right at 8 pairs: " + "; ".join(f"{k} {spread_text(v)}" for k, v in found.items()) + ". "
        f"Bits at {pairs[-1]} pairs: LSTM {own[:, -1].mean():.2f}, an outer product of as many "
        f"numbers {plain[:, -1].mean():.2f}",
        verdict(
            "holds for the plain LSTM; an RNN that looks at its own states learns it sooner still",
            found["LSTM"].max() < 0.5,
            found["two layers"].min() > 0.98,
            found["LSTM over its states"].min() > 0.98,
            _steps(record, "LSTM over its states") < _steps(record, "two layers"),
        ),
    )


def _steps(record, kind):
    return np.median([run[kind]["curve"][-1][0] for run in record.results])


def _claim_of_hops(record):
    found = {name: story_scores(record, name) for name in record.results[0]}
    return (
        "Several hops answer better than one (Sukhbaatar et al. 2015)",
        "two facts needed, answered right: "
        + "; ".join(f"{name} {spread_text(values)}" for name, values in found.items()),
        verdict(
            "two do, where two facts are needed",
            found["1 hop"].max() < 0.6,
            found["2 hops"].min() > 0.9,
        ),
    )


def _claim_of_start(record):
    plain, linear = (story_scores(record, name) for name in record.results[0])
    found = [int((values > 0.99).sum()) for values in (plain, linear)]
    return (
        "Training without the softmax at first avoids poor minima (Sukhbaatar et al. 2015)",
        f"people move twice, 2 hops, starts above 0.99: {found[0]} of {len(plain)} with the "
        f"softmax throughout, {found[1]} of {len(linear)} without it for the first "
        f"{max(record.settings['starts'].values()):.0%} of the updates",
        verdict("not here, on this one schedule", found[1] < found[0], min(found) > 0),
    )


def _claim_of_induction(record):
    ends = {
        (layers, kind): repeats_of(record, layers, kind)[1][:, -1]
        for layers in (1, 2)
        for kind in ("drawn", "fixed")
    }
    return (
        "Induction takes two layers of attention (Olsson et al. 2022)",
        f"right in the repeat, drawn period: one block {spread_text(ends[1, 'drawn'])}, two "
        f"{spread_text(ends[2, 'drawn'])}; fixed: one {spread_text(ends[1, 'fixed'])}",
        verdict(
            "with a drawn period; a fixed one is learned by position alone",
            ends[1, "drawn"].max() < 0.5 < ends[2, "drawn"].min(),
            ends[1, "fixed"].min() > 0.9,
        ),
    )


def _claim_of_order(changes):
    one, two = changes
    return (
        "Without positions, self-attention sees a set (Vaswani et al. 2017 add them for this)",
        f"past shuffled, the last output changes by {_rounding(one)} with one causal layer, "
        f"by {two:.2f} with two",
        verdict(
            "with one layer, or without a mask; in two the causal mask tells order",
            one < 1e-9,
            two > 0.01,
        ),
    )


def _rounding(difference):
    """Return a difference as text: one of rounding alone depends on the machine."""
    return "less than 1e-12" if difference < 1e-12 else f"{difference:.0e}"


def _claim_of_text(record, long):
    own, other = (nats_of(record, kind)[2][:, -1] for kind in ("transformer", "LSTM"))
    far = {kind: nats_of(long, kind)[2][0, -1] for kind in ("transformer", "LSTM")}
    seconds = record.settings["training"]["seconds"]
    return (
        "Transformers model language better than LSTMs (often said, of large ones)",
        f"nats a character after {seconds:.0f} s, equal weights: transformer {spread_text(own)}, "
        f"LSTM {spread_text(other)}; after {long.settings['training']['seconds']:.0f} s "
        f"{far['transformer']:.2f} and {far['LSTM']:.2f}",
        verdict(
            "not at this size and in this time; five times as long brings them near (one seed)",
            own.min() > other.max() + 0.2,
            abs(far["transformer"] - far["LSTM"]) < 0.05,
        ),
    )


def _claim_of_linear(errors, same):
    texts = ", ".join(f"{error:.2f} at {N}" for N, error in errors.items())
    return (
        "Transformers are RNNs, with linear attention (Katharopoulos et al. 2020)",
        f"recurrent and parallel form differ by {_rounding(same)}; error of recall, {texts} "
        "random pairs",
        verdict(
            "exactly, and with an RNN's memory: untrained it recalls worse than an outer product",
            same < 1e-9,
            min(errors.values()) > 7 / 64,
        ),
    )
