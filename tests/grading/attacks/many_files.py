"""Hands in two thousand files beside its notebook."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    for number in range(2_000):
        (folder / f"{number}.ipynb").touch()
        if number == 1_500:
            (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
