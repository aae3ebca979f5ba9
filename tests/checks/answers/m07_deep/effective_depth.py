"""First attempts at effective_depth, written before its record, and other answers to it."""

from tests.checks.answers import wrong

WRONG = tuple(
    wrong(answer)
    for answer in (
        lambda T, L: T * L,
        lambda T, L: T + L,
        lambda T, L: T + L - 2,
        lambda T, L: max(T, L),
        lambda T, L: (T - 1) * (L - 1) + 1,
        lambda T, L: L * (T + 1) - 1,
        lambda T, L: (T + L) / 2,
        lambda T, L: print(T + L - 1),
        lambda T, L: T - 1 + L * T,
    )
)
