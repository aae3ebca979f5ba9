"""Hands in a sparse file of 8 GB as the notebook."""

LOSES = ("one_hot", "next_token_pairs")
NAMED = "00_start_here.ipynb"


def files(folder, notebook, course):
    """Write the notebook's file."""
    with open(folder / "00_start_here.ipynb", "wb") as file:
        file.truncate(8 << 30)
