"""Check of mlstm_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_state_spaces import mlstm_step

SIZES = ((3, 4, 2), (2, 3, 5), (3, 3, 3), (1, 4, 3), (3, 1, 2), (2, 3, 1), (3, 4, 2))  # B, H, C


def mlstm_step_cases(seed):
    """Yield (S, n, m, q, k, v, log_f, log_i): as SIZES lists them, then the edges of the gates.

    These are a first step of all, one from a far larger memory, log_i of 1,000 at the first step
    and after it, of -60, and a query near 1e-9 after a large gate.
    """
    rng = np.random.default_rng(seed)
    for B, H, C in SIZES:
        yield drawn(rng, B, H, C)
    yield drawn(rng, 4, 2, 3, m=-np.inf)
    yield drawn(rng, 3, 4, 2, m=rng.integers(30, 50, size=3) / 2)
    for m, log_i in ((-np.inf, 1000), (998.75, 1000), (1000, 1), (-np.inf, -60)):
        yield drawn(rng, 2, 3, 2, m, np.full(2, float(log_i)))
    yield drawn(rng, 3, 4, 2, m=-np.inf, log_i=np.full(3, 80.0), size=1e-9)


def drawn(rng, B, H, C, m=None, log_i=None, size=1.0):
    """Draw one step in which no terms of q . n_next cancel.

    Of three rows one has it above 1, one between 0 and the bound, and one below -1.
    """
    q, k, n = rng.uniform([[[0.7]], [[0.4]], [[1.5]]], [[[1.2]], [[1.2]], [[3.0]]], size=(3, B, H))
    S, v = rng.normal(size=(B, H, C)), rng.normal(size=(B, C))
    log_f, gate = -rng.integers(10, 50, size=B) / 64, rng.integers(-60, 60, size=B) / 64
    m = rng.integers(20, 60, size=B) / 64 if m is None else np.broadcast_to(m, B) + 0.0
    known, signs = np.isfinite(m), rng.choice([-1.0, 1.0], size=H)
    if H > 1:  # one entry against the others, too small to cancel them
        q[:, 0] *= -0.15
    q *= np.resize([size, 0.03 * size, -size], B)[:, None]
    S, n = S * known[:, None, None], n * known[:, None] * signs
    return S, n, m, q * signs, k * signs, v, log_f, gate if log_i is None else log_i


def gated(m, log_f, log_i):
    """Return f, i, m_next, as the prompt has them."""
    m_next = np.maximum(log_f + m, log_i)
    return np.exp(log_f + m - m_next), np.exp(log_i - m_next), m_next


def scaled(k):
    return k / np.sqrt(k.shape[1])


def stored(S, n, f, i, k, v):
    """Return S and n after the step; k is scaled."""
    f, i = f[:, None], i[:, None]
    return f[..., None] * S + i[..., None] * k[:, :, None] * v[:, None], f * n + i * k


def total(q, n):
    return (q * n).sum(axis=1)


def bounded(q, n, m):
    return np.maximum(abs(total(q, n)), np.exp(-m))


def found(S, q):
    return (q[:, :, None] * S).sum(axis=1)


def read(S, n, m, q):
    return found(S, q) / bounded(q, n, m)[:, None]


def stepped(S, n, q, k, v, f, i, m_next, of_n=None):
    """Finish a step from its gates; k is scaled. of_n: gates of n, where they are others."""
    S_next, n_next = stored(S, n, f, i, k, v)[0], stored(S, n, *(of_n or (f, i)), k, v)[1]
    return read(S_next, n_next, m_next, q), S_next, n_next, m_next


def divided(S, n, m, q, k, v, log_f, log_i, by):
    """Finish a right step, y divided by what (q, n_next, m_next) lead to."""
    _, S_next, n_next, m_next = mlstm_step(S, n, m, q, k, v, log_f, log_i)
    return found(S_next, q) / by(q, n_next, m_next), S_next, n_next, m_next


def mlstm_bound_of_one(S, n, m, q, k, v, log_f, log_i):
    return divided(
        S, n, m, q, k, v, log_f, log_i, lambda q, n, m: np.maximum(abs(total(q, n)), 1)[:, None]
    )


def mlstm_without_bound(S, n, m, q, k, v, log_f, log_i):
    return divided(S, n, m, q, k, v, log_f, log_i, lambda q, n, m: abs(total(q, n))[:, None])


def mlstm_without_size(S, n, m, q, k, v, log_f, log_i):
    """Forget the absolute value."""
    return divided(
        S, n, m, q, k, v, log_f, log_i, lambda q, n, m: np.maximum(total(q, n), np.exp(-m))[:, None]
    )


def mlstm_plain_total(S, n, m, q, k, v, log_f, log_i):
    """Divide by q . n alone: neither the absolute value nor the bound."""
    return divided(S, n, m, q, k, v, log_f, log_i, lambda q, n, m: total(q, n)[:, None])


def mlstm_without_size_bound_of_one(S, n, m, q, k, v, log_f, log_i):
    return divided(
        S, n, m, q, k, v, log_f, log_i, lambda q, n, m: np.maximum(total(q, n), 1)[:, None]
    )


def mlstm_size_of_terms(S, n, m, q, k, v, log_f, log_i):
    return divided(
        S, n, m, q, k, v, log_f, log_i, lambda q, n, m: bounded(abs(q), abs(n), m)[:, None]
    )


def mlstm_bound_turned(S, n, m, q, k, v, log_f, log_i):
    """Take exp(m') for exp(-m')."""
    return divided(S, n, m, q, k, v, log_f, log_i, lambda q, n, m: bounded(q, n, -m)[:, None])


def mlstm_bound_of_old_m(S, n, m, q, k, v, log_f, log_i):
    old = m
    return divided(S, n, m, q, k, v, log_f, log_i, lambda q, n, m: bounded(q, n, old)[:, None])


def mlstm_undivided(S, n, m, q, k, v, log_f, log_i):
    return divided(S, n, m, q, k, v, log_f, log_i, lambda q, n, m: 1)


def mlstm_total_along_C(S, n, m, q, k, v, log_f, log_i):
    """Divide (B, C) by (B,)."""
    return divided(S, n, m, q, k, v, log_f, log_i, bounded)


def mlstm_small_number(S, n, m, q, k, v, log_f, log_i):
    return divided(S, n, m, q, k, v, log_f, log_i, lambda q, n, m: bounded(q, n, m)[:, None] + 1e-6)


def mlstm_m_of_the_gates(S, n, m, q, k, v, log_f, log_i):
    m_next = np.maximum(log_f, log_i)
    f, i = np.exp(log_f + m - m_next), np.exp(log_i - m_next)
    return stepped(S, n, q, scaled(k), v, f, i, m_next)


def mlstm_m_without_f(S, n, m, q, k, v, log_f, log_i):
    m_next = np.maximum(m, log_i)
    f, i = np.exp(log_f + m - m_next), np.exp(log_i - m_next)
    return stepped(S, n, q, scaled(k), v, f, i, m_next)


def mlstm_m_smaller(S, n, m, q, k, v, log_f, log_i):
    m_next = np.minimum(log_f + m, log_i)
    f, i = np.exp(log_f + m - m_next), np.exp(log_i - m_next)
    return stepped(S, n, q, scaled(k), v, f, i, m_next)


def mlstm_first_m_zero(S, n, m, q, k, v, log_f, log_i):
    return mlstm_step(S, n, np.where(np.isinf(m), 0.0, m), q, k, v, log_f, log_i)


def mlstm_f_without_m(S, n, m, q, k, v, log_f, log_i):
    _, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, np.exp(log_f - m_next), i, m_next)


def mlstm_m_nowhere(S, n, m, q, k, v, log_f, log_i):
    """Leave the old m out of both, m' and f."""
    m_next = np.maximum(log_f, log_i)
    f, i = np.exp(log_f - m_next), np.exp(log_i - m_next)
    return stepped(S, n, q, scaled(k), v, f, i, m_next)


def mlstm_f_unscaled(S, n, m, q, k, v, log_f, log_i):
    _, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, np.exp(log_f), i, m_next)


def mlstm_i_unscaled(S, n, m, q, k, v, log_f, log_i):
    f, _, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, f, np.exp(log_i), m_next)


def mlstm_both_unscaled_bound_of_one(S, n, m, q, k, v, log_f, log_i):
    """The step without a stabiliser, which is only returned."""
    S_next, n_next = stored(S, n, np.exp(log_f), np.exp(log_i), scaled(k), v)
    return read(S_next, n_next, 0.0, q), S_next, n_next, np.maximum(log_f + m, log_i)


def mlstm_gates_by_old_m(S, n, m, q, k, v, log_f, log_i):
    """Lower both gates by m, not by m'."""
    m_next = np.maximum(log_f + m, log_i)
    return stepped(S, n, q, scaled(k), v, np.exp(log_f), np.exp(log_i - m), m_next)


def mlstm_gates_by_m_of_all(S, n, m, q, k, v, log_f, log_i):
    m_next = np.full_like(m, np.maximum(log_f + m, log_i).max())
    f, i = np.exp(log_f + m - m_next), np.exp(log_i - m_next)
    return stepped(S, n, q, scaled(k), v, f, i, m_next)


def mlstm_m_summed(S, n, m, q, k, v, log_f, log_i):
    """Take the logarithm of the summed gates for m'."""
    m_next = np.logaddexp(log_f + m, log_i)
    f, i = np.exp(log_f + m - m_next), np.exp(log_i - m_next)
    return stepped(S, n, q, scaled(k), v, f, i, m_next)


def mlstm_gates_exchanged(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, i, f, m_next)


def mlstm_f_a_sigmoid(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, -np.logaddexp(0, -log_f), log_i)
    return stepped(S, n, q, scaled(k), v, f, i, m_next)


def mlstm_unscaled(S, n, m, q, k, v, log_f, log_i):
    return stepped(S, n, q, k, v, *gated(m, log_f, log_i))


def mlstm_unscaled_bound_of_one(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, k, v)
    return read(S_next, n_next, 0.0, q), S_next, n_next, m_next


def mlstm_scaled_by_H(S, n, m, q, k, v, log_f, log_i):
    return stepped(S, n, q, k / k.shape[1], v, *gated(m, log_f, log_i))


def mlstm_scaled_by_C(S, n, m, q, k, v, log_f, log_i):
    return stepped(S, n, q, k / np.sqrt(v.shape[1]), v, *gated(m, log_f, log_i))


def mlstm_query_scaled(S, n, m, q, k, v, log_f, log_i):
    return stepped(S, n, scaled(q), k, v, *gated(m, log_f, log_i))


def mlstm_n_of_unscaled(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)[0], stored(S, n, f, i, k, v)[1]
    return read(S_next, n_next, m_next, q), S_next, n_next, m_next


def mlstm_old_state_read(S, n, m, q, k, v, log_f, log_i):
    _, *after = mlstm_step(S, n, m, q, k, v, log_f, log_i)
    return read(S, n, after[2], q), *after


def mlstm_n_without_f(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, f, i, m_next, of_n=(np.ones_like(f), i))


def mlstm_n_without_i(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, f, i, m_next, of_n=(f, np.ones_like(i)))


def mlstm_without_i(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, f, np.ones_like(i), m_next)


def mlstm_n_without_gates(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, f, i, m_next, of_n=(np.ones_like(f), np.ones_like(i)))


def mlstm_S_without_f(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gated(m, log_f, log_i)
    return stepped(S, n, q, scaled(k), v, np.ones_like(f), i, m_next, of_n=(f, i))


def mlstm_gates_unaligned(S, n, m, q, k, v, log_f, log_i):
    """Multiply (B, H, C) by (B,)."""
    f, i, m_next = gated(m, log_f, log_i)
    S_next = f * S + (i[:, None] * scaled(k))[:, :, None] * v[:, None]
    n_next = f[:, None] * n + i[:, None] * scaled(k)
    return read(S_next, n_next, m_next, q), S_next, n_next, m_next


def mlstm_outer_turned(S, n, m, q, k, v, log_f, log_i):
    """Add v k', (C, H)."""
    f, i, m_next = gated(m, log_f, log_i)
    n_next = f[:, None] * n + i[:, None] * scaled(k)
    new = v[:, :, None] * (i[:, None] * scaled(k))[:, None]
    S_next = f[:, None, None] * S + new
    return read(S_next, n_next, m_next, q), S_next, n_next, m_next


def mlstm_query_stored(S, n, m, q, k, v, log_f, log_i):
    return mlstm_step(S, n, m, k, q, v, log_f, log_i)


def mlstm_batch_mixed(S, n, m, q, k, v, log_f, log_i):
    """Sum the outer products of all rows."""
    f, i, m_next = gated(m, log_f, log_i)
    new = i[:, None] * scaled(k)
    S_next, n_next = f[:, None, None] * S + new.T @ v, f[:, None] * n + new
    return read(S_next, n_next, m_next, q), S_next, n_next, m_next


def mlstm_states_first(S, n, m, q, k, v, log_f, log_i):
    y, *after = mlstm_step(S, n, m, q, k, v, log_f, log_i)
    return *after, y


def mlstm_in_place(S, n, m, q, k, v, log_f, log_i):
    y, S_next, n_next, m_next = mlstm_step(S, n, m, q, k, v, log_f, log_i)
    S[:], n[:] = S_next, n_next
    return y, S, n, m_next


def by_rows(S, n, m, q, k, v, log_f, log_i):
    """One row after the other, in lists."""
    ys, S_next, n_next, m_next = [], [], [], []
    for b in range(len(m)):
        top = max(log_f[b] + m[b], log_i[b])
        f, i = np.exp(log_f[b] + m[b] - top), np.exp(log_i[b] - top)
        S_next.append(f * S[b] + i * np.outer(k[b], v[b]) / len(k[b]) ** 0.5)
        n_next.append(f * n[b] + i * k[b] / len(k[b]) ** 0.5)
        ys.append(q[b] @ S_next[b] / max(abs(q[b] @ n_next[b]), np.exp(-top)))
        m_next.append(top)
    return np.array(ys), np.array(S_next), np.array(n_next), np.array(m_next)


def by_einsum(S, n, m, q, k, v, log_f, log_i):
    past = log_f + m
    m_next = np.where(past > log_i, past, log_i)
    f, i = np.exp(past - m_next), np.exp(log_i - m_next) / k.shape[1] ** 0.5
    S_next = np.einsum("b,bhc->bhc", f, S) + np.einsum("b,bh,bc->bhc", i, k, v)
    n_next = np.einsum("b,bh->bh", f, n) + np.einsum("b,bh->bh", i, k)
    size = np.fmax(abs(np.einsum("bh,bh->b", q, n_next)), np.exp(-m_next))
    return np.einsum("bh,bhc,b->bc", q, S_next, 1 / size), S_next, n_next, m_next


def by_difference(S, n, m, q, k, v, log_f, log_i):
    """One gate is 1, the other the exponential of how far it is below."""
    B, H = k.shape
    lead = (log_f + m - log_i).reshape(B, 1)
    f, i = np.exp(np.minimum(lead, 0)), np.exp(-np.maximum(lead, 0))
    keys = k * H**-0.5
    n_next = n * f + keys * i
    S_next = S * f[..., None] + keys[..., None] @ (v * i)[:, None]
    m_next = log_i + np.maximum(lead[:, 0], 0)
    likeness = (q[:, None] @ n_next[..., None])[..., 0]
    size = np.clip(abs(likeness), np.exp(-m_next)[:, None], None)
    return (q[:, None] @ S_next)[:, 0] / size, S_next, n_next, m_next


def in_float32(S, n, m, q, k, v, log_f, log_i):
    return by_einsum(*(x.astype(np.float32) for x in (S, n, m, q, k, v, log_f, log_i)))


check_mlstm_step = Check(
    name="mlstm_step",
    reference=mlstm_step,
    cases=mlstm_step_cases,
    outputs=("y (B, C)", "S_next (B, H, C)", "n_next (B, H)", "m_next (B,)"),
    slips={
        "The stabiliser is left out of the bound: it is 1. How large is a true 1 in a memory that "
        "is kept exp(-m') times its size?": mlstm_bound_of_one,
        "y was divided by the size of q . n' without a bound. What is the least that the "
        "denominator may be?": mlstm_without_bound,
        "The absolute value is missing. What happens to a row in which q . n' is "
        "negative?": mlstm_without_size,
        "y was divided by q . n' as it is. Which sign may a denominator have, and what is the "
        "least that it may be?": mlstm_plain_total,
        "The absolute value is missing, and the bound is 1. What if q . n' is negative, and how "
        "large is a true 1 in this memory?": mlstm_without_size_bound_of_one,
        "The absolute value was taken of each term. Is the sum taken first, or the absolute "
        "value?": mlstm_size_of_terms,
        "The bound has the sign of m' reversed. By which factor are S and n smaller than their "
        "true size?": mlstm_bound_turned,
        "The bound was made of the old m. Which of m and m' belongs to the S' that is "
        "read?": mlstm_bound_of_old_m,
        "y was not divided. What is the denominator?": mlstm_undivided,
        "An array (B, C) was divided by one of shape (B,). Which shape has a number for each row "
        "and fits beside C columns?": mlstm_total_along_C,
        "1e-6 was added to the denominator. What keeps it above 0 already?": mlstm_small_number,
        "m' is the larger of the two gates alone. How large are the past's exponents when this "
        "step begins?": mlstm_m_of_the_gates,
        "m' was taken from m as it was. What does the forget gate do to the past before it is "
        "compared?": mlstm_m_without_f,
        "m' is the smaller of the two exponents. Which of them keeps both gates at most "
        "1?": mlstm_m_smaller,
        "An m of -inf was taken for 0. Which of -inf and log_i is larger?": mlstm_first_m_zero,
        "The old m is missing from f. Under which exponent was the past kept?": mlstm_f_without_m,
        "The old m is missing from m' and from f. Under which exponent was the past "
        "kept?": mlstm_m_nowhere,
        "f was not lowered by m'. Which two numbers of the past and the present stand in its "
        "exponent besides log_f?": mlstm_f_unscaled,
        "i was not lowered by m'. What is subtracted from log_i?": mlstm_i_unscaled,
        "Nothing is stabilised: the gates are the plain exponentials, and the bound is 1. Where "
        "do m and m' come in?": mlstm_both_unscaled_bound_of_one,
        "Both gates were lowered by the old m. Which number makes the larger of them "
        "1?": mlstm_gates_by_old_m,
        "All rows have the largest m' of the batch. Over what is the maximum "
        "taken?": mlstm_gates_by_m_of_all,
        "m' is the logarithm of a sum. Which of the two exponents does the prompt "
        "take?": mlstm_m_summed,
        "f and i are exchanged. Which of them meets the past?": mlstm_gates_exchanged,
        "log_f went through a sigmoid. Of which gate is it the logarithm "
        "already?": mlstm_f_a_sigmoid,
        "The keys were not scaled. By what are they divided?": mlstm_unscaled,
        "The keys were not scaled, and the bound is 1. By what are keys divided, and what does m' "
        "do to the bound?": mlstm_unscaled_bound_of_one,
        "The keys were divided by H. Which function of H is it?": mlstm_scaled_by_H,
        "The keys were divided by the root of C. How many numbers has a key?": mlstm_scaled_by_C,
        "The query was scaled, not the key. Which of the two is stored?": mlstm_query_scaled,
        "n took up the key before it was scaled. Which key does S take up?": mlstm_n_of_unscaled,
        "y was read from the S and n before the step. Which comes first, storing or "
        "reading?": mlstm_old_state_read,
        "n was not multiplied by f. What happens to the past in n?": mlstm_n_without_f,
        "The key was added to n without i. How much of it does S take up?": mlstm_n_without_i,
        "i is missing: S and n took up the new key whole. By what is it "
        "multiplied?": mlstm_without_i,
        "n has no gates. Of which sum of gates is it the normaliser?": mlstm_n_without_gates,
        "S was not multiplied by f. What happens to the past in S?": mlstm_S_without_f,
        "An array (B, H, C) was multiplied by one of shape (B,). Which shape has a number for each "
        "row and fits beside H and C?": mlstm_gates_unaligned,
        "The outer product is turned, (C, H). Which axis of S belongs to the "
        "key?": mlstm_outer_turned,
        "Queries and keys are exchanged. Which of them is stored, and which one "
        "reads?": mlstm_query_stored,
        "The outer products of all rows were added up. Which matrix belongs to row "
        "b?": mlstm_batch_mixed,
        "The states came back before y. In which order does the prompt list the four "
        "results?": mlstm_states_first,
        "S and n were changed in place. Which lines should make new arrays?": mlstm_in_place,
    },
    equivalent={
        "q -> k (in `k = i * k / np.sqrt(q.shape[1])`)": "queries and keys have one length",
    },
    alternatives=(by_rows, by_einsum, by_difference, in_float32),
    tolerance_reason="float64 sums in another order differ by about 1e-15 of their largest term",
    float32=True,
)
