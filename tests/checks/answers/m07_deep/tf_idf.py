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


WRONG = tuple(
    wrong(answer)
    for answer in (
        textbook_idf,
        counts_occurrences,
        empty_documents_are_nan,
        no_norm,
        norm_by_columns,
        shares_of_a_document,
        df_of_documents,
        brackets_misread,
        base_ten,
        divides_by_the_sum,
    )
)
