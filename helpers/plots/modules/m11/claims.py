"""The table *Claimed and measured* of module 11."""

import numpy as np

from helpers.plots.labels import spread_text
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m11 import norms, scales
from helpers.plots.modules.m11.paths import middle


def show_claims(cayley, copying, longer, lags, two, levels, windows, parity):
    """Show the table of claims, each from what the cells above measured.

    cayley and lags: gradients by lag, as live.cayley_norms and live.lag_norms return them; the
    others: stored experiments.
    """
    claims.show_claims(
        [
            _orthogonal(cayley),
            _copying(copying, longer),
            _slow(copying),
            _paths(*lags),
            _clocks(two, *lags),
            _levels(levels),
            _strides(windows),
            _grid(parity),
        ]
    )


def _orthogonal(found):
    plain, kept = ([norms.slope(run) for run in found[k]] for k in ("plain", "Cayley tanh"))
    return (
        "An orthogonal recurrent matrix keeps gradients from vanishing (often said)",
        f"slope of ln norm, inputs of sd 1, under tanh {spread_text(kept)}; plain "
        f"{spread_text(plain)}",
        verdict("not under a driven tanh", abs(np.mean(kept) - np.mean(plain)) < 0.05),
    )


def _copying(record, longer):
    far = norms.final_losses(record, 200, "unitary")
    gates = [norms.final_losses(record, T, k) for T in (50, 100, 200) for k in ("LSTM", "GRU")]
    more = norms.final_losses(longer, 100, "LSTM")
    most = [one.settings["kinds"]["LSTM"]["steps"] for one in (record, longer)]
    return (
        "Unitary networks copy over long lags, LSTMs do not (Arjovsky, Shah & Bengio 2016)",
        f"loss over the baseline at 200 blanks {spread_text(far, '.3f')} by the unitary network; "
        f"by LSTM and GRU after {most[0]} updates, 50 to 200 blanks, at least {np.min(gates):.2f}, "
        f"LSTM at 100 after {most[1]:,} {spread_text(more)}",
        verdict("holds in these budgets", max(far) < 0.5, np.min(gates) > 0.9, min(more) > 0.9),
    )


def _slow(record):
    runs = {k: [run["100"][k]["rows"][-1] for run in record.results] for k in ("unitary", "LSTM")}
    per = {k: 1000 * np.median([row[1] / row[0] for row in rows]) for k, rows in runs.items()}
    updates = [row[0] for row in runs["unitary"]]
    return (
        "Unitary networks are slow (often said)",
        f"{per['unitary']:.0f} ms an update at 100 blanks, PyTorch's LSTM {per['LSTM']:.0f}; "
        f"solved after {min(updates)} to {max(updates)} updates",
        verdict("by the update, yes; by what is learned, no", per["unitary"] > per["LSTM"]),
    )


def _paths(states, inputs):
    names = ("plain", "delayed", "leaky")
    plain, delayed, leaky = (middle(states[name][:, 200]) for name in names)
    dilated = middle(inputs["dilated, 7 layers"][:, 200])
    return (
        "Shorter paths carry larger gradients (El Hihi & Bengio 1995)",
        f"200 steps back: {plain:.0e} by 200 factors, {delayed:.0e} by 32, of an input "
        f"{dilated:.0e} by 10; but leaky, 200 factors, {leaky:.0e}",
        verdict(
            "holds for like factors; their size counts as much",
            plain < delayed < dilated,
            leaky > delayed,
        ),
    )


def _clocks(record, states, inputs):
    kinds = ("clockwork", "LSTM", "plain")
    error = {k: [run[k]["rows"][-1][2] for run in record.results] for k in kinds}
    texts = ", ".join(f"{k} {spread_text(error[k], '.3f')}" for k in error)
    state, of_input = (middle(found["clockwork"][:, 100]) for found in (states, inputs))
    return (
        "Clocks at several periods learn signals of several periods (Koutník et al. 2014)",
        f"error over variance, periods 7 and 61: {texts}; gradient 100 steps back, of the state "
        f"{state:.0e}, of the input {of_input:.0e}",
        verdict(
            "holds; but slow clocks see few inputs",
            max(error["clockwork"]) < min(error["LSTM"]),
            of_input < 1e-6 * state,
        ),
    )


def _levels(record):
    flat, two = scales.final_nats(record)
    return (
        "Levels help character models (Chung, Ahn & Bengio 2017, boundaries learned)",
        f"held-out nats, boundaries at white space: {spread_text(two, '.3f')}, flat "
        f"{spread_text(flat, '.3f')}",
        verdict("not here", min(two) > max(flat)),
    )


def _strides(record):
    rows = {s: [run[s]["rows"][-1] for run in record.results] for s in ("1", "4")}
    right = {s: [row[2] for row in found] for s, found in rows.items()}
    ratio = np.mean([row[1] for row in rows["1"]]) / np.mean([row[1] for row in rows["4"]])
    return (
        "Shortening the sequence makes training fast enough to work (Chan et al. 2016)",
        f"packages, 1,000 updates: stride 4 {spread_text(right['4'])}, stride 1 "
        f"{spread_text(right['1'])}; {ratio:.1f} times faster an update",
        verdict(
            "faster by the second; by the update open (module 07)",
            np.mean(right["4"]) > np.mean(right["1"]),
            ratio > 1.5,
        ),
    )


def _grid(record):
    kinds = ("grid", "stack", "residual")
    deep = {k: scales.updates_to_solve(record, "8, 6", k) for k in kinds}
    texts = ", ".join(f"{k} {scales.updates_text(record, found)}" for k, found in deep.items())
    return (
        "Memory along depth makes deep stacks learn (Kalchbrenner et al. 2016)",
        f"updates to learn parity with six layers: {texts}",
        verdict(
            "it learns, no sooner than with residual links, at a higher price",
            np.median(deep["residual"]) <= np.median(deep["grid"]),
        ),
    )
