"""Check of jacobian_product_norms."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m03_gradients.cases import ROUNDING, row_of_states
from helpers.scratch.gradient_flow import jacobian_product_norms


def jacobian_product_norms_cases(seed):
    """Yield (p, hs): ordinary, T = H, one step, one unit, gains above 1, and shapes again.

    Then states at rest, where the order and tanh' do not show, and W_h of rank 1, of whose products
    most norms are equal: what is wrong there is one mistake by itself.
    """
    rng = np.random.default_rng(seed)
    for T, H, gain in [
        *((5, 4, 1.0), (3, 3, 1.5), (1, 3, 1.0), (1, 1, 1.0), (4, 1, 0.8)),
        *((5, 4, 1.0), (8, 5, 1.5), (2, 6, 0.5)),
    ]:
        yield row_of_states(rng, T, H, gain)
    p, hs = row_of_states(rng, 4, 3, 1.3)
    yield p, np.zeros_like(hs)
    yield p._replace(W_h=1.5 * np.outer(p.W_h[0], p.W_h[:, 1])), hs


def jacobians(p, hs):
    return [p.W_h * (1 - h**2) for h in hs]


def chained(Js, norm=lambda product: np.linalg.norm(product, 2), first=1.0):
    """Return the norms of J_T, J_(T-1) @ J_T, ..., with a first entry for lag 0."""
    product, norms = np.eye(len(Js[0])), [first]
    for J in Js[::-1]:
        product = J @ product
        norms.append(norm(product))
    return np.array(norms)


def jacobian_from_the_start(p, hs):
    product, norms = np.eye(hs.shape[1]), [1.0]
    for J in jacobians(p, hs):
        product = product @ J
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


def jacobian_multiplied_on_the_right(p, hs):
    product, norms = np.eye(hs.shape[1]), [1.0]
    for J in jacobians(p, hs)[::-1]:
        product = product @ J
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


def jacobian_frobenius(p, hs):
    return chained(jacobians(p, hs), norm=np.linalg.norm)


def jacobian_frobenius_throughout(p, hs):
    norms = chained(jacobians(p, hs), norm=np.linalg.norm)
    norms[0] = np.sqrt(hs.shape[1])
    return norms


def jacobian_eigenvalues(p, hs):
    return chained(jacobians(p, hs), norm=lambda J: np.abs(np.linalg.eigvals(J)).max())


def jacobian_by_rows(p, hs):
    return chained([(1 - h**2)[:, None] * p.W_h for h in hs])


def jacobian_transposed(p, hs):
    return chained([p.W_h.T * (1 - h**2) for h in hs])


def jacobian_without_tanh(p, hs):
    return chained([p.W_h for _ in hs])


def jacobian_without_square(p, hs):
    return chained([p.W_h * (1 - h) for h in hs])


def jacobian_through_tanh_twice(p, hs):
    return chained([p.W_h * (1 - np.tanh(h) ** 2) for h in hs])


def jacobian_product_of_norms(p, hs):
    norms = [np.linalg.norm(J, 2) for J in jacobians(p, hs)]
    return np.concatenate([[1.0], np.cumprod(norms[::-1])])


def jacobian_one_step_each(p, hs):
    return np.array([1.0] + [np.linalg.norm(J, 2) for J in jacobians(p, hs)[::-1]])


def jacobian_without_lag_0(p, hs):
    return chained(jacobians(p, hs))[1:]


def jacobian_without_h0(p, hs):
    return chained(jacobians(p, hs))[:-1]


def jacobian_in_order_of_time(p, hs):
    return chained(jacobians(p, hs))[::-1]


def jacobian_squared(p, hs):
    return chained(jacobians(p, hs)) ** 2


def jacobian_largest_row(p, hs):
    return chained(jacobians(p, hs), norm=lambda J: np.abs(J).sum(axis=1).max())


def jacobian_smallest(p, hs):
    return chained(jacobians(p, hs), norm=lambda J: np.linalg.svd(J)[1].min())


def jacobian_of_old_states(p, hs):
    return chained([p.W_h * (1 - h**2) for h in [np.zeros_like(hs[0]), *hs[:-1]]])


def jacobian_from_the_start_frobenius(p, hs):
    product, norms = np.eye(hs.shape[1]), [1.0]
    for J in jacobians(p, hs):
        product = product @ J
        norms.append(np.linalg.norm(product))
    return np.array(norms)


def jacobian_right_frobenius(p, hs):
    product, norms = np.eye(hs.shape[1]), [1.0]
    for J in jacobians(p, hs)[::-1]:
        product = product @ J
        norms.append(np.linalg.norm(product))
    return np.array(norms)


def jacobian_by_rows_frobenius(p, hs):
    return chained([(1 - h**2)[:, None] * p.W_h for h in hs], norm=np.linalg.norm)


def jacobian_by_rows_from_the_start(p, hs):
    product, norms = np.eye(hs.shape[1]), [1.0]
    for h in hs:
        product = (1 - h**2)[:, None] * p.W_h @ product
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


def jacobian_by_rows_in_order_of_time(p, hs):
    product, norms = np.eye(hs.shape[1]), [1.0]
    for h in hs:
        product = product @ ((1 - h**2)[:, None] * p.W_h)
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


def jacobian_nuclear(p, hs):
    return chained(jacobians(p, hs), norm=lambda J: np.linalg.norm(J, "nuc"))


def jacobian_by_svd(p, hs):
    product, norms = np.eye(len(p.b)), []
    for t in range(len(hs), -1, -1):
        norms.append(np.linalg.svd(product, compute_uv=False)[0])
        if t > 0:
            product = p.W_h @ np.diag(1 - hs[t - 1] ** 2) @ product
    return np.array(norms)


def jacobian_for_columns(p, hs):
    product, norms = np.eye(hs.shape[1]), [1.0]
    for h in reversed(hs):
        product = product @ ((1 - h * h)[:, None] * p.W_h.T)
        norms.append(np.linalg.norm(product, ord=2))
    return np.array(norms)


def jacobian_by_suffixes(p, hs):
    T, H = hs.shape
    norms = np.empty(T + 1)
    for k in range(T + 1):
        product = np.eye(H)
        for t in range(T - k, T):
            product = product @ p.W_h * (1 - hs[t] ** 2)
        norms[k] = np.sqrt(np.linalg.eigvalsh(product.T @ product).max())
    return norms


check_jacobian_product_norms = Check(
    name="jacobian_product_norms",
    reference=jacobian_product_norms,
    cases=jacobian_product_norms_cases,
    outputs=("norms (T+1)",),
    slips={
        "The products start at the first step. Lag 1 leads from h_(T-1) to h_T: which Jacobian "
        "is that?": jacobian_from_the_start,
        "Each earlier Jacobian was multiplied from the right. A change of h_(t-1) meets J_t first "
        "and J_T last, and rows multiply from the left: on which side does the earlier one "
        "belong?": jacobian_multiplied_on_the_right,
        "This is the Frobenius norm. Which norm of a matrix is its largest singular "
        "value, and what does ord=2 do in np.linalg.norm?": jacobian_frobenius,
        "This is the Frobenius norm, of the identity too. Which norm of a matrix is its largest "
        "singular value, and what does ord=2 do?": jacobian_frobenius_throughout,
        "All singular values were added. Which one of them is the most by which a vector is "
        "lengthened?": jacobian_nuclear,
        "These are eigenvalues. A single product can stretch a vector by more than its largest "
        "eigenvalue: which singular value is that factor?": jacobian_eigenvalues,
        "1 - h^2 scales the rows of W_h. Unit j of the new state is column j of W_h: which axis "
        "does its tanh' belong to?": jacobian_by_rows,
        "W_h is transposed. In h @ W_h, how does entry (i, j) enter: from which unit, into which "
        "one?": jacobian_transposed,
        "tanh' is missing: these are powers of W_h alone. What does tanh do to a small "
        "change?": jacobian_without_tanh,
        "The square is missing in 1 - h^2. What is the derivative of tanh in terms of its value "
        "h?": jacobian_without_square,
        "tanh was applied to the states once more. The states already are tanh a: what is left to "
        "do?": jacobian_through_tanh_twice,
        "This multiplies the norms: an upper bound. Is the norm of a product the product of the "
        "norms?": jacobian_product_of_norms,
        "Each entry is the norm of one Jacobian alone. What should be kept from one lag to the "
        "next?": jacobian_one_step_each,
        "Lag 0 is missing. What is the Jacobian of h_T with respect to itself, and how many lags "
        "are there from 0 to T?": jacobian_without_lag_0,
        "The last lag is missing: J_1 leads from h_0 to h_1. How many Jacobians do T states "
        "make?": jacobian_without_h0,
        "The norms are in the order of time. Which lag should norms[0] belong "
        "to?": jacobian_in_order_of_time,
        "These are squared norms. What is the singular value of J, if its square is the "
        "eigenvalue of J^T J?": jacobian_squared,
        "This is the largest sum along a row, another norm. Which one is the largest singular "
        "value?": jacobian_largest_row,
        "This is the smallest singular value. Which of them is the most by which a change can "
        "grow?": jacobian_smallest,
        "tanh' was taken from the state before each step. Which state is the output of the tanh of "
        "step t?": jacobian_of_old_states,
        "1 - h^2 scales the rows of W_h, and the norm is Frobenius's. Unit j of the new state is "
        "column j of W_h: which axis does its tanh' belong to?": jacobian_by_rows_frobenius,
        "1 - h^2 scales the rows of W_h, and the products start at the first step. Unit j is "
        "column j of W_h, and lag 1 is the last step: which Jacobian comes "
        "first?": jacobian_by_rows_from_the_start,
        "1 - h^2 scales the rows of W_h, and the products run on from step 1. Which axis does "
        "tanh' of unit j belong to, and which Jacobian belongs to lag "
        "1?": jacobian_by_rows_in_order_of_time,
        "The products start at the first step, and the norm is Frobenius's. Lag 1 leads from "
        "h_(T-1) to h_T: which Jacobian is that?": jacobian_from_the_start_frobenius,
        "Each earlier Jacobian was multiplied from the right, and the norm is Frobenius's. A row "
        "meets J_t first and J_T last: on which side does the earlier one "
        "belong?": jacobian_right_frobenius,
    },
    alternatives=(jacobian_by_svd, jacobian_for_columns, jacobian_by_suffixes),
    tolerance_reason=ROUNDING,
    float32=True,
)
