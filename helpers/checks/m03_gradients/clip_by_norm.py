"""Check of clip_by_norm."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m03_gradients.cases import ROUNDING, gradient_list
from helpers.scratch import optim

MODEL = ((3, 4), (4, 4), (4,))


def clip_by_norm(grads, threshold):
    """Clip as the course's function does, and pass on what is not finite instead of refusing it.

    Shapes: grads a list of arrays -> (a list of that form, the norm before clipping).
    """
    if not all(np.isfinite(g).all() for g in grads):
        return [g.copy() for g in grads], float(np.sqrt(sum((g**2).sum() for g in grads)))
    return optim.clip_by_norm(grads, threshold)


def clip_by_norm_cases(seed):
    """Yield (grads, threshold): above, below, exactly at; all 0; one entry; NaN; infinity."""
    rng = np.random.default_rng(seed)
    yield gradient_list(rng, MODEL, 7.0), 1.0
    yield gradient_list(rng, MODEL, 0.3), 1.0
    yield gradient_list(rng, MODEL, 0.05), 0.5
    yield gradient_list(rng, ((2, 2), (2,)), 400.0), 5.0
    yield [np.array([3.0]), np.array([4.0])], 5.0
    yield gradient_list(rng, ((1,),), 2.0), 0.25
    yield [np.zeros((2, 3)), np.zeros(3)], 1.0
    yield [*gradient_list(rng, ((2, 3),), 4.0), np.zeros(3)], 2.0
    grads = gradient_list(rng, ((2, 3), (3,)), 2.0)
    grads[1][1] = np.nan
    yield grads, 1.0
    grads = gradient_list(rng, ((2, 3), (3,)), 2.0)
    grads[0][1, 2] = np.inf
    yield grads, 1.0


def norm_of(grads):
    return float(np.sqrt(sum((g**2).sum() for g in grads)))


def scaled(grads, threshold, norm, shown=None):
    """Return the gradients scaled where norm is above threshold, and a norm."""
    factor = threshold / norm if threshold < norm < math.inf else 1.0
    return [g * factor for g in grads], norm if shown is None else shown


def clip_each_tensor(grads, threshold):
    parts = [scaled([g], threshold, norm_of([g]))[0][0] for g in grads]
    return parts, norm_of(grads)


def clip_scales_up(grads, threshold):
    norm = norm_of(grads)
    usable = 0 < norm < math.inf
    return [g * (threshold / norm) if usable else g.copy() for g in grads], norm


def clip_divides_by_zero(grads, threshold):
    norm = norm_of(grads)
    with np.errstate(all="ignore"):
        factor = threshold / np.float64(norm)
    return [g * factor for g in grads], norm


def clip_spreads_nan(grads, threshold):
    norm = norm_of(grads)
    with np.errstate(all="ignore"):
        factor = np.minimum(1.0, threshold / np.maximum(norm, 1e-300))
        return [g * factor for g in grads], norm


def clip_sums_norms(grads, threshold):
    return scaled(grads, threshold, float(sum(np.linalg.norm(g) for g in grads)))


def clip_without_root(grads, threshold):
    return scaled(grads, threshold, norm_of(grads) ** 2)


def clip_by_largest_entry(grads, threshold):
    return scaled(grads, threshold, float(max(np.abs(g).max() for g in grads)))


def clip_by_sum_of_sizes(grads, threshold):
    return scaled(grads, threshold, float(sum(np.abs(g).sum() for g in grads)))


def clip_by_mean_square(grads, threshold):
    return scaled(grads, threshold, norm_of(grads) / math.sqrt(sum(g.size for g in grads)))


def clip_entries(grads, threshold):
    return [np.clip(g, -threshold, threshold) for g in grads], norm_of(grads)


def clip_to_unit_norm(grads, threshold):
    norm = norm_of(grads)
    factor = 1 / norm if threshold < norm < math.inf else 1.0
    return [g * factor for g in grads], norm


def clip_factor_turned(grads, threshold):
    norm = norm_of(grads)
    factor = norm / threshold if threshold < norm < math.inf else 1.0
    return [g * factor for g in grads], norm


def clip_returns_norm_after(grads, threshold):
    clipped, _ = clip_by_norm(grads, threshold)
    return clipped, norm_of(clipped)


def clip_returns_factor(grads, threshold):
    clipped, norm = clip_by_norm(grads, threshold)
    return clipped, threshold / norm if threshold < norm < math.inf else 1.0


def clip_list_only(grads, threshold):
    return clip_by_norm(grads, threshold)[0]


def clip_exchanged(grads, threshold):
    return clip_by_norm(grads, threshold)[::-1]


def clip_in_place(grads, threshold):
    norm = norm_of(grads)
    if threshold < norm < math.inf:
        for g in grads:
            g *= threshold / norm
    return grads, norm


def clip_as_pytorch(grads, threshold):
    norm = norm_of(grads)
    factor = threshold / (norm + 1e-6) if norm < math.inf else 1.0
    return [g * min(factor, 1.0) for g in grads], norm


def clip_drops_what_is_large(grads, threshold):
    norm = norm_of(grads)
    keep = not threshold < norm < math.inf
    return [g.copy() if keep else np.zeros_like(g) for g in grads], norm


def clip_first_tensor(grads, threshold):
    clipped, norm = clip_by_norm(grads, threshold)
    return [clipped[0], *(g.copy() for g in grads[1:])], norm


def clip_min_of_quotient(grads, threshold):
    norm = norm_of(grads)
    with np.errstate(all="ignore"):
        factor = min(1.0, threshold / np.float64(norm))
        return [g * factor for g in grads], norm


def clip_each_and_list_norms(grads, threshold):
    parts = clip_each_tensor(grads, threshold)[0]
    return parts, max(float(np.linalg.norm(g)) for g in grads)


def clip_sums_norms_and_scales_up(grads, threshold):
    norm = float(sum(np.linalg.norm(g) for g in grads))
    return [g * (threshold / norm) if norm else g.copy() for g in grads], norm


def clip_over_the_threshold(grads, threshold):
    norm = norm_of(grads)
    factor = 1 / threshold if threshold < norm < math.inf else 1.0
    return [g * factor for g in grads], norm


def clip_without_what_is_not_finite(grads, threshold):
    grads = [np.nan_to_num(g, nan=0.0, posinf=0.0, neginf=0.0) for g in grads]
    return scaled(grads, threshold, norm_of(grads))


def clip_as_one_vector(grads, threshold):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = float(np.linalg.norm(flat))
    if math.isfinite(norm) and norm > threshold:
        flat = flat / norm * threshold
    pieces = np.split(flat, np.cumsum([g.size for g in grads])[:-1])
    return [piece.reshape(g.shape) for piece, g in zip(pieces, grads, strict=True)], norm


def clip_with_a_loop(grads, threshold):
    total = 0.0
    for g in grads:
        for entry in g.ravel():
            total += entry * entry
    norm = np.sqrt(total)
    out = []
    for g in grads:
        if norm <= threshold or not np.isfinite(norm):
            out.append(1.0 * g)
        else:
            out.append(threshold * g / norm)
    return out, norm


def clip_by_hypot(grads, threshold):
    norm = math.hypot(*(np.linalg.norm(g) for g in grads))
    factor = 1.0 if not math.isfinite(norm) else threshold / max(norm, threshold)
    return tuple(g * factor for g in grads), norm


check_clip_by_norm = Check(
    name="clip_by_norm",
    reference=clip_by_norm,
    cases=clip_by_norm_cases,
    outputs=("clipped", "norm"),
    slips={
        "Each array was clipped by its own norm, which changes the direction. How many norms does "
        "one gradient have, however many arrays it is stored in?": clip_each_tensor,
        "A gradient below the threshold was made longer. What should the factor never "
        "exceed?": clip_scales_up,
        "The factor threshold / norm is used everywhere: small gradients grow, and at norm 0 it "
        "is a division by 0. When should anything be scaled at all?": clip_divides_by_zero,
        "A norm that is NaN or infinite corrupts every entry: the factor is then NaN or 0. What "
        "does the exercise ask for when the norm is not finite?": clip_spreads_nan,
        "The gradients were divided by the threshold. What is the norm of g * threshold / norm, "
        "and what is that of g / threshold?": clip_over_the_threshold,
        "NaN and infinity became 0, so nobody sees that the gradient broke. What does the exercise "
        "ask for when the norm is not finite?": clip_without_what_is_not_finite,
        "The norms of the arrays were added. What is the length of (3, 4), whose entries have the "
        "lengths 3 and 4?": clip_sums_norms,
        "The square root is missing: this is the squared norm. Which function of the sum of squares"
        " is a 2-norm?": clip_without_root,
        "The largest entry was used as the norm. What is the length of (3, "
        "4)?": clip_by_largest_entry,
        "Absolute values were added. What is the 2-norm of (3, 4)?": clip_by_sum_of_sizes,
        "The norm was divided by the root of the number of entries. Is a norm a mean or a "
        "sum?": clip_by_mean_square,
        "Every entry was clipped by itself, which changes the direction. Which operation on a "
        "vector leaves its direction unchanged?": clip_entries,
        "Clipped gradients have norm 1. Which norm should it have?": clip_to_unit_norm,
        "The factor is inverted: long gradients become longer. Should it be above or below "
        "1?": clip_factor_turned,
        "The norm after clipping was returned. Which of the two norms shows that a gradient "
        "exploded?": clip_returns_norm_after,
        "The second result is the factor. What does the exercise ask for besides the clipped "
        "gradients?": clip_returns_factor,
        "Only the gradients were returned. What is the second result?": clip_list_only,
        "The results are exchanged. Which comes first?": clip_exchanged,
        "The given arrays were overwritten. Which expression creates a new array "
        "instead?": clip_in_place,
        "1e-6 was added to the norm, as PyTorch does, so clipped gradients end below the threshold."
        " Which case is it meant for, and does the rule norm > threshold need it?": clip_as_pytorch,
        "A long gradient was discarded. Which part of it should be kept: length or "
        "direction?": clip_drops_what_is_large,
        "Only the first array was scaled. Which factor should the others get?": clip_first_tensor,
        "At an infinite norm the factor is 0, and 0 times infinity is NaN. What does the exercise "
        "ask for when the norm is not finite?": clip_min_of_quotient,
        "Each array was clipped by its own norm, and the largest of them was returned. What is the "
        "length of (3, 4), whose entries have the lengths 3 and 4?": clip_each_and_list_norms,
        "The norms of the arrays were added, and the factor is used even where it is above 1. What "
        "is the length of (3, 4), whose entries have the lengths 3 and "
        "4?": clip_sums_norms_and_scales_up,
    },
    alternatives=(clip_as_one_vector, clip_with_a_loop, clip_by_hypot),
    equivalent={
        "threshold < norm < np.inf -> threshold <= norm < np.inf (in `factor = threshol"
        "d / norm if threshold < norm < np.inf else 1.0`)": (
            "at the threshold the factor is 1 either way"
        ),
    },
    twins=(optim.clip_by_norm,),
    tolerance_reason=ROUNDING,
    float32=True,
)
