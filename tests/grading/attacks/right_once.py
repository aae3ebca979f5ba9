"""Answers each call rightly the first time and wrongly from then on."""

ANSWERS = {
    "one_hot": """
calls = []


def one_hot(ids, V):
    calls.append(1)
    return np.eye(V)[ids] * (len(calls) < 6)
""",
}
