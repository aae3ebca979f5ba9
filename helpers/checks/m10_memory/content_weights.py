"""Check of content_weights."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, softmax_of
from helpers.scratch.modules.m10_memory import content_weights

SIZES = (  # N, B, C, powers of ten of the lengths
    (5, 3, 2, 0.0),
    (4, 2, 3, 0.5),
    (3, 3, 3, 0.5),
    (6, 4, 5, 0.5),
    (1, 2, 4, 0.5),
    (4, 1, 2, 0.5),
    (3, 2, 1, 0.5),  # cosines of 1 and -1 alone
    (5, 3, 4, 4.0),  # lengths from 0.0001 to 10,000
    (5, 3, 2, 0.0),
)


def content_weights_cases(seed):
    """Yield (memory, key, beta): as SIZES lists them, one beta 0 where there are three rows."""
    rng = np.random.default_rng(seed)
    for N, B, C, power in SIZES:
        powers = rng.uniform(-power, power, size=(N + 1, B, 1))
        powers[:, 0] = -power * rng.uniform(0.9, 1, size=(N + 1, 1))  # short ones in the first row
        memory = unit(rng.normal(size=(N, B, C))) * 10 ** powers[:N]
        key = unit(rng.normal(size=(B, C))) * 10 ** powers[N]
        if not power:
            memory, key = memory * rng.uniform(0.5, 3, (N, B, 1)), key * rng.uniform(2, 4)
        beta = rng.uniform(1.5, 8, size=B)
        beta[2:3] = 0.0 if N == 3 else beta[2:3]
        yield memory, key, beta


def unit(a):
    return a / np.linalg.norm(a, axis=-1, keepdims=True)


def products(memory, key):
    return (memory * key).sum(axis=-1)


def cosines(memory, key):
    return products(unit(memory), unit(key))


def content_products(memory, key, beta):
    return softmax_of(beta * products(memory, key))


def content_products_without_beta(memory, key, beta):
    return softmax_of(products(memory, key))


def content_read(memory, key, beta):
    """Return what the weights read."""
    return (content_weights(memory, key, beta)[..., None] * memory).sum(axis=0)


def content_key_not_divided(memory, key, beta):
    return softmax_of(beta * products(unit(memory), key))


def content_memory_not_divided(memory, key, beta):
    return softmax_of(beta * products(memory, unit(key)))


def content_batch_first(memory, key, beta):
    return content_weights(memory, key, beta).T


def content_beta_after(memory, key, beta):
    return beta * softmax_of(cosines(memory, key))


def content_beta_after_of_products(memory, key, beta):
    return beta * softmax_of(products(memory, key))


def content_without_beta(memory, key, beta):
    return softmax_of(cosines(memory, key))


def content_entries_apart(memory, key, beta):
    """Take the softmax over the C entries."""
    return softmax_of(beta[:, None] * unit(memory) * unit(key), axis=-1)


def content_power(memory, key, beta):
    return softmax_of(cosines(memory, key)) ** beta


def content_over_batch(memory, key, beta):
    return softmax_of(beta * cosines(memory, key), axis=1)


def content_products_over_batch(memory, key, beta):
    return softmax_of(beta * products(memory, key), axis=1)


def content_over_everything(memory, key, beta):
    return softmax_of(beta * cosines(memory, key), axis=None)


def content_a_list(memory, key, beta):
    return list(content_weights(memory, key, beta))


def content_scores(memory, key, beta):
    return beta * cosines(memory, key)


def content_cosines(memory, key, beta):
    return cosines(memory, key)


def content_by_beta(memory, key, beta):
    with np.errstate(all="ignore"):
        return softmax_of(np.nan_to_num(cosines(memory, key) / beta, posinf=0, neginf=0))


def content_distances(memory, key, beta):
    return softmax_of(-beta * np.linalg.norm(memory - key, axis=-1))


def content_sizes_of_cosines(memory, key, beta):
    """Drop the sign: what points the other way counts as alike."""
    return softmax_of(beta * abs(cosines(memory, key)))


def content_angles(memory, key, beta):
    return softmax_of(beta * np.arccos(np.clip(cosines(memory, key), -1, 1)))


def content_best(memory, key, beta):
    """Return the place of the best slot of each row."""
    return cosines(memory, key).argmax(axis=0)


def content_hard(memory, key, beta):
    best = cosines(memory, key).argmax(axis=0)
    return (np.arange(len(memory))[:, None] == best).astype(float)


def content_lengths_squared(memory, key, beta):
    below = (memory**2).sum(axis=-1) * (key**2).sum(axis=-1)
    return softmax_of(beta * products(memory, key) / below)


def content_lengths_added(memory, key, beta):
    below = np.linalg.norm(memory, axis=-1) + np.linalg.norm(key, axis=-1)
    return softmax_of(beta * products(memory, key) / below)


def content_sums_for_lengths(memory, key, beta):
    below = np.abs(memory).sum(axis=-1) * np.abs(key).sum(axis=-1)
    return softmax_of(beta * products(memory, key) / below)


def content_one_length(memory, key, beta):
    below = np.linalg.norm(memory) * np.linalg.norm(key)
    return softmax_of(beta * products(memory, key) / below)


def content_lengths_over_slots(memory, key, beta):
    """Take the lengths along the slots."""
    divided = memory / np.linalg.norm(memory, axis=0)
    return softmax_of(beta * products(divided, unit(key)))


def content_small_number(memory, key, beta):
    below = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1) + 1e-6
    return softmax_of(beta * products(memory, key) / below)


def content_tiny_number(memory, key, beta):
    below = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1) + 1e-8
    return softmax_of(beta * products(memory, key) / below)


def content_tinier_number(memory, key, beta):
    below = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1) + 1e-12
    return softmax_of(beta * products(memory, key) / below)


def content_first_beta(memory, key, beta):
    return content_weights(memory, key, np.full_like(beta, beta[0]))


def content_first_key(memory, key, beta):
    return content_weights(memory, np.broadcast_to(key[:1], key.shape).copy(), beta)


def content_divided_by_cosines(memory, key, beta):
    """Divide by the sum, without exponentials."""
    scores = cosines(memory, key)
    return scores / scores.sum(axis=0)


def content_even(memory, key, beta):
    return np.full(memory.shape[:2], 1 / len(memory))


def by_rows(memory, key, beta):
    N, B, _ = memory.shape
    w = np.zeros((N, B))
    for b in range(B):
        for i in range(N):
            below = (memory[i, b] @ memory[i, b]) ** 0.5 * (key[b] @ key[b]) ** 0.5
            w[i, b] = np.exp(beta[b] * (memory[i, b] @ key[b]) / below)
        w[:, b] /= w[:, b].sum()
    return w


def by_units(memory, key, beta):
    memory = memory / np.sqrt((memory**2).sum(axis=2, keepdims=True))
    key = key / np.sqrt((key**2).sum(axis=1, keepdims=True))
    scores = np.einsum("nbc,bc->nb", memory, key) * beta
    return np.exp(scores - np.logaddexp.reduce(scores, axis=0))


def by_distances(memory, key, beta):
    """Between unit vectors: |a - b|^2 = 2 - 2 cos."""
    a, b = (x / np.linalg.norm(x, axis=-1)[..., None] for x in (memory, key))
    cosine = 1 - ((a - b) ** 2).sum(axis=-1) / 2
    exps = np.exp(beta * (cosine - cosine.max(axis=0)))
    return exps / exps.sum(axis=0)


def in_float32(memory, key, beta):
    return by_units(*(a.astype(np.float32) for a in (memory, key, beta)))


check_content_weights = Check(
    name="content_weights",
    reference=content_weights,
    cases=content_weights_cases,
    outputs=("w (N, B)",),
    slips={
        "The inner products were not divided by lengths, so that long slots win. What makes a "
        "cosine of them?": content_products,
        "The inner products were taken without lengths and without beta. What makes a cosine of "
        "them, and how sharp is the softmax?": content_products_without_beta,
        "This is what the weights read from the memory. What does the prompt ask "
        "for?": content_read,
        "The key's length has an effect. By which two lengths is an inner product "
        "divided?": content_key_not_divided,
        "The slots' lengths have an effect. By which two lengths is an inner product "
        "divided?": content_memory_not_divided,
        "The weights have the rows of the batch first. Which axis comes first in (N, "
        "B)?": content_batch_first,
        "The weights were multiplied by beta. Does it stand inside or outside the "
        "softmax?": content_beta_after,
        "The weights were multiplied by beta, and the inner products not divided by lengths. "
        "Where does beta stand, and what makes a cosine?": content_beta_after_of_products,
        "beta has no effect. What is multiplied by it before the softmax?": content_without_beta,
        "The softmax goes over the entries of a slot, and their products were not summed. Which "
        "axes are left in (N, B)?": content_entries_apart,
        "The weights were raised to the power beta, and do not sum to 1. What is multiplied by "
        "beta?": content_power,
        "The softmax goes over the rows of the batch. Which axis of (N, B) should sum to "
        "1?": content_over_batch,
        "The inner products were not divided by lengths, and the softmax goes over the rows of the "
        "batch. What makes a cosine, and which axis should sum to "
        "1?": content_products_over_batch,
        "All weights of the batch together sum to 1. Which entries share 1 among "
        "them?": content_over_everything,
        "The weights came back as a list. Which kind of result has the shape (N, "
        "B)?": content_a_list,
        "These are beta times the cosines. Which function makes weights of them?": content_scores,
        "These are the cosines. Which two steps are still to come?": content_cosines,
        "The cosines were divided by beta. Does a larger beta make the weights sharper or "
        "flatter?": content_by_beta,
        "The weights go by distance. Which likeness does not depend on how long a slot "
        "is?": content_distances,
        "The cosines lost their signs. How alike is a slot that points the other "
        "way?": content_sizes_of_cosines,
        "The angles were taken, which are large where slot and key differ. Is the likeness the "
        "angle or its cosine?": content_angles,
        "This is the place of the best slot. What shape has a weight for each slot?": content_best,
        "All the weight is on the best slot. Which share have the others?": content_hard,
        "The squares of the lengths were taken. How does a length come out of a sum of "
        "squares?": content_lengths_squared,
        "The two lengths were added. How do they stand below the fraction "
        "line?": content_lengths_added,
        "Sums of absolute values were taken for lengths. What is under the root of a "
        "length?": content_sums_for_lengths,
        "All slots share one length. Which axis has the entries of one slot?": content_one_length,
        "The lengths of the slots were taken along the slots. Which axis has the entries of one "
        "slot?": content_lengths_over_slots,
        "1e-6 was added to the product of the lengths, which may be smaller. Can it be 0 "
        "here?": content_small_number,
        "1e-8 was added to the product of the lengths, which may be as small. Can it be 0 "
        "here?": content_tiny_number,
        "1e-12 was added to the product of the lengths, which may be near 1e-8. Can it be 0 "
        "here?": content_tinier_number,
        "The first row's beta was used for all rows. Which one belongs to row "
        "b?": content_first_beta,
        "The first row's key was used for all rows. Which one belongs to row b?": content_first_key,
        "The cosines were divided by their sum. Which function makes positive numbers of them "
        "first?": content_divided_by_cosines,
        "All slots have the same weight. Where does the key enter?": content_even,
    },
    equivalent={
        "-1 -> 1 (in `lengths = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, "
        "axi...`) #2": ("key has two axes, of which the last is axis 1"),
    },
    alternatives=(by_rows, by_units, by_distances, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
