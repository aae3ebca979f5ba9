"""Puts values of the wrong kind wherever the notebook format expects another."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def notebook(submitted):
    """Return the submission with odd values."""
    odd = [None, 1, "x", [], {}, [[]], -1.5, True]
    for i, cell in enumerate(submitted["cells"]):
        if not cell.get("id", "").startswith("answer-"):
            cell["metadata"] = odd[i % len(odd)]
            cell["source"] = odd[(i + 3) % len(odd)]
            cell["cell_type"] = odd[(i + 5) % len(odd)]
            cell["attachments"] = {"../../x": {"image/svg+xml": "<script>1</script>"}}
    submitted["cells"] += odd
    submitted["metadata"], submitted["nbformat"] = [], "4"
    return submitted
