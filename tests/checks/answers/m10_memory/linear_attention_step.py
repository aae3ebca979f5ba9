"""Answers to linear_attention_step that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def f(a):
    return np.where(a > 0, a + 1, np.exp(np.minimum(a, 0)))


def stored(S, z, fk, v):
    return S + fk[:, :, None] * v[:, None, :], z + fk


def read(S, z, fq):
    return (fq[:, :, None] * S).sum(axis=1) / (fq * z).sum(axis=1, keepdims=True)


def read_before_stored(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    with np.errstate(all="ignore"):
        return read(S, z, f(q)), S_next, z_next


def without_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return (f(q)[:, :, None] * S_next).sum(axis=1), S_next, z_next


def old_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    with np.errstate(all="ignore"):
        return read(S_next, z, f(q)), S_next, z_next


def keys_alone_mapped(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return read(S_next, z_next, q), S_next, z_next


def queries_alone_mapped(S, z, q, k, v):
    S_next, z_next = stored(S, z, k, v)
    return read(S_next, z_next, f(q)), S_next, z_next


def nothing_mapped(S, z, q, k, v):
    S_next, z_next = stored(S, z, k, v)
    return read(S_next, z_next, q), S_next, z_next


def values_mapped(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), f(v))
    return read(S_next, z_next, f(q)), S_next, z_next


def exponential(S, z, q, k, v):
    S_next, z_next = stored(S, z, np.exp(k), v)
    return read(S_next, z_next, np.exp(q)), S_next, z_next


def elu_alone(S, z, q, k, v):
    fq, fk = (np.where(a > 0, a, np.exp(np.minimum(a, 0)) - 1) for a in (q, k))
    S_next, z_next = stored(S, z, fk, v)
    return read(S_next, z_next, fq), S_next, z_next


def relu(S, z, q, k, v):
    fq, fk = np.maximum(q, 0), np.maximum(k, 0)
    S_next, z_next = stored(S, z, fk, v)
    with np.errstate(all="ignore"):
        return read(S_next, z_next, fq), S_next, z_next


def elu_plus_one_everywhere(S, z, q, k, v):
    """a + 1 above 0, and exp(a) + 1 below."""
    fq, fk = (np.where(a > 0, a, np.exp(np.minimum(a, 0))) + 1 for a in (q, k))
    S_next, z_next = stored(S, z, fk, v)
    return read(S_next, z_next, fq), S_next, z_next


def matrix_product(S, z, q, k, v):
    """The batch's rows mixed: k.T @ v."""
    S_next, z_next = S + f(k).T @ v, z + f(k)
    return read(S_next, z_next, f(q)), S_next, z_next


def replaced(S, z, q, k, v):
    fk = f(k)
    S_next, z_next = fk[:, :, None] * v[:, None, :], fk
    return read(S_next, z_next, f(q)), S_next, z_next


def z_counts_steps(S, z, q, k, v):
    S_next = S + f(k)[:, :, None] * v[:, None, :]
    z_next = z + 1
    return read(S_next, z_next, f(q)), S_next, z_next


def outer_turned(S, z, q, k, v):
    S_next, z_next = S + v[:, :, None] * f(k)[:, None, :], z + f(k)
    return read(S_next, z_next, f(q)), S_next, z_next


def states_first(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return S_next, z_next, read(S_next, z_next, f(q))


def one_total(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    found = (f(q)[:, :, None] * S_next).sum(axis=1)
    return found / (f(q) * z_next).sum(), S_next, z_next


def scaled(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return read(S_next, z_next, f(q)) / np.sqrt(q.shape[1]), S_next, z_next


def in_place(S, z, q, k, v):
    S += f(k)[:, :, None] * v[:, None, :]
    z += f(k)
    return read(S, z, f(q)), S, z


def total_not_kept(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    found = (f(q)[:, :, None] * S_next).sum(axis=1)
    return found / (f(q) * z_next).sum(axis=1), S_next, z_next


def small_number_added(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    found = (f(q)[:, :, None] * S_next).sum(axis=1)
    return found / ((f(q) * z_next).sum(axis=1, keepdims=True) + 1e-6), S_next, z_next


def two_exponential_and_old_state(S, z, q, k, v):
    S_next, z_next = stored(S, z, np.exp(k), v)
    with np.errstate(all="ignore"):
        return read(S, z, np.exp(q)), S_next, z_next


def two_nothing_mapped_and_without_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, k, v)
    return (q[:, :, None] * S_next).sum(axis=1), S_next, z_next


def two_turned_order_and_without_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return S_next, z_next, (f(q)[:, :, None] * S_next).sum(axis=1)


def query_stored(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(q), v)
    return read(S_next, z_next, f(k)), S_next, z_next
