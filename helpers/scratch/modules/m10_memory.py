"""Memories that are addressed by content: outer products, slots that are written, and hops.

Axes  N pairs or slots, B batch, D size of a key or query, C of a value or a slot, K shifts.
Raises  ValueError, from every function here, if shapes do not fit one another, an array holds no
floating-point numbers, or a memory holds nothing: N is 0.
"""

import math

import numpy as np

from helpers.scratch.attention import attend, dot_scores
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_floats,
)


def outer_product_memory(keys, values):
    """Store pairs as one matrix, the sum of the outer products of each key with its value.

    Shapes: keys (N, D); values (N, C) -> M (D, C). Its size does not depend on N.
    Source: Kohonen (1972), correlation matrix memory.
    """
    N, _ = require_floats("keys", keys, N=None, D=None)
    require_floats("values", values, N=N, C=None)
    return keys.T @ values


def recall(M, query):
    """Read a matrix memory with queries: each stored value comes weighted by its key's likeness.

    For a query that is the stored unit key k_i, the result is v_i + the sum over the others of
    (k_i . k_j) v_j: what was stored, and cross-talk.
    Shapes: M (D, C); query (B, D) -> (B, C).
    Source: as outer_product_memory.
    """
    D, _ = require_floats("M", M, D=None, C=None)
    require_floats("query", query, B=None, D=D)
    return query @ M


def recall_error(recalled, values):
    """Return how far recalled values are off: the sum of squared errors over that of the values.

    Shapes: recalled, values (N, C) -> float; 0 is perfect, 1 what answering 0 costs.
    Raises: ValueError also if all values are 0.
    """
    N, C = require_floats("values", values, N=None, C=None)
    require_floats("recalled", recalled, N=N, C=C)
    size = float((values**2).sum())
    if not size:
        raise ValueError("values are all 0, expected some that are not: an error is relative.")
    return float(((recalled - values) ** 2).sum()) / size


def expected_recall_error(N, D):
    """Return the expected relative squared error of N random pairs in a matrix of D rows.

    Two random unit vectors have a squared inner product of 1 / D on average, and each of the N - 1
    other values adds that much of itself: (N - 1) / D.
    Units: N pairs, keys of D entries, whole numbers from 1; the keys point anywhere, evenly.
    """
    return (require_count("N", N) - 1) / require_count("D", D)


def content_weights(memory, key, beta):
    """Weigh the slots of a memory by how alike they are to a key: softmax(beta * cosine).

    The cosine with a slot or a key of zeros counts as 0.
    Shapes: memory (N, B, C); key (B, C); beta (B,), at least 0 -> w (N, B), each row's sum being 1.
    Raises: ValueError also if a beta is negative or not finite.
    Source: Graves, Wayne & Danihelka (2014), equations 5 and 6.
    """
    sizes = _require_memory(memory)
    require_axes("key", key, "B, C", sizes)
    require_axes("beta", beta, "B", sizes)
    if not np.isfinite(beta).all() or beta.min() < 0:
        raise ValueError(f"beta holds {float(beta.min())}, expected finite numbers of at least 0.")
    sharpened = beta * dot_scores(_unit(key), _unit(memory))
    return attend(sharpened, memory)[1]


def shift_weights(w, s):
    """Move weights along the slots, as far as a distribution over shifts says; the ends meet.

    The K shifts run from -(K - 1) / 2 to (K - 1) / 2; a shift of 1 moves weight from slot i to
    slot i + 1, and from the last slot to the first.
    Shapes: w (N, B); s (K, B), K odd and at most N -> w_next (N, B).
    Raises: ValueError also if K is even or above N.
    Source: Graves, Wayne & Danihelka (2014), equation 8.
    """
    sizes: dict[str, int] = {}
    require_axes("w", w, "N, B", sizes)
    require_axes("s", s, "K, B", sizes)
    K, N = sizes["K"], sizes["N"]
    if K % 2 == 0 or K > N:
        raise ValueError(f"s has {K} shifts, expected an odd number of at most N = {N}.")
    reach = K // 2
    return sum(share * np.roll(w, k - reach, axis=0) for k, share in enumerate(s))


def write_memory(memory, w, erase, add):
    """Write to every slot as much as its weight says: first erase, then add.

    memory_next[i] = memory[i] * (1 - w[i] * erase) + w[i] * add.
    Shapes: memory (N, B, C); w (N, B); erase (B, C), from 0 to 1; add (B, C) -> (N, B, C).
    Raises: ValueError also if an entry of erase is not from 0 to 1.
    Source: Graves, Wayne & Danihelka (2014), equations 3 and 4.
    """
    sizes = _require_memory(memory)
    require_axes("w", w, "N, B", sizes)
    require_axes("erase", erase, "B, C", sizes)
    require_axes("add", add, "B, C", sizes)
    if not (erase >= 0).all() or erase.max() > 1:
        raise ValueError("erase holds an entry that is not from 0 to 1, expected shares.")
    w = w[:, :, None]
    return memory * (1 - w * erase) + w * add


def memory_hop(u, m_in, m_out):
    """Look up a memory once and add what was found to the query, ready for the next hop.

    Shapes: u (B, D); m_in, m_out (N, B, D), the same statements embedded for being found and for
    being read -> u_next (B, D), weights (N, B).
    Source: Sukhbaatar, Szlam, Weston & Fergus (2015), equations 1, 2 and 4.
    """
    sizes: dict[str, int] = {}
    require_axes("u", u, "B, D", sizes)
    require_axes("m_in", m_in, "N, B, D", sizes)
    require_axes("m_out", m_out, "N, B, D", sizes)
    found, weights = attend(dot_scores(u, m_in), m_out)
    return u + found, weights


def memory_by_hand():
    """Work out a matrix memory, the softmax in its place, and a write, for module 10.

    Keys k_1 = (1, 0), k_2 = (0.6, 0.8) with the values 2 and -1; a softmax lookup with k_1 and
    beta = 5; a slot that holds 3, written with the weight 0.5, erase 0.8 and add 2.
    Returns a dict of ten floats: M_1, M_2, the two entries of the matrix; r_1, r_2, what the keys
    recall; e_1, e_2, the errors (recalled - stored); expected, the expected relative squared error
    of 9 random pairs with D = 64; w_1, the softmax's weight on the first pair, and read, what it
    reads; slot, the slot after the write.
    """
    keys, values = np.array([[1.0, 0.0], [0.6, 0.8]]), np.array([[2.0], [-1.0]])
    M = outer_product_memory(keys, values)
    recalled = recall(M, keys)
    w_1 = 1 / (1 + math.exp(5 * (0.6 - 1)))
    numbers = {"M_1": M[0, 0], "M_2": M[1, 0], "r_1": recalled[0, 0], "r_2": recalled[1, 0]}
    numbers |= {"e_1": recalled[0, 0] - 2, "e_2": recalled[1, 0] + 1}
    numbers |= {"expected": expected_recall_error(9, 64), "w_1": w_1, "read": 2 * w_1 - (1 - w_1)}
    numbers |= {"slot": 3 * (1 - 0.5 * 0.8) + 0.5 * 2}
    return {name: float(value) for name, value in numbers.items()}


def _unit(vectors):
    """Scale vectors (..., C) to the length 1; those of zeros stay as they are."""
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    scaled = vectors / np.where(largest > 0, largest, 1)  # so that no square over- or underflows
    norms = np.sqrt((scaled**2).sum(axis=-1, keepdims=True))
    return scaled / np.where(norms > 0, norms, 1)


def _require_memory(memory):
    """Return the sizes of a memory once it is an array (N, B, C) of floats."""
    sizes: dict[str, int] = {}
    require_axes("memory", memory, "N, B, C", sizes)
    return sizes
