"""Check of kalman_nll."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_floors import kalman_nll

SIZES = (  # T, B, D, H
    (6, 3, 2, 4),
    (5, 2, 3, 2),
    (5, 3, 3, 3),  # B = D = H: nothing is told apart by its size
    (6, 2, 1, 3),
    (4, 1, 2, 1),
    (1, 3, 2, 3),
    (6, 3, 2, 4),
)


def kalman_nll_cases(seed):
    """Yield (xs, A, C, Q, R, P_0): as SIZES lists them; then covariances of 0, and many outputs of
    small variances.
    """
    rng = np.random.default_rng(seed)
    for T, B, D, H in SIZES[:-1]:
        yield drawn(rng, T, B, D, H)
    xs, A, C, Q, R, P_0 = drawn(rng, 5, 3, 2, 3)
    yield xs[:3], A, C, np.zeros_like(Q), R, P_0
    yield xs, A, C, Q, R, np.zeros_like(P_0)
    yield xs, A, np.eye(2, 3) + 0.2 * C, Q, np.zeros_like(R), P_0
    xs, A, C, Q, R, P_0 = drawn(rng, 3, 2, 90, 2)
    yield 0.01 * xs, A, 0.01 * C, Q, 1e-4 * np.eye(90), P_0
    yield drawn(rng, *SIZES[-1])


def drawn(rng, T, B, D, H):
    A, C = 0.8 * rng.normal(size=(H, H)) / np.sqrt(H) + 0.3 * np.eye(H), rng.normal(size=(D, H))
    Q, R, P_0 = covariance(rng, H), covariance(rng, D), 2 * covariance(rng, H)
    return 1.5 * rng.normal(size=(T, B, D)), A, C, Q, R, P_0


def covariance(rng, size):
    factor = rng.normal(size=(size, size))
    return factor @ factor.T / size + 0.3 * np.eye(size)


def score(surprise, S, halved=0.5, of_pi=1.0, of_square=0.5, noise=0.0, inverted=True, by="log"):
    """Return -ln p of every row, (B,), or a wrong one; by: how S is read in the score."""
    S = np.diag(S.diagonal()) if by == "diagonal" else S - noise
    scaled = np.linalg.solve(S, surprise.T).T if inverted else surprise @ S
    with np.errstate(divide="ignore"):
        log_det = np.log(np.linalg.det(S)) if by == "det" else np.linalg.slogdet(S)[1]
    constant = 0.5 * of_pi * len(S) * np.log(2 * np.pi)
    return constant + halved * log_det + of_square * (surprise * scaled).sum(axis=1)


def usual_gain(P, C, R, S):
    return P @ C.T @ np.linalg.inv(S)


def corrected(P, C, G):
    return P - G @ C @ P


def moved(m, P, A, Q):
    return m @ A.T, A @ P @ A.T + Q


def plus_noise(P, C, R):
    return C @ P @ C.T + R


def whole(P, C, R, G):
    return G


def walk(
    xs,
    A,
    C,
    Q,
    R,
    P_0,
    S_of=plus_noise,
    gain=usual_gain,
    mean_gain=whole,
    left=corrected,
    move=moved,
    **scored,
):
    """Run the Kalman filter with parts of it exchanged; scored: for score."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S, surprise = S_of(P, C, R), x - m @ C.T
        nll.append(score(surprise, S, **scored))
        G = gain(P, C, R, S)
        m = m + surprise @ mean_gain(P, C, R, G).T
        m, P = move(m, left(P, C, G), A, Q)
    return np.array(nll)


def kalman_gain_by_noise(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, gain=lambda P, C, R, S: P @ C.T @ np.linalg.inv(R))


def kalman_gain_without_noise(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, gain=lambda P, C, R, S: P @ C.T @ np.linalg.inv(C @ P @ C.T))


def kalman_S_without_noise(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, S_of=lambda P, C, R: C @ P @ C.T)


def kalman_gain_of_corrected(xs, A, C, Q, R, P_0):
    """Correct the covariance rightly, and the mean by the gain of the new one."""
    return walk(xs, A, C, Q, R, P_0, mean_gain=lambda P, C, R, G: G - G @ C @ G)


def kalman_gain_of_corrected_anew(xs, A, C, Q, R, P_0):
    """The same, with S computed anew from the corrected covariance."""

    def anew(P, C, R, G):
        P = corrected(P, C, G)
        return usual_gain(P, C, R, plus_noise(P, C, R))

    return walk(xs, A, C, Q, R, P_0, mean_gain=anew)


def kalman_gain_undivided(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, gain=lambda P, C, R, S: P @ C.T)


def kalman_moved_first(xs, A, C, Q, R, P_0):
    return kalman_nll(xs, A, C, Q, R, A @ P_0 @ A.T + Q)


def kalman_Q_first(xs, A, C, Q, R, P_0):
    return kalman_nll(xs, A, C, Q, R, P_0 + Q)


def kalman_P_not_corrected(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, left=lambda P, C, G: P)


def kalman_m_not_corrected(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, mean_gain=nothing)


def nothing(P, C, R, G):
    return 0 * G


def kalman_never_corrected(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, mean_gain=nothing, left=lambda P, C, G: P)


def kalman_P_grown(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, left=lambda P, C, G: P + G @ C @ P)


def kalman_left_without_C(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, left=lambda P, C, G: (np.eye(len(P)) - G) @ P)


def kalman_left_squared(xs, A, C, Q, R, P_0):
    """Subtract G C P C' G', in which S lacks R."""
    return walk(xs, A, C, Q, R, P_0, left=lambda P, C, G: P - G @ C @ P @ C.T @ G.T)


def kalman_surprise_sign(xs, A, C, Q, R, P_0):
    """Subtract x from its mean, and correct the mean away from x."""
    return walk(xs, A, C, Q, R, P_0, mean_gain=lambda P, C, R, G: -G)


def kalman_m_not_moved(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, move=lambda m, P, A, Q: (m, A @ P @ A.T + Q))


def kalman_P_not_moved(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, move=lambda m, P, A, Q: (m @ A.T, P + Q))


def kalman_not_moved(xs, A, C, Q, R, P_0):
    return walk(xs, np.eye(len(A)), C, Q, R, P_0)


def kalman_m_transposed(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, move=lambda m, P, A, Q: (m @ A, A @ P @ A.T + Q))


def kalman_P_transposed(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, move=lambda m, P, A, Q: (m @ A.T, A.T @ P @ A + Q))


def kalman_A_transposed(xs, A, C, Q, R, P_0):
    return walk(xs, A.T, C, Q, R, P_0)


def kalman_A_transposed_without_Q(xs, A, C, Q, R, P_0):
    return walk(xs, A.T, C, 0 * Q, R, P_0)


def kalman_A_P_A(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, move=lambda m, P, A, Q: (m @ A.T, A @ P @ A + Q))


def kalman_without_Q(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, 0 * Q, R, P_0)


def kalman_Q_before_move(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, move=lambda m, P, A, Q: (m @ A.T, A @ (P + Q) @ A.T))


def kalman_score_without_noise(xs, A, C, Q, R, P_0):
    """Leave R out of the score alone; the gain has it."""
    return walk(xs, A, C, Q, R, P_0, noise=R)


def kalman_log_det_not_halved(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, halved=1.0)


def kalman_without_log_det(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, halved=0.0)


def kalman_pi_once(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, of_pi=1 / len(C))


def kalman_without_pi(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, of_pi=0.0)


def kalman_square_not_halved(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, of_square=1.0)


def kalman_nothing_halved(xs, A, C, Q, R, P_0):
    return 2 * kalman_nll(xs, A, C, Q, R, P_0)


def kalman_S_not_inverted(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, inverted=False)


def kalman_diagonal(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, by="diagonal")


def kalman_small_determinant(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R, P_0, by="det")


def kalman_scored_after(xs, A, C, Q, R, P_0):
    """Score x around the mean that has already been corrected by it."""
    m, P, nll = np.zeros((xs.shape[1], len(A))), P_0, []
    for x in xs:
        S = plus_noise(P, C, R)
        G = usual_gain(P, C, R, S)
        m, P = m + (x - m @ C.T) @ G.T, corrected(P, C, G)
        nll.append(score(x - m @ C.T, S))
        m, P = moved(m, P, A, Q)
    return np.array(nll)


def kalman_one_mean(xs, A, C, Q, R, P_0):
    return walk(
        xs,
        A,
        C,
        Q,
        R,
        P_0,
        move=lambda m, P, A, Q: (np.broadcast_to(m.mean(axis=0), m.shape) @ A.T, A @ P @ A.T + Q),
    )


def kalman_started_by_Q(xs, A, C, Q, R, P_0):
    return kalman_nll(xs, A, C, Q, R, Q)


def kalman_started_by_1(xs, A, C, Q, R, P_0):
    return kalman_nll(xs, A, C, Q, R, np.eye(len(A)))


def kalman_started_by_0(xs, A, C, Q, R, P_0):
    return kalman_nll(xs, A, C, Q, R, np.zeros_like(P_0))


def kalman_all_so_far(xs, A, C, Q, R, P_0):
    return np.cumsum(kalman_nll(xs, A, C, Q, R, P_0), axis=0)


def kalman_sign(xs, A, C, Q, R, P_0):
    return -kalman_nll(xs, A, C, Q, R, P_0)


def kalman_noises_squared(xs, A, C, Q, R, P_0):
    return kalman_nll(xs, A, C, Q @ Q, R @ R, P_0)


def kalman_jitter(xs, A, C, Q, R, P_0):
    return walk(xs, A, C, Q, R + 1e-6 * np.eye(len(R)), P_0)


def kalman_correction_not_moved(xs, A, C, Q, R, P_0):
    """Add the correction to A m, and not to m before the move."""
    return walk(xs, A, C, Q, R, P_0, mean_gain=lambda P, C, R, G: np.linalg.solve(A, G))


def kalman_C_transposed(xs, A, C, Q, R, P_0):
    return walk(xs, A, C.T, Q, R, P_0)


def by_cholesky(xs, A, C, Q, R, P_0):
    """Whiten the surprise; correct the covariance in Joseph's form, which stays symmetric."""
    D, eye = len(C), np.eye(len(A))
    m, P, nll = np.zeros((xs.shape[1], len(A))), np.array(P_0), []
    for x in xs:
        L = np.linalg.cholesky(C @ P @ C.T + R)
        white = np.linalg.solve(L, (x - m @ C.T).T)
        nll.append(np.log(np.diag(L)).sum() + 0.5 * (white**2).sum(axis=0) + D * HALF_LOG_2_PI)
        G = np.linalg.solve(L.T, np.linalg.solve(L, C @ P)).T
        m = (m + (x - m @ C.T) @ G.T) @ A.T
        P = A @ ((eye - G @ C) @ P @ (eye - G @ C).T + G @ R @ G.T) @ A.T + Q
    return np.stack(nll)


HALF_LOG_2_PI = 0.5 * np.log(2 * np.pi)


def by_joint_gaussian(xs, A, C, Q, R, P_0):
    """All outputs are one Gaussian; a Cholesky factor holds the chain rule."""
    T, B, D = xs.shape
    covariances = [P_0]
    for _ in range(T - 1):
        covariances.append(A @ covariances[-1] @ A.T + Q)
    S = np.zeros((T, D, T, D))
    for t, P in enumerate(covariances):
        for later in range(t, T):
            S[later, :, t] = C @ P @ C.T
            S[t, :, later] = S[later, :, t].T
            P = A @ P
        S[t, :, t] += R
    L = np.linalg.cholesky(S.reshape(T * D, T * D))
    white = np.linalg.solve(L, xs.transpose(0, 2, 1).reshape(T * D, B)).reshape(T, D, B)
    logs = np.log(np.diag(L)).reshape(T, D).sum(axis=1)
    return D * HALF_LOG_2_PI + logs[:, None] + 0.5 * (white**2).sum(axis=1)


def in_float32(xs, A, C, Q, R, P_0):
    args = [a.astype(np.float32) for a in (xs, A, C, Q, R, P_0)]
    return by_cholesky(*args).astype(np.float32)


check_kalman_nll = Check(
    name="kalman_nll",
    reference=kalman_nll,
    cases=kalman_nll_cases,
    outputs=("nll (T, B)",),
    slips={
        "The gain is P C' R^-1, as if the state before x_t were certain. Which covariance has x_t: "
        "R, or more?": kalman_gain_by_noise,
        "The gain is made without R, as if x_t had no noise. Which covariance has x_t before it is "
        "seen?": kalman_gain_without_noise,
        "R is missing in S, in the score and in the gain. Which covariance has x_t before it is "
        "seen?": kalman_S_without_noise,
        "R is missing in the score. Which covariance has x_t before it is "
        "seen?": kalman_score_without_noise,
        "The mean was corrected by a gain made of the covariance that is already corrected. Of "
        "which P is the gain made?": kalman_gain_of_corrected,
        "The mean was corrected by a gain whose P and S are those after x_t. Of which P is the "
        "gain made?": kalman_gain_of_corrected_anew,
        "The gain is U without S^-1. By what is the surprise divided?": kalman_gain_undivided,
        "P_0 was moved by A and Q before the first output. When does the state move for the first "
        "time?": kalman_moved_first,
        "Q was added to P_0 before the first output. When does Q come in for the first "
        "time?": kalman_Q_first,
        "The covariance of the state is not corrected. How much smaller does it become once x_t is "
        "seen?": kalman_P_not_corrected,
        "The mean of the state is not corrected: it stays at 0. What does the surprise do to "
        "it?": kalman_m_not_corrected,
        "Neither mean nor covariance is corrected. What is known of the state once x_t is "
        "seen?": kalman_never_corrected,
        "The covariance of the state grows by U S^-1 U' when x_t is seen. Does an output make the "
        "state less certain?": kalman_P_grown,
        "The covariance was corrected by I - G, without C. Of which shape is "
        "U S^-1 U'?": kalman_left_without_C,
        "The covariance was corrected by G C P C' G'. What stands between G and G' in "
        "U S^-1 U'?": kalman_left_squared,
        "The mean of the state moves away from x_t. Which sign has its "
        "correction?": kalman_surprise_sign,
        "A does not move the mean. What is the mean of A s?": kalman_m_not_moved,
        "A does not move the covariance. What is the covariance of A s?": kalman_P_not_moved,
        "A has no effect. What are the mean and the covariance of A s?": kalman_not_moved,
        "A is transposed for the mean. How is A m written when m stands in "
        "rows?": kalman_m_transposed,
        "The covariance became A' P A + Q. On which side does the transposed A "
        "stand?": kalman_P_transposed,
        "A is transposed in the mean and in the covariance. Which vectors does it multiply, rows "
        "or columns?": kalman_A_transposed,
        "A is transposed, and Q has no effect. Which vectors does A multiply, and what does the "
        "move add?": kalman_A_transposed_without_Q,
        "The covariance became A P A + Q. Which of the two is transposed?": kalman_A_P_A,
        "Q has no effect. What does the noise of the move add to the covariance?": kalman_without_Q,
        "Q was added before A moved the covariance. In which order do the two "
        "come?": kalman_Q_before_move,
        "ln det S is not halved. What does the half in the formula "
        "multiply?": kalman_log_det_not_halved,
        "ln det S is missing. What does a wide Gaussian cost at its mean?": kalman_without_log_det,
        "ln 2 pi was counted once for D numbers. What multiplies it?": kalman_pi_once,
        "D ln 2 pi is missing. Which three terms has the formula?": kalman_without_pi,
        "The square of the surprise is not halved. What does the half in the formula "
        "multiply?": kalman_square_not_halved,
        "The half is missing. What does it multiply in the formula?": kalman_nothing_halved,
        "S was not inverted in the score. Is a surprise smaller or larger where S is "
        "large?": kalman_S_not_inverted,
        "The outputs were scored by the diagonal of S, each by itself. What of S couples "
        "them?": kalman_diagonal,
        "The determinant of many small variances is 0 as a float. Which function returns its "
        "logarithm?": kalman_small_determinant,
        "x_t was scored around a mean that has already seen it. Which outputs may the mean know "
        "when x_t is scored?": kalman_scored_after,
        "The mean of the state was averaged over the batch. Which of m and P differs from row to "
        "row?": kalman_one_mean,
        "The filter started from Q. What is the covariance before x_0 is "
        "seen?": kalman_started_by_Q,
        "The filter started from the identity. What is the covariance before x_0 is "
        "seen?": kalman_started_by_1,
        "The filter started from a covariance of 0. What is the covariance before x_0 is "
        "seen?": kalman_started_by_0,
        "Each step holds the sum of all steps so far. Of which outputs is nll at step "
        "t?": kalman_all_so_far,
        "The sign is the other way round: this is ln p. Which one is asked for?": kalman_sign,
        "Q and R were squared. Are they covariances or standard deviations?": kalman_noises_squared,
        "About 1e-6 was added to the diagonal of S. Which covariance has x_t?": kalman_jitter,
        "A moves the mean, but not its correction. In which order do the two "
        "come?": kalman_correction_not_moved,
        "C is transposed. Which of its axes has the size D?": kalman_C_transposed,
    },
    alternatives=(by_cholesky, by_joint_gaussian, in_float32),
    equivalent={
        "C @ P -> C @ P.T (in `S = C @ P @ C.T + R`)": "a covariance is symmetric",
        "A @ P -> A @ P.T (in `m, P = (m @ A.T, A @ P @ A.T + Q)`)": "a covariance is symmetric",
    },
    tolerance=1e-8,
    tolerance_reason="float64: inverses of covariances whose eigenvalues differ a thousandfold",
    float32=True,
)
