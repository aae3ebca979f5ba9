"""Hands in a script with Markdown fences that open and never close."""

LOSES = ("one_hot", "next_token_pairs")


def files(folder, notebook, course):
    """Write two megabytes of fences, on each of which a search for the end would start."""
    text = "def one_hot(\n" + "```x\n" * 390_000
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")
