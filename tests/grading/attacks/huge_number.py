"""Returns whole numbers of ten million digits."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return 1 << 33_000_000
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return [10**5000] * 3, [-(10**5000)] * 3
""",
}
