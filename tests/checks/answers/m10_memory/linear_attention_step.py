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


def two_values_mapped_and_old_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), f(v))
    with np.errstate(all="ignore"):
        return read(S_next, z, f(q)), S_next, z_next


def two_relu_and_without_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, np.maximum(k, 0), v)
    return (np.maximum(q, 0)[:, :, None] * S_next).sum(axis=1), S_next, z_next


def two_replaced_and_exponential(S, z, q, k, v):
    fk = np.exp(k)
    S_next, z_next = fk[:, :, None] * v[:, None, :], fk
    return read(S_next, z_next, np.exp(q)), S_next, z_next


def two_old_returned_and_without_z(S, z, q, k, v):
    S_next, _ = stored(S, z, f(k), v)
    return (f(q)[:, :, None] * S_next).sum(axis=1), S, z


def softmaxed(S, z, q, k, v):
    """A softmax over the H entries in the place of f."""
    fq, fk = (np.exp(a) / np.exp(a).sum(axis=1, keepdims=True) for a in (q, k))
    S_next, z_next = stored(S, z, fk, v)
    return read(S_next, z_next, fq), S_next, z_next


def sums_of_f(S, z, q, k, v):
    """Divide by the two sums, not by the dot product."""
    S_next, z_next = stored(S, z, f(k), v)
    found = (f(q)[:, :, None] * S_next).sum(axis=1)
    total = f(q).sum(axis=1, keepdims=True) * z_next.sum(axis=1, keepdims=True)
    return found / total, S_next, z_next


def z_by_values(S, z, q, k, v):
    S_next = S + f(k)[:, :, None] * v[:, None, :]
    z_next = z + f(k) * v.sum(axis=1, keepdims=True)
    return read(S_next, z_next, f(q)), S_next, z_next


def delta_rule(S, z, q, k, v):
    """Store what is not known yet: another memory."""
    fk = f(k)
    known = (fk[:, :, None] * S).sum(axis=1)
    S_next, z_next = S + fk[:, :, None] * (v - known)[:, None, :], z + fk
    return read(S_next, z_next, f(q)), S_next, z_next


def two_old_state_and_without_one(S, z, q, k, v):
    fq, fk = (np.where(a > 0, a, np.exp(np.minimum(a, 0))) for a in (q, k))
    with np.errstate(all="ignore"):
        y = (fq[:, :, None] * S).sum(axis=1) / (fq * z).sum(axis=1, keepdims=True)
    return y, S + fk[:, :, None] * v[:, None, :], z + fk


def two_old_state_and_elu(S, z, q, k, v):
    fq, fk = (np.where(a > 0, a, np.exp(np.minimum(a, 0)) - 1) for a in (q, k))
    with np.errstate(all="ignore"):
        y = (fq[:, :, None] * S).sum(axis=1) / (fq * z).sum(axis=1, keepdims=True)
    return y, S + fk[:, :, None] * v[:, None, :], z + fk


def one_missing_above(S, z, q, k, v):
    fq, fk = (np.where(a > 0, a, np.exp(np.minimum(a, 0))) for a in (q, k))
    S_next, z_next = S + fk[:, :, None] * v[:, None, :], z + fk
    return (
        (fq[:, :, None] * S_next).sum(axis=1) / (fq * z_next).sum(axis=1)[:, None],
        S_next,
        z_next,
    )


WRONG = (
    wrong(
        read_before_stored, "y was read from the old S and z, so that the step does not see itself"
    ),
    wrong(without_z, "y was not divided"),
    wrong(old_z, "y was divided with the old z"),
    wrong(keys_alone_mapped, "f was applied to k alone"),
    wrong(queries_alone_mapped, "f was applied to q alone"),
    wrong(nothing_mapped, "f was applied to nothing"),
    wrong(values_mapped, "f was applied to v, too"),
    wrong(exponential, "The exponential was taken everywhere"),
    wrong(elu_alone, "f lacks the 1"),
    wrong(relu, "f is 0 below 0"),
    wrong(elu_plus_one_everywhere, "f has a 1 too many below 0"),
    wrong(matrix_product, "The outer products of all rows were added up"),
    wrong(replaced, "The past is gone"),
    wrong(z_counts_steps, "z counts the steps"),
    wrong(outer_turned, "The outer product is turned, (C, H), and does not fit beside S"),
    wrong(states_first, "The states came back before y"),
    wrong(one_total, "y was divided by one number for the whole batch"),
    wrong(scaled, "y was divided by the root of H as well"),
    wrong(in_place, "S and z were changed in place"),
    wrong(total_not_kept, "An array (B, C) was divided by one of shape (B,)"),
    wrong(small_number_added, "1e-6 was added to the denominator, which may be far smaller"),
    wrong(
        two_exponential_and_old_state,
        "The exponential was taken everywhere, and y was read from the old",
    ),
    wrong(two_nothing_mapped_and_without_z, "f was applied to nothing, and y was not divided"),
    wrong(two_turned_order_and_without_z, "The states came back first, and y was not divided"),
    wrong(query_stored, "Queries and keys are exchanged"),
    wrong(two_values_mapped_and_old_z, "f was applied to v, too"),
    wrong(two_relu_and_without_z, "f is 0 below 0"),
    wrong(two_replaced_and_exponential, "y is equal to the argument v"),
    wrong(two_old_returned_and_without_z, "y was not divided"),
    wrong(softmaxed, "With every float input set to zero, z_next is still wrong"),
    wrong(sums_of_f, "With every float input except S set to zero, y is still wrong and"),
    wrong(z_by_values, "With every float input set to zero, y and z_next are still wrong"),
    wrong(delta_rule, "With every float input except S set to zero, y and S_next are still"),
    wrong(
        two_old_state_and_without_one, "f lacks the 1 above 0, and y was read from the old state"
    ),
    wrong(two_old_state_and_elu, "f lacks the 1, and y was read from the old state"),
    wrong(one_missing_above, "f lacks the 1 above 0. What is f just above 0"),
)

EDGES = {
    "the first step of all": lambda cases: any((S == 0).all() for S, *_ in cases),
    "z is positive after a step": lambda cases: all(
        (z > 0).all() or (z == 0).all() for _, z, *_ in cases
    ),
    "entries near -30 and near 30": lambda cases: (
        any(max(q.max(), k.max()) <= -28 for _, _, q, k, _ in cases)
        and any(min(q.min(), k.min()) >= 28 for _, _, q, k, _ in cases)
    ),
    "entries from -30 to 30": lambda cases: all(
        abs(np.stack([q, k])).max() <= 30 for _, _, q, k, _ in cases
    ),
    "one row, one entry of a key, one of a value": lambda cases: (
        {0, 1, 2} <= {S.shape.index(1) for S, *_ in cases if 1 in S.shape}
    ),
    "all sizes alike": lambda cases: any(len(set(S.shape)) == 1 for S, *_ in cases),
}
