"""Returns texts of a hundred million characters, as results and as keys."""

ANSWERS = {
    "one_hot": r"""
def one_hot(ids, V):
    return "\ud800" * 10**7
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return {"x" * 10**7: ids}
""",
}
