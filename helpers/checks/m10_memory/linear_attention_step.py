"""Check of linear_attention_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m10_self_attention import linear_attention_step

SIZES = (  # B, H, C, steps before this one
    (3, 4, 2, 3),
    (2, 3, 5, 2),
    (3, 3, 3, 4),
    (4, 2, 3, 0),  # the first step of all
    (1, 4, 3, 2),
    (3, 1, 2, 3),
    (2, 3, 1, 1),
    (3, 4, 2, 3),
)


def linear_attention_step_cases(seed):
    """Yield (S, z, q, k, v): as SIZES lists them, and entries near -30 and 30."""
    rng = np.random.default_rng(seed)
    for B, H, C, steps in SIZES:
        yield *after(rng, B, H, C, steps), *rng.normal(size=(2, B, H)), rng.normal(size=(B, C))
    for level in (-29.0, 29.0):
        q, k = level + 0.5 * rng.normal(size=(2, 2, 3)).clip(-2, 2)
        yield np.zeros((2, 3, 2)), np.zeros((2, 3)), q, k, rng.normal(size=(2, 2))


def after(rng, B, H, C, steps):
    """Return S and z after so many steps."""
    S, z = np.zeros((B, H, C)), np.zeros((B, H))
    for _ in range(steps):
        S, z = stored(S, z, f(rng.normal(size=(B, H))), rng.normal(size=(B, C)))
    return S, z


def f(a):
    return np.where(a > 0, a + 1, np.exp(np.minimum(a, 0)))


def same(a):
    return a


def exponential(a):
    return np.exp(a)


def elu(a):
    return f(a) - 1


def without_one(a):
    """a above 0, exp(a) below."""
    return np.where(a > 0, a, np.exp(np.minimum(a, 0)))


def relu(a):
    return np.maximum(a, 0)


def one_more_below(a):
    """a + 1 above 0, exp(a) + 1 below."""
    return np.where(a > 0, a, np.exp(np.minimum(a, 0))) + 1


def stored(S, z, fk, v):
    return S + fk[:, :, None] * v[:, None, :], z + fk


def found(S, fq):
    return (fq[:, :, None] * S).sum(axis=1)


def read(S, z, fq):
    with np.errstate(all="ignore"):
        return found(S, fq) / (fq * z).sum(axis=1, keepdims=True)


def mapped(S, z, q, k, v, on_q=f, on_k=f, on_v=same):
    S_next, z_next = stored(S, z, on_k(k), on_v(v))
    return read(S_next, z_next, on_q(q)), S_next, z_next


def with_y(S, z, q, k, v, y):
    return y, *stored(S, z, f(k), v)


def linear_old_state(S, z, q, k, v):
    return with_y(S, z, q, k, v, read(S, z, f(q)))


def linear_old_S(S, z, q, k, v):
    return with_y(S, z, q, k, v, read(S, z + f(k), f(q)))


def linear_old_z(S, z, q, k, v):
    return with_y(S, z, q, k, v, read(stored(S, z, f(k), v)[0], z, f(q)))


def linear_without_z(S, z, q, k, v):
    return with_y(S, z, q, k, v, found(stored(S, z, f(k), v)[0], f(q)))


def linear_states_first(S, z, q, k, v):
    y, S_next, z_next = linear_attention_step(S, z, q, k, v)
    return S_next, z_next, y


def linear_states_first_without_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return S_next, z_next, found(S_next, f(q))


def linear_keys_alone(S, z, q, k, v):
    return mapped(S, z, q, k, v, on_q=same)


def linear_queries_alone(S, z, q, k, v):
    return mapped(S, z, q, k, v, on_k=same)


def linear_unmapped(S, z, q, k, v):
    return mapped(S, z, q, k, v, same, same)


def linear_unmapped_without_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, k, v)
    return found(S_next, q), S_next, z_next


def linear_values_too(S, z, q, k, v):
    return mapped(S, z, q, k, v, on_v=f)


def linear_exponential(S, z, q, k, v):
    return mapped(S, z, q, k, v, exponential, exponential)


def linear_exponential_old_state(S, z, q, k, v):
    return read(S, z, np.exp(q)), *stored(S, z, np.exp(k), v)


def linear_elu(S, z, q, k, v):
    return mapped(S, z, q, k, v, elu, elu)


def linear_elu_old_state(S, z, q, k, v):
    return read(S, z, elu(q)), *stored(S, z, elu(k), v)


def linear_without_one(S, z, q, k, v):
    return mapped(S, z, q, k, v, without_one, without_one)


def linear_without_one_old_state(S, z, q, k, v):
    return read(S, z, without_one(q)), *stored(S, z, without_one(k), v)


def linear_relu(S, z, q, k, v):
    return mapped(S, z, q, k, v, relu, relu)


def linear_one_more_below(S, z, q, k, v):
    return mapped(S, z, q, k, v, one_more_below, one_more_below)


def linear_y_alone(S, z, q, k, v):
    return linear_attention_step(S, z, q, k, v)[0]


def linear_batch_mixed(S, z, q, k, v):
    """Sum the outer products of all rows."""
    S_next, z_next = S + f(k).T @ v, z + f(k)
    return read(S_next, z_next, f(q)), S_next, z_next


def linear_replaced(S, z, q, k, v):
    return mapped(np.zeros_like(S), np.zeros_like(z), q, k, v)


def linear_S_replaced(S, z, q, k, v):
    S_next, z_next = stored(np.zeros_like(S), z, f(k), v)
    return read(S_next, z_next, f(q)), S_next, z_next


def linear_z_replaced(S, z, q, k, v):
    S_next, z_next = stored(S, np.zeros_like(z), f(k), v)
    return read(S_next, z_next, f(q)), S_next, z_next


def linear_z_counts(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)[0], z + 1
    return read(S_next, z_next, f(q)), S_next, z_next


def linear_divided_by_sum_of_z(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return found(S_next, f(q)) / z_next.sum(axis=1, keepdims=True), S_next, z_next


def linear_z_of_key_alone(S, z, q, k, v):
    """Divide by f(q) . f(k), the new key's likeness alone."""
    return with_y(S, z, q, k, v, read(stored(S, z, f(k), v)[0], f(k), f(q)))


def linear_outer_turned(S, z, q, k, v):
    return S + v[:, :, None] * f(k)[:, None, :], z + f(k), z


def linear_one_total(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return found(S_next, f(q)) / (f(q) * z_next).sum(), S_next, z_next


def linear_total_over_batch(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    return found(S_next, f(q)) / (f(q) * z_next).sum(axis=0).mean(), S_next, z_next


def linear_total_one_axis(S, z, q, k, v):
    """Divide (B, C) by (B,)."""
    S_next, z_next = stored(S, z, f(k), v)
    return found(S_next, f(q)) / (f(q) * z_next).sum(axis=1), S_next, z_next


def linear_scaled(S, z, q, k, v):
    y, S_next, z_next = linear_attention_step(S, z, q, k, v)
    return y / np.sqrt(q.shape[1]), S_next, z_next


def linear_query_stored(S, z, q, k, v):
    return mapped(S, z, k, q, v)


def linear_products_kept(S, z, q, k, v):
    """Do not sum over H."""
    S_next, z_next = stored(S, z, f(k), v)
    total = (f(q) * z_next).sum(axis=1, keepdims=True)[:, :, None]
    return f(q)[:, :, None] * S_next / total, S_next, z_next


def linear_small_number(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    total = (f(q) * z_next).sum(axis=1, keepdims=True) + 1e-6
    return found(S_next, f(q)) / total, S_next, z_next


def linear_tiny_number(S, z, q, k, v):
    S_next, z_next = stored(S, z, f(k), v)
    total = (f(q) * z_next).sum(axis=1, keepdims=True) + 1e-12
    return found(S_next, f(q)) / total, S_next, z_next


def linear_in_place(S, z, q, k, v):
    S += f(k)[:, :, None] * v[:, None, :]
    z += f(k)
    return read(S, z, f(q)), S, z


def linear_states_exchanged(S, z, q, k, v):
    y, S_next, z_next = linear_attention_step(S, z, q, k, v)
    return y, z_next, S_next


def linear_decayed(S, z, q, k, v):
    """Average old and new, as a gate does."""
    return mapped(0.5 * S, 0.5 * z, q, k, v)


def linear_value_itself(S, z, q, k, v):
    return with_y(S, z, q, k, v, v.copy())


def linear_old_returned(S, z, q, k, v):
    return linear_attention_step(S, z, q, k, v)[0], S.copy(), z.copy()


def by_rows(S, z, q, k, v):
    """One sequence after the other."""
    y, S_next, z_next = np.zeros(v.shape), np.zeros(S.shape), np.zeros(z.shape)
    for b in range(len(v)):
        fq, fk = (np.array([a + 1 if a > 0 else np.exp(a) for a in row]) for row in (q[b], k[b]))
        S_next[b] = S[b] + np.outer(fk, v[b])
        z_next[b] = z[b] + fk
        y[b] = fq @ S_next[b] / (fq @ z_next[b])
    return y, S_next, z_next


def by_einsum(S, z, q, k, v):
    fq, fk = (np.maximum(a, 0) + np.exp(np.minimum(a, 0)) for a in (q, k))
    S_next, z_next = S + np.einsum("bh,bc->bhc", fk, v), z + fk
    y = np.einsum("bh,bhc->bc", fq, S_next)
    return y / np.einsum("bh,bh->b", fq, z_next)[:, None], S_next, z_next


def by_weights(S, z, q, k, v):
    """The new pair apart from the past, as attention has it."""
    fq, fk = (np.exp(a) * (a <= 0) + (a + 1) * (a > 0) for a in (q, k))
    likeness = (fq * fk).sum(axis=1)
    total = (fq * z).sum(axis=1) + likeness
    y = ((fq[:, None, :] @ S)[:, 0] + likeness[:, None] * v) / total[:, None]
    return y, S + fk[..., None] @ v[:, None], fk + z


def in_float32(S, z, q, k, v):
    return by_einsum(*(a.astype(np.float32) for a in (S, z, q, k, v)))


check_linear_attention_step = Check(
    name="linear_attention_step",
    reference=linear_attention_step,
    cases=linear_attention_step_cases,
    outputs=("y (B, C)", "S_next (B, H, C)", "z_next (B, H)"),
    slips={
        "y was read from the old S and z, so that the step does not see itself. Which comes first, "
        "storing or reading?": linear_old_state,
        "y was read from the old S, and divided with the new z. Is the new pair stored before it "
        "is read?": linear_old_S,
        "y was divided with the old z. Does the new key count in the denominator?": linear_old_z,
        "y was not divided. What do the likenesses to all keys sum to?": linear_without_z,
        "The states came back before y. In which order does the prompt list the three "
        "results?": linear_states_first,
        "The states came back first, and y was not divided. In which order are the results, and by "
        "what is y divided?": linear_states_first_without_z,
        "f was applied to k alone. To which of q, k and v is it applied?": linear_keys_alone,
        "f was applied to q alone. To which of q, k and v is it applied?": linear_queries_alone,
        "f was applied to nothing. To which of q, k and v is it applied?": linear_unmapped,
        "f was applied to nothing, and y was not divided. What makes the likeness of a query and a "
        "key positive, and by what is y divided?": linear_unmapped_without_z,
        "f was applied to v, too. To which of q, k and v is it applied?": linear_values_too,
        "The exponential was taken everywhere. What is f above 0?": linear_exponential,
        "The exponential was taken everywhere, and y was read from the old state. What is f above "
        "0, and which comes first, storing or reading?": linear_exponential_old_state,
        "f lacks the 1: it may be negative or 0. What is f at 0?": linear_elu,
        "f lacks the 1, and y was read from the old state. What is f at 0, and which comes first, "
        "storing or reading?": linear_elu_old_state,
        "f lacks the 1 above 0. What is f just above 0, where it meets the "
        "exponential?": linear_without_one,
        "f lacks the 1 above 0, and y was read from the old state. Where does f meet the "
        "exponential, and which comes first, storing or reading?": linear_without_one_old_state,
        "f is 0 below 0. Which function makes those entries positive?": linear_relu,
        "f has a 1 too many below 0. What is f at 0?": linear_one_more_below,
        "Only y came back. What has the next step to know of the past?": linear_y_alone,
        "The outer products of all rows were added up. Which matrix belongs to row "
        "b?": linear_batch_mixed,
        "The past is gone: S and z hold the new pair alone. What is it added to?": linear_replaced,
        "S holds the new pair alone. What is it added to?": linear_S_replaced,
        "z holds the new key alone. What is it added to?": linear_z_replaced,
        "z counts the steps. What is added to it for each step?": linear_z_counts,
        "y was divided by the sum of z alone. What does z meet in the "
        "denominator?": linear_divided_by_sum_of_z,
        "y was divided by the likeness to the new key alone. To which keys, all in all, is it "
        "summed?": linear_z_of_key_alone,
        "The outer product is turned, (C, H), and does not fit beside S. Which axis of S belongs "
        "to the key?": linear_outer_turned,
        "y was divided by one number for the whole batch. How many denominators are "
        "there?": linear_one_total,
        "The denominator was summed over the rows of the batch. Over which axis is a dot product "
        "summed?": linear_total_over_batch,
        "An array (B, C) was divided by one of shape (B,). Which shape has a number for each row "
        "and fits beside C columns?": linear_total_one_axis,
        "y was divided by the root of H as well. Is anything scaled here?": linear_scaled,
        "Queries and keys are exchanged. Which of them is stored, and which one "
        "reads?": linear_query_stored,
        "y has an entry for each of H. Over which axis is the product with S "
        "summed?": linear_products_kept,
        "1e-6 was added to the denominator, which may be far smaller. Can it be 0 at "
        "all?": linear_small_number,
        "1e-12 was added to the denominator, which may be far smaller. Can it be 0 at "
        "all?": linear_tiny_number,
        "S and z were changed in place. Which lines should make new arrays?": linear_in_place,
        "S_next and z_next are exchanged. In which order does the prompt list the three "
        "results?": linear_states_exchanged,
        "The past was halved before the new pair was added. Does linear attention "
        "forget?": linear_decayed,
        "y is v itself. Which earlier values does the query find in S?": linear_value_itself,
        "S and z came back as they were. What does the next step start from?": (
            linear_old_returned
        ),
    },
    equivalent={
        "a > 0 -> a >= 0 (in `fq, fk = (np.where(a > 0, a + 1, np.exp(np.minimum(a, 0))) "
        "for a in...`)": ("both branches are 1 at 0"),
        "0 -> 1 (in `fq, fk = (np.where(a > 0, a + 1, np.exp(np.minimum(a, 0))) for a in...`) #2": (
            "the exponential is used for entries up to 0 alone, which neither bound changes"
        ),
    },
    alternatives=(by_rows, by_einsum, by_weights, in_float32),
    tolerance_reason="float64 sums in another order differ by about 1e-15 of their largest term",
    float32=True,
)
