"""First attempts at one_hot, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from tests.checks.answers import wrong


def each_id_in_its_own_row_and_column_n(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(len(ids)):
        rows[n, n % V] = 1.0
    return rows


def the_id_written_where_a_one_belongs(ids, V):
    rows = np.zeros((len(ids), V))
    for n, i in enumerate(ids):
        rows[n, i] = i
    return rows


def a_row_for_each_word_of_the_vocabulary(ids, V):
    rows = np.zeros((V, len(ids)))
    for n, i in enumerate(ids):
        rows[i, n] = 1.0
    return rows


def whole_numbers_from_eye(ids, V):
    return np.eye(V, dtype=int)[ids]


def truth_values_of_a_comparison(ids, V):
    return ids[:, None] == np.arange(V)


def as_many_columns_as_the_largest_id_needs(ids, V):
    return np.eye(ids.max() + 1)[ids]


def eye_as_large_as_the_text(ids, V):
    return np.eye(len(ids), V)[ids]


def every_column_of_the_text_in_every_row(ids, V):
    rows = np.zeros((len(ids), V))
    rows[:, ids] = 1.0
    return rows


def rows_chosen_by_the_ids(ids, V):
    rows = np.zeros((len(ids), V))
    for i in ids:
        rows[i] = 1.0
    return rows


def returned_inside_the_loop(ids, V):
    rows = np.zeros((len(ids), V))
    for n, i in enumerate(ids):
        rows[n, i] = 1.0
        return rows
    return rows


def the_same_list_for_every_row(ids, V):
    rows = [[0.0] * V] * len(ids)
    for n, i in enumerate(ids):
        rows[n][i] = 1.0
    return np.array(rows)


def lists_in_a_list(ids, V):
    return [[1.0 if i == v else 0.0 for v in range(V)] for i in ids]


def nothing_returned(ids, V):
    rows = np.zeros((len(ids), V))
    rows[np.arange(len(ids)), ids] = 1.0


def zeros_and_ones_exchanged(ids, V):
    rows = np.ones((len(ids), V))
    rows[np.arange(len(ids)), ids] = 0.0
    return rows


def both_columns_of_ones_and_whole_numbers(ids, V):
    rows = np.zeros((V, len(ids)), dtype=int)
    rows[ids, np.arange(len(ids))] = 1
    return rows


def both_counted_from_one_and_last_row_empty(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(len(ids) - 1):
        rows[n, ids[n] - 1] = 1.0
    return rows


def both_id_for_a_one_and_first_row_empty(ids, V):
    rows = np.zeros((len(ids), V))
    for n in range(1, len(ids)):
        rows[n, ids[n]] = ids[n]
    return rows


def both_sorted_and_one_column_short(ids, V):
    return np.eye(V)[np.sort(ids)][:, : V - 1]


def both_ids_sorted_and_whole_numbers(ids, V):
    return np.eye(V, dtype=int)[sorted(ids)]


def both_list_and_counted_from_one(ids, V):
    rows = []
    for i in ids:
        row = [0.0] * V
        row[i - 1] = 1.0
        rows.append(row)
    return rows


WRONG = (
    wrong(each_id_in_its_own_row_and_column_n, "rows stays the same when ids changes"),
    wrong(the_id_written_where_a_one_belongs, "The id itself was written where a 1 belongs"),
    wrong(a_row_for_each_word_of_the_vocabulary, "Rows and columns are swapped"),
    wrong(whole_numbers_from_eye, "An integer array drops the fraction"),
    wrong(truth_values_of_a_comparison, "A comparison returns True and False"),
    wrong(
        as_many_columns_as_the_largest_id_needs, "The width was taken from the largest id present"
    ),
    wrong(eye_as_large_as_the_text, "a row that does not exist is indexed"),
    wrong(every_column_of_the_text_in_every_row, "Every row has a 1 for every id of the text"),
    wrong(rows_chosen_by_the_ids, "Whole rows are filled with ones, or a row that does not"),
    wrong(returned_inside_the_loop, "Only the first row has its 1, as if the function had"),
    wrong(the_same_list_for_every_row, "Every row has a 1 for every id of the text"),
    wrong(lists_in_a_list, "Convert it to an array"),
    wrong(nothing_returned, "Does the function end without a return"),
    wrong(zeros_and_ones_exchanged, "Zeros and ones are swapped"),
    wrong(both_columns_of_ones_and_whole_numbers, "Rows and columns are swapped"),
    wrong(
        both_counted_from_one_and_last_row_empty, "Each 1 is one column too far to the left, as if"
    ),
    wrong(both_id_for_a_one_and_first_row_empty, "The id itself was written where a 1 belongs"),
    wrong(both_sorted_and_one_column_short, "One item along axis V is missing"),
    wrong(both_ids_sorted_and_whole_numbers, "An integer array drops the fraction"),
    wrong(both_list_and_counted_from_one, "Convert it to an array"),
)
