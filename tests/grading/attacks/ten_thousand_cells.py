"""Hands in ten thousand cells of its own, each of which has to get a name of its own."""


def notebook(submitted):
    """Return the submission with so many cells that work for each pair of them takes minutes."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = 1"}
    submitted["cells"] += [dict(cell, id=f"x{i}", execution_count=None) for i in range(9_900)]
    return submitted
