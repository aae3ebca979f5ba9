"""A leak: one number that keeps a share of itself and takes in the rest.

Axes  T time, B batch.
"""

import numpy as np


def marked_values(rng, T, B, share=0.06):
    """Draw values, of which a few are marked, and the last marked one at each step.

    Shapes: -> values, marks, targets (T, B). The first step is always marked.
    """
    values, marks = rng.uniform(-1, 1, size=(T, B)), rng.uniform(size=(T, B)) < share
    marks[0] = True
    last = np.maximum.accumulate(np.where(marks, np.arange(T)[:, None], 0), axis=0)
    return values, marks.astype(float), np.take_along_axis(values, last, axis=0)


def leak(values, keep):
    """Run h_next = keep * h + (1 - keep) * value from 0. Shapes: values, keep (T, B) -> (T, B)."""
    h, hs = np.zeros(values.shape[1]), []
    for value, share in zip(values, np.broadcast_to(keep, values.shape), strict=True):
        h = share * h + (1 - share) * value
        hs.append(h)
    return np.array(hs)
