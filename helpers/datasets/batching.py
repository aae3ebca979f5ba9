"""From a stream of token ids to the arrays that a model reads.

Axes  T time, B batch; N is the length of a stream.
"""

import numpy as np

from helpers.scratch.contract.validation import require_count, require_shape


def next_token_pairs(ids):
    """Pair every token with the one that follows it.

    Shapes: ids (N,) -> inputs (N - 1,), targets (N - 1,), where targets[i] follows inputs[i].
    Raises: ValueError if ids is not one-dimensional or is empty.
    """
    require_shape("ids", ids, N=None)
    ids = np.asarray(ids)
    return ids[:-1], ids[1:]


def stream_batches(ids, B, T):
    """Cut a stream into B rows and read them side by side, T steps at a time.

    Shapes: ids (N,) -> an iterator of (inputs (T, B), targets (T, B)).
    Row b of a batch goes on where row b of the batch before stopped, so a state can be carried
    from one to the next. The last batch may have fewer steps; up to B - 1 tokens at the end of
    the stream, too few for a step of all rows, are left out.
    Raises: ValueError if ids is not one-dimensional, B or T < 1, or there are fewer than B + 1 ids.
    """
    (N,) = require_shape("ids", ids, N=None)
    B, T = require_count("B", B), require_count("T", T)
    steps = (N - 1) // B
    if steps == 0:
        raise ValueError(f"ids holds {N} tokens, expected at least B + 1 = {B + 1}.")
    # Contiguous (steps, B) arrays: every batch is then a slice of whole rows, not a copy.
    inputs, targets = (
        np.ascontiguousarray(part[: B * steps].reshape(B, steps).T)
        for part in next_token_pairs(ids)
    )
    return ((inputs[t : t + T], targets[t : t + T]) for t in range(0, steps, T))


def pad_and_mask(sequences):
    """Put sequences of unequal length side by side, one a column.

    Shapes: B arrays (T_b,) of int ids -> ids (T, B) int64, mask (T, B) float64, with T the longest
    T_b. Each column begins with its sequence; below it ids is 0 and mask is 0, and mask is 1 above.
    Raises: ValueError if there is no sequence, or one is not one-dimensional or empty.
    """
    for i, sequence in enumerate(sequences):
        require_shape(f"sequences[{i}]", sequence, T=None)
    if not len(sequences):
        raise ValueError("sequences is empty, expected at least one.")
    lengths = [len(sequence) for sequence in sequences]
    ids = np.zeros((max(lengths), len(sequences)), dtype=np.int64)
    mask = np.zeros(ids.shape)
    for b, (sequence, length) in enumerate(zip(sequences, lengths, strict=True)):
        ids[:length, b], mask[:length, b] = sequence, 1.0
    return ids, mask


def kept_share(lag, k):
    """Compute the share of positions that look back `lag` steps without leaving their chunk.

    Chunks of k steps follow one another; a step is `lag` or more steps into its own at k - lag
    of k places, or at none. Only there does truncated backpropagation teach such a dependency.
    Raises: ValueError if lag is not a whole number of at least 0, or k of at least 1.
    """
    lag, k = require_count("lag", lag, least=0), require_count("k", k)
    return max(k - lag, 0) / k
