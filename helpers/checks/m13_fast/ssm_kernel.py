"""Check of ssm_kernel."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_state_spaces import ssm_kernel

SIZES = ((3, 2, 5), (2, 4, 3), (3, 3, 3), (1, 3, 4), (4, 1, 6), (2, 3, 1), (2, 3, 12))  # D, N, T


def ssm_kernel_cases(seed):
    """Yield (lam, B, C, T): as SIZES lists them; then an eigenvalue of 0, of 1, and real ones."""
    rng = np.random.default_rng(seed)
    for D, N, T in SIZES:
        yield drawn(rng, D, N, T)
    lam, B, C, T = drawn(rng, 2, 3, 4)
    lam[0, 1], lam[1, 0] = 0, 1
    yield lam, B, C, T
    lam, B, C, T = drawn(rng, 2, 3, 5)
    yield lam.real + 0j, B.real + 0j, C.real + 0j, T


def drawn(rng, D, N, T):
    lam = rng.uniform(0.6, 0.95, (D, N)) * np.exp(1j * rng.uniform(-2.5, 2.5, (D, N)))
    parts = rng.normal(size=(4, D, N))
    return lam, parts[0] + 1j * parts[1], parts[2] + 1j * parts[3], T


def powers(lam, T, first=0):
    return lam ** np.arange(first, T + first)[:, None, None]


def kernel_real_parts(lam, B, C, T):
    return (C.real * powers(lam, T).real * B.real).sum(axis=2)


def kernel_real_of_state(lam, B, C, T):
    return (C.real * (powers(lam, T) * B).real).sum(axis=2)


def kernel_real_of_power(lam, B, C, T):
    return (powers(lam, T).real * (C * B).real).sum(axis=2)


def kernel_real_eigenvalue(lam, B, C, T):
    return ssm_kernel(lam.real + 0j, B, C, T)


def kernel_size_of_lam(lam, B, C, T):
    return ssm_kernel(abs(lam) + 0j, B, C, T)


def kernel_complex(lam, B, C, T):
    return (C * powers(lam, T) * B).sum(axis=2)


def kernel_size(lam, B, C, T):
    return abs(kernel_complex(lam, B, C, T))


def kernel_imaginary(lam, B, C, T):
    return kernel_complex(lam, B, C, T).imag


def kernel_from_one(lam, B, C, T):
    return (C * powers(lam, T, 1) * B).sum(axis=2).real


def kernel_twice(lam, B, C, T):
    return 2 * ssm_kernel(lam, B, C, T)


def kernel_without_B(lam, B, C, T):
    return ssm_kernel(lam, np.ones_like(B), C, T)


def kernel_without_C(lam, B, C, T):
    return ssm_kernel(lam, B, np.ones_like(C), T)


def kernel_conjugate_C(lam, B, C, T):
    return ssm_kernel(lam, B, C.conj(), T)


def kernel_continuous(lam, B, C, T):
    """Take lam for continuous, exp(lam j)."""
    grown = np.exp(lam * np.arange(T)[:, None, None])
    return (C * grown * B).sum(axis=2).real


def kernel_mean(lam, B, C, T):
    return ssm_kernel(lam, B, C, T) / lam.shape[1]


def kernel_over_channels(lam, B, C, T):
    return (C * powers(lam, T) * B).sum(axis=1).real


def kernel_not_summed(lam, B, C, T):
    return (C * powers(lam, T) * B).real


def kernel_sums_apart(lam, B, C, T):
    """Sum C, powers and B over N, each by itself."""
    return (C.sum(axis=1) * powers(lam, T).sum(axis=2) * B.sum(axis=1)).real


def kernel_turned(lam, B, C, T):
    return ssm_kernel(lam, B, C, T).T


def kernel_reversed(lam, B, C, T):
    return ssm_kernel(lam, B, C, T)[::-1]


def kernel_one_more(lam, B, C, T):
    return ssm_kernel(lam, B, C, T + 1)


def kernel_times_j(lam, B, C, T):
    """Multiply lam by j."""
    return (C * (lam * np.arange(T)[:, None, None]) * B).sum(axis=2).real


def kernel_output_of_ones(lam, B, C, T):
    """Feed 1 at every step."""
    return np.cumsum(ssm_kernel(lam, B, C, T), axis=0)


def kernel_upper_half_doubled(lam, B, C, T):
    """Count the eigenvalues above the real axis twice, the others not at all."""
    return ssm_kernel(lam, B, 2 * C * (lam.imag > 0), T)


def kernel_powers_of_powers(lam, B, C, T):
    """Multiply the state by lam ** j at every step j."""
    return (C * np.cumprod(powers(lam, T), axis=0) * B).sum(axis=2).real


def kernel_powers_summed(lam, B, C, T):
    """Sum C B and the powers over N, each by itself."""
    return ((C * B).sum(axis=1) * powers(lam, T).sum(axis=2)).real


def by_recurrence(lam, B, C, T):
    h, k = B, []
    for _ in range(T):
        k.append(np.sum(C * h, axis=1).real)
        h = lam * h
    return np.array(k)


def by_real_numbers(lam, B, C, T):
    weight = B * C
    re, im, k = weight.real, weight.imag, []
    for _ in range(T):
        k.append(re.sum(axis=1))
        re, im = re * lam.real - im * lam.imag, re * lam.imag + im * lam.real
    return np.stack(k)


def by_einsum(lam, B, C, T):
    every = [np.ones_like(lam)]
    for _ in range(T - 1):
        every.append(every[-1] * lam)
    return np.einsum("dn,tdn,dn->td", C, np.array(every), B).real


check_ssm_kernel = Check(
    name="ssm_kernel",
    reference=ssm_kernel,
    cases=ssm_kernel_cases,
    outputs=("k (T, D)",),
    slips={
        "The real part was taken of C, of the power and of B, each before they were multiplied. "
        "What is the real part of i times i?": kernel_real_parts,
        "The real part was taken of the state and of C, before they were multiplied. Of what is "
        "it taken?": kernel_real_of_state,
        "The real part was taken of the power, before it met B and C. Of what is it "
        "taken?": kernel_real_of_power,
        "Only the real part of lam was used, so nothing turns. Where does the real part "
        "belong?": kernel_real_eigenvalue,
        "The size of lam was raised to the powers, so nothing turns. What does the angle of lam do "
        "in j steps?": kernel_size_of_lam,
        "The kernel is complex. Which part of the sum is the output?": kernel_complex,
        "The size of the sum was taken. Which part of it is the output?": kernel_size,
        "The imaginary part was taken. Which part of the sum is the output?": kernel_imaginary,
        "The powers begin with lam itself. By what has the state been multiplied when its first "
        "output is read?": kernel_from_one,
        "Everything is twice too large. Are both eigenvalues of a pair listed?": kernel_twice,
        "B is missing. What does an input of 1 put into the state?": kernel_without_B,
        "C is missing. By what is the state weighed in the output?": kernel_without_C,
        "C was conjugated. Is there a conjugate in the formula?": kernel_conjugate_C,
        "lam was taken for continuous, as exp(lam j). What is done to a discrete eigenvalue for j "
        "steps?": kernel_continuous,
        "The sum over the states was divided by N. Is it a mean?": kernel_mean,
        "The sum runs over the channels. Which axis holds the N states?": kernel_over_channels,
        "The N states of a channel were not summed. How many numbers has a channel at one "
        "step?": kernel_not_summed,
        "C, the powers and B were summed each by itself. Of what is the sum "
        "taken?": kernel_sums_apart,
        "The channels stand first. Which shape is asked for?": kernel_turned,
        "The kernel is reversed. Which entry is that of the input's own step?": kernel_reversed,
        "There is one entry too many. Which is the last j?": kernel_one_more,
        "lam was multiplied by j. What do j steps do to a state?": kernel_times_j,
        "The input was 1 at every step. How long does an input last whose effect is the "
        "kernel?": kernel_output_of_ones,
        "The eigenvalues above the real axis count twice, and the others not at all. Are both of a "
        "pair listed?": kernel_upper_half_doubled,
        "The state was multiplied by lam to the j at step j, after it had been multiplied before. "
        "By what does one step multiply it?": kernel_powers_of_powers,
        "C B and the powers were summed each by itself. Of what is the sum "
        "taken?": kernel_powers_summed,
    },
    alternatives=(by_recurrence, by_real_numbers, by_einsum),
    tolerance_reason="float64: powers up to 12 of numbers of size 1 and below",
)
