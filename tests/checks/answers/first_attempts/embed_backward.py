"""First attempts at embed_backward, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from tests.checks.answers import wrong


def added_by_fancy_index(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    dE[ids] += dxs
    return dE


def a_loop_over_time_only(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids)):
        dE[ids[t]] += dxs[t]
    return dE


def each_use_replaces_the_last(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(ids.shape[0]):
        for b in range(ids.shape[1]):
            dE[ids[t, b]] = dxs[t, b]
    return dE


def mean_of_a_tokens_uses(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    counts = np.bincount(ids.ravel(), minlength=V)
    return dE / np.maximum(counts, 1)[:, None]


def divided_by_the_number_of_tokens(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE / ids.size


def columns_for_tokens(ids, dxs, V):
    dE = np.zeros((dxs.shape[-1], V))
    for t in range(ids.shape[0]):
        for b in range(ids.shape[1]):
            dE[:, ids[t, b]] += dxs[t, b]
    return dE


def only_the_first_sequence(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids)):
        dE[ids[t, 0]] += dxs[t, 0]
    return dE


def result_of_add_at_returned(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    return np.add.at(dE, ids, dxs)


def whole_number_table(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]), dtype=ids.dtype)
    for t in range(ids.shape[0]):
        for b in range(ids.shape[1]):
            dE[ids[t, b]] += dxs[t, b]
    return dE


def flattened_in_two_orders(ids, dxs, V):
    T, B, D = dxs.shape
    dE = np.zeros((V, D))
    for i, d in zip(ids.T.ravel(), dxs.reshape(T * B, D), strict=True):
        dE[i] += d
    return dE


def summed_over_the_embedding_too(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(ids.shape[0]):
        for b in range(ids.shape[1]):
            dE[ids[t, b]] += dxs[t, b].sum()
    return dE


def indices_of_time_and_batch_swapped(ids, dxs, V):
    T, B = ids.shape
    dE = np.zeros((V, dxs.shape[-1]))
    for b in range(B):
        for t in range(T):
            dE[ids[b, t]] += dxs[b, t]
    return dE


def minus_as_in_a_descent_step(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for i, d in zip(ids.ravel(), dxs.reshape(-1, dxs.shape[-1]), strict=True):
        dE[i] -= d
    return dE


def a_table_for_each_sequence(ids, dxs, V):
    return np.einsum("tbv,tbd->bvd", np.eye(V)[ids], dxs)


def both_replaced_and_last_step_left_out(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids) - 1):
        for b in range(ids.shape[1]):
            dE[ids[t, b]] = dxs[t, b]
    return dE


def both_lost_repeats_and_divided_by_the_batch(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    dE[ids] += dxs / ids.shape[1]
    return dE


def both_first_sequence_and_mean_over_time(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(len(ids)):
        dE[ids[t, 0]] += dxs[t, 0] / len(ids)
    return dE


def both_rows_up_to_the_largest_id_and_lost_repeats(ids, dxs, V):
    dE = np.zeros((ids.max() + 1, dxs.shape[-1]))
    dE[ids] += dxs
    return dE


def both_row_before_and_first_step_left_out(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    for t in range(1, len(ids)):
        for b in range(ids.shape[1]):
            dE[ids[t, b] - 1] += dxs[t, b]
    return dE


def both_columns_for_tokens_and_repeats_replaced(ids, dxs, V):
    dE = np.zeros((dxs.shape[-1], V))
    for t in range(ids.shape[0]):
        for b in range(ids.shape[1]):
            dE[:, ids[t, b]] = dxs[t, b]
    return dE


WRONG = (
    wrong(added_by_fancy_index, "An id that occurs twice keeps only its last gradient"),
    wrong(a_loop_over_time_only, "Steps add up, but an id that occurs twice within one step"),
    wrong(each_use_replaces_the_last, "An id that occurs twice keeps only its last gradient"),
    wrong(mean_of_a_tokens_uses, "Each row was divided by how often its token occurs"),
    wrong(divided_by_the_number_of_tokens, "Every entry is 6 times too small"),
    wrong(columns_for_tokens, "dE has shape (D, V)"),
    wrong(only_the_first_sequence, "The last item along axis 1 of ids and dxs is left"),
    wrong(result_of_add_at_returned, "Does the function end without a return"),
    wrong(whole_number_table, "The array on the left holds whole numbers and takes no fractions"),
    wrong(flattened_in_two_orders, "dE shows ids read along its other axis"),
    wrong(summed_over_the_embedding_too, "All entries of dE along axis 1 are the sum of those"),
    wrong(indices_of_time_and_batch_swapped, "Which index runs past the end"),
    wrong(minus_as_in_a_descent_step, "Every entry has the opposite sign"),
    wrong(a_table_for_each_sequence, "The sum of dE along its first axis is right"),
    wrong(
        both_replaced_and_last_step_left_out, "An id that occurs twice keeps only its last gradient"
    ),
    wrong(
        both_lost_repeats_and_divided_by_the_batch,
        "An id that occurs twice keeps only its last gradient",
    ),
    wrong(
        both_first_sequence_and_mean_over_time,
        "Only the first item along axis 1 of ids and dxs counts",
    ),
    wrong(both_rows_up_to_the_largest_id_and_lost_repeats, "One item along axis V is missing"),
    wrong(
        both_row_before_and_first_step_left_out, "The first item of ids and dxs is left out of dE."
    ),
    wrong(both_columns_for_tokens_and_repeats_replaced, "dE has shape (D, V)"),
)
