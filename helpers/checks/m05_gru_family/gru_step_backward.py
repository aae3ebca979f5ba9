"""Check of gru_step_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, gru_axes, step_cases
from helpers.scratch.cells import GRUParams, gru_step, gru_step_backward


def gru_step_backward_cases(seed):
    """Yield (p, cache, dh_next): several sizes, one row, D = H, one unit, saturated gates."""
    rng = np.random.default_rng(seed)
    for p, x, h in step_cases(rng, GRUParams):
        yield p, gru_step(p, x, h)[1], 2.0 * rng.normal(size=h.shape)


def sums(cache, dh_next):
    """Return da_r, da_z, da_n, the gradients of the three sums."""
    da_z = dh_next * (cache.h - cache.n) * cache.z * (1 - cache.z)
    return from_candidate(cache, da_z, dh_next * (1 - cache.z) * (1 - cache.n**2))


def from_candidate(cache, da_z, da_n):
    """Return da_r, da_z, da_n where da_r follows from da_n."""
    return da_n * cache.ah_n * cache.r * (1 - cache.r), da_z, da_n


def with_candidate(p, cache, dh_next, da_n):
    """Pull back with another gradient of the candidate's sum."""
    da = from_candidate(cache, sums(cache, dh_next)[1], da_n)
    return collected(p, cache, dh_next, da)


def with_z(p, cache, dh_next, da_z):
    """Pull back with another gradient of z's sum."""
    da_r, _, da_n = sums(cache, dh_next)
    return collected(p, cache, dh_next, (da_r, da_z, da_n))


def with_r(p, cache, dh_next, da_r):
    """Pull back with another gradient of r's sum."""
    _, da_z, da_n = sums(cache, dh_next)
    return collected(p, cache, dh_next, (da_r, da_z, da_n))


def collected(p, cache, dh_next, da, reset=True, direct=None):
    """Pull da_r, da_z, da_n back through the two products."""
    da_r, da_z, da_n = da
    dax = np.hstack(da)
    dah = np.hstack([da_r, da_z, da_n * cache.r]) if reset else dax
    dp = GRUParams(cache.x.T @ dax, cache.h.T @ dah, dax.sum(axis=0), dah.sum(axis=0))
    direct = dh_next * cache.z if direct is None else direct
    return dax @ p.W_x.T, direct + dah @ p.W_h.T, dp


def without_direct_way(p, cache, dh_next):
    return collected(p, cache, dh_next, sums(cache, dh_next), direct=0.0)


def direct_way_by_rest(p, cache, dh_next):
    return collected(p, cache, dh_next, sums(cache, dh_next), direct=dh_next * (1 - cache.z))


def direct_way_in_full(p, cache, dh_next):
    return collected(p, cache, dh_next, sums(cache, dh_next), direct=dh_next)


def direct_way_alone(p, cache, dh_next):
    dx, _, dp = gru_step_backward(p, cache, dh_next)
    return dx, dh_next * cache.z, dp


def z_other_way(p, cache, dh_next):
    z, n = cache.z, cache.n
    da_z = dh_next * (n - cache.h) * z * (1 - z)
    da = from_candidate(cache, da_z, dh_next * z * (1 - n**2))
    return collected(p, cache, dh_next, da, direct=dh_next * (1 - z))


def candidate_by_z(p, cache, dh_next):
    return with_candidate(p, cache, dh_next, dh_next * cache.z * (1 - cache.n**2))


def candidate_in_full(p, cache, dh_next):
    return with_candidate(p, cache, dh_next, dh_next * (1 - cache.n**2))


def z_sign_turned(p, cache, dh_next):
    return with_z(p, cache, dh_next, -sums(cache, dh_next)[1])


def z_from_h_alone(p, cache, dh_next):
    return with_z(p, cache, dh_next, dh_next * cache.h * cache.z * (1 - cache.z))


def z_from_n_alone(p, cache, dh_next):
    return with_z(p, cache, dh_next, -dh_next * cache.n * cache.z * (1 - cache.z))


def z_without_sigmoid(p, cache, dh_next):
    return with_z(p, cache, dh_next, dh_next * (cache.h - cache.n))


def r_without_sigmoid(p, cache, dh_next):
    return with_r(p, cache, dh_next, sums(cache, dh_next)[2] * cache.ah_n)


def r_from_h(p, cache, dh_next):
    slope = cache.r * (1 - cache.r)
    return with_r(p, cache, dh_next, sums(cache, dh_next)[2] * cache.h * slope)


def r_before_tanh(p, cache, dh_next):
    slope = cache.r * (1 - cache.r)
    return with_r(p, cache, dh_next, dh_next * (1 - cache.z) * cache.ah_n * slope)


def r_without_product(p, cache, dh_next):
    return with_r(p, cache, dh_next, sums(cache, dh_next)[2] * cache.r * (1 - cache.r))


def without_tanh(p, cache, dh_next):
    return with_candidate(p, cache, dh_next, dh_next * (1 - cache.z))


def sigmoid_slope_on_n(p, cache, dh_next):
    return with_candidate(p, cache, dh_next, dh_next * (1 - cache.z) * cache.n * (1 - cache.n))


def tanh_not_squared(p, cache, dh_next):
    return with_candidate(p, cache, dh_next, dh_next * (1 - cache.z) * (1 - cache.n))


def tanh_twice(p, cache, dh_next):
    return with_candidate(p, cache, dh_next, dh_next * (1 - cache.z) * (1 - np.tanh(cache.n) ** 2))


def r_forgotten(p, cache, dh_next):
    return collected(p, cache, dh_next, sums(cache, dh_next), reset=False)


def r_on_x_too(p, cache, dh_next):
    da_r, da_z, da_n = sums(cache, dh_next)
    return collected(p, cache, dh_next, (da_r, da_z, da_n * cache.r), reset=False)


def gates_ways_missing(p, cache, dh_next):
    dx, _, dp = gru_step_backward(p, cache, dh_next)
    H = dh_next.shape[1]
    da_n = sums(cache, dh_next)[2]
    return dx, dh_next * cache.z + (da_n * cache.r) @ p.W_h[:, 2 * H :].T, dp


def way_through_r_missing(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    return dx, dh - sums(cache, dh_next)[0] @ p.W_h[:, : dh_next.shape[1]].T, dp


def way_through_z_missing(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    H = dh_next.shape[1]
    return dx, dh - sums(cache, dh_next)[1] @ p.W_h[:, H : 2 * H].T, dp


def way_through_n_missing(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    H = dh_next.shape[1]
    return dx, dh - (sums(cache, dh_next)[2] * cache.r) @ p.W_h[:, 2 * H :].T, dp


def dW_h_resets_h(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    H = dh_next.shape[1]
    dW_h = dp.W_h.copy()
    dW_h[:, 2 * H :] = (cache.r * cache.h).T @ sums(cache, dh_next)[2]
    return dx, dh, dp._replace(W_h=dW_h)


def dW_h_resets_h_alone(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    return dx, dh, dp._replace(W_h=(cache.r * cache.h).T @ np.hstack(sums(cache, dh_next)))


def dW_h_from_sums_of_x(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    return dx, dh, dp._replace(W_h=cache.h.T @ np.hstack(sums(cache, dh_next)))


def one_bias_for_both(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    return dx, dh, dp._replace(b_h=dp.b_x.copy())


def blocks_z_r_n(p, cache, dh_next):
    da_r, da_z, da_n = sums(cache, dh_next)
    return collected(p, cache, dh_next, (da_z, da_r, da_n))


def averages_batch(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    return dx, dh, GRUParams(*(leaf / len(dh_next) for leaf in dp))


def keeps_batch_in_biases(p, cache, dh_next):
    dx, dh, dp = gru_step_backward(p, cache, dh_next)
    da_r, da_z, da_n = sums(cache, dh_next)
    dah = np.hstack([da_r, da_z, da_n * cache.r])
    return dx, dh, dp._replace(b_x=np.hstack([da_r, da_z, da_n]), b_h=dah)


def changes_upstream(p, cache, dh_next):
    result = gru_step_backward(p, cache, dh_next.copy())
    dh_next *= cache.z
    return result


def changes_upstream_early(p, cache, dh_next):
    kept = dh_next.copy()
    dh_next *= 1 - cache.z
    return collected(p, cache, dh_next, sums(cache, kept), direct=dh_next * cache.z)


def backward_by_parts(p, cache, dh_next):
    x, h, r, z, n, ah_n = cache
    dz, dn, dh = dh_next * h - dh_next * n, dh_next - dh_next * z, dh_next * z
    da_n = dn - dn * n * n
    dr, dah_n = da_n * ah_n, da_n * r
    da_r, da_z = dr * r - dr * r**2, dz * z - dz * z**2
    W_hr, W_hz, W_hn = np.split(p.W_h, 3, axis=1)
    for da, W in ((da_r, W_hr), (da_z, W_hz), (dah_n, W_hn)):
        dh = dh + da @ W.T
    W_xr, W_xz, W_xn = np.split(p.W_x, 3, axis=1)
    dx = da_r @ W_xr.T + da_z @ W_xz.T + da_n @ W_xn.T
    dW_x = np.concatenate([x.T @ da for da in (da_r, da_z, da_n)], axis=1)
    dW_h = np.concatenate([h.T @ da for da in (da_r, da_z, dah_n)], axis=1)
    db_x = np.concatenate([da.sum(axis=0) for da in (da_r, da_z, da_n)])
    db_h = np.concatenate([da.sum(axis=0) for da in (da_r, da_z, dah_n)])
    return dx, dh, GRUParams(dW_x, dW_h, db_x, db_h)


def backward_by_loop(p, cache, dh_next):
    H = dh_next.shape[1]
    dx, dh = np.zeros(cache.x.shape), np.zeros(cache.h.shape)
    dp = GRUParams(*(np.zeros(leaf.shape) for leaf in p))
    for b in range(len(dh_next)):
        for j in range(H):
            h, r, z, n, ah_n = (part[b, j] for part in cache[1:])
            dn = dh_next[b, j] * (1.0 - z) * (1.0 - n * n)
            dz = dh_next[b, j] * (h - n) * z * (1.0 - z)
            dr = dn * ah_n * r * (1.0 - r)
            dh[b, j] += dh_next[b, j] * z
            for k, dax, dah in ((j, dr, dr), (H + j, dz, dz), (2 * H + j, dn, dn * r)):
                dx[b] += dax * p.W_x[:, k]
                dh[b] += dah * p.W_h[:, k]
                dp.W_x[:, k] += dax * cache.x[b]
                dp.W_h[:, k] += dah * cache.h[b]
                dp.b_x[k] += dax
                dp.b_h[k] += dah
    return dx, dh, dp


def backward_by_einsum(p, cache, dh_next):
    x, h, r, z, n, ah_n = cache
    H = h.shape[1]
    dax = np.empty((len(h), 3 * H), dtype=dh_next.dtype)
    dax[:, 2 * H :] = (1 + n) * (1 - n) * (1 - z) * dh_next
    dax[:, H : 2 * H] = (1 - z) * z * (h - n) * dh_next
    dax[:, :H] = (1 - r) * r * ah_n * dax[:, 2 * H :]
    dah = dax.copy()
    dah[:, 2 * H :] *= r
    dh = np.einsum("bk,hk->bh", dah, p.W_h) + z * dh_next
    dW_x, dW_h = np.einsum("bd,bk->dk", x, dax), np.einsum("bh,bk->hk", h, dah)
    dp = GRUParams(dW_x, dW_h, dax.sum(axis=0), np.einsum("bk->k", dah))
    return np.einsum("bk,dk->bd", dax, p.W_x), dh, dp


def backward_in_float32(p, cache, dh_next):
    p = GRUParams(*(leaf.astype(np.float32) for leaf in p))
    cache = type(cache)(*(leaf.astype(np.float32) for leaf in cache))
    return backward_by_einsum(p, cache, dh_next.astype(np.float32))


check_gru_step_backward = Check(
    name="gru_step_backward",
    reference=gru_step_backward,
    cases=gru_step_backward_cases,
    outputs=("dx (B, D)", "dh (B, H)", "dp", *gru_axes("dp")),
    slips={
        "dh lacks the direct way: h_next contains z * h. Is that term left out, or overwritten by "
        "a later line?": without_direct_way,
        "The direct way into h has the factor 1 - z. Which factor does h itself have in "
        "h_next?": direct_way_by_rest,
        "dh_next was passed to h in full. Which factor does h itself have in "
        "h_next?": direct_way_in_full,
        "dh holds the direct way alone. Which three sums of the step also read "
        "h?": direct_way_alone,
        "z is the other way round all through. In this step, is h_next equal to h or to n at "
        "z = 1?": z_other_way,
        "The candidate's gradient has the factor z. Which factor does n have in "
        "h_next?": candidate_by_z,
        "dh_next was passed to the candidate in full. Which factor does n have in "
        "h_next?": candidate_in_full,
        "The gradient of z has the wrong sign. Does h_next move towards h or towards n when z "
        "grows?": z_sign_turned,
        "The gradient of z has h alone. z also stands in the factor of n: what does it "
        "contribute there?": z_from_h_alone,
        "The gradient of z has n alone. z is also the factor of h: what does it contribute "
        "there?": z_from_n_alone,
        "The gradient of z's sum lacks the derivative of the sigmoid. What is it in terms of "
        "z?": z_without_sigmoid,
        "The gradient of r's sum lacks the derivative of the sigmoid. What is it in terms of "
        "r?": r_without_sigmoid,
        "The gradient of r was taken from h. What exactly does r multiply inside tanh: h, or the "
        "sum h W_hn + b_hn?": r_from_h,
        "The gradient of r did not pass tanh. Is r inside or outside the candidate's "
        "tanh?": r_before_tanh,
        "The gradient of r lacks what r multiplies. Which entry of the cache is "
        "that?": r_without_product,
        "The derivative of tanh is missing. What lies between n and the sum inside "
        "it?": without_tanh,
        "The candidate has the derivative of a sigmoid, n * (1 - n). Which function made "
        "n?": sigmoid_slope_on_n,
        "The derivative of tanh lacks a square. What is it in terms of n, at n = -1, say, where "
        "the unit is saturated?": tanh_not_squared,
        "tanh was applied to n once more. n already is the value of tanh: what is left to "
        "do?": tanh_twice,
        "The product with h got the candidate's gradient in full, as the product with x did. "
        "What scales it on its way into the candidate?": r_forgotten,
        "r scales the candidate's gradient on the way to x as well. Which of the two products did "
        "the reset gate scale?": r_on_x_too,
        "dh lacks the ways through both gates. Which products with h do r and z "
        "read?": gates_ways_missing,
        "dh lacks the way through r. Which block of W_h leads from h to r?": way_through_r_missing,
        "dh lacks the way through z. z scales h, and it reads h too: which block of W_h leads to "
        "z?": way_through_z_missing,
        "dh lacks the way through the candidate. Which block of W_h leads from h to "
        "n?": way_through_n_missing,
        "The candidate's block of dp.W_h was formed from r * h. Does the product of this version "
        "read h or r * h?": dW_h_resets_h,
        "dp.W_h is the product of r * h with the sums of x. Do the gates' blocks read h or r * h, "
        "and what scales the candidate's block?": dW_h_resets_h_alone,
        "dp.W_h was formed from the gradients that the product with x gets. Which block is "
        "different for the product with h?": dW_h_from_sums_of_x,
        "dp.b_h equals dp.b_x. b_hn is scaled by r, b_xn is not: in which block do the two "
        "differ?": one_bias_for_both,
        "The first block holds the gradients of z and the second those of r. In which order do "
        "the blocks run?": blocks_z_r_n,
        "The parameters' gradients were averaged over the batch. dh_next is already the gradient "
        "of the whole loss: sum or mean?": averages_batch,
        "The biases' gradients still have a row for every sequence. One bias serves all rows: how "
        "do their gradients combine?": keeps_batch_in_biases,
        "dh_next was changed in place, after it had been used. The caller still needs it: which "
        "line should make a new array?": changes_upstream,
        "dh_next was multiplied by 1 - z in place, and what used it afterwards had the smaller "
        "one. Which line should make a new array?": changes_upstream_early,
    },
    alternatives=(backward_by_parts, backward_by_loop, backward_by_einsum, backward_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
