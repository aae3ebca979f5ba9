"""First attempts at tf_idf, written before its record, and other answers to it."""

import numpy as np

from tests.checks.answers import wrong


def textbook_idf(counts):
    N = len(counts)
    df = (counts > 0).sum(axis=0)
    idf = np.log(N / df)
    weights = counts * idf
    return weights / np.linalg.norm(weights, axis=1, keepdims=True), idf


def counts_occurrences(counts):
    df = counts.sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    weights = counts * idf
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return np.divide(weights, norms, out=np.zeros_like(weights), where=norms > 0), idf


def empty_documents_are_nan(counts):
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    weights = counts * idf
    return weights / np.linalg.norm(weights, axis=1, keepdims=True), idf


def no_norm(counts):
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    return counts * idf, idf


def norm_by_columns(counts):
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    weights = counts * idf
    norms = np.linalg.norm(weights, axis=0)
    return weights / np.where(norms > 0, norms, 1), idf


def shares_of_a_document(counts):
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    total = counts.sum(axis=1, keepdims=True)
    return counts / np.maximum(total, 1) * idf, idf


def df_of_documents(counts):
    df = (counts > 0).sum(axis=1)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    weights = counts * idf[:, None]
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return weights / np.where(norms > 0, norms, 1), idf


def brackets_misread(counts):
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df) + 1)
    weights = counts * idf
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return weights / np.where(norms > 0, norms, 1), idf


def base_ten(counts):
    df = (counts > 0).sum(axis=0)
    idf = np.log10((1 + len(counts)) / (1 + df)) + 1
    weights = counts * idf
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return weights / np.where(norms > 0, norms, 1), idf


def divides_by_the_sum(counts):
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    weights = counts * idf
    return weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12), idf


def right(counts):
    df = np.count_nonzero(counts, axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    u = counts * idf
    norms = np.linalg.norm(u, axis=1, keepdims=True)
    norms[norms == 0] = 1
    return u / norms, idf


def without_nan(counts):
    with np.errstate(invalid="ignore"):
        weights, idf = empty_documents_are_nan(counts)
    return np.nan_to_num(weights), idf


RIGHT = (
    right,
    without_nan,
)
WRONG = (
    wrong(textbook_idf, "idf is ln(N / df)"),
    wrong(counts_occurrences, "df counts every occurrence"),
    wrong(empty_documents_are_nan, "An empty document has a norm of 0, and 0 divided by 0 is"),
    wrong(no_norm, "The rows were not divided by their length"),
    wrong(norm_by_columns, "The columns have length 1, not the rows"),
    wrong(shares_of_a_document, "The counts were divided by the number of words in the"),
    wrong(df_of_documents, "df counts the words of each document"),
    wrong(brackets_misread, "The last 1 was added inside the logarithm"),
    wrong(base_ten, "The logarithm has the base 10"),
    wrong(divides_by_the_sum, "Each row was divided by its sum"),
)
EDGES = {
    "one document": lambda cases: any(len(counts) == 1 for (counts,) in cases),
    "one word": lambda cases: any(counts.shape[1] == 1 for (counts,) in cases),
    "a word in every document": lambda cases: any((counts > 0).all(0).any() for (counts,) in cases),
    "a word in no document": lambda cases: any((counts == 0).all(0).any() for (counts,) in cases),
    "an empty document": lambda cases: any((counts == 0).all(1).any() for (counts,) in cases),
    "as many words as documents": lambda cases: any(
        counts.shape[0] == counts.shape[1] for (counts,) in cases
    ),
    "counts above 1": lambda cases: all(counts.max() > 1 for (counts,) in cases[:3]),
}
