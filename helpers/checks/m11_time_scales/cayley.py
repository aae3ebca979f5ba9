"""Check of cayley."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_norm_keeping import cayley


def cayley_cases(seed):
    """Yield (A,): several sizes, small and large entries, one unit, zeros."""
    rng = np.random.default_rng(seed)
    for H, scale in ((3, 1.5), (4, 1.2), (2, 1.5), (5, 0.4), (1, 1.0), (3, 6.0)):
        S = rng.normal(size=(H, H))
        A = S - S.T
        yield (scale * A / max(1.0, np.abs(A).max()),)
    yield (np.zeros((2, 2)),)
    S = 0.7 * rng.normal(size=(3, 3))
    yield (S - S.T,)


def plus(A):
    return np.eye(len(A)) + A


def minus(A):
    return np.eye(len(A)) - A


def inverse(M):
    return np.linalg.inv(M)


def cayley_signs_exchanged(A):
    return inverse(minus(A)) @ plus(A)


def cayley_without_inverse(A):
    return plus(A) @ minus(A)


def cayley_inverse_alone(A):
    return inverse(plus(A))


def cayley_entry_by_entry(A):
    return inverse(plus(A)) * minus(A)


def cayley_divided(A):
    with np.errstate(all="ignore"):
        return minus(A) / plus(A)


def cayley_of_difference(A):
    return cayley(A - A.T)


def cayley_of_half(A):
    return cayley(A / 2)


def cayley_ones(A):
    """Add 1 to every entry."""
    return np.linalg.solve(1 + A, 1 - A) if len(A) == 1 else inverse(1 + A) @ (1 - A)


def cayley_inverse_of_product(A):
    return inverse(plus(A) @ minus(A))


def cayley_transposed_inverse(A):
    """Transpose in place of inverting."""
    return plus(A).T @ minus(A)


def cayley_exponential(A):
    W = term = np.eye(len(A))
    for n in range(1, 200):
        term = term @ A / n
        W = W + term
    return W


def by_inverse(A):
    return np.linalg.inv(np.eye(len(A)) + A) @ (np.eye(len(A)) - A)


def by_other_order(A):
    """The two factors commute."""
    return (np.eye(len(A)) - A) @ np.linalg.inv(np.eye(len(A)) + A)


def by_transposes(A):
    """I - A is the transpose of I + A; solve from the right."""
    M = np.eye(len(A)) + A
    return np.linalg.solve(M.T, M).T


def by_twice_the_inverse(A):
    """I - A = 2 I - (I + A)."""
    return 2 * np.linalg.inv(np.eye(len(A)) + A) - np.eye(len(A))


def by_eigenvalues(A):
    values, vectors = np.linalg.eigh(1j * A)  # 1j A is Hermitian
    return ((vectors * ((1 + 1j * values) / (1 - 1j * values))) @ vectors.conj().T).real


def in_float32(A):
    return by_inverse(A.astype(np.float32)).astype(np.float32)


check_cayley = Check(
    name="cayley",
    reference=cayley,
    cases=cayley_cases,
    outputs=("W (H, H)",),
    slips={
        "The signs are exchanged: this is the inverse of the rotation. Which of the two matrices "
        "is inverted?": cayley_signs_exchanged,
        "Nothing was inverted. What does the exponent -1 stand for?": cayley_without_inverse,
        "This is the inverse of I + A alone. What does it have to be multiplied "
        "by?": cayley_inverse_alone,
        "The two matrices were multiplied entry by entry. Which operator multiplies "
        "matrices?": cayley_entry_by_entry,
        "The entries were divided by each other. What does the inverse of a matrix "
        "mean?": cayley_divided,
        "A - A.T was taken in place of A. Is A antisymmetric already?": cayley_of_difference,
        "A was halved. Does the formula divide it by anything?": cayley_of_half,
        "1 was added to every entry. Which entries of I are 1?": cayley_ones,
        "The whole product was inverted. Which of its factors is?": cayley_inverse_of_product,
        "I + A was transposed in place of inverted. Is it orthogonal?": cayley_transposed_inverse,
        "This is the exponential of A, another way to a rotation. Which formula is asked "
        "for?": cayley_exponential,
    },
    alternatives=(
        by_inverse,
        by_other_order,
        by_transposes,
        by_twice_the_inverse,
        by_eigenvalues,
        in_float32,
    ),
    tolerance_reason=(
        "I + A has singular values of at least 1, so that solving loses no more than the size of A"
    ),
    float32=True,
)
