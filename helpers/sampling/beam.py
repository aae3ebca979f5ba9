"""From a model to whole sequences: ancestral sampling, and beam search.

Axes  V vocabulary, K beam.  A table (V, V) of next-token probabilities is the smallest language
model there is: row i is the distribution of the token that follows token i.
<EOS>  ends a sequence and is part of it: it is returned, and counts in the length. The start
token is given, not generated: it is neither returned nor counted, and may itself be <EOS>.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from helpers.sampling import sample
from helpers.sampling.truncation import require_distribution
from helpers.scratch.contract.validation import require_count, require_numbers, require_shape


def generate_ids(table, start, us, eos, max_len):
    """Sample a sequence token by token, until <EOS> or max_len tokens.

    Shapes: table (V, V), rows summing to 1; start, eos ids; us (N,) uniform on [0, 1), N at least
    max_len, us[t] for the t-th token -> ids (L,) int64, 1 <= L <= max_len.
    Raises: ValueError if table is not (V, V) or a row no distribution, start or eos is no id, us
    holds fewer than max_len numbers or one outside [0, 1), or max_len is not at least 1.
    """
    table, V = _require_table("table", table)
    previous, eos = _require_id("start", start, V), _require_id("eos", eos, V)
    (N,), max_len = require_shape("us", us, N=None), require_count("max_len", max_len)
    if max_len > N:
        raise ValueError(f"us holds {N} numbers, expected at least max_len = {max_len}.")
    ids: list[int] = []
    while len(ids) < max_len and (not ids or previous != eos):
        previous = int(sample(table[previous], us[len(ids)]))
        ids.append(previous)
    return np.array(ids, dtype=np.int64)


class Hypothesis(NamedTuple):
    """A sequence on the way: its tokens without the start, and its log probability in nats."""

    ids: tuple[int, ...]
    log_prob: float

    def score(self, alpha):
        """Return the log probability divided by length ** alpha."""
        return self.log_prob / len(self.ids) ** alpha


def beam_search(log_table, start, eos, K, alpha, max_len):
    """Search for the sequence of the highest score, keeping K at each step.

    At each step every unfinished hypothesis is extended by every token, and the K most likely
    extensions are kept; of equals the one whose parent was more likely, then the lower id. Those
    that end in <EOS> are finished and set aside, the others are extended at the next step. It ends
    when none is unfinished, or after max_len steps. The best finished hypothesis by score is
    returned, of equals the one finished first; if none has finished, the best unfinished one.
    score = log probability / length ** alpha, <EOS> counted: alpha = 0 compares sums, which favour
    short sequences, and alpha = 1 means per token.
    Shapes: log_table (V, V), next-token log probabilities; start, eos ids; K >= 1; alpha >= 0
    -> ids (L,) int64, score.
    Units: nats, per token ** alpha.
    Raises: ValueError if log_table is not (V, V), or a row's probabilities do not sum to 1, start
    or eos is no id, K or max_len is not at least 1, or alpha is negative or not finite.
    Source: Wu et al. (2016), section 7, equation 14, without the coverage penalty. Differs: their
    length penalty is ((5 + length) / 6) ** alpha, and they prune by more rules.
    """
    log_table = require_numbers("log_table", log_table)
    table, V = _require_table("exp(log_table)", np.exp(np.minimum(log_table, 1.0)))
    start, eos = _require_id("start", start, V), _require_id("eos", eos, V)

    def next_log_probs(prefixes):
        return log_table[[ids[-1] if ids else start for ids in prefixes]]

    return beam_search_over(next_log_probs, eos, K, alpha, max_len)


def beam_search_over(next_log_probs: Callable, eos, K, alpha, max_len):
    """Search as beam_search does, over any model.

    next_log_probs: a list of N prefixes, tuples of ids without the start -> (N, V), log
    probabilities of the token after each.
    Raises: ValueError if K or max_len is not at least 1, or alpha is negative or not finite.
    """
    if not (np.ndim(alpha) == 0 and 0 <= alpha < np.inf):
        raise ValueError(f"alpha is {alpha!r}, expected a finite number of at least 0.")
    live, finished = [Hypothesis((), 0.0)], []
    for _ in range(require_count("max_len", max_len)):
        kept = beam_step(live, next_log_probs, K)
        finished += [h for h in kept if h.ids[-1] == eos]
        live = [h for h in kept if h.ids[-1] != eos]
        if not live:
            break
    best = max(finished or live, key=lambda h: h.score(alpha))
    return np.array(best.ids, dtype=np.int64), float(best.score(alpha))


def beam_step(live: Iterable[Hypothesis], next_log_probs: Callable, K) -> list[Hypothesis]:
    """Extend every hypothesis by every token and return the K most likely, best first.

    Extensions of probability 0 are left out, so there may be fewer than K.
    Raises: ValueError if K is not at least 1.
    """
    live, K = list(live), require_count("K", K)
    log_probs = np.asarray(next_log_probs([h.ids for h in live]), dtype=np.float64)
    totals = np.array([h.log_prob for h in live])[:, None] + log_probs  # (live, V)
    # Stable: of equals the extension whose parent stands first, then that of the lower id.
    order = np.argsort(-totals, axis=None, kind="stable")[:K]
    parents, tokens = np.unravel_index(order, totals.shape)
    return [
        Hypothesis((*live[i].ids, int(token)), float(totals[i, token]))
        for i, token in zip(parents, tokens, strict=True)
        if totals[i, token] > -np.inf
    ]


def _require_table(name, table):
    """Return a table of next-token probabilities and its V."""
    table = require_distribution(name, table)
    V = table.shape[-1]
    require_shape(name, table, V=V, next=V)
    return table, V


def _require_id(name, value, V):
    """Return value as an int after checking that it is an id from 0 to V - 1."""
    if require_count(name, value, least=0) >= V:
        raise ValueError(f"{name} is {value}, expected an id from 0 to V - 1 = {V - 1}.")
    return int(value)
