"""Check of ablation_effect."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.comparison import ablation_effect


def ablation_effect_cases(seed):
    """Yield (losses,): two parts, three, one, four, no interaction, one seed."""
    rng = np.random.default_rng(seed)
    yield (drawn(rng, 2, 5),)
    yield (drawn(rng, 3, 4),)
    yield (drawn(rng, 1, 3),)
    yield (drawn(rng, 4, 2),)
    worth = rng.normal(size=2)
    yield (
        2.0
        + worth[0] * np.array([0, 1])[:, None, None]
        + worth[1] * np.ones((2, 2, 3)) * [[0], [1]],
    )
    yield (drawn(rng, 2, 1),)
    yield (drawn(rng, 2, 2),)
    yield (drawn(rng, 2, 5),)


def drawn(rng, K, S):
    return 2.0 + rng.normal(size=(2,) * K)[..., None] + 0.1 * rng.normal(size=(2,) * K + (S,))


def parts(losses):
    return losses.ndim - 1


def effects_of(means, reduce=np.mean):
    """Return, for each axis of the means, what `reduce` makes of with minus without."""
    return np.array([reduce(np.diff(means, axis=k)) for k in range(means.ndim)])


def alone_of(means, start, sign=1.0):
    """Return means[start] minus that with part k the other way, for each k."""
    K = means.ndim
    others = [tuple(1 - s if j == k else s for j, s in enumerate(start)) for k in range(K)]
    return sign * np.array([means[start] - means[other] for other in others])


def both(losses):
    means = losses.mean(axis=-1)
    return means, *ablation_effect(losses)


def ablation_ladder(losses):
    """Add one part after the other, and return what each changes."""
    means, _, alone = both(losses)
    K = means.ndim
    steps = [means[(1,) * k + (0,) * (K - k)] for k in range(K + 1)]
    return np.diff(steps), alone


def ablation_sign(losses):
    """Subtract with from without."""
    _, effects, alone = both(losses)
    return -effects, -alone


def ablation_alone_sign(losses):
    _, effects, alone = both(losses)
    return effects, -alone


def ablation_alone_added(losses):
    """Compare each part by itself with the model without any."""
    means, effects, _ = both(losses)
    return effects, alone_of(means, (0,) * parts(losses), -1.0)


def ablation_effects_added(losses):
    """Take what each part by itself changes for the effect."""
    means, _, alone = both(losses)
    return alone_of(means, (0,) * parts(losses), -1.0), alone


def ablation_alone_for_both(losses):
    _, _, alone = both(losses)
    return alone, alone


def ablation_effects_for_both(losses):
    _, effects, _ = both(losses)
    return effects, effects


def ablation_exchanged(losses):
    _, effects, alone = both(losses)
    return alone, effects


def ablation_summed(losses):
    """Add up over the settings of the others."""
    means, _, alone = both(losses)
    return effects_of(means, np.sum), alone


def ablation_to_grand_mean(losses):
    """Compare with the mean of all."""
    _, effects, alone = both(losses)
    return effects / 2, alone


def ablation_first_seed(losses):
    return ablation_effect(losses[..., :1])


def ablation_best_seed(losses):
    return ablation_effect(losses.min(axis=-1, keepdims=True))


def ablation_summed_seeds(losses):
    """Add up over the seeds."""
    _, effects, alone = both(losses)
    return effects * losses.shape[-1], alone * losses.shape[-1]


def ablation_axes_reversed(losses):
    _, effects, alone = both(losses)
    return effects[::-1], alone[::-1]


def ablation_index_reversed(losses):
    """Read index 0 as with the part."""
    for axis in range(parts(losses)):
        losses = np.flip(losses, axis)
    return ablation_effect(losses)


def ablation_all_but_one(losses):
    """Compare all parts with this part alone."""
    means, effects, _ = both(losses)
    K = parts(losses)
    ones = [tuple(int(j == k) for j in range(K)) for k in range(K)]
    return effects, np.array([means[(1,) * K] - means[one] for one in ones])


def ablation_seed_axis_too(losses):
    """Take the last axis for a part."""
    means, effects, alone = both(losses)
    more = losses[..., -1].mean() - losses[..., 0].mean()
    return np.append(effects, more), np.append(alone, more)


def ablation_full_minus_none(losses):
    means, effects, alone = both(losses)
    K = parts(losses)
    return effects, np.full(K, means[(1,) * K] - means[(0,) * K])


def ablation_relative(losses):
    means, effects, alone = both(losses)
    return effects / means.mean(), alone / means[(1,) * parts(losses)]


def by_take(losses):
    K = losses.ndim - 1
    effects = [losses.take(1, axis=k).mean() - losses.take(0, axis=k).mean() for k in range(K)]
    full = losses[(1,) * K].mean()
    alone = []
    for k in range(K):
        at = [1] * K
        at[k] = 0
        alone.append(full - losses[tuple(at)].mean())
    return np.array(effects), np.array(alone)


def by_moving(losses):
    K = losses.ndim - 1
    effects, alone = np.zeros(K), np.zeros(K)
    for k in range(K):
        without, with_it = np.moveaxis(losses, k, 0)
        effects[k] = (with_it - without).mean()
        index = (-1,) * (K - 1)
        alone[k] = (with_it[index] - without[index]).mean()
    return effects, alone


def by_settings(losses):
    K = losses.ndim - 1
    effects, alone = [], []
    for k in range(K):
        with_it = [losses[at].mean() for at in np.ndindex(*losses.shape[:-1]) if at[k] == 1]
        without = [losses[at].mean() for at in np.ndindex(*losses.shape[:-1]) if at[k] == 0]
        effects.append(np.mean(with_it) - np.mean(without))
        alone.append(with_it[-1] - without[-1])
    return np.array(effects), np.array(alone)


check_ablation_effect = Check(
    name="ablation_effect",
    reference=ablation_effect,
    cases=ablation_effect_cases,
    outputs=("effects (K)", "alone (K)"),
    slips={
        "effects adds one part after the other. Over which settings of the others is a mean to be "
        "taken?": ablation_ladder,
        "Both signs are reversed. What is subtracted, the loss with the part or that without "
        "it?": ablation_sign,
        "The sign of alone is reversed. Is the loss of the whole model the first or the second "
        "term?": ablation_alone_sign,
        "alone adds one part to a model without any. From which model is it to be "
        "removed?": ablation_alone_added,
        "effects is what a part changes where no other is in. Over which settings of the others "
        "is the mean?": ablation_effects_added,
        "effects is what alone is: the others are always in. Over which of their settings is the "
        "mean?": ablation_alone_for_both,
        "alone is what effects is. With which setting of the others is one part "
        "removed?": ablation_effects_for_both,
        "The two results are exchanged. Which comes first?": ablation_exchanged,
        "The differences were added up over the settings of the others. What is asked for, their "
        "sum or their mean?": ablation_summed,
        "The settings with the part were compared with all settings. With which ones are they to "
        "be?": ablation_to_grand_mean,
        "One seed was read. Over how many is the mean?": ablation_first_seed,
        "The best seed of each setting was taken. Would another run find it "
        "again?": ablation_best_seed,
        "The losses were added up over the seeds. What is asked for, their sum or their "
        "mean?": ablation_summed_seeds,
        "The parts stand in reverse order. Which axis belongs to the first?": (
            ablation_axes_reversed
        ),
        "Index 0 was read as with the part. Which index is with it?": ablation_index_reversed,
        "alone compares all parts with this one by itself. How many parts are to be "
        "removed?": ablation_all_but_one,
        "The last axis was taken for a part. What does it hold?": ablation_seed_axis_too,
        "alone removes all parts at once. How many are to be removed?": ablation_full_minus_none,
        "The differences were divided by a loss. In which unit are they asked "
        "for?": ablation_relative,
    },
    alternatives=(by_take, by_moving, by_settings),
    equivalent={
        f"np.zeros -> np.ones (in `effects, alone = (np.zeros(K), np.zeros(K))`){more}": (
            "each entry is written over"
        )
        for more in ("", " #2")
    },
)
