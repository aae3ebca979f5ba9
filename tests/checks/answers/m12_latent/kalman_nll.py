"""Answers to kalman_nll that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def score(surprise, S):
    scaled = np.linalg.solve(S, surprise.T).T
    log_det = np.linalg.slogdet(S)[1]
    return 0.5 * (len(S) * np.log(2 * np.pi) + log_det + (surprise * scaled).sum(axis=1))


def gain_without_the_noise(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.pinv(C @ P @ C.T)
        m = m + (x - m @ C.T) @ G.T
        P = P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def gain_by_the_noise_alone(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(R)
        m = m + (x - m @ C.T) @ G.T
        P = P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def noise_left_out_of_S(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def moved_before_the_first_output(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        m, P = m @ A.T, A @ P @ A.T + Q
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
    return np.array(nll)


def covariance_never_corrected(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m = m + (x - m @ C.T) @ G.T
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def small_determinant(xs, A, C, Q, R, P_0):
    """ln of the determinant, which is 0 for many small variances."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        surprise = x - m @ C.T
        inverse = np.linalg.inv(S)
        with np.errstate(divide="ignore"):
            log_det = np.log(np.linalg.det(S))
        nll.append(
            0.5
            * (
                len(C) * np.log(2 * np.pi)
                + log_det
                + np.einsum("bi,ij,bj->b", surprise, inverse, surprise)
            )
        )
        G = P @ C.T @ inverse
        m, P = m + surprise @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def log_det_not_halved(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        surprise = x - m @ C.T
        inverse = np.linalg.inv(S)
        squares = np.einsum("bi,ij,bj->b", surprise, inverse, surprise)
        nll.append(0.5 * (squares + len(C) * np.log(2 * np.pi)) + np.linalg.slogdet(S)[1])
        G = P @ C.T @ inverse
        m, P = m + surprise @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def rows_times_A(xs, A, C, Q, R, P_0):
    """A transposed in the mean, right in the covariance."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
        m, P = m @ A, A @ P @ A.T + Q
    return np.array(nll)


def rows_times_A_and_old_mean_moved(xs, A, C, Q, R, P_0):
    """Two mistakes: A transposed everywhere, and no Q."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
        m, P = m @ A, A.T @ P @ A
    return np.array(nll)


def gain_from_the_corrected_covariance(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        P = P - P @ C.T @ np.linalg.inv(S) @ C @ P
        G = P @ C.T @ np.linalg.inv(S)
        m = m + (x - m @ C.T) @ G.T
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def forgotten_mean(xs, A, C, Q, R, P_0):
    """The outputs are scored around 0, as if the earlier ones said nothing."""
    P, nll = P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x, S))
        G = P @ C.T @ np.linalg.inv(S)
        P = P - G @ C @ P
        P = A @ P @ A.T + Q
    return np.array(nll)


def never_corrected(xs, A, C, Q, R, P_0):
    """Neither mean nor covariance learns from an output."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def diagonal_alone(xs, A, C, Q, R, P_0):
    """Each output by itself, with the variances of the diagonal of S."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        var = np.diag(S)
        surprise = x - m @ C.T
        nll.append(0.5 * (np.log(2 * np.pi * var) + surprise**2 / var).sum(axis=1))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + surprise @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def covariance_of_the_batch(xs, A, C, Q, R, P_0):
    """Q in the place of P_0, and R counted twice."""
    return gain_squared(xs, A, C, Q, R, Q)


def gain_squared(xs, A, C, Q, R, P_0):
    """Two mistakes in one line: the covariance loses G S G' with S of the state alone."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m = m + (x - m @ C.T) @ G.T
        P = P - G @ (S - R) @ G.T
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def noise_before_the_move(xs, A, C, Q, R, P_0):
    """Q is added before A moves the covariance."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ (P + Q) @ A.T
    return np.array(nll)


def by_rows(xs, A, C, Q, R, P_0):
    """One row of the batch after the other, its mean a column."""
    T, B, D = xs.shape
    nll = np.zeros((T, B))
    for b in range(B):
        m, P = np.zeros((len(A), 1)), P_0
        for t in range(T):
            inverse = np.linalg.inv(C @ P @ C.T + R)
            error = xs[t, b].reshape(D, 1) - C @ m
            log_det = -np.linalg.slogdet(inverse)[1]
            nll[t, b] = 0.5 * (D * np.log(2 * np.pi) + log_det + (error.T @ inverse @ error).item())
            K = P @ C.T
            m, P = m + K @ inverse @ error, P - K @ inverse @ K.T
            m, P = A @ m, Q + A @ P @ A.T
    return nll


def filtered(xs, A, C, Q, R, P_0):
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def jitter(xs, A, C, Q, R, P_0):
    """1e-6 is added to the diagonal of S."""
    return filtered(xs, A, C, Q, R + 1e-6 * np.eye(len(C)), P_0)


def started_from_the_first_output(xs, A, C, Q, R, P_0):
    """The first mean is what the first output says alone."""
    m, P, nll = xs[0] @ np.linalg.pinv(C).T, P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def outputs_independent_of_the_past(xs, A, C, Q, R, P_0):
    """Every step is scored with the covariance of the first one."""
    S = C @ P_0 @ C.T + R
    return np.array([score(x, S) for x in xs])


def covariance_moved_before_the_correction(xs, A, C, Q, R, P_0):
    """The covariance is moved first and then corrected, by a gain of the old one."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m = (m + (x - m @ C.T) @ G.T) @ A.T
        P = A @ P @ A.T + Q
        P = P - G @ C @ P
    return np.array(nll)


def mean_moved_before_the_correction(xs, A, C, Q, R, P_0):
    """The move of the mean leaves the correction out of A."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = C @ P @ C.T + R
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m @ A.T + (x - m @ C.T) @ G.T, P - G @ C @ P
        P = A @ P @ A.T + Q
    return np.array(nll)


def variances_for_covariances(xs, A, C, Q, R, P_0):
    """The off-diagonal entries of S are dropped everywhere."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = np.diag(np.diag(C @ P @ C.T + R))
        nll.append(score(x - m @ C.T, S))
        G = P @ C.T @ np.linalg.inv(S)
        m, P = m + (x - m @ C.T) @ G.T, P - G @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.array(nll)


def noise_squared(xs, A, C, Q, R, P_0):
    """Q and R are taken for standard deviations."""
    return filtered(xs, A, C, Q @ Q, R @ R, P_0)


RIGHT = (by_rows, filtered)
WRONG = (
    wrong(gain_without_the_noise, "The gain is made without R, as if x_t had no noise"),
    wrong(
        gain_by_the_noise_alone, "The gain is P C' R^-1, as if the state before x_t were certain"
    ),
    wrong(noise_left_out_of_S, "R is missing in S, in the score and in the gain"),
    wrong(moved_before_the_first_output, "P_0 was moved by A and Q before the first output"),
    wrong(covariance_never_corrected, "The covariance of the state is not corrected"),
    wrong(small_determinant, "The determinant of many small variances is 0 as a float"),
    wrong(log_det_not_halved, "ln det S is not halved"),
    wrong(rows_times_A, "A is transposed for the mean"),
    wrong(rows_times_A_and_old_mean_moved, "A is transposed, and Q has no effect"),
    wrong(
        gain_from_the_corrected_covariance,
        "The mean was corrected by a gain made of the covariance that is already cor",
    ),
    wrong(forgotten_mean, "The mean of the state is not corrected: it stays at 0"),
    wrong(never_corrected, "Neither mean nor covariance is corrected"),
    wrong(diagonal_alone, "The outputs were scored by the diagonal of S, each by itself"),
    wrong(covariance_of_the_batch, "The filter started from Q"),
    wrong(gain_squared, "The covariance was corrected by G C P C' G'"),
    wrong(noise_before_the_move, "Q was added before A moved the covariance"),
    wrong(jitter, "About 1e-6 was added to the diagonal of S"),
    wrong(
        started_from_the_first_output,
        "With every float input except xs, C and R set to zero, nll is still wrong: ",
    ),
    wrong(outputs_independent_of_the_past, "nll stays the same when A changes"),
    wrong(
        covariance_moved_before_the_correction,
        "With every float input except C, Q and R set to zero, nll is still wrong: w",
    ),
    wrong(mean_moved_before_the_correction, "A moves the mean, but not its correction"),
    wrong(
        variances_for_covariances, "The outputs were scored by the diagonal of S, each by itself"
    ),
    wrong(noise_squared, "Q and R were squared"),
)
EDGES = {
    "one step, one row, one output, one state": lambda cases: (
        any(len(xs) == 1 for xs, *_ in cases)
        and any(xs.shape[1] == 1 for xs, *_ in cases)
        and any(xs.shape[2] == 1 for xs, *_ in cases)
        and any(len(A) == 1 for _, A, *_ in cases)
    ),
    "B, D and H different, first": lambda cases: (
        len({*cases[0][0].shape[1:], len(cases[0][1])}) == 3
    ),
    "B, D and H alike": lambda cases: any(
        xs.shape[1] == xs.shape[2] == len(A) > 1 for xs, A, *_ in cases
    ),
    "more outputs than states, and fewer": lambda cases: (
        {np.sign(len(C) - len(A)) for _, A, C, *_ in cases} >= {-1, 1}
    ),
    "an unsymmetric A, first": lambda cases: abs(cases[0][1] - cases[0][1].T).max() > 0.1,
    "Q, R and P_0 of 0": lambda cases: all(
        any((args[i] == 0).all() for args in cases) for i in (3, 4, 5)
    ),
    "a determinant of 0 as a float": lambda cases: any(
        np.linalg.det(R) == 0 and (np.diag(R) > 0).all() for *_, R, _ in cases
    ),
    "P_0 is not what the state would keep": lambda cases: any(
        abs(A @ P_0 @ A.T + Q - P_0).max() > 0.5 for _, A, _, Q, _, P_0 in cases
    ),
}
