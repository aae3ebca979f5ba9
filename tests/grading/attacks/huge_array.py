"""Returns arrays of half a gigabyte."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), 13_000_000))
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return np.zeros(20_000_000, dtype=int), np.zeros(20_000_000, dtype=int)
""",
}
