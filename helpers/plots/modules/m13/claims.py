"""The table *Claimed and measured* of module 13."""

import numpy as np

from helpers.plots.labels import spread_text
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m13.learned import last, right_at


def show_claims(climb, copying, parity, digits, text, logs, seconds, channels):
    """Show the table of claims, each from what the cells above measured.

    climb, copying, parity, digits, text: stored experiments; logs, seconds and channels: as
    live.log_space_errors, live.seconds_by_T (few states, many) and live.channels_ms return them.
    """
    claims.show_claims(
        [
            _rungs(climb),
            _scan(*seconds),
            _convolution(channels),
            _logarithms(logs),
            _selective(copying),
            _parity(parity),
            _digits(digits),
            _text(text),
        ]
    )


def _rungs(record):
    rungs = [*record.results[0]["1"]["large"]]
    gains = {"large": 0, "small": 0}
    for name in gains:
        times = np.array([list(block["1"][name].values()) for block in record.results])
        gains[name] = [bool((times[:, k + 1] < times[:, k]).all()) for k in range(6)]
    most = {name: sum(flags) for name, flags in gains.items()}
    fused = rungs.index("[x, h] in one") - 1
    return (
        "Each rung makes the recurrence faster (after Appleyard et al. 2016, on a GPU)",
        f"of our six rungs after the first, faster than the one before in every block: "
        f"{most['large']} at the large size, {most['small']} at the small one",
        verdict(
            "not here: some are empty on a CPU", not gains["large"][fused], max(most.values()) < 6
        ),
    )


def _scan(few, many):
    T, most = max(few["loop, PyTorch"]), max(many["loop, PyTorch"])
    ways = ("loop, PyTorch", "loop, NumPy", "scan in blocks, PyTorch")
    alone, full = ([found[way][end] for way in ways] for found, end in ((few, T), (many, most)))
    return (
        "A scan beats a loop over time (often said)",
        f"64 states, T = {T:,}: {alone[0] / alone[2]:.0f} times faster than PyTorch's loop, "
        f"{alone[1] / alone[2]:.1f} than NumPy's; 2,048 states, T = {most:,}: "
        f"{full[0] / full[2]:.1f} and {full[1] / full[2]:.1f} times",
        verdict("for few states", alone[1] > alone[2], full[1] < 1.2 * full[2]),
    )


def _convolution(ms):
    scan, made, kept = ms.values()
    return (
        "Convolution is how state spaces are trained fast (Gu, Goel & Ré 2022)",
        f"8 channels of 64 states, T = 4,096: scan {scan:.0f} ms, kernel and convolution "
        f"{made:.0f}, convolution with the kernel kept {kept:.1f}",
        verdict(
            "with the kernel kept; making it by powers costs more than it saves", kept < scan < made
        ),
    )


def _logarithms(errors):
    T = max(errors["without"])
    logs, plain = errors["in logarithms"][T], errors["without"][T]
    return (
        "A scan in logarithms is numerically stable (Feng et al. 2024)",
        f"float32, T = {T:,}: largest relative error {logs:.0e}, without logarithms {plain:.0e}",
        verdict("finite, but it loses digits", logs > 100 * plain),
    )


def _selective(record):
    found = {
        (kind, places): last(record, kind, places)
        for kind in ("LRU", "minGRU", "selective", "LSTM")
        for places in ("fixed", "random")
    }
    texts = "; ".join(
        f"{kind} {spread_text(found[kind, 'random'])}"
        for kind in ("LRU", "minGRU", "selective", "LSTM")
    )
    return (
        "Without coefficients by the input a model cannot copy selectively (Gu & Dao 2024)",
        f"symbols right at fixed places, LRU {spread_text(found['LRU', 'fixed'])}; at random ones "
        f"{texts}",
        verdict(
            "the fixed ones stay behind in 10 s",
            min(found["LRU", "fixed"]) > 0.95,
            max(found["LRU", "random"]) < min(found["minGRU", "random"]),
        ),
    )


def _parity(record):
    far = {kind: right_at(record, kind, 2) for kind in record.settings["kinds"]}
    texts = "; ".join(
        f"{kind} {int((far[kind] > 0.99).sum())}" for kind in ("sigmoid", "tanh", "clamp", "LSTM")
    )
    return (
        "Linear RNNs cannot track parity (said of those with eigenvalues in (0, 1): Merrill et al. "
        "2024; mended by negative ones: Grazzi et al. 2025)",
        f"seeds of {len(record.seeds)} above 0.99 at 1,000 bits: {texts}",
        verdict(
            "true in (0, 1); with $-1$ in reach and by the input, they can; tanh stops short of it",
            far["sigmoid"].max() < 0.6,
            far["tanh"].max() < 0.6,
            (far["clamp"] > 0.99).all(),
        ),
    )


def _digits(record):
    texts = {
        steps: {k: last(record, k, steps) for k in record.settings["kinds"]}
        for steps in ("64", "256")
    }
    said = "; ".join(
        f"{steps} steps: " + ", ".join(f"{k} {spread_text(v)}" for k, v in found.items())
        for steps, found in texts.items()
    )
    return (
        "Linear recurrences are as good as LSTMs on pixel by pixel images (Orvieto et al. 2023: "
        "better)",
        said,
        verdict(
            "the LRU is ahead; the minGRU is not",
            min(texts["64"]["LRU"]) > max(texts["64"]["LSTM"]),
        ),
    )


def _text(record):
    kinds = record.settings["kinds"]
    gains = {kind: last(record, "LSTM") - last(record, kind) for kind in kinds if kind != "LSTM"}
    return (
        "minGRUs equal LSTMs on text (Feng et al. 2024)",
        "nats a character below the LSTM's, seed by seed (each splits the text anew): "
        + "; ".join(
            f"{kind} {', '.join(f'{gain:+.3f}' for gain in found)}" for kind, found in gains.items()
        ),
        verdict(
            "in equal seconds the minGRU in its blocks is ahead, in both of two seeds",
            gains["minGRU"].min() > 0,
        ),
    )
