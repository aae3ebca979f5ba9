"""Fills memory with Python lists and texts."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    kept = []
    while True:
        kept.append([0] * 10**7)
        kept.append("x" * 10**8)
""",
}
