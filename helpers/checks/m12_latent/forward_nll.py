"""Check of forward_nll."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_floors import forward_nll

SIZES = (  # T, B, D, K
    (6, 3, 2, 4),
    (5, 4, 3, 2),
    (5, 3, 3, 3),  # B = D = K: nothing is told apart by its size
    (7, 1, 1, 3),
    (4, 3, 2, 1),
    (1, 2, 1, 2),
    (6, 3, 2, 4),
)


def forward_nll_cases(seed):
    """Yield (xs, start, P, means, sd): as SIZES lists them; then outputs far from all classes or
    from all possible ones, and zeros in start and P.
    """
    rng = np.random.default_rng(seed)
    for T, B, D, K in SIZES[:-1]:
        yield drawn(rng, T, B, D, K)
    xs, start, P, means, sd = drawn(rng, 5, 3, 2, 3)
    yield 60 * sd + xs, start, P, means, sd
    xs[1, 0] += 400 * sd  # in some rows alone
    xs[3, 2] -= 90 * sd
    yield xs, start, P, means, sd
    yield one_way(*drawn(rng, 6, 3, 2, 3))
    xs, start, P, means, sd = one_way(*drawn(rng, 4, 2, 2, 3))
    means[0] -= 300 * sd
    xs = means[[2, 1, 1, 2], None] + sd * rng.normal(size=xs.shape)
    yield xs, start, P, means, sd
    yield drawn(rng, *SIZES[-1])


def drawn(rng, T, B, D, K):
    """Draw classes two or so standard deviations apart, an unsymmetric P, and outputs of them."""
    sd = float(rng.choice([0.6, 1.7]) * rng.uniform(0.9, 1.1))
    means = 1.5 * sd * rng.normal(size=(K, D))
    start, P = rng.dirichlet(np.full(K, 1.5)), rng.dirichlet(np.full(K, 0.8), size=K)
    P = 0.9 * P + 0.1 / K
    classes = rng.integers(K, size=(T, B))
    return means[classes] + sd * rng.normal(size=(T, B, D)), start, P, means, sd


def one_way(xs, start, P, means, sd):
    """Begin in the first class, and never come back to a class that was left."""
    P = np.triu(P)
    return xs, np.eye(len(start))[0], P / P.sum(axis=1, keepdims=True), means, sd


def log_density(x, means, sd, halves=0.5, spread=2, of_sd=1.0, of_pi=0.5, total=np.sum):
    """Return ln p(x) under every class, (B, K), or a wrong one."""
    squares = total((x[:, None] - means) ** 2, axis=2) / sd**spread
    return -halves * squares - means.shape[1] * (of_sd * np.log(sd) + of_pi * np.log(2 * np.pi))


def log_of(belief):
    with np.errstate(divide="ignore"):
        return np.log(belief)


def log_sum(belief, log_p):
    """Return -ln of the density of x, (B,)."""
    joint = log_of(belief) + log_p
    largest = joint.max(axis=1)
    return -(largest + np.log(np.exp(joint - largest[:, None]).sum(axis=1)))


def bayes(belief, log_p):
    """Return the belief once x is seen."""
    joint = log_of(belief) + log_p
    joint = np.exp(joint - joint.max(axis=1, keepdims=True))
    return joint / joint.sum(axis=1, keepdims=True)


def walk(xs, start, P, means, sd, score=log_sum, see=bayes, tiny=0.0, **density):
    """Run the forward algorithm with parts of it exchanged; density: for log_density."""
    belief, nll = np.tile(start, (xs.shape[1], 1)), []
    for x in xs:
        log_p = log_density(x, means, sd, **density)
        with np.errstate(all="ignore"):
            nll.append(score(belief + tiny, log_p))
            belief = see(belief + tiny, log_p) @ P
    return np.array(nll)


def forward_transposed(xs, start, P, means, sd):
    return walk(xs, start, P.T, means, sd)


def forward_all_so_far(xs, start, P, means, sd):
    return np.cumsum(forward_nll(xs, start, P, means, sd), axis=0)


def forward_all_so_far_transposed(xs, start, P, means, sd):
    return np.cumsum(walk(xs, start, P.T, means, sd), axis=0)


def forward_moved_first(xs, start, P, means, sd):
    return forward_nll(xs, start @ P, P, means, sd)


def forward_moved_first_transposed(xs, start, P, means, sd):
    return walk(xs, P @ start, P.T, means, sd)


def forward_not_seen(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, see=lambda q, a: q)


def forward_not_moved(xs, start, P, means, sd):
    return walk(xs, start, np.eye(len(start)), means, sd)


def forward_start_every_time(xs, start, P, means, sd):
    return np.array([log_sum(np.tile(start, (len(x), 1)), log_density(x, means, sd)) for x in xs])


def forward_started_evenly(xs, start, P, means, sd):
    return forward_nll(xs, np.full(len(start), 1 / len(start)), P, means, sd)


def forward_sd_for_variance(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, spread=1, of_sd=0.5)


def forward_log_variance(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, of_sd=2.0)


def forward_without_log_sd(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, of_sd=0.0)


def forward_without_pi(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, of_pi=0.0)


def forward_without_factor(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, of_sd=0.0, of_pi=0.0)


def forward_factor_once(xs, start, P, means, sd):
    D = means.shape[1]
    return walk(xs, start, P, means, sd, of_sd=1 / D, of_pi=0.5 / D)


def forward_without_half(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, halves=1.0)


def forward_without_half_transposed(xs, start, P, means, sd):
    return walk(xs, start, P.T, means, sd, halves=1.0)


def forward_mean_of_squares(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, total=np.mean)


def guarded_score(belief, log_p, small=1e-12):
    return -np.log((belief * np.exp(log_p)).sum(axis=1) + small)


def guarded_bayes(belief, log_p, small=1e-12):
    joint = belief * np.exp(log_p)
    return joint / (joint.sum(axis=1, keepdims=True) + small)


def forward_small_number(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, score=guarded_score, see=guarded_bayes)


def plain_score(belief, log_p):
    return guarded_score(belief, log_p, 0.0)


def plain_bayes(belief, log_p):
    return guarded_bayes(belief, log_p, 0.0)


def forward_underflow(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, score=plain_score, see=plain_bayes)


def score_by_all(belief, log_p):
    largest = log_p.max(axis=1)
    return -(largest + np.log((belief * np.exp(log_p - largest[:, None])).sum(axis=1)))


def bayes_by_all(belief, log_p):
    return plain_bayes(belief, log_p - log_p.max(axis=1, keepdims=True))


def forward_largest_of_all(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, score=score_by_all, see=bayes_by_all)


def forward_tiny_belief(xs, start, P, means, sd):
    """Add 1e-300 before the logarithm of a belief, so that no class is impossible."""
    return walk(xs, start, P, means, sd, tiny=1e-300)


def score_by_batch(belief, log_p):
    joint = log_of(belief) + log_p
    return -(joint.max() + np.log(np.exp(joint - joint.max()).sum(axis=1)))


def bayes_by_batch(belief, log_p):
    joint = log_of(belief) + log_p
    joint = np.exp(joint - joint.max())
    return joint / joint.sum(axis=1, keepdims=True)


def forward_largest_of_batch(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, score=score_by_batch, see=bayes_by_batch)


def forward_best_class(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, lambda q, a: -(log_of(q) + a).max(axis=1))


def forward_mean_score(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, lambda q, a: -(q * a).sum(axis=1))


def score_without_largest(belief, log_p):
    return log_sum(belief, log_p) + (log_of(belief) + log_p).max(axis=1)


def forward_largest_lost(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, score=score_without_largest)


def forward_belief_not_in_score(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, lambda q, a: log_sum(q**0, a))


def forward_scored_after(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, lambda q, a: log_sum(bayes(q, a), a))


def forward_belief_replaced(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, see=lambda q, a: bayes(q**0, a))


def forward_one_class(xs, start, P, means, sd):
    return walk(
        xs, start, P, means, sd, see=lambda q, a: np.eye(q.shape[1])[bayes(q, a).argmax(axis=1)]
    )


def bayes_by_largest(belief, log_p):
    joint = log_of(belief) + log_p
    return np.exp(joint - joint.max(axis=1, keepdims=True))


def forward_by_largest(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, see=bayes_by_largest)


def forward_by_largest_density(xs, start, P, means, sd):
    return walk(
        xs, start, P, means, sd, see=lambda q, a: q * np.exp(a - a.max(axis=1, keepdims=True))
    )


def forward_by_largest_transposed(xs, start, P, means, sd):
    return walk(xs, start, P.T, means, sd, see=bayes_by_largest)


def forward_two_pi_sd(xs, start, P, means, sd):
    """Divide by 2 pi sd, without the root."""
    return walk(xs, start, P, means, sd, of_pi=1.0)


def forward_root_of_sd(xs, start, P, means, sd):
    """Divide by sqrt(2 pi sd)."""
    return walk(xs, start, P, means, sd, of_sd=0.5)


def forward_two_pi_sd_transposed(xs, start, P, means, sd):
    return walk(xs, start, P.T, means, sd, of_pi=1.0)


def forward_two_pi_sd_by_largest(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, see=bayes_by_largest, of_pi=1.0)


def forward_mean_of_means(xs, start, P, means, sd):
    belief, nll = np.tile(start, (xs.shape[1], 1)), []
    for x in xs:
        nll.append(-log_density(x, belief @ means, sd).diagonal())
        belief = bayes(belief, log_density(x, means, sd)) @ P
    return np.array(nll)


def forward_one_belief(xs, start, P, means, sd):
    return walk(
        xs, start, P, means, sd, see=lambda q, a: bayes(q, a).mean(axis=0) + np.zeros_like(q)
    )


def bayes_over_rows(belief, log_p):
    joint = belief * np.exp(log_p)
    return joint / joint.sum(axis=0)


def forward_over_rows(xs, start, P, means, sd):
    return walk(xs, start, P, means, sd, see=bayes_over_rows)


def forward_sign(xs, start, P, means, sd):
    return -forward_nll(xs, start, P, means, sd)


def forward_no_log(xs, start, P, means, sd):
    return np.exp(-forward_nll(xs, start, P, means, sd))


def by_joint_logs(xs, start, P, means, sd):
    """ln p(x_0 .. x_t, class) carried on; each nll is the difference of two sums."""
    D = means.shape[1]
    joint = log_of(start)[None] + np.zeros((xs.shape[1], 1))
    before, nll = np.zeros(xs.shape[1]), []
    for x in xs:
        away = (x[:, None] - means) / sd
        joint = joint - 0.5 * (away**2).sum(axis=2) - D * np.log(sd * np.sqrt(2 * np.pi))
        total = np.logaddexp.reduce(joint, axis=1)
        nll.append(before - total)
        before = total
        joint = np.logaddexp.reduce(joint[:, :, None] + log_of(P), axis=1)
    return np.array(nll)


def by_numbers(xs, start, P, means, sd):
    """Every log-density at once; the logarithm of the belief carried on, by logaddexp."""
    squares = ((xs[:, :, None] - means) ** 2).sum(axis=-1) / sd**2
    log_p = -(squares + means.shape[1] * np.log(2 * np.pi * sd**2)) / 2
    belief, nll = log_of(start), []
    for one in log_p:
        joint = belief + one
        total = np.logaddexp.reduce(joint, axis=1)
        nll.append(-total)
        belief = np.logaddexp.reduce((joint - total[:, None])[:, :, None] + log_of(P), axis=1)
    return np.stack(nll)


def in_float32(xs, start, P, means, sd):
    args = [a.astype(np.float32) for a in (xs, start, P, means)]
    return walk(*args, np.float32(sd)).astype(np.float32)


check_forward_nll = Check(
    name="forward_nll",
    reference=forward_nll,
    cases=forward_nll_cases,
    outputs=("nll (T, B)",),
    slips={
        "P was taken from the column to the row. From which class to which does an entry "
        "lead?": forward_transposed,
        "This is the nll of all outputs so far together. What has the belief to be divided by once "
        "x_t is seen?": forward_all_so_far,
        "This is the nll of all outputs so far together, and P was taken from the column to the "
        "row. What is the belief divided by, and which way does P "
        "lead?": forward_all_so_far_transposed,
        "The belief was moved by P before the first output. When does the class move for the first "
        "time?": forward_moved_first,
        "The belief was moved before the first output, and by P from the column to the row. When "
        "does the class first move, and which way does P lead?": forward_moved_first_transposed,
        "The outputs do not change the belief. What does Bayes' rule make of it once x_t is "
        "seen?": forward_not_seen,
        "P does not move the belief. What happens to the class between two "
        "steps?": forward_not_moved,
        "Every step was scored with start. What is known of the class after the first "
        "output?": forward_start_every_time,
        "The first belief is the same for all classes. What is it before x_0 is "
        "seen?": forward_started_evenly,
        "sd was taken for the variance. What is squared in the density of a normal "
        "number?": forward_sd_for_variance,
        "ln sd^2 stands where ln sd belongs. What is the logarithm of "
        "1 / sd?": forward_log_variance,
        "ln sd is missing. By what is the density of a normal number divided, beside "
        "sqrt(2 pi)?": forward_without_log_sd,
        "2 pi is missing. By what is the density of a normal number divided, beside "
        "sd?": forward_without_pi,
        "The exponent alone was taken. By what is the density of a normal number "
        "divided?": forward_without_factor,
        "ln(sd sqrt(2 pi)) was counted once for D numbers. How many densities are "
        "multiplied?": forward_factor_once,
        "The exponent lacks its half. What is it for a number one standard deviation from its "
        "mean?": forward_without_half,
        "The exponent lacks its half, and P was taken from the column to the row. What is the "
        "exponent, and which way does P lead?": forward_without_half_transposed,
        "The squares of the D numbers were averaged. What becomes of the exponents when densities "
        "are multiplied?": forward_mean_of_squares,
        "The densities of a far output are 0 as floats, and so is their sum. What can be "
        "subtracted before exp?": forward_underflow,
        "About 1e-12 was added to the sum, which changes nll where an output is improbable. What "
        "can be subtracted before exp?": forward_small_number,
        "The largest density belongs to a class that is impossible here, and all the others became "
        "0. Among which classes is the largest to be looked for?": forward_largest_of_all,
        "A belief of 0 was replaced by a tiny number, or its logarithm by a finite one. What does "
        "a belief of 0 do to its class?": forward_tiny_belief,
        "One largest number was subtracted from the whole batch, and a row of far outputs became "
        "0. From what should each row's be taken?": forward_largest_of_batch,
        "The most probable class alone was scored. What is the density of x_t when any class may "
        "be the present one?": forward_best_class,
        "The logarithms of the classes' densities were averaged. What comes first, the mean or the "
        "logarithm?": forward_mean_score,
        "What was subtracted before exp was not added again to the logarithm. What is "
        "ln(e^m a)?": forward_largest_lost,
        "The belief does not weigh the densities in nll. What is the density of x_t when some "
        "classes are more probable?": forward_belief_not_in_score,
        "x_t was scored with the belief that has already seen it. Which outputs may the belief "
        "know when x_t is scored?": forward_scored_after,
        "The new belief forgets the old one. Which two factors does Bayes' rule "
        "multiply?": forward_belief_replaced,
        "The belief was divided by its largest and not by its sum, so the next density is too "
        "large. What sums to 1?": forward_by_largest,
        "The belief was divided by the largest density and not by its sum, so the next density is "
        "wrong. What sums to 1?": forward_by_largest_density,
        "The belief does not sum to 1 once x_t is seen, and P was taken from the column to the "
        "row. By what is it divided, and which way does P lead?": forward_by_largest_transposed,
        "The density was divided by 2 pi sd. Which part of it stands under a "
        "root?": forward_two_pi_sd,
        "The density was divided by sqrt(2 pi sd). Is it sd or its square that stands under the "
        "root?": forward_root_of_sd,
        "The density was divided by 2 pi sd, without a root, and P was taken from the column to "
        "the row. What stands under the root, and which way does P "
        "lead?": forward_two_pi_sd_transposed,
        "The belief does not sum to 1 once x_t is seen, and the density was divided by 2 pi sd, "
        "without a root. By what is each divided?": forward_two_pi_sd_by_largest,
        "x_t was scored around one mean, that of all classes' means. Is the density of x_t one "
        "hill or a sum of K?": forward_mean_of_means,
        "The most probable class was taken for certain. How much belief do the others "
        "keep?": forward_one_class,
        "The belief was averaged over the batch. How many beliefs are there?": forward_one_belief,
        "The belief was divided by its sum over the rows of the batch. What sums to "
        "1?": forward_over_rows,
        "The sign is the other way round: this is ln p. Which one is asked for?": forward_sign,
        "This is the density. Of what is nll the negative logarithm?": forward_no_log,
    },
    alternatives=(by_joint_logs, by_numbers, in_float32),
    tolerance_reason="float64: a sum of T differences of logarithms in one of the right answers",
    float32=True,
)
