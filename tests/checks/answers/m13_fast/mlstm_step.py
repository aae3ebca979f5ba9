"""Answers to mlstm_step that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def gates(m, log_f, log_i):
    m_next = np.maximum(log_f + m, log_i)
    return np.exp(log_f + m - m_next), np.exp(log_i - m_next), m_next


def stored(S, n, f, i, k, v):
    """Return S and n after the step, for a k that is scaled already."""
    S_next = f[:, None, None] * S + i[:, None, None] * k[:, :, None] * v[:, None, :]
    return S_next, f[:, None] * n + i[:, None] * k


def scaled(k):
    return k / np.sqrt(k.shape[1])


def found(S, q):
    return np.einsum("bh,bhc->bc", q, S)


def dot(q, n):
    return (q * n).sum(axis=1)


def bound_of_one(S, n, m, q, k, v, log_f, log_i):
    """The lecture's formula without a stabiliser, gates with it."""
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), 1)[:, None]
    return y, S_next, n_next, m_next


def m_of_gates_alone(S, n, m, q, k, v, log_f, log_i):
    m_next = np.maximum(log_f, log_i)
    f, i = np.exp(log_f - m_next), np.exp(log_i - m_next)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def gates_not_broadcast(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    k = scaled(k)
    S_next = f * S + i * k[:, :, None] * v[:, None, :]
    n_next = f * n + i * k
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))
    return y, S_next, n_next, m_next


def keys_unscaled(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, k, v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def sizes_of_terms(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    total = (abs(q) * abs(n_next)).sum(axis=1)
    return found(S_next, q) / np.maximum(total, np.exp(-m_next))[:, None], S_next, n_next, m_next


def read_before_stored(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    y = found(S, q) / np.maximum(abs(dot(q, n)), np.exp(-m_next))[:, None]
    return y, *stored(S, n, f, i, scaled(k), v), m_next


def two_unscaled_and_bound_of_one(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, k, v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), 1)[:, None]
    return y, S_next, n_next, m_next


def two_no_size_and_old_m_forgotten(S, n, m, q, k, v, log_f, log_i):
    m_next = np.maximum(log_f + m, log_i)
    f, i = np.exp(log_f - m_next), np.exp(log_i - m_next)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = found(S_next, q) / np.maximum(dot(q, n_next), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def gates_without_stabiliser(S, n, m, q, k, v, log_f, log_i):
    with np.errstate(all="ignore"):
        f, i = np.exp(log_f), np.exp(log_i)
        S_next, n_next = stored(S, n, f, i, scaled(k), v)
        y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), 1)[:, None]
    return y, S_next, n_next, np.maximum(log_f + m, log_i)


def sign_of_the_bound(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    with np.errstate(all="ignore"):
        y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(m_next))[:, None]
    return y, S_next, n_next, m_next


def normaliser_without_gates(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)[0], n + scaled(k)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def forget_gate_a_sigmoid(S, n, m, q, k, v, log_f, log_i):
    """Take log_f for what goes into a sigmoid."""
    with np.errstate(all="ignore"):
        f, i, m_next = gates(m, -np.log1p(np.exp(-log_f)), log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def one_row_at_a_time_but_one_max(S, n, m, q, k, v, log_f, log_i):
    m_next = np.full(len(m), max((log_f + m).max(), log_i.max()))
    f, i = np.exp(log_f + m - m_next), np.exp(log_i - m_next)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def two_turned_and_unscaled(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next = f[:, None, None] * S + i[:, None, None] * v[:, :, None] * k[:, None, :]
    n_next = f[:, None] * n + i[:, None] * k
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def small_number_in_the_quotient(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = found(S_next, q) / (np.maximum(abs(dot(q, n_next)), np.exp(-m_next)) + 1e-8)[:, None]
    return y, S_next, n_next, m_next


def shares(case):
    """Return |q . n'| over the bound, a number for each row."""
    S, n, m, q, k, v, log_f, log_i = case
    f, i, m_next = gates(m, log_f, log_i)
    n_next = stored(S, n, f, i, scaled(k), v)[1]
    with np.errstate(divide="ignore"):
        return abs(dot(q, n_next)) / np.exp(-m_next)


def new_pair_taken_whole(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, np.ones_like(i), scaled(k), v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def smaller_exponent(S, n, m, q, k, v, log_f, log_i):
    m_next = np.minimum(log_f + m, log_i)
    with np.errstate(all="ignore"):
        f, i = np.exp(log_f + m - m_next), np.exp(log_i - m_next)
        S_next, n_next = stored(S, n, f, i, scaled(k), v)
        y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def one_minus_f_for_i(S, n, m, q, k, v, log_f, log_i):
    f, _, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, 1 - f, scaled(k), v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def query_times_all_rows(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(m, log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = (q @ S_next) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


def first_m_taken_for_zero(S, n, m, q, k, v, log_f, log_i):
    f, i, m_next = gates(np.where(np.isinf(m), 0, m), log_f, log_i)
    S_next, n_next = stored(S, n, f, i, scaled(k), v)
    y = found(S_next, q) / np.maximum(abs(dot(q, n_next)), np.exp(-m_next))[:, None]
    return y, S_next, n_next, m_next


WRONG = (
    wrong(bound_of_one, "The stabiliser is left out of the bound"),
    wrong(m_of_gates_alone, "The old m is missing from m' and from f"),
    wrong(gates_not_broadcast, "An array (B, H, C) was multiplied by one of shape (B,)"),
    wrong(keys_unscaled, "The keys were not scaled"),
    wrong(sizes_of_terms, "The absolute value was taken of each term"),
    wrong(read_before_stored, "y was read from the S and n before the step"),
    wrong(two_unscaled_and_bound_of_one, "The keys were not scaled, and the bound is 1"),
    wrong(two_no_size_and_old_m_forgotten, "The old m is missing from f"),
    wrong(gates_without_stabiliser, "Nothing is stabilised"),
    wrong(sign_of_the_bound, "The bound has the sign of m' reversed"),
    wrong(normaliser_without_gates, "n has no gates"),
    wrong(forget_gate_a_sigmoid, "log_f went through a sigmoid"),
    wrong(one_row_at_a_time_but_one_max, "All rows have the largest m' of the batch"),
    wrong(two_turned_and_unscaled, "The outer product is turned, (C, H)"),
    wrong(small_number_in_the_quotient, "They agree to about 6 digits"),
    wrong(new_pair_taken_whole, "i is missing"),
    wrong(smaller_exponent, "m' is the smaller of the two exponents"),
    wrong(
        one_minus_f_for_i,
        "With every float input except k set to zero, n_next is still wrong",
    ),
    wrong(query_times_all_rows, "There is an extra axis of length 3"),
    wrong(first_m_taken_for_zero, "An m of -inf was taken for 0"),
)


EDGES = {
    "the bound counts in some rows, and not in others": lambda cases: (
        (shares(cases[0]) < 0.9).any() and (shares(cases[0]) > 1.1).any()
    ),
    "the first step of all": lambda cases: any((case[2] == -np.inf).all() for case in cases),
    "a gate of e^1000, and one of e^-60": lambda cases: (
        any(case[7].max() == 1000 for case in cases) and any(case[7].min() == -60 for case in cases)
    ),
    "a gate of e^1000 beside a past as large": lambda cases: any(
        case[2].max() > 990 and case[7].max() == 1000 for case in cases
    ),
    "a denominator below 1e-8": lambda cases: any(
        abs(case[3]).max() < 1e-8 and case[7].max() > 60 for case in cases
    ),
    "one row, one entry of a key, one of a value": lambda cases: (
        {0, 1, 2} <= {case[0].shape.index(1) for case in cases if 1 in case[0].shape}
    ),
    "all sizes alike": lambda cases: any(len(set(case[0].shape)) == 1 for case in cases),
}
