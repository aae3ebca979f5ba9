"""Answers to embed_backward that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import embed_backward as first_attempts
from tests.checks.answers.m01_unrolling import clipping


def table(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE


def without_the_last_step(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids[:-1], dxs[:-1])
    return dE


def steps_add_rows_do_not(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    for t in range(ids.shape[0]):
        dE[ids[t]] += dxs[t]
    return dE


def rows_assigned(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    dE[ids] = dxs
    return dE


def table_by_tensordot(ids, dxs, V):
    return np.tensordot(np.eye(V)[ids], dxs, axes=((0, 1), (0, 1)))


# Wrong first attempts, written from the prompt alone.


def fancy(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    dE[ids] += dxs
    return dE


def assign_instead_of_add_in_loop(ids, dxs, V):
    T, B, D = dxs.shape
    dE = np.zeros((V, D))
    for t in range(T):
        for b in range(B):
            dE[ids[t, b]] = dxs[t, b]
    return dE


def loop_over_t_only_with_fancy_within_a_step_dup(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids)):
        dE[ids[t]] += dxs[t]
    return dE


def only_batch_row_0(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids)):
        dE[ids[t, 0]] += dxs[t, 0]
    return dE


def transposed_result_d_v(ids, dxs, V):
    onehot = np.eye(V)[ids]
    return np.einsum("tbv,tbd->dv", onehot, dxs)


def divides_by_counts_mean(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    n = np.bincount(ids.ravel(), minlength=V)
    return dE / np.maximum(n, 1)[:, None]


def mean_over_batch(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE / ids.shape[1]


def onehot_without_transpose_on_3_d(ids, dxs, V):
    onehot = np.eye(V)[ids]
    return onehot.T @ dxs


def per_step_kept_t_v_d_not_summed_over_t(ids, dxs, V):
    onehot = np.eye(V)[ids]
    return np.einsum("tbv,tbd->tvd", onehot, dxs)


def reshape_v_1_of_dxs(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[0]))
    for t in range(ids.shape[0]):
        for b in range(ids.shape[1]):
            dE[ids[t, b]] += dxs[t, b]
    return dE


def size_by_max_ids_1(ids, dxs, V):
    dE = np.zeros((ids.max() + 1, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE


def np_add_at_return_value_none(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    return np.add.at(dE, ids, dxs)


def unique_rows_mask_loop_range_1_v(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for v in range(1, V):
        dE[v] = dxs[ids == v].sum(axis=0)
    return dE


def both_last_step_missing_assign(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids) - 1):
        for b in range(ids.shape[1]):
            dE[ids[t, b]] = dxs[t, b]
    return dE


def both_only_row_0_fancy(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    dE[ids[:, 0]] += dxs[:, 0]
    return dE


def both_fancy_and_mean_over_batch(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    dE[ids] += dxs / ids.shape[1]
    return dE


def loop_skips_first_step(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(1, len(ids)):
        np.add.at(dE, ids[t], dxs[t])
    return dE


def last_token_only_return_in_loop_over_t(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids)):
        np.add.at(dE, ids[t], dxs[t])
        return dE


def resets_de_each_step(ids, dxs, V):
    for t in range(len(ids)):
        dE = np.zeros((V, dxs.shape[-1]))
        np.add.at(dE, ids[t], dxs[t])
    return dE


def counts_only_ignores_dxs(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, 1)
    return dE


def subtract_descent(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.subtract.at(dE, ids, dxs)
    return dE


def ids_transposed(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for i, d in zip(ids.T.ravel(), dxs.reshape(-1, dxs.shape[-1]), strict=False):
        dE[i] += d
    return dE


def int_de_zeros(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]), dtype=int)
    for i, d in zip(ids.ravel(), dxs.reshape(-1, dxs.shape[-1]), strict=False):
        dE[i] = dE[i] + d
    return dE


def ones_init(ids, dxs, V):
    dE = np.ones((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE


def de_shape_v_b_d(ids, dxs, V):
    dE = np.zeros((V,) + dxs.shape[1:])
    for t in range(len(ids)):
        for b in range(ids.shape[1]):
            dE[ids[t, b], b] += dxs[t, b]
    return dE


def divide_by_t_b(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE / ids.size


def reset_per_batch_b_outer_de_set(ids, dxs, V):
    T, B, D = dxs.shape
    dE = np.zeros((V, D))
    for b in range(B):
        part = np.zeros((V, D))
        np.add.at(part, ids[:, b], dxs[:, b])
        dE = part
    return dE


def both_mean_by_counts_and_first_step_missing(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids[1:], dxs[1:])
    return dE / np.maximum(np.bincount(ids.ravel(), minlength=V), 1)[:, None]


def both_sign_and_b(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return -dE / ids.shape[1]


def both_assign_transposed(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    dE[ids] = dxs
    return dE.T


def both_fancy_per_step_and_last_step_missing(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids) - 1):
        dE[ids[t]] += dxs[t]
    return dE


def both_assign_in_loop_and_sum_doubled(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    dE[ids] = 2 * dxs
    return dE


def both_only_first_seq_size_max_1(ids, dxs, V):
    dE = np.zeros((ids.max() + 1, dxs.shape[-1]))
    np.add.at(dE, ids[:, 0], dxs[:, 0])
    return dE


def means_looked_up_again(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for v in np.unique(ids):
        dE[v] = dxs[ids == v].mean(axis=0)
    return dE[ids]


RIGHT = (
    table,
    table_by_tensordot,
    lambda ids, dxs, V: np.einsum("tbv,tbd->vd", np.eye(V)[ids], dxs),
)
WRONG = (
    wrong(without_the_last_step, "dE[0, 0] is", "4 of 10 entries differ", slip=False),
    wrong(steps_add_rows_do_not, "twice within one step"),
    wrong(rows_assigned, "with an array of ids as index, = and += write each row"),
    *clipping.rows(clipping.all_of(table)),
    wrong(fancy, "An id that occurs twice keeps only its last gradient"),
    wrong(assign_instead_of_add_in_loop, "An id that occurs twice keeps only its last gradient"),
    wrong(
        loop_over_t_only_with_fancy_within_a_step_dup,
        "Steps add up, but an id that occurs twice within o",
    ),
    wrong(only_batch_row_0, "The last item along axis 1 of ids and dxs is left out of dE"),
    wrong(transposed_result_d_v, "dE has shape (D"),
    wrong(divides_by_counts_mean, "Each row was divided by how often its token occurs"),
    wrong(mean_over_batch, "Every entry is 2 times too small"),
    wrong(onehot_without_transpose_on_3_d, "Write the shape of each array in this line beside it"),
    wrong(per_step_kept_t_v_d_not_summed_over_t, "The sum of dE along its first axis is right"),
    wrong(reshape_v_1_of_dxs, "Write the shape of each array in this line beside it"),
    wrong(size_by_max_ids_1, "dE has fewer rows than E"),
    wrong(np_add_at_return_value_none, "Does the function end without a return"),
    wrong(unique_rows_mask_loop_range_1_v, "Only dE[0] is zero; all others are right"),
    wrong(both_last_step_missing_assign, "An id that occurs twice keeps only its last gradient"),
    wrong(both_only_row_0_fancy, "The last item along axis 1 of ids and dxs is left out of dE"),
    wrong(both_fancy_and_mean_over_batch, "An id that occurs twice keeps only its last gradient"),
    wrong(loop_skips_first_step, "The first item of ids and dxs is left out of dE"),
    wrong(last_token_only_return_in_loop_over_t, "Only the first item of ids and dxs counts in dE"),
    wrong(resets_de_each_step, "Only the last item of ids and dxs counts in dE"),
    wrong(counts_only_ignores_dxs, "This counts the tokens and does not use dxs"),
    wrong(subtract_descent, "Every entry has the opposite sign"),
    wrong(ids_transposed, "dE shows ids read along its other axis"),
    wrong(int_de_zeros, "An integer array drops the fraction"),
    wrong(ones_init, "Every entry is 1 too large"),
    wrong(de_shape_v_b_d, "There is an extra axis of length 2"),
    wrong(divide_by_t_b, "Every entry is 6 times too small"),
    wrong(
        reset_per_batch_b_outer_de_set,
        "The first item along axis 1 of ids and dxs is left out of dE",
    ),
    wrong(
        both_mean_by_counts_and_first_step_missing,
        "Each row was divided by how often its token occurs",
    ),
    wrong(both_sign_and_b, "Every entry is 2 times too small"),
    wrong(both_assign_transposed, "dE has shape (D"),
    wrong(
        both_fancy_per_step_and_last_step_missing,
        "Steps add up, but an id that occurs twice within o",
    ),
    wrong(
        both_assign_in_loop_and_sum_doubled, "An id that occurs twice keeps only its last gradient"
    ),
    wrong(both_only_first_seq_size_max_1, "dE has fewer rows than E"),
    wrong(
        means_looked_up_again,
        "dE has shape (3, 2, 2)",
        "This is the shape of dxs. Which line gives the result that shape?",
    ),
    *first_attempts.WRONG,
)
EDGES = {
    "ids that repeat": lambda cases: any(len(np.unique(ids)) < ids.size for ids, *_ in cases),
    "tokens that do not occur": lambda cases: any(len(np.unique(ids)) < V for ids, _, V in cases),
    "one id": lambda cases: any(ids.size == 1 for ids, *_ in cases),
    "a vocabulary of one": lambda cases: any(V == 1 for *_, V in cases),
}
