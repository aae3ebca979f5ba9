"""Check of token_accuracy."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import (
    EOS,
    before_end,
    changed,
    columns,
    rows_of,
    rows_without_ends,
    shuffled,
    single_rows,
    some,
    telling,
    to_end,
    words,
)
from helpers.scratch.modules.m09_attention import token_accuracy


def token_accuracy_cases(seed):
    """Yield (predicted, targets, eos): single rows, then one thing after the other, in few rows.

    All rows as long as the arrays; ends at different places; predictions that end too early, or
    too late; longer and shorter arrays; rows without an end. Then more rows, and single ones.
    """
    rng = np.random.default_rng(seed)
    yield from single_rows(rng)
    yield accuracy_rows(rng, 5, 5, (RIGHT, WRONG, SWAPPED), whole=True)
    yield accuracy_rows(rng, 6, 6, (RIGHT, WRONG, SWAPPED))
    yield accuracy_rows(rng, 6, 6, (RIGHT, EARLY, AT_ONCE))
    yield accuracy_rows(rng, 6, 6, (RIGHT, LATE, WRONG))
    yield accuracy_rows(rng, 8, 6, EVERY)
    yield accuracy_rows(rng, 4, 6, EVERY)
    yield telling(lambda: accuracy_rows(rng, 7, 7, EVERY), (token_accuracy, *OF_ALL_KINDS))
    yield telling(lambda: rows_without_ends(rng, 7, 5), (token_accuracy, *OF_NO_ENDS))
    yield rows_without_ends(rng, 5, 7)
    rows = [([1, 2, 3, EOS], [1, 2, EOS]), ([4, 2, EOS], [4, 0, EOS])]
    yield *columns(rows, 4, 3, int), EOS  # 0 is a token like any other
    yield *columns([([EOS], [EOS])], 1, 1, int), EOS
    yield *columns([([1], [EOS])], 1, 1, int), EOS
    yield accuracy_rows(rng, 7, 7, EVERY)


RIGHT, WRONG, SWAPPED, EARLY, AT_ONCE, LATE = EVERY = range(6)


def accuracy_rows(rng, T_p, T, kinds, whole=False):
    """Return one to three rows of each kind, all as long as the arrays or of different lengths."""
    pairs = []
    for kind in kinds:
        for _ in some(rng, 3):
            n = T - 1 if whole else int(rng.integers(2, T - 2))
            true = [*words(rng, n, EOS), EOS]
            ours = {
                RIGHT: true,
                WRONG: changed(rng, true, EOS),
                SWAPPED: [true[1], true[0], *true[2:]],
                EARLY: [*true[: n - 1], EOS, *true[n:]],  # and then as the target goes on
                AT_ONCE: [EOS, *true[1:]],
                LATE: [*true[:n], *words(rng, 1, EOS), EOS],
            }[kind]
            pairs.append((ours, [*true, EOS] if kind == LATE else true))  # an end past its own
    return *columns(shuffled(rng, pairs), T_p, T, int), EOS


def right_tokens(ours, true):
    return sum(a == b for a, b in zip(ours, true, strict=False))


def accuracy_mean_of_rows(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    return float(np.mean([right_tokens(ours, true) / len(true) for ours, true in rows]))


def divided(rows, length):
    return sum(right_tokens(*row) for row in rows) / max(1, sum(length(*row) for row in rows))


def accuracy_of_shorter(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    return divided(rows, lambda ours, true: min(len(ours), len(true)))


def accuracy_of_longer(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    return divided(rows, lambda ours, true: max(len(ours), len(true)))


def accuracy_of_predictions(predicted, targets, eos):
    return divided(rows_of(predicted, targets, eos), lambda ours, true: len(ours))


def accuracy_of_all_places(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return float((predicted[:T] == targets[:T]).mean())


def accuracy_by_all_places(predicted, targets, eos):
    """Divide the right tokens of the sequences by all places of the array."""
    return divided(rows_of(predicted, targets, eos), lambda ours, true: len(targets))


def accuracy_by_rows(predicted, targets, eos):
    return divided(rows_of(predicted, targets, eos), lambda ours, true: 1)


def accuracy_without_end(predicted, targets, eos):
    """Leave eos out of the targets."""
    pairs = zip(predicted.T, targets.T, strict=True)
    rows = [(to_end(ours, eos), before_end(true, eos)) for ours, true in pairs]
    return divided(rows, lambda ours, true: len(true))


def accuracy_words_of_longer(predicted, targets, eos):
    """Leave eos out of both, and divide by the longer of what is left."""
    rows = [
        (before_end(o, eos), before_end(t, eos))
        for o, t in zip(predicted.T, targets.T, strict=True)
    ]
    return sum(right_tokens(*row) for row in rows) / sum(max(map(len, row)) for row in rows)


def accuracy_words_of_shorter(predicted, targets, eos):
    """Leave eos out of both, and divide by the shorter of what is left."""
    rows = [
        (before_end(o, eos), before_end(t, eos))
        for o, t in zip(predicted.T, targets.T, strict=True)
    ]
    return sum(right_tokens(*row) for row in rows) / sum(min(map(len, row)) for row in rows)


def accuracy_end_in_the_count_alone(predicted, targets, eos):
    """Count eos among the tokens to be right, and never as right."""
    pairs = zip(predicted.T, targets.T, strict=True)
    rows = [(to_end(ours, eos), before_end(true, eos)) for ours, true in pairs]
    total = sum(len(to_end(true, eos)) for true in targets.T)
    return sum(right_tokens(*row) for row in rows) / total


def accuracy_end_right_alone(predicted, targets, eos):
    """Count eos as right, but not among the tokens to be right."""
    rows = rows_of(predicted, targets, eos)
    return divided(rows, lambda ours, true: len(true) - (true[-1] == eos))


def accuracy_prediction_not_cut(predicted, targets, eos):
    pairs = zip(predicted.T, targets.T, strict=True)
    rows = [(ours.tolist(), to_end(true, eos)) for ours, true in pairs]
    return divided(rows, lambda ours, true: len(true))


def accuracy_target_not_cut(predicted, targets, eos):
    pairs = zip(predicted.T, targets.T, strict=True)
    rows = [(to_end(ours, eos), true.tolist()) for ours, true in pairs]
    return divided(rows, lambda ours, true: len(true))


def accuracy_any_place(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    right = sum(token in ours for ours, true in rows for token in true)
    return right / sum(len(true) for _, true in rows)


def accuracy_up_to_first_error(predicted, targets, eos):
    right, rows = 0, rows_of(predicted, targets, eos)
    for ours, true in rows:
        for a, b in zip(ours, true, strict=False):
            if a != b:
                break
            right += 1
    return right / sum(len(true) for _, true in rows)


def accuracy_of_rows(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    return float(np.mean([ours == true for ours, true in rows]))


def accuracy_errors(predicted, targets, eos):
    return 1 - token_accuracy(predicted, targets, eos)


def accuracy_percent(predicted, targets, eos):
    return 100 * token_accuracy(predicted, targets, eos)


def accuracy_count(predicted, targets, eos):
    return sum(right_tokens(*row) for row in rows_of(predicted, targets, eos))


def accuracy_mean_not_cut(predicted, targets, eos):
    pairs = zip(predicted.T, targets.T, strict=True)
    rows = [(ours.tolist(), to_end(true, eos)) for ours, true in pairs]
    return float(np.mean([right_tokens(ours, true) / len(true) for ours, true in rows]))


def accuracy_mean_of_longer(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    return float(np.mean([right_tokens(*row) / max(map(len, row)) for row in rows]))


def accuracy_percent_of_all_places(predicted, targets, eos):
    return 100 * accuracy_of_all_places(predicted, targets, eos)


def accuracy_end_required(predicted, targets, eos):
    """Look for eos in every column, and fail where there is none."""
    right = total = 0
    for ours, true in zip(predicted.T.tolist(), targets.T.tolist(), strict=True):
        true = true[: true.index(eos) + 1]
        right += right_tokens(ours[: ours.index(eos) + 1], true)
        total += len(true)
    return right / total


def accuracy_argmax(predicted, targets, eos):
    """Find the end with argmax, which is 0 where there is none."""
    pairs = zip(predicted.T, targets.T, strict=True)
    rows = [[ids[: (ids == eos).argmax() + 1].tolist() for ids in pair] for pair in pairs]
    return divided(rows, lambda ours, true: len(true))


def accuracy_no_end_left_out(predicted, targets, eos):
    """Leave targets without an end out."""
    rows = [row for row in rows_of(predicted, targets, eos) if eos in row[1]]
    return divided(rows, lambda ours, true: len(true))


OF_ALL_KINDS = (
    accuracy_mean_of_rows,
    accuracy_of_shorter,
    accuracy_of_longer,
    accuracy_of_predictions,
    accuracy_of_all_places,
    accuracy_by_all_places,
    accuracy_by_rows,
    accuracy_without_end,
    accuracy_end_in_the_count_alone,
    accuracy_end_right_alone,
    accuracy_prediction_not_cut,
    accuracy_target_not_cut,
    accuracy_any_place,
    accuracy_up_to_first_error,
    accuracy_of_rows,
    accuracy_errors,
    accuracy_percent,
    accuracy_count,
    accuracy_mean_not_cut,
)
OF_NO_ENDS = (accuracy_argmax, accuracy_no_end_left_out)


def by_masks(predicted, targets, eos):
    """Mark the real places of both, and bring the predictions to the targets' length."""
    T, B = targets.shape
    ours = np.full((T, B), -1)
    ours[: len(predicted)] = predicted[:T]
    real = np.cumsum(targets == eos, axis=0) - (targets == eos) == 0
    going = np.cumsum(ours == eos, axis=0) - (ours == eos) == 0
    return ((ours == targets) & real & going).sum() / real.sum()


def by_loops(predicted, targets, eos):
    right = total = 0
    for b in range(targets.shape[1]):
        running = True
        for t in range(targets.shape[0]):
            total += 1
            running = running and t < predicted.shape[0]
            if running and predicted[t, b] == targets[t, b]:
                right += 1
            if running and predicted[t, b] == eos:
                running = False
            if targets[t, b] == eos:
                break
    return right / total


def by_tuples(predicted, targets, eos):
    hits = []
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = tuple(to_end(ours, eos)), tuple(to_end(true, eos))
        padded = ours + (None,) * len(true)
        hits += [padded[t] == token for t, token in enumerate(true)]
    return float(np.mean(hits))


check_token_accuracy = Check(
    name="token_accuracy",
    reference=token_accuracy,
    cases=token_accuracy_cases,
    outputs=("share",),
    slips={
        "Each row was averaged first, and then the rows. Does a token of a short row count as much "
        "as one of a long row?": accuracy_mean_of_rows,
        "The shorter of both sequences was divided by. What does a token count for that the "
        "prediction does not reach?": accuracy_of_shorter,
        "The longer of both sequences was divided by. Is what the prediction has too much "
        "counted?": accuracy_of_longer,
        "The lengths of the predictions were divided by. Of whose tokens is this a "
        "share?": accuracy_of_predictions,
        "All places were compared, those past an end too. Which places hold a token of the "
        "target?": accuracy_of_all_places,
        "The right tokens were divided by all T * B places. How many tokens have the "
        "targets?": accuracy_by_all_places,
        "The right tokens were divided by B. How many tokens have the targets?": accuracy_by_rows,
        "eos was left out of the targets. Does it belong to its sequence?": accuracy_without_end,
        "eos was left out of both sequences, and the longer of both was divided by. Does eos "
        "belong to its sequence, and is what the prediction has too much "
        "counted?": accuracy_words_of_longer,
        "eos was left out of both sequences, and the shorter of both was divided by. Does eos "
        "belong to its sequence, and what does a token count for that the prediction does not "
        "reach?": accuracy_words_of_shorter,
        "eos is counted among the target's tokens, and never as right. Is it a token like the "
        "others?": accuracy_end_in_the_count_alone,
        "eos is counted as right, but not among the target's tokens. Is it a token like the "
        "others?": accuracy_end_right_alone,
        "What the prediction holds past its eos was compared. Where does it "
        "end?": accuracy_prediction_not_cut,
        "What the target holds past its eos was counted. Where does it "
        "end?": accuracy_target_not_cut,
        "Tokens count as right wherever they stand in the prediction. Does the place "
        "count?": accuracy_any_place,
        "Only tokens up to the first wrong one were counted. Is a later one right in its own "
        "place?": accuracy_up_to_first_error,
        "This is the share of rows without a mistake. Of what is a share asked "
        "for?": accuracy_of_rows,
        "This is the share of wrong tokens. Which ones are counted?": accuracy_errors,
        "This is in per cent. From which number to which does a share go?": accuracy_percent,
        "This is a number of tokens. By what is it divided?": accuracy_count,
        "Each row was averaged first, and what the prediction holds past its eos was compared. "
        "Where does it end, and does every token count alike?": accuracy_mean_not_cut,
        "Each row was averaged first, over the longer of both sequences. Does every token count "
        "alike, and is what the prediction has too much counted?": accuracy_mean_of_longer,
        "This is in per cent, and all places were compared. From which number to which does a "
        "share go, and which places hold a token?": accuracy_percent_of_all_places,
        "The end was looked for in a column that has none. How long is the sequence "
        "then?": accuracy_end_required,
        "argmax is 0 where there is no eos, so that only the first token was left. How long is a "
        "column without eos?": accuracy_argmax,
        "Targets without eos were left out. How long is a column without "
        "it?": accuracy_no_end_left_out,
    },
    alternatives=(by_masks, by_loops, by_tuples),
    tolerance_reason="a share of whole numbers: at most one rounding",
)
