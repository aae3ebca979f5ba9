"""Check of mod_relu."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_norm_keeping import mod_relu


def mod_relu_cases(seed):
    """Yield (z, b): ordinary sizes first; then zeros in z and b, very short z, one entry."""
    rng = np.random.default_rng(seed)
    for B, H in ((4, 3), (3, 4), (3, 3)):
        z, b = drawn(rng, B, H)
        z[0] /= np.abs(z[0])  # a length of 1 hides what is done with it
        yield z, b
    yield drawn(rng, 1, 1)
    z, b = drawn(rng, 3, 4)
    yield z, np.abs(b)  # no length below 0
    z, b = drawn(rng, 3, 4)
    yield z / np.abs(z), np.abs(b)
    yield z / np.abs(z), -np.abs(b) - 0.3 * (np.arange(4) % 2)
    yield 0.2 * z, -np.abs(b)  # no length above 0 is left
    z, b = drawn(rng, 3, 4)
    z[0, :2], z[2, 3] = 0, 0
    b[0], b[1], b[3] = 0.6, -0.4, 0.3
    yield z, b
    z, b = drawn(rng, 2, 3)
    z[0] *= 1e-12
    b[:] = 0.5, -0.3, 0.8
    yield z, b
    z, b = drawn(rng, 2, 3)
    b[1] = 0
    yield z, b
    yield drawn(rng, 4, 3)


def drawn(rng, B, H):
    """Draw lengths from 0.2 to 2, and b of either sign; a fifth or so of the sums is below 0."""
    lengths, angles = rng.uniform(0.2, 2.0, (B, H)), rng.uniform(-np.pi, np.pi, (B, H))
    lengths[1:, 0] = 0.2  # with the first b, below 0
    signs = np.resize([-1.0, 1.0], H)
    return lengths * np.exp(1j * angles), signs * rng.uniform(0.3, 0.9, H)


def parts(z, b):
    """Return |z| + b, z / |z| and where the sum is above 0."""
    length = np.abs(z)
    return length + b, z / np.where(length > 0, length, 1), length + b > 0


def mod_on_the_parts(z, b):
    return np.maximum(z.real + b, 0) + 1j * np.maximum(z.imag + b, 0)


def mod_parts_without_floor(z, b):
    return z + b * (1 + 1j)


def mod_signed_parts(z, b):
    """Shorten both parts towards 0."""
    return sum(
        np.sign(part) * np.maximum(np.abs(part) + b, 0) * unit
        for part, unit in ((z.real, 1), (z.imag, 1j))
    )


def mod_nan_at_zero(z, b):
    with np.errstate(all="ignore"):
        return np.maximum(np.abs(z) + b, 0) * (z / np.abs(z))


def mod_angle_of_zero(z, b):
    return np.maximum(np.abs(z) + b, 0) * np.exp(1j * np.angle(z))


def small_added(z, b, small):
    return np.maximum(np.abs(z) + b, 0) * z / (np.abs(z) + small)


def mod_epsilon_of_8(z, b):
    return small_added(z, b, 1e-8)


def mod_epsilon_of_6(z, b):
    return small_added(z, b, 1e-6)


def mod_epsilon_of_12(z, b):
    return small_added(z, b, 1e-12)


def mod_epsilon_of_16(z, b):
    return small_added(z, b, 1e-16)


def mod_no_floor(z, b):
    return parts(z, b)[0] * parts(z, b)[1]


def mod_length_alone(z, b):
    return np.maximum(parts(z, b)[0], 0)


def mod_not_divided(z, b):
    return np.maximum(parts(z, b)[0], 0) * z


def mod_size_of_b(z, b):
    return mod_relu(z, -np.abs(b))


def mod_minus_b(z, b):
    return mod_relu(z, -b)


def mod_added_to_z(z, b):
    return np.where(parts(z, b)[2], z + b, 0)


def mod_z_kept(z, b):
    return np.where(parts(z, b)[2], z, 0)


def mod_positive_b_alone(z, b):
    return mod_relu(z, np.maximum(b, 0))


def mod_conjugated(z, b):
    return mod_relu(z, b).conj()


def mod_squared_length(z, b):
    length = np.abs(z)
    return np.maximum(length**2 + b, 0) * z / np.where(length > 0, length, 1)


def mod_squared_both(z, b):
    length = np.abs(z) ** 2
    return np.maximum(length + b, 0) * z / np.where(length > 0, length, 1)


def mod_sum_of_parts(z, b):
    """Take |Re z| + |Im z| for the length."""
    length = np.abs(z.real) + np.abs(z.imag)
    return np.maximum(length + b, 0) * z / np.where(length > 0, length, 1)


def mod_turned_by_b(z, b):
    return z * np.exp(1j * b)


def mod_over_rows(z, b):
    """Divide by the length of the whole row."""
    length = np.linalg.norm(z, axis=1, keepdims=True)
    return np.maximum(length + b, 0) * z / np.where(length > 0, length, 1)


def mod_in_place(z, b):
    z[:] = mod_relu(z, b)
    return z


def by_masks(z, b):
    out, length = np.zeros_like(z), np.abs(z)
    shift = np.broadcast_to(b, z.shape)
    kept = (length > 0) & (length + shift > 0)
    out[kept] = z[kept] + shift[kept] * z[kept] / length[kept]
    return out


def by_loops(z, b):
    out = np.zeros(z.shape, complex)
    for n in range(z.shape[0]):
        for j in range(z.shape[1]):
            length = (z[n, j].real ** 2 + z[n, j].imag ** 2) ** 0.5
            if length > 0 and length + b[j] > 0:
                out[n, j] = (length + b[j]) * z[n, j] / length
    return out


def by_angles(z, b):
    length, angle = np.abs(z), np.arctan2(z.imag, z.real)
    new = np.where(length == 0, 0, np.maximum(length + b, 0))
    return new * (np.cos(angle) + 1j * np.sin(angle))


def by_silent_division(z, b):
    with np.errstate(all="ignore"):
        return np.where(z == 0, 0, np.maximum(np.abs(z) + b, 0) * z / np.abs(z))


check_mod_relu = Check(
    name="mod_relu",
    reference=mod_relu,
    cases=mod_relu_cases,
    outputs=("result (B, H)",),
    slips={
        "The real and the imaginary part went through a ReLU each. What of a complex number "
        "changes here, and what stays?": mod_on_the_parts,
        "b was added to the real and to the imaginary part. What of a complex number changes here, "
        "and what stays?": mod_parts_without_floor,
        "The real and the imaginary part each changed their size by b. Does the angle "
        "stay?": mod_signed_parts,
        "0 divided by 0 makes NaN. What should a z of 0 become?": mod_nan_at_zero,
        "A z of 0 became b, as if it had an angle. What should it become?": mod_angle_of_zero,
        "A number of about 1e-8 was added below the fraction line, which shortens. Where alone is "
        "something to be replaced?": mod_epsilon_of_8,
        "A number of about 1e-6 was added below the fraction line, which shortens. Where alone is "
        "something to be replaced?": mod_epsilon_of_6,
        "A number of about 1e-12 was added below the fraction line, which shortens a short z. "
        "Where alone is something to be replaced?": mod_epsilon_of_12,
        "A number of about 1e-16 was added below the fraction line, which shortens a short z. "
        "Where alone is something to be replaced?": mod_epsilon_of_16,
        "A length below 0 was let through, which turns z round. What should stand "
        "there?": mod_no_floor,
        "This is the new length alone. Which kind of numbers is asked for?": mod_length_alone,
        "z was multiplied by the new length, and not divided by the old one. How long is the "
        "result?": mod_not_divided,
        "The size of b was subtracted. What does a positive b do?": mod_size_of_b,
        "b was subtracted. Which sign has it?": mod_minus_b,
        "b was added to z itself, that is to its real part. To what is it added?": mod_added_to_z,
        "z came back as it was, or 0. How long should the result be?": mod_z_kept,
        "A negative b has no effect. What does it do to the length?": mod_positive_b_alone,
        "The imaginary parts have the wrong sign. Does the angle stay?": mod_conjugated,
        "The squared length was taken for the length, on top of the fraction. What is "
        "|z|?": mod_squared_length,
        "The squared length was taken for the length. What is |z|?": mod_squared_both,
        "The sizes of the two parts were added for the length. How long is 3 + "
        "4i?": mod_sum_of_parts,
        "z was turned by b. What of z does b change?": mod_turned_by_b,
        "The length of a whole row was taken. How many lengths has a row of H "
        "numbers?": mod_over_rows,
        "z was changed in place. Which array does the caller still need?": mod_in_place,
    },
    alternatives=(by_masks, by_loops, by_angles, by_silent_division),
    equivalent={
        "1 -> 2 (in `angle = z / np.where(length > 0, length, 1)`)": (
            "0 is divided by it, whichever number it is"
        ),
    },
    tolerance_reason="float64: a length, a quotient and a product for each entry",
)
