"""Returns a range of 10^18 numbers and generators without end."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return range(10**18)
""",
    "next_token_pairs": """
import itertools


def next_token_pairs(ids):
    return itertools.count(), (i for i in itertools.count())
""",
}
