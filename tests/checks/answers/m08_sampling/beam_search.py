"""Answers to beam_search that its record did not foresee; the first attempts came before it."""

import numpy as np

from helpers.sampling.beam import beam_search_over
from tests.checks.answers import wrong


def search(
    log_table,
    start,
    eos,
    K,
    max_len,
    best,
    rank=lambda h: h[1],
    live_of=lambda kept, eos: [h for h in kept if h[0][-1] != eos],
):
    """Run the course's rules with some of them replaced."""
    live, finished = [([], 0.0)], []
    for _ in range(max_len):
        longer = []
        for ids, total in live:
            row = log_table[ids[-1] if ids else start]
            longer += [(ids + [i], total + row[i]) for i in range(len(row)) if row[i] > -np.inf]
        kept = sorted(longer, key=rank, reverse=True)[:K]
        finished += [h for h in kept if h[0][-1] == eos]
        live = live_of(kept, eos)
    return best(finished, live)


def finished_dropped(log_table, start, eos, K, alpha, max_len):
    """Keep one list: a finished hypothesis has no place in the next one."""
    beam = [([], 0.0)]
    for _ in range(max_len):
        longer = []
        for ids, total in beam:
            if ids and ids[-1] == eos:
                continue
            row = log_table[ids[-1] if ids else start]
            longer += [(ids + [i], total + row[i]) for i in range(len(row)) if row[i] > -np.inf]
        if not longer:
            break
        beam = sorted(longer, key=lambda h: h[1], reverse=True)[:K]
    ids, total = max(beam, key=lambda h: h[1] / len(h[0]) ** alpha)
    return np.array(ids), total / len(ids) ** alpha


def finished_extended(log_table, start, eos, K, alpha, max_len):
    beam = [([], 0.0)]
    for _ in range(max_len):
        longer = []
        for ids, total in beam:
            row = log_table[ids[-1] if ids else start]
            longer += [(ids + [i], total + row[i]) for i in range(len(row)) if row[i] > -np.inf]
        beam = sorted(longer, key=lambda h: h[1], reverse=True)[:K]
    ids, total = max(beam, key=lambda h: h[1] / len(h[0]) ** alpha)
    return np.array(ids), total / len(ids) ** alpha


def finished_compete_on(log_table, start, eos, K, alpha, max_len):
    """Carry finished ones along in the beam, where they go on taking up places."""
    beam = [([], 0.0)]
    for _ in range(max_len):
        longer = []
        for ids, total in beam:
            if ids and ids[-1] == eos:
                longer.append((ids, total))
                continue
            row = log_table[ids[-1] if ids else start]
            longer += [(ids + [i], total + row[i]) for i in range(len(row)) if row[i] > -np.inf]
        beam = sorted(longer, key=lambda h: h[1], reverse=True)[:K]
    done = [h for h in beam if h[0][-1] == eos] or beam
    ids, total = max(done, key=lambda h: h[1] / len(h[0]) ** alpha)
    return np.array(ids), total / len(ids) ** alpha


def score_times_length(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] * len(h[0]) ** alpha)
        return np.array(ids), total * len(ids) ** alpha

    return search(log_table, start, eos, K, max_len, best)


def score_over_max_len(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] / max_len**alpha)
        return np.array(ids), total / max_len**alpha

    return search(log_table, start, eos, K, max_len, best)


def eos_not_counted(log_table, start, eos, K, alpha, max_len):
    def length(ids):
        return max(1, len(ids) - (ids[-1] == eos))

    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] / length(h[0]) ** alpha)
        return np.array(ids), total / length(ids) ** alpha

    return search(log_table, start, eos, K, max_len, best)


def unfinished_compared(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished + live, key=lambda h: h[1] / len(h[0]) ** alpha)
        return np.array(ids), total / len(ids) ** alpha

    return search(log_table, start, eos, K, max_len, best)


def best_of_each_parent(log_table, start, eos, K, alpha, max_len):
    live, finished = [([], 0.0)], []
    for _ in range(max_len):
        kept = []
        for ids, total in live:
            row = log_table[ids[-1] if ids else start]
            for i in np.argsort(-row, kind="stable")[: K if not ids else 1]:
                kept.append((ids + [int(i)], total + row[i]))
        finished += [h for h in kept if h[0][-1] == eos]
        live = [h for h in kept if h[0][-1] != eos]
    ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
    return np.array(ids), total / len(ids) ** alpha


def greedy(log_table, start, eos, K, alpha, max_len):
    ids, total, previous = [], 0.0, start
    while len(ids) < max_len:
        following = int(np.argmax(log_table[previous]))
        total += log_table[previous, following]
        ids.append(following)
        previous = following
        if previous == eos:
            break
    return np.array(ids), total / len(ids) ** alpha


def sum_not_divided(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
        return np.array(ids), total

    return search(log_table, start, eos, K, max_len, best)


def ranked_by_last_step(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
        return np.array(ids), total / len(ids) ** alpha

    def last(h):
        ids = [start, *h[0]]
        return log_table[ids[-2], ids[-1]]

    return search(log_table, start, eos, K, max_len, best, rank=last)


def without_argument_order(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
        return total / len(ids) ** alpha, np.array(ids)

    return search(log_table, start, eos, K, max_len, best)


def by_the_course(log_table, start, eos, K, alpha, max_len):
    def rows(prefixes):
        return log_table[[ids[-1] if ids else start for ids in prefixes]]

    return beam_search_over(rows, eos, K, alpha, max_len)


def turned_round(log_table, start, eos, K, alpha, max_len):
    live, finished = [([], 0.0)], []
    for _ in range(max_len):
        longer = []
        for ids, total in live:
            row = log_table[ids[-1] if ids else start]
            longer += [(ids + [i], total + row[i]) for i in range(len(row)) if row[i] > -np.inf]
        kept = sorted(longer, key=lambda h: h[1])[::-1][:K]
        finished += [h for h in kept if h[0][-1] == eos]
        live = [h for h in kept if h[0][-1] != eos]
    ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
    return np.array(ids), total / len(ids) ** alpha


def best_of_each_parent_K(log_table, start, eos, K, alpha, max_len):
    live, finished = [([], 0.0)], []
    for _ in range(max_len):
        kept = []
        for ids, total in live:
            row = log_table[ids[-1] if ids else start]
            ranked = sorted(np.flatnonzero(row > -np.inf).tolist(), key=lambda i, r=row: -r[i])
            kept += [(ids + [i], total + row[i]) for i in ranked[:K]]
        finished += [h for h in kept if h[0][-1] == eos]
        live = [h for h in kept if h[0][-1] != eos]
    ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
    return np.array(ids), total / len(ids) ** alpha


def all_compared_eos_not_counted(log_table, start, eos, K, alpha, max_len):
    def length(ids):
        return max(1, sum(i != eos for i in ids))

    def best(finished, live):
        ids, total = max(finished + live, key=lambda h: h[1] / length(h[0]) ** alpha)
        return np.array(ids), total / length(ids) ** alpha

    return search(log_table, start, eos, K, max_len, best)


def ends_with_K_finished(log_table, start, eos, K, alpha, max_len):
    live, finished = [([], 0.0)], []
    for _ in range(max_len):
        longer = []
        for ids, total in live:
            row = log_table[ids[-1] if ids else start]
            longer += [(ids + [i], total + row[i]) for i in range(len(row)) if row[i] > -np.inf]
        kept = sorted(longer, key=lambda h: -h[1])[:K]
        finished += [h for h in kept if h[0][-1] == eos]
        live = [h for h in kept if h[0][-1] != eos]
        if not live or len(finished) >= K:
            break
    ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
    return np.array(ids), total / len(ids) ** alpha


def sum_divided(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
        return np.array(ids), total / len(ids) ** alpha

    return search(log_table, start, eos, K, max_len, best)


def ties_by_ids(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        ids, total = max(finished or live, key=lambda h: h[1] / len(h[0]) ** alpha)
        return np.array(ids), total / len(ids) ** alpha

    def rank(h):
        return h[1], [-i for i in h[0]]

    return search(log_table, start, eos, K, max_len, best, rank)


def alpha_up_to_one(log_table, start, eos, K, alpha, max_len):
    return sum_divided(log_table, start, eos, K, min(alpha, 1.0), max_len)


def divided_at_alpha_zero(log_table, start, eos, K, alpha, max_len):
    ids, score = sum_divided(log_table, start, eos, K, alpha, max_len)
    return ids, score if alpha else score / len(ids)


def longest_of_equals(log_table, start, eos, K, alpha, max_len):
    def best(finished, live):
        def key(h):
            return h[1] / len(h[0]) ** alpha, len(h[0])

        ids, total = max(finished or live, key=key)
        return np.array(ids), total / len(ids) ** alpha

    return search(log_table, start, eos, K, max_len, best)


WRONG = (
    wrong(longest_of_equals, "ids"),
    wrong(divided_at_alpha_zero, "score is", unsaid=("reverse order",), seeds=(0, 1, 2)),
    wrong(ties_by_ids, "ids", seeds=(0, 1, 2)),
    wrong(alpha_up_to_one, "expected"),
    wrong(by_the_course, stage="reference"),
    wrong(finished_dropped, "A finished hypothesis is lost at the next step"),
    wrong(finished_extended, "Hypotheses go on after eos"),
    wrong(finished_compete_on, "Finished hypotheses stay among the K and compete with"),
    wrong(score_times_length, "The sum was multiplied by length ** alpha"),
    wrong(score_over_max_len, "Every sum was divided by the same length, max_len"),
    wrong(eos_not_counted, "The length leaves out eos"),
    wrong(unfinished_compared, "An unfinished hypothesis was chosen, or compared, though"),
    wrong(best_of_each_parent, "One extension of each parent was kept"),
    wrong(greedy, "This is what K = 1 finds"),
    wrong(sum_not_divided, "ids are right, and score is the plain sum"),
    wrong(ranked_by_last_step, "The extensions were ranked by their last"),
    wrong(without_argument_order, "ids and score have each other's values"),
    wrong(turned_round, "a list that was turned round puts the later ones first"),
    wrong(best_of_each_parent_K, "K extensions of each parent were kept"),
    wrong(all_compared_eos_not_counted, "Unfinished hypotheses were compared with finished ones"),
    wrong(ends_with_K_finished, "The search ends as soon as K hypotheses have finished"),
)
EDGES = {
    "start is eos": lambda cases: any(case[1] == case[2] for case in cases),
    "alpha of 0 and of 1": lambda cases: {0.0, 1.0} <= {case[4] for case in cases},
    "one hypothesis, and more than tokens": lambda cases: (
        {case[3] > len(case[0]) for case in cases} == {True, False}
        and any(case[3] == 1 for case in cases)
    ),
    "one step": lambda cases: any(case[5] == 1 for case in cases),
    "eos that cannot come": lambda cases: any(
        np.isinf(case[0][:, case[2]]).all() for case in cases
    ),
    "rows are distributions": lambda cases: all(
        np.allclose(np.exp(case[0]).sum(axis=1), 1) for case in cases
    ),
}
