"""Check of unitary_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_norm_keeping import mod_relu, unitary_step
from helpers.scratch.variants.unitary import init_unitary

SIZES = ((3, 2, 5), (2, 3, 4), (4, 1, 4), (4, 2, 3), (1, 3, 6), (3, 2, 2), (3, 2, 5))  # B, D, H


def unitary_step_cases(seed):
    """Yield (p, z, x, permutation): as SIZES lists them; then some in which a map does nothing.

    A permutation is not its own inverse where H is above 2. Some lengths fall below 0 in modReLU.
    Real vectors need no conjugate, unit vectors no division; without input, angles, order, bias,
    or state, what is done with them does not show.
    """
    rng = np.random.default_rng(seed)
    for B, D, H in SIZES[:-1]:
        yield drawn(rng, B, D, H)
    p, z, x, order = drawn(rng, 2, 2, 4)
    real_1, real_2 = rng.normal(size=(2, 4))
    yield p._replace(v_1=unit(real_1 + 0j), v_2=unit(real_2 + 0j)), z, x, order
    yield p._replace(v_1=np.exp(0.7j) * real_1, v_2=np.exp(-0.4j) * real_2), z, x, order
    yield p._replace(v_1=unit(p.v_1), v_2=unit(p.v_2)), z, x, order
    yield p._replace(v_1=1e-7 * p.v_1, v_2=1e3 * p.v_2), z, x, order
    yield p, z, np.zeros_like(x), order
    none = np.zeros(4)
    yield p._replace(theta_1=none, theta_2=none, theta_3=none, b=none), z, 0 * x, np.arange(4)
    yield p._replace(b=none), z, x, order
    yield p, np.zeros_like(z), 0.2 * x, order
    yield drawn(rng, *SIZES[-1])


def drawn(rng, B, D, H):
    p = init_unitary(rng, D, H)._replace(b=rng.permutation(np.linspace(-0.4, 0.3, H)))
    z = rng.normal(size=(B, H)) + 1j * rng.normal(size=(B, H))
    return p, z, rng.normal(size=(B, D)), drawn_order(rng, H)


def unit(v):
    return v / np.linalg.norm(v)


def drawn_order(rng, H):
    while True:
        order = rng.permutation(H)
        if H == 2 or not (order == np.argsort(order)).all():
            return order


def turn(a, theta):
    return a * np.exp(1j * theta)


def reflect(a, v):
    return a - np.outer(a @ v.conj(), 2 / np.vdot(v, v).real * v)


def fft(a):
    return np.fft.fft(a, axis=1, norm="ortho")


def ifft(a):
    return np.fft.ifft(a, axis=1, norm="ortho")


def move(a, permutation):
    return a[:, permutation]


def move_rows(a, permutation):
    return a[permutation]


def move_back(a, permutation):
    return a[:, np.argsort(permutation)]


def product(p, z, permutation, reflect=reflect, turn=turn, fft=fft, ifft=ifft, move=move):
    """Apply the eight maps, some of them in another way."""
    a = move(reflect(fft(turn(z, p.theta_1)), p.v_1), permutation)
    return turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)


def finish(p, a, x):
    return mod_relu(a + x @ p.W_x, p.b)


def step(p, z, x, permutation, **maps):
    with np.errstate(all="ignore"):
        return finish(p, product(p, z, permutation, **maps), x)


def without_conjugate(a, v):
    return a - np.outer(a @ v, 2 / np.vdot(v, v).real * v)


def without_conjugate_below(a, v):
    return a - np.outer(a @ v.conj(), 2 / (v @ v) * v)


def without_conjugates(a, v):
    return a - np.outer(a @ v, 2 / (v @ v) * v)


def conjugate_exchanged(a, v):
    return a - np.outer(a @ v, 2 / np.vdot(v, v).real * v.conj())


def conjugate_subtracted(a, v):
    return a - np.outer(a @ v.conj(), 2 / np.vdot(v, v).real * v.conj())


def once(a, v):
    return a - np.outer(a @ v.conj(), v / np.vdot(v, v).real)


def added(a, v):
    return a + np.outer(a @ v.conj(), 2 / np.vdot(v, v).real * v)


def real_parts(a, v):
    return a - np.outer((a @ v.conj()).real, 2 / np.vdot(v, v).real * v)


def row_conjugated(a, v):
    return a - np.outer(a.conj() @ v, 2 / np.vdot(v, v).real * v)


def over_length(a, v):
    return a - np.outer(a @ v.conj(), 2 / np.linalg.norm(v) * v)


def with_small(a, v, small):
    return a - np.outer(a @ v.conj(), 2 / (np.vdot(v, v).real + small) * v)


def identity(a, *others):
    return a


def batch_fft(a):
    return np.fft.fft(a, axis=0, norm="ortho")


def batch_ifft(a):
    return np.fft.ifft(a, axis=0, norm="ortho")


def unitary_conjugate_lost(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=without_conjugate)


def unitary_conjugate_below_lost(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=without_conjugate_below)


def unitary_conjugates_lost(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=without_conjugates)


def unitary_conjugate_exchanged(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=conjugate_exchanged)


def unitary_conjugate_subtracted(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=conjugate_subtracted)


def unitary_without_two(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=once)


def unitary_not_divided(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=lambda a, v: a - np.outer(a @ v.conj(), 2 * v))


def unitary_reflection_added(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=added)


def unitary_reflection_real(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=real_parts)


def unitary_row_conjugated(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=row_conjugated)


def unitary_over_length(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=over_length)


def unitary_epsilon_of_8(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=lambda a, v: with_small(a, v, 1e-8))


def unitary_epsilon_of_12(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=lambda a, v: with_small(a, v, 1e-12))


def unitary_epsilon_of_16(p, z, x, permutation):
    return step(p, z, x, permutation, reflect=lambda a, v: with_small(a, v, 1e-16))


def unitary_vectors_exchanged(p, z, x, permutation):
    return step(p._replace(v_1=p.v_2, v_2=p.v_1), z, x, permutation)


def unitary_other_permutation(p, z, x, permutation):
    return step(p, z, x, permutation, move=move_back)


def unitary_rows_permuted(p, z, x, permutation):
    return step(p, z, x, permutation, move=move_rows)


def unitary_without_permutation(p, z, x, permutation):
    return step(p, z, x, permutation, move=identity)


def unitary_permuted_first(p, z, x, permutation):
    """Permute before R_1."""
    a = reflect(move(fft(turn(z, p.theta_1)), permutation), p.v_1)
    return finish(p, turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3), x)


def unitary_turned_before_reflected(p, z, x, permutation):
    """Apply D_3 before R_2."""
    a = move(reflect(fft(turn(z, p.theta_1)), p.v_1), permutation)
    return finish(p, reflect(turn(ifft(turn(a, p.theta_2)), p.theta_3), p.v_2), x)


def unitary_first_turn_late(p, z, x, permutation):
    """Apply D_1 after F."""
    a = move(reflect(turn(fft(z), p.theta_1), p.v_1), permutation)
    return finish(p, turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3), x)


def unitary_from_the_left(p, z, x, permutation):
    """Apply the maps in the order in which the product is written."""
    a = turn(ifft(reflect(turn(z, p.theta_3), p.v_2)), p.theta_2)
    return finish(p, turn(fft(reflect(move(a, permutation), p.v_1)), p.theta_1), x)


def unitary_angles_exchanged(p, z, x, permutation):
    return step(p._replace(theta_1=p.theta_3, theta_3=p.theta_1), z, x, permutation)


def unitary_minus_angles(p, z, x, permutation):
    return step(p, z, x, permutation, turn=lambda a, theta: a * np.exp(-1j * theta))


def unitary_angles_as_factors(p, z, x, permutation):
    return step(p, z, x, permutation, turn=lambda a, theta: a * theta)


def unitary_first_angle_as_factor(p, z, x, permutation):
    a = move(reflect(fft(z * p.theta_1), p.v_1), permutation)
    return finish(p, turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3), x)


def unitary_real_exponents(p, z, x, permutation):
    return step(p, z, x, permutation, turn=lambda a, theta: a * np.exp(theta))


def unitary_transforms_exchanged(p, z, x, permutation):
    return step(p, z, x, permutation, fft=ifft, ifft=fft)


def unitary_twice_forward(p, z, x, permutation):
    return step(p, z, x, permutation, ifft=fft)


def unitary_one_norm(p, z, x, permutation):
    return step(p, z, x, permutation, fft=lambda a: np.fft.fft(a, axis=1))


def unitary_other_norm(p, z, x, permutation):
    return step(p, z, x, permutation, ifft=lambda a: np.fft.ifft(a, axis=1))


def unitary_over_rows(p, z, x, permutation):
    return step(p, z, x, permutation, fft=batch_fft, ifft=batch_ifft)


def unitary_input_late(p, z, x, permutation):
    return mod_relu(product(p, z, permutation), p.b) + x @ p.W_x


def unitary_input_early(p, z, x, permutation):
    return mod_relu(product(p, z + x @ p.W_x, permutation), p.b)


def unitary_without_input(p, z, x, permutation):
    return mod_relu(product(p, z, permutation), p.b)


def unitary_without_mod_relu(p, z, x, permutation):
    return product(p, z, permutation) + x @ p.W_x


def unitary_on_the_parts(p, z, x, permutation):
    a = product(p, z, permutation) + x @ p.W_x
    return np.maximum(a.real + p.b, 0) + 1j * np.maximum(a.imag + p.b, 0)


def unitary_real_part(p, z, x, permutation):
    return step(p, z, x, permutation).real


def unitary_lengths(p, z, x, permutation):
    return np.abs(step(p, z, x, permutation))


def by_the_matrix(p, z, x, permutation):
    """Form W from its eight factors, and multiply by it once."""
    H = len(p.b)
    F = np.exp(-2j * np.pi * np.outer(np.arange(H), np.arange(H)) / H) / np.sqrt(H)
    D_1, D_2, D_3 = (np.diag(np.exp(1j * t)) for t in (p.theta_1, p.theta_2, p.theta_3))
    R_1, R_2 = (np.eye(H) - 2 * np.outer(v, v.conj()) / np.vdot(v, v) for v in (p.v_1, p.v_2))
    W = D_3 @ R_2 @ F.conj().T @ D_2 @ np.eye(H)[permutation] @ R_1 @ F @ D_1
    return mod_relu(z @ W.T + x @ p.W_x, p.b)


def by_plain_transforms(p, z, x, permutation):
    """Without norm="ortho": what one transform multiplies by, the other one divides by."""
    a = np.fft.fft(z * (np.cos(p.theta_1) + 1j * np.sin(p.theta_1)))
    a = a - 2 * (a * p.v_1.conj()).sum(axis=1)[:, None] * p.v_1 / (abs(p.v_1) ** 2).sum()
    a = np.fft.ifft(a[:, permutation] * np.exp(1j * p.theta_2))
    a = a - 2 * (a * p.v_2.conj()).sum(axis=1)[:, None] * p.v_2 / (abs(p.v_2) ** 2).sum()
    a = a * np.exp(1j * p.theta_3) + x @ p.W_x
    length = np.abs(a)
    return np.maximum(length + p.b, 0) * np.exp(1j * np.angle(a))


def by_rows(p, z, x, permutation):
    rows = []
    for b in range(len(z)):
        a = np.fft.fft(z[b] * np.exp(1j * p.theta_1), norm="ortho")
        u = p.v_1 / np.linalg.norm(p.v_1)
        a = a - 2 * np.vdot(u, a) * u
        a = np.array([a[permutation[j]] for j in range(len(a))])
        a = np.fft.ifft(a * np.exp(1j * p.theta_2), norm="ortho")
        u = p.v_2 / np.linalg.norm(p.v_2)
        a = (a - 2 * np.vdot(u, a) * u) * np.exp(1j * p.theta_3) + x[b] @ p.W_x
        rows.append(np.where(abs(a) + p.b > 0, (1 + p.b / abs(a)) * a, 0))
    return np.stack(rows)


check_unitary_step = Check(
    name="unitary_step",
    reference=unitary_step,
    cases=unitary_step_cases,
    outputs=("z_next (B, H)",),
    slips={
        "The conjugate is missing where the row meets v, in s. Which of the two is conjugated in "
        "a dot product of complex rows?": unitary_conjugate_lost,
        "The v that is subtracted, the last factor, is conjugated as well. In which two products "
        "does the conjugate stand?": unitary_conjugate_subtracted,
        "The conjugate is missing below the fraction line. Is the square of a complex number its "
        "squared length?": unitary_conjugate_below_lost,
        "Both conjugates are missing from the reflection. In which two products does v meet its "
        "conjugate?": unitary_conjugates_lost,
        "The conjugate stands at the wrong v: behind s, and not in it. Which of them is "
        "conjugated?": unitary_conjugate_exchanged,
        "The reflections subtract their part once. How often does it go to point the other "
        "way?": unitary_without_two,
        "The reflections do not divide by the squared length of v. What if v is twice as "
        "long?": unitary_not_divided,
        "The reflections add their part. Which sign has it?": unitary_reflection_added,
        "The row is conjugated in s, and not v. Which of the two is conjugated in a dot product of "
        "complex rows?": unitary_row_conjugated,
        "s was divided by the length of v. What is v times its conjugate, the length or its "
        "square?": unitary_over_length,
        "A number of about 1e-8 was added below the fraction line, which shows where v is short. "
        "Can the length of v be 0?": unitary_epsilon_of_8,
        "A number of about 1e-12 was added below the fraction line, which shows where v is short. "
        "Can the length of v be 0?": unitary_epsilon_of_12,
        "A number of about 1e-16 was added below the fraction line, which shows where v is short. "
        "Can the length of v be 0?": unitary_epsilon_of_16,
        "Only the real part of s was used. Is a dot product of complex rows "
        "real?": unitary_reflection_real,
        "v_1 and v_2 are exchanged. Which reflection comes first?": unitary_vectors_exchanged,
        "The permutation goes the wrong way: this is its inverse. Which entry of the old row does "
        "entry j become?": unitary_other_permutation,
        "The rows of the batch were permuted. Along which axis stand the H "
        "units?": unitary_rows_permuted,
        "The permutation has no effect. Between which two maps does it "
        "stand?": unitary_without_permutation,
        "The row was permuted before the first reflection. Which of the two comes "
        "first?": unitary_permuted_first,
        "The third turn came before the second reflection. Which of the two comes "
        "first?": unitary_turned_before_reflected,
        "The first turn came after the transform. Which of the two comes "
        "first?": unitary_first_turn_late,
        "The maps were applied from the left end of the product. From which end does a product of "
        "maps begin?": unitary_from_the_left,
        "theta_1 and theta_3 are exchanged. Which of the turns comes "
        "first?": unitary_angles_exchanged,
        "The turns go the other way. Which sign has the exponent?": unitary_minus_angles,
        "The entries were multiplied by the angles. Which number has the length 1 and this "
        "angle?": unitary_angles_as_factors,
        "The first turn multiplies by theta_1 itself. Which number has the length 1 and this "
        "angle?": unitary_first_angle_as_factor,
        "The exponents are real, which stretches. Which factor makes a turn of "
        "them?": unitary_real_exponents,
        "The two transforms are exchanged. Which of them comes first?": (
            unitary_transforms_exchanged
        ),
        "Both transforms go forward. Which one leads back?": unitary_twice_forward,
        "The first transform stretches the row by the root of H. Which norm does it need if the "
        "second one has it?": unitary_one_norm,
        "The second transform shrinks the row by the root of H. Which norm does it need if the "
        "first one has it?": unitary_other_norm,
        "The transforms go over the rows of the batch. Along which axis stand the H "
        "units?": unitary_over_rows,
        "The input was added after modReLU. What does modReLU take?": unitary_input_late,
        "The input was added before the maps. To which row is it added?": unitary_input_early,
        "The input has no effect. To which row is it added?": unitary_without_input,
        "modReLU is missing. Which function makes the next state of the "
        "sum?": unitary_without_mod_relu,
        "b was added to the real and to the imaginary part. What of a complex number does modReLU "
        "change?": unitary_on_the_parts,
        "This is the real part alone. Which kind of numbers is a state?": unitary_real_part,
        "These are the lengths alone. Which kind of numbers is a state?": unitary_lengths,
    },
    alternatives=(by_the_matrix, by_plain_transforms, by_rows),
    equivalent={
        "np.fft.fft(z * np.exp(1j * p.theta_1), axis=1, norm='ortho') -> np.fft.fft(z * np.exp(1j "
        "* p.theta_1), norm='ortho') (in `a = np.fft.fft(z * np.exp(1j * p.theta_1), axis=1, "
        "norm='ortho')`)": "the last axis is the default",
        "np.fft.ifft(a * np.exp(1j * p.theta_2), axis=1, norm='ort... -> np.fft.ifft(a * np.exp(1j "
        "* p.theta_2), norm='ortho') (in `a = np.fft.ifft(a * np.exp(1j * p.theta_2), axis=1, "
        "norm='ortho')`)": "the last axis is the default",
        "a @ v.conj() -> a @ v.conj().T (in `return a - np.outer(2 * (a @ v.conj()) / (v @ "
        "v.conj()).real, v)`)": "v has one axis, and so is its own transpose",
        "v @ v.conj() -> v @ v.conj().T (in `return a - np.outer(2 * (a @ v.conj()) / (v @ "
        "v.conj()).real, v)`)": "v has one axis, and so is its own transpose",
        "v @ v.conj() -> v.conj() @ v (in `return a - np.outer(2 * (a @ v.conj()) / (v @ "
        "v.conj()).real, v)`)": "both are the squared length of v",
    },
    tolerance_reason=(
        "the maps keep lengths, so that float64 rounding stays near 1e-15 of a row's length"
    ),
)
