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
