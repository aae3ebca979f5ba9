"""Check of layer_norm_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m10_self_attention import layer_norm_backward

SHAPES = (  # two axes and three; one step, one row; all alike; the first once more; its scale
    ((4, 3), 1.0),
    ((3, 2, 5), 1.0),
    ((3, 3, 3), 1.0),
    ((5, 4), 0.004),  # a variance like the 1e-5 that is added
    ((1, 4, 3), 1.0),
    ((2, 1, 4), 0.01),
    ((1, 6), 20.0),
    ((2, 3, 2), 1.0),
    ((4, 3), 1.0),
)


def layer_norm_backward_cases(seed):
    """Yield (x, gain, dy): as SHAPES lists them, and two vectors whose entries are all alike."""
    rng = np.random.default_rng(seed)
    for shape, scale in SHAPES:
        spread = rng.uniform(0.6, 1.5, size=(*shape[:-1], 1))
        x = scale * (0.5 + spread * normed(rng.normal(size=shape), eps=0.0)[0])
        dy = min(1.0, 20 * scale) * rng.normal(size=shape)  # dx is of the size of dy over sigma
        yield x, 1.5 * rng.normal(size=shape[-1]), dy
    level = np.array([[0.0], [0.5]])
    yield np.repeat(level, 4, axis=1), rng.normal(size=4), 0.1 * rng.normal(size=(2, 4))


def normed(x, axis=-1, eps=1e-5, less=0):
    """Return x with mean 0 and variance 1 along an axis, and what it was divided by."""
    with np.errstate(all="ignore"):
        centred = x - x.mean(axis=axis, keepdims=True)
        squares = (centred**2).sum(axis=axis, keepdims=True)
        sd = np.sqrt(squares / (x[..., :1].size * x.shape[-1] / squares.size - less) + eps)
        return centred / sd, sd


def mean(a, axis=-1):
    return a.mean(axis=axis, keepdims=True)


def back(n, sd, dn, axis=-1):
    with np.errstate(all="ignore"):
        return (dn - mean(dn, axis) - mean(dn * n, axis) * n) / sd


def shared(a):
    return a.sum(axis=tuple(range(a.ndim - 1)))


def with_dx(x, gain, dy, dx):
    return dx, shared(dy * normed(x)[0]), shared(dy)


def with_gradients(x, gain, dy, dgain, dshift):
    return back(*normed(x), dy * gain), dgain, dshift


def with_norm(x, gain, dy, n, sd, axis=-1):
    return back(n, sd, dy * gain, axis), shared(dy * n), shared(dy)


def norm_over_batch(x, gain, dy):
    return with_norm(x, gain, dy, *normed(x, 0), 0)


def norm_over_batch_scale_alone(x, gain, dy):
    n, sd = normed(x, 0)
    return dy * gain / sd, shared(dy * n), shared(dy)


def norm_over_all_vectors(x, gain, dy):
    """Take mean and variance over all axes but the last."""
    axes = tuple(range(x.ndim - 1))
    return with_norm(x, gain, dy, *normed(x, axes), axes)


def norm_over_everything(x, gain, dy):
    axes = tuple(range(x.ndim))
    return with_norm(x, gain, dy, *normed(x, axes), axes)


def norm_means_over_batch(x, gain, dy):
    """Norm each vector on its own, and take both means of dn over the first axis."""
    return with_dx(x, gain, dy, back(*normed(x), dy * gain, 0))


def norm_scale_alone(x, gain, dy):
    return with_dx(x, gain, dy, dy * gain / normed(x)[1])


def norm_without_mean(x, gain, dy):
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dn * n) * n) / sd)


def norm_without_along(x, gain, dy):
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dn)) / normed(x)[1])


def norm_neither_nor_divided(x, gain, dy):
    return with_dx(x, gain, dy, dy * gain)


def norm_gain_forgotten(x, gain, dy):
    return with_dx(x, gain, dy, back(*normed(x), dy))


def norm_gain_after(x, gain, dy):
    return with_dx(x, gain, dy, gain * back(*normed(x), dy))


def norm_gain_forgotten_without_along(x, gain, dy):
    return with_dx(x, gain, dy, (dy - mean(dy)) / normed(x)[1])


def norm_gain_forgotten_scale_alone(x, gain, dy):
    return with_dx(x, gain, dy, dy / normed(x)[1])


def norm_by_variance(x, gain, dy):
    n, sd = normed(x)
    return with_dx(x, gain, dy, back(n, sd**2, dy * gain))


def norm_not_divided(x, gain, dy):
    n, _ = normed(x)
    return with_dx(x, gain, dy, back(n, 1.0, dy * gain))


def norm_times_sd(x, gain, dy):
    n, sd = normed(x)
    return with_dx(x, gain, dy, back(n, 1 / sd, dy * gain))


def norm_unbiased(x, gain, dy):
    return with_norm(x, gain, dy, *normed(x, less=1))


def norm_eps_outside(x, gain, dy):
    with np.errstate(all="ignore"):
        sd = np.sqrt(x.var(axis=-1, keepdims=True)) + 1e-5
        return with_norm(x, gain, dy, (x - mean(x)) / sd, sd)


def norm_without_eps(x, gain, dy):
    return with_norm(x, gain, dy, *normed(x, eps=0.0))


def norm_other_eps(x, gain, dy):
    return with_norm(x, gain, dy, *normed(x, eps=1e-8))


def norm_eps_six(x, gain, dy):
    return with_norm(x, gain, dy, *normed(x, eps=1e-6))


def norm_n_not_divided(x, gain, dy):
    return with_norm(x, gain, dy, x - mean(x), normed(x)[1])


def norm_n_not_centred(x, gain, dy):
    _, sd = normed(x)
    return with_norm(x, gain, dy, x / sd, sd)


def norm_x_for_n(x, gain, dy):
    return with_norm(x, gain, dy, x, normed(x)[1])


def norm_sums_for_means(x, gain, dy):
    n, sd = normed(x)
    dn = dy * gain
    total = dn.sum(axis=-1, keepdims=True)
    along = (dn * n).sum(axis=-1, keepdims=True)
    return with_dx(x, gain, dy, (dn - total - along * n) / sd)


def norm_along_by_dy(x, gain, dy):
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dn) - mean(dy * n) * n) / sd)


def norm_mean_of_dy(x, gain, dy):
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dy) - mean(dn * n) * n) / sd)


def norm_along_added(x, gain, dy):
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dn) + mean(dn * n) * n) / sd)


def norm_mean_added(x, gain, dy):
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn + mean(dn) - mean(dn * n) * n) / sd)


def norm_along_without_n(x, gain, dy):
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dn) - mean(dn * n)) / sd)


def norm_along_x(x, gain, dy):
    """Take the part along x."""
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dn) - mean(dn * x) * x) / sd)


def norm_along_by_length(x, gain, dy):
    """Divide by the squared length of n, which is a little less than D."""
    n, sd = normed(x)
    dn = dy * gain
    with np.errstate(all="ignore"):
        return with_dx(x, gain, dy, (dn - mean(dn) - mean(dn * n) / mean(n * n) * n) / sd)


def norm_products_kept(x, gain, dy):
    """Subtract dn n n entry by entry, without the mean."""
    n, sd = normed(x)
    dn = dy * gain
    return with_dx(x, gain, dy, (dn - mean(dn) - dn * n * n) / sd)


def norm_y_returned(x, gain, dy):
    """Go forward instead."""
    return with_dx(x, gain, dy, normed(x)[0] * gain)


def norm_dgain_of_x(x, gain, dy):
    return with_gradients(x, gain, dy, shared(dy * x), shared(dy))


def norm_dgain_of_x_scale_alone(x, gain, dy):
    return dy * gain / normed(x)[1], shared(dy * x), shared(dy)


def norm_dgain_centred(x, gain, dy):
    return with_gradients(x, gain, dy, shared(dy * (x - mean(x))), shared(dy))


def norm_dgain_of_y(x, gain, dy):
    return with_gradients(x, gain, dy, shared(dy * gain * normed(x)[0]), shared(dy))


def norm_dn_in_both(x, gain, dy):
    dn = dy * gain
    return with_gradients(x, gain, dy, shared(dn * normed(x)[0]), shared(dn))


def norm_dshift_with_gain(x, gain, dy):
    return with_gradients(x, gain, dy, shared(dy * normed(x)[0]), shared(dy * gain))


def norm_dgain_without_n(x, gain, dy):
    return with_gradients(x, gain, dy, shared(dy), shared(dy))


def norm_first_axis_alone(x, gain, dy):
    products = dy * normed(x)[0]
    return with_gradients(x, gain, dy, products.sum(axis=0), dy.sum(axis=0))


def norm_first_axis_without_mean(x, gain, dy):
    return norm_without_mean(x, gain, dy)[0], *norm_first_axis_alone(x, gain, dy)[1:]


def norm_summed_over_entries(x, gain, dy):
    products = dy * normed(x)[0]
    return with_gradients(x, gain, dy, products.sum(axis=-1), dy.sum(axis=-1))


def norm_not_summed(x, gain, dy):
    return with_gradients(x, gain, dy, dy * normed(x)[0], dy.copy())


def norm_gradients_averaged(x, gain, dy):
    count = x[..., 0].size
    products = shared(dy * normed(x)[0])
    return with_gradients(x, gain, dy, products / count, shared(dy) / count)


def norm_exchanged(x, gain, dy):
    dx, dgain, dshift = layer_norm_backward(x, gain, dy)
    return dx, dshift, dgain


def norm_dx_last(x, gain, dy):
    dx, dgain, dshift = layer_norm_backward(x, gain, dy)
    return dgain, dshift, dx


def norm_dx_alone(x, gain, dy):
    return layer_norm_backward(x, gain, dy)[0]


def by_jacobians(x, gain, dy):
    """The Jacobian of each vector, one after the other."""
    D = x.shape[-1]
    rows, ups = x.reshape(-1, D), dy.reshape(-1, D)
    dx, dgain, dshift = np.zeros_like(rows), np.zeros(D), np.zeros(D)
    for i, (row, up) in enumerate(zip(rows, ups, strict=True)):
        sd = np.sqrt(np.var(row) + 1e-5)
        n = (row - row.mean()) / sd
        J = (np.eye(D) - 1 / D - np.outer(n, n) / D) / sd
        dx[i] = J @ (up * gain)
        dgain += up * n
        dshift += up
    return dx.reshape(x.shape), dgain, dshift


def by_chain(x, gain, dy):
    """Back through mean and variance one by one."""
    D = x.shape[-1]
    centred = x - x.mean(axis=-1)[..., None]
    variance = np.mean(centred**2, axis=-1)[..., None]
    inverse = (variance + 1e-5) ** -0.5
    dn = gain * dy
    dvariance = np.sum(dn * centred, axis=-1)[..., None] * -0.5 * inverse**3
    dcentred = dn * inverse + dvariance * 2 * centred / D
    dx = dcentred - np.sum(dcentred, axis=-1)[..., None] / D
    flat = (dy * centred * inverse).reshape(-1, D)
    return dx, flat.sum(axis=0), dy.reshape(-1, D).sum(axis=0)


def by_einsum(x, gain, dy):
    D = len(gain)
    x, dy = np.moveaxis(x, -1, 0), np.moveaxis(dy, -1, 0)
    sd = np.sqrt(x.var(axis=0) + 1e-5)
    n = (x - x.mean(axis=0)) / sd
    dn = np.einsum("d...,d->d...", dy, gain)
    dx = (D * dn - dn.sum(axis=0) - n * np.einsum("d...,d...->...", dn, n)) / (D * sd)
    every = tuple(range(1, x.ndim))
    return np.moveaxis(dx, 0, -1), np.sum(dy * n, axis=every), np.sum(dy, axis=every)


def in_float32(x, gain, dy):
    return by_einsum(*(array.astype(np.float32) for array in (x, gain, dy)))


check_layer_norm_backward = Check(
    name="layer_norm_backward",
    reference=layer_norm_backward,
    cases=layer_norm_backward_cases,
    outputs=("dx", "dgain (D,)", "dshift (D,)"),
    slips={
        "Mean and variance go over the first axis, as in batch norm. Which axis belongs to one "
        "vector?": norm_over_batch,
        "Mean and variance go over the first axis, and count as constants in dx. Which axis "
        "belongs to one vector, and what do they take away from dn?": norm_over_batch_scale_alone,
        "Mean and variance go over all vectors, entry by entry. Which axis belongs to one "
        "vector?": norm_over_all_vectors,
        "Mean and variance go over all entries of x. Which axis belongs to one "
        "vector?": norm_over_everything,
        "Both means of dn go over the first axis. Over which axis do the entries share mean and "
        "variance?": norm_means_over_batch,
        "dx is dn divided by sigma: mean and variance count as constants. What do they take away "
        "from dn when an entry moves?": norm_scale_alone,
        "dx still holds a mean. Moving all entries together changes no n: what must be "
        "subtracted?": norm_without_mean,
        "dx still points along n in part. Stretching the entries about their mean changes no n: "
        "what must be subtracted?": norm_without_along,
        "dx is dn itself. By what is it divided, and which two parts are subtracted?": (
            norm_neither_nor_divided
        ),
        "The gain has no effect on dx. What is dn, the gradient by n?": norm_gain_forgotten,
        "dx was multiplied by the gain at the end. Where does the gain stand on the way from n to "
        "y?": norm_gain_after,
        "The gain has no effect on dx, and dx still points along n. What is dn, and what is "
        "subtracted besides the mean?": norm_gain_forgotten_without_along,
        "dx is dy divided by sigma. Where does the gain enter, and which two parts are "
        "subtracted?": norm_gain_forgotten_scale_alone,
        "dx was divided by the variance. What was x divided by on the way there?": norm_by_variance,
        "dx was not divided. What was x divided by on the way there?": norm_not_divided,
        "dx was multiplied by sigma. What was x divided by on the way there?": norm_times_sd,
        "The variance was divided by D - 1. By what does the prompt divide?": norm_unbiased,
        "1e-5 was added to the root. Does it stand inside or outside?": norm_eps_outside,
        "The 1e-5 is missing. What is added to the variance, so that the root is never "
        "0?": norm_without_eps,
        "1e-8 was added to the variance. Which number does the prompt add?": norm_other_eps,
        "1e-6 was added to the variance. Which number does the prompt add?": norm_eps_six,
        "n was centred but not divided by sigma. Which variance should it have?": (
            norm_n_not_divided
        ),
        "n was divided but not centred. Which mean should it have?": norm_n_not_centred,
        "x stands in the place of n. What is n made of?": norm_x_for_n,
        "Sums were subtracted from dn in place of means. By what is each of them "
        "divided?": norm_sums_for_means,
        "The mean of dy n was taken along n. Which gradient meets n, that by y or that by "
        "n?": norm_along_by_dy,
        "The mean of dy was subtracted. Which gradient is it the mean of, that by y or that by "
        "n?": norm_mean_of_dy,
        "The part along n was added. Is it taken away or added?": norm_along_added,
        "The mean was added. Is it taken away or added?": norm_mean_added,
        "The mean of dn n was subtracted without the factor n. In which direction does that part "
        "point?": norm_along_without_n,
        "The part along x was subtracted. Along which vector does dn lose something?": norm_along_x,
        "The part along n was divided by the mean of n n, which the 1e-5 makes a little less than "
        "1, and 0 where all entries are alike. By what does the prompt divide the sum of dn "
        "n?": norm_along_by_length,
        "dn n n was subtracted entry by entry. What is averaged before it is multiplied by "
        "n?": norm_products_kept,
        "dx holds n times gain: that is the way forward. Which three gradients are asked "
        "for?": norm_y_returned,
        "dgain was made of x. By what was the gain multiplied?": norm_dgain_of_x,
        "dgain was made of x, and dx is dn divided by sigma. By what was the gain multiplied, and "
        "which two parts does dn lose?": norm_dgain_of_x_scale_alone,
        "dgain was made of x minus its mean, without sigma. By what was the gain "
        "multiplied?": norm_dgain_centred,
        "dgain has the gain as a factor. What is left of a product when it is differentiated by "
        "one of its factors?": norm_dgain_of_y,
        "dgain and dshift were made of dn. Does the gradient by y or that by n belong "
        "there?": norm_dn_in_both,
        "dshift has the gain as a factor. Is the shift multiplied by anything?": (
            norm_dshift_with_gain
        ),
        "dgain is the sum of dy alone. By what was the gain multiplied?": norm_dgain_without_n,
        "dgain and dshift were summed over the first axis alone. Which axes are left to sum over "
        "when x has three?": norm_first_axis_alone,
        "dx still holds a mean, and with three axes dgain and dshift were summed over the first "
        "alone. What must be subtracted from dx?": norm_first_axis_without_mean,
        "dgain and dshift were summed over the entries. Which axis is left in "
        "(D,)?": norm_summed_over_entries,
        "dgain and dshift were not summed. How many vectors share one gain?": norm_not_summed,
        "dgain and dshift are means over the vectors. Is dy the gradient of the whole loss "
        "already?": norm_gradients_averaged,
        "dgain and dshift are exchanged. Which of them comes first?": norm_exchanged,
        "dx came last. In which order does the prompt list the three results?": norm_dx_last,
        "Only dx came back. Which gradients do gain and shift get?": norm_dx_alone,
    },
    alternatives=(by_jacobians, by_chain, by_einsum, in_float32),
    tolerance_reason="float64 sums in another order differ by about 1e-15 of their largest term",
    float32=True,
)
