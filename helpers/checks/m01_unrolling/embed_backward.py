"""Check of embed_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, clipped
from helpers.scratch.ops import embed_backward


def embed_backward_cases(seed):
    """Yield (ids, dxs, V): repeats, unused tokens, V = D, B = 1, T = B = 1, V = 1, thousands."""
    rng = np.random.default_rng(seed)
    for ids, D, V in [
        (np.array([[0, 2], [2, 2], [3, 0]]), 2, 5),
        (np.array([[1], [4], [1], [1]]), 3, 6),  # B = 1
        (rng.integers(0, 3, size=(7, 3)), 4, 4),  # token 3 is never used
        (np.array([[2]]), 3, 3),
        (np.array([[1, 1], [1, 1]]), 1, 2),
        (np.zeros((3, 1), dtype=int), 2, 1),
    ]:
        yield ids, rng.normal(size=(*ids.shape, D)), V
    yield np.array([[0, 2], [2, 3]]), rng.uniform(2e3, 9e3, size=(2, 2, 3)), 5


def embed_loses_repeats(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    dE[ids] += dxs
    return dE


def embed_loses_repeats_in_a_row(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids)):
        dE[ids[t]] += dxs[t]
    return dE


def embed_keeps_first(ids, dxs, V):
    dE, seen = np.zeros((V, dxs.shape[-1])), set()
    for token, dx in zip(ids.ravel(), dxs.reshape(ids.size, -1), strict=True):
        if int(token) not in seen:
            dE[token] = dx
            seen.add(int(token))
    return dE


def embed_without_lookup(ids, dxs, V):
    return np.broadcast_to(dxs.reshape(ids.size, -1).sum(axis=0), (V, dxs.shape[-1])).copy()


def embed_transposed(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE.T


def embed_loses_repeats_in_a_column(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for column in range(ids.shape[1]):
        dE[ids[:, column]] += dxs[:, column]
    return dE


def embed_averages(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE / np.maximum(np.bincount(ids.ravel(), minlength=V), 1)[:, None]


def embed_per_position(ids, dxs, V):
    one_hots = np.eye(V)[ids]  # (..., V)
    return one_hots[..., None] * dxs[..., None, :]


def embed_keeps_rows_in_use(ids, dxs, V):
    dE = np.zeros((ids.max() + 1, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE


def embed_counts(ids, dxs, V):
    counts = np.bincount(ids.ravel(), minlength=V).astype(float)
    return np.repeat(counts[:, None], dxs.shape[-1], axis=1)


def embed_gathers(ids, dxs, V):
    return dxs.copy()


def embed_clipped(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return clipped(dE)


def embed_by_loop(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for where in np.ndindex(ids.shape):
        dE[ids[where]] += dxs[where]
    return dE


def embed_by_one_hot(ids, dxs, V):
    one_hots = np.eye(V)[ids.ravel()]  # (N, V)
    return one_hots.T @ dxs.reshape(ids.size, -1)


def embed_by_bincount(ids, dxs, V):
    columns = np.moveaxis(dxs, -1, 0)
    return np.stack([np.bincount(ids.ravel(), c.ravel(), V) for c in columns], axis=1)


def embed_token_by_token(ids, dxs, V):
    return np.array([dxs[ids == v].sum(axis=0) for v in range(V)])


def embed_in_float32(ids, dxs, V):
    one_hots = (ids[..., None] == np.arange(V)).astype(np.float32)
    return np.einsum("tbv,tbd->vd", one_hots, dxs.astype(np.float32))


check_embed_backward = Check(
    name="embed_backward",
    reference=embed_backward,
    cases=embed_backward_cases,
    outputs=("dE (V, D)",),
    slips={
        "An id that occurs twice keeps only its last gradient: with an array of ids as index, = and"
        " += write each row of dE only once. How should three uses of one row "
        "combine?": embed_loses_repeats,
        "Steps add up, but an id that occurs twice within one step keeps only its last gradient: "
        "with an array of ids as index, each row is written only once. What if ids[t] is [2, 2]?": (
            embed_loses_repeats_in_a_row
        ),
        "Sequences add up, but an id that occurs twice in one of them keeps only its last gradient:"
        " with an array of ids as index, each row is written only once. What if ids[:, b] is [2, "
        "2]?": (embed_loses_repeats_in_a_column),
        "An id that occurs twice keeps only its first gradient. How should three uses of "
        "one row combine?": embed_keeps_first,
        "Every row of dE received the sum over all positions. Which positions looked up row "
        "v?": embed_without_lookup,
        "dE has shape (D, V). Which shape does E itself have?": embed_transposed,
        "Each row was divided by how often its token occurs. If a number is used three "
        "times, is its gradient the mean of the three, or something else?": embed_averages,
        "There is still one matrix per position. E is shared by all positions: what "
        "happens to the gradients of its copies?": embed_per_position,
        "dE has fewer rows than E: tokens after the largest id present are missing. What is the "
        "gradient of a row that was never looked up?": embed_keeps_rows_in_use,
        "This counts the tokens and does not use dxs. What should each occurrence add instead of "
        "1?": embed_counts,
        "dxs was returned unchanged, one row per position. To which row of E does each of them "
        "belong?": embed_gathers,
        "dE was clipped to [-5, 5]. Some training loops clip a gradient afterwards (module 03), but"
        " this is the gradient itself: what is dE when every dx is 1000 times as "
        "large?": embed_clipped,
    },
    alternatives=(
        embed_by_loop,
        embed_by_one_hot,
        embed_by_bincount,
        embed_token_by_token,
        embed_in_float32,
    ),
    tolerance_reason=ROUNDING,
    float32=True,
)
