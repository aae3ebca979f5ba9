"""Returns an ndarray subclass whose every operation says that nothing differs."""

ANSWERS = {
    "one_hot": """
class Lying(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(self.shape)

    def __array_function__(self, *args, **kwargs):
        return True

    def __array_finalize__(self, obj):
        pass

    def __array_wrap__(self, *args):
        return 0.0

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __hash__ = None

    def copy(self, order="C"):
        return 0.0

    def tobytes(self, order="C"):
        return b""


def one_hot(ids, V):
    return np.zeros((len(ids), V)).view(Lying)
""",
}
