"""Hands in nothing, and defines the answer after its check, in a cell of its own."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return ids, ids


def one_hot(ids, V):
    return np.eye(V)[ids]
""",
}
