"""Check of scale_to_radius."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.init import scale_to_radius


def scale_to_radius_cases(seed):
    """Yield (W, rho): ordinary, 1 x 1, a rotation, a triangle, a negative eigenvalue, again.

    Then a multiple of the identity, which only mistakes with rho spoil, and rho = 1.
    """
    rng = np.random.default_rng(seed)
    yield rng.normal(size=(4, 4)), 0.9
    yield np.array([[-float(rng.uniform(1, 3))]]), 1.5
    angle = float(rng.uniform(0.5, 1.0))
    yield 3 * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]), 1.2
    yield np.triu(rng.normal(size=(3, 3))) + 5 * np.eye(3, k=2), 0.5
    yield np.diag([-4.0, 1.0, 2.0]) + 0.1 * rng.normal(size=(3, 3)), 2.0
    yield rng.normal(size=(4, 4)), 1.1
    yield float(rng.uniform(2, 3)) * np.eye(2), 0.8
    yield rng.normal(size=(3, 3)), 1.0


def eigenvalues(W):
    return np.linalg.eigvals(W)


def radius_of_singular_values(W, rho):
    return W * (rho / np.linalg.norm(W, 2))


def radius_of_frobenius(W, rho):
    return W * (rho / np.linalg.norm(W))


def radius_of_real_parts(W, rho):
    return W * (rho / np.abs(eigenvalues(W).real).max())


def radius_largest_real_part(W, rho):
    return W * (rho / eigenvalues(W).real.max())


def radius_multiplied(W, rho):
    return W * (rho * np.abs(eigenvalues(W)).max())


def radius_without_rho(W, rho):
    return W / np.abs(eigenvalues(W)).max()


def radius_rho_alone(W, rho):
    return rho * W


def radius_turned(W, rho):
    return W * (np.abs(eigenvalues(W)).max() / rho)


def radius_of_entries(W, rho):
    return W * (rho / np.abs(W).max())


def radius_of_smallest(W, rho):
    return W * (rho / np.abs(eigenvalues(W)).min())


def radius_of_the_first(W, rho):
    return W * (rho / np.abs(eigenvalues(W))[0])


def radius_squared(W, rho):
    return W * (rho / np.abs(eigenvalues(W)).max() ** 2)


def radius_of_symmetric(W, rho):
    return W * (rho / np.abs(np.linalg.eigvalsh(W)).max())


def radius_in_place(W, rho):
    W *= rho / np.abs(eigenvalues(W)).max()
    return W


def radius_entry_by_entry(W, rho):
    largest = max(abs(value) for value in np.linalg.eigvals(W))
    return np.array([[rho * entry / largest for entry in row] for row in W])


def radius_of_transpose(W, rho):
    values, _ = np.linalg.eig(W.T)
    return rho * W / np.sqrt((values * np.conj(values)).real.max())


def radius_of_square(W, rho):
    return W * rho / np.sqrt(np.abs(np.linalg.eigvals(W @ W)).max())


check_scale_to_radius = Check(
    name="scale_to_radius",
    reference=scale_to_radius,
    cases=scale_to_radius_cases,
    outputs=("scaled (H, H)",),
    slips={
        "The largest singular value was used. Is the spectral radius defined by singular values or "
        "by eigenvalues?": radius_of_singular_values,
        "The Frobenius norm was used. Which numbers lie within the spectral "
        "radius?": radius_of_frobenius,
        "Only the real parts were used. What is the absolute value of i, an eigenvalue of a quarter"
        " turn?": radius_of_real_parts,
        "The largest real part was used. How far from 0 is an eigenvalue of "
        "-4?": radius_largest_real_part,
        "W was multiplied by its radius. What should the largest eigenvalue be "
        "afterwards?": radius_multiplied,
        "The radius is 1 now. Which argument specifies what it should be?": radius_without_rho,
        "rho multiplies W as it was given. What was the radius of W before?": radius_rho_alone,
        "The factor is inverted. What should the largest eigenvalue be afterwards?": radius_turned,
        "The largest entry was used. Is it an eigenvalue?": radius_of_entries,
        "The smallest eigenvalue was used. Which one is farthest from 0?": radius_of_smallest,
        "The first eigenvalue was used. Are the results of eigvals in the order of their "
        "size?": radius_of_the_first,
        "W was divided by the radius twice. How do eigenvalues change when W is "
        "doubled?": radius_squared,
        "eigvalsh is for symmetric matrices, and reads only one half of W. Is W "
        "symmetric?": radius_of_symmetric,
        "W was overwritten. Which expression creates a new array instead?": radius_in_place,
    },
    alternatives=(radius_entry_by_entry, radius_of_transpose, radius_of_square),
    tolerance=1e-7,
    tolerance_reason="eigenvalues are as exact as their conditioning: 1e-16 times about 1e4 here",
)
