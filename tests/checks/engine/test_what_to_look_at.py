"""The next step says what to look at: never the fact of line 1 again, and nothing untrue."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from helpers.checks.engine.check import Check
from helpers.checks.runtime.call import Outcome
from helpers.checks.runtime.values import TextArray, to_plain
from helpers.grading.sandbox.inside.frames import Arrays, Frame, WireError
from helpers.grading.sandbox.inside.outcomes import read_outcome, write_outcome
from tests.support.judging import failure


def scaled(a, rows, k):
    return a * np.arange(1.0, 1.0 + len(a))[:, None] + a[rows]


def scaled_cases(seed):
    rng = np.random.default_rng(seed)
    for n, d, k in ((4, 3, 2), (5, 2, 3), (6, 4, 2)):
        yield rng.normal(size=(n, d)), rng.integers(n, size=n), k


def halved(a, rows, k):
    return 0.5 * a + a[rows]


check_scaled = Check(
    name="scaled",
    reference=scaled,
    cases=scaled_cases,
    outputs=("out (N, D)",),
    slips={"Is it halved?": halved},
)


def words(texts, k):
    return sorted(set(texts))


def words_cases(seed):
    yield "b a c a d".split(), 2
    yield "dog cat bird ant cat".split(), 1


def words_of_a_set(texts, k):
    return np.array(texts)


check_words = Check(
    name="words",
    reference=words,
    cases=words_cases,
    outputs=("vocab",),
    slips={"Are repeats left in?": words_of_a_set},
)


def spans(T, k):
    return [(s, min(s + k, T)) for s in range(0, T, k)]


def spans_cases(seed):
    yield 9, 2
    yield 7, 3


check_spans = Check(name="spans", reference=spans, cases=spans_cases, outputs=("spans",))


def own(a, rows):
    """Compute what scaled does; the reference itself refuses to run for an answer."""
    return a * np.arange(1.0, 1.0 + len(a))[:, None] + a[rows]


def bounds(T, k):
    return [(s, min(s + k, T)) for s in range(0, T, k)]


def said(check, answer):
    return str(failure(check, answer)).split("Next: ")[1]


# ------------------------------------------------------------- strings


def test_an_array_of_strings_is_named_and_what_was_expected():
    caught = failure(check_words, lambda texts, k: np.array(sorted(set(texts))))
    assert "returned a NumPy array of strings (4,), expected a list of 4." in str(caught)
    assert ".tolist()" in str(caught)
    assert "numbers" not in str(caught)


def test_a_slip_that_returns_an_array_of_strings_is_recognised_by_its_texts():
    assert failure(check_words, words_of_a_set).hint == "Are repeats left in?"
    assert failure(check_words, lambda texts, k: np.array(texts[::-1])).hint is None


def test_strings_where_numbers_belong_are_named():
    caught = failure(check_scaled, lambda a, rows, k: a.astype(str))
    assert "a NumPy array of strings (4, 3), expected an array (N=4, D=3)" in str(caught)
    assert "No strings belong here" in str(caught)


def test_an_array_of_strings_crosses_the_wall_and_no_other_shape_of_it_does():
    value = to_plain(np.array([["a", "b"], ["c", "dd"]])).value
    assert value == TextArray((2, 2), ("a", "b", "c", "dd"))
    sent = json.loads(json.dumps(write_outcome(Outcome(value=value), Arrays())))
    assert read_outcome(Frame(sent, [])).value == value
    for strange in (["w"], ["w", [3], "a"], ["w", [-1], "a"], ["w", [1], 2], ["w", 1, "a"]):
        with pytest.raises(WireError):
            read_outcome(Frame({**sent, "value": strange}, []))


# ------------------------------------------------------------- shapes

SHAPES = {
    "exchanged": (lambda a, rows, k: np.zeros((3, 4)), "exchanged. Which line puts D first?"),
    "one short": (lambda a, rows, k: np.zeros((3, 3)), "One item along axis N is missing: is it"),
    "one long": (lambda a, rows, k: np.zeros((5, 3)), "One item along axis N is too many: is it"),
    "another's": (lambda a, rows, k: np.zeros((4, 7)), "decides how long axis D is"),
    "both": (lambda a, rows, k: np.zeros((9, 7)), "decide how long axes N and D are"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_wrong_shape_leads_to_a_line_and_not_to_the_shape_again(name):
    answer, words_of_step = SHAPES[name]
    step = said(check_scaled, answer)
    assert words_of_step in step
    assert "product" not in step
    assert not re.search(r"\d", step), step  # the lengths stand in line 1


# ------------------------------------------------------------- counts

COUNTS = {
    "longer": (lambda T, k: [*bounds(T, k), (T, T)], "The last item of spans is extra"),
    "two more": (
        lambda T, k: [*bounds(T, k), (0, 0), (1, 1)],
        "The first 5 items of spans are right",
    ),
    "shorter": (lambda T, k: bounds(T, k)[:2], "right as far as it goes; the last 3 are missing"),
    "begun late": (lambda T, k: bounds(T, k)[2:], "The first 2 items of spans are missing"),
    "overlap": (lambda T, k: [(s, s + k) for s in range(T - k + 1)], "spans[1] is the first item"),
    "empty": (lambda T, k: [], "spans is empty here"),
    "apart": (lambda T, k: tuple(map(list, zip(*bounds(T, k), strict=True))), "Its 2 items hold"),
    "flat": (lambda T, k: [n for span in bounds(T, k) for n in span], "stand in one list: 2 of"),
    "from 1": (
        lambda T, k: [(a + 1, b + 1) for a, b in bounds(T, k)],
        "spans[i][0] is 1 too large",
    ),
    "a set": (lambda T, k: set(bounds(T, k)), "A set keeps no order"),
}


@pytest.mark.parametrize("name", COUNTS)
def test_a_list_of_another_length_is_told_from_where_it_is_wrong(name):
    answer, words_of_step = COUNTS[name]
    assert words_of_step in said(check_spans, answer)


# ------------------------------------------------------------- entries

ENTRIES = {
    "an offset": (lambda a, rows, k: own(a, rows) + 1.0, "Every entry is 1 too large"),
    "a sum too many": (
        lambda a, rows, k: np.repeat(own(a, rows).sum(1, keepdims=True), a.shape[1], 1),
        "along axis 1 are the sum of those expected",
    ),
    "other order": (lambda a, rows, k: np.roll(own(a, rows), 2, 0), "in another order"),
    "cut off": (
        lambda a, rows, k: np.clip(own(a, rows), -0.5, 0.5),
        "larger than 0.5 in out",
    ),
    "no input": (lambda a, rows, k: 0.3 * np.arange(a.size).reshape(a.shape), "on no input at all"),
    "rows unused": (lambda a, rows, k: own(a, 0 * rows), "the same when rows changes"),
    "the first k twice": (
        lambda a, rows, k: own(np.concatenate([2 * a[:k], a[k:]]), rows),
        "The first 2 items of a are counted twice",
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_wrong_with_all_entries_is_said(name):
    answer, words_of_step = ENTRIES[name]
    assert words_of_step in said(check_scaled, answer)


def test_an_input_with_an_effect_is_not_called_unused():
    step = said(check_scaled, lambda a, rows, k: np.minimum(a * a, 0.9) + 2.0 * a[rows])
    assert "stays the same" not in step
    assert "no input" not in step


# ------------------------------------------------------------- two at once


def test_a_mistake_and_a_plain_relation_together_are_told_one_of_them():
    caught = said(check_scaled, lambda a, rows, k: np.roll(halved(a, rows, k), 1, 0))
    assert caught == "Two mistakes together give this result. One of them: Is it halved?"
    without = replace(check_scaled, slips={})
    mixed = said(without, lambda a, rows, k: np.roll(own(np.flip(a, 0), rows), 1, 0))
    assert mixed.startswith("Two mistakes together give this result. One of them: out is what a")


def test_two_mistakes_are_not_claimed_where_the_next_call_speaks_against_it():
    def by_chance(a, rows, k):
        return np.roll(halved(a, rows, k), 1, 0) if len(a) == 4 else 3.0 * np.sin(a + a[rows])

    assert "Two mistakes" not in said(check_scaled, by_chance)


# ------------------------------------------------------------- exceptions


def test_fractions_into_whole_numbers_lead_to_the_line_that_made_the_array():
    def answer(a, rows, k):
        out = np.zeros(a.shape, dtype=int)
        out += a
        return out

    assert "in which line, and with which dtype, was it created?" in said(check_scaled, answer)


def test_an_exception_of_their_own_is_named_as_theirs():
    def answer(a, rows, k):
        raise ValueError("not like that")

    def asserts(a, rows, k):
        assert k > 2

    for refusing in (answer, asserts):
        step = said(check_scaled, refusing)
        assert step == "This line is your own: should it refuse these inputs?"


# ------------------------------------------------------------- what a slip shares with line 1


def refused(a, rows, k):
    raise ValueError(f"rows has length {len(rows)}, and {k} is expected")


def overwritten(a, rows, k):
    a += 1.0
    return own(a, rows)


def test_a_slip_is_named_by_the_exception_or_the_arguments_that_line_1_reports():
    hints = {"Why refuse?": refused, "Whose array is it?": overwritten}
    check = replace(check_scaled, slips=hints)

    def refused_elsewhere(a, rows, k):
        raise ValueError(f"rows has length {len(rows)}, and {k} is expected")

    def overwritten_and_halved(a, rows, k):
        a += 1.0
        return 0.5 * own(a, rows)

    assert failure(check, refused_elsewhere).hint == "Why refuse?"
    assert failure(check, overwritten_and_halved).hint == "Whose array is it?"


# ------------------------------------------------------------- what is untrue, or says too little


def shares(right, n):
    return float(sum(right)) / len(right), float(max(right)) / n


def shares_cases(seed):
    yield np.array([1, 0, 1, 0]), 4
    yield np.array([3, 1, 1, 2, 0]), 5
    yield np.array([2, 2, 7]), 4


def shares_of_n(right, n):
    return float(sum(right)) / n, float(max(right)) / n


def half_of_the_sum(right, n):
    return 0.5 * float(sum(right)) / len(right), float(max(right)) / n


check_shares = Check(
    name="shares",
    reference=shares,
    cases=shares_cases,
    outputs=("mean", "top"),
    slips={"Is it divided by n?": shares_of_n, "Is it half?": half_of_the_sum},
)


def half_in_the_first_call_alone(right, n):
    mean = float(np.mean(right))
    return mean / 2 if len(right) == 4 else mean / 3, float(max(right)) / n


def test_a_ratio_of_counts_that_is_a_slips_in_one_call_alone_does_not_name_it():
    assert failure(check_shares, half_of_the_sum).hint == "Is it half?"
    assert failure(check_shares, half_in_the_first_call_alone).hint is None


def turned(xs, lengths):
    out = xs.copy()
    for b, n in enumerate(lengths):
        out[:n, b] = xs[:n, b][::-1]
    return out


def turned_cases(seed):
    rng = np.random.default_rng(seed)
    for lengths in ([3, 5, 2], [2, 4, 1], [4, 4, 1]):
        yield rng.normal(size=(5, 3)), np.array(lengths)


check_turned = Check(
    name="turned", reference=turned, cases=turned_cases, outputs=("turned (T, B)",)
)


def first_n_of_the_whole(xs, lengths):
    out = xs.copy()
    for b, n in enumerate(lengths):
        out[:n, b] = xs[::-1, b][:n]
    return out


def whole(xs, lengths):
    return xs[::-1] + 1.0


def sum_of_lengths_elsewhere(xs, lengths):
    return xs[::-1] + (float(lengths.sum()) if lengths.min() == 1 else 1.0)


@pytest.mark.parametrize("answer", [first_n_of_the_whole, sum_of_lengths_elsewhere])
def test_an_input_that_moves_the_result_for_other_values_is_not_called_unused(answer):
    assert "stays the same" not in said(check_turned, answer)
    assert "turned stays the same when lengths changes" in said(check_turned, whole)


def sizes(lengths, k):
    return np.array([(lengths > t).sum() for t in range(lengths.max())])


def sizes_cases(seed):
    yield np.array([2, 4, 1]), 1
    yield np.array([5, 3, 1, 2]), 1


check_sizes = Check(name="sizes", reference=sizes, cases=sizes_cases, outputs=("sizes (T,)",))


def sizes_but_the_last(lengths, k):
    return np.array([sum(n > t for n in lengths.tolist()) for t in range(max(lengths) - 1)])


def test_numbers_that_are_wrong_throughout_are_no_missing_item():
    lengths = said(check_sizes, lambda lengths, k: np.sort(lengths))
    assert lengths.startswith("Its other items are wrong, too")
    one_off = said(check_sizes, sizes_but_the_last)
    assert "The last item of sizes is missing" in one_off


def masked_mean(xs, mask):
    if not mask.any():
        raise ValueError("mask is 0 everywhere.")
    return float((np.exp(xs) * mask).sum() / mask.sum())


def masked_mean_cases(seed):
    rng = np.random.default_rng(seed)
    for n in (3, 5, 4):
        yield rng.normal(size=(n, 2)), np.tile([1.0, 0.0], (n, 1))


check_masked_mean = Check(
    name="masked_mean", reference=masked_mean, cases=masked_mean_cases, outputs=("mean",)
)


def test_a_mask_without_which_there_is_no_call_is_not_blamed():
    def answer(xs, mask):
        return float(((np.exp(xs) + np.cos(xs)) * mask).sum() / mask.sum())

    assert said(check_masked_mean, answer) == (
        "With every float input except mask set to zero, mean is still wrong: work mean out by "
        "hand for such inputs, line by line."
    )


def test_a_call_shows_short_whole_numbers_and_a_hidden_one_does_not():
    def answer(xs, lengths):
        return xs

    assert "Call: turned(xs (5, 3), lengths [3, 5, 2])\n" in str(failure(check_turned, answer))
    assert "Call: turned(xs (5, 3), lengths (3,))\n" in str(failure(check_turned, answer, 1))
