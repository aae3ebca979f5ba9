"""Check of tf_idf."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m07_deep import tf_idf


def tf_idf_cases(seed):
    """Yield (counts,): ordinary, a word in no document, an empty document, edges, shapes again.

    In the first ones every document has a word, and some word stands twice somewhere.
    """
    rng = np.random.default_rng(seed)
    yield (some_counts(rng, 4, 6),)
    yield (some_counts(rng, 7, 5),)
    counts = some_counts(rng, 5, 5)  # N = V
    counts[:, 2] = 0
    yield (counts,)
    counts = some_counts(rng, 6, 4)
    counts[[1, 4]] = 0
    yield (counts,)
    yield (np.array([[3, 0, 1]]),)  # one document
    yield (np.array([[2], [0], [5]]),)  # one word
    yield (np.zeros((2, 3), dtype=int),)
    yield (40 * some_counts(rng, 30, 12),)
    yield (some_counts(rng, 4, 6),)


def some_counts(rng, N, V):
    """Return counts (N, V): word 0 in every document, each word in some, numbers up to 4."""
    counts = rng.integers(1, 5, size=(N, V)) * (rng.random(size=(N, V)) < 0.5)
    counts[:, 0] = rng.integers(1, 4, size=N)
    counts[rng.integers(N, size=V), np.arange(V)] = 2 + rng.integers(3, size=V)
    return counts


def document_frequency(counts):
    return (counts > 0).sum(axis=0)


def smooth(counts, df):
    return np.log((1 + len(counts)) / (1 + df)) + 1


def euclidean(u):
    norms = np.sqrt((u**2).sum(axis=1, keepdims=True))
    return u / np.where(norms > 0, norms, 1)


def weighted(counts, idf=smooth, df=document_frequency, tf=lambda counts: counts, norm=euclidean):
    with np.errstate(all="ignore"):
        factor = idf(counts, df(counts))
        return norm(tf(counts) * factor), factor


def tfidf_textbook(counts):
    return weighted(counts, idf=lambda counts, df: np.log(len(counts) / df))


def tfidf_not_smoothed(counts):
    return weighted(counts, idf=lambda counts, df: np.log(len(counts) / df) + 1)


def tfidf_without_plus_one(counts):
    return weighted(counts, idf=lambda counts, df: np.log((1 + len(counts)) / (1 + df)))


def tfidf_plus_one_below(counts):
    return weighted(counts, idf=lambda counts, df: np.log(len(counts) / (1 + df)) + 1)


def tfidf_plus_one_below_alone(counts):
    return weighted(counts, idf=lambda counts, df: np.log(len(counts) / (1 + df)))


def tfidf_plus_one_above(counts):
    return weighted(counts, idf=lambda counts, df: np.log((1 + len(counts)) / df) + 1)


def tfidf_plus_one_inside(counts):
    return weighted(counts, idf=lambda counts, df: np.log((1 + len(counts)) / (1 + df) + 1))


def tfidf_base_ten(counts):
    return weighted(counts, idf=lambda counts, df: np.log10((1 + len(counts)) / (1 + df)) + 1)


def tfidf_base_two(counts):
    return weighted(counts, idf=lambda counts, df: np.log2((1 + len(counts)) / (1 + df)) + 1)


def tfidf_upside_down(counts):
    return weighted(counts, idf=lambda counts, df: np.log((1 + df) / (1 + len(counts))) + 1)


def tfidf_without_log(counts):
    return weighted(counts, idf=lambda counts, df: (1 + len(counts)) / (1 + df) + 1)


def tfidf_V_for_N(counts):
    V = counts.shape[1]
    return weighted(counts, idf=lambda counts, df: np.log((1 + V) / (1 + df)) + 1)


def tfidf_df_counts_occurrences(counts):
    return weighted(counts, df=lambda counts: counts.sum(axis=0))


def tfidf_occurrences_of_all(counts):
    total = counts.sum()
    return weighted(
        counts,
        idf=lambda counts, df: np.log((1 + total) / (1 + df)) + 1,
        df=lambda counts: counts.sum(axis=0),
    )


def tfidf_df_more_than_once(counts):
    return weighted(counts, df=lambda counts: (counts > 1).sum(axis=0))


def tfidf_words_of_documents(counts):
    df = (counts > 0).sum(axis=1)
    idf = smooth(counts, df)
    return euclidean(counts * idf[:, None]), idf


def tfidf_no_norm(counts):
    return weighted(counts, norm=lambda u: u)


def tfidf_shares(counts):
    def shares(counts):
        return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    return weighted(counts, tf=shares, norm=lambda u: u)


def by_columns(u):
    norms = np.sqrt((u**2).sum(axis=0))
    return u / np.where(norms > 0, norms, 1)


def tfidf_norm_by_columns(counts):
    return weighted(counts, norm=by_columns)


def tfidf_norm_of_all(counts):
    return weighted(counts, norm=lambda u: u / max(np.sqrt((u**2).sum()), 1e-300))


def tfidf_divides_by_sum(counts):
    def norm(u):
        return u / np.where(u.any(axis=1), u.sum(axis=1), 1)[:, None]

    return weighted(counts, norm=norm)


def tfidf_divides_by_largest(counts):
    def norm(u):
        return u / np.where(u.any(axis=1), u.max(axis=1), 1)[:, None]

    return weighted(counts, norm=norm)


def tfidf_no_root(counts):
    def norm(u):
        return u / np.where(u.any(axis=1), (u**2).sum(axis=1), 1)[:, None]

    return weighted(counts, norm=norm)


def tfidf_norm_of_counts(counts):
    return weighted(counts, tf=lambda counts: euclidean(counts), norm=lambda u: u)


def tfidf_empty_is_nan(counts):
    return weighted(counts, norm=lambda u: u / np.sqrt((u**2).sum(axis=1, keepdims=True)))


def tfidf_binary(counts):
    return weighted(counts, tf=lambda counts: (counts > 0).astype(int))


def tfidf_dampened(counts):
    return weighted(counts, tf=lambda counts: np.log(1 + counts))


def tfidf_counts_alone(counts):
    return euclidean(counts), weighted(counts)[1]


def tfidf_idf_twice(counts):
    weights, idf = weighted(counts)
    return euclidean(weights * idf), idf


def tfidf_weights_alone(counts):
    return weighted(counts)[0]


def tfidf_exchanged(counts):
    return weighted(counts)[::-1]


def tfidf_df_for_idf(counts):
    return weighted(counts)[0], document_frequency(counts).astype(float)


def tfidf_idf_of_pairs(counts):
    weights, idf = weighted(counts)
    return weights, idf * (counts > 0)


def tfidf_documents_in_columns(counts):
    weights, idf = weighted(counts)
    return weights.T, idf


def tfidf_by_loops(counts):
    N, V = counts.shape
    idf = np.array(
        [math.log((N + 1) / (sum(row[v] > 0 for row in counts) + 1)) + 1 for v in range(V)]
    )
    weights = np.zeros((N, V))
    for n in range(N):
        u = [counts[n, v] * idf[v] for v in range(V)]
        norm = math.sqrt(sum(x * x for x in u))
        if norm > 0:
            weights[n] = [x / norm for x in u]
    return weights, idf


def tfidf_by_norm(counts):
    idf = 1 - np.log1p(np.count_nonzero(counts, axis=0)) + np.log1p(counts.shape[0])
    weights = np.einsum("nv,v->nv", counts, idf)
    norms = np.linalg.norm(weights, axis=-1)[:, None]
    return np.divide(weights, norms, out=np.zeros_like(weights), where=norms != 0), idf


def tfidf_by_dicts(counts):
    """Count by document and word, as a program that reads texts would."""
    N, V = counts.shape
    df = dict.fromkeys(range(V), 0)
    for row in counts.tolist():
        for v, count in enumerate(row):
            df[v] += bool(count)
    idf = [1 + math.log((1 + N) / (1 + df[v])) for v in range(V)]
    weights = counts * np.diag(idf).diagonal()
    length = (weights @ weights.T).diagonal() ** 0.5
    return weights / np.maximum(length, 1e-300)[:, None], np.array(idf)


def tfidf_in_float32(counts):
    counts = counts.astype(np.float32)
    idf = np.log(np.float32(1 + len(counts)) / (1 + (counts > 0).sum(0))).astype(np.float32) + 1
    return euclidean(counts * idf.astype(np.float32)), idf.astype(np.float32)


check_tf_idf = Check(
    name="tf_idf",
    reference=tf_idf,
    cases=tf_idf_cases,
    outputs=("weights (N, V)", "idf (V,)"),
    slips={
        "idf is ln(N / df). Where do the three 1s of the formula stand?": tfidf_textbook,
        "idf is ln(N / df) + 1. What does the formula add to N and to df?": tfidf_not_smoothed,
        "idf lacks the 1 after the logarithm. Which factor should a word have that every document "
        "has?": tfidf_without_plus_one,
        "1 is added to df but not to N. Of how many documents does the formula "
        "speak?": tfidf_plus_one_below,
        "idf is ln(N / (1 + df)). Where do the other two 1s of the formula "
        "stand?": tfidf_plus_one_below_alone,
        "1 is added to N but not to df. Of how many documents does the formula "
        "speak?": tfidf_plus_one_above,
        "The last 1 was added inside the logarithm. Where does its bracket "
        "close?": tfidf_plus_one_inside,
        "The logarithm has the base 10. Which one is ln?": tfidf_base_ten,
        "The logarithm has the base 2. Which one is ln?": tfidf_base_two,
        "The fraction is upside down. Should a rare word weigh more or less than a common "
        "one?": tfidf_upside_down,
        "idf is the fraction plus 1. Which function is taken of it?": tfidf_without_log,
        "The number of words stands in the place of N. Which axis of counts holds the "
        "documents?": tfidf_V_for_N,
        "df counts every occurrence. How often does a document with five of them "
        "count?": tfidf_df_counts_occurrences,
        "idf was formed from occurrences, not from documents. How often does a document with five "
        "of them count?": tfidf_occurrences_of_all,
        "df leaves out documents that have the word once. Which counts say that it stands there "
        "at all?": tfidf_df_more_than_once,
        "df counts the words of each document. Along which axis of counts do the documents "
        "lie?": tfidf_words_of_documents,
        "The rows were not divided by their length. What should the squares of a row sum "
        "to?": tfidf_no_norm,
        "The counts were divided by the number of words in the document, and the rows not by "
        "their length. What should the squares of a row sum to?": tfidf_shares,
        "The columns have length 1, not the rows. Along which axis do the words of one document "
        "lie?": tfidf_norm_by_columns,
        "The whole array was divided by one number. How many rows have a length of their "
        "own?": tfidf_norm_of_all,
        "Each row was divided by its sum. What should the squares of a row sum "
        "to?": tfidf_divides_by_sum,
        "Each row was divided by its largest weight. What should the squares of a row sum "
        "to?": tfidf_divides_by_largest,
        "Each row was divided by the sum of its squares. Which root is still to be "
        "taken?": tfidf_no_root,
        "The counts were divided by their length before idf came in. Of what is the length "
        "taken?": tfidf_norm_of_counts,
        "An empty document has a norm of 0, and 0 divided by 0 is NaN. Which row does the "
        "exercise ask for?": tfidf_empty_is_nan,
        "Every count above 0 became 1. How often does each word stand in the "
        "document?": tfidf_binary,
        "The logarithm of the counts was taken. What multiplies idf in the "
        "formula?": tfidf_dampened,
        "weights lacks idf. By what is each count multiplied?": tfidf_counts_alone,
        "idf was multiplied in twice. How often does it stand in the formula?": tfidf_idf_twice,
        "idf is missing. Which two values does the exercise ask for?": tfidf_weights_alone,
        "weights and idf are exchanged. Which comes first?": tfidf_exchanged,
        "df came back in the place of idf. Which of the two do queries need?": tfidf_df_for_idf,
        "idf has a row for each document. On what does it depend?": tfidf_idf_of_pairs,
        "weights is transposed. Which axis of counts holds the "
        "documents?": tfidf_documents_in_columns,
    },
    alternatives=(tfidf_by_loops, tfidf_by_norm, tfidf_by_dicts, tfidf_in_float32),
    equivalent={
        "norms -> counts (in `return (weights / np.where(norms > 0, norms, 1), idf)`)": "where a "
        "count is 0 the weight is 0, whatever divides it",
        "0 -> 1 (in `return (weights / np.where(norms > 0, norms, 1), idf)`)": "a row with a word "
        "has a norm of 1 or more, since its count and its idf have",
        "1 -> 2 (in `return (weights / np.where(norms > 0, norms, 1), idf)`)": "the row of an "
        "empty document is 0, whatever divides it",
    },
    tolerance_reason="sums of at most twelve terms: rounding is about 1e-15",
    float32=True,
)
