"""Hands in a link to the instructor's own solution as its notebook."""

LOSES = ("one_hot", "next_token_pairs")
GAINS = 0
NAMED = "00_start_here.ipynb"


def files(folder, notebook, course):
    """Write the link."""
    target = course / "solutions" / "00_start_here" / "00_start_here.ipynb"
    (folder / "00_start_here.ipynb").symlink_to(target)
    (folder / "notes.txt").symlink_to(course / "canary-of-the-instructor")
