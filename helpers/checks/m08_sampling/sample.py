"""Check of sample."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.sampling import sample


def sample_cases(seed):
    """Yield (probs, u): ordinary rows, zeros among them, u at a boundary, rows that end below 1.

    But for the last two kinds no u lies within 0.003 of a boundary.
    """
    rng = np.random.default_rng(seed)
    yield drawn(rng, 7, 5)
    yield drawn(rng, 6, 8, zeros=True)
    yield on_boundaries(rng)
    probs, u = on_boundaries(rng)
    yield probs, np.maximum(u - 1e-12, 0)  # just below them
    yield beyond_the_end(rng)
    yield drawn(rng, 1, 4)
    yield np.ones((3, 1)), np.array([0.0, 0.4, 0.9])
    yield drawn(rng, 4, 30, zeros=True)
    yield first_token(rng)
    probs, u = drawn(rng, 6, 7)
    yield np.repeat(probs[:1], 6, axis=0), inside(rng, np.repeat(probs[:1], 6, axis=0))
    yield np.full((6, 5), 0.2), inside(rng, np.full((6, 5), 0.2))
    probs = -np.sort(-probs)
    yield probs, inside(rng, probs)
    yield drawn(rng, 7, 5)


def drawn(rng, B, V, zeros=False):
    """Draw rows and numbers, each number well inside the piece of a token."""
    probs = rng.uniform(0.05, 1.0, size=(B, V))
    if zeros:
        probs[rng.uniform(size=(B, V)) < 0.3] = 0.0
        probs[:, V // 2] += 0.3
    probs /= probs.sum(axis=1, keepdims=True)
    return probs, inside(rng, probs)


def inside(rng, probs):
    """Draw a number for each row that is 0.003 away from all its boundaries."""
    ends, u = np.cumsum(probs, axis=1), rng.uniform(size=len(probs))
    while (np.abs(ends - u[:, None]).min(axis=1) < 0.003).any():
        u = rng.uniform(size=len(probs))
    return u


def first_token(rng):
    """Return rows whose first token is the most likely, and drawn."""
    probs = rng.uniform(0.08, 0.12, size=(6, 5))
    probs[:, 0] = 1 - probs[:, 1:].sum(axis=1)
    return probs, rng.uniform(0.0, 0.05, size=6)


def on_boundaries(rng):
    """Return rows in eighths, whose sums are exact, with u on the boundaries, 0 among them."""
    rows = [(0, 2, 4, 2), (2, 4, 0, 2), (4, 0, 0, 4), (1, 1, 2, 4), (0, 0, 8, 0), (0, 3, 1, 4)]
    u = [0, 6, 4, 2, 0, 3]
    order = rng.permutation(len(rows))
    return np.array(rows)[order] / 8, np.array(u)[order] / 8


def beyond_the_end(rng):
    """Return rows that sum to 1 - 1e-9; u lies between that and 1 in all but two of them."""
    probs, u = drawn(rng, 8, 5)
    beyond = rng.permutation(8)[:6]
    probs[beyond[:4], 4] = 0.0
    probs[beyond[0], 3] = 0.0
    probs *= (1 - 1e-9) / probs.sum(axis=1, keepdims=True)
    u[beyond] = 1 - 1e-11
    return probs, u


def ids_of(probs, u):
    """Count the cumulative probabilities that are not greater than u: V beyond the end."""
    return (np.cumsum(probs, axis=1) <= u[:, None]).sum(axis=1)


def last_possible(probs):
    return np.array([np.flatnonzero(row)[-1] for row in probs])


def right(probs, u):
    return np.minimum(ids_of(probs, u), last_possible(probs))


def sample_reached(probs, u):
    ids = (np.cumsum(probs, axis=1) < u[:, None]).sum(axis=1)
    return np.minimum(ids, last_possible(probs))


def sample_v_beyond_the_end(probs, u):
    return ids_of(probs, u)


def sample_last_column_beyond(probs, u):
    return np.minimum(ids_of(probs, u), probs.shape[1] - 1)


def sample_first_beyond(probs, u):
    return np.argmax(np.cumsum(probs, axis=1) > u[:, None], axis=1)


def sample_nothing_beyond(probs, u):
    ids = ids_of(probs, u)
    return ids[ids < probs.shape[1]]


def sample_one_too_high(probs, u):
    return right(probs, u) + 1


def sample_one_too_high_within(probs, u):
    return np.minimum(right(probs, u) + 1, probs.shape[1] - 1)


def sample_one_too_low(probs, u):
    return right(probs, u) - 1


def sample_most_likely(probs, u):
    return probs.argmax(axis=1)


def sample_first_above(probs, u):
    return np.argmax(probs > u[:, None], axis=1)


def sample_counts_probabilities(probs, u):
    return (probs <= u[:, None]).sum(axis=1)


def sample_counts_the_larger(probs, u):
    return (np.cumsum(probs, axis=1) > u[:, None]).sum(axis=1)


def sample_down_the_rows(probs, u):
    return (np.cumsum(probs, axis=0) <= u[:, None]).sum(axis=1)


def sample_first_down_the_rows(probs, u):
    return np.argmax(np.cumsum(probs, axis=0) > u[:, None], axis=1)


def sample_all_in_one(probs, u):
    return (np.cumsum(probs) <= u[:, None]).sum(axis=1)


def sample_from_the_first_row(probs, u):
    return right(np.broadcast_to(probs[0], probs.shape), u)


def sample_with_the_first_u(probs, u):
    return right(probs, np.full_like(u, u[0]))


def sample_most_likely_first(probs, u):
    order = np.argsort(-probs, axis=1, kind="stable")
    ranks = right(np.take_along_axis(probs, order, axis=1), u)
    return order[np.arange(len(u)), ranks]


def sample_ranks(probs, u):
    return right(-np.sort(-probs, axis=1), u)


def sample_from_the_end(probs, u):
    V = probs.shape[1]
    return V - 1 - right(probs[:, ::-1], u)


def sample_equally_likely(probs, u):
    return np.floor(u * probs.shape[1]).astype(int)


def sample_nearest_boundary(probs, u):
    return np.abs(np.cumsum(probs, axis=1) - u[:, None]).argmin(axis=1)


def sample_own_left_out(probs, u):
    """Compare with the sum of the earlier tokens alone, which includes 0."""
    return (np.cumsum(probs, axis=1) - probs <= u[:, None]).sum(axis=1)


def sample_probabilities(probs, u):
    return probs[np.arange(len(u)), right(probs, u)]


def sample_one_hot(probs, u):
    return np.eye(probs.shape[1])[right(probs, u)]


def by_loops(probs, u):
    ids = []
    for row, x in zip(probs, u, strict=True):
        total, drawn_id = 0.0, 0
        for i, prob in enumerate(row):
            if prob > 0:
                total, drawn_id = total + prob, i
                if total > x:
                    break
        ids.append(drawn_id)
    return np.array(ids)


def by_searching(probs, u):
    ids = [
        np.searchsorted(np.cumsum(row), x, side="right") for row, x in zip(probs, u, strict=True)
    ]
    return np.minimum(ids, [max(np.nonzero(row)[0]) for row in probs])


def by_endless_last_token(probs, u):
    ends = np.cumsum(probs, axis=1)
    for row, end in zip(probs, ends, strict=True):
        end[np.flatnonzero(row)[-1] :] = np.inf
    return np.argmax(ends > u[:, None], axis=1)


check_sample = Check(
    name="sample",
    reference=sample,
    cases=sample_cases,
    outputs=("ids (B)",),
    slips={
        "u lies exactly on a boundary here. Is a cumulative probability that is equal to u greater "
        "than u, and can a token of probability 0 be drawn?": sample_reached,
        "u lies beyond the sum of its row, which rounding left below 1, and the id is V. Which id "
        "does the last possible token have?": sample_v_beyond_the_end,
        "u lies beyond the sum of its row, which rounding left below 1, and the last column was "
        "drawn whatever its probability is. Which is the last token that is "
        "possible?": sample_last_column_beyond,
        "u lies beyond the sum of its row, which rounding left below 1, and token 0 was drawn. "
        "Which place does argmax name where nothing is True?": sample_first_beyond,
        "u lies beyond the sum of its row, which rounding left below 1, and that row has no id. "
        "Which token is drawn if the loop ends without one?": sample_nothing_beyond,
        "Every id is one too high. Is the token counted whose piece u falls "
        "into?": sample_one_too_high,
        "Every id is one too high, but for the last, which cannot be. Is the id counted up after "
        "its sum was compared, or before?": sample_one_too_high_within,
        "Every id is one too low: this is the last token whose sum is still below. Which token's "
        "sum is the first to exceed u?": sample_one_too_low,
        "This is the most likely token of each row. Where does u enter?": sample_most_likely,
        "u was compared with single probabilities: this is the first that exceeds it. What should "
        "be added up before the comparison?": sample_first_above,
        "u was compared with single probabilities, and those not above it counted. What should be "
        "added up before the comparison?": sample_counts_probabilities,
        "The sums that exceed u were counted. How many tokens lie to the left of the one "
        "drawn?": sample_counts_the_larger,
        "The sums run down the columns, over rows. Along which axis does a distribution "
        "lie?": sample_down_the_rows,
        "The sums run down the columns, over rows, and the first that exceeds u was taken. Along "
        "which axis does a distribution lie?": sample_first_down_the_rows,
        "The sum runs on from one row into the next. Which axis does np.cumsum need to be "
        "told?": sample_all_in_one,
        "All ids were drawn from the distribution of row 0. Which row belongs to "
        "u[b]?": sample_from_the_first_row,
        "All ids were drawn with u[0]. Which number belongs to row b?": sample_with_the_first_u,
        "The most likely tokens come first in these sums. In which order does the exercise add "
        "up?": sample_most_likely_first,
        "These are places in the order of probability. To which ids do they belong, and is a row "
        "to be sorted at all?": sample_ranks,
        "The sums start from the last token. At which id does the cumulative probability "
        "start?": sample_from_the_end,
        "All V tokens are equally likely in this. Where do the probabilities "
        "enter?": sample_equally_likely,
        "This is the token whose boundary lies nearest to u. On which side of u must its sum "
        "lie?": sample_nearest_boundary,
        "u was compared with the sums that leave out the token itself. Does the cumulative "
        "probability of an id include its own?": sample_own_left_out,
        "These are the probabilities of the tokens drawn. What does the exercise ask "
        "for?": sample_probabilities,
        "These are rows with a 1 at the token drawn. How does one get its id from "
        "them?": sample_one_hot,
    },
    equivalent={
        "np.minimum(ids, last) -> np.minimum(last, ids) (in `return np.minimum(ids, last)`)": (
            "the smaller of two numbers does not depend on their order"
        ),
    },
    alternatives=(by_loops, by_searching, by_endless_last_token),
    tolerance=0.0,
    tolerance_reason="ids are whole numbers; a u on a boundary meets sums that are exact",
)
