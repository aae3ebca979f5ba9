"""Answers to one_hot that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import one_hot as first_attempts


def rows_of_ones(ids, V):
    r = np.zeros((len(ids), V))
    r[ids] = 1
    return r


def ends_without_return(ids, V):
    r = np.zeros((len(ids), V))
    r[np.arange(len(ids)), ids] = 1


def no_return_and_the_stub_left(ids, V):
    r = np.zeros((len(ids), V))
    r[np.arange(len(ids)), ids] = 1
    raise NotImplementedError()


# Wrong first attempts, written from the prompt alone.


def rows_indexed_by_slice_rows_ids_1(ids, V):
    rows = np.zeros((len(ids), V))
    rows[:, ids] = 1
    return rows


def np_eye_v_ids_columns(ids, V):
    return np.eye(V)[:, ids]


def zeros_v_n_and_rows_ids_n_n(ids, V):
    rows = np.zeros((V, len(ids)))
    for n in range(len(ids)):
        rows[ids[n], n] = 1
    return rows


def square_np_eye_len_ids_ids(ids, V):
    return np.eye(len(ids))[ids]


def index_and_value_swapped_rows_n_n_ids_n(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(len(ids)):
        rows[n, n] = ids[n]
    return rows


def writes_id_instead_of_1(ids, V):
    rows = np.zeros((len(ids), V))
    for n, i in enumerate(ids):
        rows[n, i] = i
    return rows


def returns_within_the_loop(ids, V):
    rows = np.zeros((len(ids), V))
    for n, i in enumerate(ids):
        rows[n, i] = 1
        return rows


def no_return(ids, V):
    rows = np.zeros((len(ids), V))
    for n, i in enumerate(ids):
        rows[n, i] = 1


def v_1_columns_and_1_based(ids, V):
    rows = np.zeros((len(ids), V + 1))
    for n, i in enumerate(ids):
        rows[n, i + 1] = 1
    return rows


def v_from_max_ids_1(ids, V):
    rows = np.zeros((len(ids), max(ids) + 1))
    rows[np.arange(len(ids)), ids] = 1
    return rows


def list_of_lists_of_ints_dtype(ids, V):
    return np.array([[1 if i == j else 0 for j in range(V)] for i in ids])


def boolean_compare(ids, V):
    return ids[:, None] == np.arange(V)


def both_off_by_one_first_row_not_set(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(1, len(ids)):
        rows[n, ids[n] - 1] = 1
    return rows


def both_transposed_and_int(ids, V):
    rows = np.zeros((V, len(ids)), dtype=int)
    for n, i in enumerate(ids):
        rows[i, n] = 1
    return rows


def both_range_v_loop_and_column_n(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(len(ids)):
        rows[n:, ids[n]] = 1
    return rows


def both_rows_ids_all_ones_v_rows(ids, V):
    rows = np.zeros((V, V))
    rows[ids] = 1
    return rows


def rows_ids_1_wrong_axis_in_n_v(ids, V):
    rows = np.zeros((len(ids), V))
    rows[ids] = 1
    return rows


def ones_and_0_inverted(ids, V):
    rows = np.ones((len(ids), V))
    rows[np.arange(len(ids)), ids] = 0
    return rows


def np_eye_v_len_ids(ids, V):
    return np.eye(len(ids), V)


def cumulative_never_resets_row(ids, V):
    row = np.zeros(V)
    out = []
    for i in ids:
        row[i] = 1
        out.append(row.copy())
    return np.array(out)


def same_row_object_reused(ids, V):
    row = np.zeros(V)
    out = []
    for i in ids:
        row[:] = 0
        row[i] = 1
        out.append(row)
    return np.array(out)


def loop_range_v_instead_of_n_ids_n_indexerror(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(V):
        rows[n, ids[n]] = 1
    return rows


def last_row_missed_range_n_1(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(len(ids) - 1):
        rows[n, ids[n]] = 1
    return rows


def mirror_v_1_id(ids, V):
    return np.eye(V)[::-1][ids]


def flat_vector_ravel(ids, V):
    return np.eye(V)[ids].ravel()


def bag_sum_of_rows(ids, V):
    return np.eye(V)[ids].sum(axis=0)


def np_zeros_len_ids_v_typeerror(ids, V):
    rows = np.zeros(len(ids), V)
    rows[np.arange(len(ids)), ids] = 1
    return rows


def normalised_rows_n(ids, V):
    return np.eye(V)[ids] / len(ids)


def list_of_lists_floats(ids, V):
    return [[1.0 if i == j else 0.0 for j in range(V)] for i in ids]


def np_where_ids_v_per_column_transposed_loops(ids, V):
    return np.stack([(ids == v).astype(float) for v in range(V)])


def both_first_row_missed_value_id(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(1, len(ids)):
        rows[n, ids[n]] = ids[n]
    return rows


def both_id_1_column_mod_int(ids, V):
    return np.roll(np.eye(V, dtype=int)[ids], 1, axis=1)


def both_width_max_all_ids_in_each_row(ids, V):
    rows = np.zeros((len(ids), ids.max() + 1))
    rows[:, ids] = 1
    return rows


def both_reversed_order_inverted(ids, V):
    return 1 - np.eye(V)[ids[::-1]]


def both_eye_n_and_transposed(ids, V):
    return np.eye(max(ids) + 1)[:, ids]


def transposed_and_off_by(shift):
    def one_hot(ids, V):
        rows = np.zeros((V, len(ids)))
        rows[(ids + shift) % V, np.arange(len(ids))] = 1
        return rows

    return one_hot


RIGHT = (
    lambda ids, V: np.array([np.arange(V) == i for i in ids]) * 1.0,
    lambda ids, V: np.stack([np.eye(V)[i] for i in ids]),
    lambda ids, V: [np.eye(V)[ids]][0],
)
WRONG = (
    wrong(lambda ids, V: np.eye(V)[ids].tolist(), "list of 5", "array (N=5, V=6)"),
    wrong(lambda ids, V: np.eye(V + 1)[ids], "rows has shape (5, 7)", "(N=5, V=6)"),
    wrong(lambda ids, V: np.eye(V)[ids] == 1, "rows has dtype bool", "float64"),
    wrong(lambda ids, V: np.eye(V)[ids[::-1]], "rows[0, 1] is 1, expected 0"),
    wrong(lambda ids, V: 2 * np.eye(V)[ids], "rows[0, 2] is 2, expected 1"),
    wrong(lambda ids, V: np.eye(V)[ids] / V, "rows[0, 2] is", "expected 1"),
    wrong(lambda ids, V: np.eye(V)[np.minimum(ids + 1, V - 1)], "rows[", "entries differ"),
    wrong(lambda ids: np.eye(3)[ids], "def one_hot(ids, V):"),
    wrong(rows_of_ones, "Whole rows are filled with ones"),
    wrong(ends_without_return, "end without a return?"),
    wrong(no_return_and_the_stub_left, "one_hot ends without a return"),
    wrong(rows_indexed_by_slice_rows_ids_1, "Every row has a 1 for every id of the text"),
    wrong(np_eye_v_ids_columns, "Rows and columns are swapped"),
    wrong(zeros_v_n_and_rows_ids_n_n, "Rows and columns are swapped"),
    wrong(square_np_eye_len_ids_ids, "One item along axis V is missing"),
    wrong(index_and_value_swapped_rows_n_n_ids_n, "The id itself was written where a 1 belongs"),
    wrong(writes_id_instead_of_1, "The id itself was written where a 1 belongs"),
    wrong(returns_within_the_loop, "Only the first row has its 1"),
    wrong(no_return, "Does the function end without a return"),
    wrong(v_1_columns_and_1_based, "One item along axis V is too many"),
    wrong(v_from_max_ids_1, "The width was taken from the largest id present"),
    wrong(list_of_lists_of_ints_dtype, "An integer array drops the fraction"),
    wrong(boolean_compare, "A comparison returns True and False"),
    wrong(both_off_by_one_first_row_not_set, "Each 1 is one column too far to the left"),
    wrong(both_transposed_and_int, "Rows and columns are swapped"),
    wrong(
        both_range_v_loop_and_column_n,
        "Item i of rows also holds what belongs to the items before it",
    ),
    wrong(both_rows_ids_all_ones_v_rows, "One item along axis N is too many"),
    wrong(rows_ids_1_wrong_axis_in_n_v, "Whole rows are filled with ones"),
    wrong(ones_and_0_inverted, "Zeros and ones are swapped"),
    wrong(np_eye_v_len_ids, "Row n has its 1 in column n"),
    wrong(
        cumulative_never_resets_row, "Item i of rows also holds what belongs to the items before it"
    ),
    wrong(same_row_object_reused, "Every item of rows equals the last one"),
    wrong(loop_range_v_instead_of_n_ids_n_indexerror, "Which index runs past the end"),
    wrong(last_row_missed_range_n_1, "Only rows[-1] is zero; all others are right"),
    wrong(mirror_v_1_id, "rows is right but in reverse order along its last axis"),
    wrong(flat_vector_ravel, "Axes N and V became one"),
    wrong(bag_sum_of_rows, "This counts how often each token occurs but discards its positio"),
    wrong(np_zeros_len_ids_v_typeerror, "The second argument of np"),
    wrong(normalised_rows_n, "Every entry is 5 times too small"),
    wrong(list_of_lists_floats, "Convert it to an array"),
    wrong(np_where_ids_v_per_column_transposed_loops, "Rows and columns are swapped"),
    wrong(both_first_row_missed_value_id, "The id itself was written where a 1 belongs"),
    wrong(both_id_1_column_mod_int, "Each 1 is one column too far to the right"),
    wrong(both_width_max_all_ids_in_each_row, "Every row has a 1 for every id of the text"),
    wrong(both_reversed_order_inverted, "Zeros and ones are swapped"),
    wrong(both_eye_n_and_transposed, "Rows and columns are swapped"),
    *(
        wrong(
            transposed_and_off_by(shift),
            "rows has shape (6, 5)",
            "The two axes look exchanged",
            unsaid=("one column too far",),
            seeds=(*range(4),),
        )
        for shift in (-1, 1)
    ),
    *first_attempts.WRONG,
)
EDGES = {
    "one id": lambda cases: any(len(ids) == 1 for ids, _ in cases),
    "a vocabulary of one": lambda cases: any(V == 1 for _, V in cases),
    "last tokens that do not occur": lambda cases: any(ids.max() < V - 1 for ids, V in cases),
    "repeated ids": lambda cases: any(len(set(ids.tolist())) < len(ids) for ids, _ in cases),
}
