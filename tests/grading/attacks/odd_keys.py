"""Returns dictionaries keyed by NaN, complex numbers, tuples and lying objects."""

WAITS = True
ANSWERS = {
    "one_hot": """
class Key:
    def __hash__(self):
        return 0

    def __eq__(self, other):
        while True:
            pass


def one_hot(ids, V):
    return {float("nan"): 1, 1j: 2, (): 3, frozenset(): 4, None: 5, Key(): 6}
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return {Key(): ids, True: ids}, {b"bytes": ids}
""",
}
