"""Answers to forward_nll that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def densities(x, means, sd):
    return np.exp(log_densities(x, means, sd))


def log_densities(x, means, sd):
    D = means.shape[1]
    away = (x[:, None] - means) / sd
    return -0.5 * (away**2).sum(axis=2) - D * np.log(sd) - D / 2 * np.log(2 * np.pi)


def straight_densities(xs, start, P, means, sd):
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        joint = belief * densities(x, means, sd)
        p = joint.sum(axis=1)
        nll.append(-np.log(p))
        belief = (joint / p[:, None]) @ P
    return np.array(nll)


def all_outputs_so_far(xs, start, P, means, sd):
    """The classical alpha recursion, whose sum is the density of all outputs so far."""
    alpha = None
    nll = []
    for x in xs:
        b = log_densities(x, means, sd)
        if alpha is None:
            alpha = np.log(start + 1e-300) + b
        else:
            alpha = np.logaddexp.reduce(alpha[:, :, None] + np.log(P + 1e-300), axis=1) + b
        nll.append(-np.logaddexp.reduce(alpha, axis=1))
    return np.array(nll)


def transposed_and_moved_first(xs, start, P, means, sd):
    """Two mistakes: P.T for P, and a move before the first output."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        belief = belief @ P.T
        log_p = log_densities(x, means, sd)
        largest = log_p.max(axis=1, keepdims=True)
        joint = belief * np.exp(log_p - largest)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(np.log(total) + largest)[:, 0])
        belief = joint / total
    return np.array(nll)


def moved_without_the_output(xs, start, P, means, sd):
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        log_p = log_densities(x, means, sd)
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_p
        largest = a.max(axis=1, keepdims=True)
        nll.append(-(largest[:, 0] + np.log(np.exp(a - largest).sum(axis=1))))
        belief = belief @ P
    return np.array(nll)


def sd_for_variance(xs, start, P, means, sd):
    D = means.shape[1]
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        squares = ((x[:, None] - means) ** 2).sum(axis=2)
        log_p = -0.5 * (squares / sd + D * np.log(2 * np.pi * sd))
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_p
        largest = a.max(axis=1, keepdims=True)
        joint = np.exp(a - largest)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(largest + np.log(total))[:, 0])
        belief = joint / total @ P
    return np.array(nll)


def normal_term_once(xs, start, P, means, sd):
    """The term of 2 pi and sd is added once, not D times."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        away = (x[:, None] - means) / sd
        log_p = -0.5 * (away**2).sum(axis=2) - np.log(sd * np.sqrt(2 * np.pi))
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_p
        largest = a.max(axis=1, keepdims=True)
        joint = np.exp(a - largest)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(largest + np.log(total))[:, 0])
        belief = joint / total @ P
    return np.array(nll)


def largest_of_all_classes(xs, start, P, means, sd):
    """The scale is set by a class that cannot be the present one."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        log_p = log_densities(x, means, sd)
        largest = log_p.max(axis=1, keepdims=True)
        joint = belief * np.exp(log_p - largest)
        total = joint.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            nll.append(-(largest + np.log(total))[:, 0])
            belief = joint / total @ P
    return np.array(nll)


def one_largest_for_the_batch(xs, start, P, means, sd):
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        with np.errstate(divide="ignore", invalid="ignore"):
            a = np.log(belief) + log_densities(x, means, sd)
            joint = np.exp(a - a.max())
            total = joint.sum(axis=1, keepdims=True)
            nll.append(-(a.max() + np.log(total))[:, 0])
            belief = joint / total @ P
    return np.array(nll)


def small_number_in_the_logarithm(xs, start, P, means, sd):
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        joint = belief * densities(x, means, sd)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-np.log(total + 1e-12)[:, 0])
        belief = joint / (total + 1e-12) @ P
    return np.array(nll)


def most_probable_class(xs, start, P, means, sd):
    """Viterbi's maximum in place of the sum."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_densities(x, means, sd)
        nll.append(-a.max(axis=1))
        joint = np.exp(a - a.max(axis=1, keepdims=True))
        belief = joint / joint.sum(axis=1, keepdims=True) @ P
    return np.array(nll)


def mean_of_the_scores(xs, start, P, means, sd):
    """-ln p averaged under the belief, in place of the -ln of the average."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        log_p = log_densities(x, means, sd)
        nll.append(-(belief * log_p).sum(axis=1))
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_p
        joint = np.exp(a - a.max(axis=1, keepdims=True))
        belief = joint / joint.sum(axis=1, keepdims=True) @ P
    return np.array(nll)


def half_forgotten_and_transposed(xs, start, P, means, sd):
    """Two mistakes: no half in the exponent, and P @ belief."""
    D = means.shape[1]
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        away = (x[:, None] - means) / sd
        log_p = -(away**2).sum(axis=2) - D * np.log(sd * np.sqrt(2 * np.pi))
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_p
        largest = a.max(axis=1, keepdims=True)
        joint = np.exp(a - largest)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(largest + np.log(total))[:, 0])
        belief = (P @ (joint / total).T).T
    return np.array(nll)


def belief_of_the_first_row(xs, start, P, means, sd):
    """One belief for the whole batch."""
    belief = start
    nll = []
    for x in xs:
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_densities(x, means, sd)
        largest = a.max(axis=1, keepdims=True)
        joint = np.exp(a - largest)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(largest + np.log(total))[:, 0])
        belief = (joint / total).mean(axis=0) @ P
    return np.array(nll)


def likelihood_and_not_its_log(xs, start, P, means, sd):
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        joint = belief * densities(x, means, sd)
        p = joint.sum(axis=1)
        nll.append(p)
        with np.errstate(divide="ignore", invalid="ignore"):
            belief = (joint / p[:, None]) @ P
    return np.array(nll)


def start_forgotten(xs, start, P, means, sd):
    """A uniform belief before the first output."""
    return straight_densities(xs, np.full(len(start), 1 / len(start)), P, means, sd)


def by_rows(xs, start, P, means, sd):
    """One row after the other, the possible classes alone."""
    nll = np.zeros(xs.shape[:2])
    for b in range(xs.shape[1]):
        belief = [float(q) for q in start]
        for t in range(len(xs)):
            open_to = [k for k, q in enumerate(belief) if q > 0]
            scores = {}
            for k in open_to:
                squares = sum(
                    ((x - mu) / sd) ** 2 for x, mu in zip(xs[t, b], means[k], strict=True)
                )
                scores[k] = np.log(belief[k]) - squares / 2
            top = max(scores.values())
            total = sum(np.exp(s - top) for s in scores.values())
            factor = len(means[0]) * np.log(sd**2 * 2 * np.pi) / 2
            nll[t, b] = factor - top - np.log(total)
            shares = {k: np.exp(s - top) / total for k, s in scores.items()}
            belief = [sum(q * P[k, j] for k, q in shares.items()) for j in range(len(start))]
    return nll


def nearest(xs, means, sd):
    """Return how many standard deviations the nearest mean is away, (T, B)."""
    return np.linalg.norm(xs[:, :, None] - means, axis=-1).min(axis=-1) / sd


def flat_exponent(xs, start, P, means, sd):
    """The distances of the D numbers are added before they are squared."""
    D = means.shape[1]
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        away = (x[:, None] - means).sum(axis=2) / sd
        log_p = -0.5 * away**2 - D * np.log(sd * np.sqrt(2 * np.pi))
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_p
        top = a.max(axis=1, keepdims=True)
        joint = np.exp(a - top)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(top + np.log(total))[:, 0])
        belief = joint / total @ P
    return np.array(nll)


def mixture_of_means(xs, start, P, means, sd):
    """x is scored around the mean of the means under the belief."""
    D = means.shape[1]
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        away = (x - belief @ means) / sd
        nll.append(0.5 * (away**2).sum(axis=1) + D * np.log(sd * np.sqrt(2 * np.pi)))
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_densities(x, means, sd)
        joint = np.exp(a - a.max(axis=1, keepdims=True))
        belief = joint / joint.sum(axis=1, keepdims=True) @ P
    return np.array(nll)


def moved_belief_over_its_largest(xs, start, P, means, sd, of_joint=True):
    """The belief is divided by nothing but what was subtracted, so it does not sum to 1."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_densities(x, means, sd)
        top = (a if of_joint else log_densities(x, means, sd)).max(axis=1, keepdims=True)
        joint = np.exp(a - top)
        nll.append(-(top[:, 0] + np.log(joint.sum(axis=1))))
        belief = joint @ P
    return np.array(nll)


def belief_over_the_largest_density(xs, start, P, means, sd):
    return moved_belief_over_its_largest(xs, start, P, means, sd, of_joint=False)


def by_two_pi_sd(xs, start, P, means, sd, of=by_rows):
    """The density of a normal number is divided by 2 pi sd, which no belief shows."""
    return of(xs, start, P, means, sd) + 0.5 * xs.shape[2] * np.log(2 * np.pi)


def by_two_pi_sd_and_transposed(xs, start, P, means, sd):
    return by_two_pi_sd(xs, start, P.T, means, sd)


def by_two_pi_sd_and_not_to_1(xs, start, P, means, sd):
    return by_two_pi_sd(xs, start, P, means, sd, of=moved_belief_over_its_largest)


def by_the_root_of_two_pi_sd(xs, start, P, means, sd):
    """One factor sqrt(sd) is missing for each number."""
    return by_rows(xs, start, P, means, sd) - 0.5 * xs.shape[2] * np.log(sd)


def start_kept_for_the_first_two(xs, start, P, means, sd):
    """The first move is left out."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for t, x in enumerate(xs):
        if t > 1:
            belief = belief @ P
        with np.errstate(divide="ignore"):
            a = np.log(belief) + log_densities(x, means, sd)
        top = a.max(axis=1, keepdims=True)
        joint = np.exp(a - top)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(top + np.log(total))[:, 0])
        belief = joint / total
    return np.array(nll)


def clipped_densities(xs, start, P, means, sd):
    """Densities are kept from falling below 1e-100."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        joint = belief * np.maximum(densities(x, means, sd), 1e-100)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-np.log(total)[:, 0])
        belief = joint / total @ P
    return np.array(nll)


def impossible_at_minus_1e4(xs, start, P, means, sd):
    """A class with a belief of 0 gets the logarithm -1e4."""
    belief = np.tile(start, (xs.shape[1], 1))
    nll = []
    for x in xs:
        with np.errstate(divide="ignore"):
            a = np.where(belief > 0, np.log(belief), -1e4) + log_densities(x, means, sd)
        top = a.max(axis=1, keepdims=True)
        joint = np.exp(a - top)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(top + np.log(total))[:, 0])
        belief = joint / total @ P
    return np.array(nll)


RIGHT = (by_rows,)
WRONG = (
    wrong(straight_densities, "The densities of a far output are 0 as floats, and so is their sum"),
    wrong(all_outputs_so_far, "This is the nll of all outputs so far together"),
    wrong(
        transposed_and_moved_first,
        "The belief was moved before the first output, and by P from the column to t",
    ),
    wrong(moved_without_the_output, "The outputs do not change the belief"),
    wrong(sd_for_variance, "sd was taken for the variance"),
    wrong(normal_term_once, "ln(sd sqrt(2 pi)) was counted once for D numbers"),
    wrong(
        largest_of_all_classes,
        "The largest density belongs to a class that is impossible here, and all the",
    ),
    wrong(
        one_largest_for_the_batch,
        "One largest number was subtracted from the whole batch, and a row of far ou",
    ),
    wrong(
        small_number_in_the_logarithm,
        "About 1e-12 was added to the sum, which changes nll where an output is impr",
    ),
    wrong(most_probable_class, "The most probable class alone was scored"),
    wrong(mean_of_the_scores, "The logarithms of the classes' densities were averaged"),
    wrong(
        half_forgotten_and_transposed,
        "The exponent lacks its half, and P was taken from the column to the row",
    ),
    wrong(belief_of_the_first_row, "The belief was averaged over the batch"),
    wrong(likelihood_and_not_its_log, "This is the density"),
    wrong(start_forgotten, "The first belief is the same for all classes"),
    wrong(
        flat_exponent, "Work one entry out by hand for a tiny input, and print the parts of your li"
    ),
    wrong(mixture_of_means, "x_t was scored around one mean, that of all classes' means"),
    wrong(
        moved_belief_over_its_largest,
        "The belief was divided by its largest and not by its sum, so the next densi",
    ),
    wrong(
        belief_over_the_largest_density,
        "The belief was divided by the largest density and not by its sum",
    ),
    wrong(by_two_pi_sd, "The density was divided by 2 pi sd. Which part"),
    wrong(by_two_pi_sd_and_transposed, "The density was divided by 2 pi sd, without a root, and P"),
    wrong(by_two_pi_sd_and_not_to_1, "The belief does not sum to 1 once x_t is seen, and the den"),
    wrong(by_the_root_of_two_pi_sd, "The density was divided by sqrt(2 pi sd)"),
    wrong(
        start_kept_for_the_first_two,
        "Work one entry out by hand for a tiny input, and print the parts of your li",
    ),
    wrong(clipped_densities, "Whatever is larger than 230.259 in nll is cut to that"),
    wrong(
        impossible_at_minus_1e4,
        "A belief of 0 was replaced by a tiny number, or its logarithm by a finite o",
    ),
)
EDGES = {
    "one step, one row, one number, one class": lambda cases: (
        any(len(xs) == 1 for xs, *_ in cases)
        and any(xs.shape[1] == 1 for xs, *_ in cases)
        and any(xs.shape[2] == 1 for xs, *_ in cases)
        and any(len(start) == 1 for _, start, *_ in cases)
    ),
    "B, D and K different, first": lambda cases: (
        len({*cases[0][0].shape[1:], len(cases[0][1])}) == 3
    ),
    "B, D and K alike": lambda cases: any(
        xs.shape[1] == xs.shape[2] == len(start) > 1 for xs, start, *_ in cases
    ),
    "an unsymmetric P and an uneven start, first": lambda cases: (
        abs(cases[0][2] - cases[0][2].T).max() > 0.1 and np.ptp(cases[0][1]) > 0.02
    ),
    "sd away from 1": lambda cases: all(abs(sd - 1) > 0.1 for *_, sd in cases),
    "zeros in start and P": lambda cases: any(
        (start == 0).any() and (P == 0).any() for _, start, P, *_ in cases
    ),
    "an output far from all classes in some rows alone": lambda cases: any(
        0 < (nearest(xs, means, sd) > 50).any(axis=0).sum() < xs.shape[1]
        for xs, _, _, means, sd in cases
    ),
    "the nearest class impossible, the possible ones far": lambda cases: any(
        (start == 0).any()
        and nearest(xs[:1], means, sd).max() < 10
        and nearest(xs[:1], means[start > 0], sd).min() > 200
        for xs, start, _, means, sd in cases
    ),
}
