"""Returns an object that loops for ever when its length, items or text are asked for."""

WAITS = True
ANSWERS = {
    "one_hot": """
class Endless(list):
    def _loop(self, *args):
        while True:
            pass

    __len__ = __iter__ = __getitem__ = __repr__ = __str__ = __eq__ = __bool__ = _loop
    __hash__ = None


def one_hot(ids, V):
    return Endless([np.zeros(V) for _ in ids])
""",
}
