"""Returns arrays whose strides turn one number into 10^18 entries."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.broadcast_to(1.0, (10**9, 10**9))
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    huge = np.lib.stride_tricks.as_strided(ids, shape=(10**9,), strides=(0,))
    return huge, huge
""",
}
