"""Returns objects that hand out another buffer through each of NumPy's array protocols."""

ANSWERS = {
    "one_hot": """
class Interface:
    def __init__(self, rows):
        self.rows = rows

    @property
    def __array_interface__(self):
        return {"shape": (10**9, 10**9), "typestr": "<f8", "data": (8, False), "version": 3}

    def __array__(self, *args, **kwargs):
        return np.eye(3)

    def __dlpack__(self, **kwargs):
        raise SystemExit(0)

    def __buffer__(self, flags):
        return memoryview(b"")


def one_hot(ids, V):
    return Interface(np.zeros((len(ids), V)))
""",
}
