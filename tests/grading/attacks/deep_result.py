"""Returns lists nested a hundred thousand deep."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
""",
}
