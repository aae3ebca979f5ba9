"""Returns arrays of objects, of records, of texts and of dates."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    class Yes:
        __hash__ = None

        def __eq__(self, other):
            return True

        def __float__(self):
            return 1.0

    return np.array([[Yes() for _ in range(V)] for _ in ids], dtype=object)
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    record = np.zeros(len(ids) - 1, dtype=[("inputs", "i8"), ("__proto__", "O")])
    return record, np.array(["2026"] * (len(ids) - 1), dtype="M8[s]")
""",
}
