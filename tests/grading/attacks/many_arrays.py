"""Returns many tiny arrays and dictionaries."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return [np.zeros(1) for _ in range(3 * 10**5)]
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return [{i: i} for i in range(10**5)], {i: [i] for i in range(10**5)}
""",
}
