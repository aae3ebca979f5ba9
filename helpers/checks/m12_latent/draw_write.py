"""Check of draw_write."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_recurrent import draw_read, draw_write

SIZES = (  # B, N, R, C
    (3, 2, 5, 7),
    (2, 3, 6, 4),
    (4, 4, 4, 4),  # nothing is told apart by its size
    (1, 5, 3, 2),
    (2, 1, 5, 4),
    (3, 2, 1, 6),
    (3, 2, 5, 7),
)


def draw_write_cases(seed):
    """Yield (patch, F_x, F_y, gamma): as SIZES lists them; filters that need not sum to 1."""
    rng = np.random.default_rng(seed)
    for B, N, R, C in SIZES:
        F_x, F_y = rng.uniform(0.05, 1, size=(B, N, C)), rng.uniform(0.05, 1, size=(B, N, R))
        gamma = rng.uniform(0.4, 0.8, size=B) * rng.choice([1, 4], size=B)
        gamma[-1] *= -1
        yield rng.normal(size=(B, N, N)), F_x, F_y, gamma


def over(image, gamma):
    return image / gamma[:, None, None]


def write_times_gamma(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, 1 / gamma)


def write_without_gamma(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, np.ones_like(gamma))


def write_as_read(patch, F_x, F_y, gamma):
    """Read the patch as if it were the image."""
    return over(F_y @ patch @ F_x.swapaxes(1, 2), gamma)


def write_read(patch, F_x, F_y, gamma):
    return draw_read(patch, F_x, F_y, gamma)


def write_untransposed(patch, F_x, F_y, gamma):
    return over(F_y @ patch @ F_x, gamma)


def write_batch_transposed(patch, F_x, F_y, gamma):
    return over(F_y.T @ patch @ F_x, gamma)


def write_patch_transposed(patch, F_x, F_y, gamma):
    return draw_write(patch.swapaxes(1, 2), F_x, F_y, gamma)


def write_patch_transposed_times(patch, F_x, F_y, gamma):
    return draw_write(patch.swapaxes(1, 2), F_x, F_y, 1 / gamma)


def write_patch_transposed_without(patch, F_x, F_y, gamma):
    return draw_write(patch.swapaxes(1, 2), F_x, F_y, np.ones_like(gamma))


def write_banks_exchanged(patch, F_x, F_y, gamma):
    return draw_write(patch, F_y, F_x, gamma)


def write_banks_exchanged_times(patch, F_x, F_y, gamma):
    return draw_write(patch, F_y, F_x, 1 / gamma)


def write_image_transposed(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, gamma).swapaxes(1, 2)


def write_gamma_by_columns(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, np.ones_like(gamma)) / gamma


def write_gamma_by_rows(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, np.ones_like(gamma)) / gamma[:, None]


def write_first_gamma(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, np.full_like(gamma, gamma[0]))


def write_mean_gamma(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, np.full_like(gamma, gamma.mean()))


def write_gamma_size(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, np.abs(gamma))


def write_gamma_twice(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, gamma**2)


def write_exp_gamma(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, np.exp(gamma))


def write_gamma_small_added(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, gamma + 1e-8)


def write_mean(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, gamma) / patch.shape[1] ** 2


def write_mean_once(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, gamma) / patch.shape[1]


def write_over_batch(patch, F_x, F_y, gamma):
    return over(np.einsum("bia,bij,djc->bac", F_y, patch, F_x), gamma)


def write_over_batch_times(patch, F_x, F_y, gamma):
    return np.einsum("bia,bij,djc,b->bac", F_y, patch, F_x, gamma)


def write_first_filters(patch, F_x, F_y, gamma):
    """Let the filters of the first row serve for all rows of the batch."""
    return draw_write(
        patch, np.broadcast_to(F_x[:1], F_x.shape), np.broadcast_to(F_y[:1], F_y.shape), gamma
    )


def write_summed_rows(patch, F_x, F_y, gamma):
    return draw_write(patch, F_x, F_y, gamma).sum(axis=0)


def write_diagonal(patch, F_x, F_y, gamma):
    """Let filter i along the rows meet filter i along the columns alone."""
    return over(np.einsum("bia,bii,bic->bac", F_y, patch, F_x), gamma)


def write_inverse(patch, F_x, F_y, gamma):
    image = np.linalg.pinv(F_y) @ patch @ np.linalg.pinv(F_x).swapaxes(1, 2)
    return over(image, gamma)


def write_product_of_entries(patch, F_x, F_y, gamma):
    return over(F_y.swapaxes(1, 2) * patch * F_x, gamma)


def write_in_place(patch, F_x, F_y, gamma):
    """Divide the patch by gamma in place."""
    patch /= gamma[:, None, None]
    return draw_write(patch, F_x, F_y, np.ones_like(gamma))


def by_loops(patch, F_x, F_y, gamma):
    B, N, C = F_x.shape
    image = np.zeros((B, F_y.shape[2], C))
    for b in range(B):
        for i in range(N):
            for j in range(N):
                image[b] += patch[b, i, j] / gamma[b] * np.outer(F_y[b, i], F_x[b, j])
    return image


def by_sum(patch, F_x, F_y, gamma):
    return np.einsum("bia,bij,bjc,b->bac", F_y, patch, F_x, 1 / gamma)


def by_rows(patch, F_x, F_y, gamma):
    rows = [
        fy.T.dot(one.dot(fx)) / g for one, fx, fy, g in zip(patch, F_x, F_y, gamma, strict=True)
    ]
    return np.stack(rows)


def in_float32(patch, F_x, F_y, gamma):
    return by_sum(*(a.astype(np.float32) for a in (patch, F_x, F_y, gamma)))


check_draw_write = Check(
    name="draw_write",
    reference=draw_write,
    cases=draw_write_cases,
    outputs=("image (B, R, C)",),
    slips={
        "The image was multiplied by gamma, as in reading. What does writing do with "
        "gamma?": write_times_gamma,
        "gamma has no effect. What is divided by it?": write_without_gamma,
        "This is F_y patch F_x', the product of reading, over gamma. Over which indices does "
        "writing sum?": write_as_read,
        "This is reading, with the patch for the image. Over which indices does writing sum, and "
        "what does it do with gamma?": write_read,
        "F_y was not transposed. Which of its axes has to meet the first axis of the "
        "patch?": write_untransposed,
        "F_y.T turns round the batch, too. Which two axes of F_y are to be "
        "exchanged?": write_batch_transposed,
        "The patch is transposed. Which of its axes runs down the image?": write_patch_transposed,
        "The patch is transposed, and gamma multiplies. Which of its axes runs down the image, and "
        "what does gamma do?": write_patch_transposed_times,
        "The patch is transposed, and gamma has no effect. Which of its axes runs down the image, "
        "and what does gamma do?": write_patch_transposed_without,
        "F_x and F_y are exchanged. Which bank runs along the rows of the "
        "image?": write_banks_exchanged,
        "F_x and F_y are exchanged, and gamma multiplies. Which bank runs along the rows, and what "
        "does gamma do?": write_banks_exchanged_times,
        "The image is transposed. Which of its axes has the size R?": write_image_transposed,
        "gamma met the last axis. Which axis of the image is the batch?": write_gamma_by_columns,
        "gamma met the rows of the image. Which axis of it is the batch?": write_gamma_by_rows,
        "The first gamma serves for all rows of the batch. How many are there?": write_first_gamma,
        "The mean of gamma serves for all rows of the batch. How many are there?": write_mean_gamma,
        "The size of gamma was taken. What does a negative gamma do?": write_gamma_size,
        "The image was divided by gamma twice. How often does it stand in the "
        "sum?": write_gamma_twice,
        "The image was divided by e^gamma. Which number divides it?": write_exp_gamma,
        "About 1e-8 was added to gamma. When could it be 0?": write_gamma_small_added,
        "The sum was divided by N^2. Is it a mean?": write_mean,
        "The sum was divided by N. Is it a mean?": write_mean_once,
        "F_x was summed over the batch. Which row of it belongs to an image?": write_over_batch,
        "F_x was summed over the batch, and gamma multiplies. Which row of it belongs to an image, "
        "and what does gamma do?": write_over_batch_times,
        "The filters of the first row of the batch serve for all. How many banks are "
        "there?": write_first_filters,
        "The images of the batch were added. Which shape has the result?": write_summed_rows,
        "The diagonal of the patch alone was written. Over how many indices of the patch does the "
        "sum run?": write_diagonal,
        "This is the image that would be read as the patch. Is writing the inverse of "
        "reading?": write_inverse,
        "The arrays were multiplied entry by entry. Which operator is the product of "
        "matrices?": write_product_of_entries,
        "The patch was divided by gamma in place. Which array does the caller still "
        "need?": write_in_place,
    },
    alternatives=(by_loops, by_sum, by_rows, in_float32),
    tolerance_reason="float64 sums of N^2 products differ by about 1e-15",
    float32=True,
)
