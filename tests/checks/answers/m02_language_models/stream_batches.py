"""Answers to stream_batches that its record did not foresee."""

from helpers.datasets import batching
from tests.checks.answers import wrong

WRONG = (
    wrong(lambda ids, B, T: list(batching.stream_batches(ids, B, T)), "the course's own"),
    wrong(
        lambda ids, B, T: [(ids[i : i + T], ids[i + 1 : i + T + 1]) for i in range(0, len(ids), T)],
        "a list of 5, expected a list of 2",
        slip=False,
    ),
)
EDGES = {
    "T = 1": lambda cases: any(T == 1 for _, _, T in cases),
    "B = 1": lambda cases: any(B == 1 for _, B, _ in cases),
    "one batch": lambda cases: any((len(ids) - 1) // B <= T for ids, B, T in cases),
    "a short last batch": lambda cases: any((len(ids) - 1) // B % T for ids, B, T in cases),
    "tokens left over": lambda cases: any((len(ids) - 1) % B for ids, B, _ in cases),
    "a vocabulary of one": lambda cases: any(len(set(ids.tolist())) == 1 for ids, _, _ in cases),
}
