"""Deletes every check cell and the setup cell."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def notebook(submitted):
    """Return the submission without checks and setup."""
    kept = ("check-", "setup-")
    submitted["cells"] = [c for c in submitted["cells"] if not c.get("id", "").startswith(kept)]
    return submitted
