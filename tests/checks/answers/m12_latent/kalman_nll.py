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


WRONG = ()
