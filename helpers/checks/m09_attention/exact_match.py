"""Check of exact_match."""

from functools import partial

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import (
    EOS,
    before_end,
    changed,
    columns,
    one_word,
    rows_of,
    rows_without_ends,
    shuffled,
    single_rows,
    some,
    telling,
    to_end,
    words,
)
from helpers.scratch.modules.m09_attention import exact_match


def exact_match_cases(seed):
    """Yield (predicted, targets, eos): single rows, then one thing after the other, in few rows.

    All rows as long as the arrays; ends at different places, padding past them; other tokens and
    more ends past them; longer and shorter predictions; rows without an end. Then such cases of
    more rows, and single rows.
    """
    rng = np.random.default_rng(seed)
    yield from single_rows(rng)
    for kinds in (whole_rows, rows_with_ends, rows_with_tails):
        yield kinds(rng, 2)
    for T_p, T in ((7, 5), (5, 7), (5, 5)):
        yield rows_without_ends(rng, T_p, T, 2)
    yield telling(lambda: whole_rows(rng), (exact_match, *OF_WHOLE_ROWS))
    yield telling(lambda: rows_with_ends(rng), (exact_match, *OF_ENDS))
    yield telling(lambda: rows_with_tails(rng), (exact_match, *OF_TAILS))
    yield telling(lambda: rows_without_ends(rng, 7, 5), (exact_match, *OF_LONGER))
    yield *columns([([1, 2, EOS, 5], [1, 2, EOS, 0])], 4, 4, int), EOS
    yield *columns([([EOS], [EOS])], 1, 1, int), EOS
    yield *columns([([1], [EOS])], 1, 1, int), EOS
    yield *columns([([1, 0, 2, EOS], [1, 2, EOS])], 4, 3, int), EOS  # 0 is a token like any other
    yield *columns([([1, 12, EOS], [11, 2, EOS])], 3, 3, int), EOS  # alike, digit by digit


def whole_rows(rng, most=5):
    """Return rows of four tokens and their end, right or with some wrong tokens."""
    pairs = []
    for kind in range(5):
        for _ in some(rng, most):
            true = [*words(rng, 4, EOS), EOS]
            ours = {
                0: true,
                1: changed(rng, true, EOS),
                2: changed(rng, true, EOS, [0, 2]),
                3: [true[1], true[0], *true[2:]],
                4: changed(rng, true, EOS, [0, 1, 2, 3]),
            }[kind]
            pairs.append((ours, true))
    return *columns(shuffled(rng, pairs), 5, 5, int), EOS


def rows_with_ends(rng, most=5):
    """Return rows that end at different places: right, a wrong token, too early, too late."""
    pairs = []
    for kind in range(5):
        for _ in some(rng, most):
            n = int(rng.integers(2, 4))
            true = [*words(rng, n, EOS), EOS]
            ours = {
                0: true,
                1: changed(rng, true, EOS),
                2: [*true[: n - 1], EOS],
                3: [*true[:n], *words(rng, 1, EOS), EOS],
                4: true[:n],  # it does not end: padding follows
            }[kind]
            pairs.append((ours, true))
    return *columns(shuffled(rng, pairs), 6, 6, int), EOS


def rows_with_tails(rng, most=5):
    """Return rows past whose ends other tokens stand, and in some further ends."""
    pairs = []
    for kind in range(5):
        for _ in some(rng, most):
            true, tail = [*words(rng, 2, EOS), EOS], words(rng, 3, EOS)
            ours, target = {
                0: (true, [*true, *tail]),
                1: (changed(rng, true, EOS), true),
                2: ([*true, *tail[:1], EOS], true),
                3: ([*true, *tail], [*true, *tail]),
                4: ([true[0], EOS, true[1], *tail], [*true, *tail]),
            }[kind]
            pairs.append((ours, target))
    return *columns(shuffled(rng, pairs), 6, 6, partial(one_word, rng)), EOS


def share(right):
    return float(np.mean(right))


def match_count(predicted, targets, eos):
    return sum(ours == true for ours, true in rows_of(predicted, targets, eos))


def match_percent(predicted, targets, eos):
    return 100 * exact_match(predicted, targets, eos)


def match_wrong_ones(predicted, targets, eos):
    return 1 - exact_match(predicted, targets, eos)


def match_tokens(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return share(predicted[:T] == targets[:T])


def match_any_token(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    pairs = [list(zip(ours[:-1], true[:-1], strict=False)) for ours, true in rows]
    return share([any(a == b for a, b in pair) for pair in pairs])


def match_first_token(predicted, targets, eos):
    return share(predicted[0] == targets[0])


def match_last_token(predicted, targets, eos):
    return share([ours[-2:] == true[-2:] for ours, true in rows_of(predicted, targets, eos)])


def match_same_tokens(predicted, targets, eos):
    return share([set(ours) == set(true) for ours, true in rows_of(predicted, targets, eos)])


def match_over_steps(predicted, targets, eos):
    """Take a step of all rows for a sequence."""
    pairs = zip(predicted, targets, strict=False)
    return share([to_end(ours, eos) == to_end(true, eos) for ours, true in pairs])


def match_divided_by_T(predicted, targets, eos):
    return match_count(predicted, targets, eos) / len(targets)


def match_all_rows(predicted, targets, eos):
    return float(exact_match(predicted, targets, eos) == 1)


def match_each_row(predicted, targets, eos):
    return np.array([ours == true for ours, true in rows_of(predicted, targets, eos)])


def match_lengths(predicted, targets, eos):
    """Compare only how long the sequences are."""
    return share([len(ours) == len(true) for ours, true in rows_of(predicted, targets, eos)])


def match_targets_words(predicted, targets, eos):
    """Compare as far as the target goes, its end left out."""
    trues = [before_end(ids, eos) for ids in targets.T]
    pairs = zip(predicted.T, trues, strict=True)
    return share([ours[: len(true)].tolist() == true for ours, true in pairs])


def match_predictions_words(predicted, targets, eos):
    """Compare as far as the prediction goes, its end left out."""
    ours = [before_end(ids, eos) for ids in predicted.T]
    pairs = zip(ours, targets.T, strict=True)
    return share([our == true[: len(our)].tolist() for our, true in pairs])


def match_shorter_words(predicted, targets, eos):
    """Compare the words, ends left out, as far as the shorter of both goes."""
    pairs = zip(predicted.T, targets.T, strict=True)
    words_of = [(before_end(ours, eos), before_end(true, eos)) for ours, true in pairs]
    return share([all(a == b for a, b in zip(o, t, strict=False)) for o, t in words_of])


def match_padding_too(predicted, targets, eos):
    """Compare the arrays as they are."""
    if predicted.shape != targets.shape:
        raise ValueError("operands could not be broadcast together")
    return share((predicted == targets).all(axis=0))


def match_common_part(predicted, targets, eos):
    """Compare the arrays as they are, as far as the shorter one goes."""
    T = min(len(predicted), len(targets))
    return share((predicted[:T] == targets[:T]).all(axis=0))


def match_to_last_end(predicted, targets, eos):
    """Cut each side after its last eos."""

    def cut(ids):
        ids = ids.tolist()
        return ids[: len(ids) - ids[::-1].index(eos)] if eos in ids else ids

    pairs = zip(predicted.T, targets.T, strict=True)
    return share([cut(ours) == cut(true) for ours, true in pairs])


def match_without_ends(predicted, targets, eos):
    """Leave out every eos, and compare what is left."""
    pairs = zip(predicted.T, targets.T, strict=True)
    return share([np.array_equal(o[o != eos], t[t != eos]) for o, t in pairs])


def match_zeros_left_out(predicted, targets, eos):
    """Take 0 for padding, leave it out, and compare what is left."""
    pairs = zip(predicted.T, targets.T, strict=True)
    return share([np.array_equal(o[o != 0], t[t != 0]) for o, t in pairs])


def match_tokens_counted(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return int((predicted[:T] == targets[:T]).sum())


def match_up_to_targets_end(predicted, targets, eos):
    pairs = zip(predicted.T, targets.T, strict=True)
    ends = [(ours.tolist(), to_end(true, eos)) for ours, true in pairs]
    return share([ours[: len(true)] == true for ours, true in ends])


def match_up_to_predictions_end(predicted, targets, eos):
    pairs = zip(predicted.T, targets.T, strict=True)
    ends = [(to_end(ours, eos), true.tolist()) for ours, true in pairs]
    return share([ours == true[: len(ours)] for ours, true in ends])


def match_words_alone(predicted, targets, eos):
    """Leave the end out on both sides."""
    pairs = zip(predicted.T, targets.T, strict=True)
    return share([before_end(ours, eos) == before_end(true, eos) for ours, true in pairs])


def match_no_end_is_wrong(predicted, targets, eos):
    rows = rows_of(predicted, targets, eos)
    return share([ours == true and eos in ours for ours, true in rows])


def match_no_end_left_out(predicted, targets, eos):
    """Leave rows without an end out of the mean."""
    rows = [row for row in rows_of(predicted, targets, eos) if eos in row[1]]
    return share([ours == true for ours, true in rows]) if rows else 0.0


def match_zip(predicted, targets, eos):
    """Compare the cut sequences as far as the shorter of both goes."""
    rows = rows_of(predicted, targets, eos)
    return share([all(a == b for a, b in zip(o, t, strict=False)) for o, t in rows])


def match_targets_words_by_T(predicted, targets, eos):
    right = match_targets_words(predicted, targets, eos)
    return right * targets.shape[1] / len(targets)


def match_end_required(predicted, targets, eos):
    """Look for eos in every column, and fail where there is none."""
    rows = []
    for ours, true in zip(predicted.T.tolist(), targets.T.tolist(), strict=True):
        rows.append(ours[: ours.index(eos) + 1] == true[: true.index(eos) + 1])
    return share(rows)


def match_last_ends_counted(predicted, targets, eos):
    return round(match_to_last_end(predicted, targets, eos) * targets.shape[1])


def match_joined(predicted, targets, eos):
    """Compare the digits of all tokens in a row."""
    rows = rows_of(predicted, targets, eos)
    return share(["".join(map(str, ours)) == "".join(map(str, true)) for ours, true in rows])


def match_argmax(predicted, targets, eos):
    """Find the end with argmax, which is 0 where there is none."""
    pairs = zip(predicted.T, targets.T, strict=True)
    cut = [[ids[: (ids == eos).argmax() + 1].tolist() for ids in pair] for pair in pairs]
    return share([ours == true for ours, true in cut])


OF_WHOLE_ROWS = (
    match_count,
    match_percent,
    match_wrong_ones,
    match_tokens,
    match_any_token,
    match_first_token,
    match_last_token,
    match_same_tokens,
    match_over_steps,
    match_divided_by_T,
    match_lengths,
)
OF_ENDS = (
    match_targets_words,
    match_predictions_words,
    match_shorter_words,
)
OF_TAILS = (
    match_padding_too,
    match_to_last_end,
    match_without_ends,
)
OF_LONGER = (
    match_up_to_targets_end,
    match_words_alone,
    match_no_end_left_out,
    match_argmax,
)


def by_loops(predicted, targets, eos):
    right, B = 0, len(targets[0])
    for b in range(B):
        t, same = 0, True
        while True:
            a = predicted[t][b] if t < len(predicted) else None
            c = targets[t][b] if t < len(targets) else None
            same = same and a == c
            if not same or c is None or c == eos:
                break
            t += 1
        right += same
    return right / B


def by_masks(predicted, targets, eos):
    """Set all that stands past an end to one number, in arrays of one length."""
    sides = []
    T = max(len(predicted), len(targets))
    for ids in (predicted, targets):
        ended = np.cumsum(ids == eos, axis=0) - (ids == eos) > 0
        rows = np.full((T, ids.shape[1]), -1)
        rows[: len(ids)] = np.where(ended, -1, ids)
        sides.append(rows)
    return (sides[0] == sides[1]).all(axis=0).mean()


def by_tuples(predicted, targets, eos):
    def cut(ids):
        kept = []
        for token in ids:
            kept.append(int(token))
            if token == eos:
                break
        return tuple(kept)

    hits = [cut(ours) == cut(true) for ours, true in zip(predicted.T, targets.T, strict=True)]
    return hits.count(True) / len(hits)


check_exact_match = Check(
    name="exact_match",
    reference=exact_match,
    cases=exact_match_cases,
    outputs=("share",),
    slips={
        "This is a number of rows. By what is it divided?": match_count,
        "This is in per cent. From which number to which does a share go?": match_percent,
        "This is the share of rows that are wrong. Which ones are counted?": match_wrong_ones,
        "This is a share of tokens. Does one wrong token leave its row half right?": match_tokens,
        "A row counts as right if some token is. How many of its tokens have to "
        "be?": match_any_token,
        "Only the first tokens were compared. How many of a row's tokens have to be "
        "right?": match_first_token,
        "Only the last word and the end were compared. How many of a row's tokens have to be "
        "right?": match_last_token,
        "Rows with the same tokens in another order count as right. Does the place of a token "
        "count?": match_same_tokens,
        "A step of all rows was taken for a sequence. Along which axis does a sequence "
        "run?": match_over_steps,
        "The number of rows was divided by T. How many rows are there?": match_divided_by_T,
        "Only the lengths of the sequences were compared. Which tokens do they "
        "hold?": match_lengths,
        "Each row's verdict came back. Which one number does the prompt ask for?": match_each_row,
        "This is 1 if all rows are right and else 0. What share of the rows is it?": match_all_rows,
        "The prediction was compared as far as the target has words, and its end was not. Is a "
        "prediction right that goes on?": match_targets_words,
        "The target was compared as far as the prediction has words, and its end was not. Is a "
        "prediction right that stops too early?": match_predictions_words,
        "The words were compared as far as the shorter of both goes. Are two sequences of "
        "different length equal?": match_shorter_words,
        "What stands past the end was compared, too. Where does a sequence end that holds "
        "eos?": match_padding_too,
        "The arrays were compared as far as the shorter one goes, past the ends, too. Where does a "
        "sequence end that holds eos?": match_common_part,
        "The sequences were cut after the last eos. Which eos ends a sequence?": match_to_last_end,
        "The sequences were cut after the last eos, and the number of equal ones was not divided. "
        "Which eos ends a sequence, and how many rows are there?": match_last_ends_counted,
        "The tokens were joined to one text, in which 1, 12 reads like 11, 2. What else can two "
        "sequences of tokens be compared as?": match_joined,
        "Every eos was left out, and what stands past it was not. Where does a sequence "
        "end?": match_without_ends,
        "0 was taken for padding and left out, and eos does not end anything. Which token ends a "
        "sequence?": match_zeros_left_out,
        "This is a number of tokens. Of what is a share asked for?": match_tokens_counted,
        "A sequence without eos counts as wrong. What is it, by the prompt, and to what is it "
        "equal?": match_no_end_is_wrong,
        "The prediction was cut where the target ends. Does a prediction that goes on equal "
        "it?": match_up_to_targets_end,
        "The target was cut where the prediction ends. Does a prediction that stops early equal "
        "it?": match_up_to_predictions_end,
        "The sequences were compared as far as the shorter goes. Are two sequences of different "
        "length equal?": match_zip,
        "The prediction was compared as far as the target has words, and the number of rows was "
        "divided by T. Is a prediction right that goes on, and how many rows are "
        "there?": match_targets_words_by_T,
        "The ends were left out of the comparison. Is a prediction without eos equal to a target "
        "with it?": match_words_alone,
        "Targets without eos were left out of the mean. Which rows count?": match_no_end_left_out,
        "argmax is 0 where there is no eos, so that only the first token was compared. How long is "
        "a column without eos?": match_argmax,
        "The end was looked for in a column that has none. How long is the sequence "
        "then?": match_end_required,
    },
    alternatives=(by_loops, by_masks, by_tuples),
    equivalent={
        "zip(predicted.T, targets.T, strict=True) -> zip(targets.T, predicted.T, strict=True) (in "
        "`pairs = zip(predicted.T, targets.T, strict=True)`)": (
            "two sequences are equal whichever comes first"
        ),
        "float(np.mean([sequence(ours) == sequence(true) for ours,... -> np.mean([sequence(ours) "
        "== sequence(true) for ours, true ... (in `return float(np.mean([sequence(ours) == "
        "sequence(true) for ours, tr...`)": "a NumPy number is a number",
    },
    tolerance_reason="a share of whole numbers: at most one rounding",
)
