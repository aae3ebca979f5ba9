"""Check of fft_causal_convolution."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_state_spaces import fft_causal_convolution

SIZES = (  # T, B, D, S
    (5, 2, 3, 3),
    (6, 3, 2, 6),
    (3, 3, 3, 3),
    (4, 2, 3, 7),
    (1, 2, 3, 1),
    (1, 2, 3, 4),
    (6, 1, 2, 1),
    (8, 2, 1, 5),
    (7, 2, 2, 2),
    (13, 3, 2, 20),
    (150, 1, 1, 130),
)


def fft_causal_convolution_cases(seed):
    """Yield (u, k): as SIZES lists them; T = 1, S = 1, S above T, many steps."""
    rng = np.random.default_rng(seed)
    for T, B, D, S in SIZES:
        yield rng.normal(size=(T, B, D)), rng.normal(size=(S, D))


def on_circle(u, k, n):
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, n, axis=0)


def convolution_on_T(u, k):
    """Fill up to T, or to S if that is more: the end wraps around."""
    return on_circle(u, k, max(len(u), len(k)))[: len(u)]


def convolution_cut_kernel(u, k):
    return on_circle(u, k, len(u))


def convolution_one_short(u, k):
    n = max(len(u) + len(k) - 2, 1)
    return on_circle(u, k, n)[: len(u)]


def convolution_on_2T(u, k):
    """Leave room for a kernel of T entries, not for a longer one."""
    return on_circle(u, k, 2 * len(u))[: len(u)]


def convolution_power_too_small(u, k):
    """Take the power of two that holds either of the two."""
    return on_circle(u, k, 1 << (max(len(u), len(k)) - 1).bit_length())[: len(u)]


def convolution_filled_in_front(u, k):
    """Put the zeros before u."""
    n = len(u) + len(k) - 1
    front = np.concatenate([np.zeros((n - len(u), *u.shape[1:])), u])
    return on_circle(front, k, n)[: len(u)]


def convolution_first_row(u, k):
    return np.broadcast_to(fft_causal_convolution(u, k)[:, :1], u.shape).copy()


def convolution_kernel_without_batch(u, k):
    """Leave the axis of the batch out of the kernel's transform."""
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)
    return np.fft.irfft(product, n, axis=0)[: len(u)]


def convolution_without_axes(u, k):
    """Transform the last axis of both."""
    n = len(u) + len(k) - 1
    return np.fft.irfft(np.fft.rfft(u, n) * np.fft.rfft(k, n)[:, None], n)[: len(u)]


def convolution_middle(u, k):
    """Return the middle of the whole convolution, as np.convolve's mode same."""
    start = (len(k) - 1) // 2
    return on_circle(u, k, len(u) + len(k) - 1)[start : start + len(u)]


def convolution_whole(u, k):
    return on_circle(u, k, len(u) + len(k) - 1)


def convolution_last(u, k):
    return on_circle(u, k, len(u) + len(k) - 1)[-len(u) :]


def convolution_correlated(u, k):
    """Multiply by the conjugate: later inputs are read."""
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0).conj()[:, None]
    return np.fft.irfft(product, n, axis=0)[: len(u)]


def convolution_reversed_kernel(u, k):
    return fft_causal_convolution(u, k[::-1])


def convolution_reversed_inputs(u, k):
    return fft_causal_convolution(u[::-1], k)


def convolution_shifted(u, k):
    """Let the output of a step miss its own input."""
    y = fft_causal_convolution(u, k)
    return np.concatenate([0 * y[:1], y[:-1]])


def convolution_first_kernel(u, k):
    return fft_causal_convolution(u, np.broadcast_to(k[:, :1], k.shape).copy())


def convolution_even_guess(u, k):
    """Leave n out of irfft."""
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, axis=0)[: len(u)]


def convolution_other_axis(u, k):
    """Transform the channels, the last axis, as fft does if no axis is named."""
    n = u.shape[2] + k.shape[0] - 1
    product = np.fft.rfft(u, n) * np.fft.rfft(k.T, n).sum(axis=0)
    return np.fft.irfft(product, n)[..., : u.shape[2]]


def convolution_complex(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.fft(u, n, axis=0) * np.fft.fft(k, n, axis=0)[:, None]
    return np.fft.ifft(product, axis=0)[: len(u)]


def convolution_size(u, k):
    return abs(convolution_complex(u, k))


def convolution_real_spectra(u, k):
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0).real * np.fft.rfft(k, n, axis=0).real[:, None]
    return np.fft.irfft(product, n, axis=0)[: len(u)]


def convolution_transforms_added(u, k):
    n = len(u) + len(k) - 1
    total = np.fft.rfft(u, n, axis=0) + np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(total, n, axis=0)[: len(u)]


def convolution_divided(u, k):
    return fft_causal_convolution(u, k) / (len(u) + len(k) - 1)


def convolution_step_by_step(u, k):
    """Multiply u_t by k_t."""
    T, S = len(u), len(k)
    filled = np.concatenate([k, np.zeros((max(T - S, 0), k.shape[1]))])[:T]
    return u * filled[:, None]


def convolution_summed_channels(u, k):
    return fft_causal_convolution(u, k).sum(axis=2, keepdims=True).repeat(u.shape[2], axis=2)


def convolution_back_on_T(u, k):
    """Transform back T points."""
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, len(u), axis=0)


def convolution_not_back(u, k):
    """Leave the product of the transforms as it is."""
    n = len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return product.real[: len(u)]


def convolution_not_back_complex(u, k):
    n = len(u) + len(k) - 1
    return (np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None])[: len(u)]


def convolution_of_one_line(u, k):
    """Convolve all rows and channels as one line."""
    return np.convolve(u.ravel(), k.ravel())[: u.size].reshape(u.shape)


def by_loops(u, k):
    y = np.zeros_like(u)
    for t in range(len(u)):
        for j in range(min(t + 1, len(k))):
            y[t] += k[j] * u[t - j]
    return y


def by_convolve(u, k):
    T, B, D = u.shape
    rows = [[np.convolve(u[:, b, d], k[:, d])[:T] for d in range(D)] for b in range(B)]
    return np.array(rows).transpose(2, 0, 1)


def by_longer_circle(u, k):
    n = 1 << (len(u) + len(k)).bit_length()
    spectrum = np.fft.fft(u.T, n) * np.fft.fft(k.T, n)[:, None]
    return np.fft.ifft(spectrum).real[..., : len(u)].T


def in_float32(u, k):
    return by_loops(u.astype(np.float32), k.astype(np.float32))


check_fft_causal_convolution = Check(
    name="fft_causal_convolution",
    reference=fft_causal_convolution,
    cases=fft_causal_convolution_cases,
    outputs=("y (T, B, D)",),
    slips={
        "The convolution wrapped around: the last inputs reached the first outputs. How many "
        "entries has the whole convolution?": convolution_on_T,
        "The steps run around a circle of T, so the end of u met its beginning. How many entries "
        "has the whole convolution of T with S numbers?": convolution_cut_kernel,
        "The circle is one point too short: the last entry wrapped around to the first. How many "
        "entries has the whole convolution?": convolution_one_short,
        "The circle has 2 T points: room for a kernel of T entries, not for a longer one. How many "
        "entries has the whole convolution of T with S numbers?": convolution_on_2T,
        "The points are a power of two, but too few of them. How many entries has the whole "
        "convolution of T with S numbers?": convolution_power_too_small,
        "The zeros stand in front of u, so the outputs come late. On which side does an array get "
        "its zeros?": convolution_filled_in_front,
        "All rows of the batch have the outputs of the first one. Which axis of u holds the "
        "rows?": convolution_first_row,
        "The transform of k lacks the axis of the batch. Between which two of its axes does it "
        "belong?": convolution_kernel_without_batch,
        "The transforms ran along the last axis, the channels. Which axis holds the "
        "steps?": convolution_without_axes,
        "This is the middle of the whole convolution, which reads later inputs. Which T of its "
        "entries are asked for?": convolution_middle,
        "The whole convolution came back, T + S - 1 entries. How many outputs are asked "
        "for?": convolution_whole,
        "These are the last T entries of the whole convolution. Which T are asked "
        "for?": convolution_last,
        "Outputs read later inputs, as in a correlation. Which u does y_0 "
        "read?": convolution_correlated,
        "The kernel was reversed. Which entry of k multiplies the newest "
        "input?": convolution_reversed_kernel,
        "The inputs were reversed. Which u does y_0 read?": convolution_reversed_inputs,
        "The output is one step late. Does y_t read u_t?": convolution_shifted,
        "All channels had the kernel of the first one. How many kernels are in "
        "k?": convolution_first_kernel,
        "irfft took another number of points than rfft. What does it take if n is not "
        "named?": convolution_even_guess,
        "The transform ran over the channels. Which axis holds the steps?": convolution_other_axis,
        "The outputs are complex. Which inverse transform returns real "
        "numbers?": convolution_complex,
        "The size of complex outputs was taken, which loses their sign. Which inverse transform "
        "returns real numbers?": convolution_size,
        "Only the real parts of the transforms were multiplied. What do the imaginary parts "
        "hold?": convolution_real_spectra,
        "The transforms were added. What does a convolution become after a "
        "transform?": convolution_transforms_added,
        "The result was divided by the number of points. What does irfft do "
        "already?": convolution_divided,
        "u_t was multiplied by k_t. Which earlier inputs does y_t read?": convolution_step_by_step,
        "The channels were added up. Does a channel read another one?": convolution_summed_channels,
        "The inverse transform took T points, the others more. When is the result cut to "
        "T?": convolution_back_on_T,
        "The real part of the product of the transforms came back. How do frequencies become steps "
        "again?": convolution_not_back,
        "The product of the transforms came back. How do frequencies become steps "
        "again?": convolution_not_back_complex,
        "Rows and channels were convolved as one line. How many convolutions are there, and of "
        "what length?": convolution_of_one_line,
    },
    alternatives=(by_loops, by_convolve, by_longer_circle, in_float32),
    equivalent={
        "len(u) + len(k) - 1 -> len(u) + len(k) + 1 (in `T, n = (len(u), len(u) + len(k) - 1)`)": (
            "more points than needed leave room as well"
        ),
        "len(u) + len(k) - 1 -> len(u) + len(k) (in `T, n = (len(u), len(u) + len(k) - 1)`)": (
            "one point more than needed leaves room as well"
        ),
        "1 -> 0 (in `T, n = (len(u), len(u) + len(k) - 1)`)": (
            "one point more than needed leaves room as well"
        ),
    },
    tolerance_reason="float64: transforms of at most 512 points, errors of about 1e-15",
    float32=True,
)
