"""Hands in a folder that is a link to the instructor's folder of solutions."""

LOSES = ("one_hot", "next_token_pairs")
GAINS = 0


def files(folder, notebook, course):
    """Write the link."""
    folder.rmdir()
    folder.symlink_to(course / "solutions" / "00_start_here")
