"""Names given their language: a GRU that writes them, a table of pairs of letters, and beams.

Ids are those of names_model: <EOS> 0, letters 1 to 26, then one symbol for each language.
Axes  B batch, V vocabulary.
"""

import numpy as np

from helpers import sampling
from helpers.datasets.names import ALPHABET
from helpers.experiments.names_model import EOS, spell
from helpers.sampling.beam import Hypothesis, beam_step
from helpers.scratch.cells import gru_step
from helpers.scratch.ops import log_softmax, softmax


def write_names(p, symbols, us, cut=None, draw=sampling.sample):
    """Write a name for each symbol of a language, which is read before the first letter.

    p: NameParams; cut: logits (B, V) -> logits (B, V); draw: probs (B, V), u (B,) -> ids (B,).
    Shapes: symbols (B,) ids; us (L, B) uniform numbers -> B names of at most L letters.
    """
    h, ids, rows = np.zeros((len(symbols), len(p.W_y))), np.asarray(symbols), []
    for u in us:
        h, _ = gru_step(p.gru, np.eye(len(p.b_y))[ids], h)
        logits = h @ p.W_y + p.b_y
        ids = draw(softmax(logits if cut is None else cut(logits)), u)
        rows.append(ids)
    return [spell(column) for column in np.array(rows).T]


def speller(p, symbol):
    """Return the model of one language as beam search asks for it: prefixes -> (N, V)."""

    def next_log_probs(prefixes):
        h = np.zeros((len(prefixes), len(p.W_y)))
        for ids in np.array([[symbol, *ids] for ids in prefixes]).T:
            h, _ = gru_step(p.gru, np.eye(len(p.b_y))[ids], h)
        return log_softmax(h @ p.W_y + p.b_y)

    return next_log_probs


def grow(next_log_probs, K, steps):
    """Run a beam and keep all of it: for each step the K hypotheses kept, finished ones too."""
    live, levels = [Hypothesis((), 0.0)], []
    for _ in range(steps):
        if not live:
            break
        levels.append(beam_step(live, next_log_probs, K))
        live = [h for h in levels[-1] if h.ids[-1] != EOS]
    return levels


def letter_table(names):
    """Count which letter follows which. Shapes: -> table (27, 27), row 0 for the first letter.

    A letter that no name holds is followed by <EOS>.
    """
    counts = np.zeros((1 + len(ALPHABET),) * 2)
    for name in names:
        ids = [EOS, *(1 + ALPHABET.index(letter) for letter in name), EOS]
        np.add.at(counts, (ids[:-1], ids[1:]), 1)
    counts[counts.sum(axis=1) == 0, EOS] = 1
    return counts / counts.sum(axis=1, keepdims=True)


def likeliest(log_table, eos, max_len):
    """Find the likeliest sequence that ends in eos, of all of them, by dynamic programming.

    The best way to a token in t steps goes through the best way to the token before it in t - 1.
    Shapes: log_table (V, V), row eos for the first token -> ids (L,), 1 <= L <= max_len, and the
    log-probability.
    """
    best, paths = log_table[eos], [(i,) for i in range(len(log_table))]
    found = paths[eos], best[eos]
    for _ in range(max_len - 1):
        totals = np.where(np.arange(len(best)) == eos, -np.inf, best)[:, None] + log_table
        paths = [(*paths[i], j) for j, i in enumerate(totals.argmax(axis=0))]
        best = totals.max(axis=0)
        found = max(found, (paths[eos], best[eos]), key=lambda one: one[1])
    return np.array(found[0]), float(found[1])
