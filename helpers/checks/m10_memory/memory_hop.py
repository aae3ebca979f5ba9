"""Check of memory_hop."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, softmax_of, weighted
from helpers.scratch.modules.m10_memory import memory_hop

SIZES = (  # N, B, D; the first once more
    (5, 3, 2),
    (4, 2, 5),
    (3, 3, 3),
    (2, 4, 3),
    (1, 2, 3),
    (4, 1, 2),
    (3, 2, 1),
    (5, 3, 2),
)


def memory_hop_cases(seed):
    """Yield (u, m_in, m_out): as SIZES lists them."""
    rng = np.random.default_rng(seed)
    for N, B, D in SIZES:
        m_in, m_out = rng.normal(size=(2, N, B, D))
        yield 0.5 + rng.normal(size=(B, D)), m_in, m_out + 0.5


def products(u, m):
    return (u * m).sum(axis=-1)


def weigh(u, m, axis=0):
    return softmax_of(products(u, m), axis)


def with_weights(u, m_out, weights):
    return u + weighted(weights, m_out), weights


def with_found(u, m_in, found):
    return u + found, weigh(u, m_in)


def hop_without_u(u, m_in, m_out):
    weights = weigh(u, m_in)
    return weighted(weights, m_out), weights


def hop_weights_first(u, m_in, m_out):
    u_next, weights = memory_hop(u, m_in, m_out)
    return weights, u_next


def hop_without_u_scaled(u, m_in, m_out):
    weights = softmax_of(products(u, m_in) / np.sqrt(u.shape[1]))
    return weighted(weights, m_out), weights


def hop_in_read(u, m_in, m_out):
    return with_found(u, m_in, weighted(weigh(u, m_in), m_in))


def hop_in_read_without_u(u, m_in, m_out):
    weights = weigh(u, m_in)
    return weighted(weights, m_in), weights


def hop_out_asked(u, m_in, m_out):
    return with_weights(u, m_out, weigh(u, m_out))


def hop_both_asked(u, m_in, m_out):
    return with_weights(u, m_out, weigh(u, m_in + m_out))


def hop_memories_exchanged(u, m_in, m_out):
    return with_weights(u, m_in, weigh(u, m_out))


def hop_u_alone(u, m_in, m_out):
    return memory_hop(u, m_in, m_out)[0]


def hop_over_batch(u, m_in, m_out):
    return with_weights(u, m_out, weigh(u, m_in, 1))


def hop_over_batch_without_u(u, m_in, m_out):
    weights = weigh(u, m_in, 1)
    return weighted(weights, m_out), weights


def hop_all_over_batch(u, m_in, m_out):
    """Take softmax and sum over the rows of the batch; no error where N and B are alike."""
    weights = weigh(u, m_in, axis=1)
    return u + (weights[..., None] * m_out).sum(axis=1), weights


def hop_over_everything(u, m_in, m_out):
    return with_weights(u, m_out, weigh(u, m_in, None))


def hop_scaled(u, m_in, m_out):
    return with_weights(u, m_out, softmax_of(products(u, m_in) / np.sqrt(u.shape[1])))


def hop_cosine(u, m_in, m_out):
    lengths = np.linalg.norm(u, axis=-1) * np.linalg.norm(m_in, axis=-1)
    return with_weights(u, m_out, softmax_of(products(u, m_in) / lengths))


def hop_scores_weigh(u, m_in, m_out):
    return with_weights(u, m_out, products(u, m_in))


def hop_scores_returned(u, m_in, m_out):
    return memory_hop(u, m_in, m_out)[0], products(u, m_in)


def hop_best_alone(u, m_in, m_out):
    best = products(u, m_in).argmax(axis=0)
    return with_found(u, m_in, m_out[best, np.arange(len(u))])


def hop_mean(u, m_in, m_out):
    return with_found(u, m_in, m_out.mean(axis=0))


def hop_averaged(u, m_in, m_out):
    return with_found(u, m_in, weighted(weigh(u, m_in), m_out) / len(m_in))


def hop_multiplied(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u * weighted(weights, m_out), weights


def hop_both_read(u, m_in, m_out):
    return with_found(u, m_in, weighted(weigh(u, m_in), m_in + m_out))


def hop_subtracted(u, m_in, m_out):
    return with_found(u, m_in, -weighted(weigh(u, m_in), m_out))


def hop_u_for_each(u, m_in, m_out):
    """Add u to every statement, unsummed."""
    weights = weigh(u, m_in)
    return u + weights[..., None] * m_out, weights


def hop_rows_of_weights(u, m_in, m_out):
    return memory_hop(u, m_in, m_out)[0], weigh(u, m_in).T


def hop_twice(u, m_in, m_out):
    """Make two hops."""
    return memory_hop(memory_hop(u, m_in, m_out)[0], m_in, m_out)


def hop_first_question(u, m_in, m_out):
    weights = weigh(np.broadcast_to(u[:1], u.shape), m_in)
    return with_weights(u, m_out, weights)


def hop_entries_weighed(u, m_in, m_out):
    """Take a softmax for each entry, without a sum over D."""
    return u + (softmax_of(u * m_in) * m_out).sum(axis=0), weigh(u, m_in)


def hop_negative(u, m_in, m_out):
    return with_weights(u, m_out, softmax_of(-products(u, m_in)))


def hop_u_weighed(u, m_in, m_out):
    """Halve question and finding."""
    u_next, weights = memory_hop(u, m_in, m_out)
    return u_next / 2, weights


def hop_in_place(u, m_in, m_out):
    weights = weigh(u, m_in)
    u += weighted(weights, m_out)
    return u, weights


def by_rows(u, m_in, m_out):
    u_next, weights = np.array(u), np.zeros(m_in.shape[:2])
    for b, question in enumerate(u):
        scores = m_in[:, b] @ question
        exps = np.exp(scores - scores.max())
        weights[:, b] = exps / exps.sum()
        u_next[b] = question + weights[:, b] @ m_out[:, b]
    return u_next, weights


def by_einsum(u, m_in, m_out):
    scores = np.einsum("bd,nbd->nb", u, m_in)
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=0))
    return u + np.einsum("nb,nbd->bd", weights, m_out), weights


def by_batch_first(u, m_in, m_out):
    m_in, m_out = m_in.swapaxes(0, 1), m_out.swapaxes(0, 1)
    exps = np.exp(m_in @ u[:, :, None])
    weights = exps / exps.sum(axis=1, keepdims=True)
    return (m_out * weights).sum(axis=1) + u, weights[:, :, 0].T


def in_float32(u, m_in, m_out):
    return by_einsum(*(a.astype(np.float32) for a in (u, m_in, m_out)))


check_memory_hop = Check(
    name="memory_hop",
    reference=memory_hop,
    cases=memory_hop_cases,
    outputs=("u_next (B, D)", "weights (N, B)"),
    slips={
        "u_next is what was found, without u. What does the next hop have to know "
        "besides?": hop_without_u,
        "Weights and u_next are exchanged. Which of them comes first?": hop_weights_first,
        "u_next is what was found, without u, and the scores were scaled. What is added, and is "
        "anything divided?": hop_without_u_scaled,
        "m_in was read. Which of the two embeddings is averaged?": hop_in_read,
        "m_in was read, and u is missing. Which of the two embeddings is averaged, and to what is "
        "it added?": hop_in_read_without_u,
        "u was compared with m_out. Which of the two embeddings is to be found?": hop_out_asked,
        "u was compared with both embeddings, added. Which of them is to be found?": hop_both_asked,
        "m_in and m_out are exchanged. Which of them is compared with u, and which is "
        "averaged?": hop_memories_exchanged,
        "The weights did not come back. Which two results does the prompt ask for?": hop_u_alone,
        "The softmax goes over the rows of the batch. Which axis of (N, B) should sum to "
        "1?": hop_over_batch,
        "The softmax goes over the rows of the batch, and u is missing. Which axis should sum to "
        "1, and to what is the finding added?": hop_over_batch_without_u,
        "Softmax and sum both go over the rows of the batch. Which axis of (N, B) and of (N, B, D) "
        "are the statements?": hop_all_over_batch,
        "All weights of the batch together sum to 1. Which entries share 1 among "
        "them?": hop_over_everything,
        "The scores were divided by the root of D. Is anything divided here?": hop_scaled,
        "The scores are cosines. Is an inner product divided by lengths here?": hop_cosine,
        "The inner products themselves were taken for weights. Which function makes weights of "
        "them?": hop_scores_weigh,
        "The inner products came back in place of the weights. Which function makes weights of "
        "them?": hop_scores_returned,
        "Only the best statement was read. Which share have the others?": hop_best_alone,
        "The plain mean of m_out was added. What weighs it?": hop_mean,
        "What was found was divided by N. What do the weights sum to already?": hop_averaged,
        "u was multiplied by what was found. How are the two joined?": hop_multiplied,
        "m_in and m_out were both read. Which of them is averaged?": hop_both_read,
        "What was found was subtracted. How are the two joined?": hop_subtracted,
        "What was found was not summed over the statements. Which axes does u_next "
        "have?": hop_u_for_each,
        "weights has the rows of the batch first. Which axis comes first in (N, "
        "B)?": hop_rows_of_weights,
        "Two hops were made. How many does one call make?": hop_twice,
        "The first row's question was asked in all rows. Which question belongs to row "
        "b?": hop_first_question,
        "What was found was weighed entry by entry, without a sum over D. How many weights does a "
        "statement have?": hop_entries_weighed,
        "The least fitting statement has the largest weight. Which sign has the inner "
        "product?": hop_negative,
        "u_next was halved. Is it a sum or a mean?": hop_u_weighed,
        "u was changed in place. Which line should make a new array?": hop_in_place,
    },
    alternatives=(by_rows, by_einsum, by_batch_first, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
