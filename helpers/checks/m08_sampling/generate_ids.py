"""Check of generate_ids."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.sampling import sample
from helpers.sampling.beam import generate_ids


def generate_ids_cases(seed):
    """Yield (table, start, us, eos, max_len): ended by <EOS>, cut, started by it, short ones.

    But for the case of boundaries no number lies within 0.003 of one.
    """
    rng = np.random.default_rng(seed)
    yield drawn(rng, 6, start=1, eos=4, N=12, max_len=12, L=(6, 9))
    yield drawn(rng, 5, start=0, eos=3, N=13, max_len=9, L=(9, 9), cut=True)
    yield drawn(rng, 5, start=2, eos=2, N=10, max_len=10, L=(5, 8))
    yield drawn(rng, 4, start=3, eos=0, N=7, max_len=5, L=(5, 5), cut=False)
    yield drawn(rng, 4, start=2, eos=0, N=5, max_len=5, L=(1, 1))
    yield drawn(rng, 4, start=1, eos=3, N=4, max_len=1, L=(1, 1), cut=True)
    yield on_boundaries(rng)
    yield drawn(rng, 6, start=1, eos=4, N=12, max_len=12, L=(6, 9))


def drawn(rng, V, start, eos, N, max_len, L, cut=None):
    """Draw tables and numbers until the sequence has between L[0] and L[1] tokens.

    cut: whether it has to end without <EOS>; None where its length says so.
    """
    while True:
        table = rng.uniform(0.1, 1.0, size=(V, V))
        table[:, eos] *= 0.5
        table /= table.sum(axis=1, keepdims=True)
        us = rng.uniform(size=N)
        if np.abs(np.cumsum(table, axis=1).ravel()[:, None] - us).min() < 0.003:
            continue
        ids = written(table, start, us, eos, max_len)
        varied = L[0] <= len(ids) <= L[1] and len(set(ids)) >= min(3, L[0])
        if varied and (cut is None or cut is (ids[-1] != eos)):
            return table, start, us, eos, max_len


def on_boundaries(rng):
    """Return a table in quarters, whose sums are exact, and numbers on its boundaries."""
    rows = [(0, 1, 2, 1), (1, 0, 1, 2), (2, 1, 0, 1), (1, 1, 1, 1)]
    us = [0.0, 0.25, 0.5, 0.25, 0.0, 0.25, 0.75]
    return np.array(rows) / 4, int(rng.integers(3)), np.array(us), 3, 7


def written(table, start, us, eos, max_len):
    ids, previous = [], start
    for u in us[:max_len]:
        previous = int(sample(table[previous], u))
        ids.append(previous)
        if previous == eos:
            break
    return ids


def ids_until_eos(rows, us, eos):
    """Draw from what rows yields for each token so far, until <EOS>."""
    ids = []
    for u in us:
        ids.append(int(sample(rows(ids), u)))
        if ids[-1] == eos:
            break
    return np.array(ids)


def generate_start_written(table, start, us, eos, max_len):
    return np.array([start, *written(table, start, us, eos, max_len)])


def generate_start_counted(table, start, us, eos, max_len):
    return np.array([start, *written(table, start, us, eos, max_len - 1)])


def generate_eos_left_out(table, start, us, eos, max_len):
    return np.array([i for i in written(table, start, us, eos, max_len) if i != eos])


def generate_never_stops(table, start, us, eos, max_len):
    return np.array(written(table, start, us, -1, max_len))


def generate_one_after_eos(table, start, us, eos, max_len):
    ids = written(table, start, us, eos, max_len)
    return np.array(written(table, start, us, -1, min(max_len, len(ids) + 1)))


def generate_filled_up(table, start, us, eos, max_len):
    ids = written(table, start, us, eos, max_len)
    return np.array(ids + [eos] * (max_len - len(ids)))


def generate_start_stops(table, start, us, eos, max_len):
    ids, previous = [], start
    while previous != eos and len(ids) < max_len:
        previous = int(sample(table[previous], us[len(ids)]))
        ids.append(previous)
    return np.array(ids)


def generate_stops_at_start(table, start, us, eos, max_len):
    """End when the start comes back."""
    ids, previous = [], start
    for u in us[:max_len]:
        previous = int(sample(table[previous], u))
        ids.append(previous)
        if previous in (start, eos):
            break
    return np.array(ids)


def generate_from_start_row(table, start, us, eos, max_len):
    return ids_until_eos(lambda ids: table[start], us[:max_len], eos)


def generate_token_before_last(table, start, us, eos, max_len):
    return ids_until_eos(lambda ids: table[[start, start, *ids][-2]], us[:max_len], eos)


def generate_columns(table, start, us, eos, max_len):
    ids, previous = [], start
    for u in us[:max_len]:
        column = np.cumsum(table[:, previous])
        previous = min(int((column <= u).sum()), len(table) - 1)
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)


def generate_rows_in_turn(table, start, us, eos, max_len):
    return ids_until_eos(lambda ids: table[len(ids) % len(table)], us[:max_len], eos)


def generate_one_number(table, start, us, eos, max_len):
    return np.array(written(table, start, np.full_like(us, us[0]), eos, max_len))


def generate_next_number(table, start, us, eos, max_len):
    return np.array(written(table, start, np.append(us[1:], us[0]), eos, max_len))


def generate_last_number_first(table, start, us, eos, max_len):
    return np.array(written(table, start, us[::-1], eos, max_len))


def generate_most_likely(table, start, us, eos, max_len):
    ids, previous = [], start
    for _ in range(max_len):
        previous = int(np.argmax(table[previous]))
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)


def generate_all_numbers(table, start, us, eos, max_len):
    return np.array(written(table, start, us, eos, len(us)))


def generate_one_too_few(table, start, us, eos, max_len):
    return np.array(written(table, start, us, eos, max_len - 1))


def generate_one_too_many(table, start, us, eos, max_len):
    return np.array(written(table, start, np.append(us, 0.5), eos, max_len + 1))


def generate_boundary_reached(table, start, us, eos, max_len):
    ids, previous = [], start
    for u in us[:max_len]:
        previous = int(np.searchsorted(np.cumsum(table[previous]), u))
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)


def generate_first_above(table, start, us, eos, max_len):
    ids, previous = [], start
    for u in us[:max_len]:
        previous = int(np.argmax(table[previous] > u))
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)


def generate_last_alone(table, start, us, eos, max_len):
    return written(table, start, us, eos, max_len)[-1]


def generate_length(table, start, us, eos, max_len):
    return len(written(table, start, us, eos, max_len))


def by_recursion(table, start, us, eos, max_len):
    first = int(np.searchsorted(np.cumsum(table[start]), us[0], side="right"))
    if first == eos or max_len == 1:
        return np.array([first])
    return np.append(first, by_recursion(table, first, us[1:], eos, max_len - 1))


def by_list_of_all(table, start, us, eos, max_len):
    ends = np.cumsum(table, axis=1)
    path = [start]
    for t in range(max_len):
        path.append(int((ends[path[-1]] <= us[t]).sum()))
    ids = path[1:]
    return np.array(ids[: ids.index(eos) + 1] if eos in ids else ids)


def by_array(table, start, us, eos, max_len):
    ids = np.empty(max_len, dtype=int)
    for t in range(max_len):
        row = table[ids[t - 1] if t else start]
        ids[t] = next(i for i in range(len(row)) if row[: i + 1].sum() > us[t])
        if ids[t] == eos:
            return ids[: t + 1]
    return ids


check_generate_ids = Check(
    name="generate_ids",
    reference=generate_ids,
    cases=generate_ids_cases,
    outputs=("ids (L)",),
    slips={
        "start stands before the tokens. Was it drawn?": generate_start_written,
        "start stands before the tokens, and counts among the max_len. Was it "
        "drawn?": generate_start_counted,
        "The eos that was drawn is missing. Is the end tested before or after a token is "
        "appended?": generate_eos_left_out,
        "Drawing goes on after eos. Which token ends the sequence?": generate_never_stops,
        "One more token is drawn after eos. Is the end tested on the token just drawn, or on the "
        "one before?": generate_one_after_eos,
        "After eos the rest is filled up with it. How long is a sequence that has "
        "ended?": generate_filled_up,
        "Nothing was drawn where start is eos. Does a start end anything, or only a token that "
        "was drawn?": generate_start_stops,
        "The sequence ends where start is drawn again. Which token ends "
        "it?": generate_stops_at_start,
        "Every token was drawn from the row of start. Which row belongs to the second "
        "draw?": generate_from_start_row,
        "Each token was drawn from the row of the token before the last one. Which row is next "
        "once a token has been drawn?": generate_token_before_last,
        "A column of the table was read where a row belongs. Which of its axes holds the tokens "
        "that follow?": generate_columns,
        "The rows were taken in turn, 0, 1, 2. Which row follows after a token was "
        "drawn?": generate_rows_in_turn,
        "us[0] was used for every draw. Which number belongs to the t-th "
        "token?": generate_one_number,
        "us[t + 1] was used for the t-th token. How many tokens are there before the first "
        "draw?": generate_next_number,
        "The numbers were used from the last one on. Which number belongs to the first "
        "token?": generate_last_number_first,
        "The most likely token was taken each time. Where does us enter?": generate_most_likely,
        "Drawing goes on beyond max_len tokens, as long as there are numbers. What ends it "
        "besides eos?": generate_all_numbers,
        "The sequence is cut at max_len - 1 tokens. Where does the loop "
        "stop?": generate_one_too_few,
        "The sequence is cut at max_len + 1 tokens. Where does the loop "
        "stop?": generate_one_too_many,
        "A number lies exactly on a boundary here. Is a cumulative probability that is equal to u "
        "greater than u?": generate_boundary_reached,
        "u was compared with single probabilities. What should be added up before the "
        "comparison, as in 8.1?": generate_first_above,
        "Only the last token came back. Where are the tokens before it kept?": generate_last_alone,
        "This is the number of tokens. Which tokens are they?": generate_length,
    },
    equivalent={
        "int(sampling.sample(table[previous], u)) -> sampling.sample(table[previous], u) "
        "(in `previous = int(sampling.sample(table[previous], u))`)": (
            "NumPy's whole numbers index an array and fill one as Python's do"
        ),
    },
    alternatives=(by_recursion, by_list_of_all, by_array),
    tolerance=0.0,
    tolerance_reason="ids are whole numbers; a u on a boundary meets sums that are exact",
)
