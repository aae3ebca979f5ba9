"""Returns right-looking rows hidden in records, dictionaries and texts of the largest size."""

ANSWERS = {
    "one_hot": """
import collections

Rows = collections.namedtuple("Rows", [f"a{i}" for i in range(900)])


def one_hot(ids, V):
    return Rows(*({"x" * 2_000: "y" * 1_000} for _ in range(900)))
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return "x" * 1_900_000, ids
""",
}
