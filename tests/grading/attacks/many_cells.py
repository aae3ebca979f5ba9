"""Hands in a notebook with two thousand cells of its own."""


def notebook(submitted):
    """Return the submission with many cells."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = 1"}
    submitted["cells"] += [dict(cell, id=f"x{i}", execution_count=None) for i in range(2_000)]
    return submitted
