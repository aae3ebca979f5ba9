"""Answers to fft_causal_convolution that its record did not foresee; the attempts came before."""

import numpy as np

from tests.checks.answers import wrong


def through(u, k, n):
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, n, axis=0)


def circle_of_T(u, k):
    return through(u, k, len(u))


def circle_of_2T(u, k):
    """Room for a kernel of T entries, not for a longer one."""
    return through(u, k, 2 * len(u))[: len(u)]


def circle_of_the_longer(u, k):
    return through(u, k, max(len(u), len(k)))[: len(u)]


def power_of_two_above_T(u, k):
    return through(u, k, 1 << (len(u) - 1).bit_length())[: len(u)]


def power_of_two_above_both(u, k):
    return through(u, k, 1 << (max(len(u), len(k)) - 1).bit_length())[: len(u)]


def without_n_on_the_way_back(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, axis=0)[: len(u)]


def without_axis(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n) * np.fft.rfft(k, n)[:, None]
    return np.fft.irfft(product, n)[: len(u)]


def complex_result(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.fft(u, n, axis=0) * np.fft.fft(k, n, axis=0)[:, None]
    return np.fft.ifft(product, n, axis=0)[: len(u)]


def not_cut(u, k):
    return through(u, k, len(u) + len(k) - 1)


def no_axis_for_the_batch(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)
    return np.fft.irfft(product, n, axis=0)[: len(u)]


def looks_ahead(u, k):
    y = np.zeros_like(u)
    for t in range(len(u)):
        for j in range(len(k)):
            if t + j < len(u):
                y[t] += k[j] * u[t + j]
    return y


def negative_index(u, k):
    """u[t - j] with t < j reads from the end."""
    y = np.zeros_like(u)
    for t in range(len(u)):
        for j in range(min(len(k), len(u))):
            y[t] += k[j] * u[t - j]
    return y


def one_loop_step_short(u, k):
    """Leave j = t out."""
    y = np.zeros_like(u)
    for t in range(len(u)):
        for j in range(min(t, len(k))):
            y[t] += k[j] * u[t - j]
    return y


def same_mode(u, k):
    T, B, D = u.shape
    y = np.zeros_like(u)
    for b in range(B):
        for d in range(D):
            whole = np.convolve(u[:, b, d], k[:, d])
            start = (len(k) - 1) // 2
            y[:, b, d] = whole[start : start + T]
    return y


def first_kernel_for_all(u, k):
    T, B, D = u.shape
    y = np.zeros_like(u)
    for b in range(B):
        for d in range(D):
            y[:, b, d] = np.convolve(u[:, b, d], k[:, 0])[:T]
    return y


def reversed_kernel(u, k):
    n = len(u) + len(k) - 1
    return through(u, k[::-1], n)[: len(u)]


def kernel_filled_to_T(u, k):
    """Cut or fill the kernel to T, and multiply on a circle of T."""
    T = len(u)
    kernel = np.zeros((T, k.shape[1]))
    kernel[: min(T, len(k))] = k[:T]
    return np.fft.irfft(np.fft.rfft(u, axis=0) * np.fft.rfft(kernel, axis=0)[:, None], T, axis=0)


def filled_in_front(u, k):
    """Put the zeros before the numbers."""
    n = len(u) + len(k) - 1
    front = np.concatenate([np.zeros((n - len(u), *u.shape[1:])), u])
    return through(front, k, n)[: len(u)]


def one_point_short(u, k):
    return through(u, k, max(len(u) + len(k) - 2, 1))[: len(u)]


def first_row_alone(u, k):
    y = through(u, k, len(u) + len(k) - 1)[: len(u)]
    return np.broadcast_to(y[:, :1], y.shape).copy()


def two_circle_and_complex(u, k):
    n = len(u)
    product = np.fft.fft(u, n, axis=0) * np.fft.fft(k, n, axis=0)[:, None]
    return np.fft.ifft(product, n, axis=0)


def two_reversed_and_circle(u, k):
    return through(u, k[::-1], max(len(u), len(k)))[: len(u)]


def two_not_cut_and_no_n(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, axis=0)


def two_last_and_reversed(u, k):
    return through(u, k[::-1], len(u) + len(k) - 1)[-len(u) :]


def by_complex_transforms(u, k):
    n = len(u) + len(k)
    product = np.fft.fft(u, n, axis=0) * np.fft.fft(k, n, axis=0)[:, np.newaxis, :]
    return np.real(np.fft.ifft(product, axis=0))[: len(u)]


def with_zeros_by_hand(u, k):
    T, S = len(u), len(k)
    filled_u = np.concatenate([u, np.zeros((S, *u.shape[1:]))])
    filled_k = np.concatenate([k, np.zeros((T, k.shape[1]))])
    product = np.fft.rfft(filled_u, axis=0) * np.fft.rfft(filled_k, axis=0)[:, None, :]
    return np.fft.irfft(product, T + S, axis=0)[:T]


def kernel_cut_to_T(u, k):
    """What is beyond T never reaches an output, so 2 T points are enough."""
    T = len(u)
    product = np.fft.rfft(u, 2 * T, axis=0) * np.fft.rfft(k[:T], 2 * T, axis=0)[:, None]
    return np.fft.irfft(product, 2 * T, axis=0)[:T]


def by_a_matrix(u, k):
    """A lower triangular matrix of kernel entries for each channel."""
    T, lag = len(u), np.arange(len(u))[:, None] - np.arange(len(u))
    long = np.concatenate([k, np.zeros((T, k.shape[1]))])
    matrix = np.where(lag[..., None] >= 0, long[np.maximum(lag, 0)], 0)
    return np.einsum("tsd,sbd->tbd", matrix, u)


def by_channels(u, k):
    n, y = 2 * max(len(u), len(k)), []
    for d in range(u.shape[2]):
        product = np.fft.rfft(u[:, :, d], n, axis=0) * np.fft.rfft(k[:, d], n)[:, None]
        y.append(np.fft.irfft(product, n, axis=0)[: len(u)])
    return np.stack(y, axis=-1)


def fixed_circle(u, k):
    """Enough for small arrays."""
    return through(u, k, 256)[: len(u)]


def back_by_T_points(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, len(u), axis=0)


def not_transformed_back(u, k):
    n = len(u) + len(k) - 1
    return (np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]).real[: len(u)]


def u_0_left_out(u, k):
    y = np.zeros_like(u)
    for t in range(len(u)):
        for j in range(len(k)):
            if t - j > 0:
                y[t] += k[j] * u[t - j]
    return y


def two_conjugate_and_circle(u, k):
    n = max(len(u), len(k))
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0).conj()[:, None]
    return np.fft.irfft(product, n, axis=0)[: len(u)]


def two_first_kernel_and_circle(u, k):
    return through(u, np.repeat(k[:, :1], k.shape[1], axis=1), max(len(u), len(k)))[: len(u)]


RIGHT = (by_complex_transforms, with_zeros_by_hand, kernel_cut_to_T, by_a_matrix, by_channels)
EDGES = {
    "one step, and a kernel of one entry": lambda cases: (
        any(len(u) == 1 for u, _ in cases) and any(len(k) == 1 for _, k in cases)
    ),
    "a kernel longer than 2 T, and as long as T": lambda cases: (
        any(len(k) > 2 * len(u) for u, k in cases) and any(len(k) == len(u) > 1 for u, k in cases)
    ),
    "the whole is odd, and even": lambda cases: {(len(u) + len(k)) % 2 for u, k in cases} == {0, 1},
    "one row, one channel": lambda cases: (
        any(u.shape[1] == 1 for u, _ in cases) and any(u.shape[2] == 1 for u, _ in cases)
    ),
}


WRONG = (
    wrong(circle_of_T, "The steps run around a circle of T, so the end of u met its"),
    wrong(circle_of_2T, "The circle has 2 T points"),
    wrong(circle_of_the_longer, "The convolution wrapped around"),
    wrong(power_of_two_above_T, "The points are a power of two, but too few of them"),
    wrong(power_of_two_above_both, "The points are a power of two, but too few of them"),
    wrong(without_n_on_the_way_back, "irfft took another number of points than rfft"),
    wrong(without_axis, "The transforms ran along the last axis, the channels"),
    wrong(complex_result, "The outputs are complex"),
    wrong(not_cut, "The whole convolution came back, T + S - 1 entries"),
    wrong(no_axis_for_the_batch, "The transform of k lacks the axis of the batch"),
    wrong(looks_ahead, "Outputs read later inputs, as in a correlation"),
    wrong(negative_index, "The steps run around a circle of T, so the end of u met its"),
    wrong(one_loop_step_short, "The first item of u is left out of y"),
    wrong(same_mode, "This is the middle of the whole convolution, which reads later"),
    wrong(first_kernel_for_all, "All channels had the kernel of the first one"),
    wrong(reversed_kernel, "The kernel was reversed"),
    wrong(kernel_filled_to_T, "The steps run around a circle of T, so the end of u met its"),
    wrong(filled_in_front, "The zeros stand in front of u, so the outputs come late"),
    wrong(one_point_short, "The circle is one point too short"),
    wrong(first_row_alone, "All rows of the batch have the outputs of the first one"),
    wrong(two_circle_and_complex, "The steps run around a circle of T, so the end of u met its"),
    wrong(two_reversed_and_circle, "The kernel was reversed"),
    wrong(two_not_cut_and_no_n, "The whole convolution came back, T + S - 1 entries"),
    wrong(two_last_and_reversed, "Outputs read later inputs, as in a correlation"),
    wrong(fixed_circle, "The calls before this one returned the right results"),
    wrong(back_by_T_points, "The inverse transform took T points, the others more"),
    wrong(not_transformed_back, "The real part of the product of the transforms came back"),
    wrong(u_0_left_out, "The first item of u is left out of y"),
    wrong(two_conjugate_and_circle, "Outputs read later inputs, as in a correlation"),
    wrong(two_first_kernel_and_circle, "All channels had the kernel of the first one"),
)
