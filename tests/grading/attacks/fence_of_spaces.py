"""Hands in a text cell that opens a fence and goes on with two million spaces."""


def notebook(submitted):
    """Return the submission with that cell at its end."""
    source = "```\n" + " " * 2_000_000 + "x"
    submitted["cells"].append({"cell_type": "markdown", "metadata": {}, "source": source})
    return submitted
