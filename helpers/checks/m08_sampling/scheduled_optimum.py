"""Check of scheduled_optimum, which is optional."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.sampling.measures import scheduled_optimum


def scheduled_optimum_cases(seed):
    """Yield (eps,): inside, both ends, and drawn ones."""
    rng = np.random.default_rng(seed)
    for eps in (0.6, 1.0, 0.0, 0.25, *rng.uniform(0.1, 0.9, size=4).tolist()):
        yield (float(eps),)


def optimum_of_truth(eps):
    return eps


def optimum_half(eps):
    return 0.5


def optimum_right_model(eps):
    return 1.0


def optimum_half_off(eps):
    return eps / 2


def optimum_exchanged(eps):
    return (1 - eps) + eps / 2


def optimum_own_alone(eps):
    return (1 - eps) / 2


def optimum_without_brackets(eps):
    return 1 + eps / 2


def optimum_squared(eps):
    return eps**2 + (1 - eps) / 2


def optimum_quarter(eps):
    return eps + (1 - eps) / 4


def optimum_exchanged_quarter(eps):
    return (1 - eps) + eps / 4


def optimum_odds(eps):
    return (1 + eps) / (2 - eps)


def optimum_complement(eps):
    return 1 - eps


def optimum_product(eps):
    return eps * (1 + eps) / 2


def by_mean(eps):
    return (1 + eps) / 2


def by_loss(eps):
    """Look for the smallest mean loss by halving the interval on its slope."""
    share, low, high = eps + 0.5 * (1 - eps), 0.0, 1.0
    for _ in range(100):
        q = (low + high) / 2
        low, high = (q, high) if share * (1 - q) > (1 - share) * q else (low, q)
    return (low + high) / 2


def by_error(eps):
    return 1 - 0.5 * (1 - eps)


check_scheduled_optimum = Check(
    name="scheduled_optimum",
    reference=scheduled_optimum,
    cases=scheduled_optimum_cases,
    outputs=("q",),
    slips={
        "Only the true coins count here. How often is the second token equal to a coin that was "
        "drawn by the model?": optimum_of_truth,
        "This is the share for coins drawn by the model. With which probability is the true coin "
        "read?": optimum_half,
        "This is the right model, which always copies. Can it tell a true coin from one it drew "
        "itself?": optimum_right_model,
        "The true coins were counted as half equal, the others as never. How often is each "
        "kind equal?": optimum_half_off,
        "The shares are exchanged. With which probability is the true coin "
        "read?": optimum_exchanged,
        "Only the model's own coins count here. How often is the second token equal to a true "
        "coin?": optimum_own_alone,
        "Only eps is halved: brackets are missing. Can a probability exceed "
        "1?": optimum_without_brackets,
        "The true coins have the weight eps squared. How often are they read?": optimum_squared,
        "The model's own coins were counted as equal in a quarter of the cases. Of the four pairs "
        "of two fair coins, how many are equal?": optimum_quarter,
        "The shares are exchanged, and the other kind was counted as equal in a quarter of the "
        "cases. With which probability is the true coin read, and how many of the four pairs of "
        "two fair coins are equal?": optimum_exchanged_quarter,
        "This is a ratio of shares. Over which two kinds of cases is the mean taken?": optimum_odds,
        "This is the share of the model's own coins. How often is the second token equal to each "
        "kind?": optimum_complement,
        "There is a factor eps too many. Is the share 0 where only the model's own coins are "
        "read?": optimum_product,
    },
    alternatives=(by_mean, by_loss, by_error),
    tolerance_reason="two products of numbers up to 1",
    float32=True,
)
