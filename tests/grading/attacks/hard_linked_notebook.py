"""Hands in a hard link to a file of the instructor's beside its notebook."""

import os

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def files(folder, notebook, course):
    """Write the notebook and the link."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    os.link(course / "canary-of-the-instructor", folder / "notes.txt")
