"""Returns a list and a dictionary that hold themselves."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    ring = []
    ring.append(ring)
    return ring
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    ring = {}
    ring["self"] = ring
    return ring, ids
""",
}
