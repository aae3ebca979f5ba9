"""A driver who never leaves the middle of the road, and a model that learned from what he did.

Positions 0 to V - 1 lie side by side; a step moves by at most one of them. V positions, T steps.
"""

import numpy as np

from helpers.scratch.ops import softmax

V, MIDDLE = 21, 10
MOVES = (-1, 0, 1)


def driver():
    """Return the true table (V, V): from the middle he strays a little, from elsewhere comes back.

    So he is always in the middle or beside it, once he has been there.
    """
    table = np.zeros((V, V))
    for i in range(V):
        back = int(np.sign(MIDDLE - i))
        if back == 0:
            table[i, [i - 1, i, i + 1]] = 0.2, 0.6, 0.2
        else:
            table[i, [i, i + back]] = 0.2, 0.8
    return table


def moves_seen(befores, afters):
    """Count moves. Shapes: befores, afters (N,) ids, at most one apart -> shares (V, 3), seen (V,).

    The three moves are equally likely at a position that was never seen.
    """
    counts = np.zeros((V, 3))
    np.add.at(counts, (befores, np.asarray(afters) - befores + 1), 1)
    seen = counts.any(axis=1)
    counts[~seen] = 1
    return counts / counts.sum(axis=1, keepdims=True), seen


def learn(befores, afters, updates=50, rate=1.0):
    """Fit a table to moves that were seen, by gradient descent on a softmax for each position.

    Its logits start at 0, and after so few updates a move that was never made is still possible.
    Shapes: befores, afters (N,) ids, at most one apart -> table (V, V).
    """
    shares, seen = moves_seen(befores, afters)
    logits = np.zeros((V, 3))
    for _ in range(updates):
        logits -= rate * (softmax(logits) - shares) * seen[:, None]  # of -ln p, in each row
    return as_table(softmax(logits))


def as_table(moves):
    """Return a table of next positions; who would leave the last one stays there.

    Shapes: moves (V, 3), probabilities of one to the left, none, one to the right -> (V, V).
    """
    table = np.zeros((V, V))
    for j, move in enumerate(MOVES):
        np.add.at(table, (np.arange(V), np.clip(np.arange(V) + move, 0, V - 1)), moves[:, j])
    return table


def trips(table, generate, rng, count, T):
    """Drive from the middle by a table.   generate: as generate_ids of sampling.beam.

    Position 0 ends a trip. Shapes: -> befores, afters (N,), every move of `count` trips of T steps.
    """
    befores, afters = [], []
    for us in rng.uniform(size=(count, T)):
        ids = generate(table, MIDDLE, us, 0, T)
        befores += [MIDDLE, *ids[:-1]]
        afters += [*ids]
    return np.array(befores), np.array(afters)


def corrected(befores, truth, rng):
    """Ask the driver what he would do in each position. Shapes: befores (N,) -> afters (N,)."""
    return np.array([rng.choice(V, p=truth[i]) for i in befores])


def learn_thrice(truth, generate, seed):
    """Count the driver's trips, learn from them, then also from his answers on the model's trips.

    Returns the three tables, each (V, V).   generate: as trips takes it.
    """
    rng = np.random.default_rng(seed)
    befores, afters = trips(truth, generate, rng, 40, 50)
    model = learn(befores, afters)
    visited, _ = trips(model, generate, rng, 40, 50)
    answers = corrected(visited, truth, rng)
    counted = as_table(moves_seen(befores, afters)[0])
    return counted, model, learn(np.append(befores, visited), np.append(afters, answers))
