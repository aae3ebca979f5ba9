"""Returns NaN, infinities and negative zeros, with which no comparison is true."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.full((len(ids), V), np.nan)
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return np.full(len(ids) - 1, np.inf), np.full(len(ids) - 1, -0.0)
""",
}
