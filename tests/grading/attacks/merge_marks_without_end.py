"""Hands in a small file of merge marks on which a regular expression would search for days."""

LOSES = ("one_hot", "next_token_pairs")


def files(folder, notebook, course):
    """Write the marks that begin conflicts, and none that ends one."""
    text = "<<<<<<<\n|||||||\n=======\n" * 3_000
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")
