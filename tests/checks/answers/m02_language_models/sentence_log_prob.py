"""Edges of sentence_log_prob."""

import numpy as np

EDGES = {
    "T = 1": lambda cases: any(len(ids) == 1 for _, ids, _ in cases),
    "a vocabulary of one": lambda cases: any(log_probs.shape[1] == 1 for log_probs, _, _ in cases),
    "a token of probability 0": lambda cases: any(np.isinf(lp).any() for lp, _, _ in cases),
    "nothing left to score": lambda cases: any(start >= len(ids) for _, ids, start in cases),
}
