"""Returns arrays whose strides lead out of their own memory."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    rows = np.zeros((len(ids), V))
    return np.lib.stride_tricks.as_strided(rows, shape=(len(ids), V), strides=(-(2**40), 2**41))
""",
}
