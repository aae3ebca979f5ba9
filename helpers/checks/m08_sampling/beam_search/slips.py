"""Wrong and other right answers to beam_search: the rules for one step, and what replaces them."""

import numpy as np

from helpers.checks.m08_sampling.cases import NONE


def by_length(ids, total, alpha):
    return total / len(ids) ** alpha


def extensions(log_table, start, live, floor=NONE):
    """Extend every hypothesis by every token that may follow, in the order of parents and ids."""
    return [
        ((*ids, i), total + log_p)
        for ids, total in live
        for i, log_p in enumerate(log_table[ids[-1] if ids else start])
        if log_p > floor
    ]


def the_best(longer, K):
    return sorted(longer, key=lambda one: -one[1])[:K]


def found_by(log_table, start, eos, K, max_len, extend=extensions, keep=the_best):
    """Return the finished and the unfinished hypotheses after the last step.

    extend and keep: what takes the place of the rules for one step.
    """
    live, finished = [((), 0.0)], []
    for _ in range(max_len):
        kept = keep(extend(log_table, start, live), K)
        finished += [one for one in kept if one[0][-1] == eos]
        live = [one for one in kept if one[0][-1] != eos]
        if not live:
            break
    return finished, live


def answer_of(hypotheses, alpha, score=by_length):
    """Return the best of some hypotheses, and its score."""
    if not hypotheses:
        return np.array([], dtype=int), 0.0
    best = max(hypotheses, key=lambda one: score(*one, alpha))
    return np.array(best[0], dtype=int), float(score(*best, alpha))


def scored_by(score, log_table, start, eos, K, alpha, max_len):
    finished, live = found_by(log_table, start, eos, K, max_len)
    return answer_of(finished or live, alpha, score)


def right(log_table, start, eos, K, alpha, max_len):
    return scored_by(by_length, log_table, start, eos, K, alpha, max_len)


def beam_greedy(log_table, start, eos, K, alpha, max_len):
    return right(log_table, start, eos, 1, alpha, max_len)


def beam_finished_dropped(log_table, start, eos, K, alpha, max_len):
    """Carry one list on; what has ended is in it for one step."""
    beam = [((), 0.0)]
    for _ in range(max_len):
        live = [one for one in beam if not one[0] or one[0][-1] != eos]
        if not live:
            break
        beam = the_best(extensions(log_table, start, live), K)
    return answer_of(beam, alpha)


def beam_last_finished_alone(log_table, start, eos, K, alpha, max_len):
    """Carry one list on, and choose among those of it that have ended, if any."""
    beam = [((), 0.0)]
    for _ in range(max_len):
        live = [one for one in beam if not one[0] or one[0][-1] != eos]
        if not live:
            break
        beam = the_best(extensions(log_table, start, live), K)
    return answer_of([one for one in beam if one[0][-1] == eos] or beam, alpha)


def beam_finished_extended(log_table, start, eos, K, alpha, max_len):
    live = [((), 0.0)]
    for _ in range(max_len):
        live = the_best(extensions(log_table, start, live), K)
    return answer_of(live, alpha)


def beam_finished_carried_on(log_table, start, eos, K, alpha, max_len):
    """Keep finished hypotheses in the list of K, where longer ones push them out."""
    beam = [((), 0.0)]
    for _ in range(max_len):
        ended = [one for one in beam if one[0] and one[0][-1] == eos]
        live = [one for one in beam if not one[0] or one[0][-1] != eos]
        beam = the_best(ended + extensions(log_table, start, live), K)
    return answer_of([one for one in beam if one[0][-1] == eos] or beam, alpha)


def beam_unfinished_compared(log_table, start, eos, K, alpha, max_len):
    finished, live = found_by(log_table, start, eos, K, max_len)
    return answer_of(finished + live, alpha)


def beam_unfinished_compared_eos_not_counted(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return total / max(1, len(ids) - (ids[-1] == eos)) ** alpha

    finished, live = found_by(log_table, start, eos, K, max_len)
    return answer_of(finished + live, alpha, score)


def beam_unfinished_first(log_table, start, eos, K, alpha, max_len):
    finished, live = found_by(log_table, start, eos, K, max_len)
    return answer_of(live or finished, alpha)


def beam_ends_take_no_place(log_table, start, eos, K, alpha, max_len):
    """Set every extension that ends aside, and keep K besides."""

    def keep(longer, K):
        ended = [one for one in longer if one[0][-1] == eos]
        return ended + the_best([one for one in longer if one[0][-1] != eos], K)

    finished, live = found_by(log_table, start, eos, K, max_len, keep=keep)
    return answer_of(finished or live, alpha)


def beam_K_shrinks(log_table, start, eos, K, alpha, max_len):
    """Lose a place for good with each hypothesis that has finished."""
    live, finished = [((), 0.0)], []
    for _ in range(max_len):
        kept = the_best(extensions(log_table, start, live), K - len(finished))
        finished += [one for one in kept if one[0][-1] == eos]
        live = [one for one in kept if one[0][-1] != eos]
        if not live or len(finished) >= K:
            break
    return answer_of(finished or live, alpha)


def beam_stops_at_first(log_table, start, eos, K, alpha, max_len):
    live, finished = [((), 0.0)], []
    for _ in range(max_len):
        kept = the_best(extensions(log_table, start, live), K)
        finished += [one for one in kept if one[0][-1] == eos]
        live = [one for one in kept if one[0][-1] != eos]
        if finished:
            break
    return answer_of(finished or live, alpha)


def beam_stops_at_K(log_table, start, eos, K, alpha, max_len):
    live, finished = [((), 0.0)], []
    for _ in range(max_len):
        kept = the_best(extensions(log_table, start, live), K)
        finished += [one for one in kept if one[0][-1] == eos]
        live = [one for one in kept if one[0][-1] != eos]
        if not live or len(finished) >= K:
            break
    return answer_of(finished or live, alpha)


def beam_K_of_each_parent(log_table, start, eos, K, alpha, max_len):
    """Keep K extensions of every hypothesis: the beam grows, to some 10,000 in the cases."""
    best = [np.argsort(-row, kind="stable")[:K].tolist() for row in log_table]

    def extend(log_table, start, live):
        return [
            ((*ids, i), total + log_table[last, i])
            for ids, total in live
            for last in (ids[-1] if ids else start,)
            for i in best[last]
            if log_table[last, i] > NONE
        ]

    def keep(longer, K):
        return longer

    finished, live = found_by(log_table, start, eos, K, max_len, extend=extend, keep=keep)
    return answer_of(finished or live, alpha)


def beam_best_of_each_parent(log_table, start, eos, K, alpha, max_len):
    """Keep the best extension of every hypothesis, from the K most likely first tokens on."""

    def keep(longer, K):
        parents = dict.fromkeys(ids[:-1] for ids, _ in longer)
        if parents == {(): None}:
            return the_best(longer, K)
        return [
            the_best([one for one in longer if one[0][:-1] == parent], 1)[0] for parent in parents
        ]

    finished, live = found_by(log_table, start, eos, K, max_len, keep=keep)
    return answer_of(finished or live, alpha)


def beam_last_factor(log_table, start, eos, K, alpha, max_len):
    def keep(longer, K):
        def last(one):
            before = [start, *one[0]][-2]
            return -log_table[before][one[0][-1]]

        return sorted(longer, key=last)[:K]

    finished, live = found_by(log_table, start, eos, K, max_len, keep=keep)
    return answer_of(finished or live, alpha)


def beam_least_likely(log_table, start, eos, K, alpha, max_len):
    def keep(longer, K):
        return sorted(longer, key=lambda one: one[1])[:K]

    finished, live = found_by(log_table, start, eos, K, max_len, keep=keep)
    return answer_of(finished or live, alpha)


def beam_score_of_last_factor(log_table, start, eos, K, alpha, max_len):
    """Keep the log-probability of the last token in place of the sum."""

    def extend(log_table, start, live):
        return extensions(log_table, start, [(ids, 0.0) for ids, _ in live])

    finished, live = found_by(log_table, start, eos, K, max_len, extend=extend)
    return answer_of(finished or live, alpha)


def beam_multiplies_logs(log_table, start, eos, K, alpha, max_len):
    def extend(log_table, start, live):
        return [
            (ids, (total or 1.0) * log_table[[start, *ids][-2]][ids[-1]])
            for parent, total in live
            for ids, _ in extensions(log_table, start, [(parent, 0.0)])
        ]

    finished, live = found_by(log_table, start, eos, K, max_len, extend=extend)
    return answer_of(finished or live, alpha)


def beam_probability(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return np.exp(total) / len(ids) ** alpha

    return scored_by(score, log_table, start, eos, K, alpha, max_len)


def beam_multiplied_by_length(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return total * len(ids) ** alpha

    return scored_by(score, log_table, start, eos, K, alpha, max_len)


def beam_alpha_times_length(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return total / (alpha * len(ids) or 1.0)

    return scored_by(score, log_table, start, eos, K, alpha, max_len)


def beam_whole_length(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return total / len(ids)

    return scored_by(score, log_table, start, eos, K, alpha, max_len)


def beam_max_len(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return total / max_len**alpha

    return scored_by(score, log_table, start, eos, K, alpha, max_len)


def beam_eos_not_counted(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return total / max(1, len(ids) - (ids[-1] == eos)) ** alpha

    return scored_by(score, log_table, start, eos, K, alpha, max_len)


def beam_start_counted(log_table, start, eos, K, alpha, max_len):
    def score(ids, total, alpha):
        return total / (len(ids) + 1) ** alpha

    return scored_by(score, log_table, start, eos, K, alpha, max_len)


def beam_chosen_by_sum(log_table, start, eos, K, alpha, max_len):
    ids, total = right(log_table, start, eos, K, 0.0, max_len)
    return ids, total / len(ids) ** alpha


def beam_alpha_ignored(log_table, start, eos, K, alpha, max_len):
    return right(log_table, start, eos, K, 0.0, max_len)


def beam_sum_returned(log_table, start, eos, K, alpha, max_len):
    ids, score = right(log_table, start, eos, K, alpha, max_len)
    return ids, score * len(ids) ** alpha


def beam_ties_higher_id(log_table, start, eos, K, alpha, max_len):
    def keep(longer, K):
        return sorted(longer, key=lambda one: (-one[1], [-i for i in one[0]]))[:K]

    finished, live = found_by(log_table, start, eos, K, max_len, keep=keep)
    return answer_of(finished or live, alpha)


def beam_ties_by_last_id(log_table, start, eos, K, alpha, max_len):
    def keep(longer, K):
        return sorted(longer, key=lambda one: (-one[1], one[0][-1]))[:K]

    finished, live = found_by(log_table, start, eos, K, max_len, keep=keep)
    return answer_of(finished or live, alpha)


def beam_ties_turned_round(log_table, start, eos, K, alpha, max_len):
    """Sort from the least likely on and turn the list round, equal ones with it."""

    def keep(longer, K):
        return sorted(longer, key=lambda one: one[1])[::-1][:K]

    finished, live = found_by(log_table, start, eos, K, max_len, keep=keep)
    return answer_of(finished or live, alpha)


def beam_last_of_equals(log_table, start, eos, K, alpha, max_len):
    finished, live = found_by(log_table, start, eos, K, max_len)
    return answer_of((finished or live)[::-1], alpha)


def beam_impossible_kept(log_table, start, eos, K, alpha, max_len):
    def extend(log_table, start, live):
        return extensions(np.maximum(log_table, -1e300), start, live)

    finished, live = found_by(log_table, start, eos, K, max_len, extend=extend)
    ids, score = answer_of(finished or live, alpha)
    return ids, NONE if score < -1e200 else score


def beam_start_returned(log_table, start, eos, K, alpha, max_len):
    ids, score = right(log_table, start, eos, K, alpha, max_len)
    return np.append(start, ids), score


def beam_eos_left_out(log_table, start, eos, K, alpha, max_len):
    ids, score = right(log_table, start, eos, K, alpha, max_len)
    return ids[ids != eos], score


def beam_start_ends(log_table, start, eos, K, alpha, max_len):
    if start == eos:
        return np.array([], dtype=int), 0.0
    return right(log_table, start, eos, K, alpha, max_len)


def beam_columns(log_table, start, eos, K, alpha, max_len):
    return right(log_table.T, start, eos, K, alpha, max_len)


def beam_one_step_less(log_table, start, eos, K, alpha, max_len):
    return right(log_table, start, eos, K, alpha, max_len - 1)


def beam_one_step_more(log_table, start, eos, K, alpha, max_len):
    return right(log_table, start, eos, K, alpha, max_len + 1)


def beam_always_from_start(log_table, start, eos, K, alpha, max_len):
    def extend(log_table, start, live):
        return extensions(np.broadcast_to(log_table[start], log_table.shape), start, live)

    finished, live = found_by(log_table, start, eos, K, max_len, extend=extend)
    return answer_of(finished or live, alpha)


def by_arrays(log_table, start, eos, K, alpha, max_len):
    """Extend all hypotheses at once, as (live, V) totals."""
    beams, totals, done = [[]], np.zeros(1), []
    for _ in range(max_len):
        rows = log_table[[ids[-1] if ids else start for ids in beams]]
        flat = (totals[:, None] + rows).ravel()
        order = np.argsort(-flat, kind="stable")[:K]
        order = order[flat[order] > NONE]
        chosen = [(beams[j // len(log_table)] + [j % len(log_table)], flat[j]) for j in order]
        done += [one for one in chosen if one[0][-1] == eos]
        going = [one for one in chosen if one[0][-1] != eos]
        if not going:
            break
        beams, totals = [ids for ids, _ in going], np.array([total for _, total in going])
    pool = done if done else list(zip(beams, totals, strict=True))
    scores = [total / len(ids) ** alpha for ids, total in pool]
    best = int(np.argmax(scores))
    return np.array(pool[best][0]), scores[best]


def by_best_so_far(log_table, start, eos, K, alpha, max_len):
    """Compare each finished one with the best so far."""
    best, live = None, [(0.0, [start])]
    for _ in range(max_len):
        longer = []
        for total, path in live:
            for token, log_p in enumerate(log_table[path[-1]]):
                if log_p != NONE:
                    longer.append((total + log_p, [*path, token]))
        longer.sort(key=lambda one: one[0], reverse=True)
        live = []
        for total, path in longer[:K]:
            score = total * (len(path) - 1) ** -alpha
            if path[-1] != eos:
                live.append((total, path))
            elif best is None or score > best[0]:
                best = score, path
    if best is None:
        total, path = live[0]
        best = total * (len(path) - 1) ** -alpha, path
    return np.array(best[1][1:]), best[0]


def by_selecting(log_table, start, eos, K, alpha, max_len):
    """Pick the best of what is left K times, in place of a sort."""
    live, finished = {(): 0.0}, {}
    for _ in range(max_len):
        left = dict(extensions(log_table, start, live.items()))
        live = {}
        for _ in range(min(K, len(left))):
            ids = max(left, key=left.__getitem__)
            (finished if ids[-1] == eos else live)[ids] = left.pop(ids)
    pool = finished if finished else live
    ids = max(pool, key=lambda ids: pool[ids] / len(ids) ** alpha)
    return list_to_array(ids), pool[ids] / len(ids) ** alpha


def list_to_array(ids):
    return np.array([int(i) for i in ids])
