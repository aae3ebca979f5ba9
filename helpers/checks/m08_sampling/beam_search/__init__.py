"""Check of beam_search; slips.py holds the answers that it knows."""

from functools import partial

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m08_sampling.beam_search.slips import (
    beam_alpha_ignored,
    beam_alpha_times_length,
    beam_always_from_start,
    beam_best_of_each_parent,
    beam_chosen_by_sum,
    beam_columns,
    beam_ends_take_no_place,
    beam_eos_left_out,
    beam_eos_not_counted,
    beam_finished_carried_on,
    beam_finished_dropped,
    beam_finished_extended,
    beam_greedy,
    beam_impossible_kept,
    beam_K_of_each_parent,
    beam_K_shrinks,
    beam_last_factor,
    beam_last_finished_alone,
    beam_last_of_equals,
    beam_least_likely,
    beam_max_len,
    beam_multiplied_by_length,
    beam_multiplies_logs,
    beam_one_step_less,
    beam_one_step_more,
    beam_probability,
    beam_score_of_last_factor,
    beam_start_counted,
    beam_start_ends,
    beam_start_returned,
    beam_stops_at_first,
    beam_stops_at_K,
    beam_sum_returned,
    beam_ties_by_last_id,
    beam_ties_higher_id,
    beam_ties_turned_round,
    beam_unfinished_compared,
    beam_unfinished_compared_eos_not_counted,
    beam_unfinished_first,
    beam_whole_length,
    by_arrays,
    by_best_so_far,
    by_selecting,
    right,
)
from helpers.checks.m08_sampling.cases import telling
from helpers.sampling.beam import beam_search, beam_search_over


def beam_search_cases(seed):
    """Yield (log_table, start, eos, K, alpha, max_len).

    Ordinary ones first, alpha 0 and 1 among them; then one hypothesis, a start of <EOS>, ties
    within a step and in the end, <EOS> that cannot come, and one step.
    """
    rng = np.random.default_rng(seed)
    parents = (right, beam_best_of_each_parent, beam_last_factor)
    ends = (right, beam_eos_not_counted, beam_last_finished_alone)
    yield drawn(rng, 5, 0, 4, 3, 0.8, 6, (right, beam_finished_carried_on), kinds=3)
    yield drawn(rng, 4, 2, 1, 2, 0.0, 5, (right, beam_ends_take_no_place))
    yield drawn(rng, 6, 3, 0, 4, 1.0, 7, (right, beam_K_shrinks, beam_stops_at_first))
    yield drawn(rng, 4, 1, 3, 1, 0.5, 6, (right, beam_finished_extended))
    yield drawn(rng, 5, 2, 2, 2, 1.5, 5, parents)
    yield tied_in_a_step(rng)
    yield tied_under_one_parent(rng)
    yield tied_under_two_parents(rng)
    yield tied_under_two_parents(rng, order=(1, 0, 2, 3))
    yield tied_in_the_end(rng)
    yield tied_over_two_steps()
    yield drawn(rng, 4, 0, 3, 5, 0.9, 4, (right,), impossible=3)
    yield drawn(rng, 4, 1, 0, 2, 1.0, 1, (right,))
    yield drawn(rng, 4, 1, 3, 2, 0.7, 5, (right,), sure=2)
    yield drawn(rng, 5, 0, 4, 3, 0.8, 6, ends, kinds=3)
    yield drawn(rng, 5, 0, 3, 4, 0.7, 7, (beam_finished_dropped, beam_unfinished_compared))
    yield drawn(rng, 6, 1, 5, 3, 0.9, 8, (beam_chosen_by_sum, beam_stops_at_first))
    yield drawn(rng, 6, 2, 4, 3, 0.8, 7, (beam_K_shrinks, beam_finished_carried_on))


def drawn(rng, V, start, eos, K, alpha, max_len, slips, kinds=1, impossible=None, sure=None):
    """Draw tables until some slips find different sequences.

    kinds: how many different tokens the right one holds. impossible: a token that cannot come.
    sure: the only one that can follow start.
    """

    def draw():
        table = rng.dirichlet(np.full(V, 0.6), size=V) + 0.02
        table[:, eos] *= 0.5
        if impossible is not None:
            table[:, impossible] = 0.0
        if sure is not None:
            table[start] = np.arange(V) == sure
        table /= table.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore"):
            args = np.log(table), start, eos, K, alpha, max_len
        return args if len(set(right(*args)[0].tolist())) >= kinds else draw()

    return telling(draw, [partial(sequence_of, slip) for slip in slips])


def sequence_of(slip, *args):
    return slip(*args)[0]


def tied_in_a_step(rng):
    """Return a table whose step 2 has four equal extensions, a b, a c, b a, b #, for two places.

    The tokens are a, b, c, #. Only a c goes on well, so that the result shows which were kept.
    """
    end = 0.8 + 0.1 * rng.uniform()
    rest = (1 - end) / 3
    rows = [(0.2, 0.3, 0.3, 0.2), (0.3, 0.2, 0.2, 0.3), (rest, rest, rest, end), (0.5, 0.5, 0, 0)]
    with np.errstate(divide="ignore"):
        return np.log(rows), 3, 3, 2, 0.0, 3


def tied_under_one_parent(rng):
    """Return a table whose step 2 has three equal extensions, a a, a b, a c, for two places.

    The tokens are a, b, c, #. Nothing is tied in step 1, and only c goes on well.
    """
    end = 0.8 + 0.1 * rng.uniform()
    first, rest = 0.6 + 0.1 * rng.uniform(), (1 - end) / 3
    rows = [(0.3, 0.3, 0.3, 0.1), (0.4, 0.2, 0.2, 0.2), (rest, rest, rest, end)]
    with np.errstate(divide="ignore"):
        return np.log([*rows, (first, 1 - first, 0, 0)]), 3, 3, 2, 0.0, 3


def tied_under_two_parents(rng, order=(0, 1, 2, 3)):
    """Return a table whose step 2 has two equal extensions, a b and b c, for the second place.

    The tokens are a, b, c, #. A half of a quarter is a quarter of a half, in logarithms too; the
    first place is that of a a. Only c goes on well. order: which of these tokens each id is.
    """
    end, part = 0.8 + 0.1 * rng.uniform(), 0.1 + 0.05 * rng.uniform()
    rest = (1 - end) / 3
    rows = [(0.5, 0.25, part, 0.25 - part), (0.2, 0.15, 0.5, 0.15), (rest, rest, rest, end)]
    with np.errstate(divide="ignore"):
        table = np.log([*rows, (0.5, 0.25, 0.25 - part, part)])
    return table[np.ix_(order, order)], 3, 3, 2, 0.0, 3


def tied_in_the_end(rng):
    """Return a table in which a # and b # have the same score, and finish in the same step."""
    end = 0.6 + 0.1 * rng.uniform()
    rows = [(1 - end, 0, end), (0, 1 - end, end), (0.5, 0.5, 0)]
    with np.errstate(divide="ignore"):
        return np.log(rows), 2, 2, 2, 0.5, 4


def tied_over_two_steps():
    """Return a table in which # has the same score as a #, and finishes before it."""
    with np.errstate(divide="ignore"):
        return np.log([(0.0, 1.0), (0.5, 0.5)]), 1, 1, 2, 0.0, 3


check_beam_search = Check(
    name="beam_search",
    reference=beam_search,
    twins=(beam_search_over,),
    cases=beam_search_cases,
    outputs=("ids (L)", "score"),
    slips={
        "This is what K = 1 finds. How many hypotheses are extended at each step?": beam_greedy,
        "A finished hypothesis is lost at the next step. Where is it set aside until the "
        "end?": beam_finished_dropped,
        "Only those that finished in the last step are looked at. Where are the ones that finished "
        "earlier?": beam_last_finished_alone,
        "Hypotheses go on after eos. Which of the kept ones are extended?": beam_finished_extended,
        "Finished hypotheses stay among the K and compete with longer ones. For how many steps "
        "does a finished one take up a place?": beam_finished_carried_on,
        "An unfinished hypothesis was chosen, or compared, though others have finished. When does "
        "an unfinished one count?": beam_unfinished_compared,
        "Unfinished hypotheses were compared with finished ones, whose length leaves out eos. When "
        "does an unfinished one count, and what does rule 5 say of "
        "eos?": beam_unfinished_compared_eos_not_counted,
        "Unfinished hypotheses go before finished ones. When does an unfinished one "
        "count?": beam_unfinished_first,
        "Extensions that end in eos took up no places: all were set aside, and K others kept. "
        "Which K does rule 2 keep?": beam_ends_take_no_place,
        "The beam gets narrower with each hypothesis that has finished. How many are kept at the "
        "step after?": beam_K_shrinks,
        "The search ends as soon as a hypothesis has finished. When does rule 4 end "
        "it?": beam_stops_at_first,
        "The search ends as soon as K hypotheses have finished. When does rule 4 end "
        "it?": beam_stops_at_K,
        "K extensions of each parent were kept, so that the beam grows. Among which extensions are "
        "the K chosen?": beam_K_of_each_parent,
        "One extension of each parent was kept. Among which extensions are the K "
        "chosen?": beam_best_of_each_parent,
        "The extensions were ranked by their last log-probability. By which sum are they "
        "ranked?": beam_last_factor,
        "The least likely extensions were kept. In which direction does the sort "
        "run?": beam_least_likely,
        "The sum starts anew at each step. What is added to the log-probability of the last "
        "token?": beam_score_of_last_factor,
        "Log-probabilities were multiplied. How do those of the steps "
        "combine?": beam_multiplies_logs,
        "The score is a probability. Which function of it does the prompt divide by the "
        "length?": beam_probability,
        "The sum was multiplied by length ** alpha. Which of the two operations helps long "
        "hypotheses, whose sums are more negative?": beam_multiplied_by_length,
        "The sum was divided by alpha * length. What does alpha do to the "
        "length?": beam_alpha_times_length,
        "The sum was divided by the length, whatever alpha is. Where does alpha "
        "enter?": beam_whole_length,
        "Every sum was divided by the same length, max_len. Whose length does rule 5 "
        "mean?": beam_max_len,
        "The length leaves out eos. Does eos count in it?": beam_eos_not_counted,
        "The length is one too large. Does the start count in it?": beam_start_counted,
        "The best plain sum was chosen, and divided afterwards. What is compared in rule "
        "5?": beam_chosen_by_sum,
        "alpha has no effect. Where does the length enter?": beam_alpha_ignored,
        "ids are right, and score is the plain sum. By what is it divided?": beam_sum_returned,
        "Equal extensions are here, and the higher ids were kept. Which of them go "
        "first?": beam_ties_higher_id,
        "Equal extensions are here, and the lower last id went first, whatever its parent is. "
        "Which of them goes first?": beam_ties_by_last_id,
        "Equal extensions are here, and a list that was turned round puts the later ones first. "
        "Which sort keeps equal ones in their order and needs no "
        "turning?": beam_ties_turned_round,
        "Two hypotheses have the same score, and the later one was chosen. Which one does rule 5 "
        "choose?": beam_last_of_equals,
        "A token that cannot follow was kept, with a log-probability of -inf. Which extensions "
        "are there?": beam_impossible_kept,
        "The start stands among ids. Is it part of a hypothesis?": beam_start_returned,
        "eos is missing in ids. Is it part of a finished hypothesis?": beam_eos_left_out,
        "Nothing was searched where start is eos. Has anything finished before the first "
        "step?": beam_start_ends,
        "The table was read by columns. Which of its axes holds the tokens that "
        "follow?": beam_columns,
        "One step too few was taken. Where does the loop stop?": beam_one_step_less,
        "One step too many was taken. Where does the loop stop?": beam_one_step_more,
        "Every hypothesis was extended by the row of start. Which row extends one that has "
        "tokens?": beam_always_from_start,
    },
    alternatives=(by_arrays, by_best_so_far, by_selecting),
    tolerance_reason="sums of a few logarithms: about 1e-15 of their size",
)
