"""Check of init_matrix."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.init import glorot, he, identity_init, init_matrix


def init_matrix_cases(seed):
    """Yield (draws, scheme): each scheme, tall and wide, 1 x 1, and shapes again."""
    rng = np.random.default_rng(seed)
    for shape, scheme in [
        *(((5, 3), "glorot"), ((5, 3), "he"), ((4, 4), "identity"), ((2, 6), "glorot")),
        *(((2, 6), "he"), ((1, 1), "identity"), ((1, 1), "he"), ((5, 3), "glorot")),
    ]:
        yield rng.normal(size=shape), scheme


def schemes(glorot_sd, he_sd, identity=lambda draws: np.eye(len(draws))):
    """Return the three schemes with rules of one's own, by name."""
    return {
        "glorot": lambda draws: draws * glorot_sd(*draws.shape),
        "he": lambda draws: draws * he_sd(*draws.shape),
        "identity": identity,
    }


def right_glorot(n_in, n_out):
    return np.sqrt(2 / (n_in + n_out))


def right_he(n_in, n_out):
    return np.sqrt(2 / n_in)


def matrix_he_by_outputs(draws, scheme):
    return schemes(right_glorot, lambda n_in, n_out: np.sqrt(2 / n_out))[scheme](draws)


def matrix_variance(draws, scheme):
    return schemes(lambda n, m: 2 / (n + m), lambda n, m: 2 / n)[scheme](draws)


def matrix_he_without_2(draws, scheme):
    return schemes(right_glorot, lambda n_in, n_out: np.sqrt(1 / n_in))[scheme](draws)


def matrix_glorot_without_2(draws, scheme):
    return schemes(lambda n, m: np.sqrt(1 / (n + m)), right_he)[scheme](draws)


def matrix_glorot_uniform(draws, scheme):
    return schemes(lambda n, m: np.sqrt(6 / (n + m)), right_he)[scheme](draws)


def matrix_glorot_by_inputs(draws, scheme):
    return schemes(lambda n, m: np.sqrt(1 / n), right_he)[scheme](draws)


def matrix_glorot_product(draws, scheme):
    return schemes(lambda n, m: np.sqrt(2 / (n * m)), right_he)[scheme](draws)


def matrix_schemes_exchanged(draws, scheme):
    return schemes(right_he, right_glorot)[scheme](draws)


def matrix_divided(draws, scheme):
    rules = schemes(lambda n, m: 1 / right_glorot(n, m), lambda n, m: 1 / right_he(n, m))
    return rules[scheme](draws)


def matrix_identity_of_draws(draws, scheme):
    return schemes(right_glorot, right_he, lambda draws: draws * np.eye(len(draws)))[scheme](draws)


def matrix_identity_ones(draws, scheme):
    return schemes(right_glorot, right_he, np.ones_like)[scheme](draws)


def matrix_identity_added(draws, scheme):
    return schemes(right_glorot, right_he, lambda draws: draws + np.eye(len(draws)))[scheme](draws)


def matrix_standardised(draws, scheme):
    if scheme == "identity" or draws.size == 1:
        return init_matrix(draws, scheme)
    return init_matrix((draws - draws.mean()) / draws.std(), scheme)


def matrix_by_cases(draws, scheme):
    n_in, n_out = draws.shape
    if scheme == "glorot":
        return draws / np.sqrt((n_in + n_out) / 2)
    if scheme == "he":
        return np.sqrt(2) * draws / np.sqrt(n_in)
    return np.identity(n_in)


def matrix_by_dict(draws, scheme):
    if scheme == "identity":
        return np.diag(np.ones(draws.shape[0]))
    fan = {"glorot": sum(draws.shape) / 2, "he": draws.shape[0] / 2}[scheme]
    return draws * fan**-0.5


def matrix_by_loop(draws, scheme):
    W = np.zeros_like(draws)
    for i, j in np.ndindex(draws.shape):
        if scheme == "identity":
            W[i, j] = float(i == j)
        else:
            fan = len(draws) + (draws.shape[1] if scheme == "glorot" else 0)
            W[i, j] = draws[i, j] * (2 / fan) ** 0.5
    return W


check_init_matrix = Check(
    name="init_matrix",
    reference=init_matrix,
    cases=init_matrix_cases,
    outputs=("W (n_in, n_out)",),
    slips={
        "he counts the outputs. Over which axis does x @ W sum?": matrix_he_by_outputs,
        "The draws were multiplied by the variance. By which number are draws of sd 1 multiplied to"
        " get another sd?": matrix_variance,
        "he lacks the 2. What share of a signal's mean square does a ReLU "
        "remove?": matrix_he_without_2,
        "glorot lacks the 2. What is the mean of n_in and n_out?": matrix_glorot_without_2,
        "The 6 is the bound of uniform draws. What is the sd of the draws "
        "here?": matrix_glorot_uniform,
        "glorot uses n_in alone. In which other direction should a signal keep its "
        "size?": matrix_glorot_by_inputs,
        "glorot multiplies n_in and n_out. What is the mean of the two?": matrix_glorot_product,
        "glorot and he are swapped. Which of them uses n_in alone?": matrix_schemes_exchanged,
        "The draws were divided by the sd. Should weights be smaller or larger where many inputs "
        "are summed?": matrix_divided,
        "The identity was multiplied by draws. What should x @ W be for the "
        "identity?": matrix_identity_of_draws,
        "These are ones everywhere. What should x @ W be for the identity?": matrix_identity_ones,
        "The draws were added to the identity. What should x @ W be for the "
        "identity?": matrix_identity_added,
        "The draws were standardised first. Which numbers does the exercise ask you to "
        "scale?": matrix_standardised,
    },
    alternatives=(matrix_by_cases, matrix_by_dict, matrix_by_loop),
    equivalent={
        "n_in -> n_out (in `return np.eye(n_in)`)": ("the draws are square there"),
    },
    twins=(glorot, he, identity_init),
    tolerance_reason="one product for each entry",
    float32=True,
)
