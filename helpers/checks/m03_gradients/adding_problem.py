"""Check of adding_problem."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.tasks import adding_problem


def adding_problem_cases(seed):
    """Yield (T, u, positions): ordinary, T = B, T = B = 2, one row, two steps, marks any order.

    The last numbers have both signs.
    """
    rng = np.random.default_rng(seed)
    for T, B in [(6, 3), (4, 4), (2, 2), (5, 1), (2, 3), (6, 3), (12, 5)]:
        positions = np.array([rng.permutation(T)[:2] for _ in range(B)]).T
        yield T, rng.uniform(size=(T, B)) if T < 12 else rng.normal(size=(T, B)), positions


def rows(u):
    return np.arange(u.shape[1])


def adding_marks_every_row(T, u, positions):
    _, targets = adding_problem(T, u, positions)
    marks = np.zeros_like(u)
    marks[positions] = 1.0
    return np.stack([u, marks], axis=-1), targets


def adding_mark_holds_the_number(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return np.stack([u, u * xs[..., 1]], axis=-1), targets


def adding_marks_first(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return xs[..., ::-1], targets


def adding_batch_first(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return np.swapaxes(xs, 0, 1), targets


def adding_features_first(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return np.moveaxis(xs, -1, 0), targets


def adding_one_mark(T, u, positions):
    _, targets = adding_problem(T, u, positions)
    marks = np.zeros_like(u)
    marks[positions[0], rows(u)] = 1.0
    return np.stack([u, marks], axis=-1), targets


def adding_one_number(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, u[positions[0], rows(u)]


def adding_last_number(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, u[positions[1], rows(u)]


def adding_everything(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, u.sum(axis=0)


def adding_product(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, u[positions, rows(u)].prod(axis=0)


def adding_mean(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return xs, targets / 2


def adding_difference(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, u[positions[0], rows(u)] - u[positions[1], rows(u)]


def adding_positions(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, positions.sum(axis=0).astype(float)


def adding_as_column(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return xs, targets[:, None]


def adding_one_step_late(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return np.stack([u, np.roll(xs[..., 1], 1, axis=0)], axis=-1), targets


def adding_only_marked_numbers(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return np.stack([u * xs[..., 1], xs[..., 1]], axis=-1), targets


def adding_minus_marks(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    return np.stack([u, np.where(xs[..., 1] > 0, 1.0, -1.0)], axis=-1), targets


def adding_in_place(T, u, positions):
    xs, targets = adding_problem(T, u, positions)
    u[positions, rows(u)] = 0.0
    return xs, targets


def adding_positions_by_row(T, u, positions):
    xs, targets = np.zeros((*u.shape, 2)), np.zeros(u.shape[1])
    for r in range(u.shape[1]):
        xs[:, r, 0] = u[:, r]
        xs[positions[r], r, 1] = 1
        targets[r] = u[positions[r], r].sum()
    return xs, targets


def adding_marks_every_row_and_sums(T, u, positions):
    marks = np.zeros_like(u)
    marks[positions] = 1.0
    return np.stack([u, marks], axis=-1), (u * marks).sum(axis=0)


def adding_rows_picked(T, u, positions):
    marks = np.zeros_like(u)
    marks[positions] = 1.0
    return np.stack([u, marks], axis=-1), u[positions].sum(axis=0)


def adding_targets_of_rows(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, u[positions].sum(axis=0)


def adding_over_the_batch(T, u, positions):
    xs, _ = adding_problem(T, u, positions)
    return xs, (u * xs[..., 1]).sum(axis=1)


def adding_counted_from_one(T, u, positions):
    return adding_problem(T, u, (positions - 1) % T)


def adding_with_a_loop(T, u, positions):
    B = u.shape[1]
    xs, targets = np.zeros((T, B, 2)), np.zeros(B)
    for b in range(B):
        for t in range(T):
            xs[t, b, 0] = u[t, b]
        for t in positions[:, b]:
            xs[t, b, 1] = 1
            targets[b] += u[t, b]
    return xs, targets


def adding_by_comparison(T, u, positions):
    steps = np.arange(T)[:, None]
    marks = (steps == positions[0]) | (steps == positions[1])
    return np.dstack([u, marks]), np.where(marks, u, 0.0).sum(axis=0)


def adding_by_one_hot(T, u, positions):
    marks = np.eye(T)[positions].sum(axis=0).T
    return np.concatenate([u[..., None], marks[..., None]], axis=2), np.einsum("tb,tb->b", u, marks)


check_adding_problem = Check(
    name="adding_problem",
    reference=adding_problem,
    cases=adding_problem_cases,
    outputs=("xs (T, B, 2)", "targets (B)"),
    slips={
        "u[positions] picks whole rows of u, and marks[positions] marks whole rows. Which second "
        "index array picks one entry for each row r of the batch?": adding_rows_picked,
        "u[positions] picks whole rows of u: there are B numbers where one is asked for. Which "
        "second index array goes with positions?": adding_targets_of_rows,
        "The marked numbers were added over the batch: there is a sum for each step. Which axis of "
        "(T, B) is summed to leave one number for each row?": adding_over_the_batch,
        "The marks come one step early. From which number are positions "
        "counted?": adding_counted_from_one,
        "Each row contains the marks of all rows. Which second index goes with positions[0, "
        "r]?": adding_marks_every_row,
        "The mark is the number itself. What should a mark be, whatever number it "
        "accompanies?": adding_mark_holds_the_number,
        "Mark and number are swapped. Which of them is xs[t, r, 0]?": adding_marks_first,
        "The batch comes first. Which axis comes first in xs (T, B, 2)?": adding_batch_first,
        "Number and mark are on the first axis. On which axis of (T, B, 2) do they "
        "belong?": adding_features_first,
        "Only the first of the two steps is marked. How many rows does positions "
        "have?": adding_one_mark,
        "The target is the first marked number alone. Which two are added?": adding_one_number,
        "The target is the second marked number alone. Which two are added?": adding_last_number,
        "The target is the sum of all numbers. Which of them should be added?": adding_everything,
        "The numbers were multiplied. What is the target of 0.2 and 0.5?": adding_product,
        "This is the mean of the two numbers. What is the target of 0.2 and 0.5?": adding_mean,
        "This is the difference of the two numbers. Should swapping them change the "
        "target?": adding_difference,
        "The targets add the steps, not the numbers. Which values does u hold at those "
        "steps?": adding_positions,
        "targets is a column. Which shape holds one number for each row of the "
        "batch?": adding_as_column,
        "The marks come one step late. Which index does the first step have?": adding_one_step_late,
        "The unmarked numbers were removed, so the task is too easy. Which numbers should the "
        "network have to ignore?": adding_only_marked_numbers,
        "Steps without a mark hold -1. What should they hold?": adding_minus_marks,
        "u was overwritten. Which line could create a new array?": adding_in_place,
        "positions was indexed as if it were (B, 2). Where in (2, B) are the two steps of row "
        "r?": adding_positions_by_row,
        "Each row contains the marks of all rows and adds the numbers they mark. Which second index"
        " goes with positions[0, r]?": adding_marks_every_row_and_sums,
    },
    alternatives=(adding_with_a_loop, adding_by_comparison, adding_by_one_hot),
    equivalent={
        "u -> positions (in `rows = np.arange(u.shape[1])`)": ("both have B columns"),
        "u -> positions (in `marks = np.zeros((T, u.shape[1]))`)": ("both have B columns"),
    },
    tolerance_reason="two numbers are added: the order of the terms changes nothing beyond 1e-16",
    float32=True,
)
