"""Swaps the metadata of checks and answers, and tags everything as locked, task or essay."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def notebook(submitted):
    """Return the submission with other metadata."""
    for cell in submitted["cells"]:
        meta = cell["metadata"].setdefault("nbgrader", {})
        for key in ("grade", "solution", "locked", "task"):
            meta[key] = not meta.get(key, False)
        meta["points"] = 100
        meta["schema_version"] = 99
        cell["metadata"]["tags"] = ["setup", "skip-execution", "raises-exception"]
    return submitted
