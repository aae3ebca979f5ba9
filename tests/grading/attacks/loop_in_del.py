"""Loops for ever when its result is let go."""

WAITS = True
ANSWERS = {
    "one_hot": """
class Clinging(np.ndarray):
    def __del__(self):
        while True:
            pass


def one_hot(ids, V):
    return np.zeros((len(ids), V)).view(Clinging)
""",
}
