"""Changes the arguments so that they fit its result."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    ids[:] = 0
    rows = np.zeros((len(ids), V))
    rows[:, 0] = 1.0
    return rows
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    ids.resize(2, refcheck=False)
    return ids[:-1], ids[1:]
""",
}
